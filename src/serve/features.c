#include "serve/routes.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

enum { DEFAULT_LIMIT = 1000, MAX_LIMIT = 10000 };

static json_t *link_to(const serve_request *rq, const char *rel, const char *type,
                       const char *path) {
    return json_pack("{s:s, s:s, s:o}", "rel", rel, "type", type, "href",
                     json_sprintf("http://%s%s", rq->host, path));
}

jj_status serve_landing(serve_request *rq) {
    JJ_TRY(serve_check_params(rq, ""));
    json_t *manifest = json_loads(rq->result->manifest, 0, NULL);
    const char *name = json_string_value(json_object_get(manifest, "name"));
    json_t *links = json_pack(
        "[o,o,o,o,o]", link_to(rq, "self", "application/json", "/?f=json"),
        link_to(rq, "service-desc", "application/vnd.oai.openapi+json;version=3.0", "/api"),
        link_to(rq, "conformance", "application/json", "/conformance"),
        link_to(rq, "data", "application/json", "/collections"),
        link_to(rq, "alternate", "text/html", "/index.html"));
    json_t *top = json_pack("{s:s, s:s, s:o}", "title", name ? name : "jiujin", "description",
                            "Service-facility accessibility: units, facilities, gaps, verdicts",
                            "links", links);
    json_decref(manifest);
    return serve_json(rq, top);
}

jj_status serve_conformance(serve_request *rq) {
    JJ_TRY(serve_check_params(rq, ""));
    return serve_json(rq,
                      json_pack("{s:[s,s,s]}", "conformsTo",
                                "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
                                "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
                                "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson"));
}

static const char collections_sql[] =
    "SELECT table_name,description,min_x,min_y,max_x,max_y FROM gpkg_contents WHERE table_name "
    "NOT IN ('layer_styles','manifest') AND (?1 IS NULL OR table_name=?1) ORDER BY rowid";

static json_t *describe(const serve_request *rq, const jj_stmt *s) {
    const char *id = jj_stmt_text(s, 0);
    JJ_CLEANUP(jj_text_deinit) jj_text self = {0}, items = {0};
    jj_text_addf(&self, "/collections/%s", id);
    jj_text_addf(&items, "/collections/%s/items", id);
    json_t *c =
        json_pack("{s:s, s:s, s:s, s:[o,o,o]}", "id", id, "title", jj_stmt_text(s, 1), "itemType",
                  "feature", "links", link_to(rq, "self", "application/json", self.s ? self.s : ""),
                  link_to(rq, "items", "application/geo+json", items.s ? items.s : ""),
                  link_to(rq, "alternate", "text/csv", items.s ? items.s : ""));
    if (c && !isnan(jj_stmt_real(s, 2)))
        json_object_set_new(c, "extent",
                            json_pack("{s:{s:[[f,f,f,f]], s:s}}", "spatial", "bbox",
                                      jj_stmt_real(s, 2), jj_stmt_real(s, 3), jj_stmt_real(s, 4),
                                      jj_stmt_real(s, 5), "crs",
                                      "http://www.opengis.net/def/crs/OGC/1.3/CRS84"));
    return c;
}

/* All collections, or the one of that name; an empty list when there is none. */
static jj_status list_collections(serve_request *rq, const char *name, json_t *list) {
    JJ_CLEANUP(jj_stmt_freep) jj_stmt *s = NULL;
    JJ_TRY(jj_db_prepare(rq->ctx, rq->result->db, collections_sql, &s));
    jj_stmt_put_text(s, name);
    for (;;) {
        bool more;
        JJ_TRY(jj_stmt_next(rq->ctx, s, &more));
        if (!more)
            return JJ_OK;
        json_array_append_new(list, describe(rq, s));
    }
}

jj_status serve_collections(serve_request *rq) {
    JJ_TRY(serve_check_params(rq, ""));
    json_t *list = json_array();
    json_t *top =
        json_pack("{s:[o], s:o}", "links", link_to(rq, "self", "application/json", "/collections"),
                  "collections", list);
    jj_status st = list_collections(rq, NULL, list);
    if (st != JJ_OK)
        json_decref(top);
    return st == JJ_OK ? serve_json(rq, top) : st;
}

static jj_status one_collection(serve_request *rq, const char *name) {
    JJ_TRY(serve_check_params(rq, ""));
    json_t *list = json_array();
    jj_status st = list_collections(rq, name, list);
    json_t *found = json_incref(json_array_get(list, 0));
    json_decref(list);
    if (st == JJ_OK && !found)
        return serve_not_found(rq);
    if (st != JJ_OK)
        json_decref(found);
    return st == JJ_OK ? serve_json(rq, found) : st;
}

/* What is asked of one table: the condition with its values in order. */
typedef struct question {
    const char *table;
    jj_text where, known; /* known: the parameters that have a meaning here, comma between */
    const char *texts[8];
    size_t n_texts;
    double box[4];
    bool has_box;
    int64_t limit, offset;
} question;

static void question_deinit(question *q) {
    jj_text_deinit(&q->where);
    jj_text_deinit(&q->known);
}

/* Columns of the table become parameters; those given become conditions. */
static jj_status add_filters(serve_request *rq, question *q) {
    JJ_CLEANUP(jj_stmt_freep) jj_stmt *s = NULL;
    jj_text_add(&q->known, "bbox,limit,offset,datetime");
    JJ_TRY(jj_db_prepare(rq->ctx, rq->result->db,
                         "SELECT name FROM pragma_table_info(?) WHERE name NOT IN "
                         "('geom','fid','limit')",
                         &s));
    jj_stmt_put_text(s, q->table);
    for (;;) {
        bool more;
        JJ_TRY(jj_stmt_next(rq->ctx, s, &more));
        if (!more)
            return JJ_OK;
        const char *name = jj_stmt_text(s, 0), *value = serve_param(rq, name);
        jj_text_addf(&q->known, ",%s", name);
        if (!value)
            continue;
        if (q->n_texts == sizeof q->texts / sizeof q->texts[0])
            return jj_fail(rq->ctx, JJ_E_RANGE, "there are too many parameters");
        jj_text_addf(&q->where, " AND CAST(\"%s\" AS TEXT)=?", name);
        q->texts[q->n_texts++] = value;
    }
}

static jj_status parse_box(serve_request *rq, question *q) {
    const char *text = serve_param(rq, "bbox");
    if (!text)
        return JJ_OK;
    JJ_AUTO char *copy = jj_strdup(text);
    if (!copy)
        return jj_no_memory(rq->ctx, "bbox", 0);
    char *rest = copy;
    for (int i = 0; i < 4; i++) {
        char *comma = strchr(rest, ',');
        double reach = i % 2 ? 90 : 180;
        if (comma)
            *comma = '\0';
        if (!jj_parse_double(rest, &q->box[i]) || !(fabs(q->box[i]) <= reach) || !comma != (i == 3))
            return jj_fail(rq->ctx, JJ_E_RANGE,
                           "bbox: '%s' is not west,south,east,north in degrees", text);
        rest = comma ? comma + 1 : rest;
    }
    q->has_box = true;
    return q->box[0] <= q->box[2] && q->box[1] <= q->box[3]
               ? JJ_OK
               : jj_fail(rq->ctx, JJ_E_RANGE, "bbox: '%s' is not west,south,east,north in degrees",
                         text);
}

static jj_status has_geometry(serve_request *rq, const char *table, bool *out) {
    JJ_CLEANUP(jj_stmt_freep) jj_stmt *s = NULL;
    JJ_TRY(jj_db_prepare(rq->ctx, rq->result->db,
                         "SELECT 1 FROM gpkg_geometry_columns WHERE table_name=?", &s));
    jj_stmt_put_text(s, table);
    return jj_stmt_next(rq->ctx, s, out);
}

static jj_status read_question(serve_request *rq, const char *fid, question *q) {
    bool is_spatial;
    uint64_t number;
    jj_text_add(&q->where, " WHERE 1");
    q->limit = DEFAULT_LIMIT;
    if (fid) {
        if (!serve_digits(fid, strlen(fid), INT64_MAX, &number))
            return serve_not_found(rq);
        jj_text_addf(&q->where, " AND fid=%llu", (unsigned long long)number);
        return serve_check_params(rq, "");
    }
    JJ_TRY(has_geometry(rq, q->table, &is_spatial));
    JJ_TRY(add_filters(rq, q));
    JJ_TRY(serve_check_params(rq, q->known.s ? q->known.s : ""));
    JJ_TRY(serve_int(rq, "limit", 1, INT32_MAX, &q->limit));
    JJ_TRY(serve_int(rq, "offset", 0, INT32_MAX, &q->offset));
    JJ_TRY(parse_box(rq, q));
    q->limit = q->limit < MAX_LIMIT ? q->limit : MAX_LIMIT;
    if (!q->has_box || !is_spatial)
        return JJ_OK;
    jj_text_addf(&q->where,
                 " AND ST_MaxX(geom)>=%.17g AND ST_MaxY(geom)>=%.17g AND ST_MinX(geom)<=%.17g AND "
                 "ST_MinY(geom)<=%.17g",
                 q->box[0], q->box[1], q->box[2], q->box[3]);
    return jj_db_spatial(rq->ctx, rq->result->db);
}

static jj_status prepare(serve_request *rq, const question *q, const char *columns,
                         const char *tail, jj_stmt **out) {
    JJ_CLEANUP(jj_text_deinit) jj_text sql = {0};
    jj_text_addf(&sql, "SELECT %s FROM \"%s\"%s%s", columns, q->table, q->where.s ? q->where.s : "",
                 tail);
    if (sql.failed || q->where.failed || q->known.failed)
        return jj_no_memory(rq->ctx, "the question", 0);
    JJ_TRY(jj_db_prepare(rq->ctx, rq->result->db, sql.s, out));
    for (size_t i = 0; i < q->n_texts; i++)
        jj_stmt_put_text(*out, q->texts[i]);
    return JJ_OK;
}

static jj_status count_matches(serve_request *rq, const question *q, int64_t *out) {
    JJ_CLEANUP(jj_stmt_freep) jj_stmt *s = NULL;
    bool more;
    JJ_TRY(prepare(rq, q, "count(*)", "", &s));
    JJ_TRY(jj_stmt_next(rq->ctx, s, &more));
    *out = more ? jj_stmt_int(s, 0) : 0;
    return JJ_OK;
}

static jj_status read_rows(serve_request *rq, const question *q, jj_reply *out) {
    JJ_CLEANUP(jj_stmt_freep) jj_stmt *s = NULL;
    JJ_CLEANUP(jj_text_deinit) jj_text tail = {0};
    jj_text_addf(&tail, " ORDER BY fid LIMIT %lld OFFSET %lld", (long long)q->limit,
                 (long long)q->offset);
    if (tail.failed)
        return jj_no_memory(rq->ctx, "the question", 0);
    JJ_TRY(prepare(rq, q, "*", tail.s, &s));
    return jj_reply_read(rq->ctx, rq->result->db, s, out);
}

/* Percent-encodes all but unreserved characters (RFC 3986, 2.3). */
static void add_encoded(jj_text *t, const char *s) {
    for (; *s; s++) {
        unsigned char c = (unsigned char)*s;
        bool is_plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
                        (c >= 'a' && c <= 'z') || strchr("-._~", c);
        jj_text_addf(t, is_plain ? "%c" : "%%%02X", c);
    }
}

/* This page of the list, moved to another offset: every parameter given stays. */
static json_t *page_link(const serve_request *rq, const question *q, const char *rel,
                         int64_t offset) {
    JJ_CLEANUP(jj_text_deinit) jj_text path = {0};
    JJ_AUTO char *names = jj_strdup(q->known.s);
    jj_text_addf(&path, "/collections/%s/items?limit=%lld&offset=%lld", q->table,
                 (long long)q->limit, (long long)offset);
    for (char *name = names; name && *name;) {
        char *comma = strchr(name, ',');
        if (comma)
            *comma = '\0';
        const char *value = serve_param(rq, name);
        if (value && strcmp(name, "limit") != 0 && strcmp(name, "offset") != 0) {
            jj_text_addf(&path, "&%s=", name);
            add_encoded(&path, value);
        }
        name = comma ? comma + 1 : NULL;
    }
    return link_to(rq, rel, "application/geo+json", path.s ? path.s : "");
}

/* The printed collection with what OGC API adds to one. */
static jj_status add_page(serve_request *rq, const question *q, const jj_reply *reply,
                          jj_text *body) {
    static const char opening[] = "{\"type\":\"FeatureCollection\",";
    jj_text *out = &rq->answer.body;
    int64_t n_matched, n = (int64_t)reply->n_rows;
    JJ_TRY(count_matches(rq, q, &n_matched));
    json_t *links = json_pack("[o]", page_link(rq, q, "self", q->offset));
    if (q->offset + n < n_matched && n > 0)
        json_array_append_new(links, page_link(rq, q, "next", q->offset + n));
    char *text = json_dumps(links, JSON_COMPACT);
    json_decref(links);
    jj_text_addf(out, "%s\"numberMatched\":%lld,\"numberReturned\":%lld,\"links\":%s,", opening,
                 (long long)n_matched, (long long)n, text ? text : "[]");
    free(text);
    jj_text_addn(out, body->s + strlen(opening), body->len - strlen(opening));
    return out->failed ? jj_no_memory(rq->ctx, "the answer", 0) : JJ_OK;
}

/* The one feature of a printed collection. */
static void add_feature(serve_request *rq, const jj_text *body) {
    const char *from = strchr(body->s, '\n');
    const char *to = from ? strstr(from, "\n]}\n") : NULL;
    if (to)
        jj_text_addn(&rq->answer.body, from + 1, (size_t)(to - from - 1));
}

jj_status serve_items(serve_request *rq, const char *table, const char *fid) {
    JJ_CLEANUP(question_deinit) question q = {.table = table};
    JJ_CLEANUP(jj_reply_deinit) jj_reply reply = {0};
    JJ_TRY(read_question(rq, fid, &q));
    JJ_TRY(read_rows(rq, &q, &reply));
    if (fid && reply.n_rows == 0)
        return serve_not_found(rq);
    JJ_TRY(serve_reply(rq, &reply, JJ_FORMAT_GEOJSON, "items.csv"));
    if (strcmp(rq->answer.type, "application/geo+json") != 0)
        return JJ_OK;
    JJ_CLEANUP(jj_text_deinit) jj_text body = rq->answer.body;
    rq->answer.body = (jj_text){0};
    if (!fid)
        return add_page(rq, &q, &reply, &body);
    add_feature(rq, &body);
    return rq->answer.body.failed ? jj_no_memory(rq->ctx, "the answer", 0) : JJ_OK;
}

jj_status serve_collection(serve_request *rq) {
    JJ_AUTO char *name = jj_strdup(rq->path + strlen("/collections/"));
    if (!name)
        return jj_no_memory(rq->ctx, "the question", 0);
    char *rest = strchr(name, '/');
    if (!rest)
        return one_collection(rq, name);
    *rest++ = '\0';
    json_t *found = json_array();
    jj_status st = list_collections(rq, name, found);
    bool is_known = json_array_size(found) == 1;
    json_decref(found);
    JJ_TRY(st);
    if (is_known && strcmp(rest, "items") == 0)
        return serve_items(rq, name, NULL);
    if (is_known && strncmp(rest, "items/", 6) == 0)
        return serve_items(rq, name, rest + 6);
    return serve_not_found(rq);
}
