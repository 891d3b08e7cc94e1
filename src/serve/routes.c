#include "serve/routes.h"

#include <microhttpd.h>
#include <string.h>

extern const unsigned char serve_text_index[], serve_text_style[], serve_text_openapi[],
    serve_text_icon[], serve_text_app[], serve_text_dom[], serve_text_figures[],
    serve_text_layers[], serve_text_map[], serve_text_net[], serve_text_place[], serve_text_plans[],
    serve_text_rules[], serve_text_search[], serve_text_state[], serve_text_tabs[],
    serve_text_words[];

typedef struct asset {
    const char *path, *type;
    const unsigned char *text;
} asset;

static const char script[] = "text/javascript; charset=utf-8";

static const asset assets[] = {
    {"/index.html", "text/html; charset=utf-8", serve_text_index},
    {"/app.js", script, serve_text_app},
    {"/dom.js", script, serve_text_dom},
    {"/figures.js", script, serve_text_figures},
    {"/layers.js", script, serve_text_layers},
    {"/map.js", script, serve_text_map},
    {"/net.js", script, serve_text_net},
    {"/place.js", script, serve_text_place},
    {"/plans.js", script, serve_text_plans},
    {"/rules.js", script, serve_text_rules},
    {"/search.js", script, serve_text_search},
    {"/state.js", script, serve_text_state},
    {"/tabs.js", script, serve_text_tabs},
    {"/words.js", script, serve_text_words},
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

typedef enum methods { READ, POST, BOTH } methods;

typedef struct route {
    const char *path; /* with '/' at its end: all below it */
    jj_status (*answer)(serve_request *rq);
    methods methods;
} route;

static const route routes[] = {
    {"/", root, READ},
    {"/conformance", serve_conformance, READ},
    {"/collections", serve_collections, READ},
    {"/collections/", serve_collection, READ},
    {"/tiles/", serve_tile, READ},
    {"/api/v1/result", serve_api_result, READ},
    {"/api/v1/units", serve_api_units, READ},
    {"/api/v1/gaps", serve_api_gaps, READ},
    {"/api/v1/facilities", serve_api_facilities, READ},
    {"/api/v1/explain", serve_api_explain, READ},
    {"/api/v1/query", serve_api_query, READ},
    {"/api/v1/base", serve_api_base, READ},
    {"/api/v1/propose", serve_api_propose, BOTH},
    {"/api/v1/saved", serve_api_saved, BOTH},
    {"/api/v1/saved/", serve_api_saved, READ},
    {"/api/v1/opinion", serve_api_opinion, POST},
    {"/api/v1/place", serve_api_place, POST},
    {"/api/v1/parcel", serve_api_parcel, POST},
};

static bool is_at(const route *r, const char *path) {
    size_t len = strlen(r->path);
    bool is_folder = len > 1 && r->path[len - 1] == '/';
    return is_folder ? strncmp(path, r->path, len) == 0 : strcmp(path, r->path) == 0;
}

static jj_status refuse_method(serve_request *rq) {
    rq->answer.status = MHD_HTTP_METHOD_NOT_ALLOWED;
    return jj_fail(rq->ctx, JJ_E_RANGE, "this address is not asked in this way: see /api");
}

jj_status serve_route(serve_request *rq) {
    for (size_t i = 0; i < JJ_COUNT(routes); i++) {
        const route *r = &routes[i];
        if (!is_at(r, rq->path))
            continue;
        bool is_right = r->methods == BOTH || (r->methods == POST) == rq->is_post;
        return is_right ? r->answer(rq) : refuse_method(rq);
    }
    for (size_t i = 0; i < JJ_COUNT(assets); i++)
        if (strcmp(rq->path, assets[i].path) == 0)
            return rq->is_post ? refuse_method(rq) : show(rq, &assets[i]);
    return serve_not_found(rq);
}
