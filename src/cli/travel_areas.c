/* Areas within so many minutes as polygons: the cells whose time is at most that, no smoothing. */
#include "cli/travel.h"
#include "base/file.h"
#include "base/text.h"
#include "geo/outline.h"
#include "out/gpkg.h"
#include "out/wkb.h"
#include "store/crs.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

typedef struct areas {
    const travel *t;
    jj_transform *to_degrees;
    double *minutes; /* ascending, each once */
    double *km2;
    size_t n;
} areas;

static void areas_deinit(areas *a) {
    jj_transform_free(a->to_degrees);
    jj_free(a->minutes);
    jj_free(a->km2);
}

static bool is_inside(const travel *t, size_t cell, double minutes) {
    return t->time[cell] != JJ_UNREACHED && t->time[cell] <= minutes * 60000;
}

/* Cells within the time as spans. */
static jj_status cover_of(const travel *t, double minutes, jj_cover *out) {
    size_t cap = 0;
    for (uint32_t row = 0; row < t->grid.rows; row++) {
        for (uint32_t col = 0; col < t->grid.cols;) {
            uint32_t begin = col;
            while (col < t->grid.cols && is_inside(t, (size_t)row * t->grid.cols + col, minutes))
                col++;
            if (col == begin) {
                col++;
                continue;
            }
            if (!jj_grow(&out->spans, &cap, out->n_spans + 1, sizeof *out->spans))
                return jj_no_memory(t->ctx, "areas", (out->n_spans + 1) * sizeof *out->spans);
            out->spans[out->n_spans++] = (jj_span){row, begin, col - begin, 1};
        }
        travel_row_done(t, row);
    }
    return JJ_OK;
}

static double area_km2(const travel *t, const jj_cover *c) {
    double m2 = 0;
    for (size_t i = 0; i < c->n_spans; i++)
        for (uint32_t k = 0; k < c->spans[i].n; k++)
            m2 += jj_lengths_area_m2(&t->lengths, c->spans[i].row, c->spans[i].col + k);
    return m2 / 1e6;
}

static jj_status add_outline(const areas *a, const jj_outline *o, jj_text *wkb) {
    const jj_grid *g = &a->t->grid;
    size_t n = o->n_rings ? o->ring_end[o->n_rings - 1] : 0;
    if (n == 0)
        return JJ_OK;
    JJ_AUTO double *x = jj_alloc(n, sizeof *x);
    JJ_AUTO double *y = jj_alloc(n, sizeof *y);
    JJ_AUTO double *xy = jj_alloc(2 * n, sizeof *xy);
    if (!x || !y || !xy)
        return jj_no_memory(a->t->ctx, "areas", n * 4 * sizeof *x);
    for (size_t i = 0; i < n; i++) {
        x[i] = g->x0 + o->corners[2 * i] * g->dx;
        y[i] = g->y0 - o->corners[2 * i + 1] * g->dy;
    }
    JJ_TRY(jj_transform_points(a->t->ctx, a->to_degrees, x, y, n));
    for (size_t i = 0; i < n; i++) {
        xy[2 * i] = x[i];
        xy[2 * i + 1] = y[i];
    }
    jj_wkb_outline(wkb, o, xy);
    return JJ_OK;
}

static jj_status geometry(jj_ctx *ctx, const void *user, size_t row, jj_text *wkb) {
    const areas *a = user;
    JJ_CLEANUP(jj_cover_deinit) jj_cover cover = {0};
    JJ_CLEANUP(jj_outline_deinit) jj_outline outline = {0};
    JJ_TRY(cover_of(a->t, a->minutes[row], &cover));
    JJ_TRY(jj_outline_cover(ctx, &a->t->grid, &cover, &outline));
    a->km2[row] = area_km2(a->t, &cover);
    return add_outline(a, &outline, wkb);
}

/* Geometry is asked for before the cells of its row. */
static void cell(const void *user, size_t row, size_t column, jj_cell *out) {
    const areas *a = user;
    out->real = column == 0 ? a->minutes[row] : a->km2[row];
}

static int ascending(const void *a, const void *b) {
    double p = *(const double *)a, q = *(const double *)b;
    return (p > q) - (p < q);
}

static jj_status read_minutes(const travel *t, areas *a) {
    size_t n = t->o->at_minutes.n;
    a->minutes = jj_alloc(n, sizeof *a->minutes);
    a->km2 = jj_alloc(n, sizeof *a->km2);
    if (!a->minutes || !a->km2)
        return jj_no_memory(t->ctx, "areas", n * 16);
    for (size_t i = 0; i < n; i++)
        (void)jj_parse_double(t->o->at_minutes.items[i], &a->minutes[i]);
    qsort(a->minutes, n, sizeof *a->minutes, ascending);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || a->minutes[i] > a->minutes[a->n - 1])
            a->minutes[a->n++] = a->minutes[i];
    return JJ_OK;
}

static jj_status write_file(const travel *t, const areas *a) {
    static const jj_column columns[] = {
        {"minutes", JJ_CELL_REAL, "within so many minutes", "分钟数以内"},
        {"area_km2", JJ_CELL_REAL, "area, km2", "面积（平方公里）"}};
    jj_table table = {.name = "area",
                      .title_en = "Areas within minutes",
                      .title_zh = "可达范围",
                      .columns = columns,
                      .n_columns = JJ_COUNT(columns),
                      .n_rows = a->n,
                      .geometry_type = "MULTIPOLYGON",
                      .user = a,
                      .cell = cell,
                      .geometry = geometry};
    JJ_CLEANUP(jj_text_deinit) jj_text part = {0};
    jj_text_addf(&part, "%s.%ld.part", t->o->areas, (long)getpid());
    if (part.failed)
        return jj_no_memory(t->ctx, t->o->areas, 0);
    jj_status st = jj_gpkg_write_tables(t->ctx, part.s, &table, 1, 2000);
    if (st == JJ_OK)
        st = jj_file_publish(t->ctx, part.s, t->o->areas);
    if (st != JJ_OK)
        (void)unlink(part.s);
    return st;
}

jj_status travel_write_areas(const travel *t) {
    JJ_CLEANUP(areas_deinit) areas a = {.t = t};
    JJ_TRY(jj_transform_new(t->ctx, t->crs, "EPSG:4326", &a.to_degrees));
    JJ_TRY(read_minutes(t, &a));
    return write_file(t, &a);
}
