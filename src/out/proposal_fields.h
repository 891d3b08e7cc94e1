/* Fields of a published result brought back into memory. Private to out/proposal*. */
#ifndef OUT_PROPOSAL_FIELDS_H
#define OUT_PROPOSAL_FIELDS_H

#include "out/proposal.h"

/* The fields `rules` need: read where the result has them, else solved. The caller's to deinit. */
jj_status jj_proposal_fields(jj_ctx *ctx, const jj_proposals *p, const jj_rules *rules,
                             jj_result *out);

#endif
