#include "load/road_burn.h"

#include "base/mem.h"
#include "geo/burn.h"
#include "store/crs.h"

#include <math.h>

typedef struct burning {
    jj_ctx *ctx;
    const jj_burn_ground *ground;
    jj_transform *from_degrees;
    double *xy; /* of the road at hand, in the grid's CRS */
    size_t cap;
    float pace_ms_m;
    uint64_t n_cells;
} burning;

static void burning_deinit(burning *b) {
    jj_transform_free(b->from_degrees);
    jj_free(b->xy);
}

static void lay(void *user, uint32_t cell) {
    burning *b = user;
    float *pace = &b->ground->pace_ms_m[cell];
    if (*pace > 0 && *pace <= b->pace_ms_m)
        return;
    *pace = b->pace_ms_m;
    b->n_cells++;
    if (b->ground->height_m)
        b->ground->height_m[cell] = NAN;
}

static float pace_of(const jj_road *road) {
    uint32_t ms = road->forward_ms < road->backward_ms ? road->forward_ms : road->backward_ms;
    return ms == JJ_UNREACHED || road->length_mm == 0 || ms == 0
               ? 0
               : (float)(ms * 1000.0 / road->length_mm);
}

static jj_status lay_road(burning *b, const jj_roads *roads, size_t i) {
    size_t n = jj_road_n_points(roads, i);
    b->pace_ms_m = pace_of(&roads->roads[i]);
    if (!(b->pace_ms_m > 0))
        return JJ_OK;
    if (!jj_grow(&b->xy, &b->cap, 4 * n, sizeof *b->xy))
        return jj_no_memory(b->ctx, "roads", 4 * n * sizeof *b->xy);
    double *x = b->xy + 2 * n, *y = x + n;
    for (size_t k = 0; k < n; k++) {
        const double *at = jj_road_point(roads, i, k);
        x[k] = at[0];
        y[k] = at[1];
    }
    JJ_TRY(jj_transform_points(b->ctx, b->from_degrees, x, y, n));
    for (size_t k = 0; k < n; k++) {
        b->xy[2 * k] = x[k];
        b->xy[2 * k + 1] = y[k];
    }
    jj_burn_line(b->ground->grid, b->xy, n, lay, b);
    return JJ_OK;
}

jj_status jj_roads_burn(jj_ctx *ctx, const char *path, const jj_roads *roads,
                        const jj_burn_ground *ground, uint64_t *n_cells) {
    enum { ROADS_BETWEEN = 256 };
    JJ_CLEANUP(burning_deinit) burning b = {.ctx = ctx, .ground = ground};
    *n_cells = 0;
    if (!roads->node_lonlat && roads->n_roads)
        return jj_fail(ctx, JJ_E_DATA,
                       "'%s' is a table of edges without places: roads on a ground are "
                       "OpenStreetMap data or a line layer",
                       path);
    JJ_TRY(jj_transform_new(ctx, "EPSG:4326", ground->crs, &b.from_degrees));
    for (size_t i = 0; i < roads->n_roads; i++) {
        JJ_TRY(lay_road(&b, roads, i));
        if (ground->roads_done && i % ROADS_BETWEEN == 0)
            ground->roads_done(ground->user);
    }
    *n_cells = b.n_cells;
    return JJ_OK;
}

double jj_burn_left_out_m(const jj_lengths *l) {
    return JJ_BURN_WIDTH * (l->east_m[0] + l->north_m[0]) / 2;
}
