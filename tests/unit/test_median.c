/* The parts of the median's search that only tables too large for enumeration reach. */
#include "test.h"

#include "analysis/siting/median.h"
#include "base/ctx.h"

#include <string.h>

enum { CLIENTS = 900, SITES = 240, P = 24, SIDE = 1000, REACH = 320 };

/* Places on a plane; sites that are far cannot serve, but the first can serve everyone. */
typedef struct plane {
    jj_cost_table table;
    double weight[CLIENTS], unserved[CLIENTS];
    uint8_t is_fixed[SITES];
    jj_median m;
} plane;

static void draw(jj_ctx *ctx, uint64_t seed, plane *out) {
    static jj_cost rows[CLIENTS * SITES];
    double x[SITES], y[SITES];
    uint64_t n = 0;
    *out = (plane){0};
    for (uint32_t j = 0; j < SITES; j++) {
        x[j] = test_below(&seed, SIDE);
        y[j] = test_below(&seed, SIDE);
    }
    for (uint32_t c = 0; c < CLIENTS; c++) {
        double a = test_below(&seed, SIDE), b = test_below(&seed, SIDE);
        out->weight[c] = 1 + test_below(&seed, 50);
        out->unserved[c] = 100 * SIDE;
        for (uint32_t j = 0; j < SITES; j++) {
            double d = floor(hypot(x[j] - a, y[j] - b));
            if (j == 0 || d <= REACH)
                rows[n++] = (jj_cost){c, j, d};
        }
    }
    CHECK_OK(ctx, jj_cost_table_build(ctx, CLIENTS, SITES, rows, n, &out->table));
    out->m = (jj_median){.n_clients = CLIENTS,
                         .n_sites = SITES,
                         .p = P,
                         .first = out->table.client_first,
                         .end = out->table.client_first + 1,
                         .site = out->table.client_site,
                         .cost = out->table.client_cost,
                         .weight = out->weight,
                         .unserved = out->unserved};
}

static jj_swap lists_of(const plane *pl) {
    return (jj_swap){.m = &pl->m,
                     .site_first = pl->table.site_first,
                     .site_end = pl->table.site_first + 1,
                     .site_client = pl->table.site_client,
                     .site_cost = pl->table.site_cost,
                     .is_fixed = pl->is_fixed};
}

static uint32_t n_marked(const uint8_t *marks) {
    uint32_t n = 0;
    for (uint32_t j = 0; j < SITES; j++)
        n += marks[j] != 0;
    return n;
}

/* No single exchange helps where a descent ends, and shaking never ends worse. */
static void test_descent_ends_at_an_optimum(void) {
    jj_ctx *ctx = jj_ctx_new();
    plane pl;
    draw(ctx, test_seed(), &pl);
    jj_siting_run run = {.ctx = ctx, .effort = INT64_MAX};
    JJ_CLEANUP(jj_swap_deinit) jj_swap s = lists_of(&pl);
    CHECK_OK(ctx, jj_swap_init(ctx, &s));
    CHECK_OK(ctx, jj_swap_greedy(&run, &s, pl.is_fixed));
    double greedy = jj_median_objective(&pl.m, s.is_open);
    CHECK_OK(ctx, jj_swap_descend(&run, &s, 100));
    double least = jj_median_objective(&pl.m, s.is_open);
    CHECK(least <= greedy);
    for (uint32_t j = 0; j < SITES; j++)
        for (uint32_t r = 0; r < SITES; r++) {
            if (s.is_open[j] || !s.is_open[r])
                continue;
            uint8_t other[SITES];
            memcpy(other, s.is_open, SITES);
            other[j] = 1;
            other[r] = 0;
            CHECK(jj_median_objective(&pl.m, other) >= least * (1 - 1e-9));
        }
    run.effort = 5000000;
    jj_swap_shake(&run, &s);
    CHECK_INT(n_marked(s.is_open), P);
    CHECK(jj_median_objective(&pl.m, s.is_open) <= least);
    jj_cost_table_deinit(&pl.table);
    jj_ctx_free(ctx);
}

/* Bound and answer of the likely sites, beside each other on `n_threads`. */
static double concentrate(const plane *pl, int n_threads, uint8_t *marks) {
    jj_ctx *ctx = jj_ctx_new();
    ctx->n_threads = n_threads;
    jj_siting_run run = {.ctx = ctx, .effort = 200000000};
    JJ_CLEANUP(jj_swap_deinit) jj_swap s = lists_of(pl);
    CHECK_OK(ctx, jj_swap_init(ctx, &s));
    CHECK_OK(ctx, jj_swap_greedy(&run, &s, pl->is_fixed));
    memcpy(marks, s.is_open, SITES);
    double start[CLIENTS];
    for (uint32_t c = 0; c < CLIENTS; c++)
        start[c] = s.of[c].next_cost;
    jj_dual d;
    CHECK_OK(ctx, jj_dual_init(ctx, &d, &pl->m, start));
    const jj_dual_plan plan = {.iterations = 60,
                               .theta = 1,
                               .inertia = 0.9,
                               .patience = 30,
                               .target = jj_median_objective(&pl->m, marks),
                               .enough = INFINITY};
    CHECK_OK(ctx, jj_dual_improve(&run, &d, &plan));
    double before = d.bound;
    CHECK_OK(ctx, jj_median_concentrate(&run, &d, &plan, marks));
    CHECK(d.bound >= before);
    double bound = d.bound;
    jj_dual_deinit(&d);
    jj_ctx_free(ctx);
    return bound;
}

static void test_concentration_is_the_same_on_any_number_of_threads(void) {
    jj_ctx *ctx = jj_ctx_new();
    plane pl;
    draw(ctx, test_seed(), &pl);
    uint8_t one[SITES], three[SITES];
    double bound = concentrate(&pl, 1, one), again = concentrate(&pl, 3, three);
    CHECK(memcmp(one, three, SITES) == 0 && memcmp(&bound, &again, sizeof bound) == 0);
    CHECK_INT(n_marked(one), P);
    double objective = jj_median_objective(&pl.m, one);
    CHECK(bound <= objective);
    jj_locate ask = {.model = JJ_PMEDIAN, .table = &pl.table, .demand = pl.weight, .p = P};
    jj_located exact;
    CHECK_OK(ctx, jj_locate_solve(ctx, &ask, &exact));
    CHECK(exact.is_optimal);
    CHECK(bound <= exact.objective * (1 + 1e-9) && exact.objective <= objective * (1 + 1e-9));
    CHECK(objective <= exact.objective * 1.02);
    jj_located_deinit(&exact);
    jj_cost_table_deinit(&pl.table);
    jj_ctx_free(ctx);
}

int main(void) {
    RUN(test_descent_ends_at_an_optimum);
    RUN(test_concentration_is_the_same_on_any_number_of_threads);
    return 0;
}
