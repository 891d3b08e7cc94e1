#include "serve/ask.h"
#include "base/lang.h"
#include "base/text.h"
#include "out/wkb.h"
#include "store/place.h"
#include "store/shape.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MOST_CORNERS = 20000, MOST_RINGS = 500, MOST_TEXT = 4000, USUAL_CLASS = 30 };

void serve_ask_deinit(serve_ask *a) {
    jj_arena_deinit(&a->arena);
}

/* Corners being collected, ring after ring. */
typedef struct outline {
    double *xy;
    size_t n, cap, ring_end[MOST_RINGS], n_rings;
} outline;

static void outline_deinit(outline *o) {
    jj_free(o->xy);
}

static bool add_corner(outline *o, double x, double y) {
    bool is_right = fabs(x) <= 180 && fabs(y) <= 90 && o->n < MOST_CORNERS;
    if (!is_right || !jj_grow(&o->xy, &o->cap, 2 * (o->n + 1), sizeof *o->xy))
        return false;
    o->xy[2 * o->n] = x;
    o->xy[2 * o->n + 1] = y;
    o->n++;
    return true;
}

/* Closes the ring begun at corner `first`. */
static bool end_ring(outline *o, size_t first) {
    const double *xy = o->xy;
    bool is_closed = o->n > first && xy[2 * first] == xy[2 * (o->n - 1)] &&
                     xy[2 * first + 1] == xy[2 * (o->n - 1) + 1];
    if (!is_closed && (o->n == first || !add_corner(o, xy[2 * first], xy[2 * first + 1])))
        return false;
    if (o->n - first < 4 || o->n_rings == MOST_RINGS)
        return false;
    o->ring_end[o->n_rings++] = o->n;
    return true;
}

static bool add_ring(outline *o, const json_t *ring) {
    size_t i, first = o->n;
    const json_t *corner;
    json_array_foreach(ring, i, corner) {
        const json_t *x = json_array_get(corner, 0), *y = json_array_get(corner, 1);
        if (!json_is_number(x) || !json_is_number(y) ||
            !add_corner(o, json_number_value(x), json_number_value(y)))
            return false;
    }
    return end_ring(o, first);
}

static bool add_polygon(const json_t *rings, jj_text *wkb) {
    JJ_CLEANUP(outline_deinit) outline o = {0};
    size_t i;
    const json_t *ring;
    if (json_array_size(rings) == 0)
        return false;
    json_array_foreach(rings, i, ring) {
        if (!add_ring(&o, ring))
            return false;
    }
    jj_wkb_polygon(wkb, o.xy, o.ring_end, o.n_rings);
    return !wkb->failed;
}

/*
 * A GeoJSON polygon or multipolygon as WKB; false when it is not one, or has over 20,000 corners.
 */
static bool polygon_wkb(const json_t *geometry, jj_text *wkb) {
    const char *type = json_string_value(json_object_get(geometry, "type"));
    const json_t *all = json_object_get(geometry, "coordinates"), *rings;
    size_t i, n = json_array_size(all);
    if (type && strcmp(type, "Polygon") == 0)
        return add_polygon(all, wkb);
    if (!type || strcmp(type, "MultiPolygon") != 0 || n == 0 || n > MOST_RINGS)
        return false;
    jj_wkb_multi(wkb, n);
    json_array_foreach(all, i, rings) {
        if (!add_polygon(rings, wkb) || wkb->len > MOST_CORNERS * 2 * sizeof(double))
            return false;
    }
    return true;
}

static void free_shape(jj_shape **s) {
    jj_shape_free(*s);
}

/* A point inside it. JJ_E_RANGE: not a polygon. */
static jj_status place_inside(jj_ctx *ctx, const jj_text *wkb, double lon_lat[2]) {
    JJ_CLEANUP(free_shape) jj_shape *shape = NULL;
    jj_status st = jj_shape_new(ctx, (const uint8_t *)wkb->s, wkb->len, &shape);
    if (st == JJ_OK)
        st = jj_shape_inside(ctx, shape, &lon_lat[0], &lon_lat[1]);
    return st == JJ_OK || st == JJ_E_NOMEM ? st : jj_fail(ctx, JJ_E_RANGE, "parcel: not a polygon");
}

/* The lines with something in them; a line alone is a place. */
static jj_status read_lines(jj_ctx *ctx, char *text, const char *crs, const char *datum,
                            outline *o) {
    char *rest = text;
    while (rest && *rest) {
        char *line = rest;
        rest = strpbrk(rest, "\n\r");
        if (rest)
            *rest++ = '\0';
        if (!line[strspn(line, " \t")])
            continue;
        double lon, lat;
        JJ_TRY(jj_place_parse(ctx, "at", line, crs, datum, &lon, &lat));
        if (!add_corner(o, lon, lat))
            return jj_fail(ctx, JJ_E_RANGE, "at: there are too many corners");
    }
    return JJ_OK;
}

jj_status serve_read_at(jj_ctx *ctx, const char *text, const char *crs, const char *datum,
                        jj_text *wkb, double lon_lat[2]) {
    JJ_CLEANUP(outline_deinit) outline o = {0};
    JJ_AUTO char *copy = jj_strdup(text);
    if (!copy)
        return jj_no_memory(ctx, "a place", 0);
    JJ_TRY(read_lines(ctx, copy, crs, datum, &o));
    if (o.n == 1) {
        memcpy(lon_lat, o.xy, 2 * sizeof *lon_lat);
        return JJ_OK;
    }
    if (o.n < 3 || !end_ring(&o, 0))
        return jj_fail(ctx, JJ_E_RANGE,
                       "at: give one place, or the corners of a parcel on three lines or more");
    jj_wkb_polygon(wkb, o.xy, o.ring_end, o.n_rings);
    return wkb->failed ? jj_no_memory(ctx, "a place", 0) : place_inside(ctx, wkb, lon_lat);
}

static jj_status refuse_member(jj_ctx *ctx, const char *name, const char *wanted) {
    return jj_fail(ctx, JJ_E_RANGE, "%s: give %s", name, wanted);
}

/* Left as it is when absent or null. */
static jj_status read_text(jj_ctx *ctx, const json_t *json, const char *name, serve_ask *a,
                           const char **out) {
    const json_t *v = json_object_get(json, name);
    if (!v || json_is_null(v))
        return JJ_OK;
    if (!json_is_string(v) || json_string_length(v) > MOST_TEXT)
        return refuse_member(ctx, name, jj_tr(ctx->lang, "a text"));
    *out = jj_arena_str(&a->arena, json_string_value(v));
    return *out ? JJ_OK : jj_no_memory(ctx, name, 0);
}

static jj_status read_number(jj_ctx *ctx, const json_t *json, const char *name,
                             const double range[2], double *out) {
    const json_t *v = json_object_get(json, name);
    char wanted[96];
    if (!v || json_is_null(v))
        return JJ_OK;
    double number = json_number_value(v);
    snprintf(wanted, sizeof wanted, "%.10g .. %.10g", range[0], range[1]);
    if (!json_is_number(v) || !(number >= range[0] && number <= range[1]))
        return refuse_member(ctx, name, wanted);
    *out = number;
    return JJ_OK;
}

/* The parcel becomes the ask's own. */
static jj_status keep_parcel(jj_ctx *ctx, const jj_text *wkb, serve_ask *a, jj_candidate *c) {
    if (wkb->len == 0)
        return JJ_OK;
    void *own = jj_arena_alloc(&a->arena, wkb->len, 1);
    if (!own)
        return jj_no_memory(ctx, "a parcel", wkb->len);
    memcpy(own, wkb->s, wkb->len);
    c->parcel = own;
    c->parcel_len = wkb->len;
    return JJ_OK;
}

static jj_status read_place(jj_ctx *ctx, const json_t *json, serve_ask *a, jj_candidate *c) {
    static const double around[2] = {-180, 180}, up[2] = {-90, 90};
    const char *at = NULL, *crs = NULL, *datum = NULL;
    const json_t *parcel = json_object_get(json, "parcel");
    JJ_CLEANUP(jj_text_deinit) jj_text wkb = {0};
    double lon_lat[2] = {NAN, NAN};
    JJ_TRY(read_text(ctx, json, "at", a, &at));
    JJ_TRY(read_text(ctx, json, "crs", a, &crs));
    JJ_TRY(read_text(ctx, json, "datum", a, &datum));
    JJ_TRY(read_number(ctx, json, "lon", around, &lon_lat[0]));
    JJ_TRY(read_number(ctx, json, "lat", up, &lon_lat[1]));
    if (at)
        JJ_TRY(serve_read_at(ctx, at, crs, datum, &wkb, lon_lat));
    if (parcel && !json_is_null(parcel)) {
        if (at || !polygon_wkb(parcel, &wkb))
            return refuse_member(ctx, "parcel", jj_tr(ctx->lang, "a GeoJSON polygon in WGS 84"));
        JJ_TRY(place_inside(ctx, &wkb, lon_lat));
    }
    if (isnan(lon_lat[0]) || isnan(lon_lat[1]))
        return refuse_member(ctx, "candidates", jj_tr(ctx->lang, "lon and lat, at, or a parcel"));
    c->lon = lon_lat[0];
    c->lat = lon_lat[1];
    return keep_parcel(ctx, &wkb, a, c);
}

static jj_status read_candidates(jj_ctx *ctx, const json_t *json, serve_ask *a) {
    const json_t *all = json_object_get(json, "candidates"), *one;
    size_t i;
    if (all && (!json_is_array(all) || json_array_size(all) > SERVE_MOST_CANDIDATES))
        return refuse_member(ctx, "candidates", jj_tr(ctx->lang, "a list of one to five"));
    json_array_foreach(all, i, one) {
        jj_candidate *c = &a->candidates[a->n_candidates++];
        c->name = jj_arena_printf(&a->arena, "P%zu", i + 1);
        if (!c->name)
            return jj_no_memory(ctx, "candidates", 0);
        JJ_TRY(read_text(ctx, one, "name", a, &c->name));
        JJ_TRY(read_place(ctx, one, a, c));
    }
    return JJ_OK;
}

static jj_status read_names(jj_ctx *ctx, const json_t *json, const char *name, jj_arena *arena,
                            serve_names *out) {
    const json_t *all = json_object_get(json, name), *one;
    size_t i;
    if (all && (!json_is_array(all) || json_array_size(all) > SERVE_MOST_CHANGES))
        return refuse_member(ctx, name, jj_tr(ctx->lang, "a list of ids"));
    json_array_foreach(all, i, one) {
        const char *id = json_string_value(one);
        if (!id || !(out->items[out->n++] = jj_arena_str(arena, id)))
            return refuse_member(ctx, name, jj_tr(ctx->lang, "a list of ids"));
    }
    return JJ_OK;
}

static jj_status read_set(jj_ctx *ctx, json_t *json, serve_ask *a) {
    json_t *all = json_object_get(json, "set"), *value;
    const char *column;
    if (all && (!json_is_object(all) || json_object_size(all) > SERVE_MOST_CHANGES))
        return refuse_member(ctx, "set", jj_tr(ctx->lang, "columns with their values"));
    json_object_foreach(all, column, value) {
        jj_set_value *v = &a->set[a->base.n_set++];
        v->column = jj_arena_str(&a->arena, column);
        v->value = json_is_string(value) ? jj_arena_str(&a->arena, json_string_value(value)) : NULL;
        if (!v->column || !v->value)
            return refuse_member(ctx, "set", jj_tr(ctx->lang, "columns with their values"));
    }
    return JJ_OK;
}

static jj_status read_size(jj_ctx *ctx, const json_t *json, serve_ask *a) {
    static const double places[2] = {1, 1000000}, classes[2] = {1, 1000}, sizes[2] = {1, 100},
                        rates[2] = {0.0001, 2}, metres[2] = {0, 100000}, years[2] = {1900, 2200};
    double capacity = 0, n_classes = 0, class_size = 0, rate = 0, year = 0;
    JJ_TRY(read_number(ctx, json, "capacity", places, &capacity));
    JJ_TRY(read_number(ctx, json, "classes", classes, &n_classes));
    JJ_TRY(read_number(ctx, json, "class_size", sizes, &class_size));
    JJ_TRY(read_number(ctx, json, "rate", rates, &rate));
    JJ_TRY(read_number(ctx, json, "spacing_m", metres, &a->base.spacing_m));
    JJ_TRY(read_number(ctx, json, "road_m", metres, &a->base.road_m));
    JJ_TRY(read_number(ctx, json, "look_m", metres, &a->base.look_m));
    JJ_TRY(read_number(ctx, json, "slope_percent", metres, &a->base.slope_percent));
    JJ_TRY(read_number(ctx, json, "year", years, &year));
    if (capacity > 0 && n_classes > 0)
        return refuse_member(ctx, "capacity", jj_tr(ctx->lang, "capacity or classes, not both"));
    a->base.class_size = (int)class_size;
    a->base.rate_10000 = (int)floor(rate * 10000 + 0.5);
    a->base.capacity = n_classes > 0
                           ? (int64_t)n_classes * (class_size > 0 ? (int)class_size : USUAL_CLASS)
                           : (int64_t)capacity;
    a->year = (int)year;
    return JJ_OK;
}

static jj_status read_members(jj_ctx *ctx, json_t *json, serve_ask *a) {
    a->base.spacing_m = 300;
    a->base.road_m = 100;
    a->base.slope_percent = 25;
    a->base.look_m = 3000;
    JJ_TRY(read_text(ctx, json, "kind", a, &a->base.kind));
    if (!a->base.kind)
        return refuse_member(ctx, "kind", jj_tr(ctx->lang, "a kind of facility"));
    JJ_TRY(read_text(ctx, json, "rule", a, &a->base.rule));
    JJ_TRY(read_candidates(ctx, json, a));
    JJ_TRY(read_names(ctx, json, "close", &a->arena, &a->closed));
    JJ_TRY(read_names(ctx, json, "without", &a->arena, &a->without));
    JJ_TRY(read_set(ctx, json, a));
    JJ_TRY(read_size(ctx, json, a));
    a->base.closed = a->closed.items;
    a->base.n_closed = a->closed.n;
    a->base.set = a->set;
    if (a->n_candidates + a->base.n_closed == 0)
        return refuse_member(ctx, "candidates", jj_tr(ctx->lang, "a list of one to five"));
    return JJ_OK;
}

jj_status serve_ask_read(jj_ctx *ctx, json_t *json, serve_ask *out) {
    *out = (serve_ask){0};
    jj_status st = read_members(ctx, json, out);
    if (st != JJ_OK)
        serve_ask_deinit(out);
    return st;
}
