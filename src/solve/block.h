/*
 * A square of cells swept until nothing changes: one tile and a rim as wide as the longest move.
 *
 * A cell's key is its time and facility in one number, so that the smaller key is the better
 * answer, ties and all, and one comparison settles both. Keys start at `none`: unreached.
 */
#ifndef SOLVE_BLOCK_H
#define SOLVE_BLOCK_H

#include "solve/step.h"

/* Keys of times up to this plus a move stay below 2^63; farther cells are the plain solver's. */
#define BLOCK_FARTHEST ((1u << 30) - 2)
#define BLOCK_CLOSED   ((1u << 30) - 1) /* cost of a move that cannot be made, or takes longer */

enum { BLOCK_MARGIN = 4, BLOCK_MOVES = 32, BLOCK_SIDE_STEP = 8, BLOCK_MOST_SIDE = 256 };

typedef struct jj_block {
    uint32_t side;   /* cells a side, rim included; a multiple of BLOCK_SIDE_STEP */
    uint32_t reach;  /* width of the rim: the longest move */
    uint32_t stride; /* of the arrays: side and a margin on both sides */
    unsigned n_moves;
    int64_t none;              /* key of an unreached cell */
    int64_t *keys, *spare;     /* side rows; two rows of scratch */
    uint32_t *ms[BLOCK_MOVES]; /* search costs by move, at the move's upper end; pairs may share */
    uint32_t *changed,
        *asked[2]; /* per row: turn that last changed it, that it last asked below, above */
    void *memory;
} jj_block;

static inline int64_t jj_key(uint32_t time_ms, uint32_t facility) {
    return (int64_t)((uint64_t)time_ms << 32 | facility);
}

jj_status jj_block_init(jj_ctx *ctx, const jj_steps *steps, uint32_t side, uint32_t within_ms,
                        jj_block *out);
void jj_block_deinit(jj_block *b);

/* Cells the longest of the first n moves goes. */
uint32_t jj_block_reach(unsigned n_moves);

/*
 * Costs of all moves inside the block whose first cell is (row0, col0), which may lie off the grid.
 */
void jj_block_costs(jj_block *b, const jj_steps *steps, jj_direction direction, int64_t row0,
                    int64_t col0);

/* Relax every move inside the block until no key changes; returns whether any did. */
bool jj_block_sweep(jj_block *b);

#endif
