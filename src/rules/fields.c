#include "rules/fields.h"

#include "jiujin/straight.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

bool jj_rule_needs_fields(const jj_rule *rule) {
    bool is_spatial = rule->metric == JJ_POP_COVER || rule->metric == JJ_LAND_COVER ||
                      rule->metric == JJ_CAPACITY || rule->metric == JJ_CONSOLIDATE ||
                      rule->metric == JJ_EQUITY || rule->metric == JJ_TREND ||
                      rule->metric == JJ_SITING;
    return is_spatial && rule->status != JJ_RULE_DESCRIPTIVE && rule->n_profiles > 0;
}

size_t jj_rule_n_kinds(const jj_rule *rule) {
    bool has_one =
        rule->metric == JJ_CAPACITY || rule->metric == JJ_CONSOLIDATE || rule->metric == JJ_SITING;
    return has_one && rule->n_filters > 1 ? 1 : rule->n_filters;
}

uint32_t jj_threshold_ms(const jj_rule *rule, const jj_profile *profile, double threshold) {
    bool is_metres = strcmp(rule->threshold_unit, "m") == 0;
    double ms = is_metres ? threshold / profile->speed_m_s * 1000 : threshold * 60000;
    uint32_t limit = ms < JJ_FARTHEST ? (uint32_t)floor(ms + 0.5) : JJ_FARTHEST;
    bool is_limited = profile->within_ms && profile->within_ms < limit;
    return is_limited ? profile->within_ms : limit;
}

const jj_result_field *jj_field_find(const jj_scene *s, const jj_result *result,
                                     const jj_selection *selection, const jj_profile *profile) {
    for (size_t i = 0; i < result->n_fields; i++) {
        const jj_result_field *f = &result->fields[i];
        if (&s->selections[f->selection] == selection && &s->profiles[f->profile] == profile)
            return f;
    }
    return NULL;
}

static jj_travel travel_of(const jj_field_query *q) {
    return (jj_travel){.stencil = q->profile->stencil,
                       .direction = q->profile->direction,
                       .within_ms = q->within_ms};
}

/* The walks from the doors of the facilities that have a cell. */
jj_status jj_field_sources(jj_ctx *ctx, const jj_scene *s, const jj_field_query *q, jj_source **out,
                           size_t *n) {
    size_t cap = 0;
    jj_ground ground = jj_scene_ground(s, q->profile);
    jj_travel how = travel_of(q);
    *out = NULL;
    *n = 0;
    for (size_t i = 0; i < q->n; i++) {
        const jj_facility *f = &s->facilities[q->facilities[i]];
        if (f->cell == JJ_NO_CELL)
            continue;
        if (!jj_grow(out, &cap, *n + JJ_ENTRANCE_SOURCES, sizeof **out))
            return jj_no_memory(ctx, "facility sources", (*n + JJ_ENTRANCE_SOURCES) * sizeof **out);
        double x = f->x, y = f->y;
        if (jj_grid_cell_at(&s->grid, x, y) != f->cell)
            jj_grid_centre(&s->grid, f->cell, &x, &y);
        *n += jj_ground_entrance(&ground, &how, x, y, q->facilities[i], 0, *out + *n);
    }
    return JJ_OK;
}

static jj_status solve_ground(jj_ctx *ctx, const jj_scene *s, const jj_field_query *q,
                              uint32_t *time_ms, uint32_t *nearest) {
    JJ_AUTO jj_source *sources = NULL;
    size_t n;
    jj_ground ground = jj_scene_ground(s, q->profile);
    jj_travel how = travel_of(q);
    JJ_TRY(jj_field_sources(ctx, s, q, &sources, &n));
    return jj_ground_field(ctx, &ground, sources, n, &how, time_ms, nearest);
}

jj_status jj_field_up(jj_ctx *ctx, const jj_scene *s, double *up) {
    jj_straight how = {.lonlat = s->row_lonlat, .lonlat_arg = s->row_lonlat_arg};
    return jj_straight_up(ctx, &s->grid, &how, up);
}

/* On a plane without longitudes a facility stands at the centre of its cell. */
jj_status jj_field_by_straight(jj_ctx *ctx, const jj_scene *s, const jj_field_query *q,
                               const double *up, uint32_t *time_ms, uint32_t *nearest) {
    JJ_AUTO jj_place *places = jj_alloc(q->n, sizeof *places);
    if (!places)
        return jj_no_memory(ctx, "facility places", q->n * sizeof *places);
    bool is_plane = !s->grid.is_geographic && !s->row_lonlat;
    size_t n = 0;
    for (size_t i = 0; i < q->n; i++) {
        const jj_facility *f = &s->facilities[q->facilities[i]];
        if (!f->has_point)
            continue;
        jj_place p = {.lon = f->lon, .lat = f->lat, .facility = q->facilities[i]};
        if (is_plane && f->cell == JJ_NO_CELL)
            continue;
        if (is_plane)
            jj_grid_centre(&s->grid, f->cell, &p.lon, &p.lat);
        places[n++] = p;
    }
    double detour = q->profile->detour > 0 ? q->profile->detour : 1;
    jj_straight how = {.pace_ms_m = 1000 * detour / q->profile->speed_m_s,
                       .within_ms = q->within_ms,
                       .lonlat = s->row_lonlat,
                       .lonlat_arg = s->row_lonlat_arg,
                       .up = up,
                       .only = q->only};
    return jj_straight_field(ctx, &s->grid, places, n, &how, time_ms, nearest);
}

jj_status jj_field_solve(jj_ctx *ctx, const jj_scene *s, const jj_field_query *q, uint32_t *time_ms,
                         uint32_t *nearest) {
    switch (q->profile->mode) {
    case JJ_MODE_STRAIGHT:
        return jj_field_by_straight(ctx, s, q, NULL, time_ms, nearest);
    case JJ_MODE_GROUND:
        return solve_ground(ctx, s, q, time_ms, nearest);
    case JJ_MODE_ROAD:
        return jj_field_by_road(ctx, s, q, time_ms, nearest);
    }
    return JJ_E_RANGE;
}

/* "kindergarten-walk-2025": the kind of the first facility, the profile, the year. */
static void name_field(const jj_scene *s, const jj_result *result, jj_result_field *f) {
    const jj_selection *selection = &s->selections[f->selection];
    const char *kind = selection->n ? s->facilities[selection->facilities[0]].kind : "none";
    const char *profile = s->profiles[f->profile].id;
    snprintf(f->id, sizeof f->id, "%.32s-%.16s-%d", kind, profile, f->year);
    for (size_t i = 0, number = 2; i < result->n_fields; i++)
        if (strcmp(result->fields[i].id, f->id) == 0) {
            snprintf(f->id, sizeof f->id, "%.28s-%zu-%.16s-%d", kind, number++, profile, f->year);
            i = SIZE_MAX; /* begin again with the new name */
        }
}

static jj_status add_field(jj_ctx *ctx, const jj_scene *s, const jj_selection *selection,
                           const jj_profile *profile, jj_result *result) {
    if (!selection || !profile || jj_field_find(s, result, selection, profile))
        return JJ_OK;
    if (!jj_grow(&result->fields, &result->cap_fields, result->n_fields + 1,
                 sizeof *result->fields))
        return jj_no_memory(ctx, "fields", 0);
    jj_result_field f = {.selection = (uint32_t)(selection - s->selections),
                         .profile = (uint32_t)(profile - s->profiles),
                         .year = selection->year,
                         .within_ms = JJ_FARTHEST};
    name_field(s, result, &f);
    result->fields[result->n_fields++] = f;
    return JJ_OK;
}

static jj_status add_rule(jj_ctx *ctx, const jj_scene *s, const jj_rule *rule, int year,
                          jj_result *result) {
    for (size_t i = 0; i < jj_rule_n_kinds(rule); i++) {
        const jj_selection *selection = jj_scene_selection(s, rule->filters[i], year);
        for (size_t p = 0; p < rule->n_profiles; p++)
            JJ_TRY(add_field(ctx, s, selection, jj_scene_profile(s, rule->profiles[p]), result));
    }
    return JJ_OK;
}

jj_status jj_fields_plan(jj_ctx *ctx, const jj_scene *s, const jj_rules *rules, jj_result *result) {
    for (size_t r = 0; r < rules->n; r++) {
        const jj_rule *rule = &rules->rules[r];
        if (!jj_rule_needs_fields(rule))
            continue;
        JJ_TRY(add_rule(ctx, s, rule, jj_rule_year(rule, s->year), result));
        if (rule->metric == JJ_CONSOLIDATE && s->scenario > 0) {
            jj_scene now = *s; /* what the scenario leaves is held against what there is */
            now.scenario = 0;
            JJ_TRY(add_rule(ctx, &now, rule, jj_rule_year(rule, s->year), result));
        }
        if (jj_rule_needs_base(rule))
            JJ_TRY(add_rule(ctx, s, rule, rule->base_year, result));
    }
    return JJ_OK;
}

jj_status jj_fields_solve(jj_ctx *ctx, const jj_scene *s, const jj_rules *rules,
                          jj_result *result) {
    if (!s->has_grid)
        return JJ_OK;
    JJ_TRY(jj_fields_plan(ctx, s, rules, result));
    size_t n_cells = jj_grid_cells(&s->grid);
    JJ_TRY(jj_ctx_need(ctx, (uint64_t)n_cells * 8 * (result->n_fields + 6),
                       "the fields of all rules"));
    for (size_t i = 0; i < result->n_fields; i++) {
        jj_result_field *f = &result->fields[i];
        const jj_selection *selection = &s->selections[f->selection];
        if (f->time_ms)
            continue;
        f->time_ms = jj_alloc(n_cells, sizeof *f->time_ms);
        f->nearest = jj_alloc(n_cells, sizeof *f->nearest);
        if (!f->time_ms || !f->nearest)
            return jj_no_memory(ctx, "a field", (uint64_t)n_cells * 8);
        jj_progress(ctx, f->id, i, result->n_fields);
        jj_field_query q = {&s->profiles[f->profile], selection->facilities, selection->n,
                            f->within_ms, NULL};
        jj_status st = jj_field_solve(ctx, s, &q, f->time_ms, f->nearest);
        if (st != JJ_OK)
            return jj_fail_within(ctx, st, f->id);
        result->solves.n_fields++;
        JJ_TRY(jj_ctx_poll(ctx));
    }
    return JJ_OK;
}
