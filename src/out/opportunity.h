/* Opportunity surfaces of a result: people newly covered if a facility stood in each cell. */
#ifndef OUT_OPPORTUNITY_H
#define OUT_OPPORTUNITY_H

#include "out/outcome.h"

/*
 * rasters/opportunity_RULE.tif for every coverage rule whose gain can be told cell by cell (see
 * rules/opportunity.h), opportunity_RULE_KIND.tif where several kinds must be in reach: NoData
 * where nobody lives or a facility may not stand. rasters/opportunity.csv lists rule, kind, file,
 * and the reason of coverage rules that have none.
 */
jj_status jj_opportunities_write(jj_ctx *ctx, const char *folder, const jj_outcome *o);

/* The stored surface of a rule, NaN = NoData; *out is the caller's, NULL where none is stored on
 * this lattice. */
jj_status jj_opportunity_read(jj_ctx *ctx, const char *folder, const char *rule_id,
                              const jj_grid *grid, float **out);

/* Bytes the surfaces take at the most. */
uint64_t jj_opportunities_size(const jj_outcome *o);

#endif
