/*
 * The fast solver: tiles visited in about the order of their times, each swept until nothing in it
 * changes, tiles of one of four colours in parallel. The answer is the least fixed point of the
 * moves, so it does not depend on tiles, order or threads.
 */
#ifndef SOLVE_TILES_H
#define SOLVE_TILES_H

#include "solve/step.h"

typedef struct jj_tiling {
    uint32_t side;    /* cells of a block's side, rim included: a multiple of 8, at least 16 */
    double ahead;     /* tiles this many mean crossings behind the earliest are visited with it */
    bool is_backward; /* visits each round's tiles last to first (for tests) */
} jj_tiling;

/* What jj_ground_field() uses for a stencil. */
jj_tiling jj_tiling_for(jj_stencil stencil);

/* As jj_ground_field(), for the stencils made of moves. */
jj_status jj_tiles_field(jj_ctx *ctx, const jj_ground *ground, const jj_source *sources, size_t n,
                         const jj_travel *how, const jj_tiling *tiling, uint32_t *time_ms,
                         uint32_t *nearest);

/*
 * Lower a field in place. It holds times that can be had, and within `settled` nothing but the
 * sources and the cells outside of it can improve them. Cells beyond BLOCK_FARTHEST are left.
 */
jj_status jj_tiles_lower(jj_ctx *ctx, const jj_steps *steps, const jj_source *sources, size_t n,
                         const jj_travel *how, const jj_tiling *tiling, const jj_part *settled,
                         uint32_t *time_ms, uint32_t *nearest);

#endif
