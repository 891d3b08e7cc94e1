/* The run in words, for the terminal and for a text file beside the result. */
#ifndef OUT_SUMMARY_H
#define OUT_SUMMARY_H

#include "base/text.h"
#include "out/outcome.h"

/*
 * Rule by rule: verdict counts and the figures of the whole, then what the plan changes, the
 * largest gaps, what the ledger holds, that the people add up. In the outcome's language. No paths,
 * no dates.
 */
jj_status jj_summary(jj_ctx *ctx, const jj_outcome *o, jj_text *out);

/*
 * Where several units stand at the top, the people they cover together, as jj_outcome_sum() has
 * it; false, and nothing added, where the rule is about something else.
 */
bool jj_summary_whole(jj_text *t, const jj_outcome *o, uint32_t rule);

/* DECISIONS of judging: whether the run is met. Any fail or no data on a judged unit: no. */
bool jj_outcome_is_met(const jj_outcome *o);

#endif
