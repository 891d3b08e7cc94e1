#include "store/upload.h"
#include "base/text.h"
#include "store/crs.h"
#include "store/driver.h"
#include "store/shape.h"
#include "store/vector.h"

#include <cpl_string.h>
#include <cpl_vsi.h>
#include <gdal.h>
#include <math.h>
#include <ogr_api.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { MOST_CORNERS = 100000, MOST_FEATURES = 10000 };
static const int64_t most_unpacked = (int64_t)64 << 20;

/*
 * What may be opened under which ending; an archive is looked into by the shapefile driver alone.
 */
static const struct kind {
    const char *ending;
    const char *drivers[3];
    const char *prefix;
} kinds[] = {
    {".geojson", {"GeoJSON", NULL}, ""},   {".json", {"GeoJSON", NULL}, ""},
    {".kml", {"LIBKML", "KML", NULL}, ""}, {".kmz", {"LIBKML", NULL}, ""},
    {".dxf", {"DXF", NULL}, ""},           {".zip", {"ESRI Shapefile", NULL}, "/vsizip/"},
};

static const struct kind *kind_of(const char *name) {
    size_t len = strlen(name);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        size_t n = strlen(kinds[i].ending);
        if (len > n && strcasecmp(name + len - n, kinds[i].ending) == 0)
            return &kinds[i];
    }
    return NULL;
}

void jj_parcel_deinit(jj_parcel *p) {
    jj_free(p->wkb);
    *p = (jj_parcel){0};
}

static void free_shape(jj_shape **s) {
    jj_shape_free(*s);
}

/* The shape at hand before it is brought into WGS 84. */
typedef struct found {
    jj_shape *shape;
    double corner[2];
    uint32_t n_others;
} found;

static void found_deinit(found *f) {
    jj_shape_free(f->shape);
}

static void destroy_geometry(OGRGeometryH *g) {
    OGR_G_DestroyGeometry(*g);
}

/* A line that comes back to its beginning, as drawing programs write a boundary. */
static jj_status from_line(jj_ctx *ctx, const jj_feature *f, jj_shape **out) {
    JJ_CLEANUP(destroy_geometry) OGRGeometryH polygon = OGR_G_CreateGeometry(wkbPolygon);
    OGRGeometryH ring = OGR_G_CreateGeometry(wkbLinearRing);
    for (size_t i = 0; i < f->n_points; i++)
        OGR_G_AddPoint_2D(ring, f->xy[2 * i], f->xy[2 * i + 1]);
    OGR_G_AddGeometryDirectly(polygon, ring);
    size_t len = (size_t)OGR_G_WkbSize(polygon);
    JJ_AUTO uint8_t *wkb = jj_alloc(len, 1);
    if (!wkb)
        return jj_no_memory(ctx, "a parcel", len);
    OGR_G_ExportToIsoWkb(polygon, wkbNDR, wkb);
    return jj_shape_new(ctx, wkb, len, out);
}

static bool is_ring(const jj_feature *f) {
    size_t last = 2 * (f->n_points - 1);
    return f->type == JJ_GEOMETRY_LINE && f->n_parts == 1 && f->n_points >= 4 &&
           f->xy[0] == f->xy[last] && f->xy[1] == f->xy[last + 1];
}

static jj_status find_parcel(jj_ctx *ctx, jj_layer *layer, found *out) {
    for (uint32_t n = 0; n < MOST_FEATURES; n++) {
        jj_feature f;
        bool more;
        JJ_TRY(jj_layer_next(ctx, layer, &f, &more));
        if (!more)
            break;
        bool is_parcel = f.type == JJ_GEOMETRY_POLYGON || is_ring(&f);
        if (!is_parcel)
            continue;
        if (out->shape) {
            out->n_others++;
            continue;
        }
        if (f.n_points > MOST_CORNERS)
            return jj_fail(ctx, JJ_E_RANGE, "the parcel has %zu corners: at most %d are taken",
                           f.n_points, (int)MOST_CORNERS);
        memcpy(out->corner, f.xy, sizeof out->corner);
        JJ_TRY(f.type == JJ_GEOMETRY_POLYGON ? jj_shape_new(ctx, f.wkb, f.wkb_len, &out->shape)
                                             : from_line(ctx, &f, &out->shape));
    }
    return out->shape ? JJ_OK
                      : jj_fail(ctx, JJ_E_RANGE,
                                "the file holds no polygon and no closed line: save the parcel's "
                                "boundary as one");
}

/* The system the coordinates must be in: the file's, unless they cannot be degrees. */
static jj_status find_system(jj_ctx *ctx, const jj_layer *layer, const jj_upload *u,
                             const double corner[2], char *zoned, size_t room, const char **out) {
    bool is_metres = fabs(corner[0]) > 360 || fabs(corner[1]) > 360;
    bool is_told =
        jj_layer_has_crs(layer) && !(is_metres && jj_crs_is_geographic(jj_layer_crs(layer)));
    double zone = floor(corner[0] / 1e6);
    if (is_told)
        *out = jj_layer_crs(layer);
    else if (u->crs && *u->crs)
        *out = u->crs;
    else if (!is_metres)
        *out = "EPSG:4326";
    else if (zone >= 13 && zone <= 45 && zone != 24) {
        snprintf(zoned, room, "EPSG:%d", (int)zone + (zone >= 25 ? 4488 : 4478));
        *out = zoned;
    } else
        return jj_fail(ctx, JJ_E_RANGE,
                       "the coordinates are metres of no known system: choose it (EPSG:4526, ...)");
    return JJ_OK;
}

static jj_status measure(jj_ctx *ctx, const found *f, const char *crs, jj_parcel *out) {
    JJ_CLEANUP(free_shape) jj_shape *degrees = NULL;
    JJ_TRY(jj_shape_in(ctx, f->shape, crs, "EPSG:4326", &degrees));
    JJ_TRY(jj_shape_inside(ctx, degrees, &out->lon, &out->lat));
    JJ_TRY(jj_shape_area_m2(ctx, degrees, &out->area_m2));
    out->n_others = f->n_others;
    if (!(fabs(out->lon) <= 180 && fabs(out->lat) <= 90))
        return jj_fail(ctx, JJ_E_RANGE, "the parcel lies nowhere on earth: choose its system");
    if (!(out->area_m2 >= 1))
        return jj_fail(ctx, JJ_E_RANGE,
                       "the parcel has no area: its boundary crosses itself or is a line");
    return jj_shape_wkb(ctx, degrees, &out->wkb, &out->wkb_len);
}

static jj_status read_parcel(jj_ctx *ctx, const struct kind *kind, const char *path,
                             const jj_upload *u, jj_parcel *out) {
    JJ_CLEANUP(jj_layer_closep) jj_layer *layer = NULL;
    JJ_CLEANUP(found_deinit) found f = {0};
    const jj_source_spec spec = {.path = path, .datum = u->datum, .drivers = kind->drivers};
    char zoned[32];
    const char *crs = NULL;
    JJ_TRY(jj_layer_open(ctx, &spec, &layer));
    JJ_TRY(find_parcel(ctx, layer, &f));
    JJ_TRY(find_system(ctx, layer, u, f.corner, zoned, sizeof zoned, &crs));
    return measure(ctx, &f, crs, out);
}

/* Bytes of all files below the folder. */
static int64_t unpacked_bytes(const char *folder) {
    char **names = VSIReadDirRecursive(folder);
    int64_t sum = 0;
    for (int i = 0; names && names[i] && sum <= most_unpacked; i++) {
        VSILFILE *f = VSIFOpenL(CPLSPrintf("%s/%s", folder, names[i]), "rb");
        if (f && VSIFSeekL(f, 0, SEEK_END) == 0)
            sum += (int64_t)VSIFTellL(f);
        if (f)
            VSIFCloseL(f);
    }
    CSLDestroy(names);
    return sum;
}

static jj_status open_archive(jj_ctx *ctx, const struct kind *kind, const char *path,
                              const jj_upload *u, jj_parcel *out) {
    JJ_CLEANUP(jj_driver_hush) jj_driver_words words = {0};
    jj_driver_listen(ctx, &words);
    if (*kind->prefix && unpacked_bytes(path) > most_unpacked)
        return jj_fail(ctx, JJ_E_RANGE, "the archive unpacks to over %d MiB",
                       (int)(most_unpacked >> 20));
    return read_parcel(ctx, kind, path, u, out);
}

jj_status jj_upload_parcel(jj_ctx *ctx, const jj_upload *u, jj_parcel *out) {
    const struct kind *kind = kind_of(u->name);
    char file[96], path[112];
    *out = (jj_parcel){0};
    if (!kind || u->len == 0)
        return jj_fail(ctx, JJ_E_RANGE,
                       "a parcel comes as .geojson, .kml, .kmz, .dxf or a .zip with a shapefile");
    /* one name for each request: its own address in memory */
    snprintf(file, sizeof file, "/vsimem/jiujin-%p%s", (const void *)u, kind->ending);
    snprintf(path, sizeof path, "%s%s", kind->prefix, file);
    VSILFILE *f = VSIFileFromMemBuffer(file, (GByte *)(uintptr_t)u->data, u->len, FALSE);
    if (!f)
        return jj_no_memory(ctx, "a parcel", u->len);
    VSIFCloseL(f);
    jj_status st = open_archive(ctx, kind, path, u, out);
    VSIUnlink(file);
    if (st != JJ_OK)
        jj_parcel_deinit(out);
    return st == JJ_OK || st == JJ_E_NOMEM || st == JJ_E_RANGE
               ? st
               : jj_fail(ctx, JJ_E_RANGE,
                         "the file cannot be read as a parcel: is it whole, and "
                         "what its ending says?");
}
