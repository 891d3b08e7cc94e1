#include "solve/accessmod.h"

#include "base/ctx.h"

#include <math.h>

/* Tobler's curve scaled to the flat speed: Tobler, Three presentations (NCGIA 93-1), 1993. */
static double walking(double km_h, double slope) {
    return km_h * exp(-3.5 * fabs(slope + 0.05)) / exp(-0.175);
}

/* Constant power against weight, rolling and air; single precision and few steps are its rules. */
static double bicycling(double km_h, double slope) {
    const float weight = 9.8f * 95, rolling = 0.012f, efficiency = 0.9f;
    const float density = (1.293f - 0.00426f * 20) * expf(-500.0f / 7000);
    const float drag = 0.5f * 0.445f * density;
    float flat = (float)(km_h / 3.6), grade = (float)(slope * 0.01);
    float power = (flat * weight * rolling + drag * flat * flat * flat) / efficiency;
    float v = 20;
    for (int i = 0; i < 9; i++) {
        float pull = weight * (grade + rolling);
        float next =
            v - (v * (drag * v * v + pull) - efficiency * power) / (3 * drag * v * v + pull);
        bool is_near = fabsf(next - v) < 0.05f;
        v = next;
        if (is_near)
            break;
    }
    v = v > 2 * flat ? 2 * flat : v;
    return v > 0 ? (double)v * 3.6 : 0;
}

double jj_accessmod_speed_km_h(const jj_accessmod_class *c, double slope) {
    switch (c->mode) {
    case JJ_ACCESSMOD_WALKING:
        return walking(c->km_h, slope);
    case JJ_ACCESSMOD_BICYCLING:
        return bicycling(c->km_h, slope);
    case JJ_ACCESSMOD_MOTORIZED:
        break;
    }
    return c->km_h;
}

/* Steps by (row, col): along the long axis first, then across. */
static const int8_t moves[16][2] = {{-1, 0},  {1, 0},  {0, -1},  {0, 1},  {-1, -1}, {-1, 1},
                                    {1, -1},  {1, 1},  {-2, -1}, {-2, 1}, {2, -1},  {2, 1},
                                    {-1, -2}, {-1, 2}, {1, -2},  {1, 2}};

typedef struct entry {
    double seconds;
    uint32_t facility, cell;
} entry;

typedef struct search {
    const jj_accessmod *a;
    double *seconds;
    uint32_t *nearest;
    entry *heap;
    size_t n, cap;
} search;

static bool is_before(const entry *a, const entry *b) {
    return a->seconds < b->seconds || (a->seconds == b->seconds && a->facility < b->facility);
}

static bool push(search *s, entry e) {
    if (!jj_grow(&s->heap, &s->cap, s->n + 1, sizeof *s->heap))
        return false;
    size_t i = s->n++;
    for (; i > 0 && is_before(&e, &s->heap[(i - 1) / 2]); i = (i - 1) / 2)
        s->heap[i] = s->heap[(i - 1) / 2];
    s->heap[i] = e;
    return true;
}

static entry pop(search *s) {
    entry top = s->heap[0], last = s->heap[--s->n];
    size_t i = 0;
    for (size_t child = 1; child < s->n; child = 2 * i + 1) {
        if (child + 1 < s->n && is_before(&s->heap[child + 1], &s->heap[child]))
            child++;
        if (!is_before(&s->heap[child], &last))
            break;
        s->heap[i] = s->heap[child];
        i = child;
    }
    s->heap[i] = last;
    return top;
}

static bool offer(search *s, entry e) {
    double now = s->seconds[e.cell];
    if (e.seconds > s->a->within_s || e.seconds > now ||
        (e.seconds == now && e.facility >= s->nearest[e.cell]))
        return true;
    s->seconds[e.cell] = e.seconds;
    s->nearest[e.cell] = e.facility;
    return push(s, e);
}

static bool is_open(const jj_accessmod *a, size_t cell) {
    return a->class_of_cell[cell] > 0 && !(a->height_m && isnan(a->height_m[cell]));
}

/* Cells a move spends equal parts of its length in: 2, or the 4 of a knight move. */
static unsigned cells_of(const jj_accessmod *a, uint32_t row, uint32_t col, const int8_t *m,
                         size_t cells[4]) {
    int dr = m[0], dc = m[1], along_r = dr / 2, along_c = dc / 2;
    size_t cols = a->grid.cols;
    size_t from = row * cols + col;
    size_t to = (size_t)((int64_t)row + dr) * cols + (size_t)((int64_t)col + dc);
    cells[0] = from;
    if (along_r == 0 && along_c == 0) {
        cells[1] = to;
        return 2;
    }
    cells[1] = (size_t)((int64_t)row + along_r) * cols + (size_t)((int64_t)col + along_c);
    cells[2] = to - (size_t)((int64_t)along_r * (int64_t)cols + along_c);
    cells[3] = to;
    return 4;
}

/* Seconds of a move the search makes; INFINITY where there is no way. */
static double move_seconds(const jj_accessmod *a, uint32_t row, uint32_t col, const int8_t *m) {
    size_t cells[4];
    unsigned n = cells_of(a, row, col, m, cells);
    double length = hypot(m[0] * a->grid.dy, m[1] * a->grid.dx), slope = 0, seconds = 0;
    for (unsigned i = 0; i < n; i++)
        if (!is_open(a, cells[i]))
            return INFINITY;
    if (a->height_m)
        slope = ((double)a->height_m[cells[n - 1]] - (double)a->height_m[cells[0]]) / length;
    if (a->direction == JJ_TOWARD)
        slope = -slope;
    for (unsigned i = 0; i < n; i++) {
        const jj_accessmod_class *c = &a->classes[a->class_of_cell[cells[i]] - 1];
        double km_h = a->height_m ? jj_accessmod_speed_km_h(c, slope) : c->km_h;
        seconds += km_h > 0 ? length / n * 3.6 / km_h : INFINITY;
    }
    return seconds;
}

static bool expand(search *s, const entry *e) {
    const jj_grid *g = &s->a->grid;
    uint32_t row = e->cell / g->cols, col = e->cell % g->cols;
    for (int i = 0; i < (s->a->has_knight_moves ? 16 : 8); i++) {
        int64_t r = (int64_t)row + moves[i][0], c = (int64_t)col + moves[i][1];
        if (r < 0 || r >= g->rows || c < 0 || c >= g->cols)
            continue;
        double seconds = move_seconds(s->a, row, col, moves[i]);
        entry next = {e->seconds + seconds, e->facility, (uint32_t)(r * g->cols + c)};
        if (seconds < INFINITY && !offer(s, next))
            return false;
    }
    return true;
}

static jj_status run(jj_ctx *ctx, search *s, const jj_source *sources, size_t n) {
    bool is_enough = true;
    for (size_t i = 0; i < n && is_enough; i++)
        if (is_open(s->a, sources[i].cell))
            is_enough = offer(
                s, (entry){sources[i].start_ms / 1000.0, sources[i].facility, sources[i].cell});
    for (uint64_t step = 1; s->n > 0 && is_enough; step++) {
        entry e = pop(s);
        if (e.seconds == s->seconds[e.cell] && e.facility == s->nearest[e.cell])
            is_enough = expand(s, &e);
        if (step % (1 << 20) == 0)
            JJ_TRY(jj_ctx_poll(ctx));
    }
    return is_enough ? JJ_OK : jj_no_memory(ctx, "the search front", s->cap * 2 * sizeof(entry));
}

jj_status jj_accessmod_field(jj_ctx *ctx, const jj_accessmod *a, const jj_source *sources, size_t n,
                             double *seconds, uint32_t *nearest) {
    size_t n_cells = jj_grid_cells(&a->grid);
    for (size_t i = 0; i < n; i++)
        if (sources[i].cell >= n_cells)
            return jj_fail(ctx, JJ_E_RANGE, "source %zu is at cell %u of a grid of %u x %u cells",
                           i, sources[i].cell, a->grid.rows, a->grid.cols);
    for (size_t i = 0; i < n_cells; i++) {
        seconds[i] = INFINITY;
        nearest[i] = JJ_NO_FACILITY;
    }
    search s = {.a = a, .seconds = seconds, .nearest = nearest};
    jj_status st = run(ctx, &s, sources, n);
    jj_free(s.heap);
    for (size_t i = 0; i < n_cells; i++)
        seconds[i] = seconds[i] < INFINITY ? seconds[i] : NAN;
    return st;
}
