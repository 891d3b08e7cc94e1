/* Small scenes built by hand: a plane grid, units of whole cells, people, facilities, rules. */
#ifndef SCENE_BUILDER_H
#define SCENE_BUILDER_H

#include "rules/run.h"
#include "test.h"

typedef struct built {
    jj_ctx *ctx;
    jj_scene s;
    jj_rules rules;
    jj_result result;
    size_t cap_levels, cap_units, cap_demands, cap_facilities, cap_profiles, cap_selections,
        cap_rules, cap_exemptions, cap_indicators;
} built;

static inline built build(int year) {
    built b = {.ctx = jj_ctx_new()};
    b.s.year = year;
    b.s.patch_density_km2 = 150;
    b.s.crs = "";
    return b;
}

static inline void build_free(built *b) {
    jj_result_deinit(&b->result);
    jj_rules_deinit(&b->rules);
    jj_scene_deinit(&b->s);
    jj_ctx_free(b->ctx);
}

static inline void build_grid(built *b, uint32_t rows, uint32_t cols, double cell_m) {
    b->s.has_grid = true;
    b->s.grid = (jj_grid){
        .rows = rows, .cols = cols, .x0 = 0, .y0 = rows * cell_m, .dx = cell_m, .dy = cell_m};
    CHECK_OK(b->ctx, jj_lengths_plane(b->ctx, &b->s.grid, cell_m, cell_m, &b->s.lengths));
}

static inline void build_level(built *b, const char *id) {
    jj_units *u = &b->s.units;
    CHECK(jj_grow(&u->levels, &b->cap_levels, u->n_levels + 1, sizeof *u->levels));
    u->levels[u->n_levels++] =
        (jj_level){.id = id, .title_en = id, .title_zh = id, .first = (uint32_t)u->n};
}

/* Units of the level built last, in code order. parent "" = none. The code is copied. */
static inline uint32_t build_unit(built *b, const char *code, const char *kind,
                                  const char *parent) {
    jj_units *u = &b->s.units;
    CHECK(jj_grow(&u->units, &b->cap_units, u->n + 1, sizeof *u->units));
    const char *own_code = jj_arena_str(&b->s.arena, code);
    u->units[u->n] = (jj_unit){.code = own_code,
                               .name = own_code,
                               .kind = kind,
                               .level = (uint32_t)u->n_levels - 1,
                               .parent = parent[0] ? jj_unit_find(u, parent) : JJ_NO_UNIT,
                               .is_judged = true,
                               .area_m2 = NAN,
                               .lon = NAN,
                               .lat = NAN};
    CHECK(jj_map_put(&u->by_code, own_code, (uint32_t)u->n) == u->n);
    u->levels[u->n_levels - 1].n++;
    return (uint32_t)u->n++;
}

/* The unit holds the cells row0..row1, col0..col1, both ends included. */
static inline void build_box(built *b, uint32_t unit, uint32_t row0, uint32_t col0, uint32_t row1,
                             uint32_t col1) {
    jj_unit *at = &b->s.units.units[unit];
    size_t n = row1 - row0 + 1;
    at->cover.spans = jj_alloc(n, sizeof *at->cover.spans);
    at->cover.n_spans = n;
    for (uint32_t r = row0; r <= row1; r++)
        at->cover.spans[r - row0] = (jj_span){r, col0, col1 - col0 + 1, 1};
    at->has_geometry = true;
    b->s.units.levels[at->level].has_geometry = true;
}

/* People on the grid, 0 everywhere, or a table of units when there is no grid. */
static inline jj_demand *build_demand(built *b, const char *group, int year) {
    CHECK(jj_grow(&b->s.demands, &b->cap_demands, b->s.n_demands + 1, sizeof *b->s.demands));
    jj_demand *d = &b->s.demands[b->s.n_demands++];
    *d = (jj_demand){.group = group, .year = year, .source = "test"};
    if (b->s.has_grid)
        d->people = jj_alloc(jj_grid_cells(&b->s.grid), sizeof *d->people);
    return d;
}

static inline void build_people(built *b, jj_demand *d, uint32_t row, uint32_t col, double people) {
    d->people[(size_t)row * b->s.grid.cols + col] += people;
    d->total += people;
}

static inline jj_facility *build_facility(built *b, const char *id, const char *kind) {
    CHECK(jj_grow(&b->s.facilities, &b->cap_facilities, b->s.n_facilities + 1,
                  sizeof *b->s.facilities));
    jj_facility *f = &b->s.facilities[b->s.n_facilities++];
    const char *own_id = jj_arena_str(&b->s.arena, id);
    *f = (jj_facility){.id = own_id,
                       .name = own_id,
                       .kind = kind,
                       .source = "test",
                       .unit_declared = JJ_NO_UNIT,
                       .unit_located = JJ_NO_UNIT,
                       .lon = NAN,
                       .lat = NAN,
                       .cell = JJ_NO_CELL,
                       .places = NAN};
    return f;
}

static inline void build_place(built *b, jj_facility *f, uint32_t row, uint32_t col) {
    f->has_point = true;
    f->cell = row * b->s.grid.cols + col;
    jj_grid_centre(&b->s.grid, f->cell, &f->lon, &f->lat);
    f->x = f->lon;
    f->y = f->lat;
}

/* Even ground walked at speed_m_s. */
static inline jj_profile *build_profile(built *b, const char *id, double speed_m_s,
                                        jj_stencil stencil) {
    CHECK(jj_grow(&b->s.profiles, &b->cap_profiles, b->s.n_profiles + 1, sizeof *b->s.profiles));
    jj_profile *p = &b->s.profiles[b->s.n_profiles++];
    size_t n = jj_grid_cells(&b->s.grid);
    *p = (jj_profile){.id = id,
                      .title_en = id,
                      .title_zh = id,
                      .mode = JJ_MODE_GROUND,
                      .speed_m_s = speed_m_s,
                      .detour = 1,
                      .stencil = stencil,
                      .pace_ms_m = jj_alloc(n, sizeof *p->pace_ms_m)};
    for (size_t i = 0; i < n; i++)
        p->pace_ms_m[i] = (float)(1000 / speed_m_s);
    return p;
}

/* Selects every facility of the kind; the filter is  kind = 'KIND'  unless one is given. */
static inline jj_selection *build_selection(built *b, const char *filter, int year,
                                            const char *kind) {
    CHECK(jj_grow(&b->s.selections, &b->cap_selections, b->s.n_selections + 1,
                  sizeof *b->s.selections));
    jj_selection *sel = &b->s.selections[b->s.n_selections++];
    *sel = (jj_selection){.filter = filter,
                          .year = year,
                          .facilities = jj_alloc(b->s.n_facilities, sizeof *sel->facilities)};
    for (uint32_t i = 0; i < b->s.n_facilities; i++)
        if (strcmp(b->s.facilities[i].kind, kind) == 0)
            sel->facilities[sel->n++] = i;
    return sel;
}

static inline jj_rule *build_rule(built *b, const char *id, jj_metric metric, const char *unit_set,
                                  const char *filter) {
    CHECK(jj_grow(&b->rules.rules, &b->cap_rules, b->rules.n + 1, sizeof *b->rules.rules));
    jj_rule *r = &b->rules.rules[b->rules.n++];
    *r = (jj_rule){.id = id,
                   .domain = "",
                   .title_zh = "",
                   .title_en = "",
                   .metric = metric,
                   .unit_sets = {unit_set},
                   .n_unit_sets = 1,
                   .filters = {filter},
                   .n_filters = filter ? 1 : 0,
                   .demand = "total",
                   .area_mask = "all",
                   .param = "",
                   .value = "",
                   .enough_by = "",
                   .threshold = {NAN, NAN},
                   .threshold_unit = "",
                   .num_attr = "",
                   .den_attr = "",
                   .base = 1,
                   .op = JJ_OP_GE,
                   .target_unit = "",
                   .base_value = NAN,
                   .dept = "",
                   .nature = "",
                   .confidence = "",
                   .source_ref = ""};
    return r;
}

/* Ten cells of 100 m in a row, ten people each, walked at 1 m/s; county A (0-4), B (5-9). */
static inline built build_strip(void) {
    built b = build(2025);
    build_grid(&b, 1, 10, 100);
    build_level(&b, "province");
    build_unit(&b, "1", "", "");
    build_level(&b, "county");
    build_box(&b, build_unit(&b, "A", "county", "1"), 0, 0, 0, 4);
    build_box(&b, build_unit(&b, "B", "county", "1"), 0, 5, 0, 9);
    jj_demand *d = build_demand(&b, "total", 2024);
    for (uint32_t col = 0; col < 10; col++)
        build_people(&b, d, 0, col, 10);
    build_profile(&b, "walk", 1, JJ_STENCIL_4);
    return b;
}

static inline void build_target(jj_rule *r, int64_t num, int64_t den) {
    r->has_target = true;
    r->target_num = num;
    r->target_den = den;
}

/* Judge; the result before is dropped. */
static inline void build_run(built *b) {
    jj_result_deinit(&b->result);
    CHECK_OK(b->ctx, jj_run(b->ctx, &b->s, &b->rules, &b->result));
}

static inline const jj_rule_row *built_row(const built *b, const char *rule, const char *unit) {
    for (size_t i = 0; i < b->result.n_rows; i++) {
        const jj_rule_row *r = &b->result.rows[i];
        if (strcmp(b->rules.rules[r->rule].id, rule) == 0 &&
            strcmp(b->s.units.units[r->unit].code, unit) == 0)
            return r;
    }
    return NULL;
}

#endif
