#include "load/people.h"
#include "base/file.h"
#include "base/lang.h"
#include "store/crs.h"
#include "store/raster.h"

#include <math.h>
#include <string.h>

/*
 * One source row or column on the lattice: cells first .. first+n-1 and how much of it is in each.
 */
typedef struct slice {
    uint32_t first, n;
    size_t weight; /* index of its first weight */
} slice;

typedef struct slices {
    slice *of;                   /* one a source row or column */
    double *of_source, *of_cell; /* parts of the source's side, and of the lattice cell's */
    size_t n, cap_weights, cap_cells;
    uint32_t begin, end; /* source rows or columns that touch the lattice */
} slices;

static void slices_deinit(slices *s) {
    jj_free(s->of);
    jj_free(s->of_source);
    jj_free(s->of_cell);
}

/* An axis of source and lattice: origin of the source in lattice cells, and its step. */
typedef struct axis {
    double origin, step;
    uint32_t n_source, n_lattice;
} axis;

/* Sides that agree to a millionth of a cell are the same side. */
static double snapped(double v) {
    double whole = round(v);
    return fabs(v - whole) < 1e-6 ? whole : v;
}

static bool add_slice(const axis *a, uint32_t i, slices *s) {
    double lo = snapped(a->origin + i * a->step), hi = snapped(a->origin + (i + 1) * a->step);
    double from = fmax(lo, 0), to = fmin(hi, a->n_lattice);
    s->of[i] = (slice){.weight = s->n};
    if (!(from < to))
        return true;
    s->of[i].first = (uint32_t)from;
    if (s->begin == s->end)
        s->begin = i;
    s->end = i + 1;
    for (uint32_t c = s->of[i].first; c < to; c++) {
        double part = fmin(to, c + 1.0) - fmax(from, c);
        if (!jj_grow(&s->of_source, &s->cap_weights, s->n + 1, sizeof *s->of_source) ||
            !jj_grow(&s->of_cell, &s->cap_cells, s->n + 1, sizeof *s->of_cell))
            return false;
        s->of_source[s->n] = part / (hi - lo);
        s->of_cell[s->n++] = part;
        s->of[i].n++;
    }
    return true;
}

static jj_status make_slices(jj_loader *l, const axis *a, slices *out) {
    out->of = jj_alloc(a->n_source, sizeof *out->of);
    bool ok = out->of != NULL;
    for (uint32_t i = 0; ok && i < a->n_source; i++)
        ok = add_slice(a, i, out);
    return ok ? JJ_OK : jj_no_memory(l->ctx, "population", out->n * sizeof(double));
}

typedef struct people_reader {
    jj_loader *l;
    const jj_people_keys *k;
    slices rows, cols;
    double *people;
    uint8_t *seen;
    bool is_density;
    double total, refused;
    uint64_t n_refused;
} people_reader;

static void reader_deinit(people_reader *r) {
    slices_deinit(&r->rows);
    slices_deinit(&r->cols);
}

/* Shares one source cell's value out; parts are added in row-major order of the source. */
static void spread(people_reader *r, const slice *row, const slice *col, double value) {
    const jj_scene *s = r->l->scene;
    for (uint32_t i = 0; i < row->n; i++)
        for (uint32_t k = 0; k < col->n; k++) {
            uint32_t y = row->first + i, x = col->first + k;
            size_t cell = (size_t)y * s->grid.cols + x;
            size_t a = row->weight + i, b = col->weight + k;
            double people = r->is_density ? value * jj_lengths_area_m2(&s->lengths, y, x) / 1e6 *
                                                r->rows.of_cell[a] * r->cols.of_cell[b]
                                          : value * r->rows.of_source[a] * r->cols.of_source[b];
            r->people[cell] += people;
            r->total += people;
            if (r->seen)
                r->seen[cell] = 1;
        }
}

static void take_row(people_reader *r, uint32_t source_row, const double *values) {
    const slice *row = &r->rows.of[source_row];
    for (uint32_t c = r->cols.begin; c < r->cols.end; c++) {
        double v = values[c - r->cols.begin];
        if (isnan(v))
            continue;
        if (v < 0 || isinf(v)) {
            r->n_refused++;
            r->refused += isinf(v) ? 0 : v;
            v = 0;
        }
        spread(r, row, &r->cols.of[c], v);
    }
}

static jj_status read_rows(people_reader *r, jj_raster *raster) {
    enum { CHUNK = 64 };
    jj_ctx *ctx = r->l->ctx;
    uint32_t width = r->cols.end - r->cols.begin;
    JJ_AUTO double *values = jj_alloc((size_t)CHUNK * width + 1, sizeof *values);
    if (!values)
        return jj_no_memory(ctx, "population", (uint64_t)CHUNK * width * sizeof *values);
    for (uint32_t row = r->rows.begin; row < r->rows.end; row += CHUNK) {
        uint32_t n = r->rows.end - row < CHUNK ? r->rows.end - row : CHUNK;
        JJ_TRY(jj_raster_read_window(ctx, raster, row, r->cols.begin, n, width, values));
        for (uint32_t i = 0; i < n; i++)
            take_row(r, row + i, values + (size_t)i * width);
        jj_progress(ctx, jj_tr(ctx->lang, "population"), row - r->rows.begin + n,
                    r->rows.end - r->rows.begin);
        JJ_TRY(jj_ctx_poll(ctx));
    }
    return JJ_OK;
}

static jj_status align(people_reader *r, const jj_raster *raster) {
    jj_grid from = jj_raster_grid(raster);
    const jj_grid *to = &r->l->scene->grid;
    axis rows = {(to->y0 - from.y0) / to->dy, from.dy / to->dy, from.rows, to->rows};
    axis cols = {(from.x0 - to->x0) / to->dx, from.dx / to->dx, from.cols, to->cols};
    JJ_TRY(make_slices(r->l, &rows, &r->rows));
    return make_slices(r->l, &cols, &r->cols);
}

static jj_status note_regridded(people_reader *r) {
    bool is_whole = true;
    for (size_t i = 0; i < r->rows.n && is_whole; i++)
        is_whole = r->rows.of_cell[i] == 1;
    for (size_t i = 0; i < r->cols.n && is_whole; i++)
        is_whole = r->cols.of_cell[i] == 1;
    return is_whole ? JJ_OK
                    : jj_note_add(r->l->ctx, &r->l->notes,
                                  &(jj_finding){.code = "people_regridded",
                                                .source = r->k->group,
                                                .layer = jj_path_name(r->k->grid),
                                                .people = r->total});
}

static jj_status tell(people_reader *r) {
    jj_loader *l = r->l;
    if (r->n_refused)
        JJ_TRY(jj_note_add(l->ctx, &l->notes,
                           &(jj_finding){.code = "negative_people",
                                         .source = r->k->group,
                                         .layer = jj_path_name(r->k->grid),
                                         .count = r->n_refused,
                                         .people = r->refused}));
    JJ_TRY(note_regridded(r));
    if (r->total > 0)
        return JJ_OK;
    return jj_fail(l->ctx, JJ_E_DATA,
                   "'%s' has nobody on the lattice: does it overlap the units and the first grid?",
                   r->k->grid);
}

jj_status jj_people_grid(jj_loader *l, const jj_people_keys *k, jj_demand *d, uint8_t *seen) {
    JJ_CLEANUP(jj_raster_closep) jj_raster *raster = NULL;
    JJ_TRY(jj_raster_open(l->ctx, k->grid, (int)k->band, k->crs, &raster));
    JJ_TRY(jj_add_input(l, "population", k->grid));
    if (!jj_crs_same(jj_raster_crs(raster), l->crs))
        return jj_fail(l->ctx, JJ_E_DATA,
                       "'%s' is in another coordinate system than the lattice: people are not "
                       "reprojected; give grids in one system",
                       k->grid);
    JJ_CLEANUP(reader_deinit)
    people_reader r = {.l = l,
                       .k = k,
                       .people = d->people,
                       .seen = seen,
                       .is_density = strcmp(k->value, "density") == 0};
    JJ_TRY(align(&r, raster));
    JJ_TRY(read_rows(&r, raster));
    d->total = r.total;
    return tell(&r);
}
