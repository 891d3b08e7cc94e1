/*
 * Moves that barrier lines shut. A move is the straight segment between two cell centres; it is
 * shut when that segment crosses a barrier line away from every bridge. People stay on their
 * cells and no cell is burned, so there is no slip through corners by construction. (Blocked cells
 * that touch at a corner do let a diagonal move through; give a lake's rings as lines to seal it.)
 */
#ifndef GEO_SHUT_H
#define GEO_SHUT_H

#include "base/ctx.h"
#include "jiujin/ground.h"

/* A line in the grid's CRS: n points x, y, x, y, ... */
typedef struct jj_line {
    const double *xy;
    size_t n;
} jj_line;

/*
 * Bits for the 32 moves of the largest stencil, stored only for tiles that a line touches.
 * Bridges are lines too: a crossing within 0.7072 cell (half a diagonal, so that a straight move
 * always opens) of a bridge line stays open. NULL out = nothing shut; segments with coordinates
 * that are not finite count for nothing. A line of one point is no line. JJ_E_NOMEM.
 */
jj_status jj_shut_moves_new(jj_ctx *ctx, const jj_grid *g, const jj_line *barriers,
                            size_t n_barriers, const jj_line *bridges, size_t n_bridges,
                            jj_shut_moves **out);
/* The same for a window that begins at multiples of 32; a copy, NULL for a NULL set. JJ_E_NOMEM. */
jj_status jj_shut_moves_window(jj_ctx *ctx, const jj_shut_moves *s, jj_part w, jj_shut_moves **out);
/* Bytes they take; 0 for a NULL set. */
uint64_t jj_shut_moves_bytes(const jj_shut_moves *s);
void jj_shut_moves_free(jj_shut_moves *s);

/*
 * The 32 moves in one fixed order, as (row, col) steps: 4 straight, 4 diagonal, 8 knight, 16 more.
 * Move k^1 is the opposite of move k; the odd one of a pair starts at its northern or western end.
 */
extern const int8_t jj_move_step[32][2];

/*
 * The bits of the cells from (row, col) on in that row; *n is cut to those stored together. NULL:
 * nothing is shut in these *n cells.
 */
const uint32_t *jj_shut_moves_row(const jj_shut_moves *s, uint32_t row, uint32_t col, uint32_t *n);

/* The 32 bits of a cell: bit k set = move k from this cell is shut. 0 for a NULL set. */
uint32_t jj_shut_moves_at(const jj_shut_moves *s, uint32_t cell);

#endif
