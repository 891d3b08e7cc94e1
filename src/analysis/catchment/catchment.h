/* Catchments: who goes where when everybody goes to the nearest. They partition the reached. */
#ifndef ANALYSIS_CATCHMENT_H
#define ANALYSIS_CATCHMENT_H

#include "analysis/reach.h"
#include "model/scene.h"

/* Who goes where: one facility's catchment under one rule. */
typedef struct jj_catchment {
    uint32_t rule, kind, facility; /* kind: which of those the rule asks for, from 0 */
    double people, people_within;  /* nearest to it; of those within the threshold */
    double mean_ms, max_ms;        /* of its people; 0 when there are none */
    double places;                 /* NaN unknown */
    double load; /* people assigned to it when nobody is sent to a full one; NaN not asked */
    uint32_t first_row, end_row; /* of the cells its people live on; equal when there are none */
} jj_catchment;

/*
 * One per facility of `facilities` (ascending indices), in that order, into out[n], from the cells
 * of `rows`; `rule` and `kind` are the caller's to set. NoData cells belong to nobody. JJ_E_NOMEM.
 */
jj_status jj_catchments(jj_ctx *ctx, const jj_scene *s, const jj_reach_map *m, jj_rows rows,
                        const uint32_t *facilities, size_t n, jj_catchment *out);

#endif
