/*
 * Line layers: each vertex is numbered by its coordinates to 1e-7 degrees (a centimetre), so lines
 * that share a vertex meet there. Class, speed and one-way columns are found by their usual names.
 */
#include "load/road_mend.h"
#include "store/vector.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Columns of the layer, -1 where it has none. */
typedef struct road_columns {
    int class, speed, oneway, access, foot, bicycle, bridge, tunnel;
} road_columns;

static int find_column(const jj_layer *l, const char *const *names, size_t n) {
    for (size_t k = 0; k < n; k++)
        for (size_t i = 0; i < jj_layer_n_fields(l); i++)
            if (strcasecmp(jj_layer_field_name(l, i), names[k]) == 0)
                return (int)i;
    return -1;
}

static road_columns find_columns(const jj_layer *l) {
    static const char *const class[] = {"highway", "class", "fclass", "road_class", "type"};
    static const char *const speed[] = {"maxspeed", "speed_kmh", "speed"};
    static const char *const oneway[] = {"oneway", "one_way"};
    static const char *const access[] = {"access"}, *const foot[] = {"foot"};
    static const char *const bicycle[] = {"bicycle"};
    static const char *const bridge[] = {"bridge", "is_bridge"};
    static const char *const tunnel[] = {"tunnel", "is_tunnel"};
    return (road_columns){.class = find_column(l, class, 5),
                          .speed = find_column(l, speed, 3),
                          .oneway = find_column(l, oneway, 2),
                          .access = find_column(l, access, 1),
                          .foot = find_column(l, foot, 1),
                          .bicycle = find_column(l, bicycle, 1),
                          .bridge = find_column(l, bridge, 2),
                          .tunnel = find_column(l, tunnel, 2)};
}

static const char *text_of(const jj_feature *f, int column) {
    return column < 0 ? "" : f->text[column];
}

static bool is_said(const jj_feature *f, int column) {
    static const char *const not [] = {"", "no", "0", "F", "false", "N"};
    for (size_t i = 0; i < JJ_COUNT(not ); i++)
        if (strcasecmp(text_of(f, column), not [i]) == 0)
            return false;
    return true;
}

static int64_t vertex_id(double lon, double lat) {
    int64_t x = (int64_t)floor(lon * 1e7 + 0.5), y = (int64_t)floor(lat * 1e7 + 0.5);
    return x * ((int64_t)1 << 32) + y;
}

/* The coordinates a vertex number stands for. */
static void vertex_place(int64_t id, double *lon, double *lat) {
    int32_t y = (int32_t)(uint32_t)((uint64_t)id & UINT32_MAX);
    *lat = y / 1e7;
    *lon = (double)((id - y) / ((int64_t)1 << 32)) / 1e7;
}

typedef struct reading {
    jj_ctx *ctx;
    const jj_road_profile *profile;
    road_columns columns;
    jj_ways ways;
    int64_t *refs;
    size_t cap_refs;
    jj_roads_count *count;
} reading;

static void deinit(reading *r) {
    jj_ways_deinit(&r->ways);
    jj_free(r->refs);
}

static jj_status add_part(reading *r, const jj_feature *f, size_t begin, size_t end, double forward,
                          double backward) {
    size_t n = 0;
    if (!jj_grow(&r->refs, &r->cap_refs, end - begin + 1, sizeof *r->refs))
        return jj_no_memory(r->ctx, "roads", 0);
    for (size_t i = begin; i < end; i++) {
        int64_t id = vertex_id(f->xy[2 * i], f->xy[2 * i + 1]);
        if (n == 0 || r->refs[n - 1] != id)
            r->refs[n++] = id;
    }
    if (n < 2) {
        r->count->n_empty++;
        return JJ_OK;
    }
    JJ_TRY(jj_ways_add(r->ctx, &r->ways, r->refs, n, forward, backward));
    r->ways.ways[r->ways.n - 1].is_apart =
        is_said(f, r->columns.bridge) || is_said(f, r->columns.tunnel);
    return JJ_OK;
}

static jj_status add_feature(reading *r, const jj_feature *f) {
    r->count->n_lines++;
    const jj_road_tags tags = {.highway = text_of(f, r->columns.class),
                               .access = text_of(f, r->columns.access),
                               .vehicle = "",
                               .motor_vehicle = "",
                               .foot = text_of(f, r->columns.foot),
                               .bicycle = text_of(f, r->columns.bicycle),
                               .sidewalk = "",
                               .oneway = text_of(f, r->columns.oneway),
                               .oneway_bicycle = "",
                               .junction = "",
                               .maxspeed = text_of(f, r->columns.speed)};
    double forward, backward;
    jj_road_speeds(r->profile, &tags, &forward, &backward);
    if (!(forward > 0) && !(backward > 0)) {
        r->count->n_unusable++;
        return JJ_OK;
    }
    size_t begin = 0;
    for (size_t p = 0; p < f->n_parts; p++) {
        JJ_TRY(add_part(r, f, begin, f->part_end[p], forward, backward));
        begin = f->part_end[p];
    }
    return JJ_OK;
}

static jj_status read_features(reading *r, jj_layer *l, const char *path) {
    for (;;) {
        jj_feature f;
        bool more;
        JJ_TRY(jj_layer_next(r->ctx, l, &f, &more));
        if (!more)
            return JJ_OK;
        if (f.type != JJ_GEOMETRY_LINE && f.type != JJ_GEOMETRY_NONE)
            return jj_fail(r->ctx, JJ_E_DATA,
                           "'%s': feature %lld is no line; roads must be a line layer", path,
                           (long long)f.row);
        if (f.type == JJ_GEOMETRY_LINE)
            JJ_TRY(add_feature(r, &f));
    }
}

jj_status jj_roads_read_lines(jj_ctx *ctx, const jj_roads_source *source,
                              const jj_road_profile *profile, jj_roads *out,
                              jj_roads_count *count) {
    const jj_source_spec spec = {.path = source->path, .layer = source->layer, .crs = source->crs};
    JJ_CLEANUP(jj_layer_closep) jj_layer *l = NULL;
    JJ_CLEANUP(deinit) reading r = {.ctx = ctx, .profile = profile, .count = count};
    JJ_TRY(jj_layer_open(ctx, &spec, &l));
    JJ_TRY(jj_layer_project(ctx, l, "EPSG:4326"));
    r.columns = find_columns(l);
    JJ_TRY(read_features(&r, l, source->path));
    JJ_TRY(jj_ways_list_points(ctx, &r.ways));
    for (size_t i = 0; i < r.ways.n_points; i++) {
        jj_way_point *p = &r.ways.points[i];
        vertex_place(p->id, &p->lon, &p->lat);
        p->is_found = true;
    }
    JJ_TRY(jj_ways_mend(ctx, &r.ways, source, count));
    return jj_ways_cut(ctx, &r.ways, source->graphs, out, count);
}
