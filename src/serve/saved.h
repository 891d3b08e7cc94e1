/*
 * Proposals that someone wants to keep, in RESULT.proposals.sqlite beside the result folder, so
 * that they outlive it: a run replaces the folder. Rows are only ever added.
 */
#ifndef SERVE_SAVED_H
#define SERVE_SAVED_H

#include "base/ctx.h"

struct json_t;

typedef struct serve_saved serve_saved;

/* The file is made when the first proposal is saved. JJ_E_NOMEM. */
jj_status serve_saved_new(jj_ctx *ctx, const char *folder, serve_saved **out);
void serve_saved_free(serve_saved *s);

typedef struct serve_keepsake {
    const char *title, *who;
    const char *ask, *answer; /* JSON texts */
    const char *inputs;       /* JSON: role, path and sha256 of what the result rests on */
    const char *inputs_sha256;
} serve_keepsake;

/* On disk when it returns, whole whatever happens next. JJ_E_IO: the disk is full or read-only. */
jj_status serve_saved_add(jj_ctx *ctx, serve_saved *s, const serve_keepsake *k, int64_t *id);

/*
 * {"saved": [{id, title, who, saved_at, is_current}, ...]}, the newest first; is_current: the
 * result still rests on those inputs.
 */
jj_status serve_saved_list(jj_ctx *ctx, serve_saved *s, const char *inputs_sha256,
                           struct json_t **out);

/* The same with "ask", "answer" and "inputs". JJ_E_DATA: no such id. */
jj_status serve_saved_get(jj_ctx *ctx, serve_saved *s, int64_t id, const char *inputs_sha256,
                          struct json_t **out);

#endif
