/*
 * A published result over HTTP: a page for people, /api/v1 and OGC API Features (17-069r4, core and
 * GeoJSON) for programs, XYZ tiles of travel time, proposals. The
 * result is never changed; proposals are saved in a file beside it (serve/saved.h). A result that a
 * run replaces is opened anew before the next request (serve/edition.h); every answer names the one
 * it is of in X-Jiujin-Result.
 */
#ifndef SERVE_SERVE_H
#define SERVE_SERVE_H

#include "base/ctx.h"

typedef struct jj_serve_options {
    const char *address; /* NULL = 127.0.0.1 */
    uint16_t port;       /* 0 = any free one */
    const char *project; /* where the project file is now; NULL = where the run found it */
    const char *token;   /* wanted of every request when given; needed beyond loopback */
    double for_seconds;  /* ends by itself then; NaN = when asked to stop */
} jj_serve_options;

/*
 * Serves the result folder until ctx->stop is set or for_seconds have passed; `ready` is told the
 * address ("http://127.0.0.1:8080/") once requests are answered. Requests being answered are
 * finished first.
 * JJ_E_RANGE: the address is not one, lies beyond loopback without a token, or the token is under
 * 16 characters; JJ_E_IO: the port is taken; refusals of jj_result_file_open().
 */
typedef void (*jj_serve_ready_fn)(void *user, const char *url);
jj_status jj_serve_run(jj_ctx *ctx, const char *result, const jj_serve_options *options,
                       jj_serve_ready_fn ready, void *user);

#endif
