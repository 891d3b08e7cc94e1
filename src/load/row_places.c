#include "load/row_places.h"
#include "store/crs.h"

struct jj_row_places {
    jj_ctx *ctx;
    jj_grid grid;
    jj_transform *to_degrees;
};

jj_status jj_row_places_new(jj_ctx *ctx, const jj_grid *grid, const char *crs,
                            jj_row_places **out) {
    jj_row_places *p = *out = jj_alloc(1, sizeof *p);
    if (!p)
        return jj_no_memory(ctx, "places of cells", 0);
    p->ctx = ctx;
    p->grid = *grid;
    return jj_transform_new(ctx, crs, "EPSG:4326", &p->to_degrees);
}

void jj_row_places_free(jj_row_places *p) {
    if (!p)
        return;
    jj_transform_free(p->to_degrees);
    jj_free(p);
}

jj_status jj_row_places_lonlat(void *arg, uint32_t row, double *lon, double *lat) {
    jj_row_places *p = arg;
    for (uint32_t c = 0; c < p->grid.cols; c++)
        jj_grid_centre(&p->grid, row * p->grid.cols + c, &lon[c], &lat[c]);
    return jj_transform_points(p->ctx, p->to_degrees, lon, lat, p->grid.cols);
}
