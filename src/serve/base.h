/* Water and roads of the project, to find one's way on the map. */
#ifndef SERVE_BASE_H
#define SERVE_BASE_H

#include "base/ctx.h"
#include "base/text.h"

/*
 * {"water": [GeoJSON polygons], "rivers": [[[lon, lat], ...], ...], "roads": as rivers}, from the
 * sources that the project file names; what cannot be read any more is left out. Of a street
 * network the main roads. At most some 200,000 corners.
 */
jj_status serve_base_read(jj_ctx *ctx, const char *project, jj_text *out);

#endif
