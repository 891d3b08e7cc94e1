#include "out/wkb.h"

#include <math.h>
#include <string.h>

enum { WKB_POINT = 1, WKB_POLYGON = 3, WKB_MULTIPOLYGON = 6 };
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

typedef struct reader {
    const unsigned char *p;
    size_t left;
    double *box;
    bool is_bad;
} reader;

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
        r->box[0] = fmin(r->box[0], x);
        r->box[1] = fmax(r->box[1], x);
        r->box[2] = fmin(r->box[2], y);
        r->box[3] = fmax(r->box[3], y);
    }
}

/* Points, line strings (2), polygons (3) and collections of them (4 to 7). */
static void read_geometry(reader *r, int depth) {
    if (r->left < 5 || r->p[0] != 1 || depth > 4) {
        r->is_bad = true;
        return;
    }
    r->p++;
    r->left--;
    uint32_t type = read_u32(r);
    if (type == WKB_POINT) {
        read_points(r, 1);
        return;
    }
    uint32_t n = read_u32(r);
    if (type == 2)
        read_points(r, n);
    else if (type == WKB_POLYGON)
        for (uint32_t i = 0; i < n && !r->is_bad; i++)
            read_points(r, read_u32(r));
    else if (type >= 4 && type <= 7)
        for (uint32_t i = 0; i < n && !r->is_bad; i++)
            read_geometry(r, depth + 1);
    else
        r->is_bad = true;
}

bool jj_gpkg_blob(jj_text *blob, const void *wkb, size_t len, double box[4]) {
    box[0] = box[2] = INFINITY;
    box[1] = box[3] = -INFINITY;
    reader r = {.p = wkb, .left = len, .box = box};
    read_geometry(&r, 0);
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
