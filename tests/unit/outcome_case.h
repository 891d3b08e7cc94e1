/*
 * A small finished run by hand: one county, three towns (one without geometry, awkward names), a
 * lattice of 6 x 8 cells in degrees, two facilities, one walking field, a provision rule and a
 * coverage rule, one gap of three cells and a scattered rest.
 */
#ifndef OUTCOME_CASE_H
#define OUTCOME_CASE_H

#include "out/outcome.h"
#include "test.h"

enum { CASE_ROWS = 6, CASE_COLS = 8, CASE_CELLS = CASE_ROWS * CASE_COLS };

typedef struct outcome_case {
    jj_scene scene;
    jj_rules rules;
    jj_result result;
    jj_outcome outcome;
} outcome_case;

static inline void *case_array(size_t n, size_t size) {
    void *p = jj_alloc(n, size);
    CHECK(p);
    return p;
}

/* The polygon of columns from..to-1 over all rows, as WKB. */
static inline const uint8_t *case_polygon(jj_arena *arena, double from, double to, size_t *len) {
    double xy[10] = {112 + from * 0.01, 37.94, 112 + to * 0.01,   37.94, 112 + to * 0.01, 38,
                     112 + from * 0.01, 38,    112 + from * 0.01, 37.94};
    static const uint8_t head[13] = {1, 3, 0, 0, 0, 1, 0, 0, 0, 5, 0, 0, 0};
    uint8_t *wkb = jj_arena_alloc(arena, sizeof head + sizeof xy, 1);
    CHECK(wkb);
    memcpy(wkb, head, sizeof head);
    memcpy(wkb + sizeof head, xy, sizeof xy);
    *len = sizeof head + sizeof xy;
    return wkb;
}

static inline jj_unit case_unit(jj_scene *s, const char *code, const char *name, double from,
                                double to) {
    jj_unit u = {.code = code,
                 .name = name,
                 .kind = "town",
                 .level = 1,
                 .parent = 0,
                 .is_judged = true,
                 .has_geometry = to > from,
                 .area_m2 = to > from ? (to - from) * 5.8e6 : NAN,
                 .lon = NAN,
                 .lat = NAN};
    if (u.has_geometry)
        u.wkb = case_polygon(&s->arena, from, to, &u.wkb_len);
    return u;
}

static inline void case_units(jj_scene *s) {
    jj_units *u = &s->units;
    u->n_levels = 2;
    u->levels = case_array(2, sizeof *u->levels);
    u->levels[0] = (jj_level){"county", "County", "县", 0, 1, true};
    u->levels[1] = (jj_level){"township", "Township", "乡镇", 1, 3, true};
    u->n = 4;
    u->units = case_array(4, sizeof *u->units);
    u->units[0] = case_unit(s, "140999", "示例县", 0, 8);
    u->units[0].level = 0;
    u->units[0].parent = JJ_NO_UNIT;
    u->units[1] = case_unit(s, "140999100", "甲 \"镇\"", 0, 4);
    u->units[2] = case_unit(s, "140999101", "乙'乡😀,<&>", 4, 8);
    u->units[3] = case_unit(s, "140999102", "丙乡", 0, 0);
    for (uint32_t i = 0; i < 4; i++)
        CHECK(jj_map_put(&u->by_code, u->units[i].code, i) == i);
}

static inline void case_scene(jj_scene *s) {
    s->name = "示例县";
    s->name_en = "Sample";
    s->year = 2025;
    s->has_grid = true;
    s->grid = (jj_grid){CASE_ROWS, CASE_COLS, 112, 38, 0.01, 0.01, true};
    s->crs = "GEOGCS[\"WGS 84\",DATUM[\"WGS_1984\",SPHEROID[\"WGS 84\",6378137,298.257223563]],"
             "PRIMEM[\"Greenwich\",0],UNIT[\"degree\",0.0174532925199433]]";
    s->patch_density_km2 = 150;
    case_units(s);
    s->n_demands = 1;
    s->demands = case_array(1, sizeof *s->demands);
    s->demands[0] = (jj_demand){"total", 2020, "worldpop", true, NULL, 480, 0, NULL};
    s->demands[0].people = case_array(CASE_CELLS, sizeof(double));
    for (int i = 0; i < CASE_CELLS; i++)
        s->demands[0].people[i] = 10;
    s->n_facilities = 2;
    s->facilities = case_array(2, sizeof *s->facilities);
    s->facilities[0] = (jj_facility){.id = "7",
                                     .name = "第一幼儿园",
                                     .kind = "kindergarten",
                                     .source = "list",
                                     .unit_declared = 1,
                                     .unit_located = 1,
                                     .has_point = true,
                                     .lon = 112.005,
                                     .lat = 37.995,
                                     .cell = 0,
                                     .open_date = 20150900,
                                     .places = 90};
    s->facilities[1] = (jj_facility){.id = "12",
                                     .name = "无坐标园",
                                     .kind = "kindergarten",
                                     .source = "list",
                                     .unit_declared = 3,
                                     .unit_located = JJ_NO_UNIT,
                                     .lon = NAN,
                                     .lat = NAN,
                                     .cell = JJ_NO_CELL,
                                     .places = NAN};
    s->n_profiles = 1;
    s->profiles = case_array(1, sizeof *s->profiles);
    s->profiles[0] = (jj_profile){.id = "walk",
                                  .title_en = "on foot",
                                  .title_zh = "步行",
                                  .mode = JJ_MODE_STRAIGHT,
                                  .speed_m_s = 1.11,
                                  .detour = 1,
                                  .stencil = JJ_STENCIL_TRUE32};
    s->n_selections = 1;
    s->selections = case_array(1, sizeof *s->selections);
    s->selections[0] =
        (jj_selection){.filter = "kind = 'kindergarten'", .year = 2025, .n = 1, .has_source = true};
    s->selections[0].facilities = case_array(1, sizeof(uint32_t));
    s->n_inputs = 1;
    s->inputs = case_array(1, sizeof *s->inputs);
    s->inputs[0] = (jj_input){"people", "pop.tif", "", 123, 5};
    memset(s->inputs[0].sha256, 'a', 64);
}

static inline void case_rules(jj_rules *r) {
    r->n = 2;
    r->rules = case_array(2, sizeof *r->rules);
    r->rules[0] = (jj_rule){.id = "A-EDU-03",
                            .domain = "EDU",
                            .status = JJ_RULE_MACHINE,
                            .title_zh = "每个乡镇至少一所幼儿园",
                            .title_en = "a kindergarten in every township",
                            .source_doc = "晋〔1〕",
                            .source_section = "五(一)",
                            .binding = "explicit",
                            .metric = JJ_AT_LEAST_N,
                            .unit_sets = {"TWN1061"},
                            .n_unit_sets = 1,
                            .filters = {"kind = 'kindergarten'"},
                            .n_filters = 1,
                            .demand = "",
                            .area_mask = "all",
                            .threshold = {NAN, NAN},
                            .threshold_unit = "",
                            .n_min = 1,
                            .num_attr = "",
                            .den_attr = "",
                            .op = JJ_OP_GE,
                            .target_num = 1,
                            .target_den = 1,
                            .has_target = true,
                            .target_unit = "share_of_units",
                            .base_value = NAN,
                            .dept = "教育厅",
                            .nature = "约束性",
                            .priority = 1,
                            .confidence = "seed",
                            .source_ref = ""};
    r->rules[1] = (jj_rule){.id = "B-KIN-15",
                            .domain = "EDU",
                            .status = JJ_RULE_MACHINE,
                            .title_zh = "幼儿园步行15分钟人口覆盖率",
                            .title_en = "people within 15 minutes' walk of a kindergarten",
                            .source_doc = "",
                            .source_section = "",
                            .binding = "standard",
                            .metric = JJ_POP_COVER,
                            .unit_sets = {"TWN1061"},
                            .n_unit_sets = 1,
                            .filters = {"kind = 'kindergarten'"},
                            .n_filters = 1,
                            .demand = "total",
                            .area_mask = "all",
                            .profiles = {"walk"},
                            .n_profiles = 1,
                            .threshold = {15, NAN},
                            .threshold_unit = "min",
                            .num_attr = "",
                            .den_attr = "",
                            .op = JJ_OP_GE,
                            .target_num = 95,
                            .target_den = 100,
                            .has_target = true,
                            .target_unit = "pop_share_in_unit",
                            .base_value = NAN,
                            .dept = "",
                            .nature = "",
                            .priority = 1,
                            .confidence = "default",
                            .source_ref = ""};
}

static inline jj_rule_row case_row(uint32_t rule, uint32_t unit, jj_verdict v, double num,
                                   double den) {
    return (jj_rule_row){.rule = rule,
                         .unit = unit,
                         .verdict = v,
                         .num = num,
                         .den = den,
                         .value = den > 0 ? num / den : NAN,
                         .gap = 0,
                         .gap_unit = "facilities",
                         .demand_total = NAN,
                         .demand_uncovered = NAN,
                         .nearest_facility = JJ_NO_FACILITY,
                         .nearest_ms = JJ_UNREACHED,
                         .evidence_en = "evidence",
                         .evidence_zh = "依据",
                         .missing = "",
                         .year = 2025,
                         .people_year = 2020,
                         .strict = NAN,
                         .loose = NAN,
                         .straight = NAN,
                         .reported = NAN,
                         .reported_source = ""};
}

static inline void case_rows(jj_result *r) {
    r->n_rows = 7;
    r->rows = case_array(7, sizeof *r->rows);
    r->rows[0] = case_row(0, 1, JJ_PASS, 1, 1);
    r->rows[1] = case_row(0, 2, JJ_FAIL, 0, 1);
    r->rows[1].gap = 1;
    r->rows[2] = case_row(0, 3, JJ_PASS, 1, 1);
    r->rows[3] = case_row(0, 0, JJ_FAIL, 2, 3);
    r->rows[3].flags = JJ_FLAG_ROLLED_UP;
    r->rows[3].n_of[JJ_PASS] = 2;
    r->rows[3].n_of[JJ_FAIL] = 1;
    r->rows[4] = case_row(1, 1, JJ_FAIL, 200, 240);
    r->rows[5] = case_row(1, 2, JJ_NODATA, NAN, NAN);
    r->rows[5].missing = "people";
    r->rows[6] = case_row(1, 0, JJ_FAIL, 440, 480);
    for (int i = 4; i < 7; i++) {
        r->rows[i].flags |= JJ_FLAG_MODELLED;
        r->rows[i].gap_unit = "people";
    }
    r->rows[4].demand_total = 240;
    r->rows[4].demand_uncovered = 40;
    r->rows[6].demand_total = 480;
    r->rows[6].demand_uncovered = 40;
}

static inline void case_result(jj_result *r) {
    case_rows(r);
    r->n_fields = 1;
    r->fields = case_array(1, sizeof *r->fields);
    r->fields[0] =
        (jj_result_field){.id = "kindergarten-walk-2025", .year = 2025, .within_ms = JJ_FARTHEST};
    r->fields[0].time_ms = case_array(CASE_CELLS, sizeof(uint32_t));
    r->fields[0].nearest = case_array(CASE_CELLS, sizeof(uint32_t));
    for (uint32_t i = 0; i < CASE_CELLS; i++) /* the last four cells are beyond 15 minutes */
        r->fields[0].time_ms[i] = i < CASE_CELLS - 4 ? 1000 * i : 900001;
    r->fields[0].time_ms[CASE_CELLS - 1] = JJ_UNREACHED;
    r->fields[0].nearest[CASE_CELLS - 1] = JJ_NO_FACILITY;
    r->n_reaches = 1;
    r->reaches = case_array(1, sizeof *r->reaches);
    r->reaches[0] = (jj_rule_reach){.rule = 1, .reach = case_array(CASE_CELLS, 1)};
    r->reaches[0].own = case_array(CASE_CELLS, sizeof(double));
    r->reaches[0].people = r->reaches[0].own;
    for (uint32_t i = 0; i < CASE_CELLS; i++) {
        r->reaches[0].own[i] = 10;
        r->reaches[0].reach[i] = i < CASE_CELLS - 4 ? 0 : i < CASE_CELLS - 1 ? 1 : 2;
    }
    r->n_balances = 1;
    r->balances = case_array(1, sizeof *r->balances);
    r->balances[0] = (jj_balance){
        .rule = 1, .demand = 0, .total = 480, .unreachable = 10, .too_far = 30, .covered = 440};
    r->n_patches = 2;
    r->patches = case_array(2, sizeof *r->patches);
    r->patches[0] = (jj_gap_patch){.rule = 1,
                                   .unit = 2,
                                   .rank = 1,
                                   .people = 30,
                                   .area_m2 = 2.9e6,
                                   .lon = 112.055,
                                   .lat = 37.945,
                                   .peak_cell = 45,
                                   .nearest_ms = 900001,
                                   .reason = JJ_GAP_TOO_FAR};
    r->patches[0].cells.spans = case_array(1, sizeof(jj_span));
    r->patches[0].cells.n_spans = 1;
    r->patches[0].cells.spans[0] = (jj_span){5, 4, 3, 1};
    r->patches[1] = (jj_gap_patch){.rule = 1,
                                   .unit = 2,
                                   .is_scattered = true,
                                   .people = 10,
                                   .lon = 112.075,
                                   .lat = 37.945,
                                   .peak_cell = 47,
                                   .nearest_facility = JJ_NO_FACILITY,
                                   .nearest_ms = JJ_UNREACHED,
                                   .reason = JJ_GAP_CUT_OFF};
    r->n_catchments = 1;
    r->catchments = case_array(1, sizeof *r->catchments);
    r->catchments[0] = (jj_catchment){.rule = 1,
                                      .people = 470,
                                      .people_within = 440,
                                      .mean_ms = 300000,
                                      .max_ms = 900001,
                                      .places = 90,
                                      .load = NAN};
}

static inline void case_make(jj_ctx *ctx, outcome_case *c) {
    *c = (outcome_case){0};
    case_scene(&c->scene);
    case_rules(&c->rules);
    case_result(&c->result);
    const jj_ledger_row row = {.source = "list",
                               .feature = "2",
                               .field = "x",
                               .count = 1,
                               .people = NAN,
                               .example = "无坐标园, \"新\""};
    CHECK_OK(ctx, jj_ledger_add(ctx, &c->scene.ledger, "no_coordinates", &row));
    c->scene.ledger.n_records = 2;
    c->outcome = (jj_outcome){
        .scene = &c->scene, .rules = &c->rules, .result = &c->result, .lang = JJ_LANG_ZH};
}

static inline void case_free(outcome_case *c) {
    jj_result_deinit(&c->result);
    jj_rules_deinit(&c->rules);
    jj_scene_deinit(&c->scene);
}

#endif
