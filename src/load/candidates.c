#include "load/candidates.h"

#include "load/points.h"
#include "store/place.h"
#include "store/shape.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void jj_candidates_deinit(jj_candidates *c) {
    jj_arena_deinit(&c->arena);
    *c = (jj_candidates){0};
}

static jj_status add(jj_ctx *ctx, jj_candidates *c, const char *name, jj_candidate *out) {
    if (c->n == JJ_MOST_CANDIDATES)
        return jj_fail(ctx, JJ_E_RANGE, "at most %d candidates at a time", JJ_MOST_CANDIDATES);
    out->is_numbered = !name || !*name;
    out->name = out->is_numbered ? jj_arena_printf(&c->arena, "P%zu", c->n + 1)
                                 : jj_arena_str(&c->arena, name);
    if (!out->name)
        return jj_no_memory(ctx, "candidates", 0);
    c->rows[c->n++] = *out;
    return JJ_OK;
}

jj_status jj_candidates_add_point(jj_ctx *ctx, jj_candidates *c, const char *name, double lon,
                                  double lat) {
    return add(ctx, c, name, &(jj_candidate){.lon = lon, .lat = lat});
}

static void free_shape(jj_shape **s) {
    jj_shape_free(*s);
}

/* A polygon in degrees and the point inside that stands for it. */
static jj_status add_parcel(jj_ctx *ctx, jj_candidates *c, const char *name, const uint8_t *wkb,
                            size_t len) {
    JJ_CLEANUP(free_shape) jj_shape *shape = NULL;
    uint8_t *kept = jj_arena_alloc(&c->arena, len, 1);
    jj_candidate out = {.parcel = kept, .parcel_len = len};
    if (!kept)
        return jj_no_memory(ctx, "candidates", len);
    memcpy(kept, wkb, len);
    JJ_TRY(jj_shape_new(ctx, wkb, len, &shape));
    if (!jj_shape_is_plain(ctx, shape))
        return jj_fail(ctx, JJ_E_DATA,
                       "the outline of the parcel crosses itself: give its corners in the order "
                       "one walks around it");
    JJ_TRY(jj_shape_inside(ctx, shape, &out.lon, &out.lat));
    return add(ctx, c, name, &out);
}

static const char *name_of(const jj_layer *l, const jj_feature *f) {
    static const char *const columns[] = {"id", "name", "编号", "名称"};
    for (size_t k = 0; k < sizeof columns / sizeof columns[0]; k++)
        for (size_t i = 0; i < jj_layer_n_fields(l); i++)
            if (strcmp(jj_layer_field_name(l, i), columns[k]) == 0 && *f->text[i])
                return f->text[i];
    return NULL;
}

static jj_status read_layer(jj_ctx *ctx, jj_layer *layer, jj_candidates *c) {
    jj_feature f;
    bool more;
    JJ_TRY(jj_layer_project(ctx, layer, "EPSG:4326"));
    for (;;) {
        JJ_TRY(jj_layer_next(ctx, layer, &f, &more));
        if (!more)
            return JJ_OK;
        const char *name = name_of(layer, &f);
        if (f.is_repaired)
            return jj_fail(ctx, JJ_E_DATA,
                           "%s, row %lld: the outline of the parcel crosses itself: give its "
                           "corners in the order one walks around it",
                           jj_layer_label(layer), (long long)f.row);
        if (f.type == JJ_GEOMETRY_POLYGON)
            JJ_TRY(add_parcel(ctx, c, name, f.wkb, f.wkb_len));
        else if (f.type == JJ_GEOMETRY_POINT && f.n_points == 1)
            JJ_TRY(jj_candidates_add_point(ctx, c, name, f.xy[0], f.xy[1]));
        else
            return jj_fail(ctx, JJ_E_DATA, "%s, row %lld: a candidate is a point or a polygon",
                           jj_layer_label(layer), (long long)f.row);
    }
}

static void free_points(jj_points *p) {
    jj_points_deinit(p);
}

/* Names of all rows, for a table without ids: rows of points are then numbered. */
static jj_status name_rows(jj_ctx *ctx, const jj_source_spec *source, size_t first,
                           jj_candidates *c) {
    JJ_CLEANUP(jj_layer_closep) jj_layer *layer = NULL;
    JJ_TRY(jj_layer_open(ctx, source, &layer));
    for (;;) {
        jj_feature f;
        bool more;
        JJ_TRY(jj_layer_next(ctx, layer, &f, &more));
        if (!more)
            return JJ_OK;
        const char *name = name_of(layer, &f);
        for (size_t i = first; name && i < c->n; i++)
            if (strtoll(c->rows[i].name, NULL, 10) == f.row)
                c->rows[i].name = jj_arena_str(&c->arena, name);
    }
}

static bool has_column(const jj_layer *l, const char *name) {
    for (size_t i = 0; i < jj_layer_n_fields(l); i++)
        if (strcmp(jj_layer_field_name(l, i), name) == 0)
            return true;
    return false;
}

static int by_row(const void *a, const void *b) {
    const jj_point *x = a, *y = b;
    return (x->row > y->row) - (x->row < y->row);
}

/* In the order of the file: who names 甲, 乙, 丙 wants them so. */
static jj_status read_table(jj_ctx *ctx, const jj_source_spec *source, bool has_id,
                            jj_candidates *c) {
    JJ_CLEANUP(free_points) jj_points points = {0};
    jj_points_spec spec = {.source = *source};
    size_t first = c->n;
    if (!spec.source.crs)
        spec.source.crs = "EPSG:4326";
    JJ_TRY(jj_points_read(ctx, &spec, "EPSG:4326", &points));
    if (points.n_without)
        return jj_fail(ctx, JJ_E_DATA,
                       "'%s': %llu rows have no coordinates: a candidate needs them", source->path,
                       (unsigned long long)points.n_without);
    qsort(points.rows, points.n, sizeof *points.rows, by_row);
    for (size_t i = 0; i < points.n; i++) {
        const jj_point *p = &points.rows[i];
        if (fabs(p->x) <= 90 && fabs(p->y) > 90 && fabs(p->y) <= 180)
            return jj_fail(ctx, JJ_E_DATA,
                           "'%s', row %lld: (%.12g, %.12g) has longitude and latitude exchanged",
                           source->path, (long long)p->row, p->x, p->y);
        if (!(fabs(p->x) <= 180 && fabs(p->y) <= 90))
            return jj_fail(
                ctx, JJ_E_DATA,
                "'%s', row %lld: (%.12g, %.12g) is not in degrees: say which system with "
                "--crs, such as EPSG:4526",
                source->path, (long long)p->row, p->x, p->y);
        JJ_TRY(jj_candidates_add_point(ctx, c, p->id, p->x, p->y));
    }
    return has_id ? JJ_OK : name_rows(ctx, source, first, c);
}

/* Two of one name could not be told apart side by side. */
static jj_status check_names(jj_ctx *ctx, const char *path, const jj_candidates *c) {
    for (size_t i = 0; i < c->n; i++)
        for (size_t k = 0; k < i; k++)
            if (strcmp(c->rows[i].name, c->rows[k].name) == 0)
                return jj_fail(ctx, JJ_E_DATA, "'%s' has two candidates named '%s': name each once",
                               path, c->rows[i].name);
    return JJ_OK;
}

jj_status jj_candidates_read(jj_ctx *ctx, const char *path, const char *crs, const char *datum,
                             jj_candidates *c) {
    const jj_source_spec source = {.path = path, .crs = crs, .datum = datum};
    JJ_CLEANUP(jj_layer_closep) jj_layer *layer = NULL;
    size_t n_before = c->n;
    JJ_TRY(jj_layer_open(ctx, &source, &layer));
    if (jj_layer_has_geometry(layer))
        JJ_TRY(read_layer(ctx, layer, c));
    else
        JJ_TRY(read_table(ctx, &source, has_column(layer, "id"), c));
    if (c->n == n_before)
        return jj_fail(ctx, JJ_E_DATA, "'%s' holds no candidate", path);
    return check_names(ctx, path, c);
}

static void put_u32(uint8_t *at, uint32_t v) {
    for (int i = 0; i < 4; i++)
        at[i] = (uint8_t)(v >> (8 * i));
}

/* Little-endian WKB of one closed ring. */
static jj_status add_ring(jj_ctx *ctx, jj_candidates *c, const double *xy, uint32_t n) {
    size_t len = 13 + (size_t)(n + 1) * 16;
    JJ_AUTO uint8_t *wkb = jj_alloc(len, 1);
    if (!wkb)
        return jj_no_memory(ctx, "candidates", len);
    wkb[0] = 1;
    put_u32(wkb + 1, 3);
    put_u32(wkb + 5, 1);
    put_u32(wkb + 9, n + 1);
    for (uint32_t i = 0; i <= n; i++)
        memcpy(wkb + 13 + (size_t)i * 16, xy + 2 * (size_t)(i % n), 16);
    return add_parcel(ctx, c, NULL, wkb, len);
}

jj_status jj_candidates_corners(jj_ctx *ctx, const char *option, const char *text, const char *crs,
                                const char *datum, jj_candidates *c) {
    enum { MOST_CORNERS = 200 };
    double xy[2 * MOST_CORNERS];
    uint32_t n = 0;
    JJ_AUTO char *all = jj_strdup(text);
    if (!all)
        return jj_no_memory(ctx, "candidates", 0);
    char *rest = NULL;
    for (char *at = strtok_r(all, ";|", &rest); at; at = strtok_r(NULL, ";|", &rest)) {
        if (n == MOST_CORNERS)
            return jj_fail(ctx, JJ_E_RANGE, "%s: a parcel has at most %d corners", option,
                           MOST_CORNERS);
        JJ_TRY(jj_place_parse(ctx, option, at, crs, datum, &xy[2 * n], &xy[2 * n + 1]));
        n++;
    }
    bool is_closed = n > 1 && xy[0] == xy[2 * n - 2] && xy[1] == xy[2 * n - 1];
    n -= is_closed;
    if (n < 3)
        return jj_fail(ctx, JJ_E_RANGE, "%s: a parcel needs at least three corners", option);
    return add_ring(ctx, c, xy, n);
}
