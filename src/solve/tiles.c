#include "solve/tiles.h"

#include "base/threads.h"
#include "base/wide.h"
#include "solve/block.h"
#include "solve/plain.h"

#include <math.h>
#include <stdatomic.h>
#include <string.h>

#define IDLE UINT32_MAX

typedef struct tiles {
    const jj_steps *steps;
    const jj_travel *how;
    uint32_t within_ms;
    uint32_t core; /* cells of a tile's side, without the rim */
    uint32_t n_rows, n_cols;
    _Atomic uint32_t *pending; /* per tile: earliest time that waits to enter it, or IDLE */
    uint32_t *batch;           /* tiles of this turn */
    size_t n_batch, n_workers;
    jj_block *blocks;           /* one a thread */
    _Atomic uint32_t latest_ms; /* any cell's time at any moment is at most this */
    bool is_backward;
    uint32_t *time_ms, *nearest;
} tiles;

jj_tiling jj_tiling_for(jj_stencil stencil) {
    bool is_narrow = stencil == JJ_STENCIL_4 || stencil == JJ_STENCIL_8;
    return (jj_tiling){.side = is_narrow ? 64 : 64, .ahead = 0.5};
}

static uint32_t later_of(uint32_t a, uint32_t b) {
    return a > b ? a : b;
}

static uint32_t earlier_of(uint32_t a, uint32_t b) {
    return a < b ? a : b;
}

/* The key of a cell as the arrays hold it. Without `nearest` all facilities are one. */
JJ_WIDE static void read_keys(const uint32_t *restrict time_ms, const uint32_t *restrict nearest,
                              uint32_t n, int64_t none, int64_t *restrict keys) {
    for (uint32_t i = 0; i < n; i++) {
        int64_t key = jj_key(time_ms[i], nearest[i]);
        keys[i] = key < none && key >= 0 ? key : none;
    }
}

static void read_times(const uint32_t *time_ms, uint32_t n, int64_t none, int64_t *keys) {
    for (uint32_t i = 0; i < n; i++)
        keys[i] = time_ms[i] == JJ_UNREACHED ? none : jj_key(time_ms[i], 0);
}

static void read_row(const tiles *t, size_t cell, uint32_t n, int64_t none, int64_t *keys) {
    if (t->nearest)
        read_keys(t->time_ms + cell, t->nearest + cell, n, none, keys);
    else
        read_times(t->time_ms + cell, n, none, keys);
}

/* A tile's place: its block's first cell, and the block's cells that are on the grid. */
typedef struct place {
    int64_t row0, col0;
    uint32_t row_begin, row_end, col_begin, col_end; /* within the block */
} place;

static place place_of(const tiles *t, const jj_block *b, size_t tile) {
    const jj_grid *g = &t->steps->ground->grid;
    place p = {.row0 = (int64_t)(tile / t->n_cols) * t->core - b->reach,
               .col0 = (int64_t)(tile % t->n_cols) * t->core - b->reach};
    p.row_begin = p.row0 < 0 ? (uint32_t)-p.row0 : 0;
    p.col_begin = p.col0 < 0 ? (uint32_t)-p.col0 : 0;
    p.row_end = earlier_of(b->side, (uint32_t)(g->rows - p.row0));
    p.col_end = earlier_of(b->side, (uint32_t)(g->cols - p.col0));
    return p;
}

static size_t cell_of(const tiles *t, const place *p, uint32_t row, uint32_t col) {
    return (size_t)(p->row0 + row) * t->steps->ground->grid.cols + (size_t)(p->col0 + col);
}

static void fill_none(const jj_block *b, int64_t *keys, uint32_t n) {
    for (uint32_t i = 0; i < n; i++)
        keys[i] = b->none;
}

static void load(const tiles *t, jj_block *b, const place *p) {
    for (uint32_t r = 0; r < b->side; r++) {
        int64_t *keys = b->keys + (size_t)r * b->stride + BLOCK_MARGIN;
        if (r < p->row_begin || r >= p->row_end) {
            fill_none(b, keys, b->side);
            continue;
        }
        fill_none(b, keys, p->col_begin);
        fill_none(b, keys + p->col_end, b->side - p->col_end);
        read_row(t, cell_of(t, p, r, p->col_begin), p->col_end - p->col_begin, b->none,
                 keys + p->col_begin);
    }
}

/* Writes keys back; returns the latest time among them. */
JJ_WIDE static uint32_t write_keys(const int64_t *restrict keys, uint32_t n, int64_t none,
                                   uint32_t *restrict time_ms, uint32_t *restrict nearest) {
    uint32_t latest = 0;
    for (uint32_t i = 0; i < n; i++) {
        bool is_none = keys[i] == none;
        uint32_t ms = (uint32_t)(keys[i] >> 32);
        time_ms[i] = is_none ? JJ_UNREACHED : ms;
        ms = is_none ? 0 : ms;
        latest = ms > latest ? ms : latest;
    }
    for (uint32_t i = 0; nearest && i < n; i++)
        nearest[i] = (uint32_t)keys[i];
    return latest;
}

static void store(tiles *t, const jj_block *b, const place *p) {
    uint32_t row_end = earlier_of(p->row_end, b->side - b->reach);
    uint32_t col_end = earlier_of(p->col_end, b->side - b->reach), latest = 0;
    for (uint32_t r = b->reach; r < row_end; r++) {
        size_t cell = cell_of(t, p, r, b->reach);
        const int64_t *keys = b->keys + (size_t)r * b->stride + BLOCK_MARGIN + b->reach;
        latest = later_of(latest, write_keys(keys, col_end - b->reach, b->none, t->time_ms + cell,
                                             t->nearest ? t->nearest + cell : NULL));
    }
    uint32_t known = atomic_load_explicit(&t->latest_ms, memory_order_relaxed);
    while (latest > known && !atomic_compare_exchange_weak(&t->latest_ms, &known, latest))
        ;
}

static void wake(tiles *t, size_t tile, uint32_t ms) {
    uint32_t known = atomic_load_explicit(&t->pending[tile], memory_order_relaxed);
    while (ms < known && !atomic_compare_exchange_weak(&t->pending[tile], &known, ms))
        ;
}

/* The earliest time that this tile offers to a row of cells beyond it, IDLE when none is better. */
static uint32_t news_in_row(const tiles *t, const jj_block *b, const place *p, uint32_t row,
                            uint32_t col_begin, uint32_t col_end) {
    int64_t old[BLOCK_MOST_SIDE];
    col_begin = later_of(col_begin, p->col_begin);
    col_end = earlier_of(col_end, p->col_end);
    if (row < p->row_begin || row >= p->row_end || col_begin >= col_end)
        return IDLE;
    read_row(t, cell_of(t, p, row, col_begin), col_end - col_begin, b->none, old);
    const int64_t *keys = b->keys + (size_t)row * b->stride + BLOCK_MARGIN + col_begin;
    int64_t best = b->none;
    for (uint32_t i = 0; i < col_end - col_begin; i++)
        if (keys[i] < old[i] && keys[i] < best)
            best = keys[i];
    return best == b->none ? IDLE : (uint32_t)(best >> 32);
}

/* Wake the neighbours whose cells in the rim this tile can improve. */
static void wake_neighbours(tiles *t, const jj_block *b, const place *p, size_t tile) {
    const uint32_t cut[4] = {0, b->reach, b->side - b->reach, b->side};
    for (int v = 0; v < 3; v++)
        for (int h = 0; h < 3; h++) {
            if (v == 1 && h == 1)
                continue;
            uint32_t best = IDLE;
            for (uint32_t r = cut[v]; r < cut[v + 1]; r++)
                best = earlier_of(best, news_in_row(t, b, p, r, cut[h], cut[h + 1]));
            if (best != IDLE)
                wake(t, (size_t)((int64_t)tile + (v - 1) * (int64_t)t->n_cols + h - 1), best);
        }
}

static void fetch_line(const void *p) {
    __builtin_prefetch(p, 0, 2);
}

/* Bring a tile near while another is worked on: its rows lie far apart. */
static void fetch(const tiles *t, const jj_block *b, size_t tile) {
    enum { LINE = 16 }; /* cells */
    place p = place_of(t, b, tile);
    for (uint32_t r = p.row_begin; r < p.row_end; r++) {
        size_t cell = cell_of(t, &p, r, p.col_begin), end = cell_of(t, &p, r, p.col_end - 1);
        for (; cell <= end + LINE - 1; cell += LINE) {
            size_t at = cell < end ? cell : end;
            fetch_line(t->steps->ground->pace_ms_m + at);
            fetch_line(t->time_ms + at);
            if (t->nearest)
                fetch_line(t->nearest + at);
        }
    }
}

static jj_status visit(void *arg, size_t item, int worker) {
    tiles *t = arg;
    jj_block *b = &t->blocks[worker];
    size_t tile = t->batch[item], later = item + t->n_workers;
    place p = place_of(t, b, tile);
    atomic_store(&t->pending[tile], IDLE);
    load(t, b, &p);
    if (later < t->n_batch)
        fetch(t, b, t->batch[later]);
    jj_block_costs(b, t->steps, t->how->direction, p.row0, p.col0);
    if (jj_block_sweep(b))
        store(t, b, &p);
    wake_neighbours(t, b, &p, tile);
    return JJ_OK;
}

/* Tiles of one colour that wait for a time up to `until_ms`. */
static size_t gather(tiles *t, unsigned colour, uint32_t until_ms) {
    size_t n = 0;
    for (size_t r = colour / 2; r < t->n_rows; r += 2)
        for (size_t c = colour % 2; c < t->n_cols; c += 2)
            if (atomic_load_explicit(&t->pending[r * t->n_cols + c], memory_order_relaxed) <=
                until_ms)
                t->batch[n++] = (uint32_t)(r * t->n_cols + c);
    for (size_t i = 0; t->is_backward && i < n / 2; i++) {
        uint32_t other = t->batch[n - 1 - i];
        t->batch[n - 1 - i] = t->batch[i];
        t->batch[i] = other;
    }
    return n;
}

static uint32_t earliest(const tiles *t) {
    uint32_t best = IDLE;
    for (size_t i = 0; i < (size_t)t->n_rows * t->n_cols; i++)
        best = earlier_of(best, atomic_load_explicit(&t->pending[i], memory_order_relaxed));
    return best;
}

static jj_status run_rounds(jj_ctx *ctx, jj_team *team, tiles *t, uint32_t ahead_ms) {
    for (uint32_t first = earliest(t); first != IDLE; first = earliest(t)) {
        uint32_t until = first < IDLE - 1 - ahead_ms ? first + ahead_ms : IDLE - 1;
        for (unsigned colour = 0; colour < 4; colour++) {
            t->n_batch = gather(t, colour, until);
            jj_team_run(team, t->n_batch, visit, t);
        }
        JJ_TRY(jj_ctx_poll(ctx));
    }
    return JJ_OK;
}

static void enter_sources(tiles *t, const jj_source *sources, size_t n) {
    for (size_t i = 0; i < n; i++) {
        const jj_source *s = &sources[i];
        size_t row = s->cell / t->steps->ground->grid.cols;
        size_t col = s->cell % t->steps->ground->grid.cols;
        if (!(t->steps->ground->pace_ms_m[s->cell] > 0) || s->start_ms > t->within_ms)
            continue;
        bool is_better = s->start_ms < t->time_ms[s->cell];
        if (s->start_ms == t->time_ms[s->cell])
            is_better = t->nearest && s->facility < t->nearest[s->cell];
        if (!is_better)
            continue;
        t->time_ms[s->cell] = s->start_ms;
        if (t->nearest)
            t->nearest[s->cell] = s->facility;
        wake(t, row / t->core * t->n_cols + col / t->core, s->start_ms);
    }
}

/* Mean cost of a straight move, from a few thousand cells: only the order of visits hangs on it. */
static double typical_step_ms(const jj_steps *steps) {
    const jj_grid *g = &steps->ground->grid;
    size_t n = jj_grid_cells(g), stride = n / 4096 + 1, n_seen = 0;
    double sum = 0;
    for (size_t i = 0; i < n; i += stride)
        if (steps->ground->pace_ms_m[i] > 0) {
            sum += (double)steps->ground->pace_ms_m[i];
            n_seen++;
        }
    return n_seen ? sum / (double)n_seen * steps->length_m[0] : 1;
}

static void wake_cell(tiles *t, uint32_t row, uint32_t col) {
    uint32_t ms = t->time_ms[(size_t)row * t->steps->ground->grid.cols + col];
    if (ms != JJ_UNREACHED)
        wake(t, (size_t)(row / t->core) * t->n_cols + col / t->core, ms);
}

/* What stands outside the settled window may enter it. */
static void wake_outside(tiles *t, const jj_part *settled) {
    const jj_grid *g = &t->steps->ground->grid;
    uint32_t right = settled->col0 + settled->cols;
    for (uint32_t row = 0; row < g->rows; row++) {
        bool is_beside = row - settled->row0 < settled->rows;
        for (uint32_t col = 0; col < (is_beside ? settled->col0 : g->cols); col++)
            wake_cell(t, row, col);
        for (uint32_t col = right; is_beside && col < g->cols; col++)
            wake_cell(t, row, col);
    }
}

static void free_team(jj_team **t) {
    jj_team_free(*t);
}

static jj_status solve(jj_ctx *ctx, tiles *t, const jj_source *sources, size_t n,
                       const jj_tiling *tiling, const jj_part *settled) {
    size_t n_tiles = (size_t)t->n_rows * t->n_cols;
    JJ_CLEANUP(free_team) jj_team *team = NULL;
    JJ_AUTO _Atomic uint32_t *pending = t->pending = jj_alloc(n_tiles, sizeof *pending);
    JJ_AUTO uint32_t *batch = t->batch =
        jj_alloc(n_tiles / 4 + t->n_rows + t->n_cols, sizeof *batch);
    JJ_TRY(jj_team_new(ctx, &team));
    size_t n_blocks = t->n_workers = (size_t)jj_team_size(team);
    JJ_AUTO jj_block *blocks = t->blocks = jj_alloc(n_blocks, sizeof *blocks);
    if (!pending || !batch || !blocks)
        return jj_no_memory(ctx, "tiles", n_tiles * 5);
    jj_status st = JJ_OK;
    for (size_t i = 0; i < n_blocks && st == JJ_OK; i++)
        st = jj_block_init(ctx, t->steps, tiling->side, t->within_ms, &blocks[i]);
    for (size_t i = 0; i < n_tiles; i++)
        atomic_init(&pending[i], IDLE);
    if (st == JJ_OK) {
        enter_sources(t, sources, n);
        if (settled)
            wake_outside(t, settled);
        double ahead_ms = tiling->ahead * t->core * typical_step_ms(t->steps);
        st = run_rounds(ctx, team, t, ahead_ms < 1e9 ? (uint32_t)ahead_ms : 1000000000);
    }
    for (size_t i = 0; i < n_blocks; i++)
        jj_block_deinit(&blocks[i]);
    return st;
}

/* Whether cells may lie beyond what blocks can count: the latest time and one dearest move. */
static bool may_go_farther(const tiles *t) {
    return t->how->within_ms > t->within_ms &&
           (double)t->latest_ms + jj_steps_dearest_ms(t->steps) > (double)t->within_ms;
}

/* Nothing is reached yet in one row of tiles. */
static jj_status clear_row(void *arg, size_t tile_row, int worker) {
    (void)worker;
    const tiles *t = arg;
    const jj_grid *g = &t->steps->ground->grid;
    size_t row = tile_row * t->core, n_rows = earlier_of(t->core, (uint32_t)(g->rows - row));
    size_t bytes = n_rows * g->cols * sizeof(uint32_t);
    memset(t->time_ms + row * g->cols, 0xff, bytes); /* JJ_UNREACHED */
    if (t->nearest)
        memset(t->nearest + row * g->cols, 0xff, bytes); /* JJ_NO_FACILITY */
    return JJ_OK;
}

static tiles tiles_of(const jj_steps *steps, const jj_travel *how, const jj_tiling *tiling,
                      uint32_t *time_ms, uint32_t *nearest) {
    const jj_grid *g = &steps->ground->grid;
    uint32_t core = tiling->side - 2 * jj_block_reach(steps->n_moves);
    return (tiles){.steps = steps,
                   .how = how,
                   .within_ms = earlier_of(how->within_ms, BLOCK_FARTHEST),
                   .core = core,
                   .n_rows = (g->rows - 1) / core + 1,
                   .n_cols = (g->cols - 1) / core + 1,
                   .is_backward = tiling->is_backward,
                   .time_ms = time_ms,
                   .nearest = nearest};
}

jj_status jj_tiles_lower(jj_ctx *ctx, const jj_steps *steps, const jj_source *sources, size_t n,
                         const jj_travel *how, const jj_tiling *tiling, const jj_part *settled,
                         uint32_t *time_ms, uint32_t *nearest) {
    tiles t = tiles_of(steps, how, tiling, time_ms, nearest);
    return solve(ctx, &t, sources, n, tiling, settled);
}

jj_status jj_tiles_field(jj_ctx *ctx, const jj_ground *ground, const jj_source *sources, size_t n,
                         const jj_travel *how, const jj_tiling *tiling, uint32_t *time_ms,
                         uint32_t *nearest) {
    JJ_CLEANUP(jj_steps_deinit) jj_steps steps = {0};
    JJ_TRY(jj_steps_init(ctx, ground, how->stencil, &steps));
    JJ_TRY(jj_sources_check(ctx, &ground->grid, sources, n));
    tiles t = tiles_of(&steps, how, tiling, time_ms, nearest);
    JJ_TRY(jj_parallel(ctx, t.n_rows, clear_row, &t));
    JJ_TRY(solve(ctx, &t, sources, n, tiling, NULL));
    if (!may_go_farther(&t))
        return JJ_OK;
    return jj_plain_continue(ctx, &steps, sources, n, how, time_ms, nearest);
}
