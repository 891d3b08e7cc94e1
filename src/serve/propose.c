#include "serve/propose.h"
#include "out/proposal.h"

#include <jansson.h>
#include <pthread.h>

struct serve_proposer {
    pthread_mutex_t lock;
    jj_ctx *ctx; /* what was opened keeps to one context */
    jj_proposals proposals;
    bool is_open;
};

jj_status serve_proposer_new(jj_ctx *ctx, serve_proposer **out) {
    serve_proposer *p = *out = jj_alloc(1, sizeof *p);
    if (!p || !(p->ctx = jj_ctx_new()) || pthread_mutex_init(&p->lock, NULL) != 0) {
        if (p)
            jj_ctx_free(p->ctx);
        jj_free(p);
        *out = NULL;
        return jj_no_memory(ctx, "proposals", 0);
    }
    p->ctx->n_threads = ctx->n_threads;
    p->ctx->memory = ctx->memory;
    p->ctx->stop = ctx->stop;
    return JJ_OK;
}

void serve_proposer_free(serve_proposer *p) {
    if (!p)
        return;
    if (p->is_open)
        jj_proposals_close(&p->proposals);
    jj_ctx_free(p->ctx);
    pthread_mutex_destroy(&p->lock);
    jj_free(p);
}

static jj_status answer(serve_proposer *p, const char *folder, const jj_proposal_ask *ask,
                        jj_text *json, jj_text *text) {
    if (!p->is_open) {
        const jj_proposal_options options = {0};
        JJ_TRY(jj_proposals_open(p->ctx, folder, &options, &p->proposals));
        p->is_open = true;
    }
    JJ_CLEANUP(jj_proposal_deinit) jj_proposal proposal = {0};
    JJ_TRY(jj_propose(p->ctx, &p->proposals, ask, &proposal));
    JJ_TRY(jj_proposal_json(p->ctx, &proposal, json));
    return jj_proposal_text(p->ctx, &proposal, text);
}

jj_status serve_propose(jj_ctx *ctx, serve_proposer *p, const char *folder,
                        const jj_proposal_ask *ask, json_t **out) {
    JJ_CLEANUP(jj_text_deinit) jj_text json = {0}, text = {0};
    pthread_mutex_lock(&p->lock);
    jj_ctx_set_lang(p->ctx, ctx->lang);
    jj_status st = answer(p, folder, ask, &json, &text);
    if (st != JJ_OK)
        st = jj_fail(ctx, st, "%s", jj_ctx_message(p->ctx));
    pthread_mutex_unlock(&p->lock);
    JJ_TRY(st);
    json_t *parsed = json_loads(json.s ? json.s : "", 0, NULL);
    *out = json_pack("{s:o, s:s}", "answer", parsed, "text", text.s ? text.s : "");
    return *out ? JJ_OK : jj_no_memory(ctx, "proposals", 0);
}
