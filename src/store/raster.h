/* Rasters in and out. A raster is read by windows; NoData becomes NaN. */
#ifndef STORE_RASTER_H
#define STORE_RASTER_H

#include "base/ctx.h"
#include "jiujin/grid.h"

typedef struct jj_raster jj_raster; /* an open raster, one band */

/*
 * Open for reading. `crs_given` ("EPSG:4326", "local", or NULL) is used only where the file has
 * none. A raster stored south row first is turned north row first as it is read; a band's scale
 * and offset are applied.
 * JJ_E_IO: missing or unreadable, with the driver's reason; JJ_E_FORMAT: rotated grid, no
 * georeferencing, no such band; JJ_E_DATA: no CRS and none given (the message names file and cure).
 */
jj_status jj_raster_open(jj_ctx *ctx, const char *path, int band, const char *crs_given,
                         jj_raster **out);
void jj_raster_close(jj_raster *r);
void jj_raster_closep(jj_raster **r); /* for JJ_CLEANUP */

jj_grid jj_raster_grid(const jj_raster *r);
const char *jj_raster_crs(const jj_raster *r); /* WKT, traditional axis order */
const char *jj_raster_path(const jj_raster *r);

/*
 * Rows row .. row+n_rows-1, whole width, into caller's n_rows*cols; NoData and NaN become NaN.
 * JJ_E_RANGE: a window that leaves the raster; JJ_E_IO: damaged or truncated, with GDAL's reason.
 */
jj_status jj_raster_read(jj_ctx *ctx, jj_raster *r, uint32_t row, uint32_t n_rows, double *out);
jj_status jj_raster_read_window(jj_ctx *ctx, jj_raster *r, uint32_t row, uint32_t col,
                                uint32_t n_rows, uint32_t n_cols, double *out);

/*
 * Bring a raster onto `grid` (CRS `crs`), into caller's rows*cols: exact copy where the lattices
 * agree, nearest cell for classes, bilinear for heights (neighbours without data left out, none
 * beyond the outer cell centres). Never for people. Cells whose centre lies outside the source
 * become NaN. JJ_E_DATA: no way between the two coordinate systems.
 */
typedef enum jj_resample { JJ_RESAMPLE_NEAREST, JJ_RESAMPLE_BILINEAR } jj_resample;
jj_status jj_raster_onto(jj_ctx *ctx, jj_raster *r, const jj_grid *grid, const char *crs,
                         jj_resample how, double *out);

/* The same for rows row .. row+n_rows-1 of `grid` alone. */
jj_status jj_raster_rows_onto(jj_ctx *ctx, jj_raster *r, const jj_grid *grid, const char *crs,
                              jj_resample how, uint32_t row, uint32_t n_rows, double *out);

/* What a file of times, people or facilities holds. */
typedef enum jj_raster_type { JJ_RASTER_F32, JJ_RASTER_U32 } jj_raster_type;

typedef struct jj_raster_out {
    const char *path;
    const jj_grid *grid;
    const char *crs; /* WKT; NULL or "" = none */
    jj_raster_type type;
    double nodata;
    const char *unit;        /* "min", "people" */
    const char *description; /* band description */
} jj_raster_out;

/*
 * Write a Cloud Optimized GeoTIFF in one go, same bytes for the same input. `row_fn` fills one row
 * of float or uint32_t values, rows in order. Closes, counts the driver's errors, reopens and
 * checks: a full disk is JJ_E_IO, never silence. The file appears whole or not at all.
 */
typedef void (*jj_row_fn)(void *user, uint32_t row, void *out);
jj_status jj_raster_write(jj_ctx *ctx, const jj_raster_out *spec, jj_row_fn row_fn, void *user);

#endif
