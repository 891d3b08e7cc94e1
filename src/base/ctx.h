/* The job context: language, threads, memory ceiling, the last message, progress. */
#ifndef BASE_CTX_H
#define BASE_CTX_H

#include <stdarg.h>
#include <stdatomic.h>
#include "jiujin/status.h"
#include "base/mem.h"

/* Reports that `done` of `total` units of `what` are finished; called from one thread at a time. */
typedef void (*jj_progress_fn)(void *user, const char *what, uint64_t done, uint64_t total);

struct jj_ctx {
    jj_lang lang;
    int n_threads;
    uint64_t memory; /* bytes; 0 = ask the machine */
    jj_progress_fn progress;
    void *progress_user;
    void *progress_state;    /* of whoever draws it */
    const atomic_bool *stop; /* set by a signal handler; NULL = never */
    char message[1024];      /* fixed: reporting "out of memory" must not need memory */
};

/*
 * Record a message and return `st`, so that a detector writes `return jj_fail(...)`. The format is
 * the English text; under JJ_LANG_ZH its translation (base/lang) is used with the same arguments.
 */
jj_status jj_fail(jj_ctx *ctx, jj_status st, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* Put "prefix: " before the message there is: a caller adds the file or rule it was working on. */
jj_status jj_fail_within(jj_ctx *ctx, jj_status st, const char *prefix);

/* Propagate: the callee has already written the message. */
#define JJ_TRY(expr)                                                                               \
    do {                                                                                           \
        jj_status jj_try_st_ = (expr);                                                             \
        if (jj_try_st_ != JJ_OK)                                                                   \
            return jj_try_st_;                                                                     \
    } while (0)

jj_status jj_no_memory(jj_ctx *ctx, const char *what, uint64_t bytes);

/*
 * JJ_E_NOMEM with need and ceiling in the message when `bytes` for `what` would pass the ceiling.
 */
jj_status jj_ctx_need(jj_ctx *ctx, uint64_t bytes, const char *what);

/* The ceiling in bytes, asked from the machine when it was not set. */
uint64_t jj_ctx_memory(const jj_ctx *ctx);

/* JJ_E_STOPPED when the user asked to stop. Long loops call this once a block. */
jj_status jj_ctx_poll(jj_ctx *ctx);

void jj_progress(jj_ctx *ctx, const char *what, uint64_t done, uint64_t total);

#endif
