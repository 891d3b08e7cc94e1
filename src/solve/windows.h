/*
 * Bounded searches from very many places over one ground: what a facility at each would reach.
 *
 * Places are taken tile by tile; what every move costs is laid out once for a tile and the ground
 * around it, so that a search costs what it reaches and touches little memory.
 */
#ifndef SOLVE_WINDOWS_H
#define SOLVE_WINDOWS_H

#include "base/ctx.h"
#include "jiujin/ground.h"

typedef struct jj_windows_ask {
    const jj_ground *ground;
    jj_travel how;            /* within_ms < JJ_FARTHEST, not the continuous stencil */
    const uint8_t *is_wanted; /* per cell: tell of it; NULL = of every cell */
    const double *xy;         /* places, 2 numbers each, in the grid's system */
    size_t n;
    /* Rows that hold all that places can reach, on ground that a field was solved on: the paces of
     * other rows are not looked at. Equal: all rows. */
    uint32_t first_row, end_row;
    /*
     * The wanted cells a place reaches, in cell order, and the time to each. Called once a place,
     * on the worker's thread, places in no promised order. False = out of memory.
     */
    bool (*take)(void *user, int worker, size_t place, const uint32_t *cells,
                 const uint32_t *time_ms, size_t n);
    void *user;
} jj_windows_ask;

/*
 * The times are those of jj_ground_field() with the place's entrance (jj_ground_entrance()) alone;
 * a place off the grid or on impassable ground reaches nothing. Linear in places x the cells one
 * reaches. JJ_E_RANGE: no bound, the continuous stencil, what jj_ground_field() refuses;
 * JJ_E_NOMEM, JJ_E_STOPPED.
 */
jj_status jj_windows_search(jj_ctx *ctx, const jj_windows_ask *ask);

#endif
