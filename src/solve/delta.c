#include "solve/delta.h"

#include "geo/shut.h"

#include <stdlib.h>

jj_status jj_delta_init(jj_ctx *ctx, const jj_ground *ground, const jj_travel *how,
                        uint32_t *time_ms, uint32_t *nearest, jj_delta *out) {
    *out = (jj_delta){.how = *how, .time_ms = time_ms, .nearest = nearest};
    if (how->stencil == JJ_STENCIL_CONTINUOUS)
        return jj_fail(ctx, JJ_E_RANGE, "what-if needs a stencil of moves, not '%s'",
                       jj_stencil_name(how->stencil));
    return jj_steps_init_checked(ctx, ground, how->stencil, &out->steps);
}

void jj_delta_deinit(jj_delta *d) {
    jj_steps_deinit(&d->steps);
    jj_heap_deinit(&d->heap);
    jj_free(d->flooded);
    jj_free(d->changes);
    *d = (jj_delta){0};
}

static bool set_cell(jj_delta *d, uint32_t cell, uint32_t time_ms, uint32_t facility) {
    if (!jj_grow(&d->changes, &d->cap_changes, d->n_changes + 1, sizeof *d->changes))
        return false;
    d->changes[d->n_changes] = (jj_change){.cell = cell,
                                           .time_ms = d->time_ms[cell],
                                           .nearest = d->nearest[cell],
                                           .turn = (uint32_t)d->n_changes};
    d->n_changes++;
    d->time_ms[cell] = time_ms;
    d->nearest[cell] = facility;
    return true;
}

static uint64_t key_of(const jj_delta *d, uint32_t cell) {
    return (uint64_t)d->time_ms[cell] << 32 | d->nearest[cell];
}

static bool offer(jj_delta *d, uint32_t cell, uint32_t time_ms, uint32_t facility) {
    uint64_t key = (uint64_t)time_ms << 32 | facility;
    if (time_ms > d->how.within_ms || key >= key_of(d, cell))
        return true;
    return set_cell(d, cell, time_ms, facility) && jj_heap_push(&d->heap, key, cell);
}

static bool offer_source(jj_delta *d, const jj_source *s) {
    return !(d->steps.ground->pace_ms_m[s->cell] > 0) ||
           offer(d, s->cell, jj_later(s->start_ms, 0), s->facility);
}

/* The neighbour by `move`, or JJ_NO_CELL off the grid. */
static uint32_t neighbour(const jj_grid *g, uint32_t cell, unsigned move) {
    int64_t r = (int64_t)(cell / g->cols) + jj_move_step[move][0];
    int64_t c = (int64_t)(cell % g->cols) + jj_move_step[move][1];
    bool is_on = r >= 0 && r < g->rows && c >= 0 && c < g->cols;
    return is_on ? (uint32_t)(r * g->cols + c) : JJ_NO_CELL;
}

/* What the search pays to step by `move` from `from` to `to`. */
static uint32_t step_ms(const jj_delta *d, uint32_t from, uint32_t to, unsigned move) {
    uint32_t ms, cols = d->steps.ground->grid.cols;
    if (jj_step_is_forward(d->how.direction))
        jj_steps_row(&d->steps, move, from / cols, from % cols, 1, &ms);
    else
        jj_steps_row(&d->steps, jj_move_back(move), to / cols, to % cols, 1, &ms);
    return ms;
}

static bool expand(jj_delta *d, jj_heap_entry e) {
    for (unsigned move = 0; move < d->steps.n_moves; move++) {
        uint32_t to = neighbour(&d->steps.ground->grid, e.cell, move);
        /* a neighbour that is nearer already cannot gain: costs need not be asked */
        if (to == JJ_NO_CELL || key_of(d, to) <= e.key)
            continue;
        uint32_t ms = step_ms(d, e.cell, to, move);
        if (ms != JJ_NO_STEP &&
            !offer(d, to, jj_later((uint32_t)(e.key >> 32), ms), (uint32_t)e.key))
            return false;
    }
    return true;
}

static jj_status no_room(jj_ctx *ctx, const jj_delta *d) {
    return jj_no_memory(ctx, "the search front", d->cap_changes * 2 * sizeof *d->changes);
}

static jj_status run(jj_ctx *ctx, jj_delta *d) {
    while (d->heap.n > 0) {
        jj_heap_entry e = jj_heap_pop(&d->heap);
        if (e.key == key_of(d, e.cell) && !expand(d, e))
            return no_room(ctx, d);
    }
    return JJ_OK;
}

static int by_cell(const void *a, const void *b) {
    const jj_change *x = a, *y = b;
    if (x->cell != y->cell)
        return x->cell < y->cell ? -1 : 1;
    return (x->turn > y->turn) - (x->turn < y->turn);
}

/* Of a cell's entries only the oldest says what it was; a cell that is as it was has none. */
static void tidy(jj_delta *d) {
    size_t n = 0;
    uint32_t last = JJ_NO_CELL;
    qsort(d->changes, d->n_changes, sizeof *d->changes, by_cell);
    for (size_t i = 0; i < d->n_changes; i++) {
        jj_change c = d->changes[i];
        bool is_oldest = c.cell != last;
        last = c.cell;
        if (is_oldest && (d->time_ms[c.cell] != c.time_ms || d->nearest[c.cell] != c.nearest))
            d->changes[n++] = c;
    }
    d->n_changes = n;
    for (size_t i = 0; i < n; i++)
        d->changes[i].turn = (uint32_t)i;
}

jj_status jj_delta_add(jj_ctx *ctx, jj_delta *d, const jj_source *sources, size_t n) {
    JJ_TRY(jj_sources_check(ctx, &d->steps.ground->grid, sources, n));
    d->heap.n = 0;
    for (size_t i = 0; i < n; i++)
        if (!offer_source(d, &sources[i]))
            return no_room(ctx, d);
    JJ_TRY(run(ctx, d));
    tidy(d);
    return JJ_OK;
}

/* Adds a cell that `facility` serves to those flooded, and empties it. */
static bool flood_cell(jj_delta *d, uint32_t facility, uint32_t cell) {
    if (d->nearest[cell] != facility)
        return true;
    if (!jj_grow(&d->flooded, &d->cap_flooded, d->n_flooded + 1, sizeof *d->flooded) ||
        !set_cell(d, cell, JJ_UNREACHED, JJ_NO_FACILITY))
        return false;
    d->flooded[d->n_flooded++] = cell;
    return true;
}

/* A facility's cells hang together by moves: the way to a cell leads through cells it serves. */
static bool flood(jj_delta *d, uint32_t facility, const jj_source *sources, size_t n_sources) {
    d->n_flooded = 0;
    for (size_t i = 0; i < n_sources; i++)
        if (sources[i].facility == facility && !flood_cell(d, facility, sources[i].cell))
            return false;
    for (size_t at = 0; at < d->n_flooded; at++)
        for (unsigned move = 0; move < d->steps.n_moves; move++) {
            uint32_t to = neighbour(&d->steps.ground->grid, d->flooded[at], move);
            if (to != JJ_NO_CELL && !flood_cell(d, facility, to))
                return false;
        }
    return true;
}

/* What the cells around offer an emptied one. */
static bool repair(jj_delta *d, uint32_t cell) {
    for (unsigned move = 0; move < d->steps.n_moves; move++) {
        uint32_t from = neighbour(&d->steps.ground->grid, cell, jj_move_back(move));
        if (from == JJ_NO_CELL || d->time_ms[from] == JJ_UNREACHED)
            continue;
        uint32_t ms = step_ms(d, from, cell, move);
        if (ms != JJ_NO_STEP && !offer(d, cell, jj_later(d->time_ms[from], ms), d->nearest[from]))
            return false;
    }
    return true;
}

/* The smallest part that holds the flooded cells. */
static jj_part flooded_part(const jj_delta *d) {
    uint32_t cols = d->steps.ground->grid.cols, top = UINT32_MAX, bottom = 0;
    uint32_t left = UINT32_MAX, right = 0;
    for (size_t i = 0; i < d->n_flooded; i++) {
        uint32_t row = d->flooded[i] / cols, col = d->flooded[i] % cols;
        top = row < top ? row : top;
        bottom = row > bottom ? row : bottom;
        left = col < left ? col : left;
        right = col > right ? col : right;
    }
    return d->n_flooded ? (jj_part){top, left, bottom - top + 1, right - left + 1} : (jj_part){0};
}

jj_status jj_delta_empty(jj_ctx *ctx, jj_delta *d, uint32_t facility, const jj_source *own,
                         size_t n, jj_part *emptied) {
    JJ_TRY(jj_sources_check(ctx, &d->steps.ground->grid, own, n));
    if (!flood(d, facility, own, n))
        return no_room(ctx, d);
    *emptied = flooded_part(d);
    return JJ_OK;
}

jj_status jj_delta_refill(jj_ctx *ctx, jj_delta *d, const jj_source *others, size_t n) {
    JJ_TRY(jj_sources_check(ctx, &d->steps.ground->grid, others, n));
    d->heap.n = 0;
    for (size_t i = 0; i < n; i++)
        if (!offer_source(d, &others[i]))
            return no_room(ctx, d);
    for (size_t i = 0; i < d->n_flooded; i++)
        if (!repair(d, d->flooded[i]))
            return no_room(ctx, d);
    JJ_TRY(run(ctx, d));
    tidy(d);
    return JJ_OK;
}

jj_status jj_delta_close(jj_ctx *ctx, jj_delta *d, uint32_t facility, const jj_source *sources,
                         size_t n) {
    JJ_AUTO jj_source *others = jj_alloc(n, sizeof *others);
    jj_part emptied;
    size_t n_others = 0;
    if (!others)
        return no_room(ctx, d);
    for (size_t i = 0; i < n; i++)
        if (sources[i].facility != facility)
            others[n_others++] = sources[i];
    JJ_TRY(jj_delta_empty(ctx, d, facility, sources, n, &emptied));
    return jj_delta_refill(ctx, d, others, n_others);
}

void jj_delta_undo(jj_delta *d) {
    for (size_t i = d->n_changes; i-- > 0;) {
        const jj_change *c = &d->changes[i];
        d->time_ms[c->cell] = c->time_ms;
        d->nearest[c->cell] = c->nearest;
    }
    d->n_changes = 0;
}

void jj_delta_keep(jj_delta *d) {
    d->n_changes = 0;
}
