/* Where `travel` begins and ends: points, and their feet on the grid. */
#include "cli/travel.h"
#include "store/crs.h"

#include <math.h>

static jj_status read_points(travel *t, const char *path, const char *layer, const char *delay,
                             jj_points *out) {
    const travel_options *o = t->o;
    jj_points_spec spec = {
        .source =
            {.path = path, .layer = layer, .crs = o->crs, .datum = o->datum, .x = o->x, .y = o->y},
        .id = o->id,
        .delay = delay};
    if (t->is_bare_graph)
        return jj_points_read_nodes(t->ctx, &spec, out);
    JJ_TRY(jj_points_read(t->ctx, &spec, t->crs, out));
    if (out->n_without)
        travel_note(t, "%llu features of '%s' have no usable coordinates and are left out",
                    (unsigned long long)out->n_without, path);
    return JJ_OK;
}

jj_status travel_read_points(travel *t) {
    const travel_options *o = t->o;
    bool is_plane = o->crs && jj_crs_is_local(o->crs);
    if (o->is_straight)
        JJ_TRY(jj_crs_wkt(t->ctx, is_plane ? "local" : "EPSG:4326", &t->crs));
    JJ_TRY(read_points(t, o->from, o->from_layer, o->start_delay, &t->from));
    return o->to ? read_points(t, o->to, NULL, NULL, &t->to) : JJ_OK;
}

uint32_t travel_in_cell(const travel *t, uint32_t cell, double x, double y, double *metres) {
    double cx, cy;
    jj_grid_centre(&t->grid, cell, &cx, &cy);
    size_t b = jj_lengths_block(&t->lengths, cell / t->grid.cols, cell % t->grid.cols);
    *metres = hypot((x - cx) / t->grid.dx * t->lengths.east_m[b],
                    (y - cy) / t->grid.dy * t->lengths.north_m[b]);
    double cost = *metres * (travel_is_length(t) ? 1000.0 : (double)t->pace_ms_m[cell]) + 0.5;
    return cost < JJ_FARTHEST ? (uint32_t)cost : JJ_FARTHEST;
}

static uint32_t start_cost(const travel *t, const jj_point *p, uint32_t cell) {
    double metres;
    if (t->o->compat)
        return 0;
    double delay_ms = travel_is_length(t) ? 0 : p->delay_s * 1000;
    double cost = floor(delay_ms + 0.5) + travel_in_cell(t, cell, p->x, p->y, &metres);
    return cost < JJ_FARTHEST ? (uint32_t)cost : JJ_FARTHEST;
}

jj_status travel_make_sources(travel *t) {
    uint64_t n_outside = 0, n_blocked = 0;
    t->sources = jj_alloc(t->from.n, sizeof *t->sources);
    t->source_point = jj_alloc(t->from.n, sizeof *t->source_point);
    if (!t->sources || !t->source_point)
        return jj_no_memory(t->ctx, "facilities", t->from.n * sizeof *t->sources);
    for (size_t i = 0; i < t->from.n; i++) {
        const jj_point *p = &t->from.rows[i];
        uint32_t cell = jj_grid_cell_at(&t->grid, p->x, p->y);
        if (cell == JJ_NO_CELL) {
            n_outside++;
            continue;
        }
        n_blocked += t->pace_ms_m[cell] > 0 ? 0 : 1;
        t->source_point[t->n_sources] = (uint32_t)i;
        t->sources[t->n_sources++] = (jj_source){cell, p->index, start_cost(t, p, cell)};
    }
    if (t->n_sources == 0)
        return jj_fail(
            t->ctx, JJ_E_DATA,
            "none of the %zu points of '%s' stands inside the grid: do they overlap, and "
            "are both coordinate systems right?",
            t->from.n, t->o->from);
    if (n_outside)
        travel_note(t, "%llu of %zu points of '%s' stand outside the grid and serve nobody",
                    (unsigned long long)n_outside, t->from.n, t->o->from);
    if (n_blocked)
        travel_note(t, "%llu of %zu points of '%s' stand where nobody can go and serve nobody",
                    (unsigned long long)n_blocked, t->from.n, t->o->from);
    return JJ_OK;
}
