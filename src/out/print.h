/* A table for people and programs: aligned text, CSV, JSON, GeoJSON. */
#ifndef OUT_PRINT_H
#define OUT_PRINT_H

#include "out/table.h"

typedef enum jj_format {
    JJ_FORMAT_TABLE,
    JJ_FORMAT_CSV,
    JJ_FORMAT_JSON,
    JJ_FORMAT_GEOJSON
} jj_format;

/* "table|csv|json|geojson" */
bool jj_format_parse(const char *name, jj_format *out);

/*
 * TABLE: columns aligned for East Asian widths, titles in the context's language, numbers rounded
 * for reading. The others carry English column names and every digit. GEOJSON: geometry from the
 * rows, else from columns lon and lat, else null.
 */
jj_status jj_table_print(jj_ctx *ctx, const jj_table *table, jj_format format, jj_text *out);

#endif
