/* A grid, its ground and its sources in one place, for the tests of travel over the ground. */
#ifndef GROUND_CASE_H
#define GROUND_CASE_H

#include "base/mem.h"
#include "geo/shut.h"
#include "jiujin/ground.h"
#include "certify.h"
#include "test.h"

typedef struct ground_case {
    jj_ctx *ctx;
    jj_lengths lengths;
    float *pace, *height;
    float factor[41];
    jj_slope_table slope;
    jj_shut_moves *shut;
    jj_ground ground;
    jj_source *sources;
    size_t n_sources;
    jj_travel how;
    uint32_t *time_ms, *nearest;
} ground_case;

static inline size_t case_cells(const ground_case *t) {
    return jj_grid_cells(&t->ground.grid);
}

/* A plane grid of square cells; every pace 1 ms/m; room for `n` sources, all at cell 0 at first. */
static inline ground_case *case_new(uint32_t rows, uint32_t cols, double cell_m, size_t n) {
    ground_case *t = jj_alloc(1, sizeof *t);
    CHECK(t);
    size_t n_cells = (size_t)rows * cols;
    t->ctx = jj_ctx_new();
    t->n_sources = n;
    t->ground.grid = (jj_grid){.rows = rows, .cols = cols, .y0 = rows, .dx = 1, .dy = 1};
    CHECK_OK(t->ctx, jj_lengths_plane(t->ctx, &t->ground.grid, cell_m, cell_m, &t->lengths));
    t->pace = jj_alloc(n_cells, sizeof *t->pace);
    t->time_ms = jj_alloc(n_cells, sizeof *t->time_ms);
    t->nearest = jj_alloc(n_cells, sizeof *t->nearest);
    t->sources = jj_alloc(n, sizeof *t->sources);
    CHECK(t->pace && t->time_ms && t->nearest && t->sources);
    for (size_t i = 0; i < n_cells; i++)
        t->pace[i] = 1;
    for (size_t i = 0; i < n; i++)
        t->sources[i].facility = (uint32_t)i;
    t->ground.pace_ms_m = t->pace;
    t->ground.lengths = &t->lengths;
    t->how = (jj_travel){.stencil = JJ_STENCIL_8, .within_ms = JJ_FARTHEST};
    return t;
}

static inline void case_free(ground_case *t) {
    jj_ctx_free(t->ctx);
    jj_lengths_deinit(&t->lengths);
    jj_shut_moves_free(t->shut);
    jj_free(t->pace);
    jj_free(t->height);
    jj_free(t->sources);
    jj_free(t->time_ms);
    jj_free(t->nearest);
    jj_free(t);
}

static inline void case_shut(ground_case *t, const jj_line *barriers, size_t n,
                             const jj_line *bridges, size_t n_bridges) {
    CHECK_OK(t->ctx,
             jj_shut_moves_new(t->ctx, &t->ground.grid, barriers, n, bridges, n_bridges, &t->shut));
    t->ground.shut = t->shut;
}

static inline void case_plain(ground_case *t) {
    CHECK_OK(t->ctx, jj_ground_field_plain(t->ctx, &t->ground, t->sources, t->n_sources, &t->how,
                                           t->time_ms, t->nearest));
}

static inline void case_certify(ground_case *t) {
    jj_certificate c;
    CHECK_OK(t->ctx, jj_certify(t->ctx, &t->ground, t->sources, t->n_sources, &t->how, t->time_ms,
                                t->nearest, &c));
    CHECK_INT(c.flaw, JJ_FLAW_NONE);
}

/* Paces of one of several kinds, fair and foul. */
static inline void case_paces(ground_case *t, unsigned kind, uint64_t *seed) {
    uint32_t cols = t->ground.grid.cols;
    for (size_t i = 0; i < case_cells(t); i++) {
        size_t r = i / cols, c = i % cols;
        size_t ring = r < c ? r : c;
        switch (kind) {
        case 0: /* uniform */
            t->pace[i] = 720;
            break;
        case 1: /* mixed */
            t->pace[i] = (float)(1 + test_below(seed, 1000));
            break;
        case 2: /* a fifth impassable */
            t->pace[i] = test_below(seed, 5) ? (float)(1 + test_below(seed, 9)) : 0;
            break;
        case 3: /* walls with a gap at alternate ends: the way winds */
            t->pace[i] = r % 2 && c != (r / 2 % 2 ? 0 : cols - 1) ? 0 : 100;
            break;
        case 4: /* checkerboard */
            t->pace[i] = (r + c) % 2 ? 0 : 7;
            break;
        case 5: /* 1 : 1e6 */
            t->pace[i] = test_below(seed, 2) ? 1e6f : 1;
            break;
        case 6: /* nothing passable */
            t->pace[i] = 0;
            break;
        case 7: /* moves that cost 0 ms */
            t->pace[i] = test_below(seed, 3) ? 1e-4f : 5;
            break;
        case 8: /* fast rings in slow ground */
            t->pace[i] = ring % 5 == 0 ? 36 : 720 + (float)test_below(seed, 300);
            break;
        default: /* so slow that sums reach JJ_FARTHEST */
            t->pace[i] = 1e5f + (float)test_below(seed, 1000000);
        }
    }
}
enum { CASE_KINDS = 10 };

static inline void case_heights(ground_case *t, uint64_t *seed) {
    t->height = jj_alloc(case_cells(t), sizeof *t->height);
    CHECK(t->height);
    for (size_t i = 0; i < case_cells(t); i++)
        t->height[i] = test_below(seed, 40) ? (float)test_below(seed, 300) : NAN;
    for (int i = 0; i <= 40; i++) /* steep ups cannot be climbed */
        t->factor[i] = i < 39 ? 1 + (float)abs(i - 18) / 9 : INFINITY;
    t->slope = (jj_slope_table){-2, 2, 41, t->factor};
    t->ground.height_m = t->height;
    t->ground.slope = &t->slope;
}

static inline void case_barriers(ground_case *t, uint64_t *seed) {
    double xy[6][8];
    jj_line lines[6];
    for (int l = 0; l < 6; l++) {
        for (int i = 0; i < 8; i++)
            xy[l][i] =
                test_below(seed, 4 * (i % 2 ? t->ground.grid.rows : t->ground.grid.cols)) / 4.0;
        lines[l] = (jj_line){xy[l], 4};
    }
    case_shut(t, lines, 4, lines + 4, 2);
}

/* A case of any shape, stencil, direction and bound; slopes and barriers in one of three each. */
static inline ground_case *case_random(uint64_t *seed, uint32_t most_side, bool has_small_sides) {
    uint32_t least = has_small_sides ? 1 : most_side / 2;
    ground_case *t =
        case_new(least + test_below(seed, most_side), least + test_below(seed, most_side),
                 1 + test_below(seed, 100), test_below(seed, 6));
    case_paces(t, test_below(seed, CASE_KINDS), seed);
    for (size_t i = 0; i < t->n_sources; i++) {
        t->sources[i].cell = test_below(seed, (uint32_t)case_cells(t));
        t->sources[i].facility = test_below(seed, 4);
        t->sources[i].start_ms = test_below(seed, 2) * test_below(seed, 100000);
    }
    if (test_below(seed, 3) == 0)
        case_heights(t, seed);
    if (test_below(seed, 3) == 0)
        case_barriers(t, seed);
    t->how.stencil = (jj_stencil)test_below(seed, JJ_STENCIL_CONTINUOUS);
    t->how.direction = test_below(seed, 2) ? JJ_TOWARD : JJ_AWAY;
    if (test_below(seed, 2))
        t->how.within_ms = test_below(seed, 1 << (1 + test_below(seed, 25)));
    return t;
}

#endif
