/* How far places can reach at the most, before anything is searched. */
#ifndef RULES_GAIN_REACH_H
#define RULES_GAIN_REACH_H

#include "rules/gain.h"

/* Rows of the grid that so many metres can span at the most. */
double jj_rows_within(const jj_scene *s, double metres);

/* Whether the cell counts once it is reached: it has people, and lacks what the rule asks for. */
static inline bool jj_gain_is_wanted(const jj_gain_base *base, size_t cell) {
    return jj_reach_is_uncovered(base->reach->reach[cell]) && base->reach->people[cell] > 0;
}

#endif
