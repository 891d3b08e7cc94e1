/* The ground's relief: how bright a slope is under a light from the north-west, 45 degrees high. */
#include "out/rasters.h"
#include "store/raster.h"

#include <math.h>

/* Height of a cell, that of `here` where there is none or no cell. */
static double height_at(const jj_scene *s, int64_t row, int64_t col, double here) {
    if (row < 0 || col < 0 || row >= s->grid.rows || col >= s->grid.cols)
        return here;
    double h = (double)s->height_m[(size_t)row * s->grid.cols + (size_t)col];
    return isnan(h) ? here : h;
}

/* Slope by the eight neighbours (Horn 1981), 1 dark to 255 bright, 0 unknown. */
static uint32_t brightness(const jj_scene *s, uint32_t row, uint32_t col) {
    double here = (double)s->height_m[(size_t)row * s->grid.cols + col];
    if (isnan(here))
        return 0;
    double z[3][3];
    for (int r = 0; r < 3; r++)
        for (int c = 0; c < 3; c++)
            z[r][c] = height_at(s, (int64_t)row + r - 1, (int64_t)col + c - 1, here);
    size_t block = jj_lengths_block(&s->lengths, row, col);
    double east = (z[0][2] + 2 * z[1][2] + z[2][2] - z[0][0] - 2 * z[1][0] - z[2][0]) /
                  (8 * s->lengths.east_m[block]);
    double north = (z[0][0] + 2 * z[0][1] + z[0][2] - z[2][0] - 2 * z[2][1] - z[2][2]) /
                   (8 * s->lengths.north_m[block]);
    double facing = (1 + east - north) / sqrt(2 * (1 + east * east + north * north));
    return (uint32_t)fmin(255, fmax(1, floor(255 * facing / sqrt(0.5) + 0.5)));
}

static void relief_row(void *user, uint32_t row, void *out) {
    const jj_scene *s = user;
    uint32_t *bright = out;
    for (uint32_t c = 0; c < s->grid.cols; c++)
        bright[c] = brightness(s, row, c);
}

jj_status jj_relief_write(jj_ctx *ctx, const char *path, const jj_scene *s) {
    const jj_raster_out spec = {.path = path,
                                .grid = &s->grid,
                                .crs = s->crs,
                                .type = JJ_RASTER_U32,
                                .nodata = 0,
                                .unit = "",
                                .description = "relief: brightness of the slope, 1 to 255"};
    return jj_raster_write(ctx, &spec, relief_row, (void *)(uintptr_t)s);
}
