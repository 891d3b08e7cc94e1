/* A field solved block by block is the field solved whole, bit for bit. */
#include "ground_case.h"
#include "jiujin/blocks.h"

/* Everything in memory, and a count of what was asked. */
typedef struct kept {
    const ground_case *t;
    uint32_t *time_ms, *nearest;
    size_t n_writes;
    bool fails;
} kept;

static size_t cell_at(const kept *k, jj_part w, uint32_t row) {
    return (size_t)(w.row0 + row) * k->t->ground.grid.cols + w.col0;
}

static jj_status read_pace(void *arg, jj_part w, size_t stride, float *out) {
    const kept *k = arg;
    for (uint32_t r = 0; r < w.rows; r++)
        memcpy(out + r * stride, k->t->pace + cell_at(k, w, r), w.cols * sizeof *out);
    return k->fails ? JJ_E_IO : JJ_OK;
}

static jj_status read_height(void *arg, jj_part w, size_t stride, float *out) {
    const kept *k = arg;
    for (uint32_t r = 0; r < w.rows; r++)
        memcpy(out + r * stride, k->t->height + cell_at(k, w, r), w.cols * sizeof *out);
    return JJ_OK;
}

static jj_status read_field(void *arg, jj_part w, size_t stride, uint32_t *time_ms,
                            uint32_t *nearest) {
    const kept *k = arg;
    for (uint32_t r = 0; r < w.rows; r++) {
        memcpy(time_ms + r * stride, k->time_ms + cell_at(k, w, r), w.cols * sizeof *time_ms);
        memcpy(nearest + r * stride, k->nearest + cell_at(k, w, r), w.cols * sizeof *nearest);
    }
    return JJ_OK;
}

static jj_status write_field(void *arg, jj_part w, size_t stride, const uint32_t *time_ms,
                             const uint32_t *nearest) {
    kept *k = arg;
    for (uint32_t r = 0; r < w.rows; r++) {
        memcpy(k->time_ms + cell_at(k, w, r), time_ms + r * stride, w.cols * sizeof *time_ms);
        memcpy(k->nearest + cell_at(k, w, r), nearest + r * stride, w.cols * sizeof *nearest);
    }
    k->n_writes++;
    return JJ_OK;
}

static void check_blocks(ground_case *t, uint32_t side) {
    size_t n = case_cells(t), bytes = n * sizeof(uint32_t);
    JJ_AUTO uint32_t *time_ms = jj_alloc(n, sizeof *time_ms);
    JJ_AUTO uint32_t *nearest = jj_alloc(n, sizeof *nearest);
    memset(time_ms, 0xff, bytes);
    memset(nearest, 0xff, bytes);
    kept k = {t, time_ms, nearest, 0, false};
    jj_field_store store = {&k, read_pace, t->height ? read_height : NULL, read_field, write_field};
    CHECK_OK(t->ctx, jj_ground_field(t->ctx, &t->ground, t->sources, t->n_sources, &t->how,
                                     t->time_ms, t->nearest));
    for (size_t i = 0; i < n; i++) /* blocks do not count beyond 12.4 days */
        if (t->time_ms[i] > (1u << 30) - 2)
            t->time_ms[i] = t->nearest[i] = UINT32_MAX;
    CHECK_OK(t->ctx, jj_ground_field_blocks(t->ctx, &t->ground, t->sources, t->n_sources, &t->how,
                                            &store, side));
    CHECK(memcmp(time_ms, t->time_ms, bytes) == 0);
    CHECK(memcmp(nearest, t->nearest, bytes) == 0);
}

static void test_blocks_are_the_whole(void) {
    uint64_t seed = test_seed();
    for (int i = 0; i < 60; i++) {
        ground_case *t = case_random(&seed, 200, true);
        check_blocks(t, 32 * (1 + test_below(&seed, 4)));
        case_free(t);
    }
}

static void test_geographic(void) {
    uint64_t seed = test_seed() + 5;
    for (int i = 0; i < 10; i++) {
        ground_case *t = case_random(&seed, 200, false);
        jj_grid *g = &t->ground.grid;
        jj_lengths_deinit(&t->lengths);
        g->is_geographic = true;
        g->dx = g->dy = 0.01;
        g->y0 = 40;
        CHECK_OK(t->ctx, jj_lengths_geographic(t->ctx, g, &t->lengths));
        check_blocks(t, 64);
        case_free(t);
    }
}

/* A bounded job writes only the blocks it reaches. */
static void test_bounded_touches_little(void) {
    ground_case *t = case_new(640, 640, 100, 1);
    size_t n = case_cells(t);
    JJ_AUTO uint32_t *time_ms = jj_alloc(n, sizeof *time_ms);
    JJ_AUTO uint32_t *nearest = jj_alloc(n, sizeof *nearest);
    memset(time_ms, 0xff, n * 4);
    memset(nearest, 0xff, n * 4);
    kept k = {t, time_ms, nearest, 0, false};
    jj_field_store store = {&k, read_pace, NULL, read_field, write_field};
    t->sources[0].cell = 330 * 640 + 330;
    t->how.within_ms = 700;
    CHECK_OK(t->ctx,
             jj_ground_field_blocks(t->ctx, &t->ground, t->sources, 1, &t->how, &store, 64));
    CHECK_INT(k.n_writes, 1);
    k.fails = true;
    CHECK(jj_ground_field_blocks(t->ctx, &t->ground, t->sources, 1, &t->how, &store, 64) ==
          JJ_E_IO);
    CHECK_REFUSED(t->ctx,
                  jj_ground_field_blocks(t->ctx, &t->ground, t->sources, 1, &t->how, &store, 65),
                  JJ_E_RANGE, "multiple of 32");
    jj_ctx_set_memory(t->ctx, 1000000);
    CHECK_REFUSED(t->ctx,
                  jj_ground_field_blocks(t->ctx, &t->ground, t->sources, 1, &t->how, &store, 640),
                  JJ_E_NOMEM, "a block of the field");
    CHECK(jj_block_memory(jj_block_side((uint64_t)4 << 30, false, false), false, false) <=
          (uint64_t)4 << 30);
    CHECK(jj_block_side((uint64_t)4 << 30, false, false) >= 16000);
    case_free(t);
}

int main(void) {
    RUN(test_blocks_are_the_whole);
    RUN(test_geographic);
    RUN(test_bounded_touches_little);
    return 0;
}
