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
    double lon, lat; /* where the place stands, degrees; of no meaning on a node */
} jj_access;

static inline bool jj_access_is_nowhere(const jj_access *a) {
    return a->road == UINT32_MAX && a->node == JJ_NO_CELL;
}

/*
 * The up to two ways between `place` and the ends of its road; returns how many. Each names the
 * node at the end and what the way costs, walk and start_delay included.
 *
 * JJ_TOWARD: from the ends to the place: the seeds of a facility people travel toward.
 * JJ_AWAY: from the place to the ends: how people leave home; or the seeds of a facility that
 * goes out to them.
 */
size_t jj_access_ends(const jj_roads *r, jj_road_cost cost, const jj_access *place,
                      uint32_t facility, uint32_t start_delay, jj_direction direction,
                      jj_source ends[2]);

/* Whether way `k` of jj_access_ends() leads to the road's first node: a road may end where it
 * begins, so the node does not tell. Of a place beside a road. */
bool jj_access_end_is_first(const jj_roads *r, const jj_access *place, jj_direction direction,
                            size_t k);

/* Cost between two places on one road, along it, without either's walk; JJ_UNREACHED when they
 * are on different roads or the direction is not allowed. */
uint32_t jj_access_along(const jj_roads *r, jj_road_cost cost, const jj_access *place,
                         const jj_access *facility, jj_direction direction);

#endif
