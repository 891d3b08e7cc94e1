/* A result handed on in the formats others ask for. */
#ifndef OUT_EXPORT_H
#define OUT_EXPORT_H

#include "out/result_file.h"
#include "store/export.h"

typedef struct jj_handover {
    jj_export_format format;
    const char *target; /* a folder, or "PG:..." */
    const char *crs;    /* NULL = WGS 84 */
    const char *encoding;
    const char *schema; /* PostGIS: of its own for the result; NULL = public */
} jj_handover;

/*
 * Every map layer, and in databases the plain tables too: one file a layer, one file for all
 * (result.gpkg), or tables. Shapefiles get names of at most 10 bytes, told in fields.csv beside
 * them. *n is how many layers were written. JJ_E_IO and what jj_export_layer() fails with.
 */
jj_status jj_handover_write(jj_ctx *ctx, const jj_result_file *r, const jj_handover *how,
                            size_t *n);

#endif
