/* Cell sides in metres on the ellipsoid. */
#include "jiujin/grid.h"
#include "base/ctx.h"
#include "geo/metric.h"

static jj_status reserve(jj_ctx *ctx, size_t n, jj_lengths *l) {
    l->east_m = jj_alloc(n, sizeof *l->east_m);
    l->north_m = jj_alloc(n, sizeof *l->north_m);
    if (l->east_m && l->north_m)
        return JJ_OK;
    jj_lengths_deinit(l);
    return jj_no_memory(ctx, "cell lengths", n * 16);
}

jj_status jj_lengths_plane(jj_ctx *ctx, const jj_grid *g, double east_m, double north_m,
                           jj_lengths *out) {
    jj_lengths l = {.block_rows = g->rows, .block_cols = g->cols, .n_block_cols = 1};
    JJ_TRY(reserve(ctx, 1, &l));
    l.east_m[0] = east_m;
    l.north_m[0] = north_m;
    *out = l;
    return JJ_OK;
}

jj_status jj_lengths_geographic(jj_ctx *ctx, const jj_grid *g, jj_lengths *out) {
    jj_lengths l = {.block_rows = 1, .block_cols = g->cols, .n_block_cols = 1};
    JJ_TRY(reserve(ctx, g->rows, &l));
    for (uint32_t r = 0; r < g->rows; r++) {
        double east, north;
        jj_metric_at(g->y0 - (r + 0.5) * g->dy, &east, &north);
        l.north_m[r] = north * g->dy;
        l.east_m[r] = east * g->dx;
    }
    *out = l;
    return JJ_OK;
}

jj_status jj_lengths_window(jj_ctx *ctx, const jj_lengths *l, jj_part w, jj_lengths *out) {
    uint32_t n_rows = (w.rows - 1) / l->block_rows + 1, n_cols = (w.cols - 1) / l->block_cols + 1;
    jj_lengths part = {.block_rows = l->block_rows,
                       .block_cols = l->block_cols,
                       .n_block_cols = n_cols,
                       .max_error = l->max_error};
    JJ_TRY(reserve(ctx, (size_t)n_rows * n_cols, &part));
    size_t first = jj_lengths_block(l, w.row0, w.col0);
    for (size_t i = 0; i < (size_t)n_rows * n_cols; i++) {
        size_t at = first + i / n_cols * l->n_block_cols + i % n_cols;
        part.east_m[i] = l->east_m[at];
        part.north_m[i] = l->north_m[at];
    }
    *out = part;
    return JJ_OK;
}

void jj_lengths_deinit(jj_lengths *l) {
    jj_free(l->east_m);
    jj_free(l->north_m);
    *l = (jj_lengths){0};
}
