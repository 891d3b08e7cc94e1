#include "rules/fields.h"
#include "rules/proposal.h"
#include "rules/what_if.h"
#include "scene_builder.h"

enum { SIDE = 24, N_FACILITIES = 12, N_CASES = 12 };

/* A county of two towns on rough ground; facility i stands somewhere and is of the kind. */
static built random_county(uint64_t *seed) {
    built b = build(2025);
    build_grid(&b, SIDE, SIDE, 100);
    build_level(&b, "county");
    build_box(&b, build_unit(&b, "140901", "county", ""), 0, 0, SIDE - 1, SIDE - 1);
    build_level(&b, "township");
    build_box(&b, build_unit(&b, "140901100", "town", "140901"), 0, 0, SIDE / 2 - 1, SIDE - 1);
    build_box(&b, build_unit(&b, "140901101", "town", "140901"), SIDE / 2, 0, SIDE - 1, SIDE - 1);
    jj_demand *d = build_demand(&b, "total", 2025);
    for (uint32_t i = 0; i < SIDE * SIDE; i++)
        build_people(&b, d, i / SIDE, i % SIDE, test_below(seed, 50));
    for (int i = 0; i < N_FACILITIES; i++) {
        char id[8];
        snprintf(id, sizeof id, "k%02d", i);
        jj_facility *f = build_facility(&b, id, "library");
        build_place(&b, f, test_below(seed, SIDE), test_below(seed, SIDE));
    }
    jj_profile *p = build_profile(&b, "walk", 1, JJ_STENCIL_TRUE32);
    for (size_t i = 0; i < SIDE * SIDE; i++)
        p->pace_ms_m[i] = test_below(seed, 10) ? (float)(500 + test_below(seed, 3000)) : 0;
    jj_rule *r = build_rule(&b, "R", JJ_POP_COVER, "TWN", "kind = 'library'");
    r->profiles[0] = "walk";
    r->n_profiles = 1;
    r->threshold[0] = 10;
    r->threshold_unit = "min";
    build_target(r, 1, 2);
    return b;
}

/* The selection without those whose bit is set. */
static void select_without(built *b, uint32_t closed, jj_selection *out) {
    *out = (jj_selection){.filter = "kind = 'library'",
                          .year = 2025,
                          .facilities = jj_alloc(N_FACILITIES, sizeof *out->facilities)};
    for (uint32_t i = 0; i < b->s.n_facilities; i++)
        if (!(closed >> i & 1))
            out->facilities[out->n++] = i;
    out->has_source = out->n > 0;
}

static jj_scene changed(const built *b, jj_selection *selection) {
    jj_scene s = b->s;
    s.selections = selection;
    s.n_selections = 1;
    return s;
}

static void check_same(const built *b, const jj_result *a, const jj_result *r) {
    size_t n = jj_grid_cells(&b->s.grid);
    CHECK(a->n_fields == 1 && r->n_fields == 1 && a->n_rows == r->n_rows);
    CHECK(memcmp(a->fields[0].time_ms, r->fields[0].time_ms, n * 4) == 0);
    CHECK(memcmp(a->fields[0].nearest, r->fields[0].nearest, n * 4) == 0);
    for (size_t i = 0; i < a->n_rows; i++) {
        CHECK(a->rows[i].verdict == r->rows[i].verdict);
        CHECK(memcmp(&a->rows[i].num, &r->rows[i].num, sizeof a->rows[i].num) == 0);
        CHECK(memcmp(&a->rows[i].value, &r->rows[i].value, sizeof a->rows[i].value) == 0);
    }
    CHECK(a->n_reaches == 1 && memcmp(a->reaches[0].reach, r->reaches[0].reach, n) == 0);
}

/* Without what stands beside the figures they are the same figures. */
static void check_figures_only(const built *b, const jj_scene *s, const jj_result *fields,
                               const jj_result *full) {
    jj_result bare = {0};
    CHECK_OK(b->ctx, jj_fields_change(b->ctx, s, s, fields, &bare, NULL));
    CHECK_OK(b->ctx, jj_run_figures(b->ctx, s, &b->rules, NULL, &bare));
    check_same(b, &bare, full);
    jj_result_deinit(&bare);
}

/* From one set of open facilities to another: fields and verdicts are those of a full run. */
static void check_change(built *b, uint32_t closed_was, uint32_t closed_now) {
    jj_selection was_selection, now_selection;
    jj_result was = {0}, now = {0}, full = {0};
    select_without(b, closed_was, &was_selection);
    select_without(b, closed_now, &now_selection);
    jj_scene s_was = changed(b, &was_selection), s_now = changed(b, &now_selection);
    CHECK_OK(b->ctx, jj_run(b->ctx, &s_was, &b->rules, &was));
    CHECK_OK(b->ctx, jj_run(b->ctx, &s_now, &b->rules, &full));
    CHECK_OK(b->ctx, jj_fields_change(b->ctx, &s_was, &s_now, &was, &now, NULL));
    CHECK_OK(b->ctx, jj_run_judges(b->ctx, &s_now, &b->rules, &now));
    check_same(b, &now, &full);
    check_figures_only(b, &s_now, &now, &full);
    jj_proposal_effect e;
    const jj_comparison of = {.was = {&s_was, &was}, .now = {&s_now, &now}, .rules = &b->rules};
    CHECK_OK(b->ctx, jj_proposal_compare(b->ctx, &of, &e));
    CHECK(e.after - e.before == e.newly - e.lost); /* whole people: exact */
    if (closed_was == closed_now)
        CHECK(e.newly == 0 && e.lost == 0 && e.n_units == 0 && e.n_flips == 0 && e.gaining == 0);
    if ((closed_was & closed_now) == closed_now)
        CHECK(e.lost == 0);
    jj_proposal_effect_deinit(&e);
    jj_result_deinit(&was);
    jj_result_deinit(&now);
    jj_result_deinit(&full);
    jj_free(was_selection.facilities);
    jj_free(now_selection.facilities);
}

/* One proposal after another: the fields after the last. */
static void check_order(built *b, uint32_t closed_first, const uint32_t *steps, size_t n) {
    uint32_t closed = closed_first;
    jj_selection selection[2];
    jj_result at[2] = {0}, full = {0};
    select_without(b, closed, &selection[0]);
    jj_scene s[2] = {changed(b, &selection[0])};
    CHECK_OK(b->ctx, jj_fields_solve(b->ctx, &s[0], &b->rules, &at[0]));
    for (size_t i = 0; i < n; i++) {
        size_t from = i % 2, to = 1 - from;
        closed ^= steps[i]; /* what is open closes, what is closed opens */
        select_without(b, closed, &selection[to]);
        s[to] = changed(b, &selection[to]);
        CHECK_OK(b->ctx, jj_fields_change(b->ctx, &s[from], &s[to], &at[from], &at[to], NULL));
        jj_result_deinit(&at[from]);
        jj_free(selection[from].facilities);
        at[from] = (jj_result){0};
    }
    size_t last = n % 2;
    CHECK_OK(b->ctx, jj_run_judges(b->ctx, &s[last], &b->rules, &at[last]));
    CHECK_OK(b->ctx, jj_run(b->ctx, &s[last], &b->rules, &full));
    check_same(b, &at[last], &full);
    jj_result_deinit(&at[last]);
    jj_result_deinit(&full);
    jj_free(selection[last].facilities);
}

/* In whatever order they come, the state after all of them is that of the changed list. */
static void test_order_is_irrelevant(void) {
    uint64_t seed = 20260212;
    printf("seed %llu\n", (unsigned long long)seed);
    for (int i = 0; i < N_CASES; i++) {
        built b = random_county(&seed);
        uint32_t first = test_below(&seed, 1 << N_FACILITIES);
        const uint32_t there[] = {1, 6, 8}, back[] = {8, 6, 1}, undone[] = {8, 1, 6, 1, 6, 8};
        check_order(&b, first, there, JJ_COUNT(there));
        check_order(&b, first, back, JJ_COUNT(back));
        check_order(&b, first, undone, JJ_COUNT(undone));
        build_free(&b);
    }
}

static void test_equals_full_run(void) {
    uint64_t seed = 20260211;
    printf("seed %llu\n", (unsigned long long)seed);
    for (int i = 0; i < N_CASES; i++) {
        built b = random_county(&seed);
        uint32_t was = test_below(&seed, 1 << N_FACILITIES),
                 now = test_below(&seed, 1 << N_FACILITIES);
        check_change(&b, was, now);       /* some close, some open */
        check_change(&b, was, was);       /* an empty proposal changes nothing */
        check_change(&b, was, was & now); /* opening alone loses nobody */
        check_change(&b, 0, 1);
        build_free(&b);
    }
}

/* The village table of a township, worked by hand: minutes on foot, children of 3 to 5. */
static void test_size_by_hand(void) {
    jj_ctx *ctx = jj_ctx_new();
    jj_size_ask ask = {.rate_10000 = 9100,
                       .class_size = 30,
                       .most_classes = 12,
                       .capacity = 270,
                       .n_years = 2,
                       .year = {2025, 2028},
                       .people = {219, 169}};
    jj_size s;
    CHECK_OK(ctx, jj_size_find(ctx, &ask, &s));
    CHECK(s.places[0] == 200 && s.places[1] == 154); /* 199.29 and 153.79 */
    CHECK(s.classes == 6 && s.advised == 180);
    CHECK(fabs(s.used[1] - 154.0 / 180) < 1e-12);       /* 85.6 % */
    CHECK(fabs(s.used_asked[1] - 154.0 / 270) < 1e-12); /* 57.0 % */
    CHECK(s.is_surplus && !s.is_short);
    CHECK(s.extra_classes == 1 && s.extra_from == 2025 && s.extra_to == 2026);
    ask.capacity = 150;
    CHECK_OK(ctx, jj_size_find(ctx, &ask, &s));
    CHECK(s.is_short && !s.is_surplus);
    ask.people[0] = ask.people[1] = 500; /* 455 places: more than one may hold */
    CHECK_OK(ctx, jj_size_find(ctx, &ask, &s));
    CHECK(s.is_cut && s.advised == 360 && s.classes == 12);
    ask.people[0] = ask.people[1] = 100; /* 91 places exactly, not 92 */
    CHECK_OK(ctx, jj_size_find(ctx, &ask, &s));
    CHECK(s.places[0] == 91 && s.classes == 4);
    jj_ctx_free(ctx);
}

static void test_size_refusals(void) {
    jj_ctx *ctx = jj_ctx_new();
    const jj_size_ask good = {
        .rate_10000 = 9100, .class_size = 30, .n_years = 1, .year = {2025}, .people = {10}};
    jj_size s;
    jj_size_ask bad = good;
    bad.n_years = 0;
    CHECK(jj_size_find(ctx, &bad, &s) == JJ_E_RANGE);
    bad = good;
    bad.rate_10000 = 0;
    CHECK(jj_size_find(ctx, &bad, &s) == JJ_E_RANGE);
    bad = good;
    bad.capacity = -1;
    CHECK(jj_size_find(ctx, &bad, &s) == JJ_E_RANGE);
    bad = good;
    bad.people[0] = NAN;
    CHECK(jj_size_find(ctx, &bad, &s) == JJ_E_RANGE);
    bad = good;
    bad.n_years = 2;
    bad.year[1] = 2025;
    CHECK(jj_size_find(ctx, &bad, &s) == JJ_E_RANGE);
    jj_ctx_free(ctx);
}

int main(void) {
    RUN(test_equals_full_run);
    RUN(test_order_is_irrelevant);
    RUN(test_size_by_hand);
    RUN(test_size_refusals);
    return 0;
}
