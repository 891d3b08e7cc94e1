/* A grid, its ground and its sources in one place, for the tests of travel over the ground. */
#ifndef GROUND_CASE_H
#define GROUND_CASE_H

#include "base/mem.h"
#include "jiujin/ground.h"
#include "solve/certify.h"
#include "test.h"

typedef struct ground_case {
    jj_ctx *ctx;
    jj_lengths lengths;
    float *pace, *height;
    jj_ground ground;
    jj_source *sources;
    size_t n_sources;
    jj_travel how;
    uint32_t *time_ms, *nearest;
} ground_case;

/* A plane grid of square cells; every pace 1 ms/m; room for `n` sources, all at cell 0 at first. */
static inline ground_case case_new(uint32_t rows, uint32_t cols, double cell_m, size_t n) {
    ground_case t = {.ctx = jj_ctx_new(), .n_sources = n};
    size_t n_cells = (size_t)rows * cols;
    t.ground.grid = (jj_grid){.rows = rows, .cols = cols, .y0 = rows, .dx = 1, .dy = 1};
    CHECK_OK(t.ctx, jj_lengths_plane(t.ctx, &t.ground.grid, cell_m, cell_m, &t.lengths));
    t.pace = jj_alloc(n_cells, sizeof *t.pace);
    t.time_ms = jj_alloc(n_cells, sizeof *t.time_ms);
    t.nearest = jj_alloc(n_cells, sizeof *t.nearest);
    t.sources = jj_alloc(n, sizeof *t.sources);
    CHECK(t.pace && t.time_ms && t.nearest && t.sources);
    for (size_t i = 0; i < n_cells; i++)
        t.pace[i] = 1;
    for (size_t i = 0; i < n; i++)
        t.sources[i].facility = (uint32_t)i;
    t.ground.pace_ms_m = t.pace;
    t.how = (jj_travel){.stencil = JJ_STENCIL_8, .within_ms = JJ_FARTHEST};
    return t;
}

static inline void case_ready(ground_case *t) {
    t->ground.lengths = &t->lengths;
}

static inline void case_free(ground_case *t) {
    jj_ctx_free(t->ctx);
    jj_lengths_deinit(&t->lengths);
    jj_free(t->pace);
    jj_free(t->height);
    jj_free(t->sources);
    jj_free(t->time_ms);
    jj_free(t->nearest);
}

static inline void case_plain(ground_case *t) {
    case_ready(t);
    CHECK_OK(t->ctx, jj_ground_field_plain(t->ctx, &t->ground, t->sources, t->n_sources, &t->how,
                                           t->time_ms, t->nearest));
}

static inline void case_certify(ground_case *t) {
    jj_certificate c;
    CHECK_OK(t->ctx, jj_certify(t->ctx, &t->ground, t->sources, t->n_sources, &t->how, t->time_ms,
                                t->nearest, &c));
    CHECK_INT(c.flaw, JJ_FLAW_NONE);
}

#endif
