/*
 * Parts of the ground between which there is no way: what lies on which side of a river without a
 * bridge. Moves are the eight to neighbours; longer moves join no parts that these do not.
 */
#ifndef GEO_SIDES_H
#define GEO_SIDES_H

#include "jiujin/ground.h"

/* Told of each row that is gone through, for arrays kept on disk; NULL where nobody listens. */
typedef void (*jj_row_done_fn)(const void *user, uint32_t row);

/*
 * How many sides there are.
 * side    caller's rows*cols: 1 .. that many, numbered by their first cells in row order; 0 on
 *         impassable ground
 * Slopes are not looked at: what cannot be climbed is not parted.
 */
uint32_t jj_ground_sides(const jj_ground *ground, uint32_t *side, jj_row_done_fn row_done,
                         const void *user);

#endif
