#include "geo/centres.h"

#include <math.h>
#include <stdlib.h>

/* Where a ring crosses the middle line of a row, in columns. */
typedef struct crossing {
    uint32_t row;
    double col;
} crossing;

typedef struct crossings {
    crossing *items;
    size_t n, cap;
} crossings;

static void crossings_deinit(crossings *c) {
    jj_free(c->items);
}

static int by_place(const void *a, const void *b) {
    const crossing *x = a, *y = b;
    if (x->row != y->row)
        return x->row < y->row ? -1 : 1;
    return (x->col > y->col) - (x->col < y->col);
}

/* One edge, from a to b. */
static jj_status cross_rows(jj_ctx *ctx, const jj_grid *g, const double *a, const double *b,
                            crossings *out) {
    double from = (g->y0 - a[1]) / g->dy - 0.5, to = (g->y0 - b[1]) / g->dy - 0.5;
    double top = fmin(from, to), bottom = fmax(from, to);
    if (!(top < bottom) || bottom <= 0 || top > g->rows - 1)
        return JJ_OK;
    uint32_t row = (uint32_t)fmax(0, ceil(top));
    for (; row < g->rows && row < bottom; row++) {
        double t = (row - from) / (to - from);
        if (!jj_grow(&out->items, &out->cap, out->n + 1, sizeof *out->items))
            return jj_no_memory(ctx, "a polygon", out->n * sizeof *out->items);
        out->items[out->n++] = (crossing){row, (a[0] + t * (b[0] - a[0]) - g->x0) / g->dx - 0.5};
    }
    return JJ_OK;
}

static void fill(const jj_grid *g, const crossing *from, const crossing *to, uint8_t *is_in) {
    double first = fmax(0, ceil(from->col)), end = fmin(g->cols, ceil(to->col));
    for (double c = first; c < end; c++)
        is_in[(size_t)from->row * g->cols + (size_t)c] = 1;
}

jj_status jj_centres_mark(jj_ctx *ctx, const jj_grid *g, const jj_rings *r, uint8_t *is_in) {
    JJ_CLEANUP(crossings_deinit) crossings c = {0};
    size_t first = 0;
    for (size_t k = 0; k < r->n_rings; first = r->ring_end[k++])
        for (size_t i = first; i + 1 < r->ring_end[k]; i++)
            JJ_TRY(cross_rows(ctx, g, r->xy + 2 * i, r->xy + 2 * (i + 1), &c));
    if (c.n)
        qsort(c.items, c.n, sizeof *c.items, by_place);
    for (size_t i = 0; i + 1 < c.n; i += 2)
        fill(g, &c.items[i], &c.items[i + 1], is_in);
    return JJ_OK;
}

bool jj_rings_hold(const jj_rings *r, double x, double y) {
    bool is_in = false;
    size_t first = 0;
    for (size_t k = 0; k < r->n_rings; first = r->ring_end[k++])
        for (size_t i = first; i + 1 < r->ring_end[k]; i++) {
            const double *a = r->xy + 2 * i, *b = a + 2;
            if ((a[1] > y) == (b[1] > y))
                continue;
            if (x < a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0]))
                is_in = !is_in;
        }
    return is_in;
}
