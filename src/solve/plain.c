/* Dijkstra's algorithm on (time, facility), one cell at a time: slow, short, and the measure. */
#include "solve/step.h"

#include "geo/shut.h"

/* Smallest (time, facility) first; entries that a better one has overtaken are skipped. */
typedef struct entry {
    uint64_t key; /* time << 32 | facility */
    uint32_t cell;
} entry;

typedef struct search {
    const jj_steps *steps;
    const jj_travel *how;
    uint32_t *time_ms, *nearest;
    entry *heap;
    size_t n, cap;
} search;

static void sift_up(entry *h, size_t i) {
    entry e = h[i];
    for (; i > 0 && e.key < h[(i - 1) / 2].key; i = (i - 1) / 2)
        h[i] = h[(i - 1) / 2];
    h[i] = e;
}

static entry pop(search *s) {
    entry top = s->heap[0], last = s->heap[--s->n];
    size_t i = 0;
    for (;;) {
        size_t child = 2 * i + 1;
        if (child >= s->n)
            break;
        if (child + 1 < s->n && s->heap[child + 1].key < s->heap[child].key)
            child++;
        if (last.key <= s->heap[child].key)
            break;
        s->heap[i] = s->heap[child];
        i = child;
    }
    s->heap[i] = last;
    return top;
}

/* Offer a time and facility to a cell; taken when it is better than what the cell has. */
static bool offer(search *s, uint32_t cell, uint32_t time_ms, uint32_t facility) {
    if (time_ms > s->how->within_ms || time_ms > s->time_ms[cell])
        return true;
    if (time_ms == s->time_ms[cell] && facility >= s->nearest[cell])
        return true;
    if (!jj_grow(&s->heap, &s->cap, s->n + 1, sizeof *s->heap))
        return false;
    s->time_ms[cell] = time_ms;
    s->nearest[cell] = facility;
    s->heap[s->n] = (entry){(uint64_t)time_ms << 32 | facility, cell};
    sift_up(s->heap, s->n++);
    return true;
}

static bool expand(search *s, entry e) {
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
    for (uint64_t step = 1; s->n > 0 && is_enough; step++) {
        entry e = pop(s);
        if (e.key == ((uint64_t)s->time_ms[e.cell] << 32 | s->nearest[e.cell]))
            is_enough = expand(s, e);
        if (step % (1 << 20) == 0)
            JJ_TRY(jj_ctx_poll(ctx));
    }
    return is_enough ? JJ_OK : jj_no_memory(ctx, "the search front", s->cap * 2 * sizeof(entry));
}

jj_status jj_ground_field_plain(jj_ctx *ctx, const jj_ground *ground, const jj_source *sources,
                                size_t n, const jj_travel *how, uint32_t *time_ms,
                                uint32_t *nearest) {
    JJ_CLEANUP(jj_steps_deinit) jj_steps steps = {0};
    JJ_TRY(jj_steps_init(ctx, ground, how->stencil, &steps));
    JJ_TRY(jj_sources_check(ctx, &ground->grid, sources, n));
    size_t n_cells = jj_grid_cells(&ground->grid);
    JJ_AUTO uint32_t *own = NULL;
    if (!nearest && !(nearest = own = jj_alloc(n_cells, sizeof *own)))
        return jj_no_memory(ctx, "nearest facilities", n_cells * sizeof *own);
    for (size_t i = 0; i < n_cells; i++) {
        time_ms[i] = JJ_UNREACHED;
        nearest[i] = JJ_NO_FACILITY;
    }
    search s = {.steps = &steps, .how = how, .time_ms = time_ms, .nearest = nearest};
    jj_status st = run(ctx, &s, sources, n);
    jj_free(s.heap);
    return st;
}
