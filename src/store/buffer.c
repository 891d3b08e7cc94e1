#include "store/buffer.h"
#include "store/crs.h"
#include "store/driver.h"
#include "store/vector_shape.h"

#include <math.h>
#include <stdio.h>

enum { CORNERS_A_QUARTER = 8 };

struct jj_buffer {
    bool has_plane;
    double meridian;
    jj_transform *there, *back;
};

jj_status jj_buffer_new(jj_ctx *ctx, jj_buffer **out) {
    *out = jj_alloc(1, sizeof **out);
    return *out ? JJ_OK : jj_no_memory(ctx, "a buffer", 0);
}

static void drop_plane(jj_buffer *b) {
    jj_transform_free(b->there);
    jj_transform_free(b->back);
    *b = (jj_buffer){0};
}

void jj_buffer_free(jj_buffer *b) {
    if (b)
        drop_plane(b);
    jj_free(b);
}

static jj_status find_plane(jj_ctx *ctx, jj_buffer *b, const jj_feature *f) {
    double middle = f->xy[0];
    for (size_t i = 1; i < f->n_points; i++)
        middle += (f->xy[2 * i] - f->xy[0]) / (double)f->n_points;
    if (b->has_plane && fabs(middle - b->meridian) <= 0.5)
        return JJ_OK;
    drop_plane(b);
    char plane[96];
    b->meridian = floor(middle + 0.5);
    snprintf(plane, sizeof plane, "+proj=tmerc +lon_0=%.0f +ellps=WGS84 +units=m +type=crs",
             b->meridian);
    JJ_TRY(jj_transform_new(ctx, "EPSG:4326", plane, &b->there));
    JJ_TRY(jj_transform_new(ctx, plane, "EPSG:4326", &b->back));
    b->has_plane = true;
    return JJ_OK;
}

static OGRGeometryH multi_point(const double *x, const double *y, const jj_feature *f) {
    OGRGeometryH all = OGR_G_CreateGeometry(wkbMultiPoint);
    for (size_t i = 0; i < f->n_points; i++) {
        OGRGeometryH one = OGR_G_CreateGeometry(wkbPoint);
        OGR_G_SetPoint_2D(one, 0, x[i], y[i]);
        OGR_G_AddGeometryDirectly(all, one);
    }
    return all;
}

static OGRGeometryH multi_line(const double *x, const double *y, const jj_feature *f) {
    OGRGeometryH all = OGR_G_CreateGeometry(wkbMultiLineString);
    for (size_t k = 0, first = 0; k < f->n_parts; first = f->part_end[k++]) {
        OGRGeometryH one = OGR_G_CreateGeometry(wkbLineString);
        for (size_t i = first; i < f->part_end[k]; i++)
            OGR_G_AddPoint_2D(one, x[i], y[i]);
        OGR_G_AddGeometryDirectly(all, one);
    }
    return all;
}

/* A point or line in the plane. */
static jj_status in_plane(jj_ctx *ctx, jj_buffer *b, const jj_feature *f, OGRGeometryH *out) {
    JJ_AUTO double *x = jj_alloc(f->n_points, sizeof *x);
    JJ_AUTO double *y = jj_alloc(f->n_points, sizeof *y);
    if (!x || !y)
        return jj_no_memory(ctx, "a buffer", 0);
    for (size_t i = 0; i < f->n_points; i++) {
        x[i] = f->xy[2 * i];
        y[i] = f->xy[2 * i + 1];
    }
    JJ_TRY(jj_transform_points(ctx, b->there, x, y, f->n_points));
    *out = f->type == JJ_GEOMETRY_POINT ? multi_point(x, y, f) : multi_line(x, y, f);
    return JJ_OK;
}

static jj_status wrap_wkb(jj_ctx *ctx, OGRGeometryH g, jj_shape **out) {
    size_t len = (size_t)OGR_G_WkbSize(g);
    JJ_AUTO uint8_t *wkb = jj_alloc(len, 1);
    if (!wkb)
        return jj_no_memory(ctx, "a buffer", len);
    OGR_G_ExportToIsoWkb(g, wkbNDR, wkb);
    return jj_shape_new(ctx, wkb, len, out);
}

static jj_status widen(jj_ctx *ctx, OGRGeometryH g, double metres, jj_shape **out) {
    JJ_CLEANUP(jj_driver_hush) jj_driver_words words = {0};
    jj_driver_listen(ctx, &words);
    OGRGeometryH wide = g ? OGR_G_Buffer(g, metres, CORNERS_A_QUARTER) : NULL;
    jj_status st = JJ_OK;
    if (!wide)
        st = jj_fail(ctx, JJ_E_DATA, "a buffer of %g m cannot be drawn: %s", metres,
                     jj_driver_said(ctx, &words, ""));
    else if (!OGR_G_IsEmpty(wide))
        st = wrap_wkb(ctx, wide, out);
    OGR_G_DestroyGeometry(wide);
    return st;
}

static OGRGeometryH geometry_of(const jj_feature *f) {
    OGRGeometryH g = NULL;
    return OGR_G_CreateFromWkb(f->wkb, NULL, &g, (int)f->wkb_len) == OGRERR_NONE ? g : NULL;
}

static void destroy(OGRGeometryH *g) {
    OGR_G_DestroyGeometry(*g);
}

jj_status jj_buffer_around(jj_ctx *ctx, jj_buffer *b, const jj_feature *f, double metres,
                           jj_shape **out) {
    *out = NULL;
    bool is_polygon = f->type == JJ_GEOMETRY_POLYGON;
    if (is_polygon && metres == 0)
        return jj_shape_new(ctx, f->wkb, f->wkb_len, out);
    if (!is_polygon && !(metres > 0))
        return jj_fail(ctx, JJ_E_DATA, "points and lines hold no ground without a buffer");
    JJ_CLEANUP(destroy) OGRGeometryH g = NULL;
    JJ_TRY(find_plane(ctx, b, f));
    if (is_polygon) {
        g = geometry_of(f);
        if (!g)
            return jj_no_memory(ctx, "a buffer", 0);
        JJ_TRY(jj_ogr_carry(ctx, g, b->there));
    } else {
        JJ_TRY(in_plane(ctx, b, f, &g));
    }
    JJ_TRY(widen(ctx, g, metres, out));
    return *out ? jj_shape_carry(ctx, *out, b->back) : JJ_OK;
}
