/* Fields of a published result brought back into memory. Private to out/proposal*. */
#ifndef OUT_PROPOSAL_FIELDS_H
#define OUT_PROPOSAL_FIELDS_H

#include "out/proposal.h"

/*
 * The fields `rules` need: read where the result has them, else solved; once for all questions.
 * They are p's. *out is the caller's to deinit.
 */
jj_status jj_proposal_fields(jj_ctx *ctx, jj_proposals *p, const jj_rules *rules, jj_result *out);

/* The same as copies that may be written on. */
jj_status jj_proposal_own_fields(jj_ctx *ctx, jj_proposals *p, const jj_rules *rules,
                                 jj_result *out);

/*
 * Copies of `fields`, which are p's, that cost what is changed on them: the kept file once more,
 * into *kept. Nothing in *out where p's are not kept.
 */
jj_status jj_proposal_copies(jj_ctx *ctx, const jj_proposals *p, const jj_result *fields,
                             jj_kept **kept, jj_result *out);

/* Makes p->before know the rules: judged whole on the scene as it is, once. */
jj_status jj_proposal_before(jj_ctx *ctx, jj_proposals *p, const jj_rules *rules);

#endif
