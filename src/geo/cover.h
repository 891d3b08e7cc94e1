/* Exact polygon-cell cover: which fraction of each cell a polygon holds. */
#ifndef GEO_COVER_H
#define GEO_COVER_H

#include "base/ctx.h"
#include "jiujin/grid.h"

/*
 * Rings of one polygon or multipolygon in the grid's CRS. Even-odd by signed area: outer rings
 * one way round, holes the other; which way does not matter. Each ring is closed (first point
 * repeated). Valid in the OGC sense; repairing is the loader's work.
 */
typedef struct jj_rings {
    const double *xy;       /* x, y, x, y, ... */
    const size_t *ring_end; /* index in points just past each ring */
    size_t n_rings;
} jj_rings;

/* `n` cells side by side from (row, col), each held to the same fraction. */
typedef struct jj_span {
    uint32_t row, col, n;
    float fraction; /* 0 < fraction <= 1 */
} jj_span;

/* Spans in row-major order, disjoint. Interior runs are one span each. */
typedef struct jj_cover {
    jj_span *spans;
    size_t n_spans;
} jj_cover;

/* JJ_E_NOMEM. A polygon outside the grid gives an empty cover. */
jj_status jj_cover_polygon(jj_ctx *ctx, const jj_grid *g, const jj_rings *rings, jj_cover *out);
void jj_cover_deinit(jj_cover *c);

/* Sum of fraction x value over the cover, in span order, NaN cells left out; cells may be NULL. */
double jj_cover_sum(const jj_cover *c, const jj_grid *g, const double *value, double *cells);

#endif
