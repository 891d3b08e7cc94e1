/*
 * What would mend a gap: where one more facility would have to stand to serve a given place in
 * time.
 */
#ifndef RULES_REMEDY_H
#define RULES_REMEDY_H

#include "model/scene.h"

typedef struct jj_remedy_ask {
    const jj_profile *profile;
    const char *kind; /* of the facility: what may be built where depends on it; NULL = any */
    uint32_t cell;    /* the place */
    uint32_t within_ms;
    uint32_t unit; /* the facility must stand in this one; JJ_NO_UNIT = in any or none */
} jj_remedy_ask;

enum { JJ_REMEDY_SERVES = 1, JJ_REMEDY_PERMITTED = 2 };

/*
 * where[c] = JJ_REMEDY_SERVES where a facility in the middle of cell c has `cell` within within_ms
 * by the profile, in its direction; with JJ_REMEDY_PERMITTED where it may stand
 * (jj_gain_permitted()); 0 elsewhere. One byte a cell, the caller's. Ground: exactly the cells
 * whose own field says so (see jj_ground_serving()); along roads to the millisecond that rounding
 * takes.
 *
 * JJ_E_DATA: the profile travels by road and there are none; JJ_E_NOMEM; errors of the solvers.
 */
jj_status jj_remedy_find(jj_ctx *ctx, const jj_scene *s, const jj_remedy_ask *ask, uint8_t *where);

#endif
