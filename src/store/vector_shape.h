/* What vector.c asks of geometries. Private to store/: it shows GDAL's types. */
#ifndef STORE_VECTOR_SHAPE_H
#define STORE_VECTOR_SHAPE_H

#include "geo/datum.h"
#include "store/vector.h"

#include <ogr_api.h>

/* Coordinates of one geometry, laid out flat; buffers are kept from one to the next. */
typedef struct jj_flat {
    double *xy;
    size_t n_points, cap_xy; /* cap_xy in numbers, two a point */
    size_t *part_end;
    size_t n_parts, cap_parts;
} jj_flat;

jj_geometry jj_ogr_type(OGRGeometryH g);

/* Adds the points of all parts; rings of polygons are closed, outer ones counterclockwise and
 * holes clockwise. JJ_E_NOMEM. */
jj_status jj_ogr_flatten(jj_ctx *ctx, OGRGeometryH g, jj_flat *out);
void jj_flat_deinit(jj_flat *f);

/*
 * Straight, two-dimensional, WGS 84 degrees when a shifted datum is given; takes g, may replace it.
 */
OGRGeometryH jj_ogr_plain(OGRGeometryH g, jj_datum datum);

/* Every point of g carried by the transformation. JJ_E_DATA: a point has no image. */
struct jj_transform;
jj_status jj_ogr_carry(jj_ctx *ctx, OGRGeometryH g, struct jj_transform *way);

/* The polygons of `g` made valid; takes g. NULL when the library fails. */
OGRGeometryH jj_ogr_repair(OGRGeometryH g);

#endif
