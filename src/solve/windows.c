#include "solve/windows.h"

#include "base/threads.h"
#include "geo/shut.h"
#include "solve/buckets.h"
#include "solve/rays.h"
#include "solve/step.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TILE = 64 };

/* Cells (row0, col0) .. with what every move from them costs, for the places of one tile. */
typedef struct window {
    uint32_t row0, col0, rows, cols;
    uint32_t *ms;      /* [cell][move] */
    uint32_t *time_ms; /* of the search at hand */
    uint32_t *row_ms;  /* one row of one move */
    uint32_t *found_cell, *found_ms;
    int32_t offset[32];
    jj_buckets queue;
    jj_source sources[JJ_ENTRANCE_SOURCES];
    double ray_m[JJ_ENTRANCE_SOURCES]; /* metres of the walks in ... */
    size_t ray_block;                  /* this block of lengths; SIZE_MAX = none yet */
} window;

/* The places of one tile: order[first] .. order[end - 1]. */
typedef struct tile {
    uint32_t row, col; /* of its first cell */
    size_t first, end;
} tile;

typedef struct surface {
    const jj_windows_ask *ask;
    jj_ctx *ctx;
    jj_steps steps;
    jj_rays rays;
    double cell_ms;  /* the shortest time a cell can take to cross */
    uint32_t reach;  /* cells a search can get away from its source */
    uint64_t *order; /* tile and place, sorted */
    tile *tiles;
    size_t n_tiles;
    window *windows; /* one a worker */
} surface;

static void window_deinit(window *w) {
    jj_free(w->ms);
    jj_free(w->time_ms);
    jj_free(w->found_cell);
    jj_free(w->found_ms);
    jj_free(w->row_ms);
    jj_buckets_deinit(&w->queue);
}

/* From the fastest pace and the shortest side. */
static double fastest_cell_ms(const surface *s) {
    const jj_ground *g = s->ask->ground;
    const jj_lengths *l = g->lengths;
    float fastest = INFINITY;
    double shortest = INFINITY, factor = 1;
    size_t first = (size_t)s->ask->first_row * g->grid.cols;
    size_t end = (size_t)s->ask->end_row * g->grid.cols;
    for (size_t i = first; i < (end > first ? end : jj_grid_cells(&g->grid)); i++)
        if (g->pace_ms_m[i] > 0 && g->pace_ms_m[i] < fastest)
            fastest = g->pace_ms_m[i];
    for (size_t b = 0; b < s->steps.n_blocks; b++)
        shortest = fmin(shortest, fmin(l->east_m[b], l->north_m[b]));
    for (uint32_t i = 0; g->height_m && i < g->slope->n; i++)
        factor = fmin(factor, (double)g->slope->factor[i]);
    return (double)fastest * shortest * factor * s->steps.scale;
}

static uint32_t reach_cells(const surface *s) {
    const jj_grid *g = &s->ask->ground->grid;
    uint32_t widest = g->rows > g->cols ? g->rows : g->cols;
    double cells = ceil((double)s->ask->how.within_ms / fmax(s->cell_ms, 1e-9)) + 1;
    return cells < widest ? (uint32_t)cells : widest;
}

/* Bucket width: about the least step, so that few cells are settled twice. */
static uint32_t bucket_shift(const surface *s) {
    uint32_t shift = 0;
    while (shift < 30 && (double)(2u << shift) < s->cell_ms)
        shift++;
    /* a ring of at most 64 Ki buckets */
    while (s->ask->how.within_ms >> shift > 65535)
        shift++;
    return shift;
}

static jj_status window_init(const surface *s, window *w, uint32_t shift) {
    const jj_grid *g = &s->ask->ground->grid;
    size_t rows = TILE + 2 * (size_t)s->reach, cols = rows;
    rows = rows < g->rows ? rows : g->rows;
    cols = cols < g->cols ? cols : g->cols;
    size_t bytes = rows * cols * (s->steps.n_moves * sizeof *w->ms + 12);
    JJ_TRY(jj_ctx_need(s->ctx, bytes * (uint64_t)s->ctx->n_threads, "searches around places"));
    w->ms = jj_alloc(rows * cols * s->steps.n_moves, sizeof *w->ms);
    w->time_ms = jj_alloc(rows * cols, sizeof *w->time_ms);
    w->found_cell = jj_alloc(rows * cols, sizeof *w->found_cell);
    w->found_ms = jj_alloc(rows * cols, sizeof *w->found_ms);
    w->row_ms = jj_alloc(cols, sizeof *w->row_ms);
    if (!w->ms || !w->time_ms || !w->found_cell || !w->found_ms || !w->row_ms ||
        jj_buckets_init(&w->queue, shift, s->ask->how.within_ms) != JJ_OK)
        return jj_no_memory(s->ctx, "searches around places", bytes);
    memset(w->time_ms, 0xff, rows * cols * sizeof *w->time_ms);
    w->ray_block = SIZE_MAX;
    return JJ_OK;
}

static void place_window(const surface *s, window *w, uint32_t row, uint32_t col) {
    const jj_grid *g = &s->ask->ground->grid;
    w->row0 = row > s->reach ? row - s->reach : 0;
    w->col0 = col > s->reach ? col - s->reach : 0;
    uint64_t row_end = (uint64_t)row + TILE + s->reach, col_end = (uint64_t)col + TILE + s->reach;
    w->rows = (uint32_t)(row_end < g->rows ? row_end : g->rows) - w->row0;
    w->cols = (uint32_t)(col_end < g->cols ? col_end : g->cols) - w->col0;
    for (unsigned move = 0; move < s->steps.n_moves; move++)
        w->offset[move] = jj_move_step[move][0] * (int32_t)w->cols + jj_move_step[move][1];
}

/* The traveller's move m from b to a is, for a search toward, its step back from a to b. */
static void list_costs(const surface *s, window *w) {
    unsigned n_moves = s->steps.n_moves;
    bool is_forward = jj_step_is_forward(s->ask->how.direction);
    memset(w->ms, 0xff, (size_t)w->rows * w->cols * n_moves * sizeof *w->ms);
    for (unsigned move = 0; move < n_moves; move++)
        for (uint32_t r = 0; r < w->rows; r++) {
            int64_t other = (int64_t)r + jj_move_step[move][0];
            if (other < 0 || other >= w->rows)
                continue;
            jj_steps_row(&s->steps, move, w->row0 + r, w->col0, w->cols, w->row_ms);
            for (uint32_t c = 0; c < w->cols; c++) {
                int64_t to = (int64_t)c + jj_move_step[move][1];
                if (to < 0 || to >= w->cols || w->row_ms[c] == JJ_NO_STEP)
                    continue;
                size_t here = (size_t)r * w->cols + c, there = (size_t)(other * w->cols + to);
                size_t from = is_forward ? here : there;
                w->ms[from * n_moves + (is_forward ? move : jj_move_back(move))] = w->row_ms[c];
            }
        }
}

/* Whether anything around the tile is asked about. */
static bool is_wanted_near(const surface *s, const window *w) {
    const jj_windows_ask *ask = s->ask;
    if (!ask->is_wanted)
        return true;
    for (uint32_t r = 0; r < w->rows; r++)
        if (memchr(ask->is_wanted + (size_t)(w->row0 + r) * ask->ground->grid.cols + w->col0, 1,
                   w->cols))
            return true;
    return false;
}

/* Rows the search got to. */
typedef struct band {
    uint32_t top, bottom; /* cells of the window, then rows */
} band;

static bool begin(const surface *s, window *w, const jj_source *from, band *b) {
    uint32_t cols = s->ask->ground->grid.cols;
    uint32_t row = from->cell / cols - w->row0, col = from->cell % cols - w->col0;
    if (row >= w->rows || col >= w->cols || from->start_ms > s->ask->how.within_ms)
        return true;
    uint32_t at = row * w->cols + col;
    b->top = at < b->top ? at : b->top;
    b->bottom = at > b->bottom ? at : b->bottom;
    if (from->start_ms >= w->time_ms[at])
        return true;
    w->time_ms[at] = from->start_ms;
    return jj_buckets_push(&w->queue, at, from->start_ms);
}

/* Times as far as the limit. */
static bool search(const surface *s, window *w, size_t n_sources, band *b) {
    unsigned n_moves = s->steps.n_moves;
    uint32_t within = s->ask->how.within_ms, *time_ms = w->time_ms;
    bool is_enough = true;
    jj_buckets_rewind(&w->queue, 0);
    *b = (band){UINT32_MAX, 0};
    for (size_t i = 0; i < n_sources; i++)
        is_enough = is_enough && begin(s, w, &w->sources[i], b);
    jj_bucket_entry e;
    while (is_enough && jj_buckets_pop(&w->queue, UINT64_MAX, &e)) {
        if (e.cost != time_ms[e.id])
            continue;
        b->top = e.id < b->top ? e.id : b->top;
        b->bottom = e.id > b->bottom ? e.id : b->bottom;
        const uint32_t *ms = w->ms + (size_t)e.id * n_moves, left = within - e.cost;
        for (unsigned move = 0; move < n_moves; move++) {
            if (ms[move] > left)
                continue;
            uint32_t to = (uint32_t)((int32_t)e.id + w->offset[move]), t = e.cost + ms[move];
            if (t >= time_ms[to])
                continue;
            time_ms[to] = t;
            is_enough = is_enough && jj_buckets_push(&w->queue, to, t);
        }
    }
    b->top /= w->cols;
    b->bottom /= w->cols;
    return is_enough;
}

/* Lists what was reached, in cell order; times are cleared for the next search. */
static size_t list_reached(const surface *s, window *w, uint32_t centre_col, const band *b) {
    uint32_t wide = s->reach + JJ_ENTRANCE_REACH;
    uint32_t left = centre_col > wide ? centre_col - wide : 0;
    uint32_t right = w->cols - centre_col > wide ? centre_col + wide + 1 : w->cols;
    right = right < w->cols ? right : w->cols;
    const uint8_t *is_wanted = s->ask->is_wanted;
    size_t n = 0;
    for (uint32_t r = b->top; r <= b->bottom; r++) {
        size_t from = (size_t)(w->row0 + r) * s->ask->ground->grid.cols + w->col0;
        uint32_t *row = w->time_ms + (size_t)r * w->cols;
        for (uint32_t c = left; c < right; c++) {
            uint32_t ms = row[c];
            row[c] = JJ_UNREACHED;
            w->found_cell[n] = (uint32_t)(from + c);
            w->found_ms[n] = ms;
            n += ms != JJ_UNREACHED && (!is_wanted || is_wanted[from + c]);
        }
    }
    return n;
}

/* The walks from the place's door; from a centre by the table, where it holds. */
static size_t list_sources(const surface *s, window *w, double x, double y) {
    const jj_ground *g = s->ask->ground;
    uint32_t home = jj_grid_cell_at(&g->grid, x, y);
    double centre_x, centre_y;
    if (home == JJ_NO_CELL || !(g->pace_ms_m[home] > 0))
        return 0;
    jj_grid_centre(&g->grid, home, &centre_x, &centre_y);
    bool is_centre =
        fabs(x - centre_x) < 1e-6 * g->grid.dx && fabs(y - centre_y) < 1e-6 * g->grid.dy;
    if (!is_centre || !jj_rays_hold(g, s->ask->how.stencil, home))
        return jj_ground_entrance(g, &s->ask->how, x, y, 0, 0, w->sources);
    size_t block = jj_lengths_block(g->lengths, home / g->grid.cols, home % g->grid.cols);
    if (block != w->ray_block)
        jj_rays_lengths(&s->rays, g->lengths, block, w->ray_m);
    w->ray_block = block;
    return jj_rays_entrance(&s->rays, g, home, w->ray_m, w->sources);
}

static jj_status do_place(const surface *s, window *w, int worker, size_t place, bool is_idle) {
    const jj_windows_ask *ask = s->ask;
    const double *xy = ask->xy + 2 * place;
    size_t n = 0, n_sources = 0;
    if (!is_idle)
        n_sources = list_sources(s, w, xy[0], xy[1]);
    if (n_sources) {
        band b;
        uint32_t home = jj_grid_cell_at(&ask->ground->grid, xy[0], xy[1]);
        if (!search(s, w, n_sources, &b))
            return JJ_E_NOMEM;
        n = list_reached(s, w, home % ask->ground->grid.cols - w->col0, &b);
    }
    return ask->take(ask->user, worker, place, w->found_cell, w->found_ms, n) ? JJ_OK : JJ_E_NOMEM;
}

static jj_status do_tile(void *arg, size_t item, int worker) {
    surface *s = arg;
    const tile *t = &s->tiles[item];
    window *w = &s->windows[worker];
    place_window(s, w, t->row, t->col);
    bool is_idle = !is_wanted_near(s, w);
    if (!is_idle)
        list_costs(s, w);
    for (size_t i = t->first; i < t->end; i++)
        JJ_TRY(do_place(s, w, worker, (size_t)(s->order[i] & UINT32_MAX), is_idle));
    return s->ctx->stop && atomic_load(s->ctx->stop) ? JJ_E_STOPPED : JJ_OK;
}

static int by_number(const void *a, const void *b) {
    const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* Places by tile; those off the grid stand with the first. */
static jj_status sort_places(surface *s) {
    const jj_windows_ask *ask = s->ask;
    const jj_grid *g = &ask->ground->grid;
    uint32_t n_cols = (g->cols + TILE - 1) / TILE;
    s->order = jj_alloc(ask->n, sizeof *s->order);
    s->tiles = jj_alloc(ask->n, sizeof *s->tiles);
    if (!s->order || !s->tiles)
        return jj_no_memory(s->ctx, "searches around places", ask->n * sizeof *s->order);
    for (size_t i = 0; i < ask->n; i++) {
        uint32_t cell = jj_grid_cell_at(g, ask->xy[2 * i], ask->xy[2 * i + 1]);
        cell = cell == JJ_NO_CELL ? 0 : cell;
        uint64_t at = cell / g->cols / TILE * (uint64_t)n_cols + cell % g->cols / TILE;
        s->order[i] = at << 32 | i;
    }
    if (ask->n)
        qsort(s->order, ask->n, sizeof *s->order, by_number);
    for (size_t i = 0; i < ask->n; i++) {
        uint64_t at = s->order[i] >> 32;
        if (i == 0 || at != s->order[i - 1] >> 32)
            s->tiles[s->n_tiles++] =
                (tile){(uint32_t)(at / n_cols) * TILE, (uint32_t)(at % n_cols) * TILE, i, i};
        s->tiles[s->n_tiles - 1].end = i + 1;
    }
    return JJ_OK;
}

static jj_status run(surface *s) {
    uint32_t shift = bucket_shift(s);
    JJ_TRY(sort_places(s));
    if (jj_rays_init(&s->rays, &s->ask->ground->grid) != JJ_OK)
        return jj_no_memory(s->ctx, "searches around places", 0);
    for (int i = 0; i < s->ctx->n_threads; i++)
        JJ_TRY(window_init(s, &s->windows[i], shift));
    jj_status st = jj_parallel(s->ctx, s->n_tiles, do_tile, s);
    if (st == JJ_E_NOMEM)
        return jj_no_memory(s->ctx, "searches around places", 0);
    return st == JJ_OK ? st : jj_ctx_poll(s->ctx);
}

jj_status jj_windows_search(jj_ctx *ctx, const jj_windows_ask *ask) {
    if (ask->how.within_ms >= JJ_FARTHEST || ask->how.stencil == JJ_STENCIL_CONTINUOUS)
        return jj_fail(ctx, JJ_E_RANGE,
                       "searches around places need a time limit and a stencil of moves");
    if (ask->n >= UINT32_MAX)
        return jj_fail(ctx, JJ_E_LIMIT, "%zu places are too many", ask->n);
    surface s = {.ask = ask, .ctx = ctx};
    bool is_part = ask->end_row > ask->first_row;
    JJ_TRY(is_part ? jj_steps_init_checked(ctx, ask->ground, ask->how.stencil, &s.steps)
                   : jj_steps_init(ctx, ask->ground, ask->how.stencil, &s.steps));
    s.cell_ms = fastest_cell_ms(&s);
    s.reach = reach_cells(&s);
    s.windows = jj_alloc((size_t)ctx->n_threads, sizeof *s.windows);
    jj_status st = s.windows ? run(&s) : jj_no_memory(ctx, "searches around places", 0);
    for (int i = 0; s.windows && i < ctx->n_threads; i++)
        window_deinit(&s.windows[i]);
    jj_free(s.windows);
    jj_free(s.order);
    jj_free(s.tiles);
    jj_rays_deinit(&s.rays);
    jj_steps_deinit(&s.steps);
    return st;
}
