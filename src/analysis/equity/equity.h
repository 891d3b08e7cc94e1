/*
 * Inequality between units (or between the facilities of one). Values v >= 0 with weights w >= 0,
 * the people they are for; weights are taken as shares of their sum.
 *
 *   CV       sqrt(sum w (v - m)^2) / m, m the weighted mean
 *   Gini     sum_i sum_j w_i w_j |v_i - v_j| / (2 m)
 *   Theil T  sum w (v/m) ln(v/m), of which within groups and between them (they add up to it)
 */
#ifndef ANALYSIS_EQUITY_H
#define ANALYSIS_EQUITY_H

#include "base/ctx.h"

typedef struct jj_equity {
    size_t n; /* values that are not NaN and have weight */
    double mean, cv, gini, theil, theil_within, theil_between;
    double min, max;
} jj_equity;

/*
 * group[i] < n_groups; NULL = one group. Everything is NaN where nothing has weight; the indices
 * are 0 where the mean is 0. JJ_E_NOMEM.
 */
jj_status jj_equity_of(jj_ctx *ctx, const double *value, const double *weight,
                       const uint32_t *group, size_t n_groups, size_t n, jj_equity *out);

#endif
