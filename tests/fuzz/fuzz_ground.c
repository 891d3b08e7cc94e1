/*
 * Any bytes as a small ground with sources: the fast field equals the plain one bit for bit, and
 * its certificate holds.
 */
#include "fuzz.h"
#include "base/ctx.h"
#include "certify.h"
#include "solve/plain.h"

#include <string.h>

enum { MOST_SIDE = 96, MOST_SOURCES = 5 };

typedef struct bytes {
    const uint8_t *data;
    size_t n, at;
} bytes;

static uint8_t next(bytes *b) {
    return b->at < b->n ? b->data[b->at++] : 0;
}

static void compare(jj_ctx *ctx, const jj_ground *g, const jj_source *sources, size_t n,
                    const jj_travel *how) {
    static uint32_t fast[2][MOST_SIDE * MOST_SIDE], plain[2][MOST_SIDE * MOST_SIDE];
    jj_certificate proof;
    size_t cells = jj_grid_cells(&g->grid);
    if (jj_ground_field(ctx, g, sources, n, how, fast[0], fast[1]) != JJ_OK)
        return;
    if (jj_ground_field_plain(ctx, g, sources, n, how, plain[0], plain[1]) != JJ_OK ||
        memcmp(fast[0], plain[0], cells * 4) != 0 || memcmp(fast[1], plain[1], cells * 4) != 0)
        abort();
    if (jj_certify(ctx, g, sources, n, how, fast[0], fast[1], &proof) != JJ_OK ||
        proof.flaw != JJ_FLAW_NONE)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static float pace[MOST_SIDE * MOST_SIDE];
    bytes b = {data, size, 0};
    jj_ctx *ctx = jj_ctx_new();
    jj_grid grid = {.rows = 1u + next(&b) % MOST_SIDE, .cols = 1u + next(&b) % MOST_SIDE};
    grid.x0 = grid.y0 = 0;
    grid.dx = grid.dy = 1;
    const jj_travel how = {(jj_stencil)(next(&b) % 6), (jj_direction)(next(&b) % 2),
                           next(&b) % 2 ? JJ_FARTHEST : 20000u * next(&b)};
    jj_source sources[MOST_SOURCES];
    size_t n = next(&b) % (MOST_SOURCES + 1), cells = jj_grid_cells(&grid);
    for (size_t i = 0; i < n; i++)
        sources[i] = (jj_source){.cell = (uint32_t)((next(&b) * 256u + next(&b)) % cells),
                                 .facility = next(&b) % 4u,
                                 .start_ms = next(&b) * 100u};
    for (size_t i = 0; i < cells; i++) {
        uint8_t v = b.n ? b.data[(b.at + i) % b.n] : 1;
        pace[i] = v < 40 ? 0 : v > 250 ? 1e6f : (float)v * 10;
    }
    jj_lengths lengths = {0};
    if (ctx && jj_lengths_plane(ctx, &grid, 100, 90, &lengths) == JJ_OK) {
        const jj_ground ground = {.grid = grid, .lengths = &lengths, .pace_ms_m = pace};
        compare(ctx, &ground, sources, n, &how);
    }
    jj_lengths_deinit(&lengths);
    jj_ctx_free(ctx);
    return 0;
}
