/*
 * The one problem behind the p-median and the maximal covering model: open p sites so that the sum
 * over clients of weight x min(cost to the nearest open site, unserved cost) is least. Covering is
 * the case of cost 0 within the radius and unserved cost 1 (Hillsman's editing of the costs).
 */
#ifndef ANALYSIS_SITING_MEDIAN_H
#define ANALYSIS_SITING_MEDIAN_H

#include "base/ctx.h"
#include "jiujin/locate.h"

enum { JJ_OWNED_ARRAYS = 5 };

/* Rows by client ascend by cost. Fixing sites gives a smaller problem of the same shape: closed
 * ones leave the rows, an open one ends the rows it stands in and becomes their unserved cost. */
typedef struct jj_median {
    uint32_t n_clients, n_sites, p;
    const uint64_t *first, *end; /* row of client c: first[c] .. end[c]-1 */
    const uint32_t *site;
    const double *cost;           /* NULL = all 0 */
    const double *weight;         /* > 0 */
    const double *unserved;       /* >= 0 */
    double constant;              /* added to every objective */
    double step;                  /* objectives are multiples of this; 0 = not known to be */
    uint32_t *site_name;          /* site -> site of the problem this came from; NULL = itself */
    uint32_t *client_name;        /* likewise */
    void *owned[JJ_OWNED_ARRAYS]; /* what deinit frees */
} jj_median;

static inline double jj_median_cost(const jj_median *m, uint64_t k) {
    return m->cost ? m->cost[k] : 0;
}

enum { JJ_SITE_FREE, JJ_SITE_OPEN, JJ_SITE_CLOSED };

/* The problem left when sites are fixed by state[site]; names lead back to the first problem. */
jj_status jj_median_reduce(jj_ctx *ctx, const jj_median *m, const uint8_t *state, jj_median *out);
void jj_median_deinit(jj_median *m);

/* The objective with exactly the sites of is_open. */
double jj_median_objective(const jj_median *m, const uint8_t *is_open);

/*
 * The greatest step all products weight x cost are multiples of, 0 if they are not whole numbers.
 */
double jj_median_step(const jj_median *m);

/* What one whole search shares. */
typedef struct jj_siting_run {
    jj_ctx *ctx;
    int64_t effort; /* table entries that may still be looked at */
    bool (*is_over)(void *user);
    void *user;
    bool was_cut; /* is_over() said so */
} jj_siting_run;

/* Counts `entries` looked at; false when effort or time is used up. */
bool jj_siting_go_on(jj_siting_run *run, uint64_t entries);

/* A bound by Lagrangian relaxation: v[c] is what client c pays at most, in units of cost. */
typedef struct jj_dual {
    const jj_median *m;
    double *v;                 /* per client: of the best bound */
    double *rho;               /* per site, of the best bound: what it saves, <= 0 */
    float *share;              /* per site: part of the iterations in which it was chosen, 0 .. 1 */
    uint8_t *is_chosen;        /* per site: the p sites of least rho, of the best bound */
    double bound;              /* the largest found */
    double last_in, first_out; /* rho of the worst chosen and of the best other site */
    double *v_now, *rho_now, *rho_part, *way, *scale;
    uint32_t *n_near; /* per client: sites that would serve it for less than v_now */
    uint8_t *chosen_now;
    uint32_t *order;
} jj_dual;

/* `start` gives v per client (clipped to the unserved cost). */
jj_status jj_dual_init(jj_ctx *ctx, jj_dual *d, const jj_median *m, const double *start);
void jj_dual_deinit(jj_dual *d);

/* How jj_dual_improve() works. */
typedef struct jj_dual_plan {
    int iterations;
    double theta;   /* first step, of the distance to `target` */
    int patience;   /* iterations without a better bound before theta is halved */
    double inertia; /* part of the last step that goes into the next, 0 .. 1 */
    int stage;      /* iterations before it is halved in any case; 0 = as long as they help */
    double target;  /* a known objective */
    double enough;  /* stop when the bound is at least this */
    void (*each)(void *user, const uint8_t *is_chosen, bool is_better);
    void *user;
} jj_dual_plan;

jj_status jj_dual_improve(jj_siting_run *run, jj_dual *d, const jj_dual_plan *plan);

/* The p sites chosen most often of late, into is_chosen of every site. */
void jj_dual_agreed(jj_dual *d, uint8_t *is_chosen);

/* Marks the n sites of least `key`, the smaller among equals. */
void jj_dual_least(jj_dual *d, const double *key, uint32_t n, uint8_t *is_least);

/* Who serves a client and who would if that site closed; JJ_NO_SITE at the unserved cost. */
typedef struct jj_served {
    double near_cost, next_cost, weight;
    uint32_t near, next;
} jj_served;

/* The set of open sites under improvement. */
typedef struct jj_swap {
    const jj_median *m;
    const uint64_t *site_first, *site_end; /* clients of a site ... */
    const uint32_t *site_client;
    const double *site_cost; /* NULL = all 0 */
    const uint8_t *is_fixed; /* per site: may not be closed */
    bool only_gains;         /* greedy ends when no site gains, not when p are open */
    uint8_t *is_open;
    jj_served *of; /* per client */
    double *loss;  /* per site: what closing it would cost */
    uint32_t *open, n_open;
    uint32_t *queue, queue_first, n_queued; /* a ring of sites whose exchanges are to be tried */
    uint8_t *is_queued;
    int n_workers;
    double *extra;     /* scratch: per worker and site */
    uint32_t *touched; /* likewise */
} jj_swap;

static inline double jj_swap_cost(const jj_swap *s, uint64_t k) {
    return s->site_cost ? s->site_cost[k] : 0;
}

jj_status jj_swap_init(jj_ctx *ctx, jj_swap *s);
void jj_swap_deinit(jj_swap *s);

/* Begin from the sites of is_open. */
void jj_swap_start(jj_swap *s, const uint8_t *is_open);

/* Open sites by largest gain until p are open, beginning with the sites of is_open. */
jj_status jj_swap_greedy(jj_siting_run *run, jj_swap *s, const uint8_t *is_open);

/* Close sites whose loss is 0, the last first. */
void jj_swap_drop_idle(jj_swap *s);

/* Open or close j; losses follow, the list `open` does not. Where it `enqueues`, sites with a share
 * in the clients that changed hands join the queue. */
void jj_swap_open(jj_swap *s, uint32_t j, bool enqueues);
void jj_swap_close(jj_swap *s, uint32_t j, bool enqueues);
void jj_swap_enqueue(jj_swap *s, uint32_t j);

/*
 * Exchange one open site for one closed while the objective falls; at most `passes` looks at every
 * closed site. Sites are looked at again when a client they could serve has changed hands.
 */
jj_status jj_swap_descend(jj_siting_run *run, jj_swap *s, int passes);

/*
 * Local optima left one after another (iterated local search): a closed site is forced in, the site
 * that went for it stays out for a while, and what does not end better is undone. For run->effort.
 */
void jj_swap_shake(jj_siting_run *run, jj_swap *s);

/*
 * Improves the bound of d by `plan` and, beside it, the answer: by shaking among the sites that the
 * relaxation holds for likely or that are marked (per site of d->m). The best of them is marked on
 * return. The two do not see each other, so that the answer is the same on any number of threads.
 */
jj_status jj_median_concentrate(jj_siting_run *run, jj_dual *d, const jj_dual_plan *plan,
                                uint8_t *marks);

typedef struct jj_median_answer {
    uint8_t *is_open; /* caller's, per site; with p set on entry the search begins there too */
    double objective, bound;
} jj_median_answer;

/*
 * The whole search: greedy, swap, bound, fixing, branch and bound. `lists` has the sites' side of
 * the table and is_fixed filled in (JJ_SITE_OPEN where a site is fixed).
 */
jj_status jj_median_solve(jj_siting_run *run, const jj_median *root, jj_swap *lists,
                          jj_median_answer *out);

#endif
