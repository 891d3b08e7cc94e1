#include "base/lang.h"
#include "serve/edition.h"
#include "serve/guard.h"
#include "serve/routes.h"

#include <arpa/inet.h>
#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <microhttpd.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
    MAX_CONNECTIONS = 256,
    MAX_HEAD = 32 * 1024, /* of one request, in bytes */
    IDLE_SECONDS = 10,
    ANSWER_SECONDS = 300, /* a large project takes its time to open */
    BODY_SECONDS = 60,    /* for all of a body to arrive, however slowly */
    MAX_BODY = 4 * 1024 * 1024,
    FINISH_SECONDS = 10,
    POLL_MS = 50
};

typedef struct server {
    serve_editions *editions;
    serve_saved *saved;
    jj_kinds kinds;
    const char *token;
    jj_lang lang;
    bool is_loopback;
    atomic_int n_answering;
    struct MHD_Daemon *daemon;
} server;

/* A request on its way in. */
typedef struct arrival {
    jj_text body;
    double since_s;
} arrival;

static void server_deinit(server *s) {
    if (s->daemon)
        MHD_stop_daemon(s->daemon);
    serve_editions_free(s->editions);
    serve_saved_free(s->saved);
    jj_kinds_deinit(&s->kinds);
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
    for (size_t i = 0; i < JJ_COUNT(always); i++)
        MHD_add_response_header(r, always[i][0], always[i][1]);
    MHD_add_response_header(r, MHD_HTTP_HEADER_CONTENT_TYPE, a->type);
    MHD_add_response_header(r, MHD_HTTP_HEADER_CACHE_CONTROL,
                            a->is_lasting ? "private, max-age=300" : "no-cache");
    if (a->edition[0])
        MHD_add_response_header(r, "X-Jiujin-Result", a->edition);
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
        MHD_add_response_header(r, MHD_HTTP_HEADER_ALLOW, "GET, HEAD, POST");
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

static bool is_posting(const char *method) {
    return strcmp(method, MHD_HTTP_METHOD_POST) == 0;
}

/* Why the request is not let in; NULL: it is. */
static const char *objection(const server *s, struct MHD_Connection *c, const char *method,
                             unsigned *status) {
    *status = MHD_HTTP_FORBIDDEN;
    if (!serve_host(c, s->is_loopback))
        return "this host name is not served";
    if (serve_is_foreign(c))
        return "another site's page may not ask here";
    if (is_posting(method) && !serve_is_own_post(c))
        return "only this server's own page, or a program that sends X-Jiujin: 1, may post here";
    *status = MHD_HTTP_UNAUTHORIZED;
    return serve_may_pass(c, s->token) ? NULL : "a token is needed";
}

/* One answer from the newest result; *is_torn: it was replaced meanwhile. */
static serve_answer answer_once(server *s, struct MHD_Connection *c, const char *path,
                                const char *method, const jj_text *body, bool *is_torn) {
    serve_desk d = serve_editions_take(s->editions);
    jj_ctx *ctx = d.worker->ctx;
    serve_request rq = {.connection = c,
                        .ctx = ctx,
                        .result = &d.worker->result,
                        .tiles = d.tiles,
                        .proposer = d.proposer,
                        .mercator = &d.worker->mercator,
                        .saved = s->saved,
                        .kinds = &s->kinds,
                        .path = path,
                        .host = serve_host(c, s->is_loopback),
                        .is_post = is_posting(method),
                        .body = body};
    jj_ctx_set_lang(ctx, language(c, s->lang));
    jj_status st = serve_route(&rq);
    if (st != JJ_OK)
        write_message(&rq.answer, rq.answer.status ? rq.answer.status : status_of(st),
                      status_of(st) == MHD_HTTP_INTERNAL_SERVER_ERROR ? "the result cannot be read"
                                                                      : jj_ctx_message(ctx));
    memcpy(rq.answer.edition, d.id, sizeof rq.answer.edition);
    *is_torn = serve_editions_changed(s->editions, &d);
    serve_editions_leave(s->editions, &d);
    return rq.answer;
}

/* What is read while the result is being replaced is read again; what is posted is done once. */
static enum MHD_Result answer(server *s, struct MHD_Connection *c, const char *path,
                              const char *method, const jj_text *body) {
    bool is_torn;
    serve_answer a = answer_once(s, c, path, method, body, &is_torn);
    if (is_torn && !is_posting(method)) {
        jj_text_deinit(&a.body);
        a = answer_once(s, c, path, method, body, &is_torn);
    }
    return send_answer(c, &a);
}

static double seconds_now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Whether a body is announced, and one that may come. */
static bool has_body(struct MHD_Connection *c, bool *is_too_large) {
    uint64_t n;
    const char *len =
        MHD_lookup_connection_value(c, MHD_HEADER_KIND, MHD_HTTP_HEADER_CONTENT_LENGTH);
    *is_too_large = len && !serve_digits(len, strlen(len), MAX_BODY, &n);
    return (len && strcmp(len, "0") != 0) ||
           MHD_lookup_connection_value(c, MHD_HEADER_KIND, MHD_HTTP_HEADER_TRANSFER_ENCODING);
}

static enum MHD_Result on_head(server *s, struct MHD_Connection *c, const char *method,
                               void **seen) {
    unsigned status;
    bool is_too_large;
    bool is_reading =
        strcmp(method, MHD_HTTP_METHOD_GET) == 0 || strcmp(method, MHD_HTTP_METHOD_HEAD) == 0;
    if (!is_reading && !is_posting(method))
        return refuse(c, MHD_HTTP_METHOD_NOT_ALLOWED, "only GET, HEAD and POST are answered");
    const char *against = objection(s, c, method, &status);
    if (against)
        return refuse(c, status, against);
    if (has_body(c, &is_too_large) && (is_reading || is_too_large))
        return refuse(c, MHD_HTTP_CONTENT_TOO_LARGE,
                      is_reading ? "requests to read have no body" : "a body has at most 4 MiB");
    arrival *a = jj_alloc(1, sizeof *a);
    if (!a)
        return MHD_NO;
    a->since_s = seconds_now();
    *seen = a;
    MHD_set_connection_option(c, MHD_CONNECTION_OPTION_TIMEOUT, (unsigned)IDLE_SECONDS);
    atomic_fetch_add(&s->n_answering, 1);
    return MHD_YES;
}

/* A piece of the body; MHD_NO drops the connection. */
static enum MHD_Result take_piece(arrival *a, const char *piece, size_t *len) {
    if (a->body.len + *len > MAX_BODY || seconds_now() - a->since_s > BODY_SECONDS)
        return MHD_NO;
    jj_text_addn(&a->body, piece, *len);
    *len = 0;
    return a->body.failed ? MHD_NO : MHD_YES;
}

/* Called once with the head of a request, for each piece of its body, and when it is whole. */
static enum MHD_Result on_request(void *user, struct MHD_Connection *c, const char *url,
                                  const char *method, const char *version, const char *upload,
                                  size_t *n_upload, void **seen) {
    server *s = user;
    (void)version;
    if (!*seen)
        return on_head(s, c, method, seen);
    if (*n_upload)
        return take_piece(*seen, upload, n_upload);
    MHD_set_connection_option(c, MHD_CONNECTION_OPTION_TIMEOUT, (unsigned)ANSWER_SECONDS);
    return answer(s, c, url, method, &((arrival *)*seen)->body);
}

static void on_answered(void *user, struct MHD_Connection *c, void **seen,
                        enum MHD_RequestTerminationCode how) {
    (void)c;
    (void)how;
    arrival *a = *seen;
    if (!a)
        return;
    jj_text_deinit(&a->body);
    jj_free(a);
    *seen = NULL;
    atomic_fetch_sub(&((server *)user)->n_answering, 1);
}

static void log_nothing(void *user, const char *fmt, va_list args) {
    (void)user;
    (void)fmt;
    (void)args;
}

static jj_status start(jj_ctx *ctx, server *s, const jj_serve_options *o,
                       struct sockaddr_storage *at) {
    unsigned flags = MHD_USE_AUTO_INTERNAL_THREAD | MHD_USE_ERROR_LOG;
    if (at->ss_family == AF_INET6)
        flags |= MHD_USE_IPv6;
    s->daemon = MHD_start_daemon(
        flags, o->port, NULL, NULL, on_request, s, MHD_OPTION_EXTERNAL_LOGGER, log_nothing, NULL,
        MHD_OPTION_SOCK_ADDR, (struct sockaddr *)at, MHD_OPTION_THREAD_POOL_SIZE,
        serve_editions_n_workers(s->editions), MHD_OPTION_CONNECTION_LIMIT,
        (unsigned)MAX_CONNECTIONS, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)MAX_HEAD,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS, MHD_OPTION_NOTIFY_COMPLETED,
        on_answered, s, MHD_OPTION_END);
    return s->daemon ? JJ_OK
                     : jj_fail(ctx, JJ_E_IO, "cannot listen on port %d: %s; choose another --port",
                               (int)o->port, jj_tr_errno(ctx->lang, errno));
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
    server s = {.token = options->token, .lang = ctx->lang};
    struct sockaddr_storage at;
    JJ_TRY(serve_listen_at(ctx, options, &at, &s.is_loopback));
    JJ_TRY(serve_editions_new(ctx, result, options->project, &s.editions));
    JJ_TRY(jj_kinds_read(ctx, NULL, &s.kinds));
    JJ_TRY(serve_saved_new(ctx, result, &s.saved));
    JJ_TRY(start(ctx, &s, options, &at));
    announce(&s, options, ready, user);
    double end = seconds_now() + options->for_seconds;
    while (!(ctx->stop && atomic_load(ctx->stop)) && !(seconds_now() >= end))
        nap();
    finish(&s);
    return JJ_OK;
}
