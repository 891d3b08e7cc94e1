#include "rules/way_line.h"

#include "geo/metric.h"
#include "rules/fields.h"
#include "solve/way.h"

#include <math.h>

/* Centres of cells in degrees; a projected lattice tells them a row at a time. */
typedef struct centres {
    const jj_scene *scene;
    double *lon, *lat; /* of `row` */
    uint32_t row;
} centres;

static void centres_deinit(centres *c) {
    jj_free(c->lon);
    jj_free(c->lat);
}

static jj_status centres_init(jj_ctx *ctx, const jj_scene *s, centres *c) {
    *c = (centres){.scene = s, .row = UINT32_MAX};
    if (!s->row_lonlat)
        return JJ_OK;
    c->lon = jj_alloc(s->grid.cols, sizeof *c->lon);
    c->lat = jj_alloc(s->grid.cols, sizeof *c->lat);
    return c->lon && c->lat ? JJ_OK : jj_no_memory(ctx, "a way", 0);
}

static jj_status centre_of(centres *c, uint32_t cell, double *lon, double *lat) {
    const jj_scene *s = c->scene;
    uint32_t row = cell / s->grid.cols, col = cell % s->grid.cols;
    if (!s->row_lonlat) {
        jj_grid_centre(&s->grid, cell, lon, lat);
        return JJ_OK;
    }
    if (row != c->row)
        JJ_TRY(s->row_lonlat(s->row_lonlat_arg, row, c->lon, c->lat));
    c->row = row;
    *lon = c->lon[col];
    *lat = c->lat[col];
    return JJ_OK;
}

/* Where the facility stands; on a plane the centre of its cell, as the straight field has it. */
static jj_status door_of(centres *c, const jj_facility *f, double *lon, double *lat) {
    const jj_scene *s = c->scene;
    if (!s->grid.is_geographic && !s->row_lonlat)
        return centre_of(c, f->cell, lon, lat);
    *lon = f->lon;
    *lat = f->lat;
    return JJ_OK;
}

static jj_status add(jj_ctx *ctx, jj_way_line *line, double lon, double lat) {
    return jj_way_line_add(line, lon, lat) ? JJ_OK : jj_no_memory(ctx, "a way", 0);
}

static jj_status straight_way(jj_ctx *ctx, centres *c, const jj_way_query *q, jj_way_line *out) {
    double lon, lat, to_lon, to_lat;
    JJ_TRY(centre_of(c, q->cell, &lon, &lat));
    JJ_TRY(door_of(c, &c->scene->facilities[q->facility], &to_lon, &to_lat));
    double detour = q->profile->detour > 0 ? q->profile->detour : 1;
    out->ms = q->ms;
    out->metres = q->ms * q->profile->speed_m_s / 1000 / detour;
    JJ_TRY(add(ctx, out, lon, lat));
    return add(ctx, out, to_lon, to_lat);
}

static jj_status road_way(jj_ctx *ctx, centres *c, const jj_way_query *q, jj_way_line *out) {
    const jj_streets *streets = q->profile->streets;
    const jj_facility *f = &c->scene->facilities[q->facility];
    const jj_journeys how = jj_field_journeys(q->profile, q->ms);
    double lon[2] = {f->lon}, lat[2] = {f->lat};
    jj_access feet[2];
    JJ_CLEANUP(jj_way_line_deinit) jj_way_line along = {0};
    JJ_TRY(centre_of(c, q->cell, &lon[1], &lat[1]));
    JJ_TRY(jj_journey_access(ctx, &how, streets->index, lon, lat, 2, feet));
    JJ_TRY(jj_journey_way(ctx, &how, &feet[0], &feet[1], &along));
    if (along.n == 0)
        return JJ_OK;
    size_t first = how.direction == JJ_TOWARD ? 1 : 0;
    out->ms = along.ms;
    out->metres = along.metres;
    JJ_TRY(add(ctx, out, lon[first], lat[first]));
    for (size_t i = 0; i < along.n; i++)
        JJ_TRY(add(ctx, out, along.lonlat[2 * i], along.lonlat[2 * i + 1]));
    return add(ctx, out, lon[1 - first], lat[1 - first]);
}

/* What a field over the ground was made of, for one facility alone. */
typedef struct ground_field {
    jj_ground ground;
    jj_steps steps;
    jj_source *sources;
    size_t n;
    uint32_t *time_ms;
} ground_field;

static void ground_deinit(ground_field *g) {
    jj_steps_deinit(&g->steps);
    jj_free(g->sources);
    jj_free(g->time_ms);
}

static jj_status solve_alone(jj_ctx *ctx, const jj_scene *s, const jj_way_query *q,
                             const jj_profile *p, ground_field *g) {
    jj_field_query one = {p, &q->facility, 1, q->ms, NULL};
    const jj_travel how = {p->stencil, p->direction, q->ms};
    JJ_TRY(jj_field_sources(ctx, s, &one, &g->sources, &g->n));
    g->time_ms = jj_alloc(jj_grid_cells(&s->grid), sizeof *g->time_ms);
    if (!g->time_ms)
        return jj_no_memory(ctx, "a way", (uint64_t)jj_grid_cells(&s->grid) * 4);
    JJ_TRY(jj_ground_field(ctx, &g->ground, g->sources, g->n, &how, g->time_ms, NULL));
    return jj_steps_init(ctx, &g->ground, p->stencil, &g->steps);
}

static jj_status draw_cells(jj_ctx *ctx, centres *c, const jj_way_field *field, uint32_t cell,
                            const jj_way *way, jj_way_line *out) {
    JJ_AUTO uint32_t *cells = jj_alloc(way->n_steps + 1, sizeof *cells);
    if (!cells)
        return jj_no_memory(ctx, "a way", (uint64_t)way->n_steps * 4);
    jj_way_cells(field, cell, way, cells);
    for (size_t i = 0; i <= way->n_steps; i++) {
        double lon, lat;
        JJ_TRY(centre_of(c, cells[i], &lon, &lat));
        JJ_TRY(add(ctx, out, lon, lat));
    }
    return JJ_OK;
}

/* From where the line ends straight to where the facility stands. */
static jj_status draw_to_door(jj_ctx *ctx, centres *c, const jj_facility *f, jj_way_line *out) {
    const double *end = out->lonlat + 2 * out->n - 2;
    double lon, lat;
    JJ_TRY(door_of(c, f, &lon, &lat));
    bool is_plane = !c->scene->grid.is_geographic && !c->scene->row_lonlat;
    out->metres = is_plane ? hypot(end[0] - lon, end[1] - lat)
                           : jj_metric_distance_m(end[0], end[1], lon, lat);
    return add(ctx, out, lon, lat);
}

static jj_status ground_way(jj_ctx *ctx, centres *c, const jj_way_query *q, jj_way_line *out) {
    const jj_facility *f = &c->scene->facilities[q->facility];
    jj_profile p = *q->profile;
    jj_way_query asked = *q;
    bool is_bent = p.stencil == JJ_STENCIL_CONTINUOUS;
    if (is_bent) { /* direction error below 1 % */
        p.stencil = JJ_STENCIL_TRUE32;
        asked.ms = jj_later(q->ms, q->ms / 50 + 60000);
    }
    JJ_CLEANUP(ground_deinit) ground_field g = {.ground = jj_scene_ground(c->scene, &p)};
    jj_way way;
    if (f->cell == JJ_NO_CELL)
        return JJ_OK;
    JJ_TRY(solve_alone(ctx, c->scene, &asked, &p, &g));
    const jj_way_field field = {&g.steps, NULL, p.direction, g.time_ms, g.sources, g.n};
    if (!jj_way_trace(&field, q->cell, &way))
        return JJ_OK;
    JJ_TRY(draw_cells(ctx, c, &field, q->cell, &way, out));
    JJ_TRY(draw_to_door(ctx, c, f, out));
    out->ms = is_bent ? q->ms : g.time_ms[q->cell];
    out->metres += way.metres;
    if (p.direction == JJ_AWAY)
        jj_way_line_reverse(out);
    return JJ_OK;
}

jj_status jj_way_line_find(jj_ctx *ctx, const jj_scene *s, const jj_way_query *q,
                           jj_way_line *out) {
    *out = (jj_way_line){.ms = JJ_UNREACHED};
    if (q->facility >= s->n_facilities || q->cell >= jj_grid_cells(&s->grid))
        return jj_fail(ctx, JJ_E_RANGE, "cell %u or facility %u is not of the scene", q->cell,
                       q->facility);
    JJ_CLEANUP(centres_deinit) centres c;
    JJ_TRY(centres_init(ctx, s, &c));
    if (!s->facilities[q->facility].has_point)
        return JJ_OK;
    switch (q->profile->mode) {
    case JJ_MODE_STRAIGHT:
        return straight_way(ctx, &c, q, out);
    case JJ_MODE_ROAD:
        return q->profile->streets ? road_way(ctx, &c, q, out) : JJ_OK;
    case JJ_MODE_GROUND:
        return ground_way(ctx, &c, q, out);
    }
    return JJ_E_RANGE;
}
