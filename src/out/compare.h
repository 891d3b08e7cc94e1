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
 * year: after = the jj_progress_class of the topmost units up to the rule's year, measured from the
 * catalogue's base where it states one (and the level has one unit, whose base that is), else from
 * the first result; base_value, base_year and base_of ("catalogue", "first_result") say which,
 * done_percent and time_percent how far. `alert`: "worse" where a verdict was met and is no longer,
 * "untold" where it was met and is now nodata, na or gone, "behind" where progress lags. Columns
 * besides: change, rule_id, unit_code, unit_name, before, people, lon, lat. Results of earlier
 * schemas compare as well. JJ_E_DATA: they have no rule in common.
 */
jj_status jj_compare(jj_ctx *ctx, const jj_result_file *a, const jj_result_file *b, jj_reply *out);

#endif
