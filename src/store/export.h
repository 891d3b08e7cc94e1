/* A layer of a result in other formats, through GDAL: files for other programs, or a database. */
#ifndef STORE_EXPORT_H
#define STORE_EXPORT_H

#include "base/ctx.h"

typedef enum jj_export_format {
    JJ_EXPORT_GEOJSON,
    JJ_EXPORT_FLATGEOBUF,
    JJ_EXPORT_SHAPEFILE,
    JJ_EXPORT_GPKG,
    JJ_EXPORT_POSTGIS
} jj_export_format;

typedef struct jj_export_spec {
    jj_export_format format;
    const char *gpkg, *layer; /* where from */
    const char *sql;          /* instead of the layer as it is: SELECT with other names; or NULL */
    const char *target;       /* a file, or "PG:..." */
    const char *name;         /* of the layer there */
    const char *crs;          /* "EPSG:4547"; NULL = WGS 84 as it is */
    const char *encoding;     /* of a shapefile's texts, written into its .cpg; NULL = UTF-8 */
} jj_export_spec;

/*
 * Replaces a layer of that name. JJ_E_RANGE: no such CRS; JJ_E_FORMAT: GDAL was built without the
 * driver; JJ_E_IO: GDAL's reason, a database that does not answer included.
 */
jj_status jj_export_layer(jj_ctx *ctx, const jj_export_spec *spec);

#endif
