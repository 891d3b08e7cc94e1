/* Questions to a published result. Each answers with a reply; refusals as in result_file.h. */
#ifndef OUT_QUERY_H
#define OUT_QUERY_H

#include "out/reply.h"
#include "out/way.h"
#include "out/result_file.h"

/* The largest gaps, of one rule and in one unit (with all below it) or everywhere (NULL). */
jj_status jj_query_gaps(jj_ctx *ctx, const jj_result_file *r, const char *rule, const char *unit,
                        int64_t top, jj_reply *out);

/* Verdicts with their evidence: of one unit under every rule, of every unit under one rule. */
jj_status jj_query_verdicts(jj_ctx *ctx, const jj_result_file *r, const char *rule,
                            const char *unit, jj_reply *out);

/*
 * Why a point (WGS 84) is covered or not: a row a rule, with the nearest facility, minutes,
 * threshold, what became of the way there, and the unit's own verdict. With `ways`, the same result
 * opened for proposals, also the way's length and line (columns way_metres and, the last, way as
 * well-known text; the line is the row's geometry too). JJ_E_DATA outside the result's units and
 * lattice; with `ways` errors of jj_result_way().
 */
jj_status jj_query_point(jj_ctx *ctx, const jj_result_file *r, double lon, double lat,
                         const jj_proposals *ways, jj_reply *out);

/* One reading statement with SpatiaLite's functions. JJ_E_RANGE when it does anything else. */
jj_status jj_query_sql(jj_ctx *ctx, const jj_result_file *r, const char *sql, jj_reply *out);

#endif
