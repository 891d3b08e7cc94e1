/*
 * Any bytes as a network: the first chooses OpenStreetMap XML, its binary form or a table of edges,
 * and by its bits whether loose ends are joined and crossings split. What is read is a network:
 * arcs lead to nodes, shapes and lengths are numbers, and a search ends.
 */
#include "fuzz.h"
#include "load/roads.h"
#include "model/road_index.h"

#include <math.h>
#include <string.h>

static void must(bool holds) {
    if (!holds)
        abort();
}

static void check_graph(const jj_roads *r, jj_direction direction) {
    jj_arcs g = jj_roads_graph(r, direction);
    for (uint32_t a = 0; a < g.first[g.n_nodes]; a++) {
        must(g.arcs[a].head < r->n_nodes && g.arcs[a].cost <= JJ_FARTHEST);
        must(r->graph[direction].road[a] < r->n_roads);
    }
}

static void check_search(jj_ctx *ctx, const jj_roads *r) {
    uint32_t *cost = malloc(r->n_nodes * sizeof *cost);
    jj_arcs g = jj_roads_graph(r, JJ_TOWARD);
    const jj_source seed = {.cell = 0};
    if (cost && jj_road_field(ctx, &g, &seed, 1, JJ_FARTHEST, cost, NULL) == JJ_OK)
        must(cost[0] == 0);
    free(cost);
}

static void check_places(jj_ctx *ctx, const jj_roads *r) {
    jj_road_index *index = NULL;
    if (jj_road_index_new(ctx, r, &index) != JJ_OK)
        return;
    for (size_t i = 0; i < r->n_roads; i++)
        for (uint64_t k = 0; k < jj_road_n_points(r, i); k++) {
            const double *at = jj_road_point(r, i, k);
            must(isfinite(at[0]) && isfinite(at[1]));
        }
    jj_road_foot foot;
    const double *at = jj_road_point(r, 0, 0);
    must(jj_road_index_nearest(index, at[0], at[1], 1, &foot) && foot.distance_m < 1e-3);
    jj_road_index_free(index);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char *const endings[] = {"osm", "osm.pbf", "csv"};
    static jj_class_speed speeds[] = {{"residential", 30}, {"primary", 60}, {"steps", 2}};
    static const jj_road_profile profile = {.mode = JJ_ROAD_DRIVE,
                                            .speed_kmh = 50,
                                            .walk_m_s = 1,
                                            .snap_m = 500,
                                            .classes = {speeds, 3, false}};
    char path[64];
    if (size == 0)
        return 0;
    snprintf(path, sizeof path, "/tmp/jj-fuzz-%d.%s", (int)getpid(), endings[data[0] % 3]);
    const jj_roads_source source = {.path = path,
                                    .join_m = data[0] & 64 ? 5 : 0,
                                    .splits_crossings = data[0] & 128,
                                    .graphs = JJ_GRAPH_BOTH};
    jj_ctx *ctx = jj_ctx_new();
    jj_roads roads = {0};
    jj_roads_count count;
    if (ctx && fuzz_write(path, data + 1, size - 1) &&
        jj_roads_read(ctx, &source, &profile, &roads, &count) == JJ_OK) {
        check_graph(&roads, JJ_TOWARD);
        check_graph(&roads, JJ_AWAY);
        check_search(ctx, &roads);
        if (roads.node_lonlat)
            check_places(ctx, &roads);
        jj_roads_deinit(&roads);
    }
    unlink(path);
    jj_ctx_free(ctx);
    return 0;
}
