/* Which cell centres a polygon holds: the even-odd rule on the middle line of every row. */
#ifndef GEO_CENTRES_H
#define GEO_CENTRES_H

#include "geo/cover.h"

/*
 * Sets is_in[cell] = 1 where the centre lies inside; other cells are left as they are. JJ_E_NOMEM.
 */
jj_status jj_centres_mark(jj_ctx *ctx, const jj_grid *g, const jj_rings *rings, uint8_t *is_in);

/* Half-open crossings: a point on a shared border belongs to one of the two. */
bool jj_rings_hold(const jj_rings *rings, double x, double y);

#endif
