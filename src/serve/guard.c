#include "serve/guard.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <string.h>

static bool parse_address(const char *text, uint16_t port, struct sockaddr_storage *out,
                          bool *is_loopback) {
    *out = (struct sockaddr_storage){0};
    struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons(port)};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons(port)};
    if (inet_pton(AF_INET, text, &v4.sin_addr) == 1) {
        *is_loopback = ntohl(v4.sin_addr.s_addr) >> 24 == 127;
        memcpy(out, &v4, sizeof v4);
        return true;
    }
    if (inet_pton(AF_INET6, text, &v6.sin6_addr) != 1)
        return false;
    *is_loopback = IN6_IS_ADDR_LOOPBACK(&v6.sin6_addr);
    memcpy(out, &v6, sizeof v6);
    return true;
}

jj_status serve_listen_at(jj_ctx *ctx, const jj_serve_options *o, struct sockaddr_storage *out,
                          bool *is_loopback) {
    const char *text = o->address ? o->address : "127.0.0.1";
    if (!parse_address(text, o->port, out, is_loopback))
        return jj_fail(ctx, JJ_E_RANGE, "--address: '%s' is not an IPv4 or IPv6 address", text);
    if (o->token && strlen(o->token) < SERVE_MIN_TOKEN)
        return jj_fail(ctx, JJ_E_RANGE, "--token: give at least %d characters",
                       (int)SERVE_MIN_TOKEN);
    if (!*is_loopback && !o->token)
        return jj_fail(ctx, JJ_E_RANGE,
                       "--address: %s can be reached by others: a --token is needed", text);
    return JJ_OK;
}

static bool is_local_name(const char *host) {
    static const char *const names[] = {"127.0.0.1", "localhost", "[::1]"};
    for (size_t i = 0; i < JJ_COUNT(names); i++) {
        size_t len = strlen(names[i]);
        if (strncmp(host, names[i], len) == 0 && (host[len] == '\0' || host[len] == ':'))
            return strspn(host + len, ":0123456789") == strlen(host + len);
    }
    return false;
}

const char *serve_host(struct MHD_Connection *connection, bool is_loopback) {
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                  "0123456789.-:[]";
    const char *host =
        MHD_lookup_connection_value(connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_HOST);
    if (!host || !*host || strlen(host) > 255 || host[strspn(host, allowed)])
        return NULL;
    return !is_loopback || is_local_name(host) ? host : NULL;
}

bool serve_is_foreign(struct MHD_Connection *connection) {
    const char *site = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Sec-Fetch-Site");
    const char *mode = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Sec-Fetch-Mode");
    bool is_own = !site || strcmp(site, "same-origin") == 0 || strcmp(site, "none") == 0;
    return !is_own && !(mode && strcmp(mode, "navigate") == 0);
}

bool serve_is_own_post(struct MHD_Connection *connection) {
    const char *mark = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "X-Jiujin");
    const char *origin =
        MHD_lookup_connection_value(connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_ORIGIN);
    const char *host =
        MHD_lookup_connection_value(connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_HOST);
    const char *slashes = origin ? strstr(origin, "://") : NULL;
    bool is_own = !origin || (slashes && host && strcmp(slashes + 3, host) == 0);
    return mark && strcmp(mark, "1") == 0 && is_own;
}

static bool is_same(const char *given, const char *token) {
    size_t n = strlen(token), n_given = given ? strlen(given) : 0;
    unsigned char difference = n != n_given;
    for (size_t i = 0; i < n_given; i++)
        difference |= (unsigned char)((unsigned char)given[i] ^ (unsigned char)token[i % n]);
    return difference == 0;
}

bool serve_may_pass(struct MHD_Connection *connection, const char *token) {
    static const char bearer[] = "Bearer ";
    if (!token)
        return true;
    const char *header =
        MHD_lookup_connection_value(connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_AUTHORIZATION);
    if (header && strncmp(header, bearer, strlen(bearer)) == 0)
        return is_same(header + strlen(bearer), token);
    if (is_same(MHD_lookup_connection_value(connection, MHD_COOKIE_KIND, "jiujin"), token))
        return true;
    char *password = NULL;
    char *user = MHD_basic_auth_get_username_password(connection, &password);
    bool may_pass = password && is_same(password, token);
    MHD_free(user);
    MHD_free(password);
    return may_pass;
}
