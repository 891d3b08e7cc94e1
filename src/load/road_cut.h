/*
 * Lines into a network: ways that name points by number, cut where a point is named twice or ends
 * a way. The same for OpenStreetMap (the numbers are its node ids) and for line layers (the numbers
 * are made from the coordinates), so both give the same network for the same streets.
 */
#ifndef LOAD_ROAD_CUT_H
#define LOAD_ROAD_CUT_H

#include "load/roads.h"

typedef struct jj_way {
    uint64_t first; /* in refs; ends where the next begins */
    float forward_kmh, backward_kmh;
    bool is_apart; /* a bridge or tunnel: it meets others only at points it shares with them */
} jj_way;

typedef struct jj_way_point {
    int64_t id;
    double lon, lat;
    uint32_t n_named : 31; /* how often ways name it; ends count twice */
    bool is_found : 1;     /* has coordinates */
    uint32_t junction;     /* node of the network, or JJ_NO_CELL */
} jj_way_point;

static inline void jj_way_point_name(jj_way_point *p, uint32_t times) {
    p->n_named = (p->n_named + times) & (UINT32_MAX >> 1);
}

typedef struct jj_ways {
    jj_way *ways; /* one more than n: the last holds the end */
    size_t n, cap;
    int64_t *refs;
    size_t n_refs, cap_refs;
    jj_way_point *points; /* by id, made by jj_ways_list_points() */
    uint32_t *at;         /* per ref: its point; takes the place of refs then */
    size_t n_points, cap_points;
    size_t hint; /* files list points by id: the last place found is near the next */
} jj_ways;

/* Add a way of n_refs >= 2 points. JJ_E_NOMEM. */
jj_status jj_ways_add(jj_ctx *ctx, jj_ways *w, const int64_t *refs, size_t n_refs,
                      double forward_kmh, double backward_kmh);

/* One entry for each point that a way names; afterwards no way is added. JJ_E_NOMEM, also when that
 * would pass the memory ceiling. */
jj_status jj_ways_list_points(jj_ctx *ctx, jj_ways *w);

/*
 * Give a point its coordinates; points that no way names or that lie off the Earth are passed over.
 */
void jj_ways_place(jj_ways *w, int64_t id, double lon, double lat);

/* How often ways name each point; ends count twice, so that a point of 2 is a junction. */
void jj_ways_count_names(jj_ways *w);

/*
 * Cut into stretches and name the junctions; graphs as they will be asked of jj_roads_build().
 * JJ_E_NOMEM, also when the network with these graphs and the index of its lines would pass the
 * memory ceiling.
 */
jj_status jj_ways_cut(jj_ctx *ctx, jj_ways *w, unsigned graphs, jj_roads *out,
                      jj_roads_count *count);

void jj_ways_deinit(jj_ways *w);

#endif
