/* Which cells many places reach, and in which time, whatever the profile travels on. */
#ifndef RULES_REACH_SEARCH_H
#define RULES_REACH_SEARCH_H

#include "rules/gain.h"

/*
 * One place's cells, in no promised order, and the time to each; called once a place, on the
 * worker's thread. False = out of memory.
 */
typedef bool (*jj_reach_take_fn)(void *user, int worker, size_t place, const uint32_t *cells,
                                 const uint32_t *time_ms, size_t n);

typedef struct jj_reach_ask {
    jj_ctx *ctx;
    const jj_scene *scene;
    const jj_profile *profile;
    const uint8_t *is_wanted; /* per cell: tell of it */
    const jj_gain_place *places;
    size_t n;
    uint32_t within_ms;
    jj_rows rows; /* nothing is wanted outside of them, nor stands a place there */
    jj_reach_take_fn take;
    void *user;
} jj_reach_ask;

/*
 * Hands `take` the wanted cells of every place and the time to each. Errors of the profile's
 * solver; JJ_E_DATA: a profile by road in a project without roads; JJ_E_NOMEM, also where `take`
 * says false.
 */
jj_status jj_reach_search(const jj_reach_ask *a);

#endif
