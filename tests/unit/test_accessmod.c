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

/* Every move of the published rules written out once more: along, across, half or quarter cells. */
static double plain_seconds(const jj_accessmod *a, const int at[2], const int move[2]) {
    const double length = hypot(move[0] * a->grid.dy, move[1] * a->grid.dx);
    const int far[2] = {at[0] + move[0], at[1] + move[1]};
    int passed[4][2] = {{at[0], at[1]}, {far[0], far[1]}}, n = 2;
    if (abs(move[0]) + abs(move[1]) == 3) {
        bool is_tall = abs(move[0]) == 2;
        const int along[2] = {is_tall ? move[0] / 2 : 0, is_tall ? 0 : move[1] / 2};
        for (int k = 0; k < 2; k++) {
            passed[2][k] = at[k] + along[k];
            passed[3][k] = far[k] - along[k];
        }
        n = 4;
    }
    double seconds = 0, slope = 0;
    const size_t cols = a->grid.cols;
    size_t from = (size_t)at[0] * cols + (size_t)at[1], to = (size_t)far[0] * cols + (size_t)far[1];
    if (a->height_m)
        slope = (double)(a->direction == JJ_TOWARD ? a->height_m[from] - a->height_m[to]
                                                   : a->height_m[to] - a->height_m[from]) /
                length;
    for (int i = 0; i < n; i++) {
        size_t cell = (size_t)passed[i][0] * cols + (size_t)passed[i][1];
        if (!a->class_of_cell[cell] || (a->height_m && isnan(a->height_m[cell])))
            return INFINITY;
        const jj_accessmod_class *c = &a->classes[a->class_of_cell[cell] - 1];
        double km_h = a->height_m ? jj_accessmod_speed_km_h(c, slope) : c->km_h;
        seconds += length / n / (km_h / 3.6);
    }
    return seconds;
}

/* One pass of all moves over all cells; whether any time fell. */
static bool relax(const jj_accessmod *a, double *seconds) {
    bool has_changed = false;
    const int rows = (int)a->grid.rows, cols = (int)a->grid.cols;
    for (int i = 0; i < rows * cols * 25; i++) {
        const int at[2] = {i / 25 / cols, i / 25 % cols}, move[2] = {i % 25 / 5 - 2, i % 5 - 2};
        const int r = at[0] + move[0], c = at[1] + move[1], steps = abs(move[0]) + abs(move[1]);
        bool is_near = abs(move[0]) < 2 && abs(move[1]) < 2 && steps > 0;
        bool is_knight = a->has_knight_moves && steps == 3;
        if ((!is_near && !is_knight) || r < 0 || c < 0 || r >= rows || c >= cols)
            continue;
        double *to = &seconds[r * cols + c];
        double later = seconds[at[0] * cols + at[1]] + plain_seconds(a, at, move);
        if (later < *to * (1 - 1e-12)) {
            *to = later;
            has_changed = true;
        }
    }
    return has_changed;
}

static void test_against_plain_passes(void) {
    enum { ROWS = 13, COLS = 17, N = ROWS * COLS };
    static const jj_accessmod_class mixed[] = {
        {JJ_ACCESSMOD_WALKING, 4}, {JJ_ACCESSMOD_BICYCLING, 14}, {JJ_ACCESSMOD_MOTORIZED, 40}};
    uint64_t seed = test_seed();
    for (int round = 0; round < 24; round++) {
        uint16_t cells[N];
        float height_m[N];
        double want[N], got[N];
        uint32_t nearest[N];
        for (int i = 0; i < N; i++) {
            cells[i] = (uint16_t)test_below(&seed, 4);
            height_m[i] = test_below(&seed, 20) ? (float)test_below(&seed, 300) : NAN;
            want[i] = INFINITY;
        }
        jj_accessmod a = {.grid = {ROWS, COLS, 0, 0, 500, 500, false},
                          .classes = mixed,
                          .class_of_cell = cells,
                          .height_m = round % 3 ? height_m : NULL,
                          .has_knight_moves = round % 2,
                          .direction = round % 4 < 2 ? JJ_TOWARD : JJ_AWAY,
                          .within_s = INFINITY};
        const uint32_t start = test_below(&seed, N);
        cells[start] = 1;
        height_m[start] = 100;
        want[start] = 0;
        const jj_source source = {.cell = start, .facility = 0};
        while (relax(&a, want))
            ;
        CHECK_OK(ctx, jj_accessmod_field(ctx, &a, &source, 1, got, nearest));
        for (int i = 0; i < N; i++)
            if (isinf(want[i]))
                CHECK(isnan(got[i]));
            else
                CHECK_NEAR(got[i], want[i], 1e-9 * want[i]);
    }
}

int main(void) {
    ctx = jj_ctx_new();
    RUN(test_speeds);
    RUN(test_moves);
    RUN(test_slope_and_direction);
    RUN(test_limit_ties_and_refusal);
    RUN(test_against_plain_passes);
    jj_ctx_free(ctx);
    return 0;
}
