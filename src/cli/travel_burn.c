/* `travel --roads` together with a ground: the roads are laid onto its cells at their own speed. */
#include "cli/travel.h"
#include "load/road_burn.h"
#include "load/roads.h"

static void rest(const void *user) {
    travel_rest(user);
}

/* What "road in cell" leaves out, for a walker at 4 km/h. */
static void note_cell_width(const travel *t, uint64_t n_cells) {
    const double walk_ms_m = 900;
    double left_out_m = jj_burn_left_out_m(&t->lengths);
    travel_note(
        t,
        "roads of '%s' are laid onto %llu cells and are as wide as these: about %.0f m of the "
        "walk to a road, %.0f s on foot, are not counted",
        t->o->roads, (unsigned long long)n_cells, left_out_m, left_out_m * walk_ms_m / 1000);
}

jj_status travel_burn_roads(travel *t) {
    JJ_CLEANUP(jj_roads_deinit) jj_roads roads = {0};
    const jj_roads_source source = {.path = t->o->roads, .crs = t->o->crs, .cost = JJ_COST_TIME};
    const jj_burn_ground ground = {
        .grid = &t->grid,
        .crs = t->crs,
        .pace_ms_m = t->pace_ms_m,
        .height_m = t->profile.mode == JJ_ROAD_DRIVE ? t->height_m : NULL,
        .roads_done = rest,
        .user = t,
    };
    jj_roads_count count;
    uint64_t n_cells;
    JJ_TRY(jj_roads_read(t->ctx, &source, &t->profile, &roads, &count));
    JJ_TRY(jj_roads_burn(t->ctx, t->o->roads, &roads, &ground, &n_cells));
    note_cell_width(t, n_cells);
    return JJ_OK;
}
