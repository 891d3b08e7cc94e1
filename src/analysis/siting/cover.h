/*
 * Set covering with unit costs: the fewest columns (sites) so that every row (client) holds one.
 */
#ifndef ANALYSIS_SITING_COVER_H
#define ANALYSIS_SITING_COVER_H

#include "analysis/siting/median.h"

/* Rows and columns as lists both ways. */
typedef struct jj_cover_lists {
    uint32_t n_rows, n_cols;
    const uint64_t *row_first, *row_end;
    const uint32_t *row_col;
    const uint64_t *col_first, *col_end;
    const uint32_t *col_row;
} jj_cover_lists;

/* Price per row and what it proves: no cover has fewer than `bound` columns (a fraction). */
typedef struct jj_cover_dual {
    double *price;   /* per row, of the best bound; the caller may give a start */
    double *reduced; /* per column: 1 - sum of prices, of the best bound */
    double bound;
} jj_cover_dual;

/* Raise the bound for at most `iterations`, or until it is above `enough`. */
jj_status jj_cover_bound(jj_siting_run *run, const jj_cover_lists *l, double target, double enough,
                         int iterations, jj_cover_dual *d);

/*
 * Look for covers of fewer columns than is_open has, until `enough` or for `effort` entries looked
 * at; every row must have a column, and is_open must hold a cover.
 */
jj_status jj_cover_improve(jj_siting_run *run, const jj_cover_lists *l, uint32_t enough,
                           uint64_t effort, uint8_t *is_open, uint32_t *n_open);

/*
 * Exact search in a problem small enough for bit rows. `is_open` holds a cover of *n_open columns
 * on entry (n_open may be the number it must be below, without a cover: then is_open is all 0) and
 * the best found on return; stops at `target` columns. *bound: fewest proven.
 */
jj_status jj_cover_search(jj_siting_run *run, const jj_cover_lists *l, uint32_t target,
                          uint8_t *is_open, uint32_t *n_open, uint32_t *bound);

/*
 * The fewest columns over all, is_fixed included; stops at `target` or as soon as more than
 * `target` are proven needed (0 = neither). is_open gets the best cover found.
 */
jj_status jj_cover_solve(jj_siting_run *run, const jj_cover_lists *l, const uint8_t *is_fixed,
                         uint32_t target, uint8_t *is_open, uint32_t *n_open, uint32_t *bound);

#endif
