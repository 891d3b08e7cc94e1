#include "out/query.h"
#include "base/text.h"

/* A statement being put together, with the values of its parameters in order. */
typedef struct question {
    jj_text sql;
    const char *values[4];
    size_t n_values;
} question;

static void ask_text(question *q, const char *value) {
    q->values[q->n_values++] = value;
}

static jj_status answer(jj_ctx *ctx, const jj_result_file *r, question *q, jj_reply *out) {
    JJ_CLEANUP(jj_stmt_freep) jj_stmt *s = NULL;
    jj_status st = q->sql.failed ? jj_no_memory(ctx, "the question", 0)
                                 : jj_db_prepare(ctx, r->db, q->sql.s, &s);
    jj_text_deinit(&q->sql);
    JJ_TRY(st);
    for (size_t i = 0; i < q->n_values; i++)
        jj_stmt_put_text(s, q->values[i]);
    return jj_reply_read(ctx, r->db, s, out);
}

/* The unit and everything below it, as a list of codes. */
static jj_status add_subtree(jj_ctx *ctx, const jj_result_file *r, question *q) {
    JJ_AUTO char *units = NULL;
    JJ_TRY(jj_result_units_sql(ctx, r, &units));
    jj_text_addf(&q->sql,
                 "WITH RECURSIVE all_units AS (%s), subtree(code) AS (SELECT ? UNION SELECT "
                 "all_units.code FROM all_units JOIN subtree ON all_units.parent=subtree.code) ",
                 units);
    return JJ_OK;
}

jj_status jj_query_gaps(jj_ctx *ctx, const jj_result_file *r, const char *rule, const char *unit,
                        int64_t top, jj_reply *out) {
    question q = {0};
    JJ_AUTO char *code = NULL;
    if (rule)
        JJ_TRY(jj_result_find_rule(ctx, r, rule));
    if (unit) {
        JJ_TRY(jj_result_find_unit(ctx, r, unit, &code));
        JJ_TRY(add_subtree(ctx, r, &q));
        ask_text(&q, code);
    }
    jj_text_addf(&q.sql,
                 "SELECT rule_id,rank,unit_code,unit_name,people,%s,nearest_name,nearest_minutes,"
                 "lon,lat,geom FROM gap_patch WHERE NOT is_scattered",
                 ctx->lang == JJ_LANG_ZH ? "reason_zh" : "reason_en");
    if (unit)
        jj_text_add(&q.sql, " AND unit_code IN subtree");
    if (rule) {
        jj_text_add(&q.sql, " AND rule_id=?");
        ask_text(&q, rule);
    }
    jj_text_addf(&q.sql, " ORDER BY people DESC,rule_id,rank LIMIT %lld", (long long)top);
    return answer(ctx, r, &q, out);
}

jj_status jj_query_verdicts(jj_ctx *ctx, const jj_result_file *r, const char *rule,
                            const char *unit, jj_reply *out) {
    question q = {0};
    JJ_AUTO char *code = NULL;
    bool is_zh = ctx->lang == JJ_LANG_ZH;
    if (rule)
        JJ_TRY(jj_result_find_rule(ctx, r, rule));
    if (unit)
        JJ_TRY(jj_result_find_unit(ctx, r, unit, &code));
    jj_text_addf(&q.sql,
                 "SELECT rule_id,unit_code,unit_name,status,value,num,den,gap,gap_unit,%s AS %s "
                 "FROM rule_result v WHERE 1",
                 is_zh ? "coalesce(evidence_zh,missing)" : "coalesce(evidence_en,missing)",
                 is_zh ? "evidence_zh" : "evidence_en");
    if (rule) {
        jj_text_add(&q.sql, " AND rule_id=?");
        ask_text(&q, rule);
    }
    if (unit) {
        jj_text_add(&q.sql, " AND unit_code=?");
        ask_text(&q, code);
    }
    jj_text_add(&q.sql, " ORDER BY fid");
    return answer(ctx, r, &q, out);
}

jj_status jj_query_sql(jj_ctx *ctx, const jj_result_file *r, const char *sql, jj_reply *out) {
    JJ_CLEANUP(jj_stmt_freep) jj_stmt *s = NULL;
    JJ_TRY(jj_db_spatial(ctx, r->db));
    JJ_TRY(jj_db_prepare(ctx, r->db, sql, &s));
    if (!jj_stmt_is_reading(s))
        return jj_fail(ctx, JJ_E_RANGE, "--sql reads only: '%s' does not begin a SELECT", sql);
    return jj_reply_read(ctx, r->db, s, out);
}
