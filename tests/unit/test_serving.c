#include "ground_case.h"
#include "solve/serving.h"

/* What a facility in the middle of `from` gives the place. */
static uint32_t time_from(ground_case *t, uint32_t from, uint32_t place) {
    jj_source doors[JJ_ENTRANCE_SOURCES];
    double x, y;
    jj_grid_centre(&t->ground.grid, from, &x, &y);
    size_t n = jj_ground_entrance(&t->ground, &t->how, x, y, 0, 0, doors);
    CHECK_OK(t->ctx, jj_ground_field(t->ctx, &t->ground, doors, n, &t->how, t->time_ms, NULL));
    return t->time_ms[place];
}

/* Slopes, barriers, both directions, every stencil: cell by cell what each one's own field says. */
static void test_each_cell_says_the_same(void) {
    uint64_t seed = test_seed();
    size_t n_serving = 0;
    for (int i = 0; i < 60; i++) {
        ground_case *t = case_random(&seed, 24, true);
        CHECK_OK(t->ctx, jj_ctx_set_threads(t->ctx, 1)); /* fields this small are no work for two */
        t->how.within_ms = test_below(&seed, 1 << (8 + test_below(&seed, 14)));
        if (t->how.stencil == JJ_STENCIL_CONTINUOUS)
            t->how.stencil = JJ_STENCIL_TRUE32;
        size_t n = case_cells(t);
        JJ_AUTO uint8_t *serves = jj_alloc(n, 1);
        uint32_t place = test_below(&seed, (uint32_t)n);
        CHECK_OK(t->ctx, jj_ground_serving(t->ctx, &t->ground, &t->how, place, serves));
        for (uint32_t c = 0; c < n; c++) {
            CHECK_INT(serves[c], time_from(t, c, place) <= t->how.within_ms);
            n_serving += serves[c];
        }
        case_free(t);
    }
    CHECK(n_serving > 1000);
}

/* 10 cells of 100 m at 1 ms a metre in a row: 300 ms reach three to each side. */
static void test_a_row(void) {
    ground_case *t = case_new(1, 10, 100, 1);
    uint8_t serves[10];
    t->how.within_ms = 300;
    t->pace[7] = 0;
    CHECK_OK(t->ctx, jj_ground_serving(t->ctx, &t->ground, &t->how, 5, serves));
    for (uint32_t c = 0; c < 10; c++)
        CHECK_INT(serves[c], c >= 2 && c <= 6);
    CHECK_OK(t->ctx, jj_ground_serving(t->ctx, &t->ground, &t->how, 7, serves));
    for (uint32_t c = 0; c < 10; c++)
        CHECK_INT(serves[c], 0); /* nobody gets to ground that cannot be walked on */
    CHECK_REFUSED(t->ctx, jj_ground_serving(t->ctx, &t->ground, &t->how, 10, serves), JJ_E_RANGE,
                  "cell 10");
    case_free(t);
}

int main(void) {
    RUN(test_each_cell_says_the_same);
    RUN(test_a_row);
    return 0;
}
