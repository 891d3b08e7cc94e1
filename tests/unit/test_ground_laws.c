/* Laws that hold of every field, whatever computes it. */
#include "ground_case.h"

static void solve(ground_case *t, uint32_t *time_ms, uint32_t *nearest) {
    CHECK_OK(t->ctx, jj_ground_field(t->ctx, &t->ground, t->sources, t->n_sources, &t->how, time_ms,
                                     nearest));
}

/* The joint field is the least (time, facility) of the fields of the sources alone; so one more
 * source never lengthens. */
static void test_joint_is_least_of_singles(void) {
    uint64_t seed = test_seed();
    for (int i = 0; i < 60; i++) {
        ground_case *t = case_random(&seed, 40, true);
        JJ_AUTO uint64_t *least = jj_alloc(case_cells(t), sizeof *least);
        solve(t, t->time_ms, t->nearest);
        JJ_AUTO uint32_t *time_ms = jj_alloc(case_cells(t), 4);
        JJ_AUTO uint32_t *nearest = jj_alloc(case_cells(t), 4);
        memset(least, 0xff, case_cells(t) * sizeof *least);
        jj_source *all = t->sources;
        size_t n = t->n_sources;
        t->n_sources = 1;
        for (size_t s = 0; s < n; s++, t->sources++) {
            solve(t, time_ms, nearest);
            for (size_t c = 0; c < case_cells(t); c++) {
                uint64_t key = (uint64_t)time_ms[c] << 32 | nearest[c];
                least[c] = key < least[c] ? key : least[c];
            }
        }
        t->sources = all;
        for (size_t c = 0; c < case_cells(t); c++) {
            CHECK_INT(t->time_ms[c], least[c] >> 32);
            CHECK_INT(t->nearest[c], least[c] & UINT32_MAX);
        }
        case_free(t);
    }
}

static void test_faster_ground_never_slows(void) {
    uint64_t seed = test_seed();
    for (int i = 0; i < 60; i++) {
        ground_case *t = case_random(&seed, 40, true);
        JJ_AUTO uint32_t *before = jj_alloc(case_cells(t), 4);
        solve(t, before, NULL);
        for (size_t c = 0; c < case_cells(t); c++)
            t->pace[c] *= test_below(&seed, 3) ? 1 : 0.5f;
        solve(t, t->time_ms, t->nearest);
        for (size_t c = 0; c < case_cells(t); c++)
            CHECK(t->time_ms[c] <= before[c]);
        case_free(t);
    }
}

/* Cell (r, c) of the one grid lies at this index of the turned or mirrored one. */
static size_t turned(unsigned how, size_t r, size_t c, size_t rows, size_t cols) {
    size_t r2 = how & 1 ? rows - 1 - r : r, c2 = how & 2 ? cols - 1 - c : c;
    return how & 4 ? c2 * rows + r2 : r2 * cols + c2;
}

static void test_turning_and_mirroring_permute(void) {
    uint64_t seed = test_seed();
    for (unsigned i = 0; i < 120; i++) {
        ground_case *t = case_random(&seed, 40, true);
        t->ground.shut = NULL; /* lines are tested in their own place */
        uint32_t rows = t->ground.grid.rows, cols = t->ground.grid.cols;
        ground_case *u =
            case_new(i & 4 ? cols : rows, i & 4 ? rows : cols, t->lengths.east_m[0], t->n_sources);
        u->how = t->how;
        u->height = t->height ? jj_alloc(case_cells(t), sizeof *u->height) : NULL;
        u->ground.height_m = u->height;
        u->ground.slope = t->ground.slope;
        for (size_t c = 0; c < case_cells(t); c++) {
            size_t to = turned(i % 8, c / cols, c % cols, rows, cols);
            u->pace[to] = t->pace[c];
            if (t->height)
                u->height[to] = t->height[c];
        }
        for (size_t s = 0; s < t->n_sources; s++) {
            u->sources[s] = t->sources[s];
            uint32_t cell = t->sources[s].cell;
            u->sources[s].cell = (uint32_t)turned(i % 8, cell / cols, cell % cols, rows, cols);
        }
        solve(t, t->time_ms, t->nearest);
        solve(u, u->time_ms, u->nearest);
        for (size_t c = 0; c < case_cells(t); c++) {
            size_t to = turned(i % 8, c / cols, c % cols, rows, cols);
            CHECK_INT(u->time_ms[to], t->time_ms[c]);
            CHECK_INT(u->nearest[to], t->nearest[c]);
        }
        case_free(u);
        case_free(t);
    }
}

/* From a to b away from a is from a to b toward b. */
static void test_reversal(void) {
    uint64_t seed = test_seed();
    for (int i = 0; i < 100; i++) {
        ground_case *t = case_random(&seed, 40, true);
        uint32_t a = test_below(&seed, (uint32_t)case_cells(t));
        uint32_t b = test_below(&seed, (uint32_t)case_cells(t));
        if (t->n_sources > 0) {
            t->n_sources = 1;
            t->sources[0] = (jj_source){a, 0, 0};
            t->how.direction = JJ_AWAY;
            solve(t, t->time_ms, t->nearest);
            uint32_t there = t->time_ms[b];
            t->sources[0].cell = b;
            t->how.direction = JJ_TOWARD;
            solve(t, t->time_ms, t->nearest);
            if (t->pace[a] > 0 && t->pace[b] > 0)
                CHECK_INT(t->time_ms[a], there);
        }
        case_free(t);
    }
}

/* One field, many thresholds: a bounded field is the unbounded one cut off. */
static void test_bound_cuts(void) {
    uint64_t seed = test_seed();
    for (int i = 0; i < 60; i++) {
        ground_case *t = case_random(&seed, 60, true);
        JJ_AUTO uint32_t *whole = jj_alloc(case_cells(t), 4);
        JJ_AUTO uint32_t *whose = jj_alloc(case_cells(t), 4);
        uint32_t within = t->how.within_ms;
        t->how.within_ms = JJ_FARTHEST;
        solve(t, whole, whose);
        t->how.within_ms = within;
        solve(t, t->time_ms, t->nearest);
        for (size_t c = 0; c < case_cells(t); c++) {
            CHECK_INT(t->time_ms[c], whole[c] <= within ? whole[c] : JJ_UNREACHED);
            CHECK_INT(t->nearest[c], whole[c] <= within ? whose[c] : JJ_NO_FACILITY);
        }
        case_free(t);
    }
}

int main(void) {
    RUN(test_joint_is_least_of_singles);
    RUN(test_faster_ground_never_slows);
    RUN(test_turning_and_mirroring_permute);
    RUN(test_reversal);
    RUN(test_bound_cuts);
    return 0;
}
