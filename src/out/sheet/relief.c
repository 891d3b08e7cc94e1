/* The ground of a result brought into a sheet's projection. */
#include "base/file.h"
#include "out/sheet/data.h"
#include "store/raster.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MOST_SIDE = 1400 };

void jj_mapsheet_relief_deinit(jj_sheet_relief *r) {
    jj_free(r->dark);
    jj_free(r->blocked);
    *r = (jj_sheet_relief){0};
}

/* Cells of the raster's size over the sheet's area and a margin around it. */
static void lay_grid(const jj_raster *raster, const jj_sheet_data *d, jj_sheet_relief *r) {
    double w = d->box[2] - d->box[0], h = d->box[3] - d->box[1], side = fmax(w, h);
    jj_grid native = jj_raster_grid(raster);
    double own = native.is_geographic ? native.dy * 111000 : native.dy;
    r->cell_m = fmax(own, side / MOST_SIDE);
    r->x0 = d->box[0] - 0.1 * w;
    r->y0 = d->box[3] + 0.1 * h;
    r->cols = (int)ceil(1.2 * w / r->cell_m);
    r->rows = (int)ceil(1.2 * h / r->cell_m);
}

/* The raster's values on the sheet's grid, NaN where it has none; NULL: no such file. */
static jj_status read_values(jj_ctx *ctx, const char *path, const jj_sheet_data *d,
                             jj_resample resample, jj_sheet_relief *r, double **out) {
    JJ_CLEANUP(jj_raster_closep) jj_raster *raster = NULL;
    if (!jj_file_exists(path))
        return JJ_OK;
    JJ_TRY(jj_raster_open(ctx, path, 1, NULL, &raster));
    lay_grid(raster, d, r);
    const jj_grid grid = {.rows = (uint32_t)r->rows,
                          .cols = (uint32_t)r->cols,
                          .x0 = r->x0,
                          .y0 = r->y0,
                          .dx = r->cell_m,
                          .dy = r->cell_m};
    size_t n = (size_t)r->rows * (size_t)r->cols;
    *out = jj_alloc(n, sizeof **out);
    return *out ? jj_raster_onto(ctx, raster, &grid, d->crs, resample, *out)
                : jj_no_memory(ctx, "relief", n * sizeof **out);
}

static void shade_slopes(jj_sheet_relief *r, const double *bright, size_t n) {
    for (size_t i = 0; i < n; i++)
        r->dark[i] = isnan(bright[i]) ? 0 : (uint8_t)fmin(255, fmax(0, 256 - bright[i]));
}

/* Forest and steep ground come out darker than fields, which are crossed faster. */
static void shade_pace(jj_sheet_relief *r, const double *pace, size_t n) {
    const double darkest = 150;
    double fastest = INFINITY;
    for (size_t i = 0; i < n; i++)
        fastest = pace[i] > 0 ? fmin(fastest, pace[i]) : fastest;
    for (size_t i = 0; i < n; i++)
        r->dark[i] = pace[i] > 0 ? (uint8_t)(darkest * (1 - fastest / pace[i])) : 0;
}

static void mark_blocked(jj_sheet_relief *r, const double *pace, size_t n) {
    bool is_any = false;
    for (size_t i = 0; i < n; i++) {
        r->blocked[i] = pace[i] <= 0 ? 255 : 0;
        is_any |= pace[i] <= 0;
    }
    if (!is_any) {
        jj_free(r->blocked);
        r->blocked = NULL;
    }
}

static jj_status read_ground(jj_ctx *ctx, const char *folder, const jj_sheet_data *d,
                             jj_sheet_relief *r) {
    JJ_AUTO char *relief = jj_path_join(folder, "rasters/relief.tif"),
                 *ground = jj_path_join(folder, "rasters/ground.tif");
    JJ_AUTO double *bright = NULL, *pace = NULL;
    if (!relief || !ground)
        return jj_no_memory(ctx, "relief", 0);
    JJ_TRY(read_values(ctx, relief, d, JJ_RESAMPLE_BILINEAR, r, &bright));
    JJ_TRY(read_values(ctx, ground, d, JJ_RESAMPLE_NEAREST, r, &pace));
    size_t n = (size_t)r->rows * (size_t)r->cols;
    if (!bright && !pace)
        return JJ_OK;
    r->dark = jj_alloc(n, 1);
    r->blocked = pace ? jj_alloc(n, 1) : NULL;
    if (!r->dark || (pace && !r->blocked))
        return jj_no_memory(ctx, "relief", n);
    if (bright)
        shade_slopes(r, bright, n);
    else
        shade_pace(r, pace, n);
    if (pace)
        mark_blocked(r, pace, n);
    return JJ_OK;
}

jj_status jj_mapsheet_relief(jj_ctx *ctx, const jj_result_file *file, jj_sheet_data *d,
                             jj_sheet_relief *r) {
    if (!(d->box[0] < d->box[2]))
        return JJ_OK;
    if (strcmp(r->crs, d->crs) != 0) {
        jj_mapsheet_relief_deinit(r);
        snprintf(r->crs, sizeof r->crs, "%s", d->crs);
        JJ_TRY(read_ground(ctx, file->folder, d, r));
    }
    d->relief = r->dark ? r : NULL;
    return JJ_OK;
}
