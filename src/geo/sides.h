/*
 * Parts of the ground between which there is no way: what lies on which side of a river without a
 * bridge. Moves are the eight to neighbours; longer moves join no parts that these do not.
 */
#ifndef GEO_SIDES_H
#define GEO_SIDES_H

#include "base/ctx.h"
#include "jiujin/ground.h"

/*
 * side    caller's rows*cols: 1 .. *n_sides, numbered by their first cells in row order; 0 on
 *         impassable ground
 * Slopes are not looked at: what cannot be climbed is not parted. JJ_E_NOMEM.
 */
jj_status jj_ground_sides(jj_ctx *ctx, const jj_ground *ground, uint32_t *side, uint32_t *n_sides);

#endif
