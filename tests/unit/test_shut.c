/* Barrier lines shut what crosses them: nothing slips through, bridges open, nobody is cut off. */
#include "ground_case.h"

static size_t n_reached(const ground_case *t) {
    size_t n = 0;
    for (size_t i = 0; i < case_cells(t); i++)
        n += t->time_ms[i] != JJ_UNREACHED;
    return n;
}

/* A closed ring of any shape seals its inside for every stencil: the source stays in. */
static void test_ring_seals(void) {
    uint64_t seed = test_seed();
    for (int i = 0; i < 300; i++) {
        enum { N = 17 };
        double xy[2 * N], step = test_below(&seed, 2) ? 0.5 : 0.001; /* halves: through centres */
        for (int k = 0; k < N; k++) {
            double angle = 2 * acos(-1.0) * k / (N - 1), r = 4 + test_below(&seed, 80) / 10.0;
            xy[2 * k] = round((15 + r * cos(angle)) / step) * step;
            xy[2 * k + 1] = round((15 + r * sin(angle)) / step) * step;
        }
        xy[2 * N - 2] = xy[0];
        xy[2 * N - 1] = xy[1];
        ground_case *t = case_new(30, 30, 10, 1);
        t->sources[0].cell = 15 * 30 + 15;
        t->how.stencil = (jj_stencil)(i % JJ_STENCIL_CONTINUOUS);
        case_shut(t, &(jj_line){xy, N}, 1, NULL, 0);
        case_plain(t);
        for (uint32_t c = 0; c < 30; c++) {
            CHECK(t->time_ms[c] == JJ_UNREACHED && t->time_ms[870 + c] == JJ_UNREACHED);
            CHECK(t->time_ms[30 * c] == JJ_UNREACHED && t->time_ms[30 * c + 29] == JJ_UNREACHED);
        }
        CHECK(n_reached(t) >= 20);
        case_certify(t);
        case_free(t);
    }
}

/* Bits come in pairs: what is shut one way is shut the other. */
static void test_pairs(void) {
    uint64_t seed = test_seed();
    for (int i = 0; i < 50; i++) {
        ground_case *t = case_new(40, 70, 10, 0);
        case_barriers(t, &seed);
        for (uint32_t cell = 0; cell < case_cells(t); cell++)
            for (unsigned m = 0; m < 32; m++) {
                int r = (int)cell / 70 + jj_move_step[m][0],
                    c = (int)cell % 70 + jj_move_step[m][1];
                if (r < 0 || c < 0 || r >= 40 || c >= 70)
                    continue;
                CHECK_INT(jj_shut_moves_at(t->shut, cell) >> m & 1,
                          jj_shut_moves_at(t->shut, (uint32_t)(r * 70 + c)) >> (m ^ 1) & 1);
            }
        case_free(t);
    }
}

/* A river through the middle, a bridge at any place and angle: all is reached, by every stencil. */
static void test_bridge(void) {
    uint64_t seed = test_seed();
    for (int i = 0; i < 200; i++) {
        double tilt = test_below(&seed, 2000) / 100.0 - 10,
               at = 5 + test_below(&seed, 2000) / 100.0;
        double x = 15 + tilt * (at - 15) / 30;
        double river[] = {15 - tilt / 2 - tilt, -15, 15 + tilt / 2 + tilt, 45};
        river[0] = 15 + tilt * (-15 - 15) / 30.0;
        river[2] = 15 + tilt * (45 - 15) / 30.0;
        double across = test_below(&seed, 100) / 200.0;
        double bridge[] = {x - 1, at - across, x + 1, at + across};
        ground_case *t = case_new(30, 30, 10, 1);
        t->how.stencil = (jj_stencil)(i % JJ_STENCIL_CONTINUOUS);
        case_shut(t, &(jj_line){river, 2}, 1, NULL, 0);
        case_plain(t);
        CHECK(n_reached(t) < 30 * 30);
        jj_shut_moves_free(t->shut);
        case_shut(t, &(jj_line){river, 2}, 1, &(jj_line){bridge, 2}, 1);
        case_plain(t);
        CHECK_INT(n_reached(t), 30 * 30);
        case_free(t);
    }
}

/* A line exactly through the centres of a row of cells cuts none of them off. */
static void test_line_through_centres(void) {
    double xy[] = {-1, 10.5, 10.5, 10.5, 31, 10.5};
    ground_case *t = case_new(20, 30, 10, 2);
    t->sources[1].cell = 599;
    case_shut(t, &(jj_line){xy, 3}, 1, NULL, 0);
    case_plain(t);
    CHECK_INT(n_reached(t), 600);
    for (uint32_t c = 0; c < 600; c++)
        CHECK_INT(t->nearest[c], t->nearest[c / 30 * 30]);
    t->n_sources = 1;
    case_plain(t);
    CHECK(n_reached(t) == 270 || n_reached(t) == 300);
    case_free(t);
}

static void test_far_and_foul_lines(void) {
    double far[] = {-1e300, 1e300, 1e300, 1e300}, one[] = {3, 3}, same[] = {3, 3, 3, 3};
    double nan[] = {NAN, 1, 2, 3, 4, INFINITY};
    jj_line lines[] = {{far, 2}, {one, 1}, {same, 2}, {nan, 3}, {NULL, 0}};
    ground_case *t = case_new(5, 5, 10, 1);
    case_shut(t, lines, 5, lines, 5);
    CHECK(!t->shut);
    case_free(t);
}

int main(void) {
    RUN(test_ring_seals);
    RUN(test_pairs);
    RUN(test_bridge);
    RUN(test_line_through_centres);
    RUN(test_far_and_foul_lines);
    return 0;
}
