/*
 * A field over no more than it reaches is the field of the whole, bit for bit; the last steps home.
 */
#include "ground_case.h"
#include "solve/entrance.h"
#include "solve/window.h"

static void check_window(ground_case *t, uint32_t within_ms, int *n_narrow) {
    size_t n = case_cells(t), n_reached = 0;
    uint32_t cols = t->ground.grid.cols, margin = 0;
    JJ_AUTO uint32_t *whole = jj_alloc(n, sizeof *whole);
    t->how.within_ms = within_ms;
    CHECK_OK(t->ctx,
             jj_ground_field(t->ctx, &t->ground, t->sources, t->n_sources, &t->how, whole, NULL));
    JJ_CLEANUP(jj_window_deinit) jj_window w = {0};
    CHECK_OK(t->ctx, jj_window_field(t->ctx, &t->ground, t->sources, t->n_sources, &t->how,
                                     UINT64_MAX, &margin, &w));
    for (size_t i = 0; i < n; i++) {
        uint32_t row = (uint32_t)(i / cols) - w.part.row0, col = (uint32_t)(i % cols) - w.part.col0;
        bool is_inside = row < w.part.rows && col < w.part.cols;
        uint32_t ms = is_inside ? w.time_ms[(size_t)row * w.part.cols + col] : JJ_UNREACHED;
        CHECK_INT(ms, whole[i]);
        n_reached += ms != JJ_UNREACHED;
    }
    *n_narrow += n_reached > 1 && (size_t)w.part.rows * w.part.cols < n / 2;
    jj_window_deinit(&w);
    CHECK_INT(
        jj_window_field(t->ctx, &t->ground, t->sources, t->n_sources, &t->how, 100, &margin, &w),
        JJ_E_LIMIT);
}

static void test_window_is_the_whole(void) {
    static const jj_stencil stencils[] = {JJ_STENCIL_8, JJ_STENCIL_16, JJ_STENCIL_TRUE32};
    uint64_t seed = test_seed();
    int n_narrow = 0;
    for (uint32_t round = 0; round < 12; round++) {
        ground_case *t = case_new(300 + round * 7, 280 + round * 5, 30, 1 + round % 3);
        t->how.stencil = stencils[round % 3];
        case_paces(t, round % 4 == 3 ? 8 : round % 4, &seed);
        if (round % 2)
            case_heights(t, &seed);
        if (round % 3 == 0)
            case_barriers(t, &seed);
        for (size_t i = 0; i < t->n_sources; i++)
            t->sources[i] = (jj_source){(uint32_t)(case_cells(t) / 2 + 40 * i), 0, 1000};
        check_window(t, JJ_FARTHEST, &n_narrow);
        check_window(t, 20000, &n_narrow);
        check_window(t, 400000, &n_narrow);
        case_free(t);
    }
    CHECK(n_narrow > 4);
}

/* A place off its cell's centre: each walk is straight, counted by the ground it crosses. */
static void test_last_steps(void) {
    ground_case *t = case_new(9, 9, 100, 1);
    for (size_t i = 0; i < case_cells(t); i++)
        t->pace[i] = i % 9 < 4 ? 720 : 1440;
    jj_source out[JJ_DOORSTEP];
    size_t n = jj_ground_doorstep(&t->ground, JJ_AWAY, 3.8, 4.5, out);
    CHECK_INT(n, 9);
    CHECK_INT(out[4].cell, 4 * 9 + 3); /* its own: 30 m at 720 ms/m */
    CHECK_INT(out[4].start_ms, 21600);
    CHECK_INT(out[5].start_ms, 20 * 720 + 50 * 1440); /* east: 20 m, then 50 m of slow ground */
    t->pace[4 * 9 + 3] = 0;
    CHECK_INT(jj_ground_doorstep(&t->ground, JJ_AWAY, 3.8, 4.5, out), 0);
    CHECK_INT(jj_ground_doorstep(&t->ground, JJ_AWAY, 30, 4.5, out), 0);
    case_free(t);
}

static void test_straight_between_doors(void) {
    ground_case *t = case_new(30, 30, 100, 1);
    for (size_t i = 0; i < case_cells(t); i++)
        t->pace[i] = 720;
    const double a[2] = {3.8, 4.6}, b[2] = {3.2, 4.3}, c[2] = {6.8, 8.6}, far[2] = {20, 4.6};
    CHECK_INT(jj_ground_straight_ms(&t->ground, JJ_STENCIL_8, a, b),
              (uint32_t)(hypot(0.6, 0.3) * 100 * 720 + 0.5));
    CHECK_INT(jj_ground_straight_ms(&t->ground, JJ_STENCIL_TRUE32, a, c), 5 * 100 * 720);
    CHECK_INT(jj_ground_straight_ms(&t->ground, JJ_STENCIL_8, a, c), JJ_UNREACHED);
    CHECK_INT(jj_ground_straight_ms(&t->ground, JJ_STENCIL_TRUE32, a, far), JJ_UNREACHED);
    double wall[] = {5, 0, 5, 30};
    const jj_line line = {wall, 2};
    case_shut(t, &line, 1, NULL, 0);
    CHECK_INT(jj_ground_straight_ms(&t->ground, JJ_STENCIL_TRUE32, a, c), JJ_UNREACHED);
    case_free(t);
}

int main(void) {
    RUN(test_window_is_the_whole);
    RUN(test_last_steps);
    RUN(test_straight_between_doors);
    return 0;
}
