/* Exact polygon-cell cover: which fraction of each cell a polygon holds. */
#ifndef GEO_COVER_H
#define GEO_COVER_H

#include "base/ctx.h"
#include "jiujin/grid.h"

/*
 * Rings of one polygon or multipolygon in the grid's CRS: outer rings one way round, holes the
 * other; which way does not matter. A ring whose last point is not its first is closed. Valid in
 * the OGC sense; repairing is the loader's work. Degenerate rings hold nothing.
 */
typedef struct jj_rings {
    const double *xy;       /* x, y, x, y, ... */
    const size_t *ring_end; /* index in points just past each ring */
    size_t n_rings;
} jj_rings;

/* `n` cells side by side from (row, col), each held to the same fraction. */
typedef struct jj_span {
    uint32_t row, col, n;
    double fraction; /* 0 < fraction <= 1 */
} jj_span;

/* Spans in row-major order, disjoint. Interior runs are one span each. */
typedef struct jj_cover {
    jj_span *spans;
    size_t n_spans;
} jj_cover;

/*
 * Costs the cells that the edges cross plus the rows, not the cells inside. A polygon outside the
 * grid gives an empty cover; what lies beyond the grid's edge is left out. What the rounding of
 * coordinates alone can leave in a cell (about 1e-10 of a 100 m cell) is nothing: a border along
 * a cell's side does not touch the next cell. JJ_E_NOMEM; JJ_E_DATA: a coordinate that is not a
 * finite number.
 */
jj_status jj_cover_polygon(jj_ctx *ctx, const jj_grid *g, const jj_rings *rings, jj_cover *out);
void jj_cover_deinit(jj_cover *c);

/* The first span in `row` or below; n_spans when there is none. */
size_t jj_cover_from(const jj_cover *c, uint32_t row);

/* Sum of fraction x value over the cover, in span order, NaN cells left out; cells (the sum of
 * fractions of the cells counted) may be NULL. */
double jj_cover_sum(const jj_cover *c, const jj_grid *g, const double *value, double *cells);

/* Values of the cells row .. row+n_rows-1, col .. col+n_cols-1, row-major. */
typedef struct jj_cover_part {
    uint32_t row, col, n_rows, n_cols;
    const double *value;
} jj_cover_part;

/* What a zone holds of a raster; cells without data are left out. */
typedef struct jj_zone_sums {
    double sum, cells; /* of fraction x value, and of the fractions themselves */
    double min, max;   /* over cells held to any fraction; NaN while cells is 0 */
} jj_zone_sums;

/* The smallest window that holds the cover; all zero for an empty one (value is NULL). */
jj_cover_part jj_cover_window(const jj_cover *c);

/* Add the spans that lie in the rows of `w`, which must hold all their columns, in span order. */
void jj_cover_add_window(const jj_cover *c, const jj_cover_part *w, jj_zone_sums *sums);

#endif
