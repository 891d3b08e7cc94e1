/* The ground within so many metres of a feature. */
#ifndef STORE_BUFFER_H
#define STORE_BUFFER_H

#include "store/shape.h"
#include "store/vector.h"

/*
 * Keeps a plane (transverse Mercator, its meridian within half a degree) from one call to the next.
 */
typedef struct jj_buffer jj_buffer;

jj_status jj_buffer_new(jj_ctx *ctx, jj_buffer **out);
void jj_buffer_free(jj_buffer *b);

/*
 * `f` is in WGS 84 degrees, and so is *out: a polygon as it is when `metres` is 0. Circles are
 * drawn with 32 corners (0.5 % small). *out is NULL when a negative buffer leaves nothing.
 * JJ_E_DATA: a point or line without a buffer, a place that cannot be projected.
 */
jj_status jj_buffer_around(jj_ctx *ctx, jj_buffer *b, const jj_feature *f, double metres,
                           jj_shape **out);

#endif
