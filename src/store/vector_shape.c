#include "store/vector_shape.h"

jj_geometry jj_ogr_type(OGRGeometryH g) {
    if (!g || OGR_G_IsEmpty(g))
        return JJ_GEOMETRY_NONE;
    switch (OGR_GT_Flatten(OGR_G_GetGeometryType(g))) {
    case wkbPoint:
    case wkbMultiPoint:
        return JJ_GEOMETRY_POINT;
    case wkbLineString:
    case wkbMultiLineString:
        return JJ_GEOMETRY_LINE;
    case wkbPolygon:
    case wkbMultiPolygon:
        return JJ_GEOMETRY_POLYGON;
    default:
        return JJ_GEOMETRY_OTHER;
    }
}

static jj_status add_part(jj_ctx *ctx, OGRGeometryH line, jj_flat *out) {
    size_t n = (size_t)OGR_G_GetPointCount(line);
    if (!jj_grow(&out->xy, &out->cap_xy, 2 * (out->n_points + n), sizeof *out->xy) ||
        !jj_grow(&out->part_end, &out->cap_parts, out->n_parts + 1, sizeof *out->part_end))
        return jj_no_memory(ctx, "a geometry", 2 * (out->n_points + n) * sizeof *out->xy);
    double *at = out->xy + 2 * out->n_points;
    OGR_G_GetPoints(line, at, 2 * sizeof *at, at + 1, 2 * sizeof *at, NULL, 0);
    out->n_points += n;
    out->part_end[out->n_parts++] = out->n_points;
    return JJ_OK;
}

static double signed_area2(const double *xy, size_t n) {
    double area2 = 0;
    for (size_t i = 0; i + 1 < n; i++)
        area2 += (xy[2 * i] - xy[0]) * (xy[2 * i + 3] - xy[1]) -
                 (xy[2 * i + 2] - xy[0]) * (xy[2 * i + 1] - xy[1]);
    return area2;
}

/* Files turn their rings as they like: outer ones go counterclockwise from here on, holes not. */
static void turn_ring(double *xy, size_t n, bool is_hole) {
    double area2 = signed_area2(xy, n);
    if (is_hole ? area2 <= 0 : area2 >= 0)
        return;
    for (size_t i = 0, k = n - 1; i < k; i++, k--)
        for (size_t axis = 0; axis < 2; axis++) {
            double keep = xy[2 * i + axis];
            xy[2 * i + axis] = xy[2 * k + axis];
            xy[2 * k + axis] = keep;
        }
}

static jj_status add_rings(jj_ctx *ctx, OGRGeometryH polygon, jj_flat *out) {
    for (int i = 0; i < OGR_G_GetGeometryCount(polygon); i++) {
        size_t begin = out->n_points;
        OGRGeometryH ring = OGR_G_GetGeometryRef(polygon, i);
        if (OGR_G_GetPointCount(ring) == 0)
            continue;
        JJ_TRY(add_part(ctx, ring, out));
        turn_ring(out->xy + 2 * begin, out->n_points - begin, i > 0);
    }
    return JJ_OK;
}

jj_status jj_ogr_flatten(jj_ctx *ctx, OGRGeometryH g, jj_flat *out) {
    if (OGR_GT_Flatten(OGR_G_GetGeometryType(g)) == wkbPolygon)
        return add_rings(ctx, g, out);
    int n = OGR_G_GetGeometryCount(g);
    if (n == 0)
        return OGR_G_GetPointCount(g) > 0 ? add_part(ctx, g, out) : JJ_OK;
    for (int i = 0; i < n; i++)
        JJ_TRY(jj_ogr_flatten(ctx, OGR_G_GetGeometryRef(g, i), out));
    return JJ_OK;
}

void jj_flat_deinit(jj_flat *f) {
    jj_free(f->xy);
    jj_free(f->part_end);
    *f = (jj_flat){0};
}

static void shift(OGRGeometryH g, jj_datum datum) {
    for (int i = 0; i < OGR_G_GetGeometryCount(g); i++)
        shift(OGR_G_GetGeometryRef(g, i), datum);
    if (OGR_G_GetGeometryCount(g) > 0)
        return;
    for (int i = 0; i < OGR_G_GetPointCount(g); i++) {
        double x = OGR_G_GetX(g, i), y = OGR_G_GetY(g, i);
        jj_datum_to_wgs84(datum, &x, &y);
        OGR_G_SetPoint_2D(g, i, x, y);
    }
}

OGRGeometryH jj_ogr_plain(OGRGeometryH g, jj_datum datum) {
    if (OGR_G_HasCurveGeometry(g, TRUE)) {
        OGRGeometryH straight = OGR_G_GetLinearGeometry(g, 0, NULL);
        OGR_G_DestroyGeometry(g);
        g = straight;
    }
    if (!g)
        return NULL;
    OGR_G_FlattenTo2D(g);
    OGR_G_SetMeasured(g, FALSE);
    if (datum == JJ_DATUM_GCJ02 || datum == JJ_DATUM_BD09)
        shift(g, datum);
    return g;
}

static void add_polygons(OGRGeometryH from, OGRGeometryH to) {
    if (OGR_GT_Flatten(OGR_G_GetGeometryType(from)) == wkbPolygon) {
        OGR_G_AddGeometry(to, from);
        return;
    }
    for (int i = 0; i < OGR_G_GetGeometryCount(from); i++)
        add_polygons(OGR_G_GetGeometryRef(from, i), to);
}

OGRGeometryH jj_ogr_repair(OGRGeometryH g) {
    OGRGeometryH valid = OGR_G_MakeValid(g);
    OGR_G_DestroyGeometry(g);
    if (!valid)
        return NULL;
    OGRGeometryH polygons = OGR_G_CreateGeometry(wkbMultiPolygon);
    if (polygons)
        add_polygons(valid, polygons);
    OGR_G_DestroyGeometry(valid);
    return polygons;
}
