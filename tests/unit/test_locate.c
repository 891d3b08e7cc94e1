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

int main(void) {
    RUN(test_every_small_case);
    return 0;
}
