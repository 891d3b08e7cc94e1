/* Coverage, balance, catchments, gaps: facts worked by hand, then the laws on seeded scenes. */
#include "scene_builder.h"

static const char *const CLINIC = "kind = 'clinic'";
static const char *const SCHOOL = "kind = 'school'";

static jj_rule *cover_rule(built *b, const char *id, const char *filter, double minutes) {
    jj_rule *r = build_rule(b, id, JJ_POP_COVER, "CNTY117", filter);
    r->profiles[r->n_profiles++] = "walk";
    r->threshold[0] = minutes;
    r->threshold_unit = "min";
    return r;
}

static void place(built *b, const char *id, const char *kind, uint32_t row, uint32_t col) {
    build_place(b, build_facility(b, id, kind), row, col);
}

static void test_strip(void) {
    built b = build_strip();
    place(&b, "f", "clinic", 0, 0);
    build_selection(&b, CLINIC, 2025, "clinic");
    build_target(cover_rule(&b, "R", CLINIC, 5), 4, 5); /* 300 s: cells 0 to 3 */
    build_run(&b);
    const jj_rule_row *a = built_row(&b, "R", "A"), *top = built_row(&b, "R", "1");
    CHECK_NEAR(a->num, 40, 0);
    CHECK_NEAR(a->den, 50, 0);
    CHECK_INT(a->verdict, JJ_PASS); /* 0.8 is 0.8, and 5 minutes are within 5 minutes */
    CHECK_INT(a->mean_ms, 200000);
    CHECK_INT(a->nearest_ms, 400000); /* from the one uncovered cell */
    CHECK_INT(a->people_year, 2024);
    CHECK_INT(built_row(&b, "R", "B")->verdict, JJ_FAIL);
    CHECK_NEAR(built_row(&b, "R", "B")->gap, 40, 1e-9);
    CHECK_NEAR(top->num, 40, 0);
    CHECK_NEAR(top->den, 100, 0);
    CHECK_INT(top->verdict, JJ_FAIL);
    CHECK_STR(top->evidence_en, "1: within 5 min (walk), 40 of 100 residents (2024), share of "
                                "people covered 40.00 %; target 80 %, short by 40 people; strict "
                                "30.00 %, loose 40.00 %; straight line x 1.3: 30.00 %");
    CHECK_NEAR(a->strict, 0.6, 1e-15); /* 270 s, 360 s, 300 m / 1.3 */
    CHECK_NEAR(a->loose, 0.8, 1e-15);
    CHECK_NEAR(a->straight, 0.6, 1e-15);
    CHECK(a->flags & JJ_FLAG_MARGINAL);
    CHECK(!(top->flags & JJ_FLAG_MARGINAL));
    CHECK_INT(b.result.n_fields, 1);
    CHECK_STR(b.result.fields[0].id, "clinic-walk-2025");
    const jj_balance *bal = &b.result.balances[0];
    CHECK_NEAR(bal->covered, 40, 0);
    CHECK_NEAR(bal->too_far, 60, 0);
    CHECK_INT(b.result.n_patches, 2);
    CHECK_INT(b.result.patches[0].rank, 2);
    CHECK_NEAR(b.result.patches[0].people, 10, 0);
    CHECK_INT(b.result.patches[1].rank, 1);
    CHECK_INT(b.result.patches[1].cells.n_spans, 1);
    CHECK_NEAR(b.result.patches[1].area_m2, 50000, 0);
    CHECK_INT(b.result.patches[1].reason, JJ_GAP_TOO_FAR);
    CHECK_INT(b.result.patches[1].nearest_ms, 500000); /* from its first cell, all being equal */
    CHECK_INT(b.result.patches[1].mean_ms, 700000);
    CHECK_NEAR(b.result.catchments[0].people, 100, 0);
    CHECK_NEAR(b.result.catchments[0].people_within, 40, 0);
    CHECK_NEAR(b.result.catchments[0].mean_ms, 450000, 0);
    build_free(&b);
}

/* A river at column 6: its own people are on blocked ground, those behind it are cut off. */
static void test_cut_off_and_blocked(void) {
    built b = build_strip();
    place(&b, "f", "clinic", 0, 0);
    b.s.profiles[0].pace_ms_m[6] = 0;
    build_selection(&b, CLINIC, 2025, "clinic");
    cover_rule(&b, "R", CLINIC, 3);
    build_run(&b);
    const jj_balance *bal = &b.result.balances[0];
    CHECK_NEAR(bal->on_blocked, 10, 0);
    CHECK_NEAR(bal->unreachable, 30, 0);
    CHECK_NEAR(bal->too_far, 40, 0);
    CHECK_INT(b.result.patches[1].reason, JJ_GAP_CUT_OFF);
    CHECK_NEAR(b.result.patches[1].people, 50, 0);
    CHECK_INT(built_row(&b, "R", "A")->verdict, JJ_REPORT);
    build_free(&b);
}

static void test_all_kinds_and_either_profile(void) {
    built b = build_strip();
    place(&b, "f", "clinic", 0, 0);
    place(&b, "g", "school", 0, 9);
    build_profile(&b, "cycle", 2, JJ_STENCIL_4);
    build_selection(&b, CLINIC, 2025, "clinic");
    build_selection(&b, SCHOOL, 2025, "school");
    jj_rule *all = cover_rule(&b, "ALL", CLINIC, 10); /* 600 m: 0-6 and 3-9 */
    all->filters[all->n_filters++] = SCHOOL;
    jj_rule *either = cover_rule(&b, "EITHER", CLINIC, 2); /* 120 s: 100 m on foot, 200 by cycle */
    either->profiles[either->n_profiles++] = "cycle";
    jj_rule *metres = cover_rule(&b, "METRES", CLINIC, 200); /* the same way by either */
    metres->profiles[metres->n_profiles++] = "cycle";
    metres->threshold_unit = "m";
    build_run(&b);
    CHECK_NEAR(built_row(&b, "ALL", "1")->num, 40, 0);
    CHECK_NEAR(built_row(&b, "EITHER", "1")->num, 30, 0);
    CHECK_NEAR(built_row(&b, "EITHER", "1")->strict, 0.2, 1e-15); /* on foot alone */
    CHECK_NEAR(built_row(&b, "EITHER", "1")->loose, 0.3, 1e-15);
    CHECK(
        strstr(built_row(&b, "EITHER", "1")->evidence_en, "within 2 min (walk; or cycle), 30 of"));
    CHECK_NEAR(built_row(&b, "METRES", "1")->num, 30, 0);
    CHECK_INT(b.result.n_fields, 3); /* clinic walk, school walk, clinic cycle: shared */
    build_free(&b);
}

static void test_scattered_and_settled(void) {
    built b = build_strip();
    place(&b, "f", "clinic", 0, 0);
    jj_demand *d = &b.s.demands[0];
    d->people[8] = 1; /* 100 people per km2 */
    d->total -= 9;
    build_selection(&b, CLINIC, 2025, "clinic");
    cover_rule(&b, "R", CLINIC, 5);
    build_run(&b);
    CHECK_INT(b.result.n_patches, 4); /* cell 4; cells 5-7; cell 9; the scattered cell 8 */
    const jj_gap_patch *last = &b.result.patches[3];
    CHECK(last->is_scattered);
    CHECK_INT(last->rank, 0);
    CHECK_NEAR(last->people, 1, 0);
    CHECK_NEAR(b.result.patches[1].people, 30, 0);
    build_free(&b);
}

static void test_reasons(void) {
    built b = build_strip();
    place(&b, "f", "clinic", 0, 0);
    place(&b, "private", "clinic", 0, 7); /* in reach of cells 6 to 8 */
    jj_facility *listed = build_facility(&b, "z", "clinic");
    listed->unit_declared = jj_unit_find(&b.s.units, "A");
    jj_selection *sel =
        build_selection(&b, "kind = 'clinic' AND ownership = 'public'", 2025, "clinic");
    sel->facilities[1] = 2; /* the private one is not selected, the placeless one is */
    sel->n = 2;
    cover_rule(&b, "R", sel->filter, 3);
    build_run(&b);
    CHECK_INT(b.result.patches[0].reason, JJ_GAP_REFUSED); /* A: cell 4 */
    CHECK_INT(b.result.patches[1].reason, JJ_GAP_WRONG_OWNERSHIP);
    build_free(&b);
}

static void test_urban_and_rural_thresholds(void) {
    built b = build_strip();
    place(&b, "f", "clinic", 0, 0);
    build_selection(&b, CLINIC, 2025, "clinic");
    jj_rule *r = cover_rule(&b, "R", CLINIC, 200);
    r->threshold_unit = "m";
    r->threshold[1] = 800;
    jj_rule *rural = cover_rule(&b, "RURAL", CLINIC, 5);
    rural->area_mask = "rural";
    build_run(&b);
    CHECK_NEAR(built_row(&b, "R", "1")->num, 30, 0); /* nothing tells urban: the stricter */
    CHECK(strstr(built_row(&b, "R", "1")->evidence_en, "urban and rural cannot be told apart"));
    b.s.is_urban = jj_alloc(10, sizeof *b.s.is_urban);
    b.s.is_urban[0] = b.s.is_urban[1] = 1;
    b.s.is_urban[2] = 0.25F;
    build_run(&b);
    CHECK_NEAR(built_row(&b, "R", "1")->num, 90, 0);
    CHECK_NEAR(built_row(&b, "RURAL", "1")->num, 17.5, 0);
    CHECK_NEAR(built_row(&b, "RURAL", "1")->den, 77.5, 0);
    build_free(&b);
}

/*
 * A passes only by a clinic placed at its township; the same with an exact clinic beside it is
 * sure.
 */
static void test_coarse_points(void) {
    built b = build_strip();
    place(&b, "f", "clinic", 0, 2);
    place(&b, "g", "clinic", 0, 9);
    build_selection(&b, CLINIC, 2025, "clinic");
    jj_rule *r = cover_rule(&b, "R", CLINIC, 5);
    r->op = JJ_OP_GE;
    build_target(r, 20, 100);
    b.s.facilities[0].precision = JJ_PRECISION_TOWNSHIP;
    build_run(&b);
    const jj_rule_row *row = built_row(&b, "R", "A");
    CHECK_INT(row->verdict, JJ_PASS);
    CHECK(row->flags & JJ_FLAG_UNVERIFIED);
    CHECK(strstr(row->evidence_en, "50 rest on inferred or coarsely placed records"));
    CHECK(!(built_row(&b, "R", "B")->flags & JJ_FLAG_UNVERIFIED));
    b.s.facilities[0].precision = JJ_PRECISION_VILLAGE;
    build_run(&b);
    CHECK(!(built_row(&b, "R", "A")->flags & JJ_FLAG_UNVERIFIED));
    /* not met where a clinic of the unit stands nobody knows where */
    b.s.facilities[0].has_point = false;
    b.s.facilities[0].cell = JJ_NO_CELL;
    b.s.facilities[0].unit_declared = jj_unit_find(&b.s.units, "A");
    build_target(r, 99, 100);
    build_run(&b);
    row = built_row(&b, "R", "A");
    CHECK_INT(row->verdict, JJ_FAIL);
    CHECK(row->flags & JJ_FLAG_UNVERIFIED);
    CHECK(strstr(row->evidence_en, "1 facilities of it have no exact place"));
    CHECK(!(built_row(&b, "R", "B")->flags & JJ_FLAG_UNVERIFIED));
    build_free(&b);
}

static void test_land(void) {
    built b = build_strip();
    place(&b, "f", "clinic", 0, 0);
    build_selection(&b, CLINIC, 2025, "clinic");
    cover_rule(&b, "L", CLINIC, 5)->metric = JJ_LAND_COVER;
    build_run(&b);
    CHECK_STR(built_row(&b, "L", "A")->missing, "no residential land");
    b.s.residential = jj_alloc(10, sizeof *b.s.residential);
    b.s.residential[3] = 0.5F;
    b.s.residential[7] = 0.25F;
    build_run(&b);
    CHECK_NEAR(built_row(&b, "L", "1")->num, 5000, 0);
    CHECK_NEAR(built_row(&b, "L", "1")->den, 7500, 0);
    build_free(&b);
}

static void test_a_merger(void) {
    built b = build_strip();
    place(&b, "f", "clinic", 0, 0);
    place(&b, "g", "clinic", 0, 9);
    build_selection(&b, CLINIC, 2025, "clinic");
    jj_rule *r = cover_rule(&b, "M", CLINIC, 5);
    r->metric = JJ_CONSOLIDATE;
    r->op = JJ_OP_LE;
    build_target(r, 0, 1);
    build_run(&b);
    CHECK_INT(built_row(&b, "M", "A")->verdict, JJ_NA); /* nothing is to close */
    b.s.facilities[0].close_date = 20260901;
    build_run(&b);
    const jj_rule_row *a = built_row(&b, "M", "A");
    CHECK_NEAR(a->num, 40, 0); /* cells 0 to 3 were within 300 m */
    CHECK_INT(a->verdict, JJ_FAIL);
    CHECK(strstr(a->evidence_en, "40 of 50 people newly beyond the limit"));
    CHECK(strstr(
        a->evidence_en,
        "mean way 3.3 min before, 11.7 after; 95 % within 6.7 and 15.0; longest 6.7 and 15.0"));
    CHECK_INT(built_row(&b, "M", "B")->verdict, JJ_PASS);
    CHECK_INT(built_row(&b, "M", "1")->verdict, JJ_FAIL);
    b.s.facilities[0].close_date = 0;
    b.s.facilities[0].action = JJ_ACTION_MERGE; /* marked, and no date yet */
    build_run(&b);
    CHECK_NEAR(built_row(&b, "M", "A")->num, 40, 0);
    CHECK(!strstr(built_row(&b, "M", "A")->evidence_en, "places short"));
    b.s.facilities[1].unit_declared = jj_unit_find(&b.s.units, "B");
    b.s.facilities[1].places = 45; /* all 100 people of the strip would go there */
    build_run(&b);
    CHECK(strstr(built_row(&b, "M", "B")->evidence_en, "places short where they would go: 55"));
    CHECK(strstr(built_row(&b, "M", "A")->evidence_en,
                 "; within the limit 80.00 % before, 0.00 % after"));
    build_free(&b);
}

/* Two schools at the ends become one in the middle: the mean way falls, and pupils of the first
 * year who lived next door are beyond the limit. */
static void test_a_merger_good_on_average(void) {
    built b = build_strip();
    place(&b, "f", "clinic", 0, 0);
    place(&b, "g", "clinic", 0, 0);
    place(&b, "h", "clinic", 0, 6);
    b.s.facilities[0].action = b.s.facilities[1].action = JJ_ACTION_MERGE;
    b.s.facilities[2].action = JJ_ACTION_BUILD;
    build_selection(&b, CLINIC, 2025, "clinic")->n = 2;
    jj_selection *plan = build_selection(&b, CLINIC, 2025, "clinic");
    plan->scenario = 1;
    plan->facilities[0] = 2;
    plan->n = 1;
    b.s.scenarios = jj_alloc(2, sizeof *b.s.scenarios);
    b.s.scenarios[0] = (jj_scenario){.id = "now", .title_en = "now", .title_zh = "now"};
    b.s.scenarios[1] = (jj_scenario){.id = "far", .title_en = "far", .title_zh = "far"};
    b.s.n_scenarios = 2;
    jj_rule *r = cover_rule(&b, "M", CLINIC, 5);
    r->metric = JJ_CONSOLIDATE;
    r->op = JJ_OP_LE;
    build_target(r, 0, 1);
    build_run(&b);
    const jj_rule_row *a = built_row(&b, "M", "A"), *all = built_row(&b, "M", "1");
    CHECK(strstr(a->evidence_en, "2 facilities are to close, 0 stay, 1 are to open"));
    CHECK_NEAR(a->num, 30, 0); /* cells 0 to 2 */
    CHECK_INT(a->verdict, JJ_FAIL);
    CHECK_NEAR(built_row(&b, "M", "B")->num, 0, 0);
    CHECK_INT(built_row(&b, "M", "B")->verdict, JJ_PASS);
    CHECK_INT(all->verdict, JJ_FAIL);
    CHECK_NEAR(all->num, 30, 0);
    CHECK(strstr(a->evidence_en, "mean way 3.3 min before, 6.7 after"));
    CHECK(strstr(built_row(&b, "M", "B")->evidence_en, "mean way 11.7 min before, 2.3 after"));
    build_free(&b);
}

static void test_town_and_country(void) {
    built b = build_strip();
    place(&b, "f", "clinic", 0, 3);
    build_selection(&b, CLINIC, 2025, "clinic");
    jj_rule *r = cover_rule(&b, "E", CLINIC, 5); /* cells 0 to 6 */
    r->metric = JJ_EQUITY;
    jj_rule *marked = cover_rule(&b, "T", CLINIC, 5);
    marked->metric = JJ_EQUITY;
    build_target(marked, 95, 100);
    build_run(&b);
    CHECK_NEAR(built_row(&b, "E", "A")->value, 1, 0); /* plain coverage: 50/50 and 20/50 */
    CHECK_NEAR(built_row(&b, "E", "B")->value, 0.4, 1e-15);
    CHECK(strstr(built_row(&b, "E", "1")->evidence_en, "Gini 0.2143"));
    CHECK_INT(built_row(&b, "T", "1")->verdict, JJ_NODATA); /* nobody knows who is rural */
    b.s.is_urban = jj_alloc(10, sizeof *b.s.is_urban);
    for (int c = 0; c < 5; c++)
        b.s.is_urban[c] = 1;
    build_run(&b);
    CHECK_NEAR(built_row(&b, "T", "1")->value, 0.4, 1e-15);
    CHECK_INT(built_row(&b, "T", "1")->verdict, JJ_FAIL);
    build_free(&b);
}

static void test_own_unit_only(void) {
    built b = build_strip();
    place(&b, "f", "clinic", 0, 4);
    b.s.facilities[0].unit_located = jj_unit_find(&b.s.units, "A");
    build_selection(&b, CLINIC, 2025, "clinic");
    cover_rule(&b, "R", CLINIC, 4);
    cover_rule(&b, "OWN", CLINIC, 4)->own_unit_only = true;
    build_run(&b);
    CHECK_NEAR(built_row(&b, "R", "B")->num, 20, 0); /* cells 5 and 6: 100 and 200 s */
    CHECK_NEAR(built_row(&b, "OWN", "B")->num, 0, 0);
    CHECK_NEAR(built_row(&b, "OWN", "A")->num, 30, 0);
    build_free(&b);
}

static void test_what_is_missing(void) {
    built b = build_strip();
    place(&b, "f", "clinic", 0, 0);
    build_selection(&b, CLINIC, 2025, "clinic");
    cover_rule(&b, "AGE", CLINIC, 5)->demand = "age3_5";
    cover_rule(&b, "PROFILE", CLINIC, 5)->profiles[0] = "boat";
    cover_rule(&b, "THRESHOLD", CLINIC, NAN);
    cover_rule(&b, "LIST", SCHOOL, 5);
    build_run(&b);
    CHECK_STR(built_row(&b, "AGE", "A")->missing, "no grid of people aged 3 to 5");
    CHECK_STR(built_row(&b, "PROFILE", "A")->missing,
              "no way of travel 'boat', or not the roads it follows");
    CHECK_STR(built_row(&b, "THRESHOLD", "A")->missing, "the rule has no threshold");
    CHECK_STR(built_row(&b, "LIST", "B")->missing, "no list of facilities of any kind");
    for (size_t i = 0; i < b.result.n_rows; i++)
        CHECK_INT(b.result.rows[i].verdict, JJ_NODATA);
    build_free(&b);
}

static void test_people_that_do_not_balance(void) {
    built b = build_strip();
    place(&b, "f", "clinic", 0, 0);
    build_selection(&b, CLINIC, 2025, "clinic");
    cover_rule(&b, "R", CLINIC, 5);
    b.s.demands[0].total += 0.01;
    CHECK_REFUSED(b.ctx, jj_run(b.ctx, &b.s, &b.rules, &b.result), JJ_E_DATA,
                  "R: people do not balance: the source has 100.010 and the classes add up to "
                  "100.000");
    build_free(&b);
}

/* A county of 30 x 40 cells in four units, some ground impassable, some people outside. */
static built random_scene(uint64_t *seed, size_t n_facilities) {
    built b = build(2025);
    build_grid(&b, 30, 40, 100);
    build_level(&b, "province");
    build_unit(&b, "1", "", "");
    build_level(&b, "county");
    build_box(&b, build_unit(&b, "A", "county", "1"), 0, 0, 14, 17);
    build_box(&b, build_unit(&b, "B", "county", "1"), 0, 18, 14, 35);
    build_box(&b, build_unit(&b, "C", "county", "1"), 15, 0, 29, 35);
    jj_demand *d = build_demand(&b, "total", 2025);
    build_profile(&b, "walk", 1, JJ_STENCIL_8);
    for (uint32_t i = 0; i < 1200; i++) {
        if (test_below(seed, 3) > 0)
            build_people(&b, d, i / 40, i % 40, test_below(seed, 64) / 8.0);
        if (test_below(seed, 4) == 0)
            b.s.profiles[0].pace_ms_m[i] = test_below(seed, 2) ? 0 : 3000;
    }
    char id[16];
    for (size_t i = 0; i < n_facilities; i++) {
        snprintf(id, sizeof id, "%zu", i);
        place(&b, id, "clinic", test_below(seed, 30), test_below(seed, 40));
    }
    build_selection(&b, CLINIC, 2025, "clinic");
    return b;
}

static void check_sums(const built *b, uint32_t rule) {
    double gaps[4] = {0}, reached = 0, within = 0;
    for (size_t i = 0; i < b->result.n_patches; i++)
        if (b->result.patches[i].rule == rule)
            gaps[b->result.patches[i].unit] += b->result.patches[i].people;
    for (size_t i = 0; i < b->result.n_rows; i++) {
        const jj_rule_row *r = &b->result.rows[i];
        if (r->rule == rule && r->unit > 0)
            CHECK_NEAR(gaps[r->unit], r->demand_uncovered, 1e-9 * (1 + r->demand_total));
        if (r->rule == rule)
            CHECK_NEAR(r->num + r->demand_uncovered, r->demand_total, 1e-9 * r->demand_total);
    }
    for (size_t i = 0; i < b->result.n_catchments; i++)
        if (b->result.catchments[i].rule == rule) {
            reached += b->result.catchments[i].people;
            within += b->result.catchments[i].people_within;
        }
    const jj_demand *d = &b->s.demands[0];
    double expected = 0, expected_within = 0;
    for (size_t c = 0; c < 1200; c++) {
        uint32_t t = b->result.fields[0].time_ms[c];
        expected += t == JJ_UNREACHED ? 0 : d->people[c];
        expected_within += t <= (rule + 1) * 120000 ? d->people[c] : 0;
    }
    CHECK_NEAR(reached, expected, 1e-9 * d->total);
    CHECK_NEAR(within, expected_within, 1e-9 * d->total);
}

static void test_laws(void) {
    uint64_t seed = test_seed();
    for (int round = 0; round < 20; round++) {
        built b = random_scene(&seed, 1 + test_below(&seed, 6));
        static const char *const ids[] = {"T2", "T4", "T6"};
        for (size_t i = 0; i < 3; i++)
            cover_rule(&b, ids[i], CLINIC, 2 * (double)(i + 1));
        build_run(&b);
        for (uint32_t i = 0; i < 3; i++)
            check_sums(&b, i);
        static const char *const units[] = {"1", "A", "B", "C"};
        for (size_t i = 0; i < 4; i++) {
            CHECK(built_row(&b, "T2", units[i])->num <= built_row(&b, "T4", units[i])->num);
            CHECK(built_row(&b, "T4", units[i])->num <= built_row(&b, "T6", units[i])->num);
        }
        CHECK_INT(b.result.n_fields, 1);
        build_free(&b);
    }
}

/* The same facilities in another order: nothing changes but who stands first at equal times. */
static void test_order_of_facilities(void) {
    uint64_t seed = test_seed();
    built b = random_scene(&seed, 6);
    cover_rule(&b, "R", CLINIC, 4);
    build_run(&b);
    double before[4], total = 0;
    static const char *const units[] = {"1", "A", "B", "C"};
    for (size_t i = 0; i < 4; i++)
        before[i] = built_row(&b, "R", units[i])->num;
    for (size_t i = 0; i < 3; i++) {
        jj_facility swap = b.s.facilities[i];
        b.s.facilities[i] = b.s.facilities[5 - i];
        b.s.facilities[5 - i] = swap;
    }
    build_run(&b);
    for (size_t i = 0; i < 4; i++)
        CHECK(built_row(&b, "R", units[i])->num == before[i]);
    for (size_t i = 0; i < b.result.n_catchments; i++)
        total += b.result.catchments[i].people;
    CHECK(total > 0);
    build_free(&b);
}

int main(void) {
    RUN(test_strip);
    RUN(test_cut_off_and_blocked);
    RUN(test_all_kinds_and_either_profile);
    RUN(test_scattered_and_settled);
    RUN(test_reasons);
    RUN(test_urban_and_rural_thresholds);
    RUN(test_coarse_points);
    RUN(test_land);
    RUN(test_a_merger);
    RUN(test_a_merger_good_on_average);
    RUN(test_town_and_country);
    RUN(test_own_unit_only);
    RUN(test_what_is_missing);
    RUN(test_people_that_do_not_balance);
    RUN(test_laws);
    RUN(test_order_of_facilities);
    return 0;
}
