/*
 * Exact cover: a polygon of many edges over many cells, and many small zones; beside summing alone.
 */
#include "bench.h"
#include "geo/cover.h"

#include <math.h>

typedef struct work {
    jj_ctx *ctx;
    jj_grid grid;
    double *xy;
    size_t n_vertices, n_zones;
    jj_cover cover;
    double *value;
    double sum;
} work;

/* Rings side by side on a square of zones, each with a rough edge. */
static void make_rings(work *w) {
    uint64_t seed = 1;
    size_t side = (size_t)(sqrt((double)w->n_zones) + 0.5);
    double size = (double)w->grid.cols / (double)side;
    for (size_t z = 0; z < w->n_zones; z++)
        for (size_t i = 0; i < w->n_vertices; i++) {
            double angle = 6.283185307179586 * (double)i / (double)w->n_vertices;
            double rough = (double)(bench_rand(&seed) >> 11) / 9007199254740992.0;
            double r = size * (0.48 + 0.01 * rough);
            double *p = w->xy + 2 * (z * w->n_vertices + i);
            p[0] = ((double)(z % side) + 0.5) * size + r * cos(angle);
            p[1] = ((double)(z / side) + 0.5) * size + r * sin(angle);
        }
}

static void cover_all(void *arg) {
    work *w = arg;
    for (size_t z = 0; z < w->n_zones; z++) {
        jj_cover_deinit(&w->cover);
        jj_rings rings = {w->xy + 2 * z * w->n_vertices, &w->n_vertices, 1};
        bench_must(w->ctx, jj_cover_polygon(w->ctx, &w->grid, &rings, &w->cover));
    }
}

static void sum_cover(void *arg) {
    work *w = arg;
    w->sum = jj_cover_sum(&w->cover, &w->grid, w->value, NULL);
}

static void add_plainly(void *arg) {
    work *w = arg;
    double sum = 0;
    for (size_t i = 0; i < jj_grid_cells(&w->grid); i++)
        sum += w->value[i];
    w->sum = sum;
}

static void run(jj_ctx *ctx, uint32_t side, size_t n_zones, size_t n_vertices) {
    work w = {.ctx = ctx, .n_vertices = n_vertices, .n_zones = n_zones};
    w.grid = (jj_grid){.rows = side, .cols = side, .x0 = 0, .y0 = side, .dx = 1, .dy = 1};
    w.xy = jj_alloc(2 * n_zones * n_vertices, sizeof *w.xy);
    if (!w.xy)
        return;
    make_rings(&w);
    double s = bench_best_s(cover_all, &w);
    printf("cover, %zu zones of %zu edges over %u x %u cells: %.3f s, %.1f M edges/s, %.0f M "
           "cells/s\n",
           n_zones, n_vertices, side, side, s, (double)(n_zones * n_vertices) / s / 1e6,
           (double)jj_grid_cells(&w.grid) / s / 1e6);
    if (n_zones == 1 && (w.value = jj_alloc(jj_grid_cells(&w.grid), sizeof *w.value))) {
        double summing = bench_best_s(sum_cover, &w), floor_s = bench_best_s(add_plainly, &w);
        printf("sum under that cover: %.3f s, %.2f of adding up every cell (%.3f s)\n", summing,
               summing / floor_s, floor_s);
    }
    jj_cover_deinit(&w.cover);
    jj_free(w.xy);
    jj_free(w.value);
}

int main(void) {
    jj_ctx *ctx = jj_ctx_new();
    run(ctx, 10000, 1, 100000);
    run(ctx, 10000, 10000, 400);
    jj_ctx_free(ctx);
    return 0;
}
