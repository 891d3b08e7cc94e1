/*
 * Supply: how much of a service there is for each person, when people compete for it.
 *
 *   2sfca, e2sfca  R_j = S_j / sum_k P_k W_kj,  A_i = sum_j R_j W_ij
 *                  with a binary W (Luo, Wang 2003) or a graded one (Luo, Qi 2009)
 *   3sfca          each person's visits are shared first, G_ij = W_ij / sum_j W_ij:
 *                  R_j = S_j / sum_k G_kj P_k W_kj,  A_i = sum_j G_ij R_j W_ij
 *                  (Wan, Zou, Sternberg 2012)
 *   bfca           people are shared, so that nobody is counted twice:
 *                  R_j = S_j / sum_k P_k G_kj,  A_i = sum_j R_j G_ij
 *   bfca-paez      as bfca, but the second step takes W_ij / sum_k W_kj as published
 *                  (Paez, Higgins, Vivona 2019); then the scores add up to the sum of the R_j
 *
 * W is a decay of the cost. But for bfca-paez, sum_i P_i A_i is exactly the supply within reach of
 * anybody, which is checked in every run.
 */
#ifndef ANALYSIS_SUPPLY_H
#define ANALYSIS_SUPPLY_H

#include "base/ctx.h"
#include "jiujin/locate.h"

typedef enum jj_decay_kind {
    JJ_DECAY_BINARY, /* binary:T          1 up to T, inclusive */
    JJ_DECAY_STEPS,  /* steps:t=w,t=w     w up to t, inclusive; 0 beyond the last */
    JJ_DECAY_EXP,    /* exp:b             e^(-b t) */
    JJ_DECAY_GAUSS,  /* gauss:s,T         e^(-(t/s)^2 / 2) up to T */
    JJ_DECAY_POWER   /* power:b,T         t^-b up to T; below t = 1 it is 1 */
} jj_decay_kind;

enum { JJ_MAX_STEPS = 32 };

typedef struct jj_decay {
    jj_decay_kind kind;
    double rate;     /* b, or s of gauss */
    double farthest; /* T; INFINITY where there is none */
    size_t n_steps;
    double step_cost[JJ_MAX_STEPS], step_weight[JJ_MAX_STEPS]; /* costs ascending */
} jj_decay;

/* "binary:30", "steps:10=1,20=0.68,30=0.22", "gauss:10,30" ... JJ_E_RANGE says what is wrong. */
jj_status jj_decay_parse(jj_ctx *ctx, const char *text, jj_decay *out);
double jj_decay_weight(const jj_decay *d, double cost);

/* The cost from which on the weight is 0; INFINITY when it never is. */
double jj_decay_reach(const jj_decay *d);

typedef enum jj_supply_method { JJ_2SFCA, JJ_3SFCA, JJ_BFCA, JJ_BFCA_PAEZ } jj_supply_method;

/* "2sfca", "e2sfca" (the same), "3sfca", "bfca", "bfca-paez". */
bool jj_supply_method_parse(const char *name, jj_supply_method *out);

/* What the scores add up to. */
typedef struct jj_supply_sums {
    double supply, reachable;      /* of all sites; of those somebody with demand reaches */
    double served;                 /* sum of people x score */
    double people, people_without; /* without: nobody's supply is in their reach */
    size_t n_unreachable;          /* sites whose supply nobody reaches */
} jj_supply_sums;

/*
 * score: caller's n_clients. Sums run by cost and index, so rows may come in any order. demand and
 * supply are finite and >= 0. JJ_E_DATA when served is not reachable within 1e-9 of it (but for
 * bfca-paez); JJ_E_NOMEM.
 */
jj_status jj_supply_scores(jj_ctx *ctx, const jj_cost_table *costs, const double *demand,
                           const double *supply, const jj_decay *decay, jj_supply_method method,
                           double *score, jj_supply_sums *sums);

/* One part of an assignment: so many of a client's people go to a site. */
typedef struct jj_share {
    uint32_t client, site;
    double people, cost;
    bool is_displaced; /* a nearer site was full */
} jj_share;

typedef struct jj_assignment {
    jj_share *shares; /* by client, then by cost; owned */
    size_t n;
    double *load; /* per site; owned */
    double *left; /* per client: people no site had room for; owned */
    double displaced, unserved;
} jj_assignment;

/*
 * Everybody goes to the nearest site that still has room, the shortest ways of all first: of people
 * who compete for the last places those who have it nearer get them, at equal cost the smaller
 * client index, then the smaller site. No order of rows plays a part. Costs beyond `within` do not
 * count. JJ_E_NOMEM.
 */
jj_status jj_assign(jj_ctx *ctx, const jj_cost_table *costs, const double *demand,
                    const double *capacity, double within, jj_assignment *out);

/*
 * The ordered rule of WHO AccessMod's geographic coverage, for comparison only: sites take turns by
 * capacity, the largest first (the smaller index between equals); each takes the people in its
 * reach whom none before it took, ring by ring of whole cost units rounded up, and of the ring that
 * does not fit the same share of everybody. is_displaced: the site is not the client's nearest.
 * JJ_E_NOMEM.
 */
jj_status jj_assign_in_turn(jj_ctx *ctx, const jj_cost_table *costs, const double *demand,
                            const double *capacity, double within, jj_assignment *out);
void jj_assignment_deinit(jj_assignment *a);

#endif
