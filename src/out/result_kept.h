/*
 * What an opened result keeps in hand for questions asked again and again: its rasters, the way
 * into their coordinate system, the polygons of its units. Read when first needed, gone with
 * jj_result_file_close(). One thread at a time, as the result itself.
 */
#ifndef OUT_RESULT_KEPT_H
#define OUT_RESULT_KEPT_H

#include "out/result_file.h"
#include "store/raster.h"

/*
 * The raster of that name ("fields/x_ms.tif"); NULL where the result has none. The result's own,
 * good until the next call.
 */
jj_status jj_result_raster(jj_ctx *ctx, const jj_result_file *r, const char *name, jj_raster **out);

/*
 * The cell of it at a place in WGS 84: NaN in NoData, outside, and where there is no such raster.
 */
jj_status jj_result_value_at(jj_ctx *ctx, const jj_result_file *r, const char *name,
                             const double lon_lat[2], bool *is_inside, double *out);

/* Codes of the units that hold a place, deepest level first; no more than `room`. */
jj_status jj_result_units_at(jj_ctx *ctx, const jj_result_file *r, const double lon_lat[2],
                             const char **codes, size_t room, size_t *n);

struct jj_result_kept *jj_result_kept_new(void); /* NULL: no memory */
void jj_result_kept_free(struct jj_result_kept *k);

#endif
