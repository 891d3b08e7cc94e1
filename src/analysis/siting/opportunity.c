#include "analysis/siting/opportunity.h"

#include "base/threads.h"
#include "geo/shut.h"
#include "solve/buckets.h"
#include "solve/step.h"

#include <math.h>
#include <string.h>

enum { TILE = 64 };

/* Cells (row0, col0) .. with what every move from them costs, for the candidates of one tile. */
typedef struct window {
    uint32_t row0, col0, rows, cols;
    uint32_t *ms;      /* [cell][move] */
    uint32_t *time_ms; /* of the search at hand */
    double *unserved;  /* people */
    uint32_t *row_ms;  /* one row of one move */
    int32_t offset[32];
    jj_buckets queue;
} window;

typedef struct surface {
    const jj_opportunity *ask;
    jj_steps steps;
    uint32_t reach; /* cells a search can get away from its source */
    uint32_t n_tile_cols, n_tiles;
    window *windows; /* one a worker */
    double *gain;
    jj_ctx *ctx;
} surface;

static void window_deinit(window *w) {
    jj_free(w->ms);
    jj_free(w->time_ms);
    jj_free(w->unserved);
    jj_free(w->row_ms);
    jj_buckets_deinit(&w->queue);
}

/* The shortest time a cell can take to cross, from the fastest pace and the shortest side. */
static double fastest_cell_ms(const surface *s) {
    const jj_ground *g = s->ask->ground;
    const jj_lengths *l = g->lengths;
    float fastest = INFINITY;
    double shortest = INFINITY, factor = 1;
    for (size_t i = 0; i < jj_grid_cells(&g->grid); i++)
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
    double cells = ceil((double)s->ask->how.within_ms / fmax(fastest_cell_ms(s), 1e-9)) + 1;
    return cells < widest ? (uint32_t)cells : widest;
}

/* Bucket width: about the least step, so that few cells are settled twice. */
static uint32_t bucket_shift(const surface *s) {
    uint32_t shift = 0;
    while (shift < 30 && (double)(2u << shift) < fastest_cell_ms(s))
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
    JJ_TRY(jj_ctx_need(s->ctx, bytes * (uint64_t)s->ctx->n_threads, "the opportunity surface"));
    w->ms = jj_alloc(rows * cols * s->steps.n_moves, sizeof *w->ms);
    w->time_ms = jj_alloc(rows * cols, sizeof *w->time_ms);
    w->unserved = jj_alloc(rows * cols, sizeof *w->unserved);
    w->row_ms = jj_alloc(cols, sizeof *w->row_ms);
    if (!w->ms || !w->time_ms || !w->unserved || !w->row_ms ||
        jj_buckets_init(&w->queue, shift, s->ask->how.within_ms) != JJ_OK)
        return jj_no_memory(s->ctx, "the opportunity surface", bytes);
    memset(w->time_ms, 0xff, rows * cols * sizeof *w->time_ms);
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

/* People not served now; false when there are none. */
static bool list_unserved(const surface *s, window *w) {
    const jj_opportunity *ask = s->ask;
    bool has_any = false;
    for (uint32_t r = 0; r < w->rows; r++) {
        size_t from = (size_t)(w->row0 + r) * ask->ground->grid.cols + w->col0;
        for (uint32_t c = 0; c < w->cols; c++) {
            bool is_served = ask->time_ms[from + c] <= ask->how.within_ms;
            double people = is_served ? 0 : ask->people[from + c];
            w->unserved[(size_t)r * w->cols + c] = people;
            has_any = has_any || people > 0;
        }
    }
    return has_any;
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

/* Times from one cell as far as the standard; *top .. *bottom are the rows it got to. */
static bool search(const surface *s, window *w, uint32_t start, uint32_t *top, uint32_t *bottom) {
    unsigned n_moves = s->steps.n_moves;
    uint32_t within = s->ask->how.within_ms;
    jj_buckets_rewind(&w->queue, 0);
    w->time_ms[start] = 0;
    bool is_enough = jj_buckets_push(&w->queue, start, 0);
    jj_bucket_entry e;
    *top = *bottom = start;
    while (is_enough && jj_buckets_pop(&w->queue, UINT64_MAX, &e)) {
        if (e.cost != w->time_ms[e.id])
            continue;
        *top = e.id < *top ? e.id : *top;
        *bottom = e.id > *bottom ? e.id : *bottom;
        const uint32_t *ms = w->ms + (size_t)e.id * n_moves;
        for (unsigned move = 0; move < n_moves; move++) {
            if (ms[move] > within - e.cost)
                continue;
            uint32_t to = (uint32_t)((int32_t)e.id + w->offset[move]), t = e.cost + ms[move];
            if (t >= w->time_ms[to])
                continue;
            w->time_ms[to] = t;
            is_enough = is_enough && jj_buckets_push(&w->queue, to, t);
        }
    }
    *top /= w->cols;
    *bottom /= w->cols;
    return is_enough;
}

/* People reached, in cell order; times are cleared for the next search. */
static double count_reached(const surface *s, window *w, uint32_t start, uint32_t top,
                            uint32_t bottom) {
    uint32_t col = start % w->cols, reach = s->reach;
    uint32_t left = col > reach ? col - reach : 0;
    uint32_t right = w->cols - col > reach ? col + reach + 1 : w->cols;
    right = right < w->cols ? right : w->cols;
    double sum = 0;
    for (uint32_t r = top; r <= bottom; r++)
        for (uint32_t c = left; c < right; c++) {
            size_t i = (size_t)r * w->cols + c;
            if (w->time_ms[i] != JJ_UNREACHED)
                sum += w->unserved[i];
            w->time_ms[i] = JJ_UNREACHED;
        }
    return sum;
}

static bool is_candidate(const jj_opportunity *ask, size_t cell) {
    if (!(ask->ground->pace_ms_m[cell] > 0))
        return false;
    return ask->is_candidate ? ask->is_candidate[cell] : ask->people[cell] > 0;
}

static jj_status do_tile(void *arg, size_t tile, int worker) {
    surface *s = arg;
    const jj_grid *g = &s->ask->ground->grid;
    window *w = &s->windows[worker];
    uint32_t row = (uint32_t)(tile / s->n_tile_cols) * TILE;
    uint32_t col = (uint32_t)(tile % s->n_tile_cols) * TILE;
    bool is_ready = false, has_unserved = false;
    for (uint32_t r = row; r < g->rows && r < row + TILE; r++)
        for (uint32_t c = col; c < g->cols && c < col + TILE; c++) {
            size_t cell = (size_t)r * g->cols + c;
            s->gain[cell] = NAN;
            if (!is_candidate(s->ask, cell))
                continue;
            if (!is_ready) {
                place_window(s, w, row, col);
                has_unserved = list_unserved(s, w);
                if (has_unserved)
                    list_costs(s, w);
                is_ready = true;
            }
            s->gain[cell] = 0;
            if (!has_unserved)
                continue;
            uint32_t start = (r - w->row0) * w->cols + (c - w->col0), top, bottom;
            if (!search(s, w, start, &top, &bottom))
                return JJ_E_NOMEM;
            s->gain[cell] = count_reached(s, w, start, top, bottom);
        }
    return s->ctx->stop && atomic_load(s->ctx->stop) ? JJ_E_STOPPED : JJ_OK;
}

static jj_status run(surface *s) {
    uint32_t shift = bucket_shift(s);
    for (int i = 0; i < s->ctx->n_threads; i++)
        JJ_TRY(window_init(s, &s->windows[i], shift));
    jj_status st = jj_parallel(s->ctx, s->n_tiles, do_tile, s);
    if (st == JJ_E_NOMEM)
        return jj_no_memory(s->ctx, "the opportunity surface", 0);
    return st == JJ_OK ? st : jj_ctx_poll(s->ctx);
}

jj_status jj_opportunity_surface(jj_ctx *ctx, const jj_opportunity *ask, double *gain) {
    const jj_grid *g = &ask->ground->grid;
    if (ask->how.within_ms >= JJ_FARTHEST || ask->how.stencil == JJ_STENCIL_CONTINUOUS)
        return jj_fail(ctx, JJ_E_RANGE,
                       "the opportunity surface needs a time limit and a stencil of moves");
    surface s = {.ask = ask, .gain = gain, .ctx = ctx};
    JJ_TRY(jj_steps_init(ctx, ask->ground, ask->how.stencil, &s.steps));
    s.reach = reach_cells(&s);
    s.n_tile_cols = (g->cols + TILE - 1) / TILE;
    s.n_tiles = s.n_tile_cols * ((g->rows + TILE - 1) / TILE);
    s.windows = jj_alloc((size_t)ctx->n_threads, sizeof *s.windows);
    jj_status st = s.windows ? run(&s) : jj_no_memory(ctx, "the opportunity surface", 0);
    for (int i = 0; s.windows && i < ctx->n_threads; i++)
        window_deinit(&s.windows[i]);
    jj_free(s.windows);
    jj_steps_deinit(&s.steps);
    return st;
}
