/*
 * The fast solver gives the plain solver's bits for every tile size, order and number of threads.
 */
#include "ground_case.h"
#include "solve/tiles.h"

static void check_same(ground_case *t, uint64_t *seed) {
    size_t n = case_cells(t), bytes = n * sizeof(uint32_t);
    JJ_AUTO uint32_t *time_ms = jj_alloc(n, sizeof *time_ms);
    JJ_AUTO uint32_t *nearest = jj_alloc(n, sizeof *nearest);
    case_plain(t);
    case_certify(t);
    for (int i = 0; i < 3; i++) {
        jj_tiling tiling = {.side = 16 + 8 * test_below(seed, 12),
                            .ahead = test_below(seed, 30) / 10.0,
                            .is_backward = test_below(seed, 2)};
        CHECK_OK(t->ctx, jj_ctx_set_threads(t->ctx, 1 + (int)test_below(seed, 4)));
        bool is_whose = i > 0;
        CHECK_OK(t->ctx, jj_tiles_field(t->ctx, &t->ground, t->sources, t->n_sources, &t->how,
                                        &tiling, time_ms, is_whose ? nearest : NULL));
        CHECK(memcmp(time_ms, t->time_ms, bytes) == 0);
        CHECK(!is_whose || memcmp(nearest, t->nearest, bytes) == 0);
    }
}

static void test_small(void) {
    uint64_t seed = test_seed();
    for (int i = 0; i < 300; i++) {
        ground_case *t = case_random(&seed, 60, true);
        check_same(t, &seed);
        case_free(t);
    }
}

static void test_larger(void) {
    uint64_t seed = test_seed() + 1;
    for (int i = 0; i < 12; i++) {
        ground_case *t = case_random(&seed, 250, false);
        check_same(t, &seed);
        case_free(t);
    }
}

/* Lengths in blocks of rows and of squares that do not fit the tiles. */
static void test_varied_lengths(void) {
    uint64_t seed = test_seed() + 2;
    for (int i = 0; i < 20; i++) {
        ground_case *t = case_random(&seed, 120, true);
        jj_grid *g = &t->ground.grid;
        jj_lengths_deinit(&t->lengths);
        if (i % 2) {
            g->is_geographic = true;
            g->dx = g->dy = 0.01;
            g->y0 = 40;
            CHECK_OK(t->ctx, jj_lengths_geographic(t->ctx, g, &t->lengths));
        } else {
            jj_lengths *l = &t->lengths;
            l->block_rows = 32;
            l->block_cols = 32;
            l->n_block_cols = (g->cols - 1) / 32 + 1;
            size_t n = (size_t)((g->rows - 1) / 32 + 1) * l->n_block_cols;
            l->east_m = jj_alloc(n, sizeof *l->east_m);
            l->north_m = jj_alloc(n, sizeof *l->north_m);
            for (size_t k = 0; k < n; k++) {
                l->east_m[k] = 100 + test_below(&seed, 100) / 50.0;
                l->north_m[k] = 100 + test_below(&seed, 100) / 50.0;
            }
        }
        check_same(t, &seed);
        case_free(t);
    }
}

int main(void) {
    RUN(test_small);
    RUN(test_larger);
    RUN(test_varied_lengths);
    return 0;
}
