/*
 * Signed areas. Every edge leaves in each cell it crosses its height there and the area between
 * itself and the cell's east side; summed from the west along a row, heights say how much of a
 * cell east of the edges is inside, areas say it for the crossed cells. Only crossed cells are
 * stored, so a run between two of them is one span.
 */
#include "geo/cover.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

/* Rounding of up to 10^6 edges in one row leaves less than this in a run that is empty or full. */
#define RUN_WITHIN 1e-9

typedef struct crossing {
    uint32_t row, col;
    double height, area; /* signed: downward edges count positive */
} crossing;

typedef struct crossings {
    crossing *list;
    size_t n, cap;
    bool is_out_of_memory;
    uint32_t rows, cols;
} crossings;

static void add(crossings *k, uint32_t row, uint32_t col, double height, double area) {
    crossing *last = k->n ? &k->list[k->n - 1] : NULL;
    if (last && last->row == row && last->col == col) {
        last->height += height;
        last->area += area;
        return;
    }
    if (k->is_out_of_memory || !jj_grow(&k->list, &k->cap, k->n + 1, sizeof *k->list)) {
        k->is_out_of_memory = true;
        return;
    }
    k->list[k->n++] = (crossing){row, col, height, area};
}

/* A part of an edge that stays in one row: from west to east, with its signed height. */
typedef struct slope {
    double west, east, height; /* columns and parts of columns */
} slope;

/* West of the grid an edge still decides what is inside: it counts as lying on the west border. */
static void cross_columns(crossings *k, uint32_t row, slope s) {
    double left = s.height, a = s.west;
    const double per_column = s.east > s.west ? s.height / (s.east - s.west) : 0;
    if (s.east <= 0) {
        add(k, row, 0, s.height, s.height);
        return;
    }
    if (a < 0) {
        double outside = per_column * -a;
        add(k, row, 0, outside, outside);
        left -= outside;
        a = 0;
    }
    while (a < k->cols) {
        double col = floor(a), b = col + 1;
        bool is_last = s.east <= b;
        if (is_last)
            b = s.east;
        double height = is_last ? left : per_column * (b - a);
        add(k, row, (uint32_t)col, height, height * (1 - ((a - col) + (b - col)) / 2));
        if (is_last)
            return;
        left -= height;
        a = b;
    }
}

/* An edge in cells: columns and rows as real numbers, rows counted downwards. */
typedef struct edge {
    double col0, row0, col1, row1;
} edge;

static double col_at(const edge *e, double row) {
    if (row <= e->row0)
        return e->col0;
    if (row >= e->row1)
        return e->col1;
    return e->col0 + (row - e->row0) / (e->row1 - e->row0) * (e->col1 - e->col0);
}

/* Always walked downwards, so that an edge two polygons share leaves the same numbers in both. */
static void cross_rows(crossings *k, edge e) {
    double sign = 1;
    if (e.row0 > e.row1) {
        e = (edge){e.col1, e.row1, e.col0, e.row0};
        sign = -1;
    }
    double top = fmax(e.row0, 0), bottom = fmin(e.row1, k->rows);
    while (top < bottom) {
        double row = floor(top), end = fmin(row + 1, bottom);
        double a = col_at(&e, top), b = col_at(&e, end);
        cross_columns(k, (uint32_t)row, (slope){fmin(a, b), fmax(a, b), sign * (end - top)});
        top = end;
    }
}

static bool cross_ring(crossings *k, const jj_grid *g, const double *xy, size_t n) {
    for (size_t i = 0; i < n; i++) {
        const double *p = xy + 2 * i, *q = xy + 2 * ((i + 1) % n);
        edge e = {(p[0] - g->x0) / g->dx, (g->y0 - p[1]) / g->dy, (q[0] - g->x0) / g->dx,
                  (g->y0 - q[1]) / g->dy};
        if (!isfinite(e.col0) || !isfinite(e.row0))
            return false;
        cross_rows(k, e);
    }
    return true;
}

static int by_column(const void *a, const void *b) {
    const crossing *p = a, *q = b;
    if (p->col != q->col)
        return p->col < q->col ? -1 : 1;
    return p->row < q->row ? -1 : p->row > q->row;
}

/* Crossings by row; `begin` has one entry a row and one more. Within it `row` is the arrival. */
typedef struct sorted_crossings {
    crossing *list;
    size_t *begin;
    uint32_t first_row, n_rows;
} sorted_crossings;

static void sorted_free(sorted_crossings *s) {
    jj_free(s->list);
    jj_free(s->begin);
}

static void find_rows(const crossings *k, sorted_crossings *s) {
    uint32_t first = k->list[0].row, last = first;
    for (size_t i = 1; i < k->n; i++) {
        first = k->list[i].row < first ? k->list[i].row : first;
        last = k->list[i].row > last ? k->list[i].row : last;
    }
    s->first_row = first;
    s->n_rows = last - first + 1;
}

/* By row, then column, then order of arrival: sums are taken in one fixed order. */
static bool sort_crossings(const crossings *k, sorted_crossings *s) {
    find_rows(k, s);
    s->list = jj_alloc(k->n, sizeof *s->list);
    s->begin = jj_alloc((size_t)s->n_rows + 2, sizeof *s->begin);
    if (!s->list || !s->begin)
        return false;
    size_t *next = s->begin + 1; /* next[r]: where the next crossing of row r goes */
    for (size_t i = 0; i < k->n; i++)
        next[k->list[i].row - s->first_row + 1]++;
    for (uint32_t r = 0; r < s->n_rows; r++)
        next[r + 1] += next[r];
    for (size_t i = 0; i < k->n; i++) {
        crossing *c = &s->list[next[k->list[i].row - s->first_row]++];
        *c = k->list[i];
        c->row = (uint32_t)i;
    }
    for (uint32_t r = 0; r < s->n_rows; r++)
        qsort(s->list + s->begin[r], s->begin[r + 1] - s->begin[r], sizeof *s->list, by_column);
    return true;
}

typedef struct span_list {
    jj_span *spans;
    size_t n, cap;
    double cell_within; /* of a cell: what rounding of coordinates alone can leave in it */
} span_list;

/* Sixteen units in the last place of the largest coordinate, in cells. */
static double coordinate_rounding(const jj_grid *g) {
    double x = fmax(fabs(g->x0), fabs(g->x0 + g->cols * g->dx));
    double y = fmax(fabs(g->y0), fabs(g->y0 - g->rows * g->dy));
    return 16 * DBL_EPSILON * fmax(x / g->dx, y / g->dy);
}

/* `share` is signed by the way the rings go round. Neighbours of one fraction join. */
static bool add_span(span_list *l, uint32_t row, uint32_t col, uint32_t n, double share) {
    double fraction = fabs(share), within = n == 1 ? l->cell_within : RUN_WITHIN;
    if (fraction < within || n == 0)
        return true;
    if (fraction > 1 - within)
        fraction = 1;
    jj_span *last = l->n ? &l->spans[l->n - 1] : NULL;
    if (last && last->row == row && last->col + last->n == col && last->fraction == fraction) {
        last->n += n;
        return true;
    }
    if (!jj_grow(&l->spans, &l->cap, l->n + 1, sizeof *l->spans))
        return false;
    l->spans[l->n++] = (jj_span){row, col, n, fraction};
    return true;
}

static bool add_row(span_list *l, uint32_t row, const crossing *c, size_t n) {
    double inside = 0; /* of a cell east of all crossings so far */
    for (size_t i = 0; i < n;) {
        uint32_t col = c[i].col;
        double share = inside;
        for (; i < n && c[i].col == col; i++) {
            share += c[i].area;
            inside += c[i].height;
        }
        uint32_t next = i < n ? c[i].col : col + 1;
        if (!add_span(l, row, col, 1, share) || !add_span(l, row, col + 1, next - col - 1, inside))
            return false;
    }
    return true;
}

/* A ring cut off by the grid's east border leaves its row open: the run reaches the border. */
static bool close_row(span_list *l, uint32_t row, uint32_t cols, const crossing *c, size_t n) {
    if (n == 0)
        return true;
    double inside = 0;
    for (size_t i = 0; i < n; i++)
        inside += c[i].height;
    uint32_t from = c[n - 1].col + 1;
    return add_span(l, row, from, cols - from, inside);
}

static bool spans_of(const crossings *k, span_list *l) {
    JJ_CLEANUP(sorted_free) sorted_crossings s = {0};
    if (!sort_crossings(k, &s))
        return false;
    for (uint32_t r = 0; r < s.n_rows; r++) {
        const crossing *c = s.list + s.begin[r];
        size_t n = s.begin[r + 1] - s.begin[r];
        if (!add_row(l, s.first_row + r, c, n) || !close_row(l, s.first_row + r, k->cols, c, n))
            return false;
    }
    return true;
}

jj_status jj_cover_polygon(jj_ctx *ctx, const jj_grid *g, const jj_rings *rings, jj_cover *out) {
    *out = (jj_cover){0};
    crossings k = {.rows = g->rows, .cols = g->cols};
    bool is_finite = true;
    size_t begin = 0;
    for (size_t i = 0; i < rings->n_rings && is_finite; i++) {
        is_finite = cross_ring(&k, g, rings->xy + 2 * begin, rings->ring_end[i] - begin);
        begin = rings->ring_end[i];
    }
    span_list l = {.cell_within = coordinate_rounding(g)};
    bool is_done = is_finite && !k.is_out_of_memory && (k.n == 0 || spans_of(&k, &l));
    size_t bytes = k.n * sizeof *k.list;
    jj_free(k.list);
    if (is_done) {
        *out = (jj_cover){l.spans, l.n};
        return JJ_OK;
    }
    jj_free(l.spans);
    if (!is_finite)
        return jj_fail(ctx, JJ_E_DATA, "a polygon has a coordinate that is not a finite number");
    return jj_no_memory(ctx, "polygon cover", bytes);
}

void jj_cover_deinit(jj_cover *c) {
    jj_free(c->spans);
    *c = (jj_cover){0};
}

size_t jj_cover_from(const jj_cover *c, uint32_t row) {
    size_t lo = 0, hi = c->n_spans;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (c->spans[mid].row < row)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

double jj_cover_sum(const jj_cover *c, const jj_grid *g, const double *value, double *cells) {
    double sum = 0, counted = 0;
    for (size_t i = 0; i < c->n_spans; i++) {
        const jj_span *s = &c->spans[i];
        const double *v = value + (size_t)s->row * g->cols + s->col;
        for (uint32_t k = 0; k < s->n; k++) {
            if (isnan(v[k]))
                continue;
            sum += s->fraction * v[k];
            counted += s->fraction;
        }
    }
    if (cells)
        *cells = counted;
    return sum;
}

jj_cover_part jj_cover_window(const jj_cover *c) {
    if (c->n_spans == 0)
        return (jj_cover_part){0};
    jj_cover_part w = {.row = c->spans[0].row, .col = UINT32_MAX};
    uint32_t col_end = 0;
    for (size_t i = 0; i < c->n_spans; i++) {
        const jj_span *s = &c->spans[i];
        w.col = s->col < w.col ? s->col : w.col;
        col_end = s->col + s->n > col_end ? s->col + s->n : col_end;
    }
    w.n_rows = c->spans[c->n_spans - 1].row - w.row + 1;
    w.n_cols = col_end - w.col;
    return w;
}

void jj_cover_add_window(const jj_cover *c, const jj_cover_part *w, jj_zone_sums *sums) {
    for (size_t i = jj_cover_from(c, w->row); i < c->n_spans; i++) {
        const jj_span *s = &c->spans[i];
        if (s->row - w->row >= w->n_rows)
            return;
        const double *v = w->value + (size_t)(s->row - w->row) * w->n_cols + (s->col - w->col);
        for (uint32_t k = 0; k < s->n; k++) {
            if (isnan(v[k]))
                continue;
            bool is_first = sums->cells == 0;
            sums->sum += s->fraction * v[k];
            sums->cells += s->fraction;
            sums->min = is_first || v[k] < sums->min ? v[k] : sums->min;
            sums->max = is_first || v[k] > sums->max ? v[k] : sums->max;
        }
    }
}
