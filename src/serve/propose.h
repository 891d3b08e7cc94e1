/* Proposals on the served result: opened when first asked for, answered one at a time. */
#ifndef SERVE_PROPOSE_H
#define SERVE_PROPOSE_H

#include "serve/ask.h"
#include "out/query.h"
#include "out/result_file.h"

typedef struct serve_proposer serve_proposer;

/*
 * `project`: where the project file is now; NULL = where the run found it. Borrowed, as is
 * `folder`. JJ_E_NOMEM. Stops when ctx->stop is set; `ctx` lends threads and memory ceiling.
 */
jj_status serve_proposer_new(jj_ctx *ctx, const char *folder, const char *project,
                             serve_proposer **out);
void serve_proposer_free(serve_proposer *p);

/*
 * {"answers": [one a candidate, or one for the closings alone: as jj_proposal_json(), with "name",
 * "text" as jj_proposal_text(), and a sentence as "text" of each fault], "comparison": as
 * jj_proposals_compare_text(), "seconds"}; the caller's to json_decref(). Refusals of
 * jj_proposals_open() and jj_propose(), the message in `ctx`.
 */
jj_status serve_propose(jj_ctx *ctx, serve_proposer *p, const serve_ask *ask, struct json_t **out);

typedef struct serve_page {
    const char *title; /* NULL = as jj_opinion_of_proposals() */
    bool is_word;      /* else PDF */
} serve_page;

/* The one-page opinion on the same question, as the bytes of a file. */
jj_status serve_opinion(jj_ctx *ctx, serve_proposer *p, const serve_ask *ask,
                        const serve_page *page, jj_text *out);

/* serve_base_read() of the result's project, kept. */
jj_status serve_base(jj_ctx *ctx, serve_proposer *p, const jj_result_file *r, jj_text *out);

/* jj_query_point() with what needs the project: ways and remedies. `ask->on` is filled in here. */
jj_status serve_explain(jj_ctx *ctx, serve_proposer *p, const jj_result_file *r,
                        const jj_point_ask *ask, jj_reply *out);

#endif
