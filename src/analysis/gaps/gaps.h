/*
 * Gaps: settlements that nobody serves. Uncovered cells of at least so many people per km2,
 * 8-connected, cut at the judged unit, are patches; the rest of a unit's uncovered people is one
 * scattered row. Patches and scattered rests add up to the uncovered people exactly.
 */
#ifndef ANALYSIS_GAPS_H
#define ANALYSIS_GAPS_H

#include "analysis/reach.h"
#include "base/ctx.h"

typedef enum jj_gap_reason {
    JJ_GAP_TOO_FAR,
    JJ_GAP_FULL,            /* within reach, but the facility has no places left */
    JJ_GAP_CUT_OFF,         /* no way there: unreachable over passable ground */
    JJ_GAP_BLOCKED,         /* people live on cells that cannot be crossed */
    JJ_GAP_WRONG_OWNERSHIP, /* one of the kind is near, but does not meet the filter */
    JJ_GAP_REFUSED          /* one is listed for the unit, but has no usable place */
} jj_gap_reason;

/* A connected uncovered settlement, or the scattered rest of one unit. */
typedef struct jj_gap_patch {
    uint32_t rule, unit;
    uint32_t rank; /* by people, 1 is the largest; over the whole rule; 0 = scattered, not ranked */
    bool is_scattered;
    double people, area_m2;
    double lon, lat; /* centre of peak_cell in the grid's CRS when that is geographic, else NaN */
    uint32_t peak_cell;        /* the populated cell with most people */
    uint32_t nearest_facility; /* of the peak cell */
    uint32_t nearest_ms;       /* from the peak cell to it; JJ_UNREACHED when there is no way */
    uint32_t mean_ms; /* people-weighted mean over the patch, each to their own nearest; ditto */
    jj_gap_reason reason;
    jj_cover cells; /* the patch's cells; empty for scattered rests */
} jj_gap_patch;

typedef struct jj_gap_list {
    jj_gap_patch *patches;
    size_t n, cap;
} jj_gap_list;

typedef struct jj_gap_query {
    const jj_reach_map *map;
    double density_km2; /* people per km2 from which a cell is settlement */
    const uint8_t
        *near_other; /* per cell: one of the kind is in reach that does not qualify; NULL */
    uint32_t *mark;  /* scratch, one per cell, all 0 before and after */
} jj_gap_query;

/*
 * Appends the gaps of one unit: patches by their first cell, then the scattered rest when anybody
 * lives there. A unit that lists a facility without a usable place (has_listed) says so.
 * JJ_E_NOMEM.
 */
jj_status jj_gaps_of_unit(jj_ctx *ctx, const jj_gap_query *q, uint32_t unit, const jj_cover *cover,
                          bool has_listed, jj_gap_list *out);

/* Ranks patches[0..n-1] by people, the largest 1; equal ones in their order. JJ_E_NOMEM. */
jj_status jj_gaps_rank(jj_ctx *ctx, jj_gap_patch *patches, size_t n);

#endif
