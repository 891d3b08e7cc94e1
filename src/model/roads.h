/*
 * A street network as one profile sees it: stretches of road between junctions, their shapes, and
 * the two directed graphs a solver needs, nodes numbered along a Hilbert curve.
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

typedef struct jj_roads {
    uint32_t n_nodes;
    double *node_lonlat;  /* 2 per node, WGS 84; NULL for a bare graph */
    const char **node_id; /* per node, for a bare graph; else NULL; owned */
    jj_map by_id;         /* of node_id */
    jj_road *roads;
    size_t n_roads, cap_roads;
    double *shape;               /* lon, lat pairs of all shapes; NULL for a bare graph */
    size_t n_points, cap_points; /* points, not numbers */
    uint64_t *shape_first;       /* n_roads + 1 */
    size_t cap_shapes;
    bool has_lengths;
    /* made by jj_roads_build() */
    uint32_t *first, *reverse_first; /* n_nodes + 1 */
    jj_arc *arcs, *reverse_arcs;
    uint32_t *arc_road, *reverse_arc_road; /* road of each arc */
    uint32_t n_components, n_largest;      /* weakly connected; nodes of the largest */
} jj_roads;

typedef enum jj_road_cost { JJ_COST_TIME, JJ_COST_LENGTH } jj_road_cost;

/* Add a stretch; shape is n_points lon, lat pairs, none for a bare graph. JJ_E_NOMEM, JJ_E_LIMIT. */
jj_status jj_roads_add(jj_ctx *ctx, jj_roads *r, const jj_road *road, const double *shape,
                       size_t n_points);

/* Number the nodes along the curve (with coordinates) and make both graphs. JJ_E_NOMEM. */
jj_status jj_roads_build(jj_ctx *ctx, jj_roads *r, jj_road_cost cost);

/* The graph to search from facilities: reverse when people travel toward them. */
jj_arcs jj_roads_graph(const jj_roads *r, jj_direction direction);

void jj_roads_deinit(jj_roads *r);

#endif
