/*
 * Where should facilities stand? Classical location models on a table of costs, each answered
 * with a bound that says how much better any other choice could be.
 *
 * The table is sparse: a (client, site) pair that is absent means the site cannot serve the
 * client. Clients and sites are numbered in the order of their ids (jj_id_cmp), and wherever two
 * choices are equal the smaller site is taken, so answers do not depend on the order of rows.
 *
 *   lscp      fewest sites so that every client has one within `radius`      (Toregas 1971)
 *   lscpb     the same number of sites, placed so that most clients have two (Hogan, ReVelle 1986)
 *   mclp      `p` sites that have most demand within `radius`                (Church, ReVelle 1974)
 *   pmedian   `p` sites, least sum of demand x cost to the nearest           (Hakimi 1964)
 *   pcenter   `p` sites, least cost of the worst served client               (Hakimi 1964)
 *   cpmedian  pmedian where a client is served whole by one site and no site serves more demand
 *             than its capacity                                              (Mulvey, Beck 1984)
 *
 * Sites are chosen by lazy greedy and interchange (Resende, Werneck 2007), in tables too large to
 * branch on also among the likeliest sites alone (Rosing, ReVelle 1997); bounds come from
 * Lagrangian relaxation (Cornuejols, Fisher, Nemhauser 1977) with reduced-cost fixing (Beasley
 * 1985), and what gap is left is closed by branch and bound as far as `effort` goes.
 */
#ifndef JIUJIN_LOCATE_H
#define JIUJIN_LOCATE_H

#include "jiujin/status.h"

#define JJ_NO_SITE UINT32_MAX

typedef enum jj_locate_model {
    JJ_LSCP,
    JJ_LSCPB,
    JJ_MCLP,
    JJ_PMEDIAN,
    JJ_PCENTER,
    JJ_CPMEDIAN
} jj_locate_model;

/* One row of the table: what it costs `site` to serve `client`, finite and >= 0, any unit. */
typedef struct jj_cost {
    uint32_t client, site;
    double cost;
} jj_cost;

/* The table both ways; every row ascends by cost, then by index. Owned. */
typedef struct jj_cost_table {
    uint32_t n_clients, n_sites;
    uint64_t *client_first; /* n_clients + 1 */
    uint32_t *client_site;
    double *client_cost;
    uint64_t *site_first; /* n_sites + 1 */
    uint32_t *site_client;
    double *site_cost;
    uint32_t twice_client, twice_site; /* after JJ_E_DATA: the pair that stands twice */
} jj_cost_table;

/*
 * Build the table from `n` rows in any order. JJ_E_RANGE: a client or site out of range, a cost
 * that is negative or not finite; JJ_E_DATA: a pair that stands twice; JJ_E_NOMEM. Messages count
 * rows from 1.
 */
JJ_API jj_status jj_cost_table_build(jj_ctx *ctx, uint32_t n_clients, uint32_t n_sites,
                                     const jj_cost *rows, uint64_t n, jj_cost_table *out);
JJ_API void jj_cost_table_deinit(jj_cost_table *t);

/* The question. Everything is borrowed. */
typedef struct jj_locate {
    jj_locate_model model;
    const jj_cost_table *table;
    const double *demand;   /* per client, finite, >= 0; NULL = 1 each. Demand weighs objectives;
                               lscp, lscpb and pcenter serve every client whatever its demand */
    const double *capacity; /* cpmedian: per site, >= 0, INFINITY = no limit; in units of demand */
    double radius;          /* lscp, lscpb, mclp: a cost <= radius covers */
    uint32_t p;            /* mclp, pmedian, pcenter, cpmedian: sites in all, fixed ones included */
    const uint32_t *fixed; /* sites that stand already and stay */
    size_t n_fixed;
    double share;  /* lscp: so much of the demand is enough, 0 < share < 1; 0 = every client */
    double budget; /* mclp: money for the sites that are not fixed, in place of p; 0 = none */
    const double *price; /* with a budget: per site, finite, > 0 where it is not fixed */
    /* mclp, lscp, lscpb, and the medians with first_radius: per site the unit it lies in,
     * JJ_NO_SITE = none. Every unit first gets a site, the one that covers most; units of fixed
     * sites have theirs. NULL = not asked */
    const uint32_t *unit;
    double first_radius; /* what covers where first sites are chosen; 0 = radius */
    uint64_t effort;     /* table entries that may be looked at in all; 0 = the default, which takes
                        some tens of seconds at most on one core, and more where the table has
                        tens of millions of rows. Counted, not timed: the same answer on every
                        machine */
    bool (*is_over)(void *user); /* NULL, or asked now and then, by two threads at once: true ends
                                    the search early, and the answer is then marked not
                                    repeatable */
    void *user;
} jj_locate;

typedef struct jj_located {
    /* lscp: sites; lscpb: clients covered twice; mclp: demand covered; pmedian, cpmedian: sum of
     * demand x cost; pcenter: the largest cost. Clients that nothing serves are left out. */
    double objective;
    double bound; /* no choice of sites can pass this: from below, for lscpb and mclp from above */
    double gap;   /* |objective - bound| / max(|bound|, 1e-12) */
    bool is_optimal;    /* feasible, and gap 0 */
    bool is_feasible;   /* every client the model must serve is served */
    bool is_repeatable; /* false when is_over() ended it */
    uint32_t *sites;    /* ascending; owned */
    size_t n_sites;
    uint32_t *firsts; /* of them, those opened as the first of their unit, ascending; owned */
    size_t n_firsts;
    double spent;      /* with a budget */
    uint32_t *site_of; /* per client: the open site that serves it, JJ_NO_SITE; owned */
    uint64_t n_uncovered, n_backed_up; /* clients served by none, by two or more within radius */
    double uncovered_demand;
    uint64_t n_unservable; /* of the uncovered: no candidate at all can serve them */
    double unservable_demand;
    uint32_t least_sites; /* infeasible with p sites, and proven so by counting them: at least so
                             many are needed; else 0 */
} jj_located;

/*
 * Answer it. Infeasible questions get an answer too (is_feasible false): what can be served is
 * served as well as possible, the rest is counted. With one per unit first the bound is that of the
 * question without this wish, so is_optimal says that nothing was lost by it (lscpb: of the
 * question with the firsts fixed). With a share, objective and bound are numbers of sites as for
 * lscp.
 *
 * JJ_E_RANGE: demand, capacity, radius, p or fixed out of range (p < fixed sites, p > sites), a
 * share of another model or outside 0 .. 1, a budget of another model or with units, a price that
 * is none; JJ_E_NOMEM; JJ_E_STOPPED.
 */
JJ_API jj_status jj_locate_solve(jj_ctx *ctx, const jj_locate *ask, jj_located *out);
JJ_API void jj_located_deinit(jj_located *a);

/* A site in the order of building. */
typedef struct jj_built {
    uint32_t site, phase; /* phase from 1 */
    bool is_first;        /* of its unit */
    double newly;         /* demand it covers first, in this order */
    double covered;       /* demand covered once it stands */
} jj_built;

/*
 * The sites of an answer that are not fixed, the firsts of units before all others, each next one
 * that which adds most demand within `radius`; in n_phases parts of equal number. *out is the
 * caller's. JJ_E_NOMEM, JJ_E_STOPPED.
 */
JJ_API jj_status jj_locate_order(jj_ctx *ctx, const jj_locate *ask, const jj_located *a,
                                 double radius, uint32_t n_phases, jj_built **out, size_t *n);

/* "pmedian" and so on; the inverse returns false for an unknown name. */
JJ_API const char *jj_locate_model_name(jj_locate_model m);
JJ_API bool jj_locate_model_parse(const char *name, jj_locate_model *out);

#endif
