/*
 * Maximal covering under a budget: sites cost what they cost, and as much demand as possible is
 * covered for the money (Khuller, Moss, Naor 1999). Greedy by demand per cost and the best single
 * site; the bound is the least, over all prefixes of the greedy choice, of what is covered plus the
 * largest fractional filling of the whole budget by the gains that are left (the covered demand is
 * submodular); small problems are searched to the end.
 */
#ifndef ANALYSIS_SITING_BUDGET_H
#define ANALYSIS_SITING_BUDGET_H

#include "base/ctx.h"
#include "jiujin/locate.h"

typedef struct jj_budget {
    const jj_cost_table *table;
    const double *demand; /* per client; NULL = 1 each */
    double radius;        /* a cost <= radius covers */
    const double *price;  /* per site, finite and >= 0 */
    double money;
    const uint8_t *is_fixed; /* per site: stands already and costs nothing; NULL = none */
    uint64_t most_nodes;     /* of the search; 0 = the default, some seconds */
} jj_budget;

typedef struct jj_budgeted {
    uint8_t *is_open; /* per site, fixed ones too; owned */
    double covered, bound, spent;
} jj_budgeted;

/* JJ_E_RANGE: a price or the money is no number >= 0; JJ_E_NOMEM; JJ_E_STOPPED. */
jj_status jj_budget_solve(jj_ctx *ctx, const jj_budget *ask, jj_budgeted *out);
void jj_budgeted_deinit(jj_budgeted *b);

#endif
