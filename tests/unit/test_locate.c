#include "test.h"
#include "jiujin/locate.h"

enum {
    MOST_SITES = 12,
    MOST_CLIENTS = 24,
    FEW_CLIENTS = 7,
    MOST_PAIRS = MOST_SITES * MOST_CLIENTS
};

/* A random question small enough to try every answer. */
typedef struct instance {
    uint32_t n_clients, n_sites, n_pairs;
    jj_cost pairs[MOST_PAIRS];
    double cost[MOST_CLIENTS][MOST_SITES]; /* INFINITY where there is no pair */
    double demand[MOST_CLIENTS], capacity[MOST_SITES], radius;
    uint32_t p, n_fixed, fixed[MOST_SITES];
} instance;

static void draw(uint64_t *seed, uint32_t most_clients, instance *in) {
    bool is_whole = test_below(seed, 2), is_dense = test_below(seed, 2);
    *in = (instance){.n_clients = 1 + test_below(seed, most_clients),
                     .n_sites = 1 + test_below(seed, MOST_SITES)};
    double total = 0;
    for (uint32_t c = 0; c < in->n_clients; c++) {
        in->demand[c] = is_whole ? test_below(seed, 9) : test_below(seed, 1000) / 37.0;
        total += in->demand[c];
        for (uint32_t j = 0; j < in->n_sites; j++) {
            in->cost[c][j] = INFINITY;
            if (!is_dense && test_below(seed, 3) == 0)
                continue;
            in->cost[c][j] = is_whole ? test_below(seed, 30) : test_below(seed, 10000) / 97.0;
            in->pairs[in->n_pairs++] = (jj_cost){c, j, in->cost[c][j]};
        }
    }
    in->radius = is_whole ? 3 + test_below(seed, 15) : 5 + test_below(seed, 60);
    in->p = 1 + test_below(seed, in->n_sites);
    for (uint32_t j = 0; j < in->n_sites; j++)
        in->capacity[j] = floor(total / in->p * (0.8 + test_below(seed, 100) / 80.0)) + 1;
    for (uint32_t j = 0; test_below(seed, 3) == 0 && j < in->n_sites && in->n_fixed < in->p; j++)
        if (test_below(seed, 4) == 0)
            in->fixed[in->n_fixed++] = j;
}

static bool holds_fixed(const instance *in, uint32_t set) {
    for (uint32_t i = 0; i < in->n_fixed; i++)
        if (!(set >> in->fixed[i] & 1))
            return false;
    return true;
}

static double nearest(const instance *in, uint32_t set, uint32_t c) {
    double least = INFINITY;
    for (uint32_t j = 0; j < in->n_sites; j++)
        if (set >> j & 1)
            least = fmin(least, in->cost[c][j]);
    return least;
}

static uint32_t covers(const instance *in, uint32_t set, uint32_t c, double radius) {
    uint32_t n = 0;
    for (uint32_t j = 0; j < in->n_sites; j++)
        n += (set >> j & 1) && in->cost[c][j] <= radius;
    return n;
}

static uint32_t everything(const instance *in) {
    return (1u << in->n_sites) - 1;
}

/* Least charge of assigning clients c.. each whole to a site of `set` with room. */
static double assign(const instance *in, uint32_t set, uint32_t c, double *room, double sum,
                     double best) {
    if (sum >= best)
        return best;
    if (c == in->n_clients)
        return sum;
    if (!(in->demand[c] > 0) || isinf(nearest(in, everything(in), c)))
        return assign(in, set, c + 1, room, sum, best);
    for (uint32_t j = 0; j < in->n_sites; j++) {
        if (!(set >> j & 1) || isinf(in->cost[c][j]) || room[j] < in->demand[c])
            continue;
        double before = room[j];
        room[j] -= in->demand[c];
        best = assign(in, set, c + 1, room, sum + in->demand[c] * in->cost[c][j], best);
        room[j] = before;
    }
    return best;
}

/* The objective of one set; NAN when it does not serve all that can be served. */
static double value(const instance *in, jj_locate_model m, uint32_t set) {
    double sum = 0, worst = 0, twice = 0, covered = 0;
    bool all_near = true, all_served = true, all_weighty = true;
    for (uint32_t c = 0; c < in->n_clients; c++) {
        uint32_t n = covers(in, set, c, in->radius);
        twice += n > 1;
        covered += n ? in->demand[c] : 0;
        all_near = all_near && (n || !covers(in, everything(in), c, in->radius));
        double d = nearest(in, set, c);
        if (isinf(d)) {
            bool could_be = !isinf(nearest(in, everything(in), c));
            all_served = all_served && !could_be;
            all_weighty = all_weighty && !(could_be && in->demand[c] > 0);
            continue;
        }
        sum += in->demand[c] * d;
        worst = fmax(worst, d);
    }
    double room[MOST_SITES];
    memcpy(room, in->capacity, sizeof room);
    switch (m) {
    case JJ_LSCP:
        return all_near ? (double)__builtin_popcount(set) : (double)NAN;
    case JJ_LSCPB:
        return all_near ? twice : (double)NAN;
    case JJ_MCLP:
        return covered;
    case JJ_PMEDIAN:
        return all_weighty ? sum : NAN;
    case JJ_PCENTER:
        return all_served ? worst : NAN;
    case JJ_CPMEDIAN:
        return assign(in, set, 0, room, 0, INFINITY);
    }
    return NAN;
}

/* The best over every set; NAN when none will do. */
static double by_enumeration(const instance *in, jj_locate_model m, uint32_t p) {
    double best = NAN;
    bool is_max = m == JJ_MCLP || m == JJ_LSCPB;
    for (uint32_t set = 0; set <= everything(in); set++) {
        if (!holds_fixed(in, set) || (p && (uint32_t)__builtin_popcount(set) != p))
            continue;
        double v = value(in, m, set);
        if (isnan(v) || isinf(v))
            continue;
        if (isnan(best) || (is_max ? v > best : v < best))
            best = v;
    }
    return best;
}

static void solve(jj_ctx *ctx, const instance *in, jj_locate_model m, jj_located *out) {
    jj_cost_table t;
    CHECK_OK(ctx, jj_cost_table_build(ctx, in->n_clients, in->n_sites, in->pairs, in->n_pairs, &t));
    jj_locate ask = {.model = m,
                     .table = &t,
                     .demand = in->demand,
                     .capacity = in->capacity,
                     .radius = in->radius,
                     .p = in->p,
                     .fixed = in->fixed,
                     .n_fixed = in->n_fixed};
    CHECK_OK(ctx, jj_locate_solve(ctx, &ask, out));
    jj_cost_table_deinit(&t);
}

static uint32_t as_set(const jj_located *a) {
    uint32_t set = 0;
    for (size_t i = 0; i < a->n_sites; i++)
        set |= 1u << a->sites[i];
    return set;
}

static void check_against_all(jj_ctx *ctx, const instance *in, jj_locate_model m, int number) {
    jj_located a;
    solve(ctx, in, m, &a);
    bool has_p = m != JJ_LSCP && m != JJ_LSCPB;
    uint32_t p = has_p ? in->p : 0;
    if (m == JJ_LSCPB)
        p = (uint32_t)by_enumeration(in, JJ_LSCP, 0);
    double best = m == JJ_LSCPB && p == 0 ? 0 : by_enumeration(in, m, p);
    uint32_t set = as_set(&a);
    if (isnan(best)) {
        if (a.is_feasible)
            fprintf(stderr, "case %d, %s: no set will do\n", number, jj_locate_model_name(m));
        CHECK(!a.is_feasible && !a.is_optimal);
    } else {
        if (a.gap > 0 || fabs(a.objective - best) > 1e-9 * fmax(1, fabs(best)))
            fprintf(stderr, "case %d, %s: %.17g, bound %.17g, not %.17g\n", number,
                    jj_locate_model_name(m), a.objective, a.bound, best);
        CHECK(a.is_optimal == a.is_feasible);
        CHECK_NEAR(a.objective, best, 1e-9 * fmax(1, fabs(best)));
        CHECK(a.objective == a.bound && a.gap == 0);
        CHECK(holds_fixed(in, set));
        if (m != JJ_CPMEDIAN)
            CHECK_NEAR(value(in, m, set), best, 1e-9 * fmax(1, fabs(best)));
        if (p)
            CHECK_INT(a.n_sites, p);
    }
    jj_located_deinit(&a);
}

static void test_every_small_case(void) {
    enum { CASES = 400 };
    jj_ctx *ctx = jj_ctx_new();
    uint64_t seed = test_seed();
    for (int i = 0; i < CASES; i++) {
        instance in;
        draw(&seed, MOST_CLIENTS, &in);
        for (int m = JJ_LSCP; m < JJ_CPMEDIAN; m++)
            check_against_all(ctx, &in, (jj_locate_model)m, i);
        draw(&seed, FEW_CLIENTS, &in);
        check_against_all(ctx, &in, JJ_CPMEDIAN, i);
    }
    jj_ctx_free(ctx);
}

/* --- shares, money, units ------------------------------------------------------------------- */

static double total_of(const instance *in) {
    double sum = 0;
    for (uint32_t c = 0; c < in->n_clients; c++)
        sum += in->demand[c];
    return sum;
}

static void solve_as(jj_ctx *ctx, const instance *in, jj_locate ask, jj_located *out) {
    jj_cost_table t;
    CHECK_OK(ctx, jj_cost_table_build(ctx, in->n_clients, in->n_sites, in->pairs, in->n_pairs, &t));
    ask.table = &t;
    ask.demand = in->demand;
    ask.radius = in->radius;
    ask.fixed = in->fixed;
    ask.n_fixed = in->n_fixed;
    CHECK_OK(ctx, jj_locate_solve(ctx, &ask, out));
    jj_cost_table_deinit(&t);
}

/* The fewest sites that cover `wanted`; 0 when all together do not. */
static uint32_t fewest_for(const instance *in, double wanted) {
    uint32_t fewest = 0;
    for (uint32_t set = 1; set <= everything(in); set++) {
        uint32_t n = (uint32_t)__builtin_popcount(set);
        if (holds_fixed(in, set) && value(in, JJ_MCLP, set) >= wanted * (1 - 1e-12) &&
            (fewest == 0 || n < fewest))
            fewest = n;
    }
    return fewest;
}

static void test_share_is_the_fewest_sites(void) {
    jj_ctx *ctx = jj_ctx_new();
    uint64_t seed = test_seed();
    for (int i = 0; i < 80; i++) {
        instance in;
        jj_located a;
        draw(&seed, MOST_CLIENTS, &in);
        double share = (1 + test_below(&seed, 98)) / 100.0;
        uint32_t best = fewest_for(&in, share * total_of(&in));
        solve_as(ctx, &in, (jj_locate){.model = JJ_LSCP, .share = share}, &a);
        CHECK(a.is_feasible == (best > 0));
        if (best) {
            CHECK(a.objective == best && a.bound == best && a.is_optimal);
            CHECK_INT(a.n_sites, best);
            CHECK(value(&in, JJ_MCLP, as_set(&a)) >= share * total_of(&in) * (1 - 1e-12));
            CHECK(holds_fixed(&in, as_set(&a)));
        }
        jj_located_deinit(&a);
    }
    jj_ctx_free(ctx);
}

static double spent_on(const instance *in, uint32_t set, const double *price) {
    double sum = 0;
    for (uint32_t i = 0; i < in->n_fixed; i++)
        set &= ~(1u << in->fixed[i]);
    for (uint32_t j = 0; j < in->n_sites; j++)
        sum += set >> j & 1 ? price[j] : 0;
    return sum;
}

static void test_money_buys_the_best(void) {
    jj_ctx *ctx = jj_ctx_new();
    uint64_t seed = test_seed();
    for (int i = 0; i < 80; i++) {
        instance in;
        jj_located a;
        double price[MOST_SITES], best = 0;
        bool is_one_price = test_below(&seed, 3) == 0;
        draw(&seed, MOST_CLIENTS, &in);
        for (uint32_t j = 0; j < in.n_sites; j++)
            price[j] = is_one_price ? 3 : 1 + test_below(&seed, 9);
        double money = 1 + test_below(&seed, 25);
        for (uint32_t set = 0; set <= everything(&in); set++)
            if (holds_fixed(&in, set) && spent_on(&in, set, price) <= money)
                best = fmax(best, value(&in, JJ_MCLP, set));
        solve_as(ctx, &in, (jj_locate){.model = JJ_MCLP, .budget = money, .price = price}, &a);
        CHECK_NEAR(a.objective, best, 1e-9 * fmax(1, best));
        CHECK(a.is_optimal && holds_fixed(&in, as_set(&a)));
        CHECK(a.spent <= money && spent_on(&in, as_set(&a), price) <= money);
        jj_located_deinit(&a);
    }
    jj_ctx_free(ctx);
}

static bool has_site_in(const instance *in, uint32_t set, const uint32_t *unit, uint32_t which) {
    for (uint32_t j = 0; j < in->n_sites; j++)
        if (set >> j & 1 && unit[j] == which)
            return true;
    return false;
}

/* Every unit that has a candidate gets one when there are enough; the free optimum bounds. */
static void test_every_unit_first(void) {
    enum { UNITS = 3 };
    jj_ctx *ctx = jj_ctx_new();
    uint64_t seed = test_seed();
    for (int i = 0; i < 80; i++) {
        instance in;
        jj_located a;
        uint32_t unit[MOST_SITES], n_firsts = 0;
        draw(&seed, MOST_CLIENTS, &in);
        for (uint32_t j = 0; j < in.n_sites; j++) {
            uint32_t u = test_below(&seed, UNITS + 1);
            unit[j] = u < UNITS ? u : JJ_NO_SITE;
        }
        solve_as(ctx, &in, (jj_locate){.model = JJ_MCLP, .p = in.p, .unit = unit}, &a);
        double best = by_enumeration(&in, JJ_MCLP, in.p);
        CHECK(a.objective <= best + 1e-9 * fmax(1, best));
        CHECK_NEAR(a.bound, best, 1e-9 * fmax(1, best));
        CHECK_INT(a.n_sites, in.p);
        CHECK(holds_fixed(&in, as_set(&a)));
        for (uint32_t u = 0; u < UNITS; u++) {
            uint32_t fixed = 0;
            for (uint32_t k = 0; k < in.n_fixed; k++)
                fixed |= 1u << in.fixed[k];
            bool needs =
                has_site_in(&in, everything(&in), unit, u) && !has_site_in(&in, fixed, unit, u);
            n_firsts += needs;
            if (in.p >= in.n_fixed + UNITS)
                CHECK(!needs || has_site_in(&in, as_set(&a), unit, u));
        }
        uint32_t room = in.p - in.n_fixed;
        CHECK_INT(a.n_firsts, n_firsts < room ? n_firsts : room);
        jj_located_deinit(&a);
    }
    jj_ctx_free(ctx);
}

/* --- laws ------------------------------------------------------------------------------------ */

static jj_locate plain(const instance *in, jj_locate_model m) {
    return (jj_locate){.model = m, .capacity = in->capacity, .p = in->p};
}

/* In a hurry an answer is no better than the best, and its bound no worse. */
static void test_greedy_exact_bound(void) {
    jj_ctx *ctx = jj_ctx_new();
    uint64_t seed = test_seed();
    for (int i = 0; i < 40; i++) {
        instance in;
        draw(&seed, MOST_CLIENTS, &in);
        for (int m = JJ_LSCP; m <= JJ_CPMEDIAN; m++) {
            jj_located quick, best;
            jj_locate ask = plain(&in, (jj_locate_model)m);
            solve_as(ctx, &in, ask, &best);
            ask.effort = 1;
            solve_as(ctx, &in, ask, &quick);
            double sign = m == JJ_MCLP ? -1 : 1, slack = 1e-9 * fmax(1, fabs(best.objective));
            if (quick.is_feasible && best.is_optimal && m != JJ_LSCPB) {
                CHECK(sign * quick.objective >= sign * best.objective - slack);
                CHECK(sign * quick.bound <= sign * best.objective + slack);
            }
            jj_located_deinit(&quick);
            jj_located_deinit(&best);
        }
    }
    jj_ctx_free(ctx);
}

static void test_order_of_rows_is_irrelevant(void) {
    jj_ctx *ctx = jj_ctx_new();
    uint64_t seed = test_seed();
    for (int i = 0; i < 25; i++) {
        instance in;
        draw(&seed, MOST_CLIENTS, &in);
        instance other = in;
        for (uint32_t k = other.n_pairs; k > 1; k--) {
            uint32_t j = test_below(&seed, k);
            jj_cost swap = other.pairs[k - 1];
            other.pairs[k - 1] = other.pairs[j];
            other.pairs[j] = swap;
        }
        for (int m = JJ_LSCP; m <= JJ_CPMEDIAN; m++) {
            jj_located a, b;
            solve_as(ctx, &in, plain(&in, (jj_locate_model)m), &a);
            solve_as(ctx, &other, plain(&other, (jj_locate_model)m), &b);
            CHECK(memcmp(&a.objective, &b.objective, sizeof a.objective) == 0);
            CHECK(memcmp(&a.bound, &b.bound, sizeof a.bound) == 0);
            CHECK(a.n_sites == b.n_sites &&
                  memcmp(a.sites, b.sites, a.n_sites * sizeof *a.sites) == 0);
            CHECK(memcmp(a.site_of, b.site_of, in.n_clients * sizeof *a.site_of) == 0);
            jj_located_deinit(&a);
            jj_located_deinit(&b);
        }
    }
    jj_ctx_free(ctx);
}

static void refused(jj_ctx *ctx, jj_locate ask, const char *word) {
    const jj_cost rows[] = {{0, 0, 1}, {0, 1, 2}};
    jj_cost_table t;
    jj_located a;
    CHECK_OK(ctx, jj_cost_table_build(ctx, 1, 2, rows, 2, &t));
    ask.table = &t;
    CHECK_REFUSED(ctx, jj_locate_solve(ctx, &ask, &a), JJ_E_RANGE, word);
    jj_located_deinit(&a);
    jj_cost_table_deinit(&t);
}

static void test_wishes_refused(void) {
    jj_ctx *ctx = jj_ctx_new();
    const double price[] = {1, 0}, good[] = {1, 1};
    const uint32_t unit[] = {0, 0};
    refused(ctx, (jj_locate){.model = JJ_LSCP, .radius = 1, .share = 1.5}, "share");
    refused(ctx, (jj_locate){.model = JJ_MCLP, .radius = 1, .p = 1, .share = 0.5}, "share");
    refused(ctx, (jj_locate){.model = JJ_PMEDIAN, .p = 1, .budget = 5, .price = good}, "budget");
    refused(ctx, (jj_locate){.model = JJ_MCLP, .radius = 1, .budget = 5}, "prices");
    refused(ctx, (jj_locate){.model = JJ_MCLP, .radius = 1, .budget = 5, .price = price}, "price");
    refused(ctx, (jj_locate){.model = JJ_MCLP, .radius = 1, .budget = -1, .price = good}, "budget");
    refused(ctx,
            (jj_locate){.model = JJ_MCLP, .radius = 1, .budget = 5, .price = good, .unit = unit},
            "unit");
    refused(ctx, (jj_locate){.model = JJ_PMEDIAN, .p = 1, .unit = unit}, "radius");
    jj_ctx_free(ctx);
}

int main(void) {
    RUN(test_every_small_case);
    RUN(test_share_is_the_fewest_sites);
    RUN(test_money_buys_the_best);
    RUN(test_every_unit_first);
    RUN(test_greedy_exact_bound);
    RUN(test_order_of_rows_is_irrelevant);
    RUN(test_wishes_refused);
    return 0;
}
