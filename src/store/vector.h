/* Vector layers and tables in: fields as text, geometry as WKB in the target CRS. */
#ifndef STORE_VECTOR_H
#define STORE_VECTOR_H

#include "base/ctx.h"

typedef struct jj_layer jj_layer;

/* How to open a source. NULL or "" where the file speaks for itself. */
typedef struct jj_source_spec {
    const char *path;     /* anything OGR opens: gpkg, shp, geojson, csv, xlsx, PG:... */
    const char *layer;    /* name; the first layer when empty */
    const char *sql;      /* OGR SQLite dialect, instead of a layer */
    const char *crs;      /* "EPSG:4526", used only where the file has none */
    const char *encoding; /* "GBK", overrides */
    const char *x, *y;    /* CSV and sheets: columns with coordinates */
} jj_source_spec;

/*
 * JJ_E_IO missing or unreadable; JJ_E_FORMAT no such layer (lists those there), empty layer.
 * A layer without geometry opens well: jj_layer_has_geometry() says so.
 */
jj_status jj_layer_open(jj_ctx *ctx, const jj_source_spec *spec, jj_layer **out);
void jj_layer_close(jj_layer *l);

size_t jj_layer_n_fields(const jj_layer *l);
const char *jj_layer_field_name(const jj_layer *l, size_t i);
/* By header name; JJ_E_DATA lists the columns there are. */
jj_status jj_layer_field(jj_ctx *ctx, const jj_layer *l, const char *name, int *out);
bool jj_layer_has_geometry(const jj_layer *l);
bool jj_layer_has_crs(const jj_layer *l);
const char *jj_layer_crs(const jj_layer *l); /* WKT, "" when none */

typedef enum jj_geometry {
    JJ_GEOMETRY_NONE,
    JJ_GEOMETRY_POINT,
    JJ_GEOMETRY_LINE,
    JJ_GEOMETRY_POLYGON,
    JJ_GEOMETRY_OTHER
} jj_geometry;

/* The feature at hand; texts and arrays are valid until the next jj_layer_next(). */
typedef struct jj_feature {
    int64_t fid;
    const char *const *text; /* one per field; "" for null */
    jj_geometry type;
    const double *xy; /* x, y, x, y, ... of all parts, in the layer's CRS */
    size_t n_points;
    const size_t *part_end; /* points just past each ring or line */
    size_t n_parts;
} jj_feature;

/* *more = false at the end. JJ_E_IO when the driver fails midway. */
jj_status jj_layer_next(jj_ctx *ctx, jj_layer *l, jj_feature *out, bool *more);

/*
 * From here on geometries come repaired (MakeValid; *n_repaired counts) and in `target_crs`.
 * JJ_E_DATA: the layer has no CRS (names the file and the cure), or no transformation exists.
 */
jj_status jj_layer_project(jj_ctx *ctx, jj_layer *l, const char *target_crs);
uint64_t jj_layer_n_repaired(const jj_layer *l);

#endif
