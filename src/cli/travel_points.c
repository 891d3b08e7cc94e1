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

static uint32_t delay_cost(const travel *t, const jj_point *p) {
    double delay_ms = travel_is_length(t) ? 0 : floor(p->delay_s * 1000 + 0.5);
    return delay_ms < JJ_FARTHEST ? (uint32_t)delay_ms : JJ_FARTHEST;
}

/* The walks from one point to the centres around it; AccessMod starts at the centre of its cell. */
static jj_status add_sources(travel *t, const jj_ground *ground, size_t row, size_t *cap) {
    const jj_point *p = &t->from.rows[row];
    size_t need = t->n_sources + JJ_ENTRANCE_SOURCES, cap_points = *cap;
    if (!jj_grow(&t->sources, cap, need, sizeof *t->sources) ||
        !jj_grow(&t->source_point, &cap_points, need, sizeof *t->source_point))
        return jj_no_memory(t->ctx, "facilities", need * sizeof *t->sources);
    jj_travel how = {t->stencil, t->direction, t->within};
    jj_source *out = t->sources + t->n_sources;
    size_t n = 1;
    if (t->o->compat)
        *out = (jj_source){jj_grid_cell_at(&t->grid, p->x, p->y), p->index, 0};
    else
        n = jj_ground_entrance(ground, &how, p->x, p->y, p->index, delay_cost(t, p), out);
    for (size_t i = 0; i < n; i++)
        t->source_point[t->n_sources++] = (uint32_t)row;
    return JJ_OK;
}

jj_status travel_make_sources(travel *t) {
    uint64_t n_outside = 0, n_blocked = 0;
    size_t cap = 0, n_inside = 0;
    const jj_ground ground = travel_ground(t);
    for (size_t i = 0; i < t->from.n; i++) {
        const jj_point *p = &t->from.rows[i];
        uint32_t cell = jj_grid_cell_at(&t->grid, p->x, p->y);
        if (cell == JJ_NO_CELL) {
            n_outside++;
            continue;
        }
        n_blocked += t->pace_ms_m[cell] > 0 ? 0 : 1;
        n_inside++;
        JJ_TRY(add_sources(t, &ground, i, &cap));
        if (i % 64 == 0)
            travel_rest(t);
    }
    if (n_inside == 0)
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
