/* One request: its parameters, checked, and the answer being made. */
#ifndef SERVE_REQUEST_H
#define SERVE_REQUEST_H

#include "load/kinds.h"
#include "out/print.h"
#include "out/reply.h"
#include "out/result_file.h"
#include "serve/edition.h"
#include "serve/saved.h"

struct MHD_Connection;
struct json_t;

/* What goes back. `fixed` (text that lives as long as the program) or `body`. */
typedef struct serve_answer {
    unsigned status; /* 0 = 200 */
    const char *type;
    jj_text body;
    const void *fixed;
    size_t fixed_len;
    const char *file_name;          /* offered for saving under this name; NULL = shown */
    bool is_lasting;                /* the client may keep it for a while */
    char edition[SERVE_EDITION_ID]; /* of the result it was read from; "" = none was */
} serve_answer;

typedef struct serve_request {
    struct MHD_Connection *connection;
    jj_ctx *ctx;                  /* the worker's own */
    const jj_result_file *result; /* the worker's own */
    serve_tiles *tiles;
    serve_proposer *proposer;
    serve_mercator *mercator; /* the worker's own */
    const char *path;         /* decoded, "/collections/facility/items" */
    const char *host;         /* "127.0.0.1:8080", checked */
    serve_saved *saved;
    const jj_kinds *kinds;
    bool is_post;
    const jj_text *body; /* of a request that posts; at most 4 MiB */
    serve_answer answer;
} serve_request;

/* Names of parameters any resource takes: "f", "format", "lang". */
const char *serve_param(const serve_request *rq, const char *name); /* NULL = not given */

/*
 * JJ_E_RANGE: a parameter that is not in `known` ("rule,unit"), is given twice, is longer than 512
 * bytes or not UTF-8.
 */
jj_status serve_check_params(const serve_request *rq, const char *known);

/* JJ_E_RANGE: the parameter is not given. */
jj_status serve_wanted(const serve_request *rq, const char *name);

/* Left as it is when not given. JJ_E_RANGE: not such a number, or outside min..max. */
jj_status serve_number(const serve_request *rq, const char *name, double min, double max,
                       double *out);
jj_status serve_int(const serve_request *rq, const char *name, int64_t min, int64_t max,
                    int64_t *out);

/* Decimal digits alone, nothing else; for parts of a path. False: not so, or over `max`. */
bool serve_digits(const char *text, size_t len, uint64_t max, uint64_t *out);

/* 404 with a message. */
jj_status serve_not_found(serve_request *rq);

/* The reply as `f` or `format` says (json, geojson, csv), `fallback` when neither is given. */
jj_status serve_reply(serve_request *rq, const jj_reply *reply, jj_format fallback,
                      const char *name);

/* Takes the object over. */
jj_status serve_json(serve_request *rq, struct json_t *object);

/*
 * The body as one JSON object, the caller's to json_decref(). JJ_E_RANGE says where it is not JSON.
 */
jj_status serve_body_json(const serve_request *rq, struct json_t **out);

#endif
