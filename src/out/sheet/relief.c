/* The relief of a result brought into a sheet's projection. */
#include "base/file.h"
#include "out/sheet/data.h"
#include "store/raster.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MOST_SIDE = 1400 };

void jj_mapsheet_relief_deinit(jj_sheet_relief *r) {
    jj_free(r->dark);
    *r = (jj_sheet_relief){0};
}

static jj_status read_relief(jj_ctx *ctx, const char *path, const jj_sheet_data *d,
                             jj_sheet_relief *r) {
    JJ_CLEANUP(jj_raster_closep) jj_raster *raster = NULL;
    JJ_TRY(jj_raster_open(ctx, path, 1, NULL, &raster));
    double w = d->box[2] - d->box[0], h = d->box[3] - d->box[1], side = fmax(w, h);
    jj_grid native = jj_raster_grid(raster);
    double own = native.is_geographic ? native.dy * 111000 : native.dy;
    r->cell_m = fmax(own, side / MOST_SIDE);
    r->x0 = d->box[0] - 0.1 * w;
    r->y0 = d->box[3] + 0.1 * h;
    r->cols = (int)ceil(1.2 * w / r->cell_m);
    r->rows = (int)ceil(1.2 * h / r->cell_m);
    size_t n = (size_t)r->rows * (size_t)r->cols;
    const jj_grid grid = {.rows = (uint32_t)r->rows,
                          .cols = (uint32_t)r->cols,
                          .x0 = r->x0,
                          .y0 = r->y0,
                          .dx = r->cell_m,
                          .dy = r->cell_m};
    JJ_AUTO double *value = jj_alloc(n, sizeof *value);
    r->dark = jj_alloc(n, 1);
    if (!value || !r->dark)
        return jj_no_memory(ctx, "relief", n * sizeof *value);
    JJ_TRY(jj_raster_onto(ctx, raster, &grid, d->crs, JJ_RESAMPLE_BILINEAR, value));
    for (size_t i = 0; i < n; i++)
        r->dark[i] = isnan(value[i]) ? 0 : (uint8_t)fmin(255, fmax(0, 256 - value[i]));
    return JJ_OK;
}

jj_status jj_mapsheet_relief(jj_ctx *ctx, const jj_result_file *file, jj_sheet_data *d,
                             jj_sheet_relief *r) {
    JJ_AUTO char *path = jj_path_join(file->folder, "rasters/relief.tif");
    if (!path)
        return jj_no_memory(ctx, "relief", 0);
    if (!jj_file_exists(path) || !(d->box[0] < d->box[2]))
        return JJ_OK;
    if (strcmp(r->crs, d->crs) != 0) {
        jj_mapsheet_relief_deinit(r);
        snprintf(r->crs, sizeof r->crs, "%s", d->crs);
        JJ_TRY(read_relief(ctx, path, d, r));
    }
    d->relief = r;
    return JJ_OK;
}
