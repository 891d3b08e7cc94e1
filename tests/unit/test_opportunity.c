#include "gain_case.h"
#include "ground_case.h"

/* What a facility in `cell` really changes: a full run with it and one without. */
static double by_rerun(ground_case *t, const double *people, uint32_t cell, uint32_t *time_ms) {
    jj_source here[JJ_ENTRANCE_SOURCES];
    double sum = 0, x, y;
    jj_grid_centre(&t->ground.grid, cell, &x, &y);
    size_t n = jj_ground_entrance(&t->ground, &t->how, x, y, 99, 0, here);
    CHECK_OK(t->ctx, jj_ground_field(t->ctx, &t->ground, here, n, &t->how, time_ms, NULL));
    for (size_t c = 0; c < case_cells(t); c++)
        if (time_ms[c] <= t->how.within_ms && t->time_ms[c] > t->how.within_ms)
            sum += people[c];
    return sum;
}

static void test_every_gain_is_what_a_run_gives_and_under_its_bound(void) {
    uint64_t seed = test_seed();
    for (int i = 0; i < 40; i++) {
        ground_case *t = case_random(&seed, 30, true);
        t->how.within_ms = test_below(&seed, 1 << (8 + test_below(&seed, 17)));
        size_t n = case_cells(t);
        JJ_AUTO double *people = jj_alloc(n, sizeof *people), *gain = jj_alloc(n, sizeof *gain);
        JJ_AUTO double *most = jj_alloc(n, sizeof *most);
        JJ_AUTO uint32_t *time_ms = jj_alloc(n, 4);
        JJ_AUTO uint8_t *may = jj_alloc(n, 1);
        for (size_t c = 0; c < n; c++) {
            people[c] = test_below(&seed, 2) ? test_below(&seed, 1000) / 7.0 : 0;
            may[c] = t->pace[c] > 0 && (i % 2 ? test_below(&seed, 4) == 0 : people[c] > 0);
        }
        CHECK_OK(t->ctx, jj_ground_field(t->ctx, &t->ground, t->sources, t->n_sources, &t->how,
                                         t->time_ms, NULL));
        CHECK_OK(t->ctx,
                 gain_on_ground(t->ctx, &t->ground, &t->how, people, t->time_ms, may, gain, most));
        for (uint32_t c = 0; c < n; c++) {
            CHECK(isnan(gain[c]) == !may[c]);
            CHECK(!may[c] || gain[c] <= most[c]);
            if (may[c] && c % 3 == 0)
                CHECK(gain[c] == by_rerun(t, people, c, time_ms));
        }
        case_free(t);
    }
}

static void test_threads_do_not_matter(void) {
    uint64_t seed = test_seed();
    ground_case *t = case_random(&seed, 200, false);
    t->how.within_ms = 600000;
    size_t n = case_cells(t);
    JJ_AUTO double *people = jj_alloc(n, sizeof *people), *one = jj_alloc(n, sizeof *one);
    JJ_AUTO double *many = jj_alloc(n, sizeof *many);
    JJ_AUTO uint8_t *may = jj_alloc(n, 1);
    for (size_t c = 0; c < n; c++) {
        people[c] = test_below(&seed, 1000) / 7.0;
        may[c] = t->pace[c] > 0 && people[c] > 0;
    }
    memset(t->time_ms, 0xff, n * 4);
    CHECK_OK(t->ctx, jj_ctx_set_threads(t->ctx, 1));
    CHECK_OK(t->ctx,
             gain_on_ground(t->ctx, &t->ground, &t->how, people, t->time_ms, may, one, NULL));
    CHECK_OK(t->ctx, jj_ctx_set_threads(t->ctx, 5));
    CHECK_OK(t->ctx,
             gain_on_ground(t->ctx, &t->ground, &t->how, people, t->time_ms, may, many, NULL));
    CHECK(memcmp(one, many, n * sizeof *one) == 0);
    t->how.within_ms = JJ_FARTHEST;
    CHECK_REFUSED(t->ctx,
                  gain_on_ground(t->ctx, &t->ground, &t->how, people, t->time_ms, may, one, NULL),
                  JJ_E_RANGE, "time limit");
    case_free(t);
}

int main(void) {
    RUN(test_every_gain_is_what_a_run_gives_and_under_its_bound);
    RUN(test_threads_do_not_matter);
    return 0;
}
