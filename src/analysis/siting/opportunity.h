/*
 * The opportunity surface: for every cell where a facility might stand, the people it would bring
 * within the standard who are not within it now.
 */
#ifndef ANALYSIS_SITING_OPPORTUNITY_H
#define ANALYSIS_SITING_OPPORTUNITY_H

#include "base/ctx.h"
#include "jiujin/ground.h"

typedef struct jj_opportunity {
    const jj_ground *ground;
    jj_travel how;               /* within_ms is the standard: < JJ_FARTHEST */
    const double *people;        /* per cell, >= 0 */
    const uint32_t *time_ms;     /* per cell: the field as it is; <= within_ms is served already */
    const uint8_t *is_candidate; /* per cell; NULL = every inhabited cell. Impassable cells never */
} jj_opportunity;

/*
 * gain[cell] = people newly served, summed in cell order, by a facility in the middle of that cell,
 * which is what adding it there gives; NaN where none may stand. The bits do not depend on threads. Linear in candidates x the cells one
 * reaches. JJ_E_RANGE: no bound, the continuous stencil, what jj_ground_field() refuses; JJ_E_NOMEM,
 * JJ_E_STOPPED.
 */
jj_status jj_opportunity_surface(jj_ctx *ctx, const jj_opportunity *ask, double *gain);

#endif
