#include "serve/guard.h"
#include "serve/routes.h"

#include <arpa/inet.h>
#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <microhttpd.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
    MAX_WORKERS = 16,
    MAX_CONNECTIONS = 256,
    MAX_HEAD = 32 * 1024, /* of one request, in bytes */
    IDLE_SECONDS = 10,
    ANSWER_SECONDS = 300, /* a large project takes its time to open */
    FINISH_SECONDS = 10,
    POLL_MS = 50
};

/* What answers one request at a time: a context and a connection to the database of its own. */
typedef struct worker {
    jj_ctx *ctx;
    jj_result_file result;
    serve_mercator mercator;
    bool is_busy;
} worker;

typedef struct server {
    worker workers[MAX_WORKERS];
    int n_workers;
    pthread_mutex_t lock;
    pthread_cond_t is_free;
    serve_tiles *tiles;
    serve_proposer *proposer;
    const char *token;
    jj_lang lang;
    bool is_loopback;
    atomic_int n_answering;
    struct MHD_Daemon *daemon;
} server;

static void server_deinit(server *s) {
    if (s->daemon)
        MHD_stop_daemon(s->daemon);
    for (int i = 0; i < s->n_workers; i++) {
        serve_mercator_deinit(&s->workers[i].mercator);
        jj_result_file_close(&s->workers[i].result);
        jj_ctx_free(s->workers[i].ctx);
    }
    serve_tiles_free(s->tiles);
    serve_proposer_free(s->proposer);
    pthread_cond_destroy(&s->is_free);
    pthread_mutex_destroy(&s->lock);
}

static worker *take_worker(server *s) {
    pthread_mutex_lock(&s->lock);
    for (;;) {
        for (int i = 0; i < s->n_workers; i++)
            if (!s->workers[i].is_busy) {
                s->workers[i].is_busy = true;
                pthread_mutex_unlock(&s->lock);
                return &s->workers[i];
            }
        pthread_cond_wait(&s->is_free, &s->lock);
    }
}

static void leave_worker(server *s, worker *w) {
    pthread_mutex_lock(&s->lock);
    w->is_busy = false;
    pthread_cond_signal(&s->is_free);
    pthread_mutex_unlock(&s->lock);
}

static void add_headers(struct MHD_Response *r, const serve_answer *a) {
    static const char *const always[][2] = {
        {"Content-Security-Policy",
         "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
         "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"},
        {"X-Content-Type-Options", "nosniff"},
        {"Referrer-Policy", "no-referrer"},
        {"Cross-Origin-Resource-Policy", "same-origin"},
        {"Vary", "Accept"},
    };
    for (size_t i = 0; i < sizeof always / sizeof always[0]; i++)
        MHD_add_response_header(r, always[i][0], always[i][1]);
    MHD_add_response_header(r, MHD_HTTP_HEADER_CONTENT_TYPE, a->type);
    MHD_add_response_header(r, MHD_HTTP_HEADER_CACHE_CONTROL,
                            a->is_lasting ? "private, max-age=300" : "no-cache");
    if (a->file_name) {
        char text[128];
        snprintf(text, sizeof text, "attachment; filename=\"%s\"", a->file_name);
        MHD_add_response_header(r, MHD_HTTP_HEADER_CONTENT_DISPOSITION, text);
    }
}

/* Takes the body of the answer over. */
static enum MHD_Result send_answer(struct MHD_Connection *c, serve_answer *a) {
    struct MHD_Response *r =
        a->fixed
            ? MHD_create_response_from_buffer(a->fixed_len, (void *)(uintptr_t)a->fixed,
                                              MHD_RESPMEM_PERSISTENT)
            : MHD_create_response_from_buffer_with_free_callback(a->body.len, a->body.s, jj_free);
    if (!r) {
        jj_text_deinit(&a->body);
        return MHD_NO;
    }
    add_headers(r, a);
    if (a->status == MHD_HTTP_UNAUTHORIZED)
        MHD_add_response_header(r, MHD_HTTP_HEADER_WWW_AUTHENTICATE, "Basic realm=\"jiujin\"");
    if (a->status == MHD_HTTP_METHOD_NOT_ALLOWED)
        MHD_add_response_header(r, MHD_HTTP_HEADER_ALLOW, "GET, HEAD");
    enum MHD_Result queued = MHD_queue_response(c, a->status ? a->status : MHD_HTTP_OK, r);
    MHD_destroy_response(r);
    return queued;
}

static void write_message(serve_answer *a, unsigned status, const char *message) {
    jj_text_deinit(&a->body);
    json_t *j = json_pack("{s:i, s:s}", "status", (int)status, "message", message);
    char *text = j ? json_dumps(j, JSON_COMPACT) : NULL;
    jj_text_add(&a->body, text ? text : "{}");
    free(text);
    json_decref(j);
    a->status = status;
    a->type = "application/json";
    a->fixed = NULL;
    a->file_name = NULL;
    a->is_lasting = false;
}

static enum MHD_Result refuse(struct MHD_Connection *c, unsigned status, const char *message) {
    serve_answer a = {0};
    write_message(&a, status, message);
    return send_answer(c, &a);
}

static unsigned status_of(jj_status st) {
    switch (st) {
    case JJ_E_RANGE:
        return MHD_HTTP_BAD_REQUEST;
    case JJ_E_DATA:
        return MHD_HTTP_NOT_FOUND;
    case JJ_E_LIMIT:
    case JJ_E_NOMEM:
    case JJ_E_STOPPED:
        return MHD_HTTP_SERVICE_UNAVAILABLE;
    default:
        return MHD_HTTP_INTERNAL_SERVER_ERROR;
    }
}

static jj_lang language(struct MHD_Connection *c, jj_lang fallback) {
    const char *text = MHD_lookup_connection_value(c, MHD_GET_ARGUMENT_KIND, "lang");
    if (!text)
        return fallback;
    return strcmp(text, "zh") == 0 ? JJ_LANG_ZH : JJ_LANG_EN;
}

static enum MHD_Result answer(server *s, struct MHD_Connection *c, const char *path) {
    const char *host = serve_host(c, s->is_loopback);
    if (!host)
        return refuse(c, MHD_HTTP_FORBIDDEN, "this host name is not served");
    if (serve_is_foreign(c))
        return refuse(c, MHD_HTTP_FORBIDDEN, "another site's page may not ask here");
    if (!serve_may_pass(c, s->token))
        return refuse(c, MHD_HTTP_UNAUTHORIZED, "a token is needed");
    worker *w = take_worker(s);
    serve_request rq = {.connection = c,
                        .ctx = w->ctx,
                        .result = &w->result,
                        .tiles = s->tiles,
                        .proposer = s->proposer,
                        .mercator = &w->mercator,
                        .path = path,
                        .host = host};
    jj_ctx_set_lang(w->ctx, language(c, s->lang));
    jj_status st = serve_route(&rq);
    if (st != JJ_OK)
        write_message(&rq.answer, rq.answer.status ? rq.answer.status : status_of(st),
                      status_of(st) == MHD_HTTP_INTERNAL_SERVER_ERROR ? "the result cannot be read"
                                                                      : jj_ctx_message(w->ctx));
    leave_worker(s, w);
    return send_answer(c, &rq.answer);
}

static bool has_body(struct MHD_Connection *c) {
    const char *len =
        MHD_lookup_connection_value(c, MHD_HEADER_KIND, MHD_HTTP_HEADER_CONTENT_LENGTH);
    return (len && strcmp(len, "0") != 0) ||
           MHD_lookup_connection_value(c, MHD_HEADER_KIND, MHD_HTTP_HEADER_TRANSFER_ENCODING);
}

/* Called once with the head of a request, and again when it is whole. */
static enum MHD_Result on_request(void *user, struct MHD_Connection *c, const char *url,
                                  const char *method, const char *version, const char *upload,
                                  size_t *n_upload, void **seen) {
    server *s = user;
    (void)version;
    (void)upload;
    if (strcmp(method, MHD_HTTP_METHOD_GET) != 0 && strcmp(method, MHD_HTTP_METHOD_HEAD) != 0)
        return refuse(c, MHD_HTTP_METHOD_NOT_ALLOWED, "only GET and HEAD are answered");
    if (has_body(c) || *n_upload)
        return refuse(c, MHD_HTTP_CONTENT_TOO_LARGE, "requests have no body here");
    if (!*seen) {
        *seen = s;
        MHD_set_connection_option(c, MHD_CONNECTION_OPTION_TIMEOUT, (unsigned)IDLE_SECONDS);
        atomic_fetch_add(&s->n_answering, 1);
        return MHD_YES;
    }
    MHD_set_connection_option(c, MHD_CONNECTION_OPTION_TIMEOUT, (unsigned)ANSWER_SECONDS);
    return answer(s, c, url);
}

static void on_answered(void *user, struct MHD_Connection *c, void **seen,
                        enum MHD_RequestTerminationCode how) {
    (void)c;
    (void)how;
    if (*seen)
        atomic_fetch_sub(&((server *)user)->n_answering, 1);
    *seen = NULL;
}

static void log_nothing(void *user, const char *fmt, va_list args) {
    (void)user;
    (void)fmt;
    (void)args;
}

static jj_status add_workers(jj_ctx *ctx, server *s, const char *result) {
    int n = ctx->n_threads < 2 ? 2 : ctx->n_threads > MAX_WORKERS ? MAX_WORKERS : ctx->n_threads;
    while (s->n_workers < n) {
        worker *w = &s->workers[s->n_workers];
        if (!(w->ctx = jj_ctx_new()))
            return jj_no_memory(ctx, "workers", 0);
        s->n_workers++;
        w->ctx->memory = ctx->memory;
        w->ctx->n_threads = 1;
        w->ctx->lang = ctx->lang;
        jj_status st = jj_result_file_open(w->ctx, result, &w->result);
        if (st != JJ_OK)
            return jj_fail(ctx, st, "%s", jj_ctx_message(w->ctx));
    }
    return JJ_OK;
}

static jj_status start(jj_ctx *ctx, server *s, const jj_serve_options *o,
                       struct sockaddr_storage *at) {
    unsigned flags = MHD_USE_AUTO_INTERNAL_THREAD | MHD_USE_ERROR_LOG;
    if (at->ss_family == AF_INET6)
        flags |= MHD_USE_IPv6;
    s->daemon = MHD_start_daemon(
        flags, o->port, NULL, NULL, on_request, s, MHD_OPTION_EXTERNAL_LOGGER, log_nothing, NULL,
        MHD_OPTION_SOCK_ADDR, (struct sockaddr *)at, MHD_OPTION_THREAD_POOL_SIZE,
        (unsigned)s->n_workers, MHD_OPTION_CONNECTION_LIMIT, (unsigned)MAX_CONNECTIONS,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)MAX_HEAD, MHD_OPTION_CONNECTION_TIMEOUT,
        (unsigned)IDLE_SECONDS, MHD_OPTION_NOTIFY_COMPLETED, on_answered, s, MHD_OPTION_END);
    return s->daemon ? JJ_OK
                     : jj_fail(ctx, JJ_E_IO, "cannot listen on port %d: %s; choose another --port",
                               (int)o->port, strerror(errno));
}

static double seconds_now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void nap(void) {
    nanosleep(&(struct timespec){.tv_nsec = POLL_MS * 1000000L}, NULL);
}

/* New requests are refused; those being answered are finished. */
static void finish(server *s) {
    int fd = MHD_quiesce_daemon(s->daemon);
    double end = seconds_now() + FINISH_SECONDS;
    while (atomic_load(&s->n_answering) > 0 && seconds_now() < end)
        nap();
    MHD_stop_daemon(s->daemon);
    s->daemon = NULL;
    if (fd >= 0)
        close(fd);
}

static void announce(const server *s, const jj_serve_options *o, jj_serve_ready_fn ready,
                     void *user) {
    char url[128];
    const char *address = o->address ? o->address : "127.0.0.1";
    const union MHD_DaemonInfo *port = MHD_get_daemon_info(s->daemon, MHD_DAEMON_INFO_BIND_PORT);
    snprintf(url, sizeof url, strchr(address, ':') ? "http://[%s]:%u/" : "http://%s:%u/", address,
             port ? (unsigned)port->port : (unsigned)o->port);
    ready(user, url);
}

jj_status jj_serve_run(jj_ctx *ctx, const char *result, const jj_serve_options *options,
                       jj_serve_ready_fn ready, void *user) {
    JJ_CLEANUP(server_deinit)
    server s = {.token = options->token,
                .lang = ctx->lang,
                .lock = PTHREAD_MUTEX_INITIALIZER,
                .is_free = PTHREAD_COND_INITIALIZER};
    struct sockaddr_storage at;
    JJ_TRY(serve_listen_at(ctx, options, &at, &s.is_loopback));
    JJ_TRY(add_workers(ctx, &s, result));
    JJ_TRY(serve_tiles_new(ctx, &s.tiles));
    JJ_TRY(serve_proposer_new(ctx, &s.proposer));
    JJ_TRY(start(ctx, &s, options, &at));
    announce(&s, options, ready, user);
    double end = seconds_now() + options->for_seconds;
    while (!(ctx->stop && atomic_load(ctx->stop)) && !(seconds_now() >= end))
        nap();
    finish(&s);
    return JJ_OK;
}
