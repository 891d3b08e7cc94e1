#include "rules/reach_search.h"

#include "base/threads.h"
#include "geo/geodesic.h"
#include "rules/gain_reach.h"
#include "solve/journey.h"
#include "solve/windows.h"

#include <math.h>

static jj_status no_room(jj_ctx *ctx) {
    return jj_no_memory(ctx, "what places reach", 0);
}

static bool is_any(const uint8_t *flags, uint32_t n) {
    for (uint32_t i = 0; i < n; i++)
        if (flags[i])
            return true;
    return false;
}

/* Cells that are wanted, in order, with their centres. */
typedef struct targets {
    uint32_t *cell;
    double *lon, *lat;
    jj_ecef *point;
    size_t n;
    size_t *row_first; /* rows + 1 */
} targets;

static void targets_deinit(targets *t) {
    jj_free(t->cell);
    jj_free(t->lon);
    jj_free(t->lat);
    jj_free(t->point);
    jj_free(t->row_first);
}

static jj_status find_targets(const jj_reach_ask *a, targets *t) {
    const jj_grid *g = &a->scene->grid;
    size_t n = 0, end = (size_t)a->rows.end * g->cols;
    for (size_t i = (size_t)a->rows.first * g->cols; i < end; i++)
        n += a->is_wanted[i];
    JJ_AUTO double *lon = jj_alloc(g->cols, sizeof *lon);
    JJ_AUTO double *lat = jj_alloc(g->cols, sizeof *lat);
    t->cell = jj_alloc(n, sizeof *t->cell);
    t->lon = jj_alloc(n, sizeof *t->lon);
    t->lat = jj_alloc(n, sizeof *t->lat);
    t->row_first = jj_alloc((size_t)g->rows + 1, sizeof *t->row_first);
    if (!t->cell || !t->lon || !t->lat || !t->row_first || !lon || !lat)
        return no_room(a->ctx);
    for (uint32_t row = 0; row < g->rows; row++) {
        t->row_first[row] = t->n;
        bool is_out = row < a->rows.first || row >= a->rows.end;
        if (is_out || !is_any(a->is_wanted + (size_t)row * g->cols, g->cols))
            continue;
        JJ_TRY(jj_scene_row_centres(a->scene, row, lon, lat));
        for (uint32_t col = 0; col < g->cols; col++) {
            size_t cell = (size_t)row * g->cols + col;
            if (!a->is_wanted[cell])
                continue;
            t->cell[t->n] = (uint32_t)cell;
            t->lon[t->n] = lon[col];
            t->lat[t->n++] = lat[col];
        }
    }
    t->row_first[g->rows] = t->n;
    return JJ_OK;
}

/* --- straight lines ------------------------------------------------------------------------- */

typedef struct found {
    uint32_t *cells, *ms;
} found;

typedef struct straight_job {
    const jj_reach_ask *a;
    const targets *t;
    double pace_ms_m, reach_rows;
    bool is_plane;
    found *found; /* one a worker */
} straight_job;

static jj_ecef point_of(bool is_plane, double lon, double lat) {
    return is_plane ? (jj_ecef){.at = {lon, lat, 0}} : jj_ecef_from(lon, lat);
}

/* Rounded as jj_straight_field() does. */
static jj_status straight_item(void *arg, size_t place, int worker) {
    const straight_job *j = arg;
    const jj_grid *g = &j->a->scene->grid;
    const jj_gain_place *p = &j->a->places[place];
    const found *f = &j->found[worker];
    double at = (g->y0 - p->y) / g->dy;
    double first = fmax(0, floor(at - j->reach_rows)), end = fmin(g->rows, at + j->reach_rows + 1);
    jj_ecef from = point_of(j->is_plane, j->is_plane ? p->x : p->lon, j->is_plane ? p->y : p->lat);
    size_t n = 0;
    for (double row = first; row < end; row++)
        for (size_t i = j->t->row_first[(size_t)row]; i < j->t->row_first[(size_t)row + 1]; i++) {
            const jj_ecef *to = &j->t->point[i];
            double m2 = jj_chord2_m2(to, &from);
            if (sqrt(m2) * j->pace_ms_m > j->a->within_ms + 1.0)
                continue;
            double m = j->is_plane ? sqrt(m2) : jj_geodesic_m(to, &from);
            double ms = floor(m * j->pace_ms_m + 0.5);
            if (ms > j->a->within_ms)
                continue;
            f->cells[n] = j->t->cell[i];
            f->ms[n++] = (uint32_t)ms;
        }
    return j->a->take(j->a->user, worker, place, f->cells, f->ms, n) ? JJ_OK : JJ_E_NOMEM;
}

static jj_status reach_straight(const jj_reach_ask *a) {
    const jj_scene *s = a->scene;
    double detour = a->profile->detour > 0 ? a->profile->detour : 1;
    JJ_CLEANUP(targets_deinit) targets t = {0};
    straight_job j = {.a = a,
                      .t = &t,
                      .pace_ms_m = 1000 * detour / a->profile->speed_m_s,
                      .is_plane = !s->grid.is_geographic && !s->row_lonlat};
    JJ_TRY(find_targets(a, &t));
    j.reach_rows = jj_rows_within(s, a->within_ms / j.pace_ms_m);
    t.point = jj_alloc(t.n, sizeof *t.point);
    j.found = jj_alloc((size_t)a->ctx->n_threads, sizeof *j.found);
    bool is_enough = t.point && j.found;
    for (size_t i = 0; is_enough && i < t.n; i++)
        t.point[i] = point_of(j.is_plane, t.lon[i], t.lat[i]);
    for (int i = 0; is_enough && i < a->ctx->n_threads; i++) {
        j.found[i] = (found){jj_alloc(t.n, 4), jj_alloc(t.n, 4)};
        is_enough = j.found[i].cells && j.found[i].ms;
    }
    jj_status st = is_enough ? jj_parallel(a->ctx, a->n, straight_item, &j) : JJ_E_NOMEM;
    for (int i = 0; j.found && i < a->ctx->n_threads; i++) {
        jj_free(j.found[i].cells);
        jj_free(j.found[i].ms);
    }
    jj_free(j.found);
    return st == JJ_E_NOMEM ? no_room(a->ctx) : st;
}

/* --- roads ---------------------------------------------------------------------------------- */

enum { PLACES_AT_A_TIME = 2000 };

static bool hand_over(const jj_reach_ask *a, const targets *t, const jj_journey *rows, size_t n,
                      size_t first, size_t n_places, found *f) {
    size_t k = 0;
    for (size_t place = 0; place < n_places; place++) {
        size_t n_found = 0;
        for (; k < n && rows[k].facility == place; k++) {
            f->cells[n_found] = t->cell[rows[k].place];
            f->ms[n_found++] = rows[k].ms;
        }
        if (!a->take(a->user, 0, first + place, f->cells, f->ms, n_found))
            return false;
    }
    return true;
}

static jj_status reach_some(const jj_reach_ask *a, const jj_journeys *how, const targets *t,
                            const jj_access *cells, size_t first, found *f) {
    size_t n = a->n - first < PLACES_AT_A_TIME ? a->n - first : PLACES_AT_A_TIME, n_rows;
    JJ_AUTO double *lon = jj_alloc(n, sizeof *lon);
    JJ_AUTO double *lat = jj_alloc(n, sizeof *lat);
    JJ_AUTO jj_access *doors = jj_alloc(n, sizeof *doors);
    JJ_AUTO jj_journey *rows = NULL;
    if (!lon || !lat || !doors)
        return no_room(a->ctx);
    for (size_t i = 0; i < n; i++) {
        lon[i] = a->places[first + i].lon;
        lat[i] = a->places[first + i].lat;
    }
    JJ_TRY(jj_journey_access(a->ctx, how, a->profile->streets->index, lon, lat, n, doors));
    JJ_TRY(jj_journey_matrix(a->ctx, how, doors, NULL, n, cells, t->n, &rows, &n_rows));
    return hand_over(a, t, rows, n_rows, first, n, f) ? JJ_OK : no_room(a->ctx);
}

static jj_status reach_by_road(const jj_reach_ask *a) {
    const jj_streets *streets = a->profile->streets;
    if (!streets)
        return jj_fail(a->ctx, JJ_E_DATA,
                       "profile '%s' travels by road and the project has no roads", a->profile->id);
    const jj_journeys how = {.roads = &streets->roads,
                             .cost = JJ_COST_TIME,
                             .direction = a->profile->direction,
                             .within = a->within_ms,
                             .walk_m_s = streets->walk_m_s,
                             .snap_m = streets->snap_m};
    JJ_CLEANUP(targets_deinit) targets t = {0};
    JJ_TRY(find_targets(a, &t));
    JJ_AUTO jj_access *cells = jj_alloc(t.n, sizeof *cells);
    JJ_AUTO uint32_t *found_cells = jj_alloc(t.n, sizeof *found_cells);
    JJ_AUTO uint32_t *found_ms = jj_alloc(t.n, sizeof *found_ms);
    if (!cells || !found_cells || !found_ms)
        return no_room(a->ctx);
    found f = {found_cells, found_ms};
    JJ_TRY(jj_journey_access(a->ctx, &how, streets->index, t.lon, t.lat, t.n, cells));
    for (size_t first = 0; first < a->n; first += PLACES_AT_A_TIME)
        JJ_TRY(reach_some(a, &how, &t, cells, first, &f));
    return JJ_OK;
}

/* --- either --------------------------------------------------------------------------------- */

static jj_status reach_ground(const jj_reach_ask *a) {
    const jj_ground ground = jj_scene_ground(a->scene, a->profile);
    bool is_all = a->rows.end - a->rows.first == ground.grid.rows;
    JJ_AUTO double *xy = jj_alloc(a->n, 2 * sizeof *xy);
    if (!xy)
        return no_room(a->ctx);
    for (size_t i = 0; i < a->n; i++) {
        xy[2 * i] = a->places[i].x;
        xy[2 * i + 1] = a->places[i].y;
    }
    const jj_windows_ask w = {.ground = &ground,
                              .how = {a->profile->stencil, a->profile->direction, a->within_ms},
                              .is_wanted = a->is_wanted,
                              .xy = xy,
                              .n = a->n,
                              .first_row = is_all ? 0 : a->rows.first,
                              .end_row = is_all ? 0 : a->rows.end,
                              .take = a->take,
                              .user = a->user};
    return jj_windows_search(a->ctx, &w);
}

jj_status jj_reach_search(const jj_reach_ask *a) {
    switch (a->profile->mode) {
    case JJ_MODE_STRAIGHT:
        return reach_straight(a);
    case JJ_MODE_ROAD:
        return reach_by_road(a);
    case JJ_MODE_GROUND:
        break;
    }
    return reach_ground(a);
}
