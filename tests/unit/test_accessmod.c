/* AccessMod's rules: speeds on slopes, cells of a move, and small fields worked by hand. */
#include "solve/accessmod.h"
#include "test.h"

static jj_ctx *ctx;

static void test_speeds(void) {
    jj_accessmod_class walk = {JJ_ACCESSMOD_WALKING, 5}, cycle = {JJ_ACCESSMOD_BICYCLING, 15},
                       motor = {JJ_ACCESSMOD_MOTORIZED, 80};
    CHECK_NEAR(jj_accessmod_speed_km_h(&walk, 0), 5, 1e-12);
    CHECK_NEAR(jj_accessmod_speed_km_h(&walk, -0.05), 5 * exp(0.175), 1e-12);
    CHECK_NEAR(jj_accessmod_speed_km_h(&walk, 0.1), 5 * exp(-0.35), 1e-12);
    CHECK_NEAR(jj_accessmod_speed_km_h(&motor, 0.4), 80, 0);
    /* 15 km/h up 5 %: 14.71 as AccessMod runs it, 4.01 if the slope were given in percent */
    CHECK_NEAR(jj_accessmod_speed_km_h(&cycle, 0.05), 14.71, 0.005);
    CHECK_NEAR(jj_accessmod_speed_km_h(&cycle, 5), 4.01, 0.005);
    CHECK_NEAR(jj_accessmod_speed_km_h(&cycle, -20), 30, 1e-5); /* at most twice the flat speed */
    CHECK(jj_accessmod_speed_km_h(&cycle, 100) >= 0);
}

static const jj_accessmod_class classes[] = {
    {JJ_ACCESSMOD_WALKING, 4}, {JJ_ACCESSMOD_WALKING, 2}, {JJ_ACCESSMOD_MOTORIZED, 40}};

static jj_accessmod small(const uint16_t *cells, const float *height_m) {
    return (jj_accessmod){
        .grid = {.rows = 3, .cols = 3, .x0 = 0, .y0 = 3000, .dx = 1000, .dy = 1000},
        .classes = classes,
        .class_of_cell = cells,
        .height_m = height_m,
        .within_s = INFINITY};
}

static double time_at(const jj_accessmod *a, uint32_t from, uint32_t to) {
    double seconds[9];
    uint32_t nearest[9];
    jj_source source = {.cell = from, .facility = 7};
    CHECK_OK(ctx, jj_accessmod_field(ctx, a, &source, 1, seconds, nearest));
    CHECK(isnan(seconds[to]) ? nearest[to] == JJ_NO_FACILITY : nearest[to] == 7);
    return seconds[to];
}

static void test_moves(void) {
    const uint16_t cells[9] = {1, 1, 2, 1, 0, 0, 2, 0, 3};
    jj_accessmod a = small(cells, NULL);
    CHECK_NEAR(time_at(&a, 0, 1), 900, 1e-9);
    CHECK_NEAR(time_at(&a, 1, 2), 450 + 900, 1e-9);
    CHECK(isnan(time_at(&a, 0, 8))); /* cells 4, 5 and 7 are closed all round it */
    const uint16_t corner[9] = {1, 0, 0, 0, 1, 0, 0, 0, 2};
    a = small(corner, NULL); /* diagonals look at their ends only */
    CHECK_NEAR(time_at(&a, 0, 8), sqrt(2) * (900 + 450 + 900), 1e-9);
    const uint16_t knight[9] = {1, 0, 0, 1, 1, 0, 0, 1, 0};
    a = small(knight, NULL);
    CHECK_NEAR(time_at(&a, 0, 7), (sqrt(2) + 1) * 900, 1e-9);
    a.has_knight_moves = true; /* from 0 by 3 and 4 to 7 */
    CHECK_NEAR(time_at(&a, 0, 7), sqrt(5) * 900, 1e-9);
    CHECK_NEAR(time_at(&a, 7, 0), sqrt(5) * 900, 1e-9);
    const uint16_t quarters[9] = {1, 0, 0, 3, 1, 0, 0, 2, 0};
    a = small(quarters, NULL);
    a.has_knight_moves = true; /* a quarter in each: 900, 90, 900, 1800 s/km; by 3 it is quicker */
    CHECK_NEAR(time_at(&a, 0, 7), fmin(sqrt(5) / 4 * 3690, 450 + 45 + sqrt(2) * 945), 1e-9);
    const uint16_t shut[9] = {1, 0, 0, 0, 3, 0, 0, 1, 0};
    a = small(shut, NULL);
    a.has_knight_moves = true; /* cell 3 is closed: the knight move is too */
    CHECK_NEAR(time_at(&a, 0, 7), sqrt(2) * (450 + 45) + 45 + 450, 1e-9);
}

static void test_slope_and_direction(void) {
    const uint16_t cells[9] = {1, 1, 1, 1, 1, 1, 1, 1, 1};
    const float height_m[9] = {0, 100, 0, 0, 0, 0, NAN, 0, 0};
    jj_accessmod a = small(cells, height_m);
    a.direction = JJ_AWAY;
    double up = 3600 / (4 * exp(-3.5 * 0.15) / exp(-0.175));
    double down = 3600 / (4 * exp(-3.5 * 0.05) / exp(-0.175));
    CHECK_NEAR(time_at(&a, 0, 1), up, 1e-9);
    CHECK_NEAR(time_at(&a, 1, 0), down, 1e-9);
    a.direction = JJ_TOWARD; /* the facility is on the hill: people climb to it */
    CHECK_NEAR(time_at(&a, 1, 0), up, 1e-9);
    CHECK_NEAR(time_at(&a, 0, 1), down, 1e-9);
    CHECK(isnan(time_at(&a, 0, 6)));
}

static void test_limit_ties_and_refusal(void) {
    const uint16_t cells[9] = {1, 1, 1, 1, 1, 1, 1, 1, 1};
    jj_accessmod a = small(cells, NULL);
    a.within_s = 900;
    double seconds[9];
    uint32_t nearest[9];
    const jj_source two[2] = {{.cell = 2, .facility = 5}, {.cell = 0, .facility = 4}};
    CHECK_OK(ctx, jj_accessmod_field(ctx, &a, two, 2, seconds, nearest));
    CHECK_NEAR(seconds[1], 900, 0);
    CHECK_INT(nearest[1], 4);
    CHECK(isnan(seconds[4]) && nearest[4] == JJ_NO_FACILITY);
    const jj_source outside = {.cell = 9, .facility = 0};
    CHECK_REFUSED(ctx, jj_accessmod_field(ctx, &a, &outside, 1, seconds, nearest), JJ_E_RANGE,
                  "source 0 is at cell 9");
}

int main(void) {
    ctx = jj_ctx_new();
    RUN(test_speeds);
    RUN(test_moves);
    RUN(test_slope_and_direction);
    RUN(test_limit_ties_and_refusal);
    jj_ctx_free(ctx);
    return 0;
}
