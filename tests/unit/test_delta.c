#include "ground_case.h"
#include "solve/delta.h"

/* A random ground with its field, and which of the sources are open. */
typedef struct world {
    ground_case *t;
    uint32_t *time_ms, *nearest;
    bool is_open[64];
    jj_source sources[64]; /* open ones first when asked for */
    jj_delta delta;
} world;

static size_t open_sources(world *w) {
    size_t n = 0;
    for (size_t s = 0; s < w->t->n_sources; s++)
        if (w->is_open[w->t->sources[s].facility])
            w->sources[n++] = w->t->sources[s];
    return n;
}

static void rerun(world *w, uint32_t *time_ms, uint32_t *nearest) {
    size_t n = open_sources(w);
    CHECK_OK(w->t->ctx, jj_ground_field(w->t->ctx, &w->t->ground, w->sources, n, &w->t->how,
                                        time_ms, nearest));
}

static void begin(world *w, uint64_t *seed) {
    *w = (world){.t = case_random(seed, 40, true)};
    ground_case *t = w->t;
    for (size_t s = 0; s < t->n_sources; s++) {
        CHECK(t->sources[s].facility < 64);
        w->is_open[t->sources[s].facility] = test_below(seed, 2);
    }
    w->time_ms = jj_alloc(case_cells(t), 4);
    w->nearest = jj_alloc(case_cells(t), 4);
    rerun(w, w->time_ms, w->nearest);
    CHECK_OK(t->ctx, jj_delta_init(t->ctx, &t->ground, &t->how, w->time_ms, w->nearest, &w->delta));
}

static void end(world *w) {
    jj_delta_deinit(&w->delta);
    jj_free(w->time_ms);
    jj_free(w->nearest);
    case_free(w->t);
}

static size_t own_sources(world *w, uint32_t facility) {
    size_t n = 0;
    for (size_t s = 0; s < w->t->n_sources; s++)
        if (w->t->sources[s].facility == facility)
            w->sources[n++] = w->t->sources[s];
    return n;
}

/* Others' sources outside of what is emptied are left out. */
static void close_by_halves(world *w, uint32_t facility) {
    ground_case *t = w->t;
    jj_part part;
    size_t n = own_sources(w, facility);
    CHECK_OK(t->ctx, jj_delta_empty(t->ctx, &w->delta, facility, w->sources, n, &part));
    n = 0;
    for (size_t s = 0; s < t->n_sources; s++) {
        uint32_t row = t->sources[s].cell / t->ground.grid.cols - part.row0;
        uint32_t col = t->sources[s].cell % t->ground.grid.cols - part.col0;
        bool is_other = t->sources[s].facility != facility && w->is_open[t->sources[s].facility];
        if (is_other && row < part.rows && col < part.cols)
            w->sources[n++] = t->sources[s];
    }
    CHECK_OK(t->ctx, jj_delta_refill(t->ctx, &w->delta, w->sources, n));
}

/* Opens a closed facility, closes an open one. */
static void toggle(world *w, uint32_t facility) {
    ground_case *t = w->t;
    if (w->is_open[facility] && facility % 2) {
        close_by_halves(w, facility);
    } else if (w->is_open[facility]) {
        size_t n = open_sources(w);
        CHECK_OK(t->ctx, jj_delta_close(t->ctx, &w->delta, facility, w->sources, n));
    } else {
        size_t n = own_sources(w, facility);
        CHECK_OK(t->ctx, jj_delta_add(t->ctx, &w->delta, w->sources, n));
    }
    w->is_open[facility] = !w->is_open[facility];
}

static uint32_t any_facility(const world *w, uint64_t *seed) {
    size_t n = w->t->n_sources;
    return n == 0 ? 0 : w->t->sources[test_below(seed, (uint32_t)n)].facility;
}

static void test_any_sequence_equals_reruns(void) {
    uint64_t seed = test_seed();
    for (int i = 0; i < 150; i++) {
        world w;
        begin(&w, &seed);
        size_t bytes = case_cells(w.t) * 4;
        JJ_AUTO uint32_t *time_ms = jj_alloc(1, bytes), *nearest = jj_alloc(1, bytes);
        for (int k = 0; k < 8; k++) {
            toggle(&w, any_facility(&w, &seed));
            rerun(&w, time_ms, nearest);
            CHECK(memcmp(time_ms, w.time_ms, bytes) == 0);
            CHECK(memcmp(nearest, w.nearest, bytes) == 0);
        }
        end(&w);
    }
}

static void test_back_again_restores_every_bit(void) {
    uint64_t seed = test_seed();
    for (int i = 0; i < 150; i++) {
        world w;
        begin(&w, &seed);
        size_t bytes = case_cells(w.t) * 4;
        JJ_AUTO uint32_t *time_ms = jj_alloc(1, bytes), *nearest = jj_alloc(1, bytes);
        memcpy(time_ms, w.time_ms, bytes);
        memcpy(nearest, w.nearest, bytes);
        uint32_t facility = any_facility(&w, &seed);
        toggle(&w, facility);
        for (size_t c = 0; c < w.delta.n_changes; c++) {
            const jj_change *was = &w.delta.changes[c];
            CHECK_INT(was->time_ms, time_ms[was->cell]);
            CHECK_INT(was->nearest, nearest[was->cell]);
            CHECK(c == 0 || was->cell > w.delta.changes[c - 1].cell);
        }
        toggle(&w, facility);
        CHECK_INT(w.delta.n_changes, 0);
        CHECK(memcmp(time_ms, w.time_ms, bytes) == 0 && memcmp(nearest, w.nearest, bytes) == 0);
        for (int k = 0; k < 3; k++)
            toggle(&w, any_facility(&w, &seed));
        jj_delta_undo(&w.delta);
        CHECK(memcmp(time_ms, w.time_ms, bytes) == 0 && memcmp(nearest, w.nearest, bytes) == 0);
        end(&w);
    }
}

static void test_order_of_additions_is_irrelevant(void) {
    uint64_t seed = test_seed();
    for (int i = 0; i < 60; i++) {
        world w;
        begin(&w, &seed);
        size_t bytes = case_cells(w.t) * 4;
        JJ_AUTO uint32_t *time_ms = jj_alloc(1, bytes), *nearest = jj_alloc(1, bytes);
        bool is_open[64];
        memcpy(is_open, w.is_open, sizeof is_open);
        for (uint32_t f = 0; f < 64; f++)
            if (!w.is_open[f])
                toggle(&w, f);
        memcpy(time_ms, w.time_ms, bytes);
        memcpy(nearest, w.nearest, bytes);
        jj_delta_undo(&w.delta);
        memcpy(w.is_open, is_open, sizeof is_open);
        for (uint32_t f = 64; f-- > 0;)
            if (!w.is_open[f])
                toggle(&w, f);
        CHECK(memcmp(time_ms, w.time_ms, bytes) == 0 && memcmp(nearest, w.nearest, bytes) == 0);
        end(&w);
    }
}

static void test_continuous_is_refused(void) {
    ground_case *t = case_new(3, 3, 100, 1);
    t->how.stencil = JJ_STENCIL_CONTINUOUS;
    jj_delta d;
    CHECK_REFUSED(t->ctx, jj_delta_init(t->ctx, &t->ground, &t->how, t->time_ms, t->nearest, &d),
                  JJ_E_RANGE, "continuous");
    case_free(t);
}

int main(void) {
    RUN(test_any_sequence_equals_reruns);
    RUN(test_back_again_restores_every_bit);
    RUN(test_order_of_additions_is_irrelevant);
    RUN(test_continuous_is_refused);
    return 0;
}
