/* What lies under a map: the relief, and how fast the ground is crossed on foot. */
#include "base/file.h"
#include "out/rasters.h"
#include "store/raster.h"

#include <math.h>

typedef struct ground {
    const jj_scene *scene;
    const jj_profile *profile;
} ground;

/* Height of a cell, that of `here` where there is none or no cell. */
static double height_at(const jj_scene *s, int64_t row, int64_t col, double here) {
    if (row < 0 || col < 0 || row >= s->grid.rows || col >= s->grid.cols)
        return here;
    double h = (double)s->height_m[(size_t)row * s->grid.cols + (size_t)col];
    return isnan(h) ? here : h;
}

/*
 * How bright a slope is under a light from the north-west, 45 degrees high. Slope by the eight
 * neighbours (Horn 1981), 1 dark to 255 bright, 0 unknown.
 */
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

static jj_status write_relief(jj_ctx *ctx, const char *path, const jj_scene *s) {
    const jj_raster_out spec = {.path = path,
                                .grid = &s->grid,
                                .crs = s->crs,
                                .type = JJ_RASTER_U32,
                                .nodata = 0,
                                .unit = "",
                                .description = "relief: brightness of the slope, 1 to 255"};
    return jj_raster_write(ctx, &spec, relief_row, (void *)(uintptr_t)s);
}

static const float no_value = -9999;

static void ground_row(void *user, uint32_t row, void *out) {
    const jj_profile *p = ((const ground *)user)->profile;
    const jj_scene *s = ((const ground *)user)->scene;
    float *minutes = out;
    for (uint32_t c = 0; c < s->grid.cols; c++) {
        size_t cell = (size_t)row * s->grid.cols + c;
        bool is_outside = s->is_nodata && s->is_nodata[cell];
        minutes[c] = is_outside ? no_value : p->pace_ms_m[cell] / 60;
    }
}

/* Even ground without a lake tells a reader of maps nothing. */
static bool is_even(const jj_scene *s, const jj_profile *p) {
    for (size_t i = 1; i < jj_grid_cells(&s->grid); i++)
        if (p->pace_ms_m[i] < p->pace_ms_m[0] || p->pace_ms_m[i] > p->pace_ms_m[0])
            return false;
    return true;
}

static const jj_profile *profile_of_ground(const jj_scene *s) {
    for (size_t i = 0; i < s->n_profiles; i++)
        if (s->profiles[i].mode == JJ_MODE_GROUND && s->profiles[i].pace_ms_m)
            return is_even(s, &s->profiles[i]) ? NULL : &s->profiles[i];
    return NULL;
}

static jj_status write_ground(jj_ctx *ctx, const char *path, const ground *g) {
    const jj_scene *s = g->scene;
    const jj_raster_out spec = {.path = path,
                                .grid = &s->grid,
                                .crs = s->crs,
                                .type = JJ_RASTER_F32,
                                .nodata = (double)no_value,
                                .unit = "min/km",
                                .description = "ground: minutes a kilometre, 0 impassable"};
    return jj_raster_write(ctx, &spec, ground_row, (void *)(uintptr_t)g);
}

jj_status jj_underlays_write(jj_ctx *ctx, const char *folder, const jj_scene *s) {
    JJ_AUTO char *relief = jj_path_join(folder, "relief.tif"),
                 *crossed = jj_path_join(folder, "ground.tif");
    const ground g = {s, profile_of_ground(s)};
    if (!relief || !crossed)
        return jj_no_memory(ctx, "rasters", 0);
    if (!s->height_m && !g.profile)
        return JJ_OK;
    JJ_TRY(jj_make_folders(ctx, folder));
    if (s->height_m)
        JJ_TRY(write_relief(ctx, relief, s));
    return g.profile ? write_ground(ctx, crossed, &g) : JJ_OK;
}
