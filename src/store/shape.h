/* Polygons as things to cut, carry into another system and measure. */
#ifndef STORE_SHAPE_H
#define STORE_SHAPE_H

#include "base/ctx.h"
#include "geo/cover.h"

typedef struct jj_shape jj_shape;

/* From WKB as jj_feature has it; copies. JJ_E_FORMAT: not a polygon. */
jj_status jj_shape_new(jj_ctx *ctx, const uint8_t *wkb, size_t len, jj_shape **out);
void jj_shape_free(jj_shape *s);

/* Whether no ring crosses itself or another. */
bool jj_shape_is_plain(jj_ctx *ctx, const jj_shape *s);

/* West, south, east, north. */
void jj_shape_box(const jj_shape *s, double box[4]);
double jj_shape_area(const jj_shape *s); /* in its own units, squared */

/*
 * Takes from `s` what it shares with `other`; *shared is the area given up in their units squared,
 * 0 where they only touch. JJ_E_DATA when the overlay fails.
 */
jj_status jj_shape_subtract(jj_ctx *ctx, jj_shape *s, const jj_shape *other, double *shared);

/* Every corner carried by the transformation. JJ_E_DATA: a corner has no image. */
struct jj_transform;
jj_status jj_shape_carry(jj_ctx *ctx, jj_shape *s, struct jj_transform *way);

/* Adds what `other` covers. JJ_E_DATA when the overlay fails. */
jj_status jj_shape_unite(jj_ctx *ctx, jj_shape *s, const jj_shape *other);

/* A copy in another coordinate system. JJ_E_DATA. */
jj_status jj_shape_in(jj_ctx *ctx, const jj_shape *s, const char *from, const char *to,
                      jj_shape **out);

/* Its rings, borrowed from the shape until it changes. JJ_E_NOMEM. */
jj_status jj_shape_rings(jj_ctx *ctx, jj_shape *s, jj_rings *out);

/* ISO WKB, the caller's. */
jj_status jj_shape_wkb(jj_ctx *ctx, const jj_shape *s, uint8_t **wkb, size_t *len);

/* Of a shape in WGS 84 degrees: area on the ellipsoid (geodesic edges), m2. */
jj_status jj_shape_area_m2(jj_ctx *ctx, const jj_shape *s, double *area_m2);

/* A point inside, away from the rim where there is room. */
jj_status jj_shape_inside(jj_ctx *ctx, const jj_shape *s, double *x, double *y);

#endif
