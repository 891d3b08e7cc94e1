/* Dijkstra's algorithm on (time, facility), one cell at a time: slow, short, and the measure. */
#include "solve/plain.h"

#include "geo/shut.h"
#include "solve/heap.h"

#include <string.h>

typedef struct search {
    const jj_steps *steps;
    const jj_travel *how;
    uint32_t *time_ms, *nearest;
    jj_heap heap;
} search;

/* Without `nearest` all facilities are one. */
static uint64_t key_of(const search *s, uint32_t cell) {
    return (uint64_t)s->time_ms[cell] << 32 | (s->nearest ? s->nearest[cell] : 0);
}

/* Offer a time and facility to a cell; taken when it is better than what the cell has. */
static bool offer(search *s, uint32_t cell, uint32_t time_ms, uint32_t facility) {
    uint64_t key = (uint64_t)time_ms << 32 | (s->nearest ? facility : 0);
    if (time_ms > s->how->within_ms || key >= key_of(s, cell))
        return true;
    s->time_ms[cell] = time_ms;
    if (s->nearest)
        s->nearest[cell] = facility;
    return jj_heap_push(&s->heap, key, cell);
}

static bool expand(search *s, jj_heap_entry e) {
    const jj_grid *g = &s->steps->ground->grid;
    uint32_t row = e.cell / g->cols, col = e.cell % g->cols;
    bool is_forward = jj_step_is_forward(s->how->direction);
    for (unsigned move = 0; move < s->steps->n_moves; move++) {
        int64_t r = (int64_t)row + jj_move_step[move][0], c = (int64_t)col + jj_move_step[move][1];
        if (r < 0 || r >= g->rows || c < 0 || c >= g->cols)
            continue;
        uint32_t ms;
        if (is_forward)
            jj_steps_row(s->steps, move, row, col, 1, &ms);
        else
            jj_steps_row(s->steps, jj_move_back(move), (uint32_t)r, (uint32_t)c, 1, &ms);
        if (ms != JJ_NO_STEP && !offer(s, (uint32_t)(r * g->cols + c),
                                       jj_later((uint32_t)(e.key >> 32), ms), (uint32_t)e.key))
            return false;
    }
    return true;
}

static jj_status run(jj_ctx *ctx, search *s, const jj_source *sources, size_t n) {
    bool is_enough = true;
    for (size_t i = 0; i < n && is_enough; i++)
        if (s->steps->ground->pace_ms_m[sources[i].cell] > 0)
            is_enough =
                offer(s, sources[i].cell, jj_later(sources[i].start_ms, 0), sources[i].facility);
    for (uint64_t step = 1; s->heap.n > 0 && is_enough; step++) {
        jj_heap_entry e = jj_heap_pop(&s->heap);
        if (e.key == key_of(s, e.cell))
            is_enough = expand(s, e);
        if (step % (1 << 20) == 0)
            JJ_TRY(jj_ctx_poll(ctx));
    }
    return is_enough
               ? JJ_OK
               : jj_no_memory(ctx, "the search front", s->heap.cap * 2 * sizeof(jj_heap_entry));
}

/* Whether a move may lead from here to a cell that is not reached yet. */
static bool is_at_front(const search *s, uint32_t cell) {
    const jj_grid *g = &s->steps->ground->grid;
    for (unsigned move = 0; move < s->steps->n_moves; move++) {
        int64_t r = (int64_t)(cell / g->cols) + jj_move_step[move][0];
        int64_t c = (int64_t)(cell % g->cols) + jj_move_step[move][1];
        if (r < 0 || r >= g->rows || c < 0 || c >= g->cols)
            continue;
        size_t other = (size_t)(r * g->cols + c);
        if (s->time_ms[other] == JJ_UNREACHED && s->steps->ground->pace_ms_m[other] > 0)
            return true;
    }
    return false;
}

jj_status jj_plain_continue(jj_ctx *ctx, const jj_steps *steps, const jj_source *sources, size_t n,
                            const jj_travel *how, uint32_t *time_ms, uint32_t *nearest) {
    search s = {.steps = steps, .how = how, .time_ms = time_ms, .nearest = nearest};
    bool is_enough = true;
    for (size_t i = 0; i < jj_grid_cells(&steps->ground->grid) && is_enough; i++)
        if (time_ms[i] != JJ_UNREACHED && is_at_front(&s, (uint32_t)i))
            is_enough = jj_heap_push(&s.heap, key_of(&s, (uint32_t)i), (uint32_t)i);
    jj_status st =
        is_enough ? run(ctx, &s, sources, n)
                  : jj_no_memory(ctx, "the search front", s.heap.cap * 2 * sizeof(jj_heap_entry));
    jj_heap_deinit(&s.heap);
    return st;
}

jj_status jj_ground_field_plain(jj_ctx *ctx, const jj_ground *ground, const jj_source *sources,
                                size_t n, const jj_travel *how, uint32_t *time_ms,
                                uint32_t *nearest) {
    JJ_CLEANUP(jj_steps_deinit) jj_steps steps = {0};
    JJ_TRY(jj_steps_init(ctx, ground, how->stencil, &steps));
    JJ_TRY(jj_sources_check(ctx, &ground->grid, sources, n));
    size_t n_cells = jj_grid_cells(&ground->grid);
    memset(time_ms, 0xff, n_cells * sizeof *time_ms); /* JJ_UNREACHED */
    if (nearest)
        memset(nearest, 0xff, n_cells * sizeof *nearest); /* JJ_NO_FACILITY */
    search s = {.steps = &steps, .how = how, .time_ms = time_ms, .nearest = nearest};
    jj_status st = run(ctx, &s, sources, n);
    jj_heap_deinit(&s.heap);
    return st;
}
