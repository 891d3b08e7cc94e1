#include "model/rule.h"
#include "out/query.h"
#include "serve/routes.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

enum { MAX_ROWS = 100000 };

static void free_json(json_t **j) {
    json_decref(*j);
}

static json_t *value_of(const jj_stmt *s, int column) {
    switch (jj_stmt_type(s, column)) {
    case JJ_VALUE_INT:
        return json_integer(jj_stmt_int(s, column));
    case JJ_VALUE_REAL:
        return json_real(jj_stmt_real(s, column));
    case JJ_VALUE_TEXT:
        return json_string(jj_stmt_text(s, column));
    default:
        return json_null();
    }
}

/* The rows of a statement as a list of objects. */
static jj_status add_rows(serve_request *rq, const char *sql, json_t *list) {
    JJ_CLEANUP(jj_stmt_freep) jj_stmt *s = NULL;
    JJ_TRY(jj_db_prepare(rq->ctx, rq->result->db, sql, &s));
    for (;;) {
        bool more;
        JJ_TRY(jj_stmt_next(rq->ctx, s, &more));
        if (!more)
            return JJ_OK;
        json_t *row = json_object();
        for (int i = 0; i < jj_stmt_n_columns(s); i++)
            json_object_set_new(row, jj_stmt_name(s, i), value_of(s, i));
        if (json_array_append_new(list, row) != 0)
            return jj_no_memory(rq->ctx, "the answer", 0);
    }
}

/*
 * A rule with its verdict at the top, the counts of its units at the level most of them are of, and
 * the fields it reads.
 */
static const char rules_sql[] =
    "WITH c AS (SELECT rule_id,unit_level,count(*) AS n,min(fid) AS first,sum(status='pass') AS "
    "n_pass,sum(status='fail') AS n_fail,sum(status='na') AS n_na,sum(status='nodata') AS n_nodata,"
    "sum(status='exempt') AS n_exempt,sum(status='report') AS n_report FROM rule_result GROUP BY "
    "rule_id,unit_level), most AS (SELECT *,row_number() OVER (PARTITION BY rule_id ORDER BY n "
    "DESC,first) AS place,min(first) OVER (PARTITION BY rule_id) AS top FROM c) "
    "SELECT r.id,r.domain,r.title_zh,r.title_en,r.source_doc,r.source_section,r.metric,r.profile,"
    "r.op,r.target,r.target_unit,r.year,r.dept,r.facility_filter,t.status,t.value,t.num,t.den,t."
    "unit_name,"
    "t.evidence_zh,t.evidence_en,m.unit_level,m.n_pass,m.n_fail,m.n_na,m.n_nodata,m.n_exempt,"
    "m.n_report,f.within_minutes,f.field_ids FROM rule r "
    "LEFT JOIN most m ON m.rule_id=r.id AND m.place=1 LEFT JOIN rule_result t ON t.fid=m.top "
    "LEFT JOIN (SELECT rule_id,max(within_minutes) AS within_minutes,group_concat(field_id) AS "
    "field_ids FROM rule_field GROUP BY rule_id) f ON f.rule_id=r.id ORDER BY r.domain,r.fid";

static const char levels_sql[] =
    "SELECT substr(table_name,6) AS level,description AS title_zh,table_name IN (SELECT "
    "table_name FROM gpkg_geometry_columns) AS has_geometry,min_x,min_y,max_x,max_y "
    "FROM gpkg_contents WHERE table_name LIKE 'unit\\_%' ESCAPE '\\' ORDER BY rowid";

static void add_domains(json_t *rules) {
    size_t i;
    json_t *rule;
    json_array_foreach(rules, i, rule) {
        const char *domain = json_string_value(json_object_get(rule, "domain"));
        domain = domain ? domain : "";
        json_object_set_new(rule, "domain_zh", json_string(jj_domain_title(domain, JJ_LANG_ZH)));
        json_object_set_new(rule, "domain_en", json_string(jj_domain_title(domain, JJ_LANG_EN)));
    }
}

/* Titles of the kinds from the vocabulary; one that is not in it keeps its id. */
static void add_titles(const jj_kinds *known, json_t *kinds) {
    size_t i;
    json_t *row;
    json_array_foreach(kinds, i, row) {
        const char *id = json_string_value(json_object_get(row, "kind"));
        const jj_kind *k = id ? jj_kind_find(known, id) : NULL;
        json_object_set_new(row, "title_zh", json_string(k ? k->title_zh : id));
        json_object_set_new(row, "title_en", json_string(k ? k->title_en : id));
    }
}

static bool is_listed(const json_t *list, const char *key, const char *value) {
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *v = json_string_value(json_object_get(json_array_get(list, i), key));
        if (v && strcmp(v, value) == 0)
            return true;
    }
    return false;
}

/* Kinds that rules count but nobody has yet: the very ones that may be missing. */
static void add_counted_kinds(const jj_kinds *known, const json_t *rules, json_t *kinds) {
    for (size_t k = 0; k < known->n; k++) {
        JJ_CLEANUP(jj_text_deinit) jj_text quoted = {0};
        jj_text_addf(&quoted, "'%s'", known->kinds[k].id);
        bool is_counted = false;
        for (size_t i = 0; i < json_array_size(rules) && quoted.s; i++) {
            const json_t *rule = json_array_get(rules, i);
            const char *filter = json_string_value(json_object_get(rule, "facility_filter"));
            is_counted |= filter && strstr(filter, quoted.s);
        }
        if (is_counted && !is_listed(kinds, "kind", known->kinds[k].id))
            json_array_append_new(kinds,
                                  json_pack("{s:s, s:i}", "kind", known->kinds[k].id, "n", 0));
    }
}

/* Constraint layers the project has, each once. */
static jj_status add_constraints(serve_request *rq, json_t *top) {
    JJ_CLEANUP(jj_stmt_freep) jj_stmt *s = NULL;
    bool has_any;
    json_t *list = json_array();
    json_object_set_new(top, "constraints", list);
    JJ_TRY(jj_db_prepare(rq->ctx, rq->result->db,
                         "SELECT 1 FROM gpkg_contents WHERE table_name='constraint_area'", &s));
    JJ_TRY(jj_stmt_next(rq->ctx, s, &has_any));
    return has_any ? add_rows(rq,
                              "SELECT name,effect,effect_zh,effect AS effect_en,clause FROM "
                              "constraint_area GROUP BY name ORDER BY min(fid)",
                              list)
                   : JJ_OK;
}

static jj_status fill_result(serve_request *rq, json_t *top) {
    static const struct {
        const char *name, *sql;
    } lists[] = {
        {"rules", rules_sql},
        {"levels", levels_sql},
        {"fields", "SELECT id,profile,year,n_facilities FROM field ORDER BY fid"},
        {"kinds", "SELECT kind,count(*) AS n FROM facility GROUP BY kind ORDER BY kind"},
    };
    static const char *const keys[] = {"name", "name_en", "year"};
    JJ_CLEANUP(free_json) json_t *manifest = json_loads(rq->result->manifest, 0, NULL);
    for (size_t i = 0; i < JJ_COUNT(keys); i++)
        if (json_object_get(manifest, keys[i]))
            json_object_set(top, keys[i], json_object_get(manifest, keys[i]));
    for (size_t i = 0; i < JJ_COUNT(lists); i++) {
        json_t *list = json_array();
        json_object_set_new(top, lists[i].name, list);
        JJ_TRY(add_rows(rq, lists[i].sql, list));
    }
    add_domains(json_object_get(top, "rules"));
    add_counted_kinds(rq->kinds, json_object_get(top, "rules"), json_object_get(top, "kinds"));
    add_titles(rq->kinds, json_object_get(top, "kinds"));
    JJ_TRY(add_constraints(rq, top));
    JJ_TRY(serve_add_layers(rq, top));
    return JJ_OK;
}

jj_status serve_api_result(serve_request *rq) {
    JJ_CLEANUP(free_json) json_t *top = json_object();
    JJ_TRY(serve_check_params(rq, ""));
    JJ_TRY(fill_result(rq, top));
    return serve_json(rq, json_incref(top));
}

static jj_status answer_statement(serve_request *rq, jj_stmt *s, const char *name) {
    JJ_CLEANUP(jj_reply_deinit) jj_reply reply = {0};
    JJ_TRY(jj_reply_read(rq->ctx, rq->result->db, s, &reply));
    return serve_reply(rq, &reply, JJ_FORMAT_GEOJSON, name);
}

jj_status serve_api_units(serve_request *rq) {
    JJ_CLEANUP(jj_stmt_freep) jj_stmt *s = NULL;
    JJ_CLEANUP(jj_text_deinit) jj_text sql = {0};
    JJ_AUTO char *units = NULL;
    JJ_TRY(serve_check_params(rq, "rule,level"));
    const char *rule = serve_param(rq, "rule"), *level = serve_param(rq, "level");
    if (rule)
        JJ_TRY(jj_result_find_rule(rq->ctx, rq->result, rule));
    JJ_TRY(jj_result_units_sql(rq->ctx, rq->result, &units));
    jj_text_addf(&sql, "WITH u AS MATERIALIZED (%s) ", units);
    jj_text_add(&sql, rule
                          ? "SELECT v.unit_level AS level,v.unit_code AS code,v.unit_name AS name,"
                            "u.parent,v.status,v.value,v.num,v.den,v.gap,v.gap_unit,u.geom FROM "
                            "rule_result v LEFT JOIN u ON u.level=v.unit_level AND "
                            "u.code=v.unit_code WHERE v.rule_id=?1"
                          : "SELECT u.level,u.code,u.name,u.parent,u.geom FROM u WHERE ?1 IS NULL");
    jj_text_addf(&sql, " AND (?2 IS NULL OR %s=?2)", rule ? "v.unit_level" : "u.level");
    if (sql.failed)
        return jj_no_memory(rq->ctx, "the question", 0);
    JJ_TRY(jj_db_prepare(rq->ctx, rq->result->db, sql.s, &s));
    jj_stmt_put_text(s, rule);
    jj_stmt_put_text(s, level);
    return answer_statement(rq, s, "units.csv");
}

jj_status serve_api_gaps(serve_request *rq) {
    JJ_CLEANUP(jj_reply_deinit) jj_reply reply = {0};
    int64_t top = 1000;
    JJ_TRY(serve_check_params(rq, "rule,unit,top"));
    JJ_TRY(serve_int(rq, "top", 1, MAX_ROWS, &top));
    JJ_TRY(jj_query_gaps(rq->ctx, rq->result, serve_param(rq, "rule"), serve_param(rq, "unit"), top,
                         &reply));
    return serve_reply(rq, &reply, JJ_FORMAT_GEOJSON, "gaps.csv");
}

jj_status serve_api_facilities(serve_request *rq) {
    return serve_items(rq, "facility", NULL);
}

jj_status serve_api_explain(serve_request *rq) {
    JJ_CLEANUP(jj_reply_deinit) jj_reply reply = {0};
    jj_point_ask ask = {.rule = serve_param(rq, "rule")};
    int64_t with_ways = 0, with_remedy = 0;
    JJ_TRY(serve_check_params(rq, "lon,lat,rule,ways,remedy"));
    JJ_TRY(serve_wanted(rq, "lon"));
    JJ_TRY(serve_wanted(rq, "lat"));
    JJ_TRY(serve_number(rq, "lon", -180, 180, &ask.lon_lat[0]));
    JJ_TRY(serve_number(rq, "lat", -90, 90, &ask.lon_lat[1]));
    JJ_TRY(serve_int(rq, "ways", 0, 1, &with_ways));
    JJ_TRY(serve_int(rq, "remedy", 0, 1, &with_remedy));
    ask.wants_way = with_ways;
    ask.wants_remedy = with_remedy;
    if (with_ways || with_remedy)
        JJ_TRY(serve_explain(rq->ctx, rq->proposer, rq->result, &ask, &reply));
    else
        JJ_TRY(jj_query_point(rq->ctx, rq->result, &ask, &reply));
    return serve_reply(rq, &reply, JJ_FORMAT_JSON, "explain.csv");
}

jj_status serve_api_query(serve_request *rq) {
    JJ_CLEANUP(jj_reply_deinit) jj_reply reply = {0};
    JJ_TRY(serve_check_params(rq, "rule,unit"));
    const char *rule = serve_param(rq, "rule"), *unit = serve_param(rq, "unit");
    JJ_TRY(jj_query_verdicts(rq->ctx, rq->result, rule, unit, &reply));
    return serve_reply(rq, &reply, JJ_FORMAT_JSON, "verdicts.csv");
}
