/* States of the plan, places that people compete for, areas of a rule: in a whole run. */
#include "scene_builder.h"

#include <math.h>

#define CLINIC "kind = 'clinic'"

static void add_places(built *b, const double *places) {
    b->s.attributes.names = jj_alloc(1, sizeof *b->s.attributes.names);
    b->s.attributes.values = jj_alloc(1, sizeof *b->s.attributes.values);
    b->s.attributes.names[0] = "places";
    b->s.attributes.values[0] = jj_alloc(b->s.n_facilities, sizeof(double));
    for (size_t i = 0; i < b->s.n_facilities; i++)
        b->s.attributes.values[0][i] = places[i];
    b->s.attributes.n = 1;
}

static jj_rule *places_rule(built *b, const char *id) {
    jj_rule *r = build_rule(b, id, JJ_CAPACITY, "CNTY117", CLINIC);
    r->profiles[r->n_profiles++] = "walk";
    r->threshold[0] = 5; /* 300 m */
    r->threshold_unit = "min";
    r->num_attr = "places";
    return r;
}

/* One clinic of 20 places in the middle of A reaches cells 0 to 4 of A and 5 of B, 60 people:
 * everybody in reach has a third of a place, whatever the method. */
static void test_supply_of_one_clinic(void) {
    static const char *const methods[] = {"2sfca", "3sfca", "bfca"};
    for (size_t m = 0; m < 3; m++) {
        built b = build_strip();
        build_place(&b, build_facility(&b, "f", "clinic"), 0, 2);
        add_places(&b, (double[]){20});
        build_selection(&b, CLINIC, 2025, "clinic");
        jj_rule *r = places_rule(&b, "S");
        r->param = methods[m];
        r->value = "binary:5";
        build_run(&b);
        CHECK_NEAR(built_row(&b, "S", "A")->num, 20 * 50 / 60.0, 1e-9);
        CHECK_NEAR(built_row(&b, "S", "B")->num, 20 * 10 / 60.0, 1e-9);
        CHECK_NEAR(built_row(&b, "S", "1")->num, 20, 1e-9); /* people x score = supply in reach */
        CHECK_NEAR(built_row(&b, "S", "1")->den, 100, 0);
        CHECK_NEAR(built_row(&b, "S", "B")->demand_uncovered, 40, 0);
        build_free(&b);
    }
}

/* Twelve places at cell 2 for 60 people in reach: cell 2 and two of cell 1 get them, the rest find
 * it full. The order in which facilities stand changes nothing. */
static void test_a_full_clinic(void) {
    built b = build_strip();
    build_place(&b, build_facility(&b, "f", "clinic"), 0, 2);
    add_places(&b, (double[]){12});
    build_selection(&b, CLINIC, 2025, "clinic");
    places_rule(&b, "S");
    build_run(&b);
    const jj_rule_row *a = built_row(&b, "S", "A");
    CHECK(
        strstr(a->evidence_en, "; 0 find the nearest full and go on, 38 find every one in reach"));
    double left = 0;
    for (size_t i = 0; i < b.result.n_patches; i++) {
        CHECK_INT(b.result.patches[i].reason, JJ_GAP_FULL);
        left += b.result.patches[i].people;
    }
    CHECK_NEAR(left, 48, 1e-9);
    CHECK_INT(b.result.n_catchments, 1);
    CHECK_NEAR(b.result.catchments[0].load, 12, 0);
    build_free(&b);
}

/* Now one clinic, in the near term two: A as it is, B's people gain; the untouched rule stays. */
static void test_scenarios_beside_now(void) {
    built b = build_strip();
    build_place(&b, build_facility(&b, "f", "clinic"), 0, 1);
    build_place(&b, build_facility(&b, "g", "clinic"), 0, 7);
    jj_selection *now = build_selection(&b, CLINIC, 2025, "clinic");
    now->n = 1;
    jj_selection *near = build_selection(&b, CLINIC, 2025, "clinic");
    near->scenario = 1;
    b.s.scenarios = jj_alloc(2, sizeof *b.s.scenarios);
    b.s.scenarios[0] = (jj_scenario){.id = "now", .title_en = "now", .title_zh = "现状"};
    b.s.scenarios[1] =
        (jj_scenario){.id = "near", .title_en = "near", .title_zh = "近期", .n_open = 1};
    b.s.n_scenarios = 2;
    jj_rule *r = build_rule(&b, "C", JJ_POP_COVER, "CNTY117", CLINIC);
    r->profiles[r->n_profiles++] = "walk";
    r->threshold[0] = 5;
    r->threshold_unit = "min";
    build_target(r, 4, 5);
    build_run(&b);
    CHECK_INT(built_row(&b, "C", "A")->verdict, JJ_PASS);
    CHECK_INT(built_row(&b, "C", "B")->verdict, JJ_FAIL);
    CHECK_INT(b.result.n_scenarios, 1);
    const jj_scenario_rows *s = &b.result.scenarios[0];
    CHECK(s->is_changed[0]);
    CHECK_INT(s->n_rows, b.result.n_rows);
    for (size_t i = 0; i < s->n_rows; i++) {
        CHECK_INT(s->rows[i].unit, b.result.rows[i].unit);
        CHECK_INT(s->rows[i].verdict, JJ_PASS);
    }
    CHECK_NEAR(s->rows[0].num, 100, 0);
    CHECK_INT(b.result.solves.n_fields, 2); /* one for now, one for the scenario */
    build_free(&b);
}

/* Places for people by the catalogue's standard where it tells, else by the mean of the area; near
 * by the target. A: 20 places for 50 people, all in reach. B: 12 for 50, three fifths in reach. */
static void test_enough_and_near(void) {
    built b = build_strip();
    build_place(&b, build_facility(&b, "f", "clinic"), 0, 2);
    build_place(&b, build_facility(&b, "g", "clinic"), 0, 9);
    b.s.facilities[0].unit_declared = jj_unit_find(&b.s.units, "A");
    b.s.facilities[1].unit_declared = jj_unit_find(&b.s.units, "B");
    add_places(&b, (double[]){20, 12});
    build_selection(&b, CLINIC, 2025, "clinic");
    jj_rule *r = build_rule(&b, "C", JJ_POP_COVER, "CNTY117", CLINIC);
    r->profiles[r->n_profiles++] = "walk";
    r->threshold[0] = 10 / 3.0; /* 200 m */
    r->threshold_unit = "min";
    r->enough_by = "Q";
    build_target(r, 7, 10);
    jj_rule *q = build_rule(&b, "Q", JJ_RATIO, "CNTY117", CLINIC);
    q->num_attr = "places";
    q->base = 100;
    build_target(q, 20, 1);
    build_run(&b);
    CHECK_INT(b.result.n_dashboard, 2);
    const jj_dashboard_row *a = &b.result.dashboard[0], *c = &b.result.dashboard[1];
    CHECK_INT(jj_dashboard_class_of(a), JJ_ENOUGH_NEAR);
    CHECK_INT(jj_dashboard_class_of(c), JJ_ENOUGH_FAR); /* 24 for 100, and the mean is 32 */
    CHECK_INT(c->enough_by, 1);
    CHECK_NEAR(c->amount, 24, 1e-12);
    CHECK_NEAR(c->enough_mark, 20, 0);
    CHECK_NEAR(c->coverage, 0.6, 1e-12);
    b.s.facilities[1].unit_declared = jj_unit_find(&b.s.units, "A");
    build_run(&b);
    CHECK_INT(jj_dashboard_class_of(&b.result.dashboard[1]), JJ_SHORT_FAR);
    b.s.facilities[1].unit_declared = jj_unit_find(&b.s.units, "B");
    b.rules.rules[0].enough_by = "";
    build_run(&b);
    CHECK_INT(jj_dashboard_class_of(&b.result.dashboard[1]), JJ_SHORT_FAR);
    CHECK_INT(b.result.dashboard[1].enough_by, JJ_NO_RULE);
    CHECK_NEAR(b.result.dashboard[1].enough_mark, 320, 1e-9);
    build_free(&b);
}

/* Dense from 1,500 people a km2: cells of 10 on a hectare are 1,000; the two of 20 count alone. */
static void test_areas_restrict(void) {
    built b = build_strip();
    build_place(&b, build_facility(&b, "f", "clinic"), 0, 0);
    b.s.demands[0].people[0] = b.s.demands[0].people[9] = 20;
    b.s.demands[0].total = 120;
    build_selection(&b, CLINIC, 2025, "clinic");
    static const char *const masks[] = {"dense", "key_assist"};
    for (size_t i = 0; i < 2; i++) {
        jj_rule *r = build_rule(&b, i ? "K" : "D", JJ_POP_COVER, "CNTY117", CLINIC);
        r->profiles[r->n_profiles++] = "walk";
        r->threshold[0] = 5;
        r->threshold_unit = "min";
        r->area_mask = masks[i];
    }
    jj_rule *large = build_rule(&b, "L", JJ_AT_LEAST_N, "CNTY117", CLINIC);
    large->area_mask = "people>=100";
    build_run(&b);
    CHECK_NEAR(built_row(&b, "D", "1")->den, 40, 0);
    CHECK_NEAR(built_row(&b, "D", "1")->num, 20, 0);
    CHECK_STR(built_row(&b, "K", "A")->missing,
              "no column of the units marks what lies in key areas of assistance");
    CHECK_INT(built_row(&b, "L", "A")->verdict, JJ_NA); /* 60 people */
    build_free(&b);
}

int main(void) {
    RUN(test_supply_of_one_clinic);
    RUN(test_a_full_clinic);
    RUN(test_scenarios_beside_now);
    RUN(test_enough_and_near);
    RUN(test_areas_restrict);
    return 0;
}
