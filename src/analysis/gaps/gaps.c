#include "analysis/gaps/gaps.h"

#include <math.h>
#include <stdlib.h>

/* An uncovered settlement cell of the unit at hand. */
typedef struct gap_cell {
    uint32_t cell;
    double fraction;
    uint32_t patch; /* 0 = not yet in one */
} gap_cell;

/* Sums that become one patch or one scattered row. */
typedef struct gap_sums {
    double people, area_m2, peak_people, reached, time_sum;
    double by_reach[JJ_N_REACH];
    uint32_t peak_cell;
    double near_other;
} gap_sums;

typedef struct gap_work {
    const jj_gap_query *q;
    uint32_t unit;
    bool has_listed;
    gap_cell *cells;
    size_t n, cap;
    uint32_t *queue;
    gap_sums scattered;
} gap_work;

static void gap_add(const jj_gap_query *q, gap_sums *s, size_t cell, double fraction) {
    const jj_reach_map *m = q->map;
    uint32_t row = (uint32_t)(cell / m->grid->cols), col = (uint32_t)(cell % m->grid->cols);
    double people = m->people[cell] * fraction;
    s->people += people;
    s->area_m2 += jj_lengths_area_m2(m->lengths, row, col) * fraction;
    s->by_reach[m->reach[cell]] += people;
    if (q->near_other && q->near_other[cell])
        s->near_other += people;
    if (m->time_ms[cell] != JJ_UNREACHED) {
        s->reached += people;
        s->time_sum += people * m->time_ms[cell];
    }
    if (people > s->peak_people || s->peak_cell == JJ_NO_CELL) {
        s->peak_people = people;
        s->peak_cell = (uint32_t)cell;
    }
}

/* What most of its people meet with. */
static jj_gap_reason gap_reason(const gap_work *w, const gap_sums *s) {
    if (2 * s->near_other > s->people)
        return JJ_GAP_WRONG_OWNERSHIP;
    if (w->has_listed)
        return JJ_GAP_REFUSED;
    double far = s->by_reach[JJ_REACH_TOO_FAR], cut = s->by_reach[JJ_REACH_UNREACHABLE],
           blocked = s->by_reach[JJ_REACH_BLOCKED];
    if (far >= cut && far >= blocked)
        return JJ_GAP_TOO_FAR;
    return cut >= blocked ? JJ_GAP_CUT_OFF : JJ_GAP_BLOCKED;
}

static jj_gap_patch gap_patch(const gap_work *w, const gap_sums *s) {
    const jj_reach_map *m = w->q->map;
    jj_gap_patch p = {.unit = w->unit,
                      .people = s->people,
                      .area_m2 = s->area_m2,
                      .lon = NAN,
                      .lat = NAN,
                      .peak_cell = s->peak_cell,
                      .nearest_facility = m->nearest[s->peak_cell],
                      .nearest_ms = m->time_ms[s->peak_cell],
                      .mean_ms = JJ_UNREACHED,
                      .reason = gap_reason(w, s)};
    if (m->grid->is_geographic)
        jj_grid_centre(m->grid, s->peak_cell, &p.lon, &p.lat);
    if (s->reached > 0)
        p.mean_ms = (uint32_t)floor(s->time_sum / s->reached + 0.5);
    return p;
}

static jj_status gap_append(jj_ctx *ctx, jj_gap_list *out, const jj_gap_patch *p) {
    if (!jj_grow(&out->patches, &out->cap, out->n + 1, sizeof *out->patches))
        return jj_no_memory(ctx, "gap patches", (out->n + 1) * sizeof *out->patches);
    out->patches[out->n++] = *p;
    return JJ_OK;
}

/* Settlement cells go to the list and are marked with their place in it; the rest is scattered. */
static jj_status gap_collect(jj_ctx *ctx, gap_work *w, const jj_cover *cover) {
    const jj_reach_map *m = w->q->map;
    for (size_t i = 0; i < cover->n_spans; i++) {
        const jj_span *s = &cover->spans[i];
        size_t first = jj_span_cell(m->grid, s);
        for (size_t c = first; c < first + s->n; c++) {
            if (!jj_reach_is_uncovered(m->reach[c]) || !(m->people[c] > 0))
                continue;
            double km2 =
                jj_lengths_area_m2(m->lengths, s->row, (uint32_t)(c % m->grid->cols)) / 1e6;
            if (m->people[c] < w->q->density_km2 * km2) {
                gap_add(w->q, &w->scattered, c, s->fraction);
                continue;
            }
            if (!jj_grow(&w->cells, &w->cap, w->n + 1, sizeof *w->cells))
                return jj_no_memory(ctx, "gap cells", (w->n + 1) * sizeof *w->cells);
            w->cells[w->n++] = (gap_cell){.cell = (uint32_t)c, .fraction = s->fraction};
            w->q->mark[c] = (uint32_t)w->n;
        }
    }
    return JJ_OK;
}

/* Gives the patch's number to every cell connected with the first; returns how many. */
static size_t gap_flood(gap_work *w, size_t start, uint32_t patch) {
    const jj_grid *g = w->q->map->grid;
    size_t head = 0, tail = 0;
    w->queue[tail++] = (uint32_t)start;
    w->cells[start].patch = patch;
    while (head < tail) {
        uint32_t cell = w->cells[w->queue[head++]].cell;
        uint32_t row = cell / g->cols, col = cell % g->cols;
        for (uint32_t r = row > 0 ? row - 1 : 0; r <= row + 1 && r < g->rows; r++)
            for (uint32_t c = col > 0 ? col - 1 : 0; c <= col + 1 && c < g->cols; c++) {
                uint32_t next = w->q->mark[(size_t)r * g->cols + c];
                if (next && !w->cells[next - 1].patch) {
                    w->cells[next - 1].patch = patch;
                    w->queue[tail++] = next - 1;
                }
            }
    }
    return tail;
}

static int by_number(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* The first n cells of the queue, in row-major order, as one patch. */
static jj_status gap_emit(jj_ctx *ctx, gap_work *w, size_t n, jj_gap_list *out) {
    qsort(w->queue, n, sizeof *w->queue, by_number);
    gap_sums sums = {.peak_cell = JJ_NO_CELL};
    jj_span *spans = jj_alloc(n, sizeof *spans);
    if (!spans)
        return jj_no_memory(ctx, "gap cells", n * sizeof *spans);
    size_t n_spans = 0;
    for (size_t i = 0; i < n; i++) {
        const gap_cell *c = &w->cells[w->queue[i]];
        uint32_t cols = w->q->map->grid->cols, row = c->cell / cols, col = c->cell % cols;
        gap_add(w->q, &sums, c->cell, c->fraction);
        jj_span *last = n_spans ? &spans[n_spans - 1] : NULL;
        if (last && last->row == row && last->col + last->n == col && last->fraction == c->fraction)
            last->n++;
        else
            spans[n_spans++] = (jj_span){row, col, 1, c->fraction};
    }
    jj_gap_patch p = gap_patch(w, &sums);
    p.cells = (jj_cover){spans, n_spans};
    jj_status st = gap_append(ctx, out, &p);
    if (st != JJ_OK)
        jj_cover_deinit(&p.cells);
    return st;
}

static jj_status gap_patches(jj_ctx *ctx, gap_work *w, jj_gap_list *out) {
    uint32_t n_patches = 0;
    for (size_t i = 0; i < w->n; i++)
        if (!w->cells[i].patch)
            JJ_TRY(gap_emit(ctx, w, gap_flood(w, i, ++n_patches), out));
    if (!(w->scattered.people > 0))
        return JJ_OK;
    jj_gap_patch p = gap_patch(w, &w->scattered);
    p.is_scattered = true;
    return gap_append(ctx, out, &p);
}

jj_status jj_gaps_of_unit(jj_ctx *ctx, const jj_gap_query *q, uint32_t unit, const jj_cover *cover,
                          bool has_listed, jj_gap_list *out) {
    gap_work w = {
        .q = q, .unit = unit, .has_listed = has_listed, .scattered = {.peak_cell = JJ_NO_CELL}};
    jj_status st = gap_collect(ctx, &w, cover);
    if (st == JJ_OK) {
        w.queue = jj_alloc(w.n, sizeof *w.queue);
        st = w.queue ? gap_patches(ctx, &w, out)
                     : jj_no_memory(ctx, "gap cells", w.n * sizeof *w.queue);
    }
    for (size_t i = 0; i < w.n; i++)
        q->mark[w.cells[i].cell] = 0;
    jj_free(w.queue);
    jj_free(w.cells);
    return st;
}

typedef struct ranked {
    double people;
    size_t index;
} ranked;

static int by_people(const void *a, const void *b) {
    const ranked *x = a, *y = b;
    if (x->people != y->people)
        return x->people > y->people ? -1 : 1;
    return (x->index > y->index) - (x->index < y->index);
}

jj_status jj_gaps_rank(jj_ctx *ctx, jj_gap_patch *patches, size_t n) {
    JJ_AUTO ranked *order = jj_alloc(n, sizeof *order);
    if (!order)
        return jj_no_memory(ctx, "gap ranks", n * sizeof *order);
    size_t n_ranked = 0;
    for (size_t i = 0; i < n; i++)
        if (!patches[i].is_scattered)
            order[n_ranked++] = (ranked){patches[i].people, i};
    qsort(order, n_ranked, sizeof *order, by_people);
    for (size_t i = 0; i < n_ranked; i++)
        patches[order[i].index].rank = (uint32_t)(i + 1);
    return JJ_OK;
}
