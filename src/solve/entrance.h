/* Straight walks near a point that stands anywhere in its cell. */
#ifndef SOLVE_ENTRANCE_H
#define SOLVE_ENTRANCE_H

#include "jiujin/ground.h"

enum { JJ_DOORSTEP = 9 }; /* sources of a walk to the own cell's centre and those around it */

/*
 * As jj_ground_entrance(), to the own cell's centre and the eight around it alone. The last steps
 * to a place are those of its entrance with the direction turned round.
 */
size_t jj_ground_doorstep(const jj_ground *ground, jj_direction direction, double x, double y,
                          jj_source out[JJ_DOORSTEP]);

/*
 * The straight walk from (x, y) to (to_x, to_y), neither at a centre: inside one cell, and as far
 * as an entrance is reached by straight walks. JJ_UNREACHED: farther, near a barrier, or blocked.
 */
uint32_t jj_ground_straight_ms(const jj_ground *ground, jj_stencil stencil, const double from[2],
                               const double to[2]);

#endif
