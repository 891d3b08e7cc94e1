#include "base/ctx.h"
#include "base/lang.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

jj_ctx *jj_ctx_new(void) {
    jj_ctx *ctx = jj_alloc(1, sizeof *ctx);
    if (ctx) {
        long n = sysconf(_SC_NPROCESSORS_ONLN);
        ctx->n_threads = n < 1 ? 1 : n > 256 ? 256 : (int)n;
    }
    return ctx;
}

void jj_ctx_free(jj_ctx *ctx) {
    jj_free(ctx);
}

const char *jj_ctx_message(const jj_ctx *ctx) {
    return ctx->message;
}

void jj_ctx_set_lang(jj_ctx *ctx, jj_lang lang) {
    ctx->lang = lang;
}

jj_status jj_ctx_set_threads(jj_ctx *ctx, int n_threads) {
    if (n_threads < 1 || n_threads > 256)
        return jj_fail(ctx, JJ_E_RANGE, "%d threads: must be 1 to 256", n_threads);
    ctx->n_threads = n_threads;
    return JJ_OK;
}

void jj_ctx_set_memory(jj_ctx *ctx, uint64_t bytes) {
    ctx->memory = bytes;
}

const char *jj_version(void) {
    return JIUJIN_VERSION;
}

const char *jj_status_name(jj_status st) {
    switch (st) {
    case JJ_OK:
        return "JJ_OK";
    case JJ_E_NOMEM:
        return "JJ_E_NOMEM";
    case JJ_E_IO:
        return "JJ_E_IO";
    case JJ_E_RANGE:
        return "JJ_E_RANGE";
    case JJ_E_FORMAT:
        return "JJ_E_FORMAT";
    case JJ_E_LIMIT:
        return "JJ_E_LIMIT";
    case JJ_E_DATA:
        return "JJ_E_DATA";
    case JJ_E_STOPPED:
        return "JJ_E_STOPPED";
    }
    return "JJ_E_?";
}

jj_status jj_fail(jj_ctx *ctx, jj_status st, const char *fmt, ...) {
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(ctx->message, sizeof ctx->message, jj_tr(ctx->lang, fmt), ap);
    va_end(ap);
    return st;
}

jj_status jj_fail_within(jj_ctx *ctx, jj_status st, const char *prefix) {
    char old[sizeof ctx->message];
    memcpy(old, ctx->message, sizeof old);
    int n = snprintf(ctx->message, sizeof ctx->message, "%s: %s", prefix, old);
    return n < 0 ? JJ_E_FORMAT : st;
}

jj_status jj_no_memory(jj_ctx *ctx, const char *what, uint64_t bytes) {
    return jj_fail(ctx, JJ_E_NOMEM, "no memory for %s (%.1f MB)", what, (double)bytes / 1e6);
}

uint64_t jj_ctx_memory(const jj_ctx *ctx) {
    if (ctx->memory)
        return ctx->memory;
    long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
    return pages < 1 || size < 1 ? (uint64_t)1 << 32 : (uint64_t)pages * (uint64_t)size / 4 * 3;
}

jj_status jj_ctx_need(jj_ctx *ctx, uint64_t bytes, const char *what) {
    uint64_t ceiling = jj_ctx_memory(ctx);
    if (bytes <= ceiling)
        return JJ_OK;
    return jj_fail(ctx, JJ_E_NOMEM,
                   "%s needs %.2f GB of memory and the ceiling is %.2f GB: use a coarser grid, a "
                   "smaller area, or raise --memory",
                   what, (double)bytes / 1e9, (double)ceiling / 1e9);
}

jj_status jj_ctx_poll(jj_ctx *ctx) {
    if (ctx->stop && atomic_load_explicit(ctx->stop, memory_order_relaxed))
        return jj_fail(ctx, JJ_E_STOPPED, "stopped on request; nothing was changed");
    return JJ_OK;
}

void jj_progress(jj_ctx *ctx, const char *what, uint64_t done, uint64_t total) {
    if (ctx->progress)
        ctx->progress(ctx->progress_user, what, done, total);
}
