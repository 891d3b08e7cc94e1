#include "serve/edition.h"
#include "base/file.h"
#include "base/hash.h"
#include "out/manifest.h"
#include "out/publish.h"

#include <pthread.h>
#include <string.h>
#include <time.h>

enum { MAX_WORKERS = 16 };

/* A manifest as the file system knows it. */
typedef struct stamp {
    uint64_t bytes;
    int64_t mtime_ns;
} stamp;

typedef struct serve_edition {
    char id[SERVE_EDITION_ID];
    stamp stamp;
    serve_worker workers[MAX_WORKERS];
    int n_workers, n_busy;
    serve_tiles *tiles;
    serve_proposer *proposer;
} serve_edition;

struct serve_editions {
    pthread_mutex_t lock;
    pthread_cond_t is_free;
    jj_ctx *ctx; /* what is opened keeps to this one; used under the lock */
    const char *path, *project;
    serve_edition *now;
    stamp refused; /* could not be opened; not before retry_s again */
    time_t retry_s;
};

static void close_edition(serve_edition *d) {
    if (!d)
        return;
    serve_proposer_free(d->proposer);
    serve_tiles_free(d->tiles);
    for (int i = 0; i < d->n_workers; i++) {
        serve_mercator_deinit(&d->workers[i].mercator);
        jj_result_file_close(&d->workers[i].result);
        jj_ctx_free(d->workers[i].ctx);
    }
    jj_free(d);
}

static jj_status add_workers(jj_ctx *ctx, const char *path, serve_edition *d) {
    int n = ctx->n_threads < 2 ? 2 : ctx->n_threads > MAX_WORKERS ? MAX_WORKERS : ctx->n_threads;
    while (d->n_workers < n) {
        serve_worker *w = &d->workers[d->n_workers];
        if (!(w->ctx = jj_ctx_new()))
            return jj_no_memory(ctx, "workers", 0);
        d->n_workers++;
        w->ctx->memory = ctx->memory;
        w->ctx->n_threads = 1;
        w->ctx->lang = ctx->lang;
        jj_status st = jj_result_file_open(w->ctx, path, &w->result);
        if (st != JJ_OK)
            return jj_fail(ctx, st, "%s", jj_ctx_message(w->ctx));
    }
    return JJ_OK;
}

static void name_edition(serve_edition *d) {
    const char *manifest = d->workers[0].result.manifest;
    char hex[65];
    jj_sha256 hash;
    jj_sha256_init(&hash);
    jj_sha256_add(&hash, manifest, strlen(manifest));
    jj_sha256_hex(&hash, hex);
    memcpy(d->id, hex, sizeof d->id - 1);
}

static jj_status fill_edition(jj_ctx *ctx, const serve_editions *e, serve_edition *d) {
    JJ_TRY(add_workers(ctx, e->path, d));
    name_edition(d);
    JJ_TRY(serve_tiles_new(ctx, &d->tiles));
    return serve_proposer_new(ctx, d->workers[0].result.folder, e->project, &d->proposer);
}

static jj_status open_edition(jj_ctx *ctx, const serve_editions *e, stamp at, serve_edition **out) {
    serve_edition *d = jj_alloc(1, sizeof *d);
    if (!d)
        return jj_no_memory(ctx, "the result", sizeof *d);
    d->stamp = at;
    jj_status st = fill_edition(ctx, e, d);
    if (st != JJ_OK) {
        close_edition(d);
        return st;
    }
    *out = d;
    return JJ_OK;
}

/* False while there is none: between two renames. */
static bool read_stamp(const serve_editions *e, stamp *out) {
    JJ_AUTO char *folder = jj_publish_find(e->path);
    JJ_AUTO char *manifest = folder ? jj_path_join(folder, JJ_MANIFEST) : NULL;
    return manifest && jj_file_stat(e->ctx, manifest, &out->bytes, &out->mtime_ns) == JJ_OK;
}

static bool is_same(stamp a, stamp b) {
    return a.bytes == b.bytes && a.mtime_ns == b.mtime_ns;
}

jj_status serve_editions_new(jj_ctx *ctx, const char *path, const char *project,
                             serve_editions **out) {
    serve_editions *e = *out = jj_alloc(1, sizeof *e);
    stamp at = {0};
    if (!e || !(e->ctx = jj_ctx_new())) {
        jj_free(e);
        *out = NULL;
        return jj_no_memory(ctx, "the result", 0);
    }
    e->lock = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
    e->is_free = (pthread_cond_t)PTHREAD_COND_INITIALIZER;
    e->path = path;
    e->project = project;
    e->ctx->n_threads = ctx->n_threads;
    e->ctx->memory = ctx->memory;
    e->ctx->stop = ctx->stop;
    jj_ctx_set_lang(e->ctx, ctx->lang);
    (void)read_stamp(e, &at);
    jj_status st = open_edition(ctx, e, at, &e->now);
    if (st == JJ_OK)
        return JJ_OK;
    serve_editions_free(e);
    *out = NULL;
    return st;
}

void serve_editions_free(serve_editions *e) {
    if (!e)
        return;
    close_edition(e->now);
    jj_ctx_free(e->ctx);
    pthread_cond_destroy(&e->is_free);
    pthread_mutex_destroy(&e->lock);
    jj_free(e);
}

unsigned serve_editions_n_workers(const serve_editions *e) {
    return (unsigned)e->now->n_workers;
}

/*
 * Under the lock. The edition that leaves, if nobody reads it any more, is the caller's to close.
 */
static serve_edition *renew(serve_editions *e) {
    stamp at;
    serve_edition *before = e->now;
    if (!read_stamp(e, &at) || is_same(at, before->stamp) ||
        (is_same(at, e->refused) && time(NULL) < e->retry_s))
        return NULL;
    if (open_edition(e->ctx, e, at, &e->now) != JJ_OK) {
        e->refused = at;
        e->retry_s = time(NULL) + 2;
        return NULL;
    }
    return before->n_busy == 0 ? before : NULL;
}

static serve_worker *free_worker(serve_edition *d) {
    for (int i = 0; i < d->n_workers; i++)
        if (!d->workers[i].is_busy)
            return &d->workers[i];
    return NULL;
}

serve_desk serve_editions_take(serve_editions *e) {
    serve_worker *w;
    pthread_mutex_lock(&e->lock);
    serve_edition *idle = renew(e);
    while (!(w = free_worker(e->now)))
        pthread_cond_wait(&e->is_free, &e->lock);
    w->is_busy = true;
    e->now->n_busy++;
    const serve_desk d = {e->now, w, e->now->tiles, e->now->proposer, e->now->id};
    pthread_mutex_unlock(&e->lock);
    close_edition(idle);
    return d;
}

void serve_editions_leave(serve_editions *e, const serve_desk *d) {
    pthread_mutex_lock(&e->lock);
    d->worker->is_busy = false;
    bool is_last = --d->edition->n_busy == 0 && d->edition != e->now;
    pthread_cond_signal(&e->is_free);
    pthread_mutex_unlock(&e->lock);
    if (is_last)
        close_edition(d->edition);
}

bool serve_editions_changed(serve_editions *e, const serve_desk *d) {
    stamp at;
    pthread_mutex_lock(&e->lock);
    bool is_other = read_stamp(e, &at) && !is_same(at, d->edition->stamp);
    pthread_mutex_unlock(&e->lock);
    return is_other;
}
