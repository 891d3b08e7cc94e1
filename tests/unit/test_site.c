/* Siting on scenes: budgets against enumeration, surfaces against full runs, constraint ground. */
#include "analysis/siting/budget.h"
#include "geo/centres.h"
#include "rules/fields.h"
#include "rules/gain.h"
#include "rules/opportunity.h"
#include "scene_builder.h"
#include "store/buffer.h"
#include "store/crs.h"

/* --- budgets --------------------------------------------------------------------------------- */

enum { N_SITES = 12, N_CLIENTS = 30 };

static double covered_by(const jj_cost_table *t, const double *demand, double radius,
                         uint32_t open) {
    double sum = 0;
    for (uint32_t c = 0; c < t->n_clients; c++)
        for (uint64_t k = t->client_first[c]; k < t->client_first[c + 1]; k++)
            if (t->client_cost[k] <= radius && open >> t->client_site[k] & 1) {
                sum += demand[c];
                break;
            }
    return sum;
}

static void test_budget_is_what_enumeration_finds(void) {
    uint64_t seed = test_seed();
    jj_ctx *ctx = jj_ctx_new();
    for (int i = 0; i < 60; i++) {
        jj_cost rows[N_SITES * N_CLIENTS];
        double demand[N_CLIENTS], price[N_SITES];
        uint8_t is_fixed[N_SITES] = {0};
        uint64_t n = 0;
        for (uint32_t c = 0; c < N_CLIENTS; c++)
            demand[c] = test_below(&seed, 100);
        for (uint32_t s = 0; s < N_SITES; s++) {
            price[s] = 1 + test_below(&seed, 9);
            is_fixed[s] = test_below(&seed, 8) == 0;
            for (uint32_t c = 0; c < N_CLIENTS; c++)
                if (test_below(&seed, 4) == 0)
                    rows[n++] = (jj_cost){c, s, test_below(&seed, 20)};
        }
        jj_cost_table t;
        CHECK_OK(ctx, jj_cost_table_build(ctx, N_CLIENTS, N_SITES, rows, n, &t));
        jj_budget ask = {.table = &t,
                         .demand = demand,
                         .radius = 15,
                         .price = price,
                         .money = test_below(&seed, 30),
                         .is_fixed = is_fixed};
        double best = 0;
        for (uint32_t open = 0; open < 1U << N_SITES; open++) {
            double cost = 0;
            bool is_legal = true;
            for (uint32_t s = 0; s < N_SITES; s++) {
                is_legal = is_legal && (!is_fixed[s] || open >> s & 1);
                cost += open >> s & 1 && !is_fixed[s] ? price[s] : 0;
            }
            if (is_legal && cost <= ask.money)
                best = fmax(best, covered_by(&t, demand, 15, open));
        }
        jj_budgeted b;
        CHECK_OK(ctx, jj_budget_solve(ctx, &ask, &b));
        CHECK(b.covered == best && b.bound == best && b.spent <= ask.money);
        ask.most_nodes = 1; /* cut short: still an answer between greedy and bound */
        jj_budgeted_deinit(&b);
        CHECK_OK(ctx, jj_budget_solve(ctx, &ask, &b));
        CHECK(b.covered <= best && b.bound >= best);
        jj_budgeted_deinit(&b);
        jj_cost_table_deinit(&t);
    }
    jj_ctx_free(ctx);
}

static void test_budget_refusals(void) {
    jj_ctx *ctx = jj_ctx_new();
    const jj_cost row = {0, 0, 1};
    double price[1] = {-1};
    jj_cost_table t;
    jj_budgeted b;
    CHECK_OK(ctx, jj_cost_table_build(ctx, 1, 1, &row, 1, &t));
    jj_budget ask = {.table = &t, .radius = 1, .price = price, .money = 1};
    CHECK_REFUSED(ctx, jj_budget_solve(ctx, &ask, &b), JJ_E_RANGE, "price");
    jj_budgeted_deinit(&b);
    price[0] = 1;
    ask.money = NAN;
    CHECK_REFUSED(ctx, jj_budget_solve(ctx, &ask, &b), JJ_E_RANGE, "budget");
    jj_budgeted_deinit(&b);
    jj_cost_table_deinit(&t);
    jj_ctx_free(ctx);
}

/* --- surfaces -------------------------------------------------------------------------------- */

enum { SIDE = 20 };

static built county(uint64_t *seed, jj_mode mode) {
    built b = build(2025);
    build_grid(&b, SIDE, SIDE, 100);
    build_level(&b, "county");
    build_box(&b, build_unit(&b, "140901", "county", ""), 0, 0, SIDE - 1, SIDE - 3);
    jj_demand *d = build_demand(&b, "total", 2025);
    for (uint32_t i = 0; i < SIDE * SIDE; i++)
        build_people(&b, d, i / SIDE, i % SIDE, test_below(seed, 3) ? test_below(seed, 50) : 0);
    for (int i = 0; i < 3; i++) {
        char id[8];
        snprintf(id, sizeof id, "k%d", i);
        build_place(&b, build_facility(&b, id, "library"), test_below(seed, SIDE),
                    test_below(seed, SIDE));
    }
    jj_profile *p = build_profile(&b, "walk", 1, JJ_STENCIL_TRUE32);
    p->mode = mode;
    for (size_t i = 0; mode == JJ_MODE_GROUND && i < SIDE * SIDE; i++)
        p->pace_ms_m[i] = test_below(seed, 12) ? (float)(500 + test_below(seed, 3000)) : 0;
    jj_rule *r = build_rule(&b, "R", JJ_POP_COVER, "CNTY117", "kind = 'library'");
    r->profiles[0] = "walk";
    r->n_profiles = 1;
    r->threshold[0] = 7;
    r->threshold_unit = "min";
    build_target(r, 1, 2);
    build_selection(&b, "kind = 'library'", 2025, "library");
    build_run(&b);
    return b;
}

/* The people a full run finds newly within reach when one more stands in the cell. */
static double by_full_run(built *b, const jj_gain_base *base, uint32_t cell) {
    uint32_t all[4] = {0, 1, 2, 3};
    JJ_AUTO uint32_t *ms = jj_alloc(SIDE * SIDE, sizeof *ms);
    JJ_AUTO uint32_t *nearest = jj_alloc(SIDE * SIDE, sizeof *nearest);
    double sum = 0;
    build_place(b, &b->s.facilities[3], cell / SIDE, cell % SIDE);
    jj_field_query q = {base->profile, all, 4, JJ_FARTHEST, NULL};
    CHECK_OK(b->ctx, jj_field_solve(b->ctx, &b->s, &q, ms, nearest));
    for (size_t i = 0; i < SIDE * SIDE; i++)
        if (ms[i] <= base->within_ms && base->field->time_ms[i] > base->within_ms &&
            jj_reach_is_uncovered(base->reach->reach[i]))
            sum += base->reach->people[i];
    return sum;
}

static void check_surface(uint64_t *seed, jj_mode mode) {
    built b = county(seed, mode);
    jj_gain_base base;
    CHECK_OK(b.ctx, jj_gain_of_rule(b.ctx, &b.s, &b.rules, &b.result, 0, &base));
    JJ_AUTO uint8_t *may = jj_alloc(SIDE * SIDE, 1);
    JJ_AUTO double *gain = jj_alloc(SIDE * SIDE, sizeof *gain);
    b.s.constraints = jj_alloc(1, sizeof *b.s.constraints);
    b.s.constraint_bits = jj_alloc(SIDE * SIDE, sizeof *b.s.constraint_bits);
    b.s.n_constraints = 1;
    b.s.constraints[0] = (jj_constraint){.name = "farm", .clause = "", .effect = JJ_EFFECT_FORBID};
    for (size_t i = 0; i < SIDE * SIDE; i++)
        b.s.constraint_bits[i] = test_below(seed, 3) == 0;
    jj_gain_permitted(&b.s, "library", base.profile, base.rows, may);
    for (size_t i = 0; i < SIDE * SIDE; i++) {
        bool is_free =
            !b.s.constraint_bits[i] && i % SIDE < SIDE - 2 && base.profile->pace_ms_m[i] > 0;
        CHECK(may[i] == is_free);
    }
    CHECK_OK(b.ctx, jj_gain_surface(b.ctx, &b.s, &base, may, gain));
    build_facility(&b, "x", "library");
    for (uint32_t i = 0; i < SIDE * SIDE; i++) {
        CHECK(isnan(gain[i]) == !may[i]);
        if (may[i] && i % 7 == 0)
            CHECK(gain[i] == by_full_run(&b, &base, i));
    }
    build_free(&b);
}

static void test_surface_is_what_full_runs_give(void) {
    uint64_t seed = test_seed();
    for (int i = 0; i < 3; i++) {
        check_surface(&seed, JJ_MODE_GROUND);
        check_surface(&seed, JJ_MODE_STRAIGHT);
    }
}

/* --- several profiles, two limits, several kinds ---------------------------------------------- */

/* Milliseconds to the nearest of the kind, one more in `cell` when it is not JJ_NO_CELL. */
static void joint_ms(built *b, const char *kind, uint32_t cell, uint32_t *least) {
    uint32_t all[8], ms[SIDE * SIDE], n = 0, extra = (uint32_t)b->s.n_facilities - 1;
    for (uint32_t i = 0; i < extra; i++)
        if (strcmp(b->s.facilities[i].kind, kind) == 0)
            all[n++] = i;
    if (cell != JJ_NO_CELL) {
        build_place(b, &b->s.facilities[extra], cell / SIDE, cell % SIDE);
        all[n++] = extra;
    }
    memset(least, 0xff, SIDE * SIDE * sizeof *least);
    for (size_t p = 0; p < b->s.n_profiles; p++) {
        jj_field_query q = {&b->s.profiles[p], all, n, JJ_FARTHEST, NULL};
        CHECK_OK(b->ctx, jj_field_solve(b->ctx, &b->s, &q, ms, NULL));
        for (size_t i = 0; i < SIDE * SIDE; i++)
            least[i] = ms[i] < least[i] ? ms[i] : least[i];
    }
}

/* Who comes within by one more of `kind` in the cell, the other kind being as it is. */
static double by_every_field(built *b, const char *kind, const char *other, uint32_t cell) {
    static uint32_t before[SIDE * SIDE], after[SIDE * SIDE], beside[SIDE * SIDE];
    double sum = 0;
    joint_ms(b, kind, JJ_NO_CELL, before);
    joint_ms(b, kind, cell, after);
    if (other)
        joint_ms(b, other, JJ_NO_CELL, beside);
    for (size_t i = 0; i < SIDE * SIDE; i++) {
        uint32_t limit = b->s.is_urban[i] < 0.5F ? 5 * 60000 : 3 * 60000;
        bool has_other = !other || beside[i] <= limit;
        if (has_other && before[i] > limit && after[i] <= limit)
            sum += b->s.demands[0].people[i];
    }
    return sum;
}

static void check_joint_surface(uint64_t *seed, bool has_two_kinds) {
    built b = county(seed, JJ_MODE_GROUND);
    const char *why;
    jj_profile *p = build_profile(&b, "line", 1.3, JJ_STENCIL_TRUE32);
    p->mode = JJ_MODE_STRAIGHT;
    jj_rule *r = &b.rules.rules[0];
    r->profiles[r->n_profiles++] = "line";
    r->threshold[0] = 3;
    r->threshold[1] = 5;
    b.s.is_urban = jj_alloc(SIDE * SIDE, sizeof *b.s.is_urban);
    for (size_t i = 0; i < SIDE * SIDE; i++)
        b.s.is_urban[i] = (float)test_below(seed, 2);
    if (has_two_kinds) {
        build_place(&b, build_facility(&b, "s0", "stadium"), test_below(seed, SIDE), 4);
        r->filters[r->n_filters++] = "kind = 'stadium'";
        build_selection(&b, "kind = 'stadium'", 2025, "stadium");
    }
    build_run(&b);
    CHECK_INT(jj_opportunity_count(&b.s, &b.rules, &b.result, 0, &why), has_two_kinds ? 2 : 1);
    build_facility(&b, "x", "none");
    for (size_t k = 0; k < r->n_filters; k++) {
        JJ_AUTO uint8_t *may = jj_alloc(SIDE * SIDE, 1);
        JJ_AUTO double *gain = jj_alloc(SIDE * SIDE, sizeof *gain);
        const char *other = !has_two_kinds ? NULL : k ? "library" : "stadium";
        memset(may, 1, SIDE * SIDE);
        const jj_opportunity_ask ask = {.k = k};
        CHECK_OK(b.ctx,
                 jj_opportunity_surface_of(b.ctx, &b.s, &b.rules, &b.result, &ask, may, gain));
        for (uint32_t i = 0; i < SIDE * SIDE; i++) {
            CHECK(isnan(gain[i]) == !may[i]);
            if (may[i] && i % 11 == 0)
                CHECK_NEAR(gain[i], by_every_field(&b, k ? "stadium" : "library", other, i), 1e-9);
        }
    }
    build_free(&b);
}

static void test_surface_of_profiles_limits_and_kinds(void) {
    uint64_t seed = test_seed();
    check_joint_surface(&seed, false);
    check_joint_surface(&seed, true);
}

/* --- the own unit's facilities alone --------------------------------------------------------- */

static uint32_t half_of(uint32_t cell) {
    return cell % SIDE < SIDE / 2 ? 1 : 2;
}

/* Who of the cell's half comes within by one more there, only facilities of the half serving. */
static double by_own_field(built *b, uint32_t cell, uint32_t limit_ms) {
    static uint32_t before[SIDE * SIDE], after[SIDE * SIDE];
    uint32_t own[16], n = 0, extra = (uint32_t)b->s.n_facilities - 1;
    double sum = 0;
    for (uint32_t i = 0; i < extra; i++)
        if (half_of(b->s.facilities[i].cell) == half_of(cell))
            own[n++] = i;
    jj_field_query q = {&b->s.profiles[0], own, n, JJ_FARTHEST, NULL};
    CHECK_OK(b->ctx, jj_field_solve(b->ctx, &b->s, &q, before, NULL));
    build_place(b, &b->s.facilities[extra], cell / SIDE, cell % SIDE);
    own[q.n++] = extra;
    CHECK_OK(b->ctx, jj_field_solve(b->ctx, &b->s, &q, after, NULL));
    for (uint32_t i = 0; i < SIDE * SIDE; i++)
        if (half_of(i) == half_of(cell) && before[i] > limit_ms && after[i] <= limit_ms)
            sum += b->s.demands[0].people[i];
    return sum;
}

static void test_surface_of_own_units_is_what_full_runs_give(void) {
    uint64_t seed = test_seed();
    for (int round = 0; round < 3; round++) {
        built b = county(&seed, JJ_MODE_GROUND);
        const char *why;
        jj_rule *r = &b.rules.rules[0];
        build_level(&b, "half");
        build_box(&b, build_unit(&b, "01", "half", ""), 0, 0, SIDE - 1, SIDE / 2 - 1);
        build_box(&b, build_unit(&b, "02", "half", ""), 0, SIDE / 2, SIDE - 1, SIDE - 1);
        r->own_unit_only = true;
        r->unit_sets[0] = "half";
        for (size_t i = 0; i < b.s.n_facilities; i++)
            b.s.facilities[i].unit_located = b.s.facilities[i].unit_declared =
                half_of(b.s.facilities[i].cell);
        build_run(&b);
        CHECK_INT(jj_opportunity_count(&b.s, &b.rules, &b.result, 0, &why), 1);
        build_facility(&b, "x", "none");
        JJ_AUTO uint8_t *may = jj_alloc(SIDE * SIDE, 1);
        JJ_AUTO double *gain = jj_alloc(SIDE * SIDE, sizeof *gain);
        JJ_AUTO uint32_t *stands_in = jj_alloc(SIDE * SIDE, sizeof *stands_in);
        memset(may, 1, SIDE * SIDE);
        for (uint32_t i = 0; i < SIDE * SIDE; i++)
            stands_in[i] = half_of(i);
        const jj_opportunity_ask ask = {.stands_in = stands_in};
        CHECK_OK(b.ctx,
                 jj_opportunity_surface_of(b.ctx, &b.s, &b.rules, &b.result, &ask, may, gain));
        uint32_t limit_ms = jj_threshold_ms(r, &b.s.profiles[0], r->threshold[0]);
        for (uint32_t i = 0; i < SIDE * SIDE; i++)
            if (may[i] && i % 7 == 0)
                CHECK_NEAR(gain[i], by_own_field(&b, i, limit_ms), 1e-9);
        build_free(&b);
    }
}

/* --- constraint ground ----------------------------------------------------------------------- */

static void test_centres_are_those_inside(void) {
    uint64_t seed = test_seed();
    jj_ctx *ctx = jj_ctx_new();
    const jj_grid g = {.rows = 15, .cols = 12, .x0 = 3, .y0 = 20, .dx = 0.7, .dy = 1.1};
    for (int i = 0; i < 50; i++) {
        double xy[16];
        for (int k = 0; k < 7; k++) {
            xy[2 * k] = test_below(&seed, 1000) / 70.0;
            xy[2 * k + 1] = test_below(&seed, 1000) / 40.0;
        }
        xy[14] = xy[0];
        xy[15] = xy[1];
        const size_t end = 8;
        const jj_rings rings = {xy, &end, 1};
        uint8_t is_in[15 * 12] = {0};
        CHECK_OK(ctx, jj_centres_mark(ctx, &g, &rings, is_in));
        for (uint32_t c = 0; c < 15 * 12; c++) {
            double x, y;
            jj_grid_centre(&g, c, &x, &y);
            CHECK(is_in[c] == jj_rings_hold(&rings, x, y));
        }
    }
    jj_ctx_free(ctx);
}

static void test_buffer_is_so_many_metres(void) {
    jj_ctx *ctx = jj_ctx_new();
    jj_buffer *buffer;
    jj_shape *shape;
    const double point[2] = {112.5, 37.9}, line[4] = {112.5, 37.9, 112.5, 37.909};
    const size_t end = 2;
    double area;
    jj_feature f = {.type = JJ_GEOMETRY_POINT, .xy = point, .n_points = 1};
    CHECK_OK(ctx, jj_buffer_new(ctx, &buffer));
    CHECK_OK(ctx, jj_buffer_around(ctx, buffer, &f, 100, &shape));
    CHECK_OK(ctx, jj_shape_area_m2(ctx, shape, &area));
    CHECK(fabs(area / 31416 - 1) < 0.01); /* pi r2, less the corners of the circle */
    jj_shape_free(shape);
    f = (jj_feature){
        .type = JJ_GEOMETRY_LINE, .xy = line, .n_points = 2, .part_end = &end, .n_parts = 1};
    CHECK_OK(ctx, jj_buffer_around(ctx, buffer, &f, 10, &shape));
    CHECK_OK(ctx, jj_shape_area_m2(ctx, shape, &area));
    CHECK(fabs(area / (999 * 20 + 314) - 1) < 0.01); /* 0.009 degrees of latitude are 999 m */
    jj_shape_free(shape);
    CHECK_REFUSED(ctx, jj_buffer_around(ctx, buffer, &f, 0, &shape), JJ_E_DATA, "buffer");
    jj_buffer_free(buffer);
    jj_ctx_free(ctx);
}

/* The library of projections keeps its database open from its first use on. */
static void open_projections(void) {
    jj_ctx *ctx = jj_ctx_new();
    jj_transform *t;
    CHECK_OK(ctx, jj_transform_new(ctx, "EPSG:4326", "EPSG:4526", &t));
    jj_transform_free(t);
    jj_ctx_free(ctx);
}

int main(void) {
    open_projections();
    RUN(test_budget_is_what_enumeration_finds);
    RUN(test_budget_refusals);
    RUN(test_surface_is_what_full_runs_give);
    RUN(test_surface_of_profiles_limits_and_kinds);
    RUN(test_surface_of_own_units_is_what_full_runs_give);
    RUN(test_centres_are_those_inside);
    RUN(test_buffer_is_so_many_metres);
    return 0;
}
