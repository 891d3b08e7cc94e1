/* Proposals on the served result: opened when first asked for, answered one at a time. */
#ifndef SERVE_PROPOSE_H
#define SERVE_PROPOSE_H

#include "base/ctx.h"

struct jj_proposal_ask;
struct json_t;

typedef struct serve_proposer serve_proposer;

/* JJ_E_NOMEM. Stops when ctx->stop is set; `ctx` lends threads and memory ceiling. */
jj_status serve_proposer_new(jj_ctx *ctx, serve_proposer **out);
void serve_proposer_free(serve_proposer *p);

/*
 * {"answer": as jj_proposal_json(), "text": as jj_proposal_text()}; the caller's to json_decref().
 * Refusals of jj_proposals_open() and jj_propose(), the message in `ctx`.
 */
jj_status serve_propose(jj_ctx *ctx, serve_proposer *p, const char *folder,
                        const struct jj_proposal_ask *ask, struct json_t **out);

#endif
