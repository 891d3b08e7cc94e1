/* At least so many per unit, shares of units, chains over levels: facts worked by hand. */
#include "scene_builder.h"

static const char *const KINDERGARTEN = "kind = 'kindergarten' AND ownership = 'public'";

/* A province, one prefecture, four counties; the last has no township. */
static built small_province(void) {
    built b = build(2025);
    build_level(&b, "province");
    build_unit(&b, "140000", "province", "");
    build_level(&b, "prefecture");
    build_unit(&b, "140100", "prefecture-city", "140000");
    build_level(&b, "county");
    build_unit(&b, "140105", "district", "140100");
    build_unit(&b, "140109", "district", "140100");
    build_unit(&b, "140121", "county", "140100");
    uint32_t zone = build_unit(&b, "140171", "stat-zone", "140100");
    b.s.units.units[zone].is_judged = false;
    build_level(&b, "township");
    build_unit(&b, "140105001", "subdistrict", "140105");
    build_unit(&b, "140105100", "town", "140105");
    build_unit(&b, "140109001", "", "140109"); /* by its code a subdistrict */
    build_unit(&b, "140121100", "", "140121"); /* a town */
    build_unit(&b, "140121200", "", "140121"); /* a township */
    build_unit(&b, "140121400", "", "140121"); /* neither */
    return b;
}

static void declare(built *b, const char *id, const char *kind, const char *unit) {
    jj_facility *f = build_facility(b, id, kind);
    f->unit_declared = jj_unit_find(&b->s.units, unit);
}

static void test_townships_and_parents(void) {
    built b = small_province();
    declare(&b, "1", "kindergarten", "140105100");
    declare(&b, "2", "kindergarten", "140105001"); /* a subdistrict's helps no town */
    declare(&b, "3", "kindergarten", "140121100");
    declare(&b, "4", "kindergarten", "140121100");
    build_selection(&b, KINDERGARTEN, 2025, "kindergarten");
    build_target(build_rule(&b, "K", JJ_AT_LEAST_N, "TWN1061", KINDERGARTEN), 1, 1);
    build_run(&b);
    CHECK(!built_row(&b, "K", "140105001"));
    CHECK(!built_row(&b, "K", "140121400"));
    CHECK_INT(built_row(&b, "K", "140105100")->verdict, JJ_PASS);
    CHECK_NEAR(built_row(&b, "K", "140121100")->num, 2, 0);
    CHECK_INT(built_row(&b, "K", "140121200")->verdict, JJ_FAIL);
    CHECK_NEAR(built_row(&b, "K", "140121200")->gap, 1, 0);
    CHECK_INT(built_row(&b, "K", "140105")->verdict, JJ_PASS);
    CHECK_INT(built_row(&b, "K", "140109")->verdict, JJ_NA);
    CHECK_INT(built_row(&b, "K", "140121")->verdict, JJ_FAIL);
    const jj_rule_row *top = built_row(&b, "K", "140000");
    CHECK_NEAR(top->num, 2, 0);
    CHECK_NEAR(top->den, 3, 0);
    CHECK_NEAR(top->gap, 1, 0);
    CHECK_INT(top->n_of[JJ_FAIL], 1);
    CHECK(!built_row(&b, "K", "140171"));
    CHECK_STR(built_row(&b, "K", "140121200")->evidence_en,
              "140121200: 0 facilities, at least 1 needed");
    CHECK_STR(top->evidence_zh, "140000：达标2个，应考核3个，达标率66.67%；目标100%，差1个单位");
    build_free(&b);
}

static void test_declared_wins_then_location_within_it(void) {
    built b = small_province();
    build_facility(&b, "1", "kindergarten")->unit_located = jj_unit_find(&b.s.units, "140121200");
    jj_facility *f =
        build_facility(&b, "2", "kindergarten"); /* declared elsewhere than it stands */
    f->unit_declared = jj_unit_find(&b.s.units, "140105100");
    f->unit_located = jj_unit_find(&b.s.units, "140121100");
    f = build_facility(&b, "3", "kindergarten"); /* declared for the county, stands in its town */
    f->unit_declared = jj_unit_find(&b.s.units, "140121");
    f->unit_located = jj_unit_find(&b.s.units, "140121100");
    f = build_facility(&b, "4", "kindergarten"); /* declared for a county, stands in another */
    f->unit_declared = jj_unit_find(&b.s.units, "140109");
    f->unit_located = jj_unit_find(&b.s.units, "140121100");
    build_selection(&b, KINDERGARTEN, 2025, "kindergarten");
    build_target(build_rule(&b, "K", JJ_AT_LEAST_N, "TWN1061", KINDERGARTEN), 1, 1);
    build_run(&b);
    CHECK_NEAR(built_row(&b, "K", "140121200")->num, 1, 0);
    CHECK_NEAR(built_row(&b, "K", "140105100")->num, 1, 0);
    CHECK_NEAR(built_row(&b, "K", "140121100")->num, 1, 0);
    build_free(&b);
}

static void test_a_verdict_that_hinges_is_unverified(void) {
    built b = small_province();
    declare(&b, "1", "kindergarten", "140105100");
    declare(&b, "2", "kindergarten", "140121100");
    b.s.facilities[1].is_inferred = true;
    declare(&b, "3", "kindergarten", "140121"); /* which township of the county? */
    build_selection(&b, KINDERGARTEN, 2025, "kindergarten");
    build_target(build_rule(&b, "K", JJ_AT_LEAST_N, "TWN1061", KINDERGARTEN), 1, 1);
    build_run(&b);
    CHECK(!(built_row(&b, "K", "140105100")->flags & JJ_FLAG_UNVERIFIED));
    CHECK(built_row(&b, "K", "140121100")->flags & JJ_FLAG_UNVERIFIED);
    const jj_rule_row *row = built_row(&b, "K", "140121200");
    CHECK_INT(row->verdict, JJ_FAIL);
    CHECK(row->flags & JJ_FLAG_UNVERIFIED);
    CHECK_STR(row->evidence_en,
              "140121200: 0 facilities, at least 1 needed; 1 more of a unit above "
              "it cannot be placed below");
    build_free(&b);
}

/* 1,061 towns and townships: 1,011 have one, 9 of the other 50 are exempt. */
static void test_exempt_rates(void) {
    built b = build(2025);
    build_level(&b, "province");
    build_unit(&b, "140000", "province", "");
    build_level(&b, "township");
    char code[16];
    for (int i = 0; i < 1061; i++) {
        snprintf(code, sizeof code, "14%04d100", i);
        build_unit(&b, code, "town", "140000");
        if (i < 1011)
            declare(&b, code, "kindergarten", code);
    }
    build_selection(&b, KINDERGARTEN, 2025, "kindergarten");
    jj_rule *rule = build_rule(&b, "K", JJ_AT_LEAST_N, "TWN1061", KINDERGARTEN);
    build_target(rule, 1, 1);
    rule->exempt_allowed = true;
    b.s.n_exemptions = 12;
    b.s.exemptions = jj_alloc(12, sizeof *b.s.exemptions);
    for (uint32_t i = 0; i < 12; i++)
        b.s.exemptions[i] = (jj_exemption){.rule = "K",
                                           .unit = 1 + 1011 + i,
                                           .reason = "few children",
                                           .document = "No. 7",
                                           .valid_from = 20240101};
    b.s.exemptions[9].valid_to = 20250630; /* lapsed by the year's end */
    b.s.exemptions[10].rule = "other";
    b.s.exemptions[11].valid_from = 20260101; /* not yet */
    build_run(&b);
    const jj_rule_row *top = built_row(&b, "K", "140000");
    CHECK_INT(top->n_of[JJ_PASS], 1011);
    CHECK_INT(top->n_of[JJ_FAIL], 41);
    CHECK_INT(top->n_of[JJ_EXEMPT], 9);
    CHECK_NEAR(top->num, 1011, 0);
    CHECK_NEAR(top->den, 1052, 0);
    CHECK_NEAR(floor(top->value * 10000 + 0.5), 9610, 0);
    CHECK_NEAR(floor(top->rate_all * 10000 + 0.5), 9529, 0);
    CHECK_STR(top->evidence_en, "140000: 1011 of 1052 units judged meet it, 96.10 %; target 100 %, "
                                "short by 41 units; 9 exempt; of all units 1011 of 1061, 95.29 %");
    build_free(&b);
}

static void test_half_of_117_counties(void) {
    for (int n = 58; n <= 59; n++) {
        built b = build(2023);
        build_level(&b, "province");
        build_unit(&b, "140000", "province", "");
        build_level(&b, "county");
        char code[16];
        for (int i = 0; i < 117; i++) {
            snprintf(code, sizeof code, "14%04d", i + 100);
            build_unit(&b, code, "county", "140000");
            if (i < n)
                declare(&b, code, "minor_protection_centre", code);
        }
        const char *filter = "kind = 'minor_protection_centre'";
        build_selection(&b, filter, 2023, "minor_protection_centre");
        build_target(build_rule(&b, "P", JJ_UNIT_SHARE, "CNTY117", filter), 1, 2);
        build_run(&b);
        const jj_rule_row *top = built_row(&b, "P", "140000");
        CHECK_INT(top->verdict, n == 58 ? JJ_FAIL : JJ_PASS);
        CHECK_NEAR(top->gap, n == 58 ? 1 : 0, 0);
        CHECK_NEAR(floor(top->value * 10000 + 0.5), n == 58 ? 4957 : 5043, 0);
        CHECK_INT(built_row(&b, "P", "140100")->verdict, JJ_REPORT);
        build_free(&b);
    }
}

static void test_nothing_passes_for_want_of_data(void) {
    built b = small_province();
    build_selection(&b, KINDERGARTEN, 2025, "kindergarten");
    build_target(build_rule(&b, "K", JJ_AT_LEAST_N, "TWN1061", KINDERGARTEN), 1, 1);
    build_target(build_rule(&b, "E", JJ_AT_LEAST_N, "ESTATE", KINDERGARTEN), 1, 1);
    build_run(&b);
    for (size_t i = 0; i < b.result.n_rows; i++)
        CHECK(b.result.rows[i].verdict == JJ_NODATA || b.result.rows[i].verdict == JJ_NA);
    CHECK_STR(built_row(&b, "K", "140121100")->missing, "no list of facilities of any kind");
    CHECK_STR(
        built_row(&b, "K", "140000")->evidence_en,
        "140000: cannot be judged, no list of facilities of any kind; 3 units below have no data");
    CHECK_STR(built_row(&b, "E", "140000")->missing, "the project has no estates");
    /* the list is there, nothing in it qualifies: that is an answer */
    declare(&b, "1", "kindergarten", "140105100");
    build_run(&b);
    CHECK_INT(built_row(&b, "K", "140121100")->verdict, JJ_FAIL);
    CHECK_INT(built_row(&b, "K", "140000")->verdict, JJ_FAIL);
    build_free(&b);
}

static void test_chain(void) {
    built b = small_province();
    declare(&b, "1", "hospital", "140105");
    declare(&b, "2", "hospital", "140121");
    declare(&b, "3", "township_hospital", "140105100");
    declare(&b, "4", "township_hospital", "140121100");
    build_selection(&b, "kind = 'hospital'", 2025, "hospital");
    build_selection(&b, "kind = 'township_hospital'", 2025, "township_hospital");
    jj_rule *rule = build_rule(&b, "C", JJ_TIER, "CNTY117", "kind = 'hospital'");
    build_target(rule, 1, 1);
    rule->unit_sets[1] = "TWN1061";
    rule->filters[1] = "kind = 'township_hospital'";
    rule->n_unit_sets = rule->n_filters = 2;
    build_run(&b);
    CHECK_INT(built_row(&b, "C", "140105100")->verdict, JJ_PASS);
    CHECK_INT(built_row(&b, "C", "140121200")->verdict, JJ_FAIL);
    const jj_rule_row *top = built_row(&b, "C", "140000");
    CHECK_NEAR(top->num, 2, 0);
    CHECK_NEAR(top->den, 3, 0);
    CHECK(strstr(top->evidence_en, "; counties 2/3; towns and townships 2/3"));
    /* a tier without a list: broken chains are still broken, whole ones cannot be told */
    b.rules.rules[0].filters[2] = "kind = 'village_clinic'";
    b.rules.rules[0].unit_sets[2] = "VILL18851";
    b.rules.rules[0].n_unit_sets = b.rules.rules[0].n_filters = 3;
    build_run(&b);
    CHECK_INT(built_row(&b, "C", "140105100")->verdict, JJ_NODATA);
    CHECK_STR(built_row(&b, "C", "140105100")->missing, "no list of facilities of any kind");
    CHECK_INT(built_row(&b, "C", "140121200")->verdict, JJ_FAIL);
    CHECK_INT(built_row(&b, "C", "140000")->verdict, JJ_FAIL);
    build_free(&b);
}

/* A list that does not say who runs its kindergartens answers nothing about public ones. */
static void test_what_lists_do_not_state(void) {
    built b = small_province();
    declare(&b, "1", "kindergarten", "140105100");
    declare(&b, "2", "kindergarten", "140121100");
    jj_selection *sel = build_selection(&b, KINDERGARTEN, 2025, "nothing");
    sel->unknown = jj_alloc(2, sizeof *sel->unknown);
    sel->unknown[0] = 0;
    sel->unknown[1] = 1;
    sel->n_unknown = 2;
    build_target(build_rule(&b, "K", JJ_AT_LEAST_N, "TWN1061", KINDERGARTEN), 1, 1);
    build_run(&b);
    CHECK_INT(built_row(&b, "K", "140105100")->verdict, JJ_NODATA);
    CHECK(strstr(built_row(&b, "K", "140105100")->missing, "2 facilities do not tell"));
    sel->facilities[sel->n++] = 0; /* the first turns out to be one */
    sel->unknown[0] = 1;
    sel->n_unknown = 1;
    build_run(&b);
    CHECK_INT(built_row(&b, "K", "140105100")->verdict, JJ_PASS);
    const jj_rule_row *open = built_row(&b, "K", "140121100");
    CHECK_INT(open->verdict, JJ_FAIL);
    CHECK(open->flags & JJ_FLAG_UNVERIFIED);
    CHECK(strstr(open->evidence_en, "; 1 more do not state what is asked"));
    build_free(&b);
}

static void test_one_of_each_kind(void) {
    built b = small_province();
    b.s.terms = jj_alloc(3, sizeof *b.s.terms);
    b.s.terms[b.s.n_terms++] = (jj_term){"hospital", "hospital", "医院"};
    b.s.terms[b.s.n_terms++] = (jj_term){"library", "library", "公共图书馆"};
    b.s.terms[b.s.n_terms++] = (jj_term){"museum", "museum", "博物馆"};
    declare(&b, "1", "hospital", "140105");
    declare(&b, "2", "library", "140105");
    declare(&b, "3", "library", "140121");
    build_selection(&b, "kind = 'hospital'", 2025, "hospital");
    build_selection(&b, "kind = 'library'", 2025, "library");
    jj_rule *rule = build_rule(&b, "C", JJ_AT_LEAST_N, "CNTY117", "kind = 'hospital'");
    build_target(rule, 1, 1);
    rule->filters[1] = "kind = 'library'";
    rule->n_filters = 2;
    build_run(&b);
    CHECK_INT(built_row(&b, "C", "140105")->verdict, JJ_PASS);
    CHECK_INT(built_row(&b, "C", "140121")->verdict, JJ_FAIL);
    CHECK_NEAR(built_row(&b, "C", "140121")->gap, 1, 0);
    CHECK(strstr(built_row(&b, "C", "140121")->evidence_en, "1 of 2 kinds present"));
    CHECK(strstr(built_row(&b, "C", "140000")->evidence_en, "; hospital 1/3; library 2/3"));
    b.rules.rules[0].filters[2] = "kind = 'museum'"; /* a kind without a list */
    b.rules.rules[0].n_filters = 3;
    build_run(&b);
    CHECK_INT(built_row(&b, "C", "140105")->verdict, JJ_NODATA);
    CHECK_STR(built_row(&b, "C", "140105")->missing, "no list of museum");
    CHECK_INT(built_row(&b, "C", "140121")->verdict, JJ_FAIL);
    b.rules.rules[0].metric = JJ_UNIT_SHARE;
    b.rules.rules[0].n_filters = 2;
    build_run(&b);
    CHECK_INT(built_row(&b, "C", "140105")->verdict, JJ_REPORT);
    CHECK_NEAR(built_row(&b, "C", "140000")->num, 1, 0);
    build_free(&b);
}

static void test_an_unknown_unit_set_is_refused(void) {
    built b = small_province();
    build_rule(&b, "K", JJ_AT_LEAST_N, "TWN1060", KINDERGARTEN);
    CHECK_REFUSED(b.ctx, jj_run(b.ctx, &b.s, &b.rules, &b.result), JJ_E_DATA,
                  "K: unit set 'TWN1060' is neither");
    build_free(&b);
}

int main(void) {
    RUN(test_townships_and_parents);
    RUN(test_declared_wins_then_location_within_it);
    RUN(test_a_verdict_that_hinges_is_unverified);
    RUN(test_exempt_rates);
    RUN(test_half_of_117_counties);
    RUN(test_nothing_passes_for_want_of_data);
    RUN(test_chain);
    RUN(test_what_lists_do_not_state);
    RUN(test_one_of_each_kind);
    RUN(test_an_unknown_unit_set_is_refused);
    return 0;
}
