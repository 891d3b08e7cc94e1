/*
 * Every rule of the shipped catalogue on a synthetic province (seeded, plainly made up): each
 * yields rows with a sentence, sums close, nothing passes without data. TEST_SIDE sets the cells a
 * side.
 */
#include "load/catalogue.h"
#include "rules/fields.h"
#include "rules/judge.h"
#include "scene_builder.h"

enum { N_COUNTIES = 36, N_PER_KIND = 40 };

static char *county_code(built *b, uint32_t i) {
    return jj_arena_printf(&b->s.arena, "14%02u%02u", i / 6 + 1, i % 6 + 21);
}

/*
 * A province, six prefectures, 36 counties in a 6 x 6 checkerboard, a town and a subdistrict each.
 */
static void make_units(built *b, uint32_t side) {
    build_level(b, "province");
    build_unit(b, "140000", "province", "");
    build_level(b, "prefecture");
    for (uint32_t i = 0; i < 6; i++)
        build_unit(b, jj_arena_printf(&b->s.arena, "14%02u00", i + 1), "prefecture-city", "140000");
    build_level(b, "county");
    for (uint32_t i = 0; i < N_COUNTIES; i++) {
        const char *parent = jj_arena_printf(&b->s.arena, "14%02u00", i / 6 + 1);
        uint32_t unit = build_unit(b, county_code(b, i), i % 3 ? "county" : "district", parent);
        uint32_t r = i / 6 * side / 6, c = i % 6 * side / 6;
        build_box(b, unit, r, c, (i / 6 + 1) * side / 6 - 1, (i % 6 + 1) * side / 6 - 1);
    }
    build_level(b, "township");
    for (uint32_t i = 0; i < N_COUNTIES; i++)
        for (uint32_t k = 0; k < 2; k++) {
            const char *code =
                jj_arena_printf(&b->s.arena, "%s%s", county_code(b, i), k ? "100" : "001");
            uint32_t unit = build_unit(b, code, k ? "town" : "subdistrict", county_code(b, i));
            uint32_t r0 = i / 6 * side / 6, c0 = i % 6 * side / 6, half = side / 12;
            build_box(b, unit, r0 + k * half, c0, k ? (i / 6 + 1) * side / 6 - 1 : r0 + half - 1,
                      (i % 6 + 1) * side / 6 - 1);
        }
}

static void make_people(built *b, uint32_t side, uint64_t *seed) {
    static const char *const groups[] = {"total",    "age0_2", "age3_5", "age6_11",   "age12_14",
                                         "age15_17", "age60p", "age65p", "households"};
    for (size_t g = 0; g < sizeof groups / sizeof groups[0]; g++) {
        jj_demand *d = build_demand(b, groups[g], 2025);
        d->is_modelled = g > 0;
        for (uint32_t i = 0; i < side * side; i++)
            if (test_below(seed, 4) == 0)
                build_people(b, d, i / side, i % side, test_below(seed, 400) / (g ? 16.0 : 1.0));
    }
    b->s.is_urban = jj_alloc((size_t)side * side, sizeof *b->s.is_urban);
    for (size_t i = 0; i < (size_t)side * side; i++)
        b->s.is_urban[i] = (float)(test_below(seed, 5) / 4.0);
}

/* Facilities of every kind that a filter quotes. */
static void make_facilities(built *b, uint32_t side, uint64_t *seed) {
    static const char *const kinds[] = {
        "kindergarten",   "primary_school",    "junior_school", "senior_school", "hospital",
        "village_clinic", "township_hospital", "elder_daycare", "elder_home",    "library",
        "sports_park",    "fitness_centre",    "child_welfare"};
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++)
        for (uint32_t i = 0; i < N_PER_KIND; i++) {
            char id[16];
            snprintf(id, sizeof id, "%04zu", k * N_PER_KIND + i);
            jj_facility *f = build_facility(b, id, kinds[k]);
            build_place(b, f, test_below(seed, side), test_below(seed, side));
            f->unit_declared =
                jj_unit_find(&b->s.units, county_code(b, test_below(seed, N_COUNTIES)));
            f->open_date = 20180101 + 10000 * (int32_t)test_below(seed, 8);
            f->is_inferred = test_below(seed, 5) == 0;
        }
}

static void make_attributes(built *b, uint64_t *seed) {
    static const char *const names[] = {"places",       "enrol",          "beds",
                                        "beds_nursing", "staff_teachers", "staff_doctors",
                                        "standard_met", "area_m2"};
    size_t n = sizeof names / sizeof names[0];
    jj_attributes *a = &b->s.attributes;
    *a = (jj_attributes){jj_alloc(n, sizeof *a->names), n, jj_alloc(n, sizeof *a->values)};
    for (size_t k = 0; k < n; k++) {
        a->names[k] = names[k];
        a->values[k] = jj_alloc(b->s.n_facilities, sizeof **a->values);
        for (size_t i = 0; i < b->s.n_facilities; i++)
            a->values[k][i] =
                test_below(seed, 10) == 0 ? NAN : (double)test_below(seed, k == 6 ? 2 : 500);
    }
}

/* Picks by quoted kinds alone; what SQL does with the rest is the store's test. */
static void make_selections(built *b) {
    for (size_t r = 0; r < b->rules.n; r++)
        for (size_t i = 0; i < b->rules.rules[r].n_filters; i++) {
            const char *filter = b->rules.rules[r].filters[i];
            int year = jj_rule_year(&b->rules.rules[r], b->s.year);
            if (jj_scene_selection(&b->s, filter, year))
                continue;
            jj_selection *sel = build_selection(b, filter, year, "");
            for (uint32_t k = 0; k < b->s.n_facilities; k++)
                if (jj_filter_quotes(filter, b->s.facilities[k].kind) &&
                    jj_facility_is_open(&b->s.facilities[k], year))
                    sel->facilities[sel->n++] = k;
        }
}

static built make_province(uint32_t side) {
    uint64_t seed = test_seed();
    built b = build(2025);
    build_grid(&b, side, side, 500);
    make_units(&b, side);
    make_people(&b, side, &seed);
    make_facilities(&b, side, &seed);
    make_attributes(&b, &seed);
    build_profile(&b, "walk_std", 1.11, JJ_STENCIL_TRUE32);
    build_profile(&b, "walk_elder", 0.8, JJ_STENCIL_TRUE32);
    build_profile(&b, "cycle_std", 12 / 3.6, JJ_STENCIL_TRUE32);
    build_profile(&b, "drive", 40 / 3.6, JJ_STENCIL_TRUE32);
    CHECK_OK(b.ctx, jj_rules_read(b.ctx, JIUJIN_GEODATA_SOURCE "/rules/shanxi-2025.csv", &b.rules));
    make_selections(&b);
    return b;
}

static void check_row(const built *b, const jj_rule_row *r) {
    CHECK(r->evidence_en[0] && r->evidence_zh[0]);
    CHECK(!strstr(r->evidence_en, "nan") && !strstr(r->evidence_zh, "nan"));
    CHECK((r->verdict == JJ_NODATA) == (r->missing[0] != 0));
    if (r->verdict != JJ_PASS && r->verdict != JJ_FAIL)
        return;
    CHECK(!isnan(r->num));
    CHECK(r->gap >= 0);
    CHECK((r->gap > 0) == (r->verdict == JJ_FAIL));
    CHECK(r->rule < b->rules.n);
}

/* One search for each distinct filter, profile and year, however many rules ask. */
static void check_fields(const built *b) {
    size_t n_asked = 0;
    for (size_t i = 0; i < b->rules.n; i++)
        if (jj_rule_needs_fields(&b->rules.rules[i]))
            n_asked += jj_rule_n_kinds(&b->rules.rules[i]) * b->rules.rules[i].n_profiles;
    CHECK_INT(b->result.solves.n_fields, b->result.n_fields);
    CHECK(b->result.n_fields < n_asked);
    for (size_t i = 0; i < b->result.n_fields; i++)
        for (size_t k = 0; k < i; k++) {
            const jj_result_field *f = &b->result.fields[i], *g = &b->result.fields[k];
            const char *filter = b->s.selections[f->selection].filter;
            CHECK(strcmp(f->id, g->id) != 0);
            CHECK(f->year != g->year || f->profile != g->profile ||
                  strcmp(filter, b->s.selections[g->selection].filter) != 0);
        }
    printf("%zu fields for %zu questions of rules\n", b->result.n_fields, n_asked);
}

static void test_every_rule(void) {
    const char *asked = getenv("TEST_SIDE");
    uint32_t side = asked ? (uint32_t)atol(asked) : 60;
    built b = make_province(side);
    build_run(&b);
    JJ_AUTO uint32_t *n_rows = jj_alloc(b.rules.n, sizeof *n_rows);
    size_t n_judged = 0;
    for (size_t i = 0; i < b.result.n_rows; i++) {
        const jj_rule_row *r = &b.result.rows[i];
        n_rows[r->rule]++;
        check_row(&b, r);
        n_judged += r->verdict == JJ_PASS || r->verdict == JJ_FAIL;
    }
    for (size_t i = 0; i < b.rules.n; i++)
        CHECK(n_rows[i] > 0);
    CHECK(n_judged > 500);
    check_fields(&b);
    printf("%zu rules, %zu fields, %zu rows, %zu of them pass or fail\n", b.rules.n,
           b.result.n_fields, b.result.n_rows, n_judged);
    build_free(&b);
}

/* The same scene, one thread and four: the same bits. */
static void test_threads(void) {
    built a = make_province(48), b = make_province(48);
    CHECK_OK(a.ctx, jj_ctx_set_threads(a.ctx, 1));
    CHECK_OK(b.ctx, jj_ctx_set_threads(b.ctx, 4));
    build_run(&a);
    build_run(&b);
    CHECK_INT(a.result.n_rows, b.result.n_rows);
    for (size_t i = 0; i < a.result.n_rows; i++) {
        const jj_rule_row *x = &a.result.rows[i], *y = &b.result.rows[i];
        CHECK(memcmp(&x->num, &y->num, sizeof x->num) == 0);
        CHECK_INT(x->verdict, y->verdict);
        CHECK_STR(x->evidence_zh, y->evidence_zh);
    }
    build_free(&a);
    build_free(&b);
}

int main(void) {
    RUN(test_every_rule);
    RUN(test_threads);
    return 0;
}
