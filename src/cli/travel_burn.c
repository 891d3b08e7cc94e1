/* `travel --roads` together with a ground: the roads are laid onto its cells at their own speed. */
#include "cli/travel.h"
#include "geo/burn.h"
#include "load/roads.h"
#include "store/crs.h"

#include <math.h>
#include <string.h>

typedef struct burning {
    travel *t;
    jj_transform *from_degrees;
    double *xy; /* of the road at hand, in the grid's CRS */
    size_t cap;
    float pace_ms_m;
    bool is_level; /* a motor does not feel slopes */
    uint64_t n_cells;
} burning;

static void burning_deinit(burning *b) {
    jj_transform_free(b->from_degrees);
    jj_free(b->xy);
}

static void lay(void *user, uint32_t cell) {
    burning *b = user;
    float *pace = &b->t->pace_ms_m[cell];
    if (*pace > 0 && *pace <= b->pace_ms_m)
        return;
    *pace = b->pace_ms_m;
    b->n_cells++;
    if (b->is_level && b->t->height_m)
        b->t->height_m[cell] = NAN;
}

/* A cell has one pace: of a one-way street that of its open direction. */
static float pace_of(const jj_road *road) {
    uint32_t ms = road->forward_ms < road->backward_ms ? road->forward_ms : road->backward_ms;
    return ms == JJ_UNREACHED || road->length_mm == 0 || ms == 0
               ? 0
               : (float)(ms * 1000.0 / road->length_mm);
}

static jj_status lay_road(burning *b, const jj_roads *roads, size_t i) {
    size_t first = roads->shape_first[i], n = roads->shape_first[i + 1] - first;
    b->pace_ms_m = pace_of(&roads->roads[i]);
    if (!(b->pace_ms_m > 0))
        return JJ_OK;
    if (!jj_grow(&b->xy, &b->cap, 4 * n, sizeof *b->xy))
        return jj_no_memory(b->t->ctx, "roads", 4 * n * sizeof *b->xy);
    double *x = b->xy + 2 * n, *y = x + n;
    for (size_t k = 0; k < n; k++) {
        x[k] = roads->shape[2 * (first + k)];
        y[k] = roads->shape[2 * (first + k) + 1];
    }
    JJ_TRY(jj_transform_points(b->t->ctx, b->from_degrees, x, y, n));
    for (size_t k = 0; k < n; k++) {
        b->xy[2 * k] = x[k];
        b->xy[2 * k + 1] = y[k];
    }
    jj_burn_line(&b->t->grid, b->xy, n, lay, b);
    return JJ_OK;
}

/* What "road in cell" leaves out, for a walker at 4 km/h. */
static void note_cell_width(const travel *t, uint64_t n_cells) {
    const double walk_ms_m = 900;
    double left_out_m = JJ_BURN_WIDTH * (t->lengths.east_m[0] + t->lengths.north_m[0]) / 2;
    travel_note(
        t,
        "roads of '%s' are laid onto %llu cells and are as wide as these: about %.0f m of the "
        "walk to a road, %.0f s on foot, are not counted",
        t->o->roads, (unsigned long long)n_cells, left_out_m, left_out_m * walk_ms_m / 1000);
}

jj_status travel_burn_roads(travel *t) {
    JJ_CLEANUP(jj_roads_deinit) jj_roads roads = {0};
    JJ_CLEANUP(burning_deinit)
    burning b = {.t = t, .is_level = t->profile.mode == JJ_ROAD_DRIVE};
    const jj_roads_source source = {.path = t->o->roads, .crs = t->o->crs, .cost = JJ_COST_TIME};
    jj_roads_count count;
    JJ_TRY(jj_roads_read(t->ctx, &source, &t->profile, &roads, &count));
    if (!roads.node_lonlat)
        return jj_fail(t->ctx, JJ_E_DATA,
                       "'%s' is a table of edges without places: roads on a ground are "
                       "OpenStreetMap data or a line layer",
                       t->o->roads);
    JJ_TRY(jj_transform_new(t->ctx, "EPSG:4326", t->crs, &b.from_degrees));
    for (size_t i = 0; i < roads.n_roads; i++) {
        JJ_TRY(lay_road(&b, &roads, i));
        if (i % 256 == 0)
            travel_rest(t);
    }
    note_cell_width(t, b.n_cells);
    return JJ_OK;
}
