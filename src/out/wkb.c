#include "out/wkb.h"

#include <math.h>
#include <string.h>

enum { WKB_POINT = 1, WKB_LINE = 2, WKB_POLYGON = 3, WKB_MULTIPOLYGON = 6, WKB_COLLECTION = 7 };
enum { WGS84 = 4326 };

static void add_u32(jj_text *t, uint32_t v) {
    unsigned char b[4] = {(unsigned char)v, (unsigned char)(v >> 8), (unsigned char)(v >> 16),
                          (unsigned char)(v >> 24)};
    jj_text_addn(t, (const char *)b, sizeof b);
}

static void add_f64(jj_text *t, double v) {
    uint64_t bits;
    memcpy(&bits, &v, sizeof bits);
    add_u32(t, (uint32_t)bits);
    add_u32(t, (uint32_t)(bits >> 32));
}

static void add_head(jj_text *t, uint32_t type) {
    jj_text_addn(t, "\1", 1);
    add_u32(t, type);
}

void jj_wkb_point(jj_text *wkb, double x, double y) {
    add_head(wkb, WKB_POINT);
    add_f64(wkb, x);
    add_f64(wkb, y);
}

void jj_wkb_line(jj_text *wkb, const double *xy, size_t n) {
    add_head(wkb, WKB_LINE);
    add_u32(wkb, (uint32_t)n);
    for (size_t i = 0; i < 2 * n; i++)
        add_f64(wkb, xy[i]);
}

void jj_wkt_line(jj_text *wkt, const double *xy, size_t n) {
    jj_text_add(wkt, "LINESTRING(");
    for (size_t i = 0; i < n; i++)
        jj_text_addf(wkt, "%s%.7f %.7f", i ? "," : "", xy[2 * i], xy[2 * i + 1]);
    jj_text_add(wkt, ")");
}

void jj_wkb_polygon(jj_text *wkb, const double *xy, const size_t *ring_end, size_t n_rings) {
    add_head(wkb, WKB_POLYGON);
    add_u32(wkb, (uint32_t)n_rings);
    for (size_t r = 0; r < n_rings; r++) {
        size_t first = r ? ring_end[r - 1] : 0;
        add_u32(wkb, (uint32_t)(ring_end[r] - first));
        for (size_t i = 2 * first; i < 2 * ring_end[r]; i++)
            add_f64(wkb, xy[i]);
    }
}

void jj_wkb_multi(jj_text *wkb, size_t n) {
    add_head(wkb, WKB_MULTIPOLYGON);
    add_u32(wkb, (uint32_t)n);
}

void jj_wkb_outline(jj_text *wkb, const jj_outline *o, const double *xy) {
    add_head(wkb, WKB_MULTIPOLYGON);
    add_u32(wkb, o->n_rings ? o->polygons[o->n_rings - 1] + 1 : 0);
    for (size_t r = 0; r < o->n_rings; r++) {
        if (r == 0 || o->polygons[r] != o->polygons[r - 1]) {
            uint32_t n = 0;
            for (size_t k = r; k < o->n_rings && o->polygons[k] == o->polygons[r]; k++)
                n++;
            add_head(wkb, WKB_POLYGON);
            add_u32(wkb, n);
        }
        size_t first = r ? o->ring_end[r - 1] : 0;
        add_u32(wkb, (uint32_t)(o->ring_end[r] - first));
        for (size_t i = first; i < o->ring_end[r]; i++) {
            add_f64(wkb, xy[2 * i]);
            add_f64(wkb, xy[2 * i + 1]);
        }
    }
}

void jj_wkb_multipolygon(jj_text *out, const void *wkb, size_t len) {
    static const unsigned char polygon[5] = {1, WKB_POLYGON, 0, 0, 0};
    if (len >= sizeof polygon && memcmp(wkb, polygon, sizeof polygon) == 0) {
        add_head(out, WKB_MULTIPOLYGON);
        add_u32(out, 1);
    }
    jj_text_addn(out, wkb, len);
}

/* Walks a geometry; each hook may be NULL. */
typedef struct reader {
    const unsigned char *p;
    size_t left;
    bool is_bad;
    void *user;
    void (*point)(void *user, double x, double y, uint32_t index);
    void (*open)(void *user, uint32_t type, uint32_t index); /* type 0: a ring */
    void (*close)(void *user, uint32_t type);
} reader;

enum { RING = 0 };

static uint32_t read_u32(reader *r) {
    if (r->left < 4) {
        r->is_bad = true;
        return 0;
    }
    uint32_t v = (uint32_t)r->p[0] | (uint32_t)r->p[1] << 8 | (uint32_t)r->p[2] << 16 |
                 (uint32_t)r->p[3] << 24;
    r->p += 4;
    r->left -= 4;
    return v;
}

static double read_f64(reader *r) {
    uint64_t low = read_u32(r), high = read_u32(r), bits = low | high << 32;
    double v;
    memcpy(&v, &bits, sizeof v);
    return v;
}

static void read_points(reader *r, uint32_t n) {
    for (uint32_t i = 0; i < n && !r->is_bad; i++) {
        double x = read_f64(r), y = read_f64(r);
        r->point(r->user, x, y, i);
    }
}

static void read_rings(reader *r, uint32_t n) {
    for (uint32_t i = 0; i < n && !r->is_bad; i++) {
        if (r->open)
            r->open(r->user, RING, i);
        read_points(r, read_u32(r));
        if (r->close)
            r->close(r->user, RING);
    }
}

/* Points, line strings (2), polygons (3) and collections of them (4 to 7). */
static void read_geometry(reader *r, uint32_t index, int depth) {
    if (r->left < 5 || r->p[0] != 1 || depth > 4) {
        r->is_bad = true;
        return;
    }
    r->p++;
    r->left--;
    uint32_t type = read_u32(r), n = type == WKB_POINT ? 1 : read_u32(r);
    if (type < WKB_POINT || type > WKB_COLLECTION) {
        r->is_bad = true;
        return;
    }
    if (r->open)
        r->open(r->user, type, index);
    if (type <= WKB_LINE)
        read_points(r, n);
    else if (type == WKB_POLYGON)
        read_rings(r, n);
    else
        for (uint32_t i = 0; i < n && !r->is_bad; i++)
            read_geometry(r, i, depth + 1);
    if (r->close)
        r->close(r->user, type);
}

static void widen_box(void *user, double x, double y, uint32_t index) {
    (void)index;
    double *box = user;
    box[0] = fmin(box[0], x);
    box[1] = fmax(box[1], x);
    box[2] = fmin(box[2], y);
    box[3] = fmax(box[3], y);
}

bool jj_gpkg_blob(jj_text *blob, const void *wkb, size_t len, double box[4]) {
    box[0] = box[2] = INFINITY;
    box[1] = box[3] = -INFINITY;
    reader r = {.p = wkb, .left = len, .user = box, .point = widen_box};
    read_geometry(&r, 0, 0);
    if (r.is_bad)
        return false;
    bool is_empty = box[0] > box[1];
    unsigned char head[4] = {'G', 'P', 0, is_empty ? 0x11 : 0x03};
    jj_text_addn(blob, (const char *)head, sizeof head);
    add_u32(blob, WGS84);
    for (int i = 0; i < 4 && !is_empty; i++)
        add_f64(blob, box[i]);
    jj_text_addn(blob, wkb, len);
    return !blob->failed;
}

void jj_gpkg_wkb(jj_text *wkb, const void *blob, size_t len) {
    static const size_t envelope_bytes[8] = {0, 32, 48, 48, 64, 0, 0, 0};
    const unsigned char *p = blob;
    if (len < 8 || p[0] != 'G' || p[1] != 'P')
        return;
    size_t head = 8 + envelope_bytes[p[3] >> 1 & 7];
    if (len > head)
        jj_text_addn(wkb, (const char *)p + head, len - head);
}

/* Nesting of brackets: a polygon inside a collection is written without its name. */
typedef struct geojson {
    jj_text *out;
    int depth;
    bool is_collection;
} geojson;

static const char *const geojson_types[] = {
    "",           "Point",           "LineString",   "Polygon",
    "MultiPoint", "MultiLineString", "MultiPolygon", "GeometryCollection"};

static void geojson_open(void *user, uint32_t type, uint32_t index) {
    geojson *g = user;
    jj_text_add(g->out, index ? "," : "");
    bool is_named = g->depth == 0 || (g->is_collection && type != RING && g->depth == 1);
    if (is_named)
        jj_text_addf(g->out, "{\"type\":\"%s\",\"%s\":", geojson_types[type],
                     type == WKB_COLLECTION ? "geometries" : "coordinates");
    if (type == WKB_COLLECTION && g->depth == 0)
        g->is_collection = true;
    jj_text_add(g->out, type == WKB_POINT ? "" : "[");
    g->depth++;
}

static void geojson_close(void *user, uint32_t type) {
    geojson *g = user;
    g->depth--;
    jj_text_add(g->out, type == WKB_POINT ? "" : "]");
    if (g->depth == 0 || (g->is_collection && type != RING && g->depth == 1))
        jj_text_add(g->out, "}");
}

static void geojson_point(void *user, double x, double y, uint32_t index) {
    const geojson *g = user;
    jj_text_addf(g->out, "%s[%.15g,%.15g]", index ? "," : "", x, y);
}

bool jj_wkb_geojson(jj_text *out, const void *wkb, size_t len) {
    size_t before = out->len;
    geojson g = {.out = out};
    reader r = {.p = wkb,
                .left = len,
                .user = &g,
                .point = geojson_point,
                .open = geojson_open,
                .close = geojson_close};
    read_geometry(&r, 0, 0);
    if (r.is_bad && out->s) {
        out->len = before;
        out->s[before] = '\0';
    }
    return !r.is_bad;
}

typedef struct crossing {
    double x, y, last_x, last_y;
    bool is_inside;
} crossing;

static void count_crossing(void *user, double x, double y, uint32_t index) {
    crossing *c = user;
    if (index > 0 && (y > c->y) != (c->last_y > c->y) &&
        c->x < (c->last_x - x) * (c->y - y) / (c->last_y - y) + x)
        c->is_inside = !c->is_inside;
    c->last_x = x;
    c->last_y = y;
}

bool jj_wkb_holds(const void *wkb, size_t len, double x, double y) {
    crossing c = {.x = x, .y = y};
    reader r = {.p = wkb, .left = len, .user = &c, .point = count_crossing};
    read_geometry(&r, 0, 0);
    return !r.is_bad && c.is_inside;
}
