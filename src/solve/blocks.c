#include "jiujin/blocks.h"

#include "geo/shut.h"
#include "solve/block.h"
#include "solve/tiles.h"

enum { RIM = 32 }; /* whole tiles of lengths and barriers, and wider than any move */

typedef struct blocks {
    jj_ctx *ctx;
    const jj_ground *ground;
    const jj_source *sources;
    size_t n_sources;
    jj_travel how;
    const jj_field_store *store;
    uint32_t side, n_rows, n_cols;
    uint32_t *pending; /* per block: earliest time that waits to enter it, or IDLE */
    float *pace, *height;
    uint32_t *time_ms, *nearest;
    uint32_t *rim_time, *rim_nearest; /* a neighbour's part of the window, as the store has it */
    jj_source *inside;
} blocks;

#define IDLE UINT32_MAX

uint64_t jj_block_memory(uint32_t side, bool has_heights, bool has_lines) {
    uint64_t window = side + 2 * (uint64_t)RIM, rim = RIM * window;
    /*
     * bytes a cell: pace, time, facility, rounded up for lengths and tiles; heights; bits of moves
     */
    uint64_t a_cell = 13u + (has_heights ? 4 : 0) + (has_lines ? 4 : 0);
    return window * window * a_cell + rim * 8 + (16u << 20);
}

uint32_t jj_block_side(uint64_t bytes, bool has_heights, bool has_lines) {
    uint32_t side = 0;
    while (side < (1u << 20) && jj_block_memory(side + RIM, has_heights, has_lines) <= bytes)
        side += RIM;
    return side;
}

/* The block's own cells, and the window with its rim. */
static jj_part core_of(const blocks *b, size_t block) {
    const jj_grid *g = &b->ground->grid;
    uint32_t row0 = (uint32_t)(block / b->n_cols) * b->side;
    uint32_t col0 = (uint32_t)(block % b->n_cols) * b->side;
    return (jj_part){row0, col0, g->rows - row0 < b->side ? g->rows - row0 : b->side,
                     g->cols - col0 < b->side ? g->cols - col0 : b->side};
}

static jj_part window_of(const blocks *b, jj_part core) {
    const jj_grid *g = &b->ground->grid;
    uint32_t up = core.row0 ? RIM : 0, left = core.col0 ? RIM : 0;
    uint32_t below = g->rows - core.row0 - core.rows, right = g->cols - core.col0 - core.cols;
    return (jj_part){core.row0 - up, core.col0 - left, up + core.rows + (below < RIM ? below : RIM),
                     left + core.cols + (right < RIM ? right : RIM)};
}

static jj_status ground_of(const blocks *b, jj_part w, jj_lengths *lengths, jj_shut_moves **shut,
                           jj_ground *out) {
    const jj_ground *g = b->ground;
    *out = *g;
    out->grid.rows = w.rows;
    out->grid.cols = w.cols;
    out->grid.x0 += w.col0 * g->grid.dx;
    out->grid.y0 -= w.row0 * g->grid.dy;
    out->pace_ms_m = b->pace;
    out->height_m = b->height;
    out->lengths = lengths;
    JJ_TRY(jj_lengths_window(b->ctx, g->lengths, w, lengths));
    JJ_TRY(jj_shut_moves_window(b->ctx, g->shut, w, shut));
    out->shut = *shut;
    return JJ_OK;
}

static size_t sources_in(const blocks *b, jj_part core, jj_part w) {
    size_t n = 0;
    for (size_t i = 0; i < b->n_sources; i++) {
        uint32_t row = b->sources[i].cell / b->ground->grid.cols;
        uint32_t col = b->sources[i].cell % b->ground->grid.cols;
        if (row - core.row0 >= core.rows || col - core.col0 >= core.cols)
            continue; /* unsigned: those before the block are far beyond it */
        b->inside[n] = b->sources[i];
        b->inside[n++].cell = (row - w.row0) * w.cols + (col - w.col0);
    }
    return n;
}

static jj_status read_window(const blocks *b, jj_part w) {
    JJ_TRY(b->store->read_pace(b->store->arg, w, w.cols, b->pace));
    if (b->height)
        JJ_TRY(b->store->read_height(b->store->arg, w, w.cols, b->height));
    return b->store->read_field(b->store->arg, w, w.cols, b->time_ms, b->nearest);
}

/* The part of window w that belongs to a neighbour; rows 0 when there is none. */
static jj_part part_of(jj_part w, jj_part core, int v, int h) {
    uint32_t row_cut[4] = {w.row0, core.row0, core.row0 + core.rows, w.row0 + w.rows};
    uint32_t col_cut[4] = {w.col0, core.col0, core.col0 + core.cols, w.col0 + w.cols};
    jj_part p = {row_cut[v], col_cut[h], row_cut[v + 1] - row_cut[v], col_cut[h + 1] - col_cut[h]};
    return p.cols ? p : (jj_part){0};
}

/* The earliest time that this block offers to a part of its rim, IDLE when none is better. */
static jj_status news_in(const blocks *b, jj_part w, jj_part part, uint32_t *earliest) {
    *earliest = IDLE;
    JJ_TRY(b->store->read_field(b->store->arg, part, part.cols, b->rim_time, b->rim_nearest));
    for (size_t i = 0; i < (size_t)part.rows * part.cols; i++) {
        size_t at =
            (part.row0 - w.row0 + i / part.cols) * w.cols + part.col0 - w.col0 + i % part.cols;
        uint64_t own = (uint64_t)b->time_ms[at] << 32 | b->nearest[at];
        uint64_t its = (uint64_t)b->rim_time[i] << 32 | b->rim_nearest[i];
        if (own < its && b->time_ms[at] < *earliest)
            *earliest = b->time_ms[at];
    }
    return JJ_OK;
}

static jj_status wake_neighbours(blocks *b, size_t block, jj_part w, jj_part core) {
    for (int v = 0; v < 3; v++)
        for (int h = 0; h < 3; h++) {
            jj_part part = part_of(w, core, v, h);
            if ((v == 1 && h == 1) || !part.rows)
                continue;
            size_t other = (size_t)((int64_t)block + (v - 1) * (int64_t)b->n_cols + h - 1);
            uint32_t earliest;
            JJ_TRY(news_in(b, w, part, &earliest));
            if (earliest < b->pending[other])
                b->pending[other] = earliest;
        }
    return JJ_OK;
}

static void free_shut(jj_shut_moves **s) {
    jj_shut_moves_free(*s);
}

static jj_status visit(blocks *b, size_t block) {
    jj_part core = core_of(b, block), w = window_of(b, core);
    jj_part settled = {core.row0 - w.row0, core.col0 - w.col0, core.rows, core.cols};
    JJ_CLEANUP(jj_lengths_deinit) jj_lengths lengths = {0};
    JJ_CLEANUP(free_shut) jj_shut_moves *shut = NULL;
    JJ_CLEANUP(jj_steps_deinit) jj_steps steps = {0};
    jj_ground ground;
    jj_tiling tiling = jj_tiling_for(b->how.stencil);
    b->pending[block] = IDLE;
    JJ_TRY(read_window(b, w));
    JJ_TRY(ground_of(b, w, &lengths, &shut, &ground));
    JJ_TRY(jj_steps_init(b->ctx, &ground, b->how.stencil, &steps));
    JJ_TRY(jj_tiles_lower(b->ctx, &steps, b->inside, sources_in(b, core, w), &b->how, &tiling,
                          &settled, b->time_ms, b->nearest));
    size_t first = (size_t)settled.row0 * w.cols + settled.col0;
    JJ_TRY(
        b->store->write_field(b->store->arg, core, w.cols, b->time_ms + first, b->nearest + first));
    return wake_neighbours(b, block, w, core);
}

static jj_status run(blocks *b) {
    size_t n = (size_t)b->n_rows * b->n_cols;
    for (uint64_t done = 0;; done++) {
        size_t first = 0;
        for (size_t i = 1; i < n; i++)
            if (b->pending[i] < b->pending[first])
                first = i;
        if (b->pending[first] == IDLE)
            return JJ_OK;
        jj_progress(b->ctx, "blocks", done < n ? done : n, n);
        JJ_TRY(visit(b, first));
        JJ_TRY(jj_ctx_poll(b->ctx));
    }
}

static jj_status reserve(blocks *b) {
    size_t n = (size_t)b->n_rows * b->n_cols, window = b->side + 2 * (size_t)RIM;
    size_t n_cells = window * window;
    bool has_heights = b->store->read_height != NULL;
    JJ_TRY(jj_ctx_need(b->ctx, jj_block_memory(b->side, has_heights, b->ground->shut),
                       "a block of the field"));
    b->pending = jj_alloc(n, sizeof *b->pending);
    b->inside = jj_alloc(b->n_sources, sizeof *b->inside);
    b->pace = jj_alloc(n_cells, sizeof *b->pace);
    b->height = has_heights ? jj_alloc(n_cells, sizeof *b->height) : NULL;
    b->time_ms = jj_alloc(n_cells, sizeof *b->time_ms);
    b->nearest = jj_alloc(n_cells, sizeof *b->nearest);
    b->rim_time = jj_alloc(window * RIM, sizeof *b->rim_time);
    b->rim_nearest = jj_alloc(window * RIM, sizeof *b->rim_nearest);
    if (!b->pending || !b->inside || !b->pace || (has_heights && !b->height) || !b->time_ms ||
        !b->nearest || !b->rim_time || !b->rim_nearest)
        return jj_no_memory(b->ctx, "a block of the field", n_cells * 16);
    for (size_t i = 0; i < n; i++)
        b->pending[i] = IDLE;
    return JJ_OK;
}

static void blocks_deinit(blocks *b) {
    jj_free(b->pending);
    jj_free(b->inside);
    jj_free(b->pace);
    jj_free(b->height);
    jj_free(b->time_ms);
    jj_free(b->nearest);
    jj_free(b->rim_time);
    jj_free(b->rim_nearest);
}

jj_status jj_ground_field_blocks(jj_ctx *ctx, const jj_ground *ground, const jj_source *sources,
                                 size_t n, const jj_travel *how, const jj_field_store *store,
                                 uint32_t side) {
    const jj_grid *g = &ground->grid;
    JJ_TRY(jj_grid_check(ctx, g));
    JJ_TRY(jj_sources_check(ctx, g, sources, n));
    if (side == 0 || side % RIM != 0)
        return jj_fail(ctx, JJ_E_RANGE, "blocks of %u cells a side: must be a multiple of 32",
                       side);
    uint32_t most = (g->rows > g->cols ? g->rows : g->cols) - 1;
    if (side > most / RIM * RIM + RIM)
        side = most / RIM * RIM + RIM;
    JJ_CLEANUP(blocks_deinit)
    blocks b = {.ctx = ctx,
                .ground = ground,
                .sources = sources,
                .n_sources = n,
                .how = *how,
                .store = store,
                .side = side,
                .n_rows = (g->rows - 1) / side + 1,
                .n_cols = (g->cols - 1) / side + 1};
    if (b.how.within_ms > BLOCK_FARTHEST)
        b.how.within_ms = BLOCK_FARTHEST;
    JJ_TRY(reserve(&b));
    for (size_t i = 0; i < n; i++) {
        uint32_t row = sources[i].cell / g->cols, col = sources[i].cell % g->cols;
        uint32_t *pending = &b.pending[(size_t)(row / side) * b.n_cols + col / side];
        *pending = sources[i].start_ms < *pending ? sources[i].start_ms : *pending;
    }
    return run(&b);
}
