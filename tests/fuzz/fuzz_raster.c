/*
 * Any bytes as a raster of friction: the first chooses GeoTIFF or an ASCII grid. What is read is
 * NaN or finite, paces are 0 or positive, and it can be brought onto another grid.
 */
#include "fuzz.h"
#include "load/ground.h"
#include "store/crs.h"

#include <math.h>

static void must(bool holds) {
    if (!holds)
        abort();
}

static void read_pace(jj_ctx *ctx, jj_raster *r, const jj_grid *grid) {
    size_t n = jj_grid_cells(grid);
    jj_lengths lengths = {0};
    float *pace = malloc(n * sizeof *pace);
    jj_friction_notes notes;
    if (pace && jj_crs_lengths(ctx, grid, jj_raster_crs(r), &lengths) == JJ_OK) {
        const jj_lattice l = {.grid = grid, .crs = jj_raster_crs(r), .lengths = &lengths};
        if (jj_ground_friction(ctx, r, &l, pace, &notes) == JJ_OK)
            for (size_t i = 0; i < n; i++)
                must(pace[i] >= 0 && isfinite(pace[i]));
    }
    jj_lengths_deinit(&lengths);
    free(pace);
}

static void read_onto(jj_ctx *ctx, jj_raster *r, const jj_grid *grid) {
    enum { SIDE = 7 };
    double out[SIDE * SIDE];
    jj_grid other = *grid;
    other.rows = other.cols = SIDE;
    (void)jj_raster_onto(ctx, r, &other, jj_raster_crs(r), JJ_RESAMPLE_BILINEAR, out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    enum { MOST_CELLS = 1 << 20 };
    char path[64];
    if (size == 0)
        return 0;
    snprintf(path, sizeof path, "/tmp/jj-fuzz-%d.%s", (int)getpid(), data[0] % 2 ? "asc" : "tif");
    jj_ctx *ctx = jj_ctx_new();
    jj_raster *r = NULL;
    if (ctx && fuzz_write(path, data + 1, size - 1) &&
        jj_raster_open(ctx, path, 1, data[0] & 2 ? "EPSG:4326" : "local", &r) == JJ_OK) {
        jj_grid grid = jj_raster_grid(r);
        if (jj_grid_cells(&grid) <= MOST_CELLS) {
            read_pace(ctx, r, &grid);
            read_onto(ctx, r, &grid);
        }
    }
    jj_raster_close(r);
    unlink(path);
    jj_ctx_free(ctx);
    return 0;
}
