#include "store/shape.h"
#include "store/crs.h"
#include "store/driver.h"
#include "store/vector_shape.h"

#include <geodesic.h>
#include <math.h>

struct jj_shape {
    OGRGeometryH g;
    jj_flat flat;
    bool is_flat; /* `flat` is up to date */
};

static jj_status wrap(jj_ctx *ctx, OGRGeometryH g, jj_shape **out) {
    *out = g ? jj_alloc(1, sizeof **out) : NULL;
    if (!*out) {
        OGR_G_DestroyGeometry(g);
        return jj_no_memory(ctx, "a polygon", 0);
    }
    (*out)->g = g;
    return JJ_OK;
}

jj_status jj_shape_new(jj_ctx *ctx, const uint8_t *wkb, size_t len, jj_shape **out) {
    *out = NULL;
    JJ_CLEANUP(jj_driver_hush) jj_driver_words words = {0};
    jj_driver_listen(ctx, &words);
    OGRGeometryH g = NULL;
    if (OGR_G_CreateFromWkb(wkb, NULL, &g, (int)len) != OGRERR_NONE ||
        jj_ogr_type(g) != JJ_GEOMETRY_POLYGON) {
        OGR_G_DestroyGeometry(g);
        return jj_fail(ctx, JJ_E_FORMAT, "a polygon cannot be read: %s",
                       jj_driver_said(ctx, &words, ""));
    }
    return wrap(ctx, g, out);
}

void jj_shape_free(jj_shape *s) {
    if (!s)
        return;
    OGR_G_DestroyGeometry(s->g);
    jj_flat_deinit(&s->flat);
    jj_free(s);
}

bool jj_shape_is_plain(jj_ctx *ctx, const jj_shape *s) {
    JJ_CLEANUP(jj_driver_hush) jj_driver_words words = {0};
    jj_driver_listen(ctx, &words);
    return OGR_G_IsValid(s->g);
}

void jj_shape_box(const jj_shape *s, double box[4]) {
    OGREnvelope e;
    OGR_G_GetEnvelope(s->g, &e);
    box[0] = e.MinX;
    box[1] = e.MinY;
    box[2] = e.MaxX;
    box[3] = e.MaxY;
}

double jj_shape_area(const jj_shape *s) {
    return OGR_G_Area(s->g);
}

/* Polygons of an overlay's result, which may hold the lines and points where two rims touch. */
static OGRGeometryH only_polygons(OGRGeometryH g) {
    return jj_ogr_type(g) == JJ_GEOMETRY_POLYGON ? g : jj_ogr_repair(g);
}

jj_status jj_shape_subtract(jj_ctx *ctx, jj_shape *s, const jj_shape *other, double *shared) {
    *shared = 0;
    JJ_CLEANUP(jj_driver_hush) jj_driver_words words = {0};
    jj_driver_listen(ctx, &words);
    OGRGeometryH common = OGR_G_Intersection(s->g, other->g);
    double area = common ? OGR_G_Area(common) : NAN;
    OGR_G_DestroyGeometry(common);
    if (area == 0)
        return JJ_OK;
    OGRGeometryH rest = common ? OGR_G_Difference(s->g, other->g) : NULL;
    rest = rest ? only_polygons(rest) : NULL;
    if (!rest)
        return jj_fail(ctx, JJ_E_DATA, "polygons cannot be overlaid: %s",
                       jj_driver_said(ctx, &words, ""));
    OGR_G_DestroyGeometry(s->g);
    s->g = rest;
    s->is_flat = false;
    *shared = area;
    return JJ_OK;
}

jj_status jj_shape_unite(jj_ctx *ctx, jj_shape *s, const jj_shape *other) {
    JJ_CLEANUP(jj_driver_hush) jj_driver_words words = {0};
    jj_driver_listen(ctx, &words);
    OGRGeometryH all = OGR_G_Union(s->g, other->g);
    all = all ? only_polygons(all) : NULL;
    if (!all)
        return jj_fail(ctx, JJ_E_DATA, "polygons cannot be overlaid: %s",
                       jj_driver_said(ctx, &words, ""));
    OGR_G_DestroyGeometry(s->g);
    s->g = all;
    s->is_flat = false;
    return JJ_OK;
}

jj_status jj_ogr_carry(jj_ctx *ctx, OGRGeometryH g, jj_transform *way) {
    for (int i = 0; i < OGR_G_GetGeometryCount(g); i++)
        JJ_TRY(jj_ogr_carry(ctx, OGR_G_GetGeometryRef(g, i), way));
    int n = OGR_G_GetGeometryCount(g) > 0 ? 0 : OGR_G_GetPointCount(g);
    JJ_AUTO double *x = jj_alloc((size_t)n + 1, sizeof *x);
    JJ_AUTO double *y = jj_alloc((size_t)n + 1, sizeof *y);
    if (!x || !y)
        return jj_no_memory(ctx, "a polygon", 0);
    if (n == 0)
        return JJ_OK;
    OGR_G_GetPoints(g, x, sizeof *x, y, sizeof *y, NULL, 0);
    JJ_TRY(jj_transform_points(ctx, way, x, y, (size_t)n));
    for (int i = 0; i < n; i++)
        OGR_G_SetPoint_2D(g, i, x[i], y[i]);
    return JJ_OK;
}

jj_status jj_shape_carry(jj_ctx *ctx, jj_shape *s, jj_transform *way) {
    s->is_flat = false;
    return jj_ogr_carry(ctx, s->g, way);
}

static void free_way(jj_transform **way) {
    jj_transform_free(*way);
}

jj_status jj_shape_in(jj_ctx *ctx, const jj_shape *s, const char *from, const char *to,
                      jj_shape **out) {
    JJ_TRY(wrap(ctx, OGR_G_Clone(s->g), out));
    JJ_CLEANUP(free_way) jj_transform *way = NULL;
    jj_status st = jj_transform_new(ctx, from, to, &way);
    if (st == JJ_OK)
        st = jj_ogr_carry(ctx, (*out)->g, way);
    if (st != JJ_OK) {
        jj_shape_free(*out);
        *out = NULL;
    }
    return st;
}

jj_status jj_shape_rings(jj_ctx *ctx, jj_shape *s, jj_rings *out) {
    if (!s->is_flat) {
        s->flat.n_points = s->flat.n_parts = 0;
        JJ_TRY(jj_ogr_flatten(ctx, s->g, &s->flat));
        s->is_flat = true;
    }
    *out = (jj_rings){.xy = s->flat.xy, .ring_end = s->flat.part_end, .n_rings = s->flat.n_parts};
    return JJ_OK;
}

jj_status jj_shape_wkb(jj_ctx *ctx, const jj_shape *s, uint8_t **wkb, size_t *len) {
    *len = (size_t)OGR_G_WkbSize(s->g);
    *wkb = jj_alloc(*len, 1);
    if (!*wkb)
        return jj_no_memory(ctx, "a polygon", *len);
    OGR_G_ExportToIsoWkb(s->g, wkbNDR, *wkb);
    return JJ_OK;
}

/* Area of one closed ring, m2, never negative. */
static double ring_area_m2(const struct geod_geodesic *earth, const double *xy, size_t n) {
    struct geod_polygon p;
    geod_polygon_init(&p, 0);
    for (size_t i = 0; i + 1 < n; i++)
        geod_polygon_addpoint(earth, &p, xy[2 * i + 1], xy[2 * i]);
    double area = 0;
    geod_polygon_compute(earth, &p, 0, 1, &area, NULL);
    return fabs(area);
}

/* Outer rings count, holes are taken off. */
static jj_status add_area(jj_ctx *ctx, const struct geod_geodesic *earth, OGRGeometryH g,
                          double *area_m2) {
    if (OGR_GT_Flatten(OGR_G_GetGeometryType(g)) != wkbPolygon) {
        for (int i = 0; i < OGR_G_GetGeometryCount(g); i++)
            JJ_TRY(add_area(ctx, earth, OGR_G_GetGeometryRef(g, i), area_m2));
        return JJ_OK;
    }
    JJ_CLEANUP(jj_flat_deinit) jj_flat flat = {0};
    JJ_TRY(jj_ogr_flatten(ctx, g, &flat));
    for (size_t r = 0, first = 0; r < flat.n_parts; first = flat.part_end[r++]) {
        double ring = ring_area_m2(earth, flat.xy + 2 * first, flat.part_end[r] - first);
        *area_m2 += r == 0 ? ring : -ring;
    }
    return JJ_OK;
}

jj_status jj_shape_area_m2(jj_ctx *ctx, const jj_shape *s, double *area_m2) {
    struct geod_geodesic earth;
    geod_init(&earth, 6378137, 1 / 298.257223563);
    *area_m2 = 0;
    return add_area(ctx, &earth, s->g, area_m2);
}

jj_status jj_shape_inside(jj_ctx *ctx, const jj_shape *s, double *x, double *y) {
    JJ_CLEANUP(jj_driver_hush) jj_driver_words words = {0};
    jj_driver_listen(ctx, &words);
    OGRGeometryH p = OGR_G_PointOnSurface(s->g);
    bool is_point = p && jj_ogr_type(p) == JJ_GEOMETRY_POINT;
    if (is_point) {
        *x = OGR_G_GetX(p, 0);
        *y = OGR_G_GetY(p, 0);
    }
    OGR_G_DestroyGeometry(p);
    return is_point ? JJ_OK
                    : jj_fail(ctx, JJ_E_DATA, "polygons cannot be overlaid: %s",
                              jj_driver_said(ctx, &words, ""));
}
