#include "jiujin/grid.h"
#include "base/ctx.h"

#include <math.h>

jj_status jj_grid_check(jj_ctx *ctx, const jj_grid *g) {
    if (g->rows == 0 || g->cols == 0)
        return jj_fail(ctx, JJ_E_RANGE, "a grid of %u x %u cells is empty", g->rows, g->cols);
    if ((uint64_t)g->rows * g->cols >= JJ_NO_CELL)
        return jj_fail(ctx, JJ_E_LIMIT, "a grid of %u x %u cells is larger than 2^32 - 2 cells",
                       g->rows, g->cols);
    if (!(g->dx > 0) || !(g->dy > 0) || !isfinite(g->dx) || !isfinite(g->dy) || !isfinite(g->x0) ||
        !isfinite(g->y0))
        return jj_fail(ctx, JJ_E_RANGE, "a cell of %.15g x %.15g is not a size", g->dx, g->dy);
    return JJ_OK;
}

/* Index along one axis, or -1 outside; the far outer edge belongs to the last cell. */
static int64_t index_along(double offset, double size, uint32_t n) {
    double i = floor(offset / size);
    if (i == n && offset <= size * n)
        i = n - 1;
    return i >= 0 && i < n ? (int64_t)i : -1;
}

uint32_t jj_grid_cell_at(const jj_grid *g, double x, double y) {
    int64_t col = index_along(x - g->x0, g->dx, g->cols);
    int64_t row = index_along(g->y0 - y, g->dy, g->rows);
    return row < 0 || col < 0 ? JJ_NO_CELL : (uint32_t)(row * g->cols + col);
}

void jj_grid_centre(const jj_grid *g, uint32_t cell, double *x, double *y) {
    *x = g->x0 + ((double)(cell % g->cols) + 0.5) * g->dx;
    *y = g->y0 - ((double)(cell / g->cols) + 0.5) * g->dy;
}
