/*
 * OpenStreetMap: the first pass keeps the ways the profile may use, the second fetches coordinates
 * for the points those ways name, so memory is that of the network and not of the file.
 */
#include "load/road_mend.h"
#include "store/osm.h"

#include <string.h>

typedef struct gathering {
    jj_ctx *ctx;
    const jj_road_profile *profile;
    jj_roads_count *count;
    jj_ways ways;
} gathering;

static jj_road_tags tags_of(const jj_osm_way *way) {
    return (jj_road_tags){
        .highway = jj_osm_tag_value(way->tags, way->n_tags, "highway"),
        .access = jj_osm_tag_value(way->tags, way->n_tags, "access"),
        .vehicle = jj_osm_tag_value(way->tags, way->n_tags, "vehicle"),
        .motor_vehicle = jj_osm_tag_value(way->tags, way->n_tags, "motor_vehicle"),
        .foot = jj_osm_tag_value(way->tags, way->n_tags, "foot"),
        .bicycle = jj_osm_tag_value(way->tags, way->n_tags, "bicycle"),
        .sidewalk = jj_osm_tag_value(way->tags, way->n_tags, "sidewalk"),
        .oneway = jj_osm_tag_value(way->tags, way->n_tags, "oneway"),
        .oneway_bicycle = jj_osm_tag_value(way->tags, way->n_tags, "oneway:bicycle"),
        .junction = jj_osm_tag_value(way->tags, way->n_tags, "junction"),
        .maxspeed = jj_osm_tag_value(way->tags, way->n_tags, "maxspeed"),
    };
}

static bool is_said(const jj_osm_way *way, const char *key) {
    const char *value = jj_osm_tag_value(way->tags, way->n_tags, key);
    return *value && strcmp(value, "no") != 0 && strcmp(value, "0") != 0;
}

static bool is_apart(const jj_osm_way *way) {
    return is_said(way, "bridge") || is_said(way, "tunnel") || is_said(way, "layer");
}

static jj_status keep_way(void *user, const jj_osm_way *way) {
    gathering *g = user;
    const jj_road_tags tags = tags_of(way);
    bool is_area = strcmp(jj_osm_tag_value(way->tags, way->n_tags, "area"), "yes") == 0;
    if (!*tags.highway || is_area)
        return JJ_OK;
    g->count->n_lines++;
    double forward, backward;
    jj_road_speeds(g->profile, &tags, &forward, &backward);
    if (!(forward > 0) && !(backward > 0)) {
        g->count->n_unusable++;
        return JJ_OK;
    }
    if (way->n_refs < 2) {
        g->count->n_empty++;
        return JJ_OK;
    }
    JJ_TRY(jj_ways_add(g->ctx, &g->ways, way->refs, way->n_refs, forward, backward));
    g->ways.ways[g->ways.n - 1].is_apart = is_apart(way);
    return JJ_OK;
}

static jj_status place_node(void *user, int64_t id, double lon, double lat) {
    gathering *g = user;
    if (!g->ways.points)
        JJ_TRY(jj_ways_list_points(g->ctx, &g->ways));
    jj_ways_place(&g->ways, id, lon, lat);
    return JJ_OK;
}

static void deinit(gathering *g) {
    jj_ways_deinit(&g->ways);
}

jj_status jj_roads_read_osm(jj_ctx *ctx, const jj_roads_source *source,
                            const jj_road_profile *profile, jj_roads *out, jj_roads_count *count) {
    JJ_CLEANUP(deinit) gathering g = {.ctx = ctx, .profile = profile, .count = count};
    JJ_TRY(jj_osm_read(ctx, source->path, keep_way, place_node, &g));
    if (!g.ways.points)
        JJ_TRY(jj_ways_list_points(ctx, &g.ways));
    JJ_TRY(jj_ways_mend(ctx, &g.ways, source, count));
    return jj_ways_cut(ctx, &g.ways, source->graphs, out, count);
}
