/* Longitudes and latitudes of the cells of a projected lattice, a row at a time. */
#ifndef LOAD_ROW_PLACES_H
#define LOAD_ROW_PLACES_H

#include "base/ctx.h"
#include "jiujin/grid.h"

typedef struct jj_row_places jj_row_places;

/* For a lattice in the system `crs` (as in jj_crs_wkt()). Errors of jj_transform_new(). */
jj_status jj_row_places_new(jj_ctx *ctx, const jj_grid *grid, const char *crs, jj_row_places **out);
void jj_row_places_free(jj_row_places *p);

/* WGS 84 centres of a row into arrays of grid->cols; a jj_row_lonlat_fn, `arg` a jj_row_places.
 * JJ_E_DATA: a cell that has no place on the earth. */
jj_status jj_row_places_lonlat(void *arg, uint32_t row, double *lon, double *lat);

#endif
