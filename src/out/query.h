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

typedef struct jj_point_ask {
    double lon_lat[2];      /* WGS 84 */
    const char *rule;       /* of this one alone; NULL = of all */
    const jj_proposals *on; /* the same result opened for proposals; NULL = neither of these */
    bool wants_way;         /* along which way */
    bool wants_remedy;      /* where one more would have to stand, of those that do not cover it */
} jj_point_ask;

/*
 * Why a point is covered or not: a row a rule, with the nearest facility, minutes, threshold, what
 * became of the way there, and the unit's own verdict. With a way, its length and line (columns
 * way_metres, and way as well-known text; the line is the row's geometry too). With a remedy
 * (out/remedy.h), its sentence, ground and best site; the ground is the row's geometry, in place of
 * the line. JJ_E_DATA outside the result's units and lattice; JJ_E_RANGE: no such rule; errors of
 * jj_result_way() and jj_result_remedy().
 */
jj_status jj_query_point(jj_ctx *ctx, const jj_result_file *r, const jj_point_ask *ask,
                         jj_reply *out);

/* One reading statement with SpatiaLite's functions. JJ_E_RANGE when it does anything else. */
jj_status jj_query_sql(jj_ctx *ctx, const jj_result_file *r, const char *sql, jj_reply *out);

#endif
