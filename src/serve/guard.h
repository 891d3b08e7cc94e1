/* Who may ask, and where the server may listen. */
#ifndef SERVE_GUARD_H
#define SERVE_GUARD_H

#include "serve/serve.h"

#include <sys/socket.h>

struct MHD_Connection;

enum { SERVE_MIN_TOKEN = 16 };

/* The socket address of the options. JJ_E_RANGE as in jj_serve_run(). */
jj_status serve_listen_at(jj_ctx *ctx, const jj_serve_options *o, struct sockaddr_storage *out,
                          bool *is_loopback);

/*
 * The host the client asked for. On loopback only this machine's own names are taken, so that a
 * page elsewhere cannot reach the server through a name it points at 127.0.0.1. NULL: refuse.
 */
const char *serve_host(struct MHD_Connection *connection, bool is_loopback);

/* A request that a browser makes for another site's page, a followed link excepted. */
bool serve_is_foreign(struct MHD_Connection *connection);

/*
 * A request to post that no page elsewhere can have made: it carries X-Jiujin, which a browser
 * sends to its own site alone, and where it names an Origin that is this host.
 */
bool serve_is_own_post(struct MHD_Connection *connection);

/*
 * "Authorization: Bearer TOKEN", or Basic with the token as password, or the cookie jiujin=TOKEN.
 * The time it takes does not depend on where a wrong token differs.
 */
bool serve_may_pass(struct MHD_Connection *connection, const char *token);

#endif
