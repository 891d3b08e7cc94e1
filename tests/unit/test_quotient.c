/* Ratios, shares, rates, counts by year, location quotients, progress: facts worked by hand. */
#include "scene_builder.h"

static const char *const HOME = "kind = 'elder_home'";

/* A province of two counties with people from a table. */
static built two_counties(double a, double b_people) {
    built b = build(2025);
    build_level(&b, "province");
    build_unit(&b, "140000", "province", "");
    build_level(&b, "county");
    build_unit(&b, "A", "county", "140000");
    build_unit(&b, "B", "county", "140000");
    jj_demand *d = build_demand(&b, "total", 2024);
    d->of_unit = jj_alloc(3, sizeof *d->of_unit);
    d->of_unit[0] = NAN;
    d->of_unit[1] = a;
    d->of_unit[2] = b_people;
    return b;
}

static jj_facility *in_unit(built *b, const char *id, const char *kind, const char *unit) {
    jj_facility *f = build_facility(b, id, kind);
    f->unit_declared = jj_unit_find(&b->s.units, unit);
    return f;
}

/* A numeric column, NaN everywhere; call after the facilities. */
static double *column(built *b, const char *name) {
    jj_attributes *a = &b->s.attributes;
    if (!a->n) {
        a->names = jj_alloc(8, sizeof *a->names);
        a->values = jj_alloc(8, sizeof *a->values);
    }
    a->names[a->n] = name;
    a->values[a->n] = jj_alloc(b->s.n_facilities, sizeof **a->values);
    for (size_t i = 0; i < b->s.n_facilities; i++)
        a->values[a->n][i] = NAN;
    return a->values[a->n++];
}

static void test_share_of_sums(void) {
    built b = two_counties(1000, 3000);
    in_unit(&b, "1", "elder_home", "A");
    in_unit(&b, "2", "elder_home", "B");
    in_unit(&b, "3", "elder_home", "B");
    double *nursing = column(&b, "beds_nursing"), *beds = column(&b, "beds");
    nursing[0] = 90, beds[0] = 100;
    nursing[1] = 300, beds[1] = 800;
    nursing[2] = 59, beds[2] = 100;
    build_selection(&b, HOME, 2025, "elder_home");
    jj_rule *r = build_rule(&b, "N", JJ_ATTR_SHARE, "CNTY117", HOME);
    r->num_attr = "beds_nursing";
    r->den_attr = "beds";
    build_target(r, 45, 100);
    build_run(&b);
    const jj_rule_row *top = built_row(&b, "N", "140000");
    CHECK_INT(built_row(&b, "N", "A")->verdict, JJ_PASS);
    CHECK_NEAR(top->num, 449, 0); /* 449 of 1,000, no mean of 90 % and 39.9 % */
    CHECK_NEAR(top->den, 1000, 0);
    CHECK_INT(top->verdict, JJ_FAIL);
    CHECK_NEAR(top->gap, 1, 0);
    CHECK_STR(
        top->evidence_en,
        "140000: 449 (beds_nursing) of 1000 (beds), 44.90 %; target 45 %, short by 1 beds_nursing");
    nursing[2] = 60;
    build_run(&b);
    CHECK_INT(built_row(&b, "N", "140000")->verdict, JJ_PASS);
    beds[2] = NAN; /* a facility that does not state it: shown, and doubted */
    nursing[2] = NAN;
    build_run(&b);
    CHECK(built_row(&b, "N", "B")->flags & JJ_FLAG_UNVERIFIED);
    CHECK(strstr(built_row(&b, "N", "B")->evidence_en, "; 1 of 2 facilities do not state it"));
    build_free(&b);
}

static void test_numerator_and_denominator_by_filters(void) {
    built b = two_counties(1000, 3000);
    in_unit(&b, "1", "public", "A");
    in_unit(&b, "2", "private", "A");
    double *enrol = column(&b, "enrol");
    enrol[0] = 80, enrol[1] = 20;
    build_selection(&b, "kind = 'public'", 2025, "public");
    jj_selection *all = build_selection(&b, "kind <> 'x'", 2025, "public");
    all->facilities[all->n++] = 1;
    jj_rule *r = build_rule(&b, "I", JJ_ATTR_SHARE, "CNTY117", "kind = 'public'");
    r->filters[r->n_filters++] = "kind <> 'x'";
    r->num_attr = r->den_attr = "enrol";
    build_target(r, 4, 5);
    build_run(&b);
    CHECK_INT(built_row(&b, "I", "A")->verdict, JJ_PASS);
    CHECK_NEAR(built_row(&b, "I", "A")->value, 0.8, 1e-15);
    CHECK_INT(built_row(&b, "I", "B")->verdict, JJ_NA); /* nobody enrolled: 0/0 */
    build_free(&b);
}

static void test_per_people(void) {
    built b = two_counties(34000000, 915616);
    in_unit(&b, "1", "nursery", "A");
    double *places = column(&b, "places");
    places[0] = 100000;
    build_selection(&b, "kind = 'nursery'", 2025, "nursery");
    jj_rule *r = build_rule(&b, "P", JJ_RATIO, "PROV1", "kind = 'nursery'");
    r->num_attr = "places";
    r->base = 1000;
    build_target(r, 45, 10);
    jj_rule *pitches = build_rule(&b, "F", JJ_RATIO, "CNTY117", "kind = 'nursery'");
    pitches->base = 10000;
    build_target(pitches, 9, 10);
    build_run(&b);
    const jj_rule_row *top = built_row(&b, "P", "140000");
    CHECK_NEAR(top->den, 34915616, 0); /* the counties' sum */
    CHECK_NEAR(top->gap, 57121, 0);    /* 157,121 needed */
    CHECK_INT(top->people_year, 2024);
    CHECK_NEAR(built_row(&b, "F", "140000")->gap, 3142, 0); /* 3,143 pitches, one is there */
    CHECK_STR(built_row(&b, "F", "B")->gap_unit, "facilities");
    build_free(&b);
}

static void test_gross_rate(void) {
    built b = two_counties(500000, 269500);
    in_unit(&b, "1", "kindergarten", "A");
    in_unit(&b, "2", "kindergarten", "B");
    double *enrol = column(&b, "enrol");
    enrol[0] = 510000; /* more than live there: a gross rate may pass 100 % */
    enrol[1] = 190000;
    build_selection(&b, "kind = 'kindergarten'", 2025, "kindergarten");
    jj_rule *r = build_rule(&b, "G", JJ_GROSS_RATE, "CNTY117", "kind = 'kindergarten'");
    r->num_attr = "enrol";
    build_target(r, 91, 100);
    build_run(&b);
    CHECK_NEAR(built_row(&b, "G", "A")->value, 1.02, 1e-15);
    const jj_rule_row *top = built_row(&b, "G", "140000");
    CHECK_INT(top->verdict, JJ_FAIL);
    CHECK_NEAR(top->gap, 245, 0);
    CHECK_STR(top->evidence_en, "140000: 700000 (enrol) to 769500 residents (2024), gross rate "
                                "90.97 %; target 91 %, short by 245 enrolled");
    build_free(&b);
}

static void test_flags_not_stated(void) {
    built b = two_counties(1, 1);
    for (int i = 0; i < 4; i++)
        in_unit(&b, (const char *[]){"1", "2", "3", "4"}[i], "school", i < 3 ? "A" : "B");
    double *met = column(&b, "standard_met");
    met[0] = met[1] = 1;
    build_selection(&b, "kind = 'school'", 2025, "school");
    jj_rule *r = build_rule(&b, "S", JJ_STATUS_SHARE, "CNTY117", "kind = 'school'");
    r->num_attr = "standard_met";
    build_target(r, 1, 1);
    jj_rule *half = build_rule(&b, "H", JJ_STATUS_SHARE, "CNTY117", "kind = 'school'");
    half->num_attr = "standard_met";
    build_target(half, 1, 2);
    build_run(&b);
    CHECK_INT(built_row(&b, "S", "A")->verdict, JJ_NODATA); /* 2 of 2 stated is not 3 of 3 */
    CHECK_INT(built_row(&b, "H", "A")->verdict, JJ_PASS);   /* either way at least half */
    CHECK_INT(built_row(&b, "S", "B")->verdict, JJ_NODATA);
    met[2] = 0;
    met[3] = 1;
    build_run(&b);
    CHECK_INT(built_row(&b, "S", "A")->verdict, JJ_FAIL);
    CHECK_INT(built_row(&b, "S", "140000")->verdict, JJ_FAIL);
    CHECK_NEAR(built_row(&b, "S", "140000")->num, 3, 0);
    build_free(&b);
}

static void test_unit_columns_and_what_is_missing(void) {
    built b = two_counties(1000, 1000);
    jj_units *u = &b.s.units;
    u->columns = jj_alloc(1, sizeof *u->columns);
    u->attributes = jj_alloc(1, sizeof *u->attributes);
    u->attributes[0] = jj_alloc(3, sizeof(double));
    u->columns[0] = "doctors";
    u->n_columns = 1;
    u->attributes[0][1] = 4;
    u->attributes[0][2] = NAN;
    jj_rule *r = build_rule(&b, "D", JJ_RATIO, "CNTY117", NULL);
    r->num_attr = "doctors";
    r->base = 1000;
    build_target(r, 32, 10);
    build_rule(&b, "X", JJ_RATIO, "CNTY117", NULL)->num_attr = "nurses";
    build_run(&b);
    CHECK_INT(built_row(&b, "D", "A")->verdict, JJ_PASS);
    CHECK_INT(built_row(&b, "D", "B")->verdict, JJ_NODATA);
    CHECK_INT(built_row(&b, "D", "140000")->verdict, JJ_NODATA); /* a part is missing */
    CHECK_STR(built_row(&b, "X", "A")->missing, "no facility or unit tells nurses");
    build_free(&b);
}

static void test_openings_by_year(void) {
    built b = two_counties(1, 1);
    b.s.year = 2023;
    static const int dates[] = {20210301, 20210000, 20220501, 20230101, 20231231, 0, 20190101};
    for (int i = 0; i < 7; i++) {
        char id[4] = {(char)('1' + i), 0};
        in_unit(&b, id, "elder_home", "A")->open_date = dates[i];
    }
    build_selection(&b, HOME, 2023, "elder_home");
    jj_rule *r = build_rule(&b, "Y", JJ_COUNT_YEAR, "PROV1", HOME);
    r->base_year = 2021;
    build_target(r, 2, 1);
    build_run(&b);
    const jj_rule_row *row = built_row(&b, "Y", "140000");
    CHECK_NEAR(row->num, 1, 0); /* 2, 1, 2 */
    CHECK_INT(row->verdict, JJ_FAIL);
    CHECK_STR(row->evidence_en, "140000: 1 in the poorest year; target 2, short by 1 facilities; "
                                "2021: 2; 2022: 1; 2023: 2; 1 without an opening date");
    build_free(&b);
}

static void test_location_quotient(void) {
    built b = two_counties(1000, 3000);
    in_unit(&b, "1", "school", "A");
    in_unit(&b, "2", "school", "B");
    double *teachers = column(&b, "staff_teachers");
    teachers[0] = 50, teachers[1] = 50;
    build_selection(&b, "kind = 'school'", 2025, "school");
    build_rule(&b, "M", JJ_MATCH, "CNTY117", "kind = 'school'")->num_attr = "staff_teachers";
    build_run(&b);
    CHECK_NEAR(built_row(&b, "M", "A")->value, 2,
               1e-12); /* half the teachers, a quarter of people */
    CHECK_NEAR(built_row(&b, "M", "B")->value, 2.0 / 3, 1e-12);
    CHECK(strstr(built_row(&b, "M", "B")->evidence_en, "location quotient 0.67: short"));
    build_free(&b);
}

static void test_places_short_and_to_spare(void) {
    built b = two_counties(200, 100);
    in_unit(&b, "1", "kindergarten", "A");
    in_unit(&b, "2", "kindergarten", "B");
    double *places = column(&b, "places");
    places[0] = 100, places[1] = 100;
    build_selection(&b, "kind = 'kindergarten'", 2025, "kindergarten");
    jj_rule *r = build_rule(&b, "C", JJ_CAPACITY, "CNTY117", "kind = 'kindergarten'");
    r->num_attr = "places";
    build_target(r, 91, 100);
    build_run(&b);
    CHECK_NEAR(built_row(&b, "C", "A")->gap, 82, 0);
    CHECK(strstr(built_row(&b, "C", "A")->evidence_en, "182 places needed, 82 short"));
    CHECK_NEAR(built_row(&b, "C", "B")->gap, 0, 0);
    CHECK(strstr(built_row(&b, "C", "B")->evidence_en, "91 places needed, 9 to spare"));
    CHECK_NEAR(built_row(&b, "C", "140000")->gap, 73, 0); /* 273 needed, 200 there */
    build_free(&b);
}

static void test_reported_figures(void) {
    built b = two_counties(1, 1);
    b.s.year = 2022;
    jj_rule *r = build_rule(&b, "R", JJ_ATTR_SHARE, "PROV1", HOME);
    r->num_attr = "beds_nursing";
    r->den_attr = "beds";
    r->target_year = 2023;
    r->base_year = 2020;
    r->base_value = 0.76;
    build_target(r, 80, 100);
    b.s.indicators = jj_alloc(1, sizeof *b.s.indicators);
    b.s.n_indicators = 1;
    b.s.indicators[0] = (jj_indicator){.rule = "R",
                                       .unit = 0,
                                       .year = 2023,
                                       .num = NAN,
                                       .den = NAN,
                                       .value = 0.785,
                                       .source = "Department",
                                       .document = ""};
    build_run(&b);
    const jj_rule_row *row = built_row(&b, "R", "140000");
    CHECK_INT(row->verdict, JJ_FAIL);
    CHECK_NEAR(row->value, 0.785, 0);
    CHECK_STR(row->reported_source, "Department");
    CHECK_NEAR(row->progress.done, 0.625, 1e-12);
    CHECK_NEAR(row->progress.time, 2.0 / 3, 1e-12);
    CHECK_INT(row->progress.class, JJ_PROGRESS_BEHIND);
    /* computed as well: the computed figure is judged, the reported one stands beside it */
    in_unit(&b, "1", "elder_home", "A");
    column(&b, "beds_nursing")[0] = 81;
    column(&b, "beds")[0] = 100;
    build_selection(&b, HOME, 2023, "elder_home");
    build_run(&b);
    row = built_row(&b, "R", "140000");
    CHECK_INT(row->verdict, JJ_PASS);
    CHECK_NEAR(row->value, 0.81, 1e-15);
    CHECK_NEAR(row->reported, 0.785, 0);
    CHECK_INT(row->progress.class, JJ_PROGRESS_AHEAD);
    CHECK(strstr(row->evidence_en, "computed less reported +0.025"));
    build_free(&b);
}

/* A figure of the year before is judged, says its year, and its progress is that of its year. */
static void test_reported_of_an_earlier_year(void) {
    built b = two_counties(1, 1);
    b.s.year = 2025;
    jj_rule *r = build_rule(&b, "R", JJ_ATTR_SHARE, "PROV1", HOME);
    r->num_attr = "beds_nursing";
    r->den_attr = "beds";
    r->target_year = 2023;
    r->base_year = 2020;
    r->base_value = 0.76;
    build_target(r, 80, 100);
    b.s.indicators = jj_alloc(2, sizeof *b.s.indicators);
    b.s.n_indicators = 2;
    const jj_indicator base = {.rule = "R", .num = NAN, .den = NAN, .source = "D", .document = "9"};
    b.s.indicators[0] = b.s.indicators[1] = base;
    b.s.indicators[0].year = 2020; /* the base itself judges nothing */
    b.s.indicators[0].value = 0.99;
    b.s.indicators[1].year = 2022;
    b.s.indicators[1].value = 0.785;
    build_run(&b);
    const jj_rule_row *row = built_row(&b, "R", "140000");
    CHECK_NEAR(row->value, 0.785, 0);
    CHECK_INT(row->reported_year, 2022);
    CHECK_NEAR(row->progress.time, 2.0 / 3, 1e-12);
    CHECK(strstr(row->evidence_en, "reported 0.785 by D (9), of 2022"));
    build_free(&b);
}

int main(void) {
    RUN(test_share_of_sums);
    RUN(test_numerator_and_denominator_by_filters);
    RUN(test_per_people);
    RUN(test_gross_rate);
    RUN(test_flags_not_stated);
    RUN(test_unit_columns_and_what_is_missing);
    RUN(test_openings_by_year);
    RUN(test_location_quotient);
    RUN(test_places_short_and_to_spare);
    RUN(test_reported_figures);
    RUN(test_reported_of_an_earlier_year);
    return 0;
}
