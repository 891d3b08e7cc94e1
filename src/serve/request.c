#include "serve/request.h"
#include "serve/scratch.h"

#include <jansson.h>
#include <microhttpd.h>
#include <string.h>

enum { MAX_PARAM = 512 };

const char *serve_param(const serve_request *rq, const char *name) {
    return MHD_lookup_connection_value(rq->connection, MHD_GET_ARGUMENT_KIND, name);
}

/* A walk over the parameters; stops at the first that is not right. */
typedef struct check {
    const serve_request *rq;
    const char *known;
    const char *seen[24];
    size_t n_seen;
    jj_status status;
} check;

static bool is_listed(const char *list, const char *name) {
    size_t len = strlen(name);
    for (const char *p = list; len && *p;) {
        size_t n = strcspn(p, ",");
        if (n == len && memcmp(p, name, n) == 0)
            return true;
        p += n + (p[n] == ',');
    }
    return false;
}

static enum MHD_Result refuse(check *c, jj_status st) {
    c->status = st;
    return MHD_NO;
}

static enum MHD_Result check_one(void *user, enum MHD_ValueKind kind, const char *name,
                                 const char *value) {
    (void)kind;
    check *c = user;
    jj_ctx *ctx = c->rq->ctx;
    const char *v = value ? value : "";
    if (strlen(name) > 64 || jj_utf8_valid(name, strlen(name)) != strlen(name))
        return refuse(c, jj_fail(ctx, JJ_E_RANGE, "a parameter has no proper name"));
    if (!is_listed(c->known, name) && !is_listed("f,format,lang", name))
        return refuse(
            c, jj_fail(ctx, JJ_E_RANGE, "'%s' is not a parameter here; known: %s", name, c->known));
    if (strlen(v) > MAX_PARAM || jj_utf8_valid(v, strlen(v)) != strlen(v))
        return refuse(
            c, jj_fail(ctx, JJ_E_RANGE, "%s: over %d bytes, or not UTF-8", name, (int)MAX_PARAM));
    for (size_t i = 0; i < c->n_seen; i++)
        if (strcmp(c->seen[i], name) == 0)
            return refuse(c, jj_fail(ctx, JJ_E_RANGE, "'%s' is given twice", name));
    if (c->n_seen == sizeof c->seen / sizeof c->seen[0])
        return refuse(c, jj_fail(ctx, JJ_E_RANGE, "there are too many parameters"));
    c->seen[c->n_seen++] = name;
    return MHD_YES;
}

jj_status serve_check_params(const serve_request *rq, const char *known) {
    check c = {.rq = rq, .known = known};
    MHD_get_connection_values(rq->connection, MHD_GET_ARGUMENT_KIND, check_one, &c);
    return c.status;
}

jj_status serve_wanted(const serve_request *rq, const char *name) {
    return serve_param(rq, name)
               ? JJ_OK
               : jj_fail(rq->ctx, JJ_E_RANGE, "the parameter '%s' is missing", name);
}

jj_status serve_number(const serve_request *rq, const char *name, double min, double max,
                       double *out) {
    const char *text = serve_param(rq, name);
    double v;
    if (!text)
        return JJ_OK;
    if (!jj_parse_double(text, &v) || !(v >= min && v <= max))
        return jj_fail(rq->ctx, JJ_E_RANGE, "%s: '%s' is not a number from %.10g to %.10g", name,
                       text, min, max);
    *out = v;
    return JJ_OK;
}

jj_status serve_int(const serve_request *rq, const char *name, int64_t min, int64_t max,
                    int64_t *out) {
    const char *text = serve_param(rq, name);
    int64_t v;
    if (!text)
        return JJ_OK;
    if (!jj_parse_int64(text, &v) || v < min || v > max)
        return jj_fail(rq->ctx, JJ_E_RANGE, "%s: '%s' is not a whole number from %lld to %lld",
                       name, text, (long long)min, (long long)max);
    *out = v;
    return JJ_OK;
}

bool serve_digits(const char *text, size_t len, uint64_t max, uint64_t *out) {
    uint64_t v = 0;
    if (len == 0 || len > 18)
        return false;
    for (size_t i = 0; i < len; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        v = v * 10 + (uint64_t)(text[i] - '0');
    }
    *out = v;
    return v <= max;
}

jj_status serve_json(serve_request *rq, json_t *object) {
    char *text = object ? json_dumps(object, JSON_COMPACT | JSON_ENSURE_ASCII) : NULL;
    json_decref(object);
    if (!text)
        return jj_no_memory(rq->ctx, "the answer", 0);
    jj_text_add(&rq->answer.body, text);
    free(text);
    rq->answer.type = "application/json";
    return rq->answer.body.failed ? jj_no_memory(rq->ctx, "the answer", 0) : JJ_OK;
}

jj_status serve_not_found(serve_request *rq) {
    rq->answer.status = MHD_HTTP_NOT_FOUND;
    return jj_fail(rq->ctx, JJ_E_DATA, "there is nothing at this address");
}

/* Offered under the name of the CSV with its own ending. */
static jj_status reply_workbook(serve_request *rq, const jj_reply *reply, const char *name) {
    jj_table table = jj_reply_table(reply);
    JJ_TRY(serve_workbook(rq->ctx, &table, &rq->answer.body));
    rq->answer.type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    rq->answer.file_name = strcmp(name, "gaps.csv") == 0       ? "gaps.xlsx"
                           : strcmp(name, "verdicts.csv") == 0 ? "verdicts.xlsx"
                                                               : "table.xlsx";
    return JJ_OK;
}

jj_status serve_reply(serve_request *rq, const jj_reply *reply, jj_format fallback,
                      const char *name) {
    static const char *const types[] = {
        [JJ_FORMAT_TABLE] = "text/plain; charset=utf-8",
        [JJ_FORMAT_CSV] = "text/csv; charset=utf-8",
        [JJ_FORMAT_JSON] = "application/json",
        [JJ_FORMAT_GEOJSON] = "application/geo+json",
    };
    const char *wanted = serve_param(rq, "f");
    jj_format format = fallback;
    if (!wanted)
        wanted = serve_param(rq, "format");
    if (wanted && strcmp(wanted, "xlsx") == 0)
        return reply_workbook(rq, reply, name);
    if (wanted && (!jj_format_parse(wanted, &format) || format == JJ_FORMAT_TABLE))
        return jj_fail(rq->ctx, JJ_E_RANGE, "f: '%s' is not json, geojson, csv or xlsx", wanted);
    jj_table table = jj_reply_table(reply);
    JJ_TRY(jj_table_print(rq->ctx, &table, format, &rq->answer.body));
    rq->answer.type = types[format];
    rq->answer.file_name = format == JJ_FORMAT_CSV ? name : NULL;
    return JJ_OK;
}

jj_status serve_body_json(const serve_request *rq, json_t **out) {
    json_error_t error;
    const jj_text *b = rq->body;
    *out = json_loadb(b->s ? b->s : "", b->len, JSON_REJECT_DUPLICATES, &error);
    if (*out && json_is_object(*out))
        return JJ_OK;
    json_decref(*out);
    *out = NULL;
    return jj_fail(rq->ctx, JJ_E_RANGE, "the body is not a JSON object: line %d, column %d",
                   error.line, error.column);
}
