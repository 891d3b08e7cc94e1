/* Floating catchments and assignment: closed forms worked by hand, then laws on seeded tables. */
#include "analysis/supply/supply.h"
#include "test.h"

typedef struct sample {
    jj_ctx *ctx;
    jj_cost_table table;
    double demand[40], supply[12], score[40];
    jj_supply_sums sums;
} sample;

static void free_sample(sample *s) {
    jj_cost_table_deinit(&s->table);
    jj_ctx_free(s->ctx);
}

static jj_decay decay_of(jj_ctx *ctx, const char *text) {
    jj_decay d;
    CHECK_OK(ctx, jj_decay_parse(ctx, text, &d));
    return d;
}

static void score(sample *s, const char *decay, jj_supply_method method) {
    jj_decay d = decay_of(s->ctx, decay);
    CHECK_OK(s->ctx, jj_supply_scores(s->ctx, &s->table, s->demand, s->supply, &d, method, s->score,
                                      &s->sums));
}

/* Origins of 100, 50, 200 people, destinations of 10 and 30; the last origin reaches neither. */
static sample village(void) {
    sample s = {.ctx = jj_ctx_new(), .demand = {100, 50, 200}, .supply = {10, 30}};
    jj_cost rows[] = {{0, 0, 5}, {0, 1, 10}, {1, 1, 10}, {2, 1, 31}};
    CHECK_OK(s.ctx, jj_cost_table_build(s.ctx, 3, 2, rows, 4, &s.table));
    return s;
}

static void test_two_steps(void) {
    sample s = village();
    score(&s, "binary:10", JJ_2SFCA); /* 10/100; 30/150 */
    CHECK_NEAR(s.score[0], 0.3, 1e-15);
    CHECK_NEAR(s.score[1], 0.2, 1e-15);
    CHECK_NEAR(s.score[2], 0, 0);
    CHECK_NEAR(s.sums.served, 40, 1e-12);
    CHECK_NEAR(s.sums.people_without, 200, 0);
    score(&s, "binary:9.999", JJ_2SFCA); /* bounds are inclusive, so 10 is now out of reach */
    CHECK_NEAR(s.score[0], 0.1, 1e-15);
    CHECK_NEAR(s.sums.reachable, 10, 0);
    CHECK_INT(s.sums.n_unreachable, 1);
    score(&s, "steps:5=1,30=0.5", JJ_2SFCA); /* 10/100; 30/(50+25) = 0.4, weighed by half */
    CHECK_NEAR(s.score[0], 0.3, 1e-15);
    CHECK_NEAR(s.score[1], 0.2, 1e-15);
    free_sample(&s);
}

static void test_shared_visits(void) {
    sample s = village();
    score(&s, "binary:10", JJ_3SFCA); /* origin 0 halves: 10/50; 30/(50+50) */
    CHECK_NEAR(s.score[0], 0.5 * 0.2 + 0.5 * 0.3, 1e-15);
    CHECK_NEAR(s.score[1], 0.3, 1e-15);
    score(&s, "binary:10", JJ_BFCA); /* a binary weight makes no difference to 3sfca */
    CHECK_NEAR(s.score[0], 0.25, 1e-15);
    score(&s, "steps:5=1,30=0.5", JJ_BFCA); /* shares 2/3 and 1/3: 10/66.7, 30/(33.3+50) */
    CHECK_NEAR(s.score[0], 2.0 / 3 * 0.15 + 1.0 / 3 * 0.36, 1e-14);
    CHECK_NEAR(s.score[1], 0.36, 1e-14);
    score(&s, "steps:5=1,30=0.5", JJ_BFCA_PAEZ); /* second step: 1, and a half of each */
    CHECK_NEAR(s.score[0], 0.15 + 0.18, 1e-14);
    CHECK_NEAR(s.score[1], 0.18, 1e-14);
    free_sample(&s);
}

/* All in one region: every score is supply over demand, whatever the method. */
static void test_whole_region(void) {
    static const jj_supply_method methods[] = {JJ_2SFCA, JJ_3SFCA, JJ_BFCA};
    sample s = {.ctx = jj_ctx_new(), .demand = {10, 20, 30, 40}, .supply = {5, 15, 30}};
    jj_cost rows[12];
    for (uint32_t i = 0; i < 12; i++)
        rows[i] = (jj_cost){i / 3, i % 3, 1 + i};
    CHECK_OK(s.ctx, jj_cost_table_build(s.ctx, 4, 3, rows, 12, &s.table));
    for (size_t m = 0; m < 3; m++) {
        score(&s, "binary:100", methods[m]);
        for (size_t i = 0; i < 4; i++)
            CHECK_NEAR(s.score[i], 0.5, 1e-15);
    }
    free_sample(&s);
}

static void test_decays(void) {
    jj_ctx *ctx = jj_ctx_new();
    const struct {
        const char *text;
        double cost, weight;
    } rows[] = {{"binary:30", 30, 1},
                {"binary:30", 30.0001, 0},
                {"steps:10=1,20=0.68,30=0.22", 20, 0.68},
                {"steps:10=1,20=0.68,30=0.22", 20.5, 0.22},
                {"steps:10=1,20=0.68,30=0.22", 31, 0},
                {"exp:0.5", 2, 0.36787944117144233},
                {"gauss:10,30", 10, 0.60653065971263342},
                {"gauss:10,30", 30.5, 0},
                {"power:2,30", 4, 0.0625},
                {"power:2,30", 0, 1},
                {"power:2,30", 31, 0}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        jj_decay d = decay_of(ctx, rows[i].text);
        CHECK_NEAR(jj_decay_weight(&d, rows[i].cost), rows[i].weight, 1e-16);
    }
    static const char *const bad[] = {"",           "binary",    "binary:",     "binary:x",
                                      "binary:1,2", "gauss:10",  "gauss:0,30",  "exp:-1",
                                      "steps:10",   "steps:10=", "steps:10=1,", "linear:3"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        jj_decay d;
        CHECK_REFUSED(ctx, jj_decay_parse(ctx, bad[i], &d), JJ_E_RANGE, "write binary:T");
    }
    jj_decay d;
    CHECK_REFUSED(ctx, jj_decay_parse(ctx, "steps:10=1,10=0.5", &d), JJ_E_RANGE, "must ascend");
    jj_ctx_free(ctx);
}

static sample random_sample(uint64_t *seed, jj_cost *rows, uint64_t *n) {
    sample s = {.ctx = jj_ctx_new()};
    for (int i = 0; i < 40; i++)
        s.demand[i] = test_below(seed, 500);
    for (int j = 0; j < 12; j++)
        s.supply[j] = test_below(seed, 900);
    *n = 0;
    for (uint32_t i = 0; i < 40; i++)
        for (uint32_t j = 0; j < 12; j++)
            if (test_below(seed, 3))
                rows[(*n)++] = (jj_cost){i, j, test_below(seed, 60)};
    for (uint64_t k = 0; k < *n; k++) { /* rows in any order */
        uint64_t other = test_below(seed, (uint32_t)*n);
        jj_cost swap = rows[k];
        rows[k] = rows[other];
        rows[other] = swap;
    }
    CHECK_OK(s.ctx, jj_cost_table_build(s.ctx, 40, 12, rows, *n, &s.table));
    return s;
}

static void test_laws(void) {
    uint64_t seed = test_seed();
    static const char *const decays[] = {"binary:20", "steps:10=1,20=0.68,30=0.22", "exp:0.1",
                                         "gauss:10,30", "power:1.5,40"};
    jj_cost rows[480], shuffled[480];
    for (int round = 0; round < 20; round++) {
        uint64_t n;
        sample s = random_sample(&seed, rows, &n);
        for (uint64_t k = 0; k < n; k++)
            shuffled[k] = rows[n - 1 - k];
        sample t = s;
        CHECK_OK(s.ctx, jj_cost_table_build(s.ctx, 40, 12, shuffled, n, &t.table));
        for (size_t d = 0; d < 5; d++)
            for (int m = JJ_2SFCA; m <= JJ_BFCA_PAEZ; m++) {
                score(&s, decays[d], (jj_supply_method)m);
                score(&t, decays[d], (jj_supply_method)m);
                CHECK(memcmp(s.score, t.score, sizeof s.score) == 0);
                if (m != JJ_BFCA_PAEZ)
                    CHECK_NEAR(s.sums.served, s.sums.reachable, 1e-9 * s.sums.reachable);
            }
        jj_cost_table_deinit(&t.table);
        free_sample(&s);
    }
}

static void test_assignment(void) {
    jj_ctx *ctx = jj_ctx_new();
    /* two villages compete for 30 places; the second lives nearer and gets in first */
    double demand[] = {20, 25, 10}, capacity[] = {30, 40};
    jj_cost rows[] = {{0, 0, 5}, {1, 0, 3}, {0, 1, 9}, {1, 1, 4}, {2, 1, 50}};
    jj_cost_table table;
    jj_assignment a;
    CHECK_OK(ctx, jj_cost_table_build(ctx, 3, 2, rows, 5, &table));
    CHECK_OK(ctx, jj_assign(ctx, &table, demand, capacity, 30, &a));
    CHECK_INT(a.n, 3);
    CHECK_NEAR(a.shares[0].people, 5, 0); /* 5 of village 0 find room */
    CHECK_NEAR(a.shares[1].people, 15, 0);
    CHECK(a.shares[1].is_displaced && a.shares[1].site == 1);
    CHECK_NEAR(a.shares[2].people, 25, 0);
    CHECK_NEAR(a.load[0], 30, 0);
    CHECK_NEAR(a.displaced, 15, 0);
    CHECK_NEAR(a.unserved, 10, 0); /* 50 is beyond 30 */
    jj_assignment_deinit(&a);
    jj_cost_table_deinit(&table);
    jj_ctx_free(ctx);
}

/* AccessMod's order: the larger site chooses first, and takes what the smaller had nearer. */
static void test_assignment_in_turn(void) {
    jj_ctx *ctx = jj_ctx_new();
    double demand[] = {20, 25, 10}, capacity[] = {30, 40};
    jj_cost rows[] = {{0, 0, 5}, {1, 0, 3}, {0, 1, 9}, {1, 1, 4}, {2, 1, 50}};
    jj_cost_table table;
    jj_assignment a;
    CHECK_OK(ctx, jj_cost_table_build(ctx, 3, 2, rows, 5, &table));
    CHECK_OK(ctx, jj_assign_in_turn(ctx, &table, demand, capacity, 30, &a));
    CHECK_INT(a.n, 3);
    CHECK_NEAR(a.shares[0].people, 5, 0); /* what site 1 left of village 0 */
    CHECK_NEAR(a.shares[1].people, 15, 0);
    CHECK_INT(a.shares[1].site, 1);
    CHECK_NEAR(a.shares[2].people, 25, 0);
    CHECK_INT(a.shares[2].site, 1);
    CHECK_NEAR(a.displaced, 40, 0);
    CHECK_NEAR(a.unserved, 10, 0);
    jj_assignment_deinit(&a);
    jj_cost_table_deinit(&table);
    /* one ring of whole minutes, 0.4 and 0.9: it does not fit, and both have half */
    double both[] = {10, 10, 10}, ten[] = {10};
    jj_cost ring[] = {{0, 0, 0.9}, {1, 0, 0.4}, {2, 0, 1.1}};
    CHECK_OK(ctx, jj_cost_table_build(ctx, 3, 1, ring, 3, &table));
    CHECK_OK(ctx, jj_assign_in_turn(ctx, &table, both, ten, 30, &a));
    CHECK_INT(a.n, 2);
    CHECK_NEAR(a.shares[0].people, 5, 0);
    CHECK_NEAR(a.shares[1].people, 5, 0);
    CHECK_NEAR(a.unserved, 20, 0);
    jj_assignment_deinit(&a);
    jj_cost_table_deinit(&table);
    jj_ctx_free(ctx);
}

static void test_assignment_laws(void) {
    uint64_t seed = test_seed();
    jj_cost rows[480];
    for (int round = 0; round < 20; round++) {
        uint64_t n;
        sample s = random_sample(&seed, rows, &n);
        jj_assignment a;
        CHECK_OK(s.ctx, jj_assign(s.ctx, &s.table, s.demand, s.supply, 45, &a));
        double people = 0, placed = 0, gone[12] = {0};
        for (int i = 0; i < 40; i++)
            people += s.demand[i];
        for (size_t k = 0; k < a.n; k++) {
            placed += a.shares[k].people;
            gone[a.shares[k].site] += a.shares[k].people;
            CHECK(a.shares[k].people > 0 && a.shares[k].cost <= 45);
        }
        CHECK_NEAR(placed + a.unserved, people, 1e-9 * people);
        for (int j = 0; j < 12; j++) {
            CHECK_NEAR(gone[j], a.load[j], 1e-9);
            CHECK(a.load[j] <= s.supply[j]);
        }
        /* who is left over has nothing but full places in reach */
        for (uint32_t i = 0; i < 40; i++)
            for (uint64_t k = s.table.client_first[i]; k < s.table.client_first[i + 1]; k++)
                if (a.left[i] > 0 && s.table.client_cost[k] <= 45)
                    CHECK_NEAR(a.load[s.table.client_site[k]], s.supply[s.table.client_site[k]], 0);
        jj_assignment_deinit(&a);
        free_sample(&s);
    }
}

int main(void) {
    RUN(test_two_steps);
    RUN(test_shared_visits);
    RUN(test_whole_region);
    RUN(test_decays);
    RUN(test_laws);
    RUN(test_assignment);
    RUN(test_assignment_in_turn);
    RUN(test_assignment_laws);
    return 0;
}
