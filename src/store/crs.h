/* Coordinate systems and the transformations between them; traditional (x east, y north) order. */
#ifndef STORE_CRS_H
#define STORE_CRS_H

#include "base/ctx.h"
#include "jiujin/grid.h"

/*
 * "EPSG:4326", a WKT, a PROJ string, or "local": a plane in metres tied to no place on earth.
 * *wkt is the caller's to jj_free(). JJ_E_RANGE: not a known system.
 */
jj_status jj_crs_wkt(jj_ctx *ctx, const char *name, char **wkt);

/*
 * The same for a list, "EPSG:4525, EPSG:4526": *n more texts in wkts. JJ_E_RANGE too: over `most`.
 */
jj_status jj_crs_list(jj_ctx *ctx, const char *names, size_t most, char **wkts, size_t *n);

/* West and east of where the system is meant to be used, degrees; false where it does not say. */
bool jj_crs_meridians(const char *wkt, double *west, double *east);

/* "Xian 1980" or "Beijing 1954", which no public transformation leads from; else NULL. */
const char *jj_crs_old_datum(const char *wkt);

bool jj_crs_is_geographic(const char *wkt);
bool jj_crs_is_local(const char *wkt);

/* The same system but for names, axis order and epoch. */
bool jj_crs_same(const char *wkt_a, const char *wkt_b);

typedef struct jj_transform jj_transform;

/*
 * From one system to another, for n points in place. One per thread. Systems are given as in
 * jj_crs_wkt(). JJ_E_RANGE: not a known system; JJ_E_DATA: no way from one to the other, or a
 * point that has no image (named; the points are then unspecified).
 */
jj_status jj_transform_new(jj_ctx *ctx, const char *from, const char *to, jj_transform **out);
jj_status jj_transform_points(jj_ctx *ctx, jj_transform *t, double *x, double *y, size_t n);
void jj_transform_free(jj_transform *t);

/*
 * Cell sides on the ellipsoid for any grid: per row in degrees, per 32x32 tile when projected
 * (geodesics through the tile's middle; max_error from the corner cells of up to 1,024 tiles
 * spread over the grid), one block for a local plane.
 */
jj_status jj_crs_lengths(jj_ctx *ctx, const jj_grid *g, const char *wkt, jj_lengths *out);

#endif
