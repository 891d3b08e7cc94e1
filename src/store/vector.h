/* Vector layers and tables in: fields as text, geometry as plain coordinates and as WKB. */
#ifndef STORE_VECTOR_H
#define STORE_VECTOR_H

#include "base/ctx.h"

typedef struct jj_layer jj_layer;

/* How to open a source. NULL or "" where the file speaks for itself. */
typedef struct jj_source_spec {
    const char *path;  /* anything OGR opens: gpkg, shp, geojson, csv, xlsx, xls, PG:... */
    const char *layer; /* name; the first layer when empty */
    const char *sql;   /* OGR SQLite dialect, instead of a layer */
    const char *where; /* OGR SQL condition on the layer's rows */
    const char *crs; /* "EPSG:4526", used only where the file has none; several with commas between:
                        each record takes the one that puts it into the expected area */
    const char *crs_instead;    /* the same, whatever the file says */
    const char *datum;          /* geo/datum.h: degrees of that datum come out as WGS 84 */
    const char *encoding;       /* "GBK": of .dbf, .csv, .json; found out when NULL */
    const char *x, *y;          /* CSV and sheets: columns with coordinates */
    const char *const *drivers; /* GDAL's names, NULL at the end: only these; NULL = any */
    bool may_be_empty;          /* columns without rows are an answer: there is nothing */
} jj_source_spec;

/*
 * JJ_E_IO: missing or unreadable. JJ_E_FORMAT: no such layer (lists those there), no rows (unless
 * it may be empty), a condition or statement the driver refuses. JJ_E_DATA: no such x or y column.
 * JJ_E_RANGE: unknown datum, encoding or CRS. A layer without geometry opens well:
 * jj_layer_has_geometry() says so.
 */
jj_status jj_layer_open(jj_ctx *ctx, const jj_source_spec *spec, jj_layer **out);
void jj_layer_close(jj_layer *l);
void jj_layer_closep(jj_layer **l); /* for JJ_CLEANUP */

/* "places.csv" or "counties.gpkg, layer county", for messages. */
const char *jj_layer_label(const jj_layer *l);
const char *jj_layer_name(const jj_layer *l);
size_t jj_layer_n_fields(const jj_layer *l);
const char *jj_layer_field_name(const jj_layer *l, size_t i);

/* By header name; JJ_E_DATA lists the columns there are. */
jj_status jj_layer_field(jj_ctx *ctx, const jj_layer *l, const char *name, int *out);
bool jj_layer_has_geometry(const jj_layer *l);
bool jj_layer_has_crs(const jj_layer *l);
const char *jj_layer_crs(const jj_layer *l); /* WKT, "" when none; a datum alone means degrees */

/* What texts were taken for where neither file nor spec says it, and it is not UTF-8; else NULL. */
const char *jj_layer_guessed_encoding(const jj_layer *l);

typedef enum jj_geometry {
    JJ_GEOMETRY_NONE,
    JJ_GEOMETRY_POINT,
    JJ_GEOMETRY_LINE,
    JJ_GEOMETRY_POLYGON,
    JJ_GEOMETRY_OTHER
} jj_geometry;

/* "points", "lines", "polygons", ... in the context's language, for messages. */
const char *jj_geometry_title(const jj_ctx *ctx, jj_geometry g);

/* The feature at hand; texts and arrays are valid until the next jj_layer_next(). */
typedef struct jj_feature {
    int64_t row;             /* 1 for the first row read */
    const char *const *text; /* one per field; "" for null; valid UTF-8 */
    jj_geometry type;
    bool is_lost;     /* it has coordinates that cannot be brought into the target CRS; type NONE */
    bool is_repaired; /* a polygon that was not valid */
    const double *xy; /* x, y, x, y, ... of all parts */
    size_t n_points;
    const size_t *part_end; /* points just past each ring or line */
    size_t n_parts;
    const uint8_t *wkb; /* polygons: the same as ISO WKB */
    size_t wkb_len;
} jj_feature;

/*
 * *more = false at the end. JJ_E_IO when the driver fails midway; JJ_E_DATA for text that is not
 * in the encoding (names row, column and cure).
 */
jj_status jj_layer_next(jj_ctx *ctx, jj_layer *l, jj_feature *out, bool *more);

/* Where features are due, in the system the layer will be projected to. */
typedef struct jj_area {
    double box[4]; /* west, south, east, north; west > east = anywhere */
    /* whether a point of the feature is where it should be; NULL = the whole box will do */
    bool (*holds)(const void *user, const jj_feature *f, double x, double y);
    const void *user;
} jj_area;

/*
 * Tell before projecting where features are due: a missing or wrong system is then told by which
 * one puts them there, records in metres with north before east are turned, and of several systems
 * each record takes its own. `area->user` must outlive the layer.
 */
void jj_layer_expect(jj_layer *l, const jj_area *area);

/* Records so far whose axes were exchanged; records that more than one system put into the area. */
uint64_t jj_layer_n_turned(const jj_layer *l);
uint64_t jj_layer_n_doubtful(const jj_layer *l);
bool jj_layer_is_crs_replaced(const jj_layer *l); /* by crs_instead */

/*
 * From here on geometries come in `target_crs` and polygons valid (repaired where they are not).
 * JJ_E_DATA: the layer has no CRS (names the file, the cure and the likely system with the share of
 * points it puts into the area), one of Xian 1980 or Beijing 1954, one that puts most points
 * outside the area where another puts nine in ten inside, a datum with a CRS that is not in
 * degrees, or no transformation exists.
 */
jj_status jj_layer_project(jj_ctx *ctx, jj_layer *l, const char *target_crs);

#endif
