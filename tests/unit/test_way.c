/* Ways behind fields: their steps add up to the field, and lengths to what geometry says. */
#include "ground_case.h"
#include "solve/way.h"

/*
 * Random ground, every stencil of moves, both directions: each way costs what its cell's time is.
 */
static void test_ways_add_up(void) {
    uint64_t seed = test_seed();
    for (int turn = 0; turn < 60; turn++) {
        ground_case *t = case_new(17, 23, 30, 5);
        for (size_t i = 0; i < case_cells(t); i++)
            t->pace[i] = test_below(&seed, 6) ? (float)(1 + test_below(&seed, 4000)) : 0;
        for (size_t i = 0; i < 5; i++) {
            t->sources[i].cell = test_below(&seed, 17 * 23);
            t->sources[i].start_ms = test_below(&seed, 50000);
        }
        t->how.stencil = (jj_stencil)(turn % JJ_STENCIL_CONTINUOUS);
        t->how.direction = turn % 2 ? JJ_AWAY : JJ_TOWARD;
        case_plain(t);
        jj_steps steps;
        CHECK_OK(t->ctx, jj_steps_init(t->ctx, &t->ground, t->how.stencil, &steps));
        jj_way_field f = {&steps, &steps, t->how.direction, t->time_ms, t->sources, t->n_sources};
        for (uint32_t cell = 0; cell < case_cells(t); cell++) {
            jj_way way;
            bool is_reached = t->time_ms[cell] != JJ_UNREACHED;
            CHECK(jj_way_trace(&f, cell, &way) == is_reached);
            if (is_reached)
                CHECK_INT(way.ms + t->sources[way.source].start_ms, t->time_ms[cell]);
        }
        jj_steps_deinit(&steps);
        case_free(t);
    }
}

static void test_lengths(void) {
    ground_case *t = case_new(5, 9, 100, 1);
    t->how.stencil = JJ_STENCIL_16;
    case_plain(t);
    jj_steps steps;
    CHECK_OK(t->ctx, jj_steps_init(t->ctx, &t->ground, t->how.stencil, &steps));
    jj_way_field f = {&steps, NULL, JJ_TOWARD, t->time_ms, t->sources, 1};
    jj_way way;
    CHECK(jj_way_trace(&f, 4 * 9 + 8, &way));
    CHECK_NEAR(way.metres, 4 * sqrt(5) * 100, 1e-9);
    CHECK(way.n_steps == 4 && way.ms == 0 && way.source == 0);
    CHECK(jj_way_trace(&f, 0, &way));
    CHECK(way.n_steps == 0 && way.metres == 0);
    t->time_ms[0] = 1; /* a field that leads nowhere */
    CHECK(!jj_way_trace(&f, 4 * 9 + 8, &way));
    jj_steps_deinit(&steps);
    case_free(t);
}

int main(void) {
    RUN(test_ways_add_up);
    RUN(test_lengths);
    return 0;
}
