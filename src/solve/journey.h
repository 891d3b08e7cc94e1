/* Journeys over the network between places: who is nearest, and the matrix of all to all. */
#ifndef SOLVE_JOURNEY_H
#define SOLVE_JOURNEY_H

#include "model/road_index.h"
#include "solve/access.h"

/* How journeys are made; the graphs of `roads` were built for the same cost. */
typedef struct jj_journeys {
    const jj_roads *roads;
    jj_road_cost cost;
    jj_direction direction;
    uint32_t within;           /* ms, or mm under JJ_COST_LENGTH; JJ_FARTHEST = no bound */
    double walk_m_s;           /* to and from the road */
    double snap_m;             /* farther from a road is "no road near" */
    const uint32_t *within_of; /* matrix: a bound for each facility besides; NULL = none */
} jj_journeys;

/* Facilities as journeys see them. */
typedef struct jj_doors {
    const jj_access *feet;
    const uint32_t *delay; /* start delay of each (same unit as cost), or NULL */
    const uint32_t *tag;   /* which facility a door is of, or NULL for its index */
    size_t n;
} jj_doors;

/*
 * Journeys of mixed kind: a place within snap_m of a facility may walk there straight where no road
 * lies between. Around each stands a disc as wide as its walk to the road, which no road enters; a
 * straight line no longer than both walks together stays within the two discs. It is never longer
 * than the way by road, which makes both walks. Where a road is crossed, journeys keep to the
 * network, so that streets, and not the crow, decide.
 */

/* The foot of each of n points (lon, lat in degrees); nowhere where no road is near. JJ_E_NOMEM. */
jj_status jj_journey_access(jj_ctx *ctx, const jj_journeys *how, const jj_road_index *index,
                            const double *lon, const double *lat, size_t n, jj_access *out);

/*
 * Cost and facility for each of n places, over the whole network at once.
 *
 * delay    start delay of each facility (same unit as cost), or NULL
 * out_cost, out_nearest   caller's n; JJ_UNREACHED and JJ_NO_FACILITY beyond `within`
 */
jj_status jj_journey_nearest(jj_ctx *ctx, const jj_journeys *how, const jj_access *facilities,
                             const uint32_t *delay, size_t n_facilities, const jj_access *places,
                             size_t n, uint32_t *out_cost, uint32_t *out_nearest);

/*
 * The k nearest facilities of each of n places by (cost, tag), into near[k * place]; entrances of
 * one tag are one facility. Errors as jj_road_closest().
 */
jj_status jj_journey_closest(jj_ctx *ctx, const jj_journeys *how, const jj_doors *facilities,
                             const jj_access *places, size_t n, uint32_t k, jj_road_near *near);

/* Cost of a journey that stays on one road, walks and delay included; JJ_UNREACHED: none does. */
uint32_t jj_journey_along(const jj_journeys *how, const jj_access *place, const jj_access *facility,
                          uint32_t delay);

/* Cost of the straight walk, delay included; JJ_UNREACHED: too long, or it would meet a road. */
uint32_t jj_journey_straight(const jj_journeys *how, const jj_access *place,
                             const jj_access *facility, uint32_t delay);

/* Metres of that walk; INFINITY where there is none. */
double jj_journey_straight_m(const jj_journeys *how, const jj_access *place,
                             const jj_access *facility);

/* One cell of the matrix: whole milliseconds and millimetres of the way that is least in `cost`. */
typedef struct jj_journey {
    uint32_t facility, place;
    uint32_t ms, mm;
} jj_journey;

/* Every facility to every place within reach, by (facility, place); *out is the caller's. */
jj_status jj_journey_matrix(jj_ctx *ctx, const jj_journeys *how, const jj_access *facilities,
                            const uint32_t *delay, size_t n_facilities, const jj_access *places,
                            size_t n, jj_journey **out, size_t *n_out);

#endif
