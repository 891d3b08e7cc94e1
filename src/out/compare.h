/* Two results side by side: what changed from the first to the second. */
#ifndef OUT_COMPARE_H
#define OUT_COMPARE_H

#include "out/reply.h"
#include "out/result_file.h"

/*
 * One row a change, rule by rule: `verdict` (a unit whose status differs, or that only one result
 * judges), `gap_closed` and `gap_new` (a settlement whose most populated cell the other result
 * covers), `people_gained` and `people_lost` (people of cells that came within reach or fell out of
 * it; only where both results have the same lattice), and `progress` where the second is of a later
 * year: after = the jj_progress_class of the topmost units, with the first as the base and the
 * rule's year as the end. `alert`: "worse" where a verdict was met and is no longer, "behind" where
 * progress lags. Columns: change, rule_id, unit_code, unit_name, before, after, people, lon, lat,
 * alert. Results of earlier schemas compare as well. JJ_E_DATA: they have no rule in common.
 */
jj_status jj_compare(jj_ctx *ctx, const jj_result_file *a, const jj_result_file *b, jj_reply *out);

#endif
