/*
 * Getting on and off the network: places stand beside roads, not on junctions.
 *
 * A place is joined to the nearest point of the nearest road; the walk there is counted at walking
 * speed, and the road is entered part of the way along, in the directions that are allowed.
 */
#ifndef SOLVE_ACCESS_H
#define SOLVE_ACCESS_H

#include "model/roads.h"

/* A place's foot on the network. */
typedef struct jj_access {
    uint32_t road; /* UINT32_MAX: no road near, or a place on `node` itself */
    uint32_t node; /* for a bare graph, where places are nodes; JJ_NO_CELL otherwise and nowhere */
    double fraction; /* of the road's length from its first node, 0 to 1 */
    uint32_t walk;   /* cost of the walk to the road: ms, or mm under JJ_COST_LENGTH */
    double walk_m;   /* the same in metres */
} jj_access;

static inline bool jj_access_is_nowhere(const jj_access *a) {
    return a->road == UINT32_MAX && a->node == JJ_NO_CELL;
}

/*
 * Up to two seeds by which `place` enters the graph jj_roads_graph(direction); returns how many.
 * start_delay is added to each.
 */
size_t jj_access_seeds(const jj_roads *r, jj_road_cost cost, const jj_access *place,
                       uint32_t facility, uint32_t start_delay, jj_direction direction,
                       jj_source seeds[2]);

/* A way from a place to the node by which it was left. */
typedef struct jj_exit {
    uint32_t cost, node; /* node JJ_NO_CELL: straight along the shared road, or unreached */
} jj_exit;

/* Cost of `place` when `node_cost(user, node)` gives the field at the nodes. */
typedef uint32_t (*jj_node_cost_fn)(const void *user, uint32_t node);
jj_exit jj_access_leave(const jj_roads *r, jj_road_cost cost, const jj_access *place,
                        jj_direction direction, jj_node_cost_fn node_cost, const void *user);

/* Cost between two places on one road, along it, without either's walk; JJ_UNREACHED when they
 * are on different roads or the direction is not allowed. */
uint32_t jj_access_along(const jj_roads *r, jj_road_cost cost, const jj_access *place,
                         const jj_access *facility, jj_direction direction);

#endif
