/* Along which way people of a place go: the line behind a stored field's minutes there. */
#ifndef OUT_WAY_H
#define OUT_WAY_H

#include "out/proposal.h"
#include "rules/way_line.h"

/* The field of that id among those planned; NULL = none. */
const jj_result_field *jj_proposals_field(const jj_proposals *p, const char *id);

/* The cell of the lattice at a place in WGS 84; JJ_NO_CELL outside. */
jj_status jj_proposals_cell(jj_ctx *ctx, const jj_proposals *p, const double lon_lat[2],
                            uint32_t *cell);

/* What the result's rasters say at a point. */
typedef struct jj_way_ask {
    const char *field;    /* an id of the result's `field` table */
    int64_t facility_row; /* of the nearest, in its `facility` table: rasters/ID_nearest.tif */
    uint32_t ms;          /* fields/ID_ms.tif */
    double lon_lat[2];    /* WGS 84 */
} jj_way_ask;

/*
 * The way between the point and that facility, as jj_way_line_find(): it begins or ends at the
 * centre of the point's cell, and its minutes are the field's. No point outside the lattice, for a
 * field or facility that is not the result's, and where there is no way. `p` is the result opened
 * for proposals; one call at a time.
 */
jj_status jj_result_way(jj_ctx *ctx, const jj_proposals *p, const jj_way_ask *ask,
                        jj_way_line *out);

#endif
