#include "serve/routes.h"

#include <microhttpd.h>
#include <string.h>

extern const unsigned char serve_text_index[], serve_text_app[], serve_text_map[],
    serve_text_words[], serve_text_style[], serve_text_openapi[], serve_text_icon[];

typedef struct asset {
    const char *path, *type;
    const unsigned char *text;
} asset;

static const asset assets[] = {
    {"/index.html", "text/html; charset=utf-8", serve_text_index},
    {"/app.js", "text/javascript; charset=utf-8", serve_text_app},
    {"/map.js", "text/javascript; charset=utf-8", serve_text_map},
    {"/words.js", "text/javascript; charset=utf-8", serve_text_words},
    {"/style.css", "text/css; charset=utf-8", serve_text_style},
    {"/icon.svg", "image/svg+xml", serve_text_icon},
    {"/favicon.ico", "image/svg+xml", serve_text_icon},
    {"/api", "application/vnd.oai.openapi+json;version=3.0", serve_text_openapi},
};

static jj_status show(serve_request *rq, const asset *a) {
    JJ_TRY(serve_check_params(rq, ""));
    rq->answer.type = a->type;
    rq->answer.fixed = a->text;
    rq->answer.fixed_len = strlen((const char *)a->text);
    return JJ_OK;
}

/* A browser gets the page, a program the landing page of OGC API. */
static jj_status root(serve_request *rq) {
    const char *accepts =
        MHD_lookup_connection_value(rq->connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_ACCEPT);
    bool is_browser = accepts && strstr(accepts, "text/html") && !serve_param(rq, "f");
    return is_browser ? show(rq, &assets[0]) : serve_landing(rq);
}

typedef struct route {
    const char *path; /* with '/' at its end: all below it */
    jj_status (*answer)(serve_request *rq);
} route;

static const route routes[] = {
    {"/", root},
    {"/conformance", serve_conformance},
    {"/collections", serve_collections},
    {"/collections/", serve_collection},
    {"/tiles/", serve_tile},
    {"/api/v1/result", serve_api_result},
    {"/api/v1/units", serve_api_units},
    {"/api/v1/gaps", serve_api_gaps},
    {"/api/v1/facilities", serve_api_facilities},
    {"/api/v1/explain", serve_api_explain},
    {"/api/v1/query", serve_api_query},
    {"/api/v1/propose", serve_api_propose},
};

static bool is_at(const route *r, const char *path) {
    size_t len = strlen(r->path);
    bool is_folder = len > 1 && r->path[len - 1] == '/';
    return is_folder ? strncmp(path, r->path, len) == 0 : strcmp(path, r->path) == 0;
}

jj_status serve_route(serve_request *rq) {
    for (size_t i = 0; i < sizeof routes / sizeof routes[0]; i++)
        if (is_at(&routes[i], rq->path))
            return routes[i].answer(rq);
    for (size_t i = 0; i < sizeof assets / sizeof assets[0]; i++)
        if (strcmp(rq->path, assets[i].path) == 0)
            return show(rq, &assets[i]);
    return serve_not_found(rq);
}
