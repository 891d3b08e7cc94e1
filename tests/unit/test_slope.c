/* Slope models against figures worked by hand, and their laws. */
#include "ground_case.h"
#include "model/slope.h"

static void test_tobler(void) {
    CHECK_NEAR(jj_slope_walk(0), 1, 1e-12);
    CHECK_NEAR(jj_slope_walk(-0.05), exp(-0.175), 1e-12);  /* 6 km/h against 5.037 on the level */
    CHECK_NEAR(5.0367 / jj_slope_walk(0.1), 3.5491, 1e-3); /* 6 exp(-3.5 x 0.15) */
    CHECK_NEAR(jj_slope_walk(-0.1), 1, 1e-12);
}

static void test_cycling(void) {
    for (double v = 8; v <= 25; v += 1) {
        CHECK_NEAR(jj_slope_cycle(0, v), 1, 1e-9);
        CHECK_NEAR(jj_slope_cycle(-0.5, v), 1 / 1.5, 1e-9); /* brakes */
        for (int i = -100; i < 100; i++) /* steeper is never faster, but for pushing down a hill */
            CHECK(jj_slope_cycle((i + 1) / 100.0, v) >= jj_slope_cycle(i / 100.0, v) - 1e-9);
    }
    /* 15 km/h takes 53 W: 7.06 N rolling + 5.73 N of air at 4.167 m/s; on 5 % that gives 3.6 km/h
     * of riding: 53.3 / (882.9 x 0.058 / 1.00125) = 1.04 m/s = 3.75 km/h less drag */
    double km_h = 15 / jj_slope_cycle(0.05, 15);
    CHECK_NEAR(km_h, 3.72, 0.05);
    /* on 12 % it is pushed: 3.5 km/h by Tobler */
    CHECK_NEAR(15 / jj_slope_cycle(0.12, 15), 3.5 / jj_slope_walk(0.12), 1e-9);
}

static void test_tables(void) {
    jj_ctx *ctx = jj_ctx_new();
    jj_slope s;
    CHECK_OK(ctx, jj_slope_init(ctx, JJ_SLOPE_WALK, 0, &s));
    CHECK_INT(s.table.n, 8001);
    CHECK_NEAR((double)s.factors[4000], 1, 1e-7);
    CHECK_NEAR((double)s.factors[4400], jj_slope_walk(0.1), 1e-6);
    jj_slope_deinit(&s);
    CHECK_REFUSED(ctx, jj_slope_init(ctx, JJ_SLOPE_CYCLE, 80, &s), JJ_E_RANGE,
                  "cycling at 80 km/h");
    jj_ctx_free(ctx);
}

/*
 * Up a plane of 10 % and down again: the uphill way toward the top is the away way from the foot.
 */
static void test_directions(void) {
    ground_case *t = case_new(3, 101, 100, 1);
    jj_slope s;
    CHECK_OK(t->ctx, jj_slope_init(t->ctx, JJ_SLOPE_WALK, 0, &s));
    t->height = jj_alloc(case_cells(t), sizeof *t->height);
    for (size_t i = 0; i < case_cells(t); i++) {
        t->height[i] = (float)(i % 101) * 10;
        t->pace[i] = 720;
    }
    t->ground.height_m = t->height;
    t->ground.slope = &s.table;
    t->sources[0].cell = 101 + 100; /* at the top */
    t->how.direction = JJ_TOWARD;
    case_plain(t);
    CHECK_NEAR(t->time_ms[101] / 1000.0, 10000 * 0.72 * jj_slope_walk(0.1), 1);
    t->how.direction = JJ_AWAY;
    case_plain(t);
    CHECK_NEAR(t->time_ms[101] / 1000.0, 10000 * 0.72 * jj_slope_walk(-0.1), 1);
    jj_slope_deinit(&s);
    case_free(t);
}

int main(void) {
    RUN(test_tobler);
    RUN(test_cycling);
    RUN(test_tables);
    RUN(test_directions);
    return 0;
}
