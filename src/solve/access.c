#include "solve/access.h"
#include "solve/step.h"

#include <math.h>

/* Whole cost of a road in one direction, JJ_UNREACHED when it may not be travelled that way. */
static uint32_t road_cost(const jj_road *road, bool is_forward, jj_road_cost cost) {
    uint32_t ms = is_forward ? road->forward_ms : road->backward_ms;
    return ms == JJ_UNREACHED || cost == JJ_COST_TIME ? ms : road->length_mm;
}

static uint32_t part(uint32_t whole, double fraction) {
    return whole == JJ_UNREACHED ? JJ_UNREACHED : (uint32_t)floor(whole * fraction + 0.5);
}

size_t jj_access_ends(const jj_roads *r, jj_road_cost cost, const jj_access *place,
                      uint32_t facility, uint32_t start_delay, jj_direction direction,
                      jj_source ends[2]) {
    uint32_t start = jj_later(place->walk, start_delay);
    if (place->node != JJ_NO_CELL) {
        ends[0] = (jj_source){place->node, facility, start};
        return 1;
    }
    if (place->road == UINT32_MAX)
        return 0;
    const jj_road *road = &r->roads[place->road];
    bool is_toward = direction == JJ_TOWARD;
    /* toward: from the first node forward to the place; away: from the place back to it */
    uint32_t at_from = part(road_cost(road, is_toward, cost), place->fraction);
    uint32_t at_to = part(road_cost(road, !is_toward, cost), 1 - place->fraction);
    size_t n = 0;
    if (at_from != JJ_UNREACHED)
        ends[n++] = (jj_source){road->from, facility, jj_later(start, at_from)};
    if (at_to != JJ_UNREACHED)
        ends[n++] = (jj_source){road->to, facility, jj_later(start, at_to)};
    return n;
}

bool jj_access_end_is_first(const jj_roads *r, const jj_access *place, jj_direction direction,
                            size_t k) {
    const jj_road *road = &r->roads[place->road];
    uint32_t ms = direction == JJ_TOWARD ? road->forward_ms : road->backward_ms;
    return k == 0 && ms != JJ_UNREACHED;
}

uint32_t jj_access_along(const jj_roads *r, jj_road_cost cost, const jj_access *place,
                         const jj_access *facility, jj_direction direction) {
    if (place->road == UINT32_MAX || place->road != facility->road)
        return JJ_UNREACHED;
    bool goes_up = (facility->fraction >= place->fraction) == (direction == JJ_TOWARD);
    if (facility->fraction == place->fraction)
        return 0;
    return part(road_cost(&r->roads[place->road], goes_up, cost),
                fabs(facility->fraction - place->fraction));
}
