#include "rules/gain.h"

#include "base/lang.h"
#include "base/threads.h"
#include "geo/geodesic.h"
#include "rules/fields.h"
#include "rules/gain_reach.h"
#include "solve/entrance.h"
#include "solve/journey.h"
#include "solve/windows.h"

#include <math.h>
#include <string.h>

/* As jj_windows_ask has it. */
typedef bool (*take_fn)(void *user, int worker, size_t place, const uint32_t *cells,
                        const uint32_t *time_ms, size_t n);

/* One search from many places, whatever the profile travels on. */
typedef struct reach_ask {
    jj_ctx *ctx;
    const jj_scene *scene;
    const jj_profile *profile;
    const uint8_t *is_wanted; /* per cell */
    const jj_gain_place *places;
    size_t n;
    uint32_t within_ms;
    jj_rows rows; /* nothing is wanted outside of them, nor stands a place there */
    take_fn take;
    void *user;
} reach_ask;

static jj_status no_room(jj_ctx *ctx) {
    return jj_no_memory(ctx, "what new places would bring", 0);
}

static const char *reason_against(const jj_rule *rule) {
    if (rule->metric != JJ_POP_COVER || !jj_rule_needs_fields(rule))
        return "it is not judged on people's coverage";
    if (rule->n_filters != 1)
        return "several kinds must be in reach together";
    if (rule->n_profiles != 1)
        return "several ways of travel serve";
    if (rule->own_unit_only)
        return "only facilities of the own unit serve";
    return NULL;
}

static jj_status refuse(jj_ctx *ctx, const jj_rule *rule, const char *why) {
    return jj_fail(ctx, JJ_E_DATA, "rule '%s': what one more facility brings cannot be told: %s",
                   rule->id, jj_tr(ctx->lang, why));
}

static const jj_rule_reach *reach_of(const jj_result *r, uint32_t rule) {
    for (size_t i = 0; i < r->n_reaches; i++)
        if (r->reaches[i].rule == rule)
            return &r->reaches[i];
    return NULL;
}

jj_status jj_gain_of_rule(jj_ctx *ctx, const jj_scene *s, const jj_rules *rules, const jj_result *r,
                          uint32_t index, jj_gain_base *out) {
    const jj_rule *rule = &rules->rules[index];
    const char *why = reason_against(rule);
    bool has_two = !isnan(rule->threshold[1]) && rule->threshold[1] > 0 &&
                   rule->threshold[1] != rule->threshold[0] && s->is_urban;
    *out = (jj_gain_base){.rule = rule, .rule_index = index};
    if (!why && has_two)
        why = "town and country have different limits";
    if (why)
        return refuse(ctx, rule, why);
    out->selection = jj_scene_selection(s, rule->filters[0], jj_rule_year(rule, s->year));
    out->profile = jj_scene_profile(s, rule->profiles[0]);
    out->reach = reach_of(r, index);
    out->field =
        out->selection && out->profile ? jj_field_find(s, r, out->selection, out->profile) : NULL;
    if (!s->has_grid || !out->field || !out->field->time_ms || !out->reach)
        return refuse(ctx, rule, "the result has no field or no people for it");
    if (out->selection->n)
        out->kind = s->facilities[out->selection->facilities[0]].kind;
    double strictest = rule->threshold[1] > 0 && rule->threshold[1] < rule->threshold[0]
                           ? rule->threshold[1]
                           : rule->threshold[0];
    out->within_ms = jj_threshold_ms(rule, out->profile, strictest);
    out->rows = (jj_rows){0, s->grid.rows};
    return JJ_OK;
}

/* Cells of the cover, however little of them it holds. */
static void mark_inside(const jj_cover *cover, const jj_grid *g, jj_rows rows, uint8_t *is_in) {
    for (size_t i = jj_cover_from(cover, rows.first);
         i < cover->n_spans && cover->spans[i].row < rows.end; i++)
        memset(is_in + jj_span_cell(g, &cover->spans[i]), 1, cover->spans[i].n);
}

void jj_gain_permitted(const jj_scene *s, const char *kind, const jj_profile *profile, jj_rows rows,
                       uint8_t *may) {
    size_t first = (size_t)rows.first * s->grid.cols, end = (size_t)rows.end * s->grid.cols;
    uint32_t forbidden = jj_scene_constraint_mask(s, kind, JJ_EFFECT_FORBID);
    for (size_t i = 0; i < s->units.n; i++)
        if (s->units.units[i].has_geometry)
            mark_inside(&s->units.units[i].cover, &s->grid, rows, may);
    for (size_t i = first; i < end; i++) {
        bool is_free = !s->constraint_bits || !(s->constraint_bits[i] & forbidden);
        bool is_passable = !profile->pace_ms_m || profile->pace_ms_m[i] > 0;
        may[i] = may[i] && is_free && is_passable;
    }
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

static jj_status find_targets(const reach_ask *a, targets *t) {
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
    const reach_ask *a;
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

static jj_status reach_straight(const reach_ask *a) {
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

static bool hand_over(const reach_ask *a, const targets *t, const jj_journey *rows, size_t n,
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

static jj_status reach_some(const reach_ask *a, const jj_journeys *how, const targets *t,
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

static jj_status reach_by_road(const reach_ask *a) {
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

static jj_status reach_ground(const reach_ask *a) {
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

static jj_status reach_all(const reach_ask *a) {
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

typedef struct sums {
    const double *people;
    double *gain; /* by place */
} sums;

static bool add_up(void *user, int worker, size_t place, const uint32_t *cells,
                   const uint32_t *time_ms, size_t n) {
    (void)worker;
    (void)time_ms;
    const sums *s = user;
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += s->people[cells[i]];
    s->gain[place] = sum;
    return true;
}

/* The middles of the cells, which ascend. Over the ground degrees are not asked for. */
static jj_status centre_places(const jj_scene *s, const jj_gain_base *base, const uint32_t *cells,
                               size_t n, jj_gain_place *places) {
    bool needs_degrees = base->profile->mode != JJ_MODE_GROUND;
    JJ_AUTO double *lon = jj_alloc(s->grid.cols, sizeof *lon);
    JJ_AUTO double *lat = jj_alloc(s->grid.cols, sizeof *lat);
    uint32_t last = UINT32_MAX;
    if (!lon || !lat)
        return JJ_E_NOMEM;
    for (size_t i = 0; i < n; i++) {
        uint32_t row = cells[i] / s->grid.cols, col = cells[i] % s->grid.cols;
        if (needs_degrees && row != last)
            JJ_TRY(jj_scene_row_centres(s, row, lon, lat));
        last = row;
        places[i] = (jj_gain_place){.lon = lon[col], .lat = lat[col]};
        jj_grid_centre(&s->grid, cells[i], &places[i].x, &places[i].y);
    }
    return JJ_OK;
}

jj_status jj_gain_of_cells(jj_ctx *ctx, const jj_scene *s, const jj_gain_base *base,
                           const uint32_t *cells, size_t n, double *gain) {
    size_t end = (size_t)base->rows.end * s->grid.cols;
    JJ_AUTO uint8_t *is_wanted = jj_alloc(jj_grid_cells(&s->grid), 1);
    JJ_AUTO jj_gain_place *places = jj_alloc(n, sizeof *places);
    if (!is_wanted || !places || centre_places(s, base, cells, n, places) != JJ_OK)
        return no_room(ctx);
    for (size_t i = (size_t)base->rows.first * s->grid.cols; i < end; i++)
        is_wanted[i] = jj_gain_is_wanted(base, i);
    sums to = {base->reach->people, gain};
    reach_ask a = {.ctx = ctx,
                   .scene = s,
                   .profile = base->profile,
                   .is_wanted = is_wanted,
                   .places = places,
                   .n = n,
                   .within_ms = base->within_ms,
                   .rows = base->rows,
                   .take = add_up,
                   .user = &to};
    return reach_all(&a);
}

jj_status jj_gain_surface(jj_ctx *ctx, const jj_scene *s, const jj_gain_base *base,
                          const uint8_t *is_candidate, double *gain) {
    size_t first = (size_t)base->rows.first * s->grid.cols, n = 0;
    size_t end = (size_t)base->rows.end * s->grid.cols;
    for (size_t i = first; i < end; i++)
        n += is_candidate[i];
    JJ_AUTO uint32_t *cells = jj_alloc(n, sizeof *cells);
    JJ_AUTO double *of = jj_alloc(n, sizeof *of);
    if (!cells || !of)
        return no_room(ctx);
    n = 0;
    for (size_t i = first; i < end; i++)
        if (is_candidate[i])
            cells[n++] = (uint32_t)i;
    JJ_TRY(jj_gain_of_cells(ctx, s, base, cells, n, of));
    for (size_t i = first; i < end; i++)
        gain[i] = (double)NAN;
    for (size_t i = 0; i < n; i++)
        gain[cells[i]] = of[i];
    return JJ_OK;
}

/* --- pairs ---------------------------------------------------------------------------------- */

typedef struct own_pairs {
    jj_gain_pair *rows;
    size_t n, cap;
} own_pairs;

typedef struct lists {
    own_pairs *of; /* one a worker */
    size_t most;   /* pairs a worker may keep */
} lists;

static bool keep(void *user, int worker, size_t place, const uint32_t *cells,
                 const uint32_t *time_ms, size_t n) {
    const lists *l = user;
    own_pairs *o = &l->of[worker];
    if (o->n + n > l->most || !jj_grow(&o->rows, &o->cap, o->n + n, sizeof *o->rows))
        return false;
    for (size_t i = 0; i < n; i++)
        o->rows[o->n++] = (jj_gain_pair){(uint32_t)place, cells[i], time_ms[i]};
    return true;
}

/* Counting sort by place: each place's pairs are together already, in one worker's list. */
static jj_status gather(jj_ctx *ctx, const lists *l, size_t n_places, jj_gain_pair **out,
                        size_t *n) {
    JJ_AUTO size_t *at = jj_alloc(n_places + 1, sizeof *at);
    *n = 0;
    for (int w = 0; w < ctx->n_threads; w++)
        *n += l->of[w].n;
    *out = jj_alloc(*n, sizeof **out);
    if (!at || !*out)
        return no_room(ctx);
    for (int w = 0; w < ctx->n_threads; w++)
        for (size_t i = 0; i < l->of[w].n; i++)
            at[l->of[w].rows[i].place + 1]++;
    for (size_t i = 0; i < n_places; i++)
        at[i + 1] += at[i];
    for (int w = 0; w < ctx->n_threads; w++)
        for (size_t i = 0; i < l->of[w].n; i++)
            (*out)[at[l->of[w].rows[i].place]++] = l->of[w].rows[i];
    return JJ_OK;
}

jj_status jj_gain_pairs(jj_ctx *ctx, const jj_scene *s, const jj_gain_base *base,
                        const jj_gain_place *places, size_t n_places, uint32_t within_ms,
                        jj_gain_pair **out, size_t *n) {
    enum { COPIES = 5 }; /* lists, sorted, and the table both ways */
    size_t n_cells = jj_grid_cells(&s->grid);
    JJ_AUTO uint8_t *is_wanted = jj_alloc(n_cells, 1);
    lists l = {.of = jj_alloc((size_t)ctx->n_threads, sizeof *l.of),
               .most = jj_ctx_memory(ctx) / sizeof(jj_gain_pair) / COPIES / (size_t)ctx->n_threads};
    *out = NULL;
    jj_status st = is_wanted && l.of ? JJ_OK : no_room(ctx);
    for (size_t i = 0; st == JJ_OK && i < n_cells; i++)
        is_wanted[i] = base->reach->reach[i] != JJ_REACH_NODATA && base->reach->people[i] > 0;
    reach_ask a = {.ctx = ctx,
                   .scene = s,
                   .profile = base->profile,
                   .is_wanted = is_wanted,
                   .places = places,
                   .n = n_places,
                   .within_ms = within_ms,
                   .rows = {0, s->grid.rows},
                   .take = keep,
                   .user = &l};
    if (st == JJ_OK)
        st = reach_all(&a);
    if (st == JJ_OK)
        st = gather(ctx, &l, n_places, out, n);
    for (int w = 0; l.of && w < ctx->n_threads; w++)
        jj_free(l.of[w].rows);
    jj_free(l.of);
    return st;
}
