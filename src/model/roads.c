#include "model/roads.h"
#include "geo/hilbert.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

jj_status jj_roads_add(jj_ctx *ctx, jj_roads *r, const jj_road *road, const double *bends,
                       size_t n_bends) {
    if (r->n_roads >= UINT32_MAX / 2)
        return jj_fail(ctx, JJ_E_LIMIT, "more than 2^31 stretches of road");
    if (!jj_grow(&r->roads, &r->cap_roads, r->n_roads + 1, sizeof *r->roads) ||
        !jj_grow(&r->bend_first, &r->cap_first, r->n_roads + 2, sizeof *r->bend_first) ||
        !jj_grow(&r->bends, &r->cap_bends, r->n_bends + n_bends, 2 * sizeof *r->bends))
        return jj_no_memory(ctx, "roads", (uint64_t)r->n_roads * sizeof *r->roads);
    if (n_bends)
        memcpy(r->bends + 2 * r->n_bends, bends, n_bends * 2 * sizeof *bends);
    r->n_bends += n_bends;
    r->roads[r->n_roads++] = *road;
    r->bend_first[r->n_roads] = r->n_bends;
    return JJ_OK;
}

jj_status jj_roads_reserve(jj_ctx *ctx, jj_roads *r, size_t n_roads, size_t n_bends) {
    r->roads = jj_alloc(n_roads, sizeof *r->roads);
    r->bend_first = jj_alloc(n_roads + 1, sizeof *r->bend_first);
    r->bends = jj_alloc(n_bends, 2 * sizeof *r->bends);
    if (!r->roads || !r->bend_first || !r->bends)
        return jj_no_memory(ctx, "roads",
                            (uint64_t)n_roads * (sizeof *r->roads + 8) + (uint64_t)n_bends * 16);
    r->cap_roads = n_roads;
    r->cap_first = n_roads + 1;
    r->cap_bends = n_bends;
    return JJ_OK;
}

typedef struct placed {
    uint32_t place, node;
} placed;

static int by_place(const void *a, const void *b) {
    const placed *x = a, *y = b;
    if (x->place != y->place)
        return x->place < y->place ? -1 : 1;
    return (x->node > y->node) - (x->node < y->node);
}

static void place_nodes(const jj_roads *r, placed *order) {
    double low[2] = {INFINITY, INFINITY}, high[2] = {-INFINITY, -INFINITY};
    for (uint32_t i = 0; i < r->n_nodes; i++)
        for (uint32_t k = 0; k < 2; k++) {
            low[k] = fmin(low[k], r->node_lonlat[2 * i + k]);
            high[k] = fmax(high[k], r->node_lonlat[2 * i + k]);
        }
    double side = fmax(fmax(high[0] - low[0], high[1] - low[1]), 1e-12);
    for (uint32_t i = 0; i < r->n_nodes; i++) {
        double x = (r->node_lonlat[2 * i] - low[0]) / side * 65535;
        double y = (r->node_lonlat[2 * i + 1] - low[1]) / side * 65535;
        order[i] = (placed){jj_hilbert((uint32_t)x, (uint32_t)y), i};
    }
}

static jj_status renumber(jj_ctx *ctx, jj_roads *r) {
    JJ_AUTO placed *order = jj_alloc(r->n_nodes, sizeof *order);
    JJ_AUTO uint32_t *fresh = jj_alloc(r->n_nodes, sizeof *fresh);
    double *lonlat = jj_alloc(r->n_nodes, 2 * sizeof *lonlat);
    if (!order || !fresh || !lonlat) {
        jj_free(lonlat);
        return jj_no_memory(ctx, "road nodes", (uint64_t)r->n_nodes * 28);
    }
    place_nodes(r, order);
    qsort(order, r->n_nodes, sizeof *order, by_place);
    for (uint32_t i = 0; i < r->n_nodes; i++) {
        fresh[order[i].node] = i;
        memcpy(lonlat + 2 * i, r->node_lonlat + 2 * order[i].node, 2 * sizeof *lonlat);
    }
    for (size_t i = 0; i < r->n_roads; i++) {
        r->roads[i].from = fresh[r->roads[i].from];
        r->roads[i].to = fresh[r->roads[i].to];
    }
    jj_free(r->node_lonlat);
    r->node_lonlat = lonlat;
    return JJ_OK;
}

static uint32_t cost_of(const jj_road *road, bool is_forward, jj_road_cost cost) {
    uint32_t ms = is_forward ? road->forward_ms : road->backward_ms;
    return ms == JJ_UNREACHED || cost == JJ_COST_TIME ? ms : road->length_mm;
}

/* One compressed graph: toward facilities, tails are where roads lead. */
static jj_status compress(jj_ctx *ctx, jj_roads *r, jj_road_cost cost, jj_direction direction) {
    size_t n = 0;
    bool is_reverse = direction == JJ_TOWARD;
    jj_road_graph *g = &r->graph[direction];
    uint32_t *first = g->first = jj_alloc((size_t)r->n_nodes + 2, sizeof *first);
    if (!first)
        return jj_no_memory(ctx, "the road graph", (uint64_t)r->n_nodes * 4);
    for (size_t i = 0; i < 2 * r->n_roads; i++) {
        const jj_road *road = &r->roads[i / 2];
        bool is_forward = i % 2 == 0;
        if (cost_of(road, is_forward, cost) == JJ_UNREACHED)
            continue;
        first[(is_forward != is_reverse ? road->from : road->to) + 2]++;
        n++;
    }
    for (uint32_t v = 0; v < r->n_nodes; v++)
        first[v + 2] += first[v + 1];
    jj_arc *arcs = g->arcs = jj_alloc(n, sizeof *arcs);
    uint32_t *roads = g->road = jj_alloc(n, sizeof *roads);
    if (!arcs || !roads)
        return jj_no_memory(ctx, "the road graph", (uint64_t)n * 12);
    for (size_t i = 0; i < 2 * r->n_roads; i++) {
        const jj_road *road = &r->roads[i / 2];
        bool is_forward = i % 2 == 0;
        uint32_t c = cost_of(road, is_forward, cost);
        if (c == JJ_UNREACHED)
            continue;
        bool from_is_tail = is_forward != is_reverse;
        uint32_t at = first[(from_is_tail ? road->from : road->to) + 1]++;
        arcs[at] = (jj_arc){from_is_tail ? road->to : road->from, c};
        roads[at] = (uint32_t)(i / 2);
    }
    return JJ_OK;
}

static uint32_t find_root(uint32_t *parent, uint32_t v) {
    while (parent[v] != v)
        v = parent[v] = parent[parent[v]];
    return v;
}

static jj_status count_components(jj_ctx *ctx, jj_roads *r) {
    JJ_AUTO uint32_t *parent = jj_alloc(r->n_nodes, sizeof *parent);
    JJ_AUTO uint32_t *size = jj_alloc(r->n_nodes, sizeof *size);
    if (!parent || !size)
        return jj_no_memory(ctx, "road components", (uint64_t)r->n_nodes * 8);
    for (uint32_t v = 0; v < r->n_nodes; v++)
        parent[v] = v;
    for (size_t i = 0; i < r->n_roads; i++)
        parent[find_root(parent, r->roads[i].from)] = find_root(parent, r->roads[i].to);
    r->n_components = r->n_largest = 0;
    for (uint32_t v = 0; v < r->n_nodes; v++) {
        uint32_t n = ++size[find_root(parent, v)];
        r->n_largest = n > r->n_largest ? n : r->n_largest;
        r->n_components += parent[v] == v;
    }
    return JJ_OK;
}

jj_status jj_roads_build(jj_ctx *ctx, jj_roads *r, jj_road_cost cost, unsigned graphs) {
    if (r->node_lonlat)
        JJ_TRY(renumber(ctx, r));
    JJ_TRY(count_components(ctx, r));
    if (graphs & JJ_GRAPH_TOWARD)
        JJ_TRY(compress(ctx, r, cost, JJ_TOWARD));
    return graphs & JJ_GRAPH_AWAY ? compress(ctx, r, cost, JJ_AWAY) : JJ_OK;
}

jj_arcs jj_roads_graph(const jj_roads *r, jj_direction direction) {
    const jj_road_graph *g = &r->graph[direction];
    return (jj_arcs){r->n_nodes, g->first, g->arcs};
}

void jj_roads_deinit(jj_roads *r) {
    jj_free(r->node_lonlat);
    for (uint32_t i = 0; r->node_id && i < r->n_nodes; i++)
        jj_freep(&r->node_id[i]);
    jj_free(r->node_id);
    jj_map_deinit(&r->by_id);
    jj_free(r->roads);
    jj_free(r->bends);
    jj_free(r->bend_first);
    for (size_t i = 0; i < 2; i++) {
        jj_free(r->graph[i].first);
        jj_free(r->graph[i].arcs);
        jj_free(r->graph[i].road);
    }
    *r = (jj_roads){0};
}
