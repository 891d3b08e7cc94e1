/*
 * Travel along a network: cost from every node to its nearest facility, and which one it is.
 *
 * Costs are whole numbers (milliseconds, or millimetres when the shortest way is asked for), so
 * sums are exact and fields are the same bits for every thread count. Equal costs go to the
 * facility with the smaller index, as on the ground.
 */
#ifndef JIUJIN_ROAD_H
#define JIUJIN_ROAD_H

#include "jiujin/ground.h"

/* One arc as the solver sees it. */
typedef struct jj_arc {
    uint32_t head; /* node it leads to */
    uint32_t cost; /* <= JJ_FARTHEST; 0 is allowed */
} jj_arc;

/* Arcs by tail (compressed rows): those of node v are arcs[first[v] .. first[v+1]-1]. */
typedef struct jj_arcs {
    uint32_t n_nodes;
    const uint32_t *first; /* n_nodes + 1 */
    const jj_arc *arcs;
} jj_arcs;

/*
 * Cost from `n` seeds (jj_source.cell is a node) along the arcs.
 *
 * For "from the node to the facility" give the reverse graph; for "from the facility" the forward
 * one.
 *
 * within   nodes farther than this stay JJ_UNREACHED
 * cost     caller's n_nodes
 * nearest  caller's n_nodes, or NULL
 *
 * JJ_E_RANGE: a seed or an arc's head is not a node. JJ_E_NOMEM, JJ_E_STOPPED.
 * O(arcs + costliest arc / bucket width) for most networks: label setting in integer buckets.
 */
JJ_API jj_status jj_road_field(jj_ctx *ctx, const jj_arcs *arcs, const jj_source *seeds, size_t n,
                               uint32_t within, uint32_t *cost, uint32_t *nearest);

/*
 * One of the nearest facilities of a node; JJ_UNREACHED and JJ_NO_FACILITY where there are fewer.
 */
typedef struct jj_road_near {
    uint32_t cost, facility;
} jj_road_near;

/*
 * The `k` nearest facilities of every node, each facility once however many seeds it has, by (cost,
 * facility): near[k * node] is what jj_road_field() finds. `near` is the caller's n_nodes * k, k
 * from 1 to JJ_MOST_NEAR. Errors as jj_road_field(); JJ_E_RANGE for another k.
 */
enum { JJ_MOST_NEAR = 64 };
JJ_API jj_status jj_road_closest(jj_ctx *ctx, const jj_arcs *arcs, const jj_source *seeds, size_t n,
                                 uint32_t k, uint32_t within, jj_road_near *near);

/*
 * Many bounded searches over one network, each costing what it reaches. One per thread.
 */
typedef struct jj_road_search jj_road_search;

JJ_API jj_status jj_road_search_new(jj_ctx *ctx, const jj_arcs *arcs, jj_road_search **out);
JJ_API void jj_road_search_free(jj_road_search *s);

/* Search from `n` seeds; their facility index is not used. JJ_E_NOMEM, JJ_E_RANGE (a seed is no
 * node), both without a message: the search may run on a thread of its own. */
JJ_API jj_status jj_road_search_run(jj_road_search *s, const jj_source *seeds, size_t n,
                                    uint32_t within);

/* Cost of a node in the last search, or JJ_UNREACHED. */
JJ_API uint32_t jj_road_search_cost(const jj_road_search *s, uint32_t node);

/* Nodes the last search reached, in no promised order, valid until the next. */
JJ_API const uint32_t *jj_road_search_reached(const jj_road_search *s, size_t *n);

/* The node before `node` on its way from a seed in the last search; JJ_NO_CELL for seeds and
 * unreached nodes. Follow it back for the whole way. */
JJ_API uint32_t jj_road_search_before(const jj_road_search *s, uint32_t node);

#endif
