#include "test.h"
#include "geo/outline.h"

static const jj_grid grid = {.rows = 12, .cols = 12, .dx = 1, .dy = 1};

/* Rows of '#': the cover of a picture, one span a cell. */
static jj_cover picture(const char *const *rows, size_t n) {
    jj_cover c = {.spans = jj_alloc(144, sizeof *c.spans)};
    for (uint32_t r = 0; r < n; r++)
        for (uint32_t k = 0; rows[r][k]; k++)
            if (rows[r][k] == '#')
                c.spans[c.n_spans++] = (jj_span){r, k, 1, 0.5f};
    return c;
}

/* Twice the signed area of a ring, counter-clockwise positive with north up. */
static int64_t ring_area(const jj_outline *o, size_t ring) {
    size_t first = ring ? o->ring_end[ring - 1] : 0;
    int64_t a = 0;
    for (size_t i = first; i + 1 < o->ring_end[ring]; i++) {
        const uint32_t *p = o->corners + 2 * i;
        a -= (int64_t)p[0] * p[3] - (int64_t)p[2] * p[1];
    }
    return a;
}

/* No ring may pass a corner twice, and each must close. */
static void check_rings(const jj_outline *o) {
    for (size_t r = 0; r < o->n_rings; r++) {
        size_t first = r ? o->ring_end[r - 1] : 0, last = o->ring_end[r] - 1;
        CHECK(last - first >= 4);
        CHECK(memcmp(o->corners + 2 * first, o->corners + 2 * last, 8) == 0);
        for (size_t i = first; i < last; i++)
            for (size_t k = i + 1; k < last; k++)
                CHECK(memcmp(o->corners + 2 * i, o->corners + 2 * k, 8) != 0);
        bool is_outer = r == 0 || o->polygons[r] != o->polygons[r - 1];
        CHECK((ring_area(o, r) > 0) == is_outer);
    }
}

static void check_picture(const char *const *rows, size_t n, size_t n_polygons, size_t n_rings) {
    jj_ctx *ctx = jj_ctx_new();
    jj_cover c = picture(rows, n);
    jj_outline o;
    CHECK_OK(ctx, jj_outline_cover(ctx, &grid, &c, &o));
    CHECK_INT(o.n_rings, n_rings);
    CHECK_INT(n_rings ? o.polygons[n_rings - 1] + 1 : 0, n_polygons);
    check_rings(&o);
    int64_t twice = 0;
    for (size_t r = 0; r < o.n_rings; r++)
        twice += ring_area(&o, r);
    CHECK_INT(twice, 2 * (int64_t)c.n_spans);
    jj_outline_deinit(&o);
    jj_cover_deinit(&c);
    jj_ctx_free(ctx);
}

static void simple_shapes(void) {
    check_picture((const char *[]){"#"}, 1, 1, 1);
    check_picture((const char *[]){"##", "#."}, 2, 1, 1);
    check_picture((const char *[]){"###", "#.#", "###"}, 3, 1, 2);
    check_picture((const char *[]){"..."}, 1, 0, 0);
}

static void corners_that_touch(void) {
    check_picture((const char *[]){"#.", ".#"}, 2, 2, 2);
    check_picture((const char *[]){".#.", "#.#", ".#."}, 3, 4, 4);
    /* a hole that touches the outer ring in one corner */
    check_picture((const char *[]){"##.", "#.#", "###"}, 3, 1, 2);
    /* two holes that touch each other */
    check_picture((const char *[]){"####", "#.##", "##.#", "####"}, 4, 1, 3);
    /* an island in a hole */
    check_picture((const char *[]){"#####", "#...#", "#.#.#", "#...#", "#####"}, 5, 2, 3);
}

static void any_set_is_valid(void) {
    uint64_t seed = test_seed();
    for (int round = 0; round < 300; round++) {
        jj_cover c = {.spans = jj_alloc(144, sizeof *c.spans)};
        uint32_t share = 10 + test_below(&seed, 85);
        for (uint32_t i = 0; i < 144; i++)
            if (test_below(&seed, 100) < share)
                c.spans[c.n_spans++] = (jj_span){i / 12, i % 12, 1, 1};
        jj_ctx *ctx = jj_ctx_new();
        jj_outline o;
        CHECK_OK(ctx, jj_outline_cover(ctx, &grid, &c, &o));
        check_rings(&o);
        int64_t twice = 0;
        for (size_t r = 0; r < o.n_rings; r++)
            twice += ring_area(&o, r);
        CHECK_INT(twice, 2 * (int64_t)c.n_spans);
        jj_outline_deinit(&o);
        jj_cover_deinit(&c);
        jj_ctx_free(ctx);
    }
}

int main(void) {
    RUN(simple_shapes);
    RUN(corners_that_touch);
    RUN(any_set_is_valid);
    return 0;
}
