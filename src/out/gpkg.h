/* The tables of a run as an OGC GeoPackage (12-128r18) that QGIS opens styled. */
#ifndef OUT_GPKG_H
#define OUT_GPKG_H

#include "out/tables.h"

/*
 * Write `path` in one transaction, the same bytes for the same run: features in WGS 84, plain
 * tables as attributes, column titles in both languages (schema extension), one style a rule for
 * the unit layers. `manifest` is the text of manifest.json, kept in the table of that name.
 */
jj_status jj_gpkg_write(jj_ctx *ctx, const char *path, const jj_outcome *o, const jj_tables *tables,
                        const char *manifest);

/* The same for tables that belong to no run: no styles, no manifest. `year` dates the file. */
jj_status jj_gpkg_write_tables(jj_ctx *ctx, const char *path, const jj_table *tables, size_t n,
                               int year);

#endif
