/* Inequality and progress: closed forms, then laws on seeded values. */
#include "analysis/equity/equity.h"
#include "analysis/trend/trend.h"
#include "test.h"

static jj_equity equity(const double *v, const double *w, const uint32_t *g, size_t n_groups,
                        size_t n) {
    jj_ctx *ctx = jj_ctx_new();
    jj_equity e;
    CHECK_OK(ctx, jj_equity_of(ctx, v, w, g, n_groups, n, &e));
    jj_ctx_free(ctx);
    return e;
}

static void test_closed_forms(void) {
    double v[] = {3, 1}, w[] = {1, 1};
    jj_equity e = equity(v, w, NULL, 1, 2);
    CHECK_NEAR(e.mean, 2, 0);
    CHECK_NEAR(e.cv, 0.5, 1e-15);
    CHECK_NEAR(e.gini, 0.25, 1e-15); /* |3-1| x 2 x 1/4 over 2 x 2 */
    CHECK_NEAR(e.theil, 0.5 * (1.5 * log(1.5) + 0.5 * log(0.5)), 1e-15);
    CHECK_NEAR(e.min, 1, 0);
    CHECK_NEAR(e.max, 3, 0);
    double one[] = {0, 1}, people[] = {3, 1}; /* a quarter has everything */
    e = equity(one, people, NULL, 1, 2);
    CHECK_NEAR(e.gini, 0.75, 1e-15);
    CHECK_NEAR(e.theil, log(4), 1e-15);
    double same[] = {2, 2, 2}, any[] = {1, 5, 0};
    e = equity(same, any, NULL, 1, 3);
    CHECK_NEAR(e.gini, 0, 1e-15);
    CHECK_NEAR(e.theil, 0, 1e-15);
    CHECK_INT(e.n, 2);
    double none[] = {0, 0};
    e = equity(none, w, NULL, 1, 2);
    CHECK_NEAR(e.gini, 0, 0);
    double unknown[] = {NAN, NAN};
    e = equity(unknown, w, NULL, 1, 2);
    CHECK(isnan(e.gini) && e.n == 0);
}

static void test_groups(void) {
    double v[] = {1, 1, 3, 3}, w[] = {1, 1, 1, 1};
    uint32_t by_value[] = {0, 0, 1, 1}, mixed[] = {0, 1, 0, 1};
    jj_equity e = equity(v, w, by_value, 2, 4);
    CHECK_NEAR(e.theil_within, 0, 1e-15);
    CHECK_NEAR(e.theil_between, e.theil, 1e-15);
    e = equity(v, w, mixed, 2, 4);
    CHECK_NEAR(e.theil_between, 0, 1e-15);
}

/* The definition, pair by pair. */
static double slow_gini(const double *v, const double *w, size_t n) {
    double total = 0, mean = 0, pairs = 0;
    for (size_t i = 0; i < n; i++)
        total += w[i];
    for (size_t i = 0; i < n; i++)
        mean += v[i] * w[i] / total;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n; k++)
            pairs += w[i] * w[k] / total / total * fabs(v[i] - v[k]);
    return pairs / (2 * mean);
}

static void test_laws(void) {
    uint64_t seed = test_seed();
    for (int round = 0; round < 50; round++) {
        double v[24], w[24], scaled[24];
        uint32_t g[24];
        for (size_t i = 0; i < 24; i++) {
            v[i] = test_below(&seed, 1000) / 10.0;
            w[i] = 1 + test_below(&seed, 100);
            g[i] = test_below(&seed, 4);
            scaled[i] = v[i] * 7;
        }
        jj_equity e = equity(v, w, g, 4, 24), s = equity(scaled, w, g, 4, 24);
        CHECK_NEAR(e.gini, slow_gini(v, w, 24), 1e-12);
        CHECK_NEAR(e.theil_within + e.theil_between, e.theil, 1e-12);
        CHECK(e.theil_within >= -1e-12 && e.theil_between >= -1e-12);
        CHECK_NEAR(e.gini, s.gini, 1e-12); /* in other units nothing changes */
        CHECK_NEAR(e.theil, s.theil, 1e-12);
        CHECK_NEAR(e.cv, s.cv, 1e-12);
    }
}

static void test_progress(void) {
    const struct {
        double base, target, value;
        int base_year, target_year, year;
        bool wants_more;
        jj_progress_class class;
    } rows[] = {
        {0.76, 0.80, 0.785, 2020, 2023, 2022, true, JJ_PROGRESS_BEHIND},
        {0.76, 0.80, 0.79, 2020, 2023, 2022, true, JJ_PROGRESS_ON_TRACK},
        {0.76, 0.80, 0.80, 2020, 2023, 2022, true, JJ_PROGRESS_AHEAD},
        {0.76, 0.80, 0.80, 2020, 2023, 2023, true, JJ_PROGRESS_ON_TRACK},
        {0.30, 0.10, 0.20, 2020, 2024, 2022, false, JJ_PROGRESS_ON_TRACK},
        {0.30, 0.10, 0.25, 2020, 2024, 2022, false, JJ_PROGRESS_BEHIND},
        {0.80, 0.80, 0.81, 2020, 2025, 2022, true, JJ_PROGRESS_ON_TRACK}, /* to be kept */
        {0.80, 0.80, 0.79, 2020, 2025, 2022, true, JJ_PROGRESS_BEHIND},
        {NAN, 0.80, 0.79, 2020, 2025, 2022, true, JJ_PROGRESS_NONE},
        {0.76, 0.80, NAN, 2020, 2025, 2022, true, JJ_PROGRESS_NONE},
        {0.76, 0.80, 0.79, 2025, 2025, 2025, true, JJ_PROGRESS_NONE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        jj_plan plan = {rows[i].base, rows[i].target, rows[i].base_year, rows[i].target_year};
        jj_progress_made p = jj_progress_of(&plan, rows[i].value, rows[i].year, rows[i].wants_more);
        CHECK_INT(p.class, rows[i].class);
    }
}

int main(void) {
    RUN(test_closed_forms);
    RUN(test_groups);
    RUN(test_laws);
    RUN(test_progress);
    return 0;
}
