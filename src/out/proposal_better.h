/* Better places near a proposed site, and its rank on the stored opportunity surface. */
#ifndef OUT_PROPOSAL_BETTER_H
#define OUT_PROPOSAL_BETTER_H

#include "out/proposal.h"

/*
 * Fills has_better, own_gain, better, rank and n_ranked by the coverage rule `rule` of a->rules,
 * for one added site. Where neither a surface is stored nor the rule's gain is the sum of one
 * search, nothing is filled.
 */
jj_status jj_proposal_find_better(jj_ctx *ctx, const jj_proposals *p, jj_proposal *a,
                                  uint32_t rule);

/* Rows in which reaches must be told for that. */
jj_rows jj_proposal_better_rows(const jj_proposal *a, uint32_t rule);

#endif
