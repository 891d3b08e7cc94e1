/*
 * A street network as one profile sees it: stretches of road between junctions, their shapes, and
 * the directed graphs a solver needs, nodes numbered along a Hilbert curve.
 */
#ifndef MODEL_ROADS_H
#define MODEL_ROADS_H

#include "base/ctx.h"
#include "base/map.h"
#include "jiujin/road.h"

/* One stretch between two junctions. */
typedef struct jj_road {
    uint32_t from, to;                /* nodes */
    uint32_t forward_ms, backward_ms; /* JJ_UNREACHED = no way in that direction */
    uint32_t length_mm;
} jj_road;

/* Arcs as they are searched from facilities, and the stretch each belongs to. */
typedef struct jj_road_graph {
    uint32_t *first; /* n_nodes + 1; NULL where this direction was not asked for */
    jj_arc *arcs;
    uint32_t *road; /* of each arc */
} jj_road_graph;

typedef struct jj_roads {
    uint32_t n_nodes;
    double *node_lonlat;  /* 2 per node, WGS 84; NULL for a bare graph */
    const char **node_id; /* per node, for a bare graph; else NULL; owned */
    jj_map by_id;         /* of node_id */
    jj_road *roads;
    size_t n_roads, cap_roads;
    double *bends;             /* lon, lat pairs of the points between a stretch's junctions */
    size_t n_bends, cap_bends; /* points, not numbers */
    uint64_t *bend_first;      /* n_roads + 1 */
    size_t cap_first;
    bool has_lengths;
    /* made by jj_roads_build() */
    jj_road_graph graph[2]; /* by jj_direction: JJ_TOWARD is searched against the travel */
    uint32_t n_components, n_largest; /* weakly connected; nodes of the largest */
} jj_roads;

typedef enum jj_road_cost { JJ_COST_TIME, JJ_COST_LENGTH } jj_road_cost;

/* Add a stretch; bends are the lon, lat pairs between its two junctions. JJ_E_NOMEM, JJ_E_LIMIT. */
jj_status jj_roads_add(jj_ctx *ctx, jj_roads *r, const jj_road *road, const double *bends,
                       size_t n_bends);

/* Room for so many stretches and bends and no more, before the first is added. JJ_E_NOMEM. */
jj_status jj_roads_reserve(jj_ctx *ctx, jj_roads *r, size_t n_roads, size_t n_bends);

/* The directions to make graphs for. */
enum { JJ_GRAPH_TOWARD = 1 << JJ_TOWARD, JJ_GRAPH_AWAY = 1 << JJ_AWAY, JJ_GRAPH_BOTH = 3 };

/* Number the nodes along the curve (with coordinates), count components and make the graphs asked
 * for: none, one, or both (JJ_GRAPH_...). JJ_E_NOMEM. */
jj_status jj_roads_build(jj_ctx *ctx, jj_roads *r, jj_road_cost cost, unsigned graphs);

/*
 * The graph to search from facilities, which was asked for: reverse when people travel toward them.
 */
jj_arcs jj_roads_graph(const jj_roads *r, jj_direction direction);

/* Points of a stretch's shape, its two junctions among them; point k from 0 as lon, lat. Not of a
 * bare graph. */
static inline uint64_t jj_road_n_points(const jj_roads *r, size_t road) {
    return r->bend_first[road + 1] - r->bend_first[road] + 2;
}

static inline const double *jj_road_point(const jj_roads *r, size_t road, uint64_t k) {
    uint64_t first = r->bend_first[road], n = r->bend_first[road + 1] - first;
    if (k == 0)
        return r->node_lonlat + 2 * (size_t)r->roads[road].from;
    return k > n ? r->node_lonlat + 2 * (size_t)r->roads[road].to : r->bends + 2 * (first + k - 1);
}

void jj_roads_deinit(jj_roads *r);

#endif
