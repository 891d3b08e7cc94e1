/* Along which way: the journey behind a cell's minutes, as a line on the map. */
#ifndef RULES_WAY_LINE_H
#define RULES_WAY_LINE_H

#include "model/scene.h"
#include "solve/journey_way.h"

typedef struct jj_way_query {
    const jj_profile *profile;
    uint32_t facility; /* index into the scene's */
    uint32_t cell;     /* whose centre is the other end */
    uint32_t ms;       /* what the field says of the cell; the way is looked for no farther */
} jj_way_query;

/*
 * The way between the cell and the facility in the direction of travel, in degrees (on a plane
 * without longitudes, in its metres). On roads and on the ground ms is the field's own; a straight
 * line's is the ms asked with. The continuous stencil has no ways of its own: its line is that of
 * true32. No point when there is none: another facility's cell, a facility without a place.
 *
 * JJ_E_RANGE: a cell or facility that is not the scene's; JJ_E_NOMEM; errors of the solvers.
 */
jj_status jj_way_line_find(jj_ctx *ctx, const jj_scene *s, const jj_way_query *q, jj_way_line *out);

#endif
