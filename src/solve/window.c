#include "solve/window.h"

#include "geo/shut.h"

#include <string.h>

enum { TILE = 32, RIM = 3 }; /* tiles of lengths and lines; the longest move */

void jj_window_deinit(jj_window *w) {
    jj_lengths_deinit(&w->lengths);
    jj_shut_moves_free(w->shut);
    jj_free(w->pace);
    jj_free(w->height);
    jj_free(w->sources);
    jj_free(w->time_ms);
    *w = (jj_window){0};
}

/* The sources' box, `margin` wider, in whole tiles. */
static jj_part part_around(const jj_grid *g, const jj_source *sources, size_t n, uint32_t margin) {
    uint32_t up = g->rows, down = 0, left = g->cols, right = 0;
    for (size_t i = 0; i < n; i++) {
        uint32_t row = sources[i].cell / g->cols, col = sources[i].cell % g->cols;
        up = row < up ? row : up;
        down = row > down ? row : down;
        left = col < left ? col : left;
        right = col > right ? col : right;
    }
    up = up > margin ? (up - margin) / TILE * TILE : 0;
    left = left > margin ? (left - margin) / TILE * TILE : 0;
    uint64_t end_row = (uint64_t)down + margin + 1, end_col = (uint64_t)right + margin + 1;
    return (jj_part){up, left, (uint32_t)(end_row < g->rows ? end_row : g->rows) - up,
                     (uint32_t)(end_col < g->cols ? end_col : g->cols) - left};
}

static bool is_whole(const jj_grid *g, jj_part p) {
    return p.rows == g->rows && p.cols == g->cols;
}

static jj_status copy_part(jj_ctx *ctx, const jj_grid *g, jj_part p, const float *from,
                           float **out) {
    *out = jj_alloc((size_t)p.rows * p.cols, sizeof **out);
    if (!*out)
        return jj_no_memory(ctx, "a part of the grid", (uint64_t)p.rows * p.cols * sizeof **out);
    for (uint32_t r = 0; r < p.rows; r++)
        memcpy(*out + (size_t)r * p.cols, from + (size_t)(p.row0 + r) * g->cols + p.col0,
               p.cols * sizeof **out);
    return JJ_OK;
}

jj_status jj_window_cut(jj_ctx *ctx, const jj_ground *ground, jj_part part, jj_window *out) {
    const jj_grid *g = &ground->grid;
    out->part = part;
    out->ground = *ground;
    if (is_whole(g, part))
        return JJ_OK;
    out->ground.grid.rows = part.rows;
    out->ground.grid.cols = part.cols;
    out->ground.grid.x0 += part.col0 * g->dx;
    out->ground.grid.y0 -= part.row0 * g->dy;
    JJ_TRY(jj_lengths_window(ctx, ground->lengths, part, &out->lengths));
    JJ_TRY(jj_shut_moves_window(ctx, ground->shut, part, &out->shut));
    JJ_TRY(copy_part(ctx, g, part, ground->pace_ms_m, &out->pace));
    if (ground->height_m)
        JJ_TRY(copy_part(ctx, g, part, ground->height_m, &out->height));
    out->ground.lengths = &out->lengths;
    out->ground.shut = out->shut;
    out->ground.pace_ms_m = out->pace;
    out->ground.height_m = out->height;
    return JJ_OK;
}

static jj_status move_sources(jj_ctx *ctx, const jj_grid *g, const jj_source *sources, size_t n,
                              jj_window *w) {
    w->sources = jj_alloc(n, sizeof *sources);
    w->n_sources = n;
    if (!w->sources && n)
        return jj_no_memory(ctx, "sources", n * sizeof *sources);
    for (size_t i = 0; i < n; i++) {
        uint32_t row = sources[i].cell / g->cols, col = sources[i].cell % g->cols;
        w->sources[i] = sources[i];
        w->sources[i].cell = (row - w->part.row0) * w->part.cols + (col - w->part.col0);
    }
    return JJ_OK;
}

static bool row_is_reached(const jj_window *w, uint32_t row, uint32_t begin, uint32_t end) {
    for (uint32_t c = begin; c < end; c++)
        if (w->time_ms[(size_t)row * w->part.cols + c] != JJ_UNREACHED)
            return true;
    return false;
}

/* Whether a move from something reached may leave the part for the rest of the grid. */
static bool may_go_on(const jj_grid *g, const jj_window *w) {
    const jj_part p = w->part;
    uint32_t up = p.row0 ? RIM : 0, left = p.col0 ? RIM : 0;
    uint32_t down = p.row0 + p.rows < g->rows ? p.rows - RIM : p.rows;
    uint32_t right = p.col0 + p.cols < g->cols ? p.cols - RIM : p.cols;
    for (uint32_t r = 0; r < p.rows; r++) {
        bool is_rim = r < up || r >= down;
        if (is_rim ? row_is_reached(w, r, 0, p.cols)
                   : row_is_reached(w, r, 0, left) || row_is_reached(w, r, right, p.cols))
            return true;
    }
    return false;
}

static uint64_t bytes_of(const jj_ground *g, jj_part p) {
    return (uint64_t)p.rows * p.cols * (g->height_m ? 13 : 9);
}

static jj_status solve_part(jj_ctx *ctx, const jj_ground *ground, const jj_source *sources,
                            size_t n, const jj_travel *how, jj_window *w) {
    size_t n_cells = (size_t)w->part.rows * w->part.cols;
    JJ_TRY(jj_window_cut(ctx, ground, w->part, w));
    JJ_TRY(move_sources(ctx, &ground->grid, sources, n, w));
    w->time_ms = jj_alloc(n_cells, sizeof *w->time_ms);
    if (!w->time_ms)
        return jj_no_memory(ctx, "travel times", n_cells * sizeof *w->time_ms);
    return jj_ground_field(ctx, &w->ground, w->sources, n, how, w->time_ms, NULL);
}

jj_status jj_window_field(jj_ctx *ctx, const jj_ground *ground, const jj_source *sources, size_t n,
                          const jj_travel *how, uint64_t most_bytes, uint32_t *margin,
                          jj_window *out) {
    const jj_grid *g = &ground->grid;
    uint32_t most = g->rows > g->cols ? g->rows : g->cols;
    uint32_t m = how->within_ms == JJ_FARTHEST ? most : *margin < TILE ? TILE : *margin;
    for (;; m = m < most / 2 ? 2 * m : most) {
        *out = (jj_window){.part = part_around(g, sources, n, m)};
        if (bytes_of(ground, out->part) > most_bytes)
            return JJ_E_LIMIT;
        jj_status st = solve_part(ctx, ground, sources, n, how, out);
        if (st != JJ_OK || !may_go_on(g, out)) {
            *margin = m;
            return st;
        }
        jj_window_deinit(out);
    }
}
