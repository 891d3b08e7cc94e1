#include "out/demo/files.h"

#include <math.h>
#include <stdio.h>

typedef enum geometry { POLYGON, LINE } geometry;

static void begin(jj_text *t, const char *name) {
    jj_text_addf(t,
                 "{\"type\":\"FeatureCollection\",\"name\":\"%s\","
                 "\"description\":\"示例数据 synthetic\",\n\"features\":[",
                 name);
}

static void finish(jj_text *t) {
    jj_text_add(t, "\n]}\n");
}

static void begin_feature(jj_text *t, bool *is_first) {
    jj_text_add(t, *is_first ? "\n" : ",\n");
    *is_first = false;
    jj_text_add(t, "{\"type\":\"Feature\",\"properties\":{");
}

static jj_status add_points(const demo_files *f, jj_text *t, const demo_xy *xy, size_t n) {
    for (size_t i = 0; i < n; i++) {
        double lon, lat;
        JJ_TRY(demo_degrees(f, xy[i], &lon, &lat));
        jj_text_addf(t, "%s[%.6f,%.6f]", i ? "," : "", lon, lat);
    }
    return JJ_OK;
}

/* Twice the signed area of a ring: positive anticlockwise. */
static double ring_area(const demo_xy *xy, size_t n) {
    double sum = 0;
    for (size_t i = 0; i + 1 < n; i++)
        sum += (xy[i].x - xy[0].x) * (xy[i + 1].y - xy[0].y) -
               (xy[i + 1].x - xy[0].x) * (xy[i].y - xy[0].y);
    return sum;
}

static bool is_in_ring(const demo_xy *xy, size_t n, demo_xy at) {
    bool is_in = false;
    for (size_t i = 0; i + 1 < n; i++)
        if ((xy[i].y > at.y) != (xy[i + 1].y > at.y) &&
            at.x < xy[i].x + (xy[i + 1].x - xy[i].x) * (at.y - xy[i].y) / (xy[i + 1].y - xy[i].y))
            is_in = !is_in;
    return is_in;
}

static size_t part_start(const demo_shape *s, size_t part) {
    return part ? s->part_end[part - 1] : 0;
}

static jj_status add_ring(const demo_files *f, jj_text *t, const demo_shape *s, size_t part) {
    size_t start = part_start(s, part);
    jj_text_add(t, "[");
    JJ_TRY(add_points(f, t, s->xy + start, s->part_end[part] - start));
    jj_text_add(t, "]");
    return JJ_OK;
}

/* Each anticlockwise ring is a polygon; clockwise rings are holes of the polygon they lie in. */
static jj_status add_polygons(const demo_files *f, jj_text *t, const demo_shape *s) {
    jj_text_add(t, "},\"geometry\":{\"type\":\"MultiPolygon\",\"coordinates\":[");
    bool is_first = true;
    for (size_t i = 0; i < s->n_parts; i++) {
        size_t start = part_start(s, i), n = s->part_end[i] - start;
        if (ring_area(s->xy + start, n) < 0)
            continue;
        jj_text_add(t, is_first ? "[" : ",[");
        is_first = false;
        JJ_TRY(add_ring(f, t, s, i));
        for (size_t k = 0; k < s->n_parts; k++) {
            size_t hole = part_start(s, k);
            if (ring_area(s->xy + hole, s->part_end[k] - hole) >= 0 ||
                !is_in_ring(s->xy + start, n, s->xy[hole]))
                continue;
            jj_text_add(t, ",");
            JJ_TRY(add_ring(f, t, s, k));
        }
        jj_text_add(t, "]");
    }
    jj_text_add(t, "]}}");
    return JJ_OK;
}

static jj_status add_outline(const demo_files *f, jj_text *t, const uint8_t *value, uint8_t which) {
    demo_shape shape = {0};
    demo_outline(value, which, &shape);
    jj_status st = shape.failed ? jj_no_memory(f->ctx, "outlines", 0) : add_polygons(f, t, &shape);
    demo_shape_deinit(&shape);
    return st;
}

static jj_status write_townships(const demo_files *f) {
    jj_text t = {0};
    bool is_first = true;
    begin(&t, "demo_townships");
    for (uint8_t i = 0; i < DEMO_UNITS; i++) {
        const demo_unit *u = &f->county->units[i];
        begin_feature(&t, &is_first);
        jj_text_addf(&t, "\"code\":\"%s\",\"name\":\"%s\",\"kind\":\"%s\"", u->code, u->name,
                     u->kind);
        jj_status st = add_outline(f, &t, f->county->unit, (uint8_t)(i + 1));
        if (st != JJ_OK) {
            jj_text_deinit(&t);
            return st;
        }
    }
    finish(&t);
    return demo_put_text(f, "data/demo_townships.geojson", &t);
}

/* Cells of one kind as one feature with the given properties. */
typedef bool (*cell_test)(const demo_county *c, uint32_t cell);

static jj_status write_cells(const demo_files *f, const char *name, const char *properties,
                             cell_test is_in) {
    JJ_AUTO uint8_t *value = jj_alloc(DEMO_CELLS, 1);
    if (!value)
        return jj_no_memory(f->ctx, name, DEMO_CELLS);
    for (uint32_t cell = 0; cell < DEMO_CELLS; cell++)
        value[cell] = is_in(f->county, cell);
    jj_text t = {0};
    bool is_first = true;
    begin(&t, name);
    begin_feature(&t, &is_first);
    jj_text_add(&t, properties);
    jj_status st = add_outline(f, &t, value, 1);
    finish(&t);
    char path[64];
    snprintf(path, sizeof path, "data/%s.geojson", name);
    if (st == JJ_OK)
        return demo_put_text(f, path, &t);
    jj_text_deinit(&t);
    return st;
}

static bool is_county(const demo_county *c, uint32_t cell) {
    return c->unit[cell] != 0;
}
static bool is_lake(const demo_county *c, uint32_t cell) {
    return c->is_lake[cell];
}
/* Permanent basic farmland: level fields of the wide valleys, away from the roads. */
static bool is_farmland(const demo_county *c, uint32_t cell) {
    double row = cell / DEMO_COLS, col = cell % DEMO_COLS;
    return c->unit[cell] && c->land[cell] == DEMO_CROP && c->slope[cell] < 0.06F &&
           c->river_m[cell] < 1800 && demo_noise(131, col / 8, row / 8) > -0.35;
}

/* Inside a town: near enough to a seat or a community that people live close together. */
static bool is_urban(const demo_county *c, uint32_t cell) {
    for (size_t i = 0; i < c->n_settlements && c->unit[cell]; i++) {
        const demo_settlement *s = &c->settlements[i];
        if (s->rank >= DEMO_COMMUNITY && c->unit[cell] == s->unit + 1 &&
            demo_distance(s->at, demo_centre(cell)) < 2 * s->radius_m)
            return true;
    }
    return false;
}
static bool is_residential(const demo_county *c, uint32_t cell) {
    enum { FEWEST = 4 };
    return c->people[DEMO_TOTAL][cell] >= FEWEST;
}

static jj_status add_line(const demo_files *f, jj_text *t, const demo_xy *xy, size_t n) {
    jj_text_add(t, "},\"geometry\":{\"type\":\"LineString\",\"coordinates\":[");
    JJ_TRY(add_points(f, t, xy, n));
    jj_text_add(t, "]}}");
    return JJ_OK;
}

static jj_status add_roads(const demo_files *f, jj_text *t) {
    static const char *const names[] = {"track", "tertiary", "secondary", "primary"};
    bool is_first = true;
    for (int class = DEMO_PRIMARY; class >= DEMO_TRACK; class --) {
        demo_shape lines = {0};
        demo_road_lines(f->county, (uint8_t) class, &lines);
        jj_status st = lines.failed ? jj_no_memory(f->ctx, "roads", 0) : JJ_OK;
        for (size_t i = 0; i < lines.n_parts && st == JJ_OK; i++) {
            size_t start = part_start(&lines, i);
            begin_feature(t, &is_first);
            jj_text_addf(t, "\"highway\":\"%s\"", names[class - DEMO_TRACK]);
            st = add_line(f, t, lines.xy + start, lines.part_end[i] - start);
        }
        demo_shape_deinit(&lines);
        JJ_TRY(st);
    }
    return JJ_OK;
}

/* The river where it runs through the lattice. */
static jj_status add_river(const demo_files *f, jj_text *t) {
    bool is_first = true;
    begin_feature(t, &is_first);
    jj_text_add(t, "\"name\":\"示例河\",\"waterway\":\"river\",\"width_m\":60");
    return add_line(f, t, f->county->river, f->county->n_river);
}

/* A bridge runs a little aslant over the river, from bank to bank. */
static jj_status add_bridges(const demo_files *f, jj_text *t) {
    static const char *const names[DEMO_BRIDGES] = {"示例城关大桥", "示例下游大桥"};
    bool is_first = true;
    for (int i = 0; i < DEMO_BRIDGES; i++) {
        demo_xy west = demo_centre(f->county->bridge[i]),
                east = demo_centre(f->county->bridge[i] + 1);
        demo_xy ends[2] = {{west.x - 20, west.y + 40}, {east.x + 20, east.y - 40}};
        begin_feature(t, &is_first);
        jj_text_addf(t, "\"name\":\"%s\"", names[i]);
        JJ_TRY(add_line(f, t, ends, 2));
    }
    return JJ_OK;
}

static jj_status write_lines(const demo_files *f, const char *name,
                             jj_status (*add)(const demo_files *, jj_text *)) {
    jj_text t = {0};
    begin(&t, name);
    jj_status st = add(f, &t);
    finish(&t);
    char path[64];
    snprintf(path, sizeof path, "data/%s.geojson", name);
    if (st == JJ_OK)
        return demo_put_text(f, path, &t);
    jj_text_deinit(&t);
    return st;
}

jj_status demo_write_maps(const demo_files *f) {
    JJ_TRY(write_cells(f, "demo_county",
                       "\"code\":\"" DEMO_COUNTY_CODE "\",\"name\":\"示例县\",\"kind\":\"county\"",
                       is_county));
    JJ_TRY(write_townships(f));
    JJ_TRY(write_cells(f, "demo_water", "\"name\":\"示例水库\"", is_lake));
    JJ_TRY(write_cells(f, "demo_farmland", "\"name\":\"示例永久基本农田\"", is_farmland));
    JJ_TRY(write_cells(f, "demo_urban", "\"name\":\"示例城镇开发边界\"", is_urban));
    JJ_TRY(write_cells(f, "demo_residential", "\"name\":\"示例居住用地\"", is_residential));
    JJ_TRY(write_lines(f, "demo_roads", add_roads));
    JJ_TRY(write_lines(f, "demo_river", add_river));
    return write_lines(f, "demo_bridges", add_bridges);
}
