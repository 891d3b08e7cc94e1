#include "base/lang.h"
#include "base/text.h"
#include "cli/cmd.h"
#include "out/print.h"
#include "out/query.h"
#include "store/place.h"

#include <stdio.h>

typedef struct values {
    const char *unit, *rule, *at, *sql, *format;
    bool wants_way, wants_remedy;
    int64_t top;
} values;

static const jj_param params[] = {
    {.name = "unit",
     .type = JJ_P_TEXT,
     .offset = offsetof(values, unit),
     .unit = "CODE",
     .help_en = "every verdict of one unit (code or name)",
     .help_zh = "一个单位的全部结论（代码或名称）"},
    {.name = "rule",
     .type = JJ_P_TEXT,
     .offset = offsetof(values, rule),
     .unit = "ID",
     .help_en = "every unit under one rule; with --at of this rule alone",
     .help_zh = "一条规则下的全部单位；与 --at 同用时只问该规则"},
    {.name = "top",
     .type = JJ_P_INT,
     .offset = offsetof(values, top),
     .min = 1,
     .max = 1000000,
     .unit = "N",
     .help_en = "the N largest gaps, within --unit and --rule (10 when nothing is asked)",
     .help_zh = "最大的 N 处缺口，可限于 --unit 与 --rule（未给条件时为 10）"},
    {.name = "at",
     .type = JJ_P_TEXT,
     .offset = offsetof(values, at),
     .unit = "LON,LAT",
     .help_en = "why this point (WGS 84) is covered or not",
     .help_zh = "这一点（WGS 84）为何被覆盖或未被覆盖"},
    {.name = "way",
     .type = JJ_P_FLAG,
     .offset = offsetof(values, wants_way),
     .help_en = "with --at: along which way as well, its length and (csv, json: as well-known "
                "text; geojson: as geometry) its line; reads the project again",
     .help_zh = "与 --at 同用：并给出所走的路线、长度及线形（csv、json 为 WKT，geojson "
                "为几何）；需重读项目"},
    {.name = "remedy",
     .type = JJ_P_FLAG,
     .offset = offsetof(values, wants_remedy),
     .help_en = "with --at: where one more would have to stand to cover the point, of which what "
                "may be built on and the best site where a surface is stored (geojson: its ground "
                "as geometry); reads the project again",
     .help_zh = "与 --at 同用：未覆盖时须在何处新建一处，其中哪些可建，以及（存有机会面时）最佳"
                "位置（geojson 以该范围为几何）；需重读项目"},
    {.name = "sql",
     .type = JJ_P_TEXT,
     .offset = offsetof(values, sql),
     .unit = "SQL",
     .help_en = "one SELECT on result.gpkg, with SpatiaLite's functions",
     .help_zh = "对 result.gpkg 的一条 SELECT，可用 SpatiaLite 函数"},
    {.name = "format",
     .type = JJ_P_CHOICE,
     .offset = offsetof(values, format),
     .fallback = "table",
     .choices = "table|csv|json|geojson",
     .help_en = "how to print the answer",
     .help_zh = "输出格式"},
};

static jj_status check_options(jj_ctx *ctx, const values *v) {
    bool is_rule = v->rule && !v->at; /* with --at it says of which */
    int n = (v->at != NULL) + (v->sql != NULL) + (v->unit || is_rule || v->top);
    if ((v->wants_way || v->wants_remedy) && !v->at)
        return jj_fail(ctx, JJ_E_RANGE, v->wants_way ? "--way needs --at" : "--remedy needs --at");
    if (v->wants_way && v->wants_remedy)
        return jj_fail(ctx, JJ_E_RANGE, "ask one thing: --way or --remedy");
    return n <= 1 ? JJ_OK
                  : jj_fail(ctx, JJ_E_RANGE,
                            "ask one thing: --at, --sql, or --unit, --rule and --top together");
}

static jj_status ask_point(jj_ctx *ctx, const values *v, const jj_result_file *r, jj_reply *reply) {
    JJ_CLEANUP(jj_proposals_close) jj_proposals on = {0};
    const jj_proposal_options options = {0};
    jj_point_ask point = {
        .rule = v->rule, .wants_way = v->wants_way, .wants_remedy = v->wants_remedy};
    JJ_TRY(jj_place_parse(ctx, "--at", v->at, NULL, NULL, &point.lon_lat[0], &point.lon_lat[1]));
    if (v->wants_way || v->wants_remedy) {
        JJ_TRY(jj_proposals_open(ctx, r->folder, &options, &on));
        point.on = &on;
    }
    return jj_query_point(ctx, r, &point, reply);
}

static jj_status ask(jj_ctx *ctx, const values *v, const jj_result_file *r, jj_reply *reply) {
    enum { DEFAULT_TOP = 10 };
    if (v->at)
        return ask_point(ctx, v, r, reply);
    if (v->sql)
        return jj_query_sql(ctx, r, v->sql, reply);
    if (v->top || (!v->unit && !v->rule))
        return jj_query_gaps(ctx, r, v->rule, v->unit, v->top ? v->top : DEFAULT_TOP, reply);
    return jj_query_verdicts(ctx, r, v->rule, v->unit, reply);
}

static jj_status print(jj_ctx *ctx, const values *v, const jj_reply *reply) {
    JJ_CLEANUP(jj_text_deinit) jj_text text = {0};
    jj_format format = JJ_FORMAT_TABLE;
    jj_format_parse(v->format, &format);
    jj_table table = jj_reply_table(reply);
    if (v->wants_way && (format == JJ_FORMAT_TABLE || format == JJ_FORMAT_GEOJSON))
        table.n_columns--; /* the line as text: too long for the one, geometry of the other */
    JJ_TRY(jj_table_print(ctx, &table, format, &text));
    fwrite(text.s ? text.s : "", 1, text.len, stdout);
    if (table.n_rows == 0 && format == JJ_FORMAT_TABLE)
        printf("%s", jj_tr(ctx->lang, "(nothing)\n"));
    return JJ_OK;
}

/* JJ_E_RANGE is what the asker can mend on the command line. */
static int run(cli_args *args) {
    const values *v = args->values;
    jj_result_file r = {0};
    jj_reply reply = {0};
    if (check_options(args->ctx, v) != JJ_OK)
        return cli_wrong_use(args, "query");
    jj_status st = jj_result_file_open(args->ctx, args->words[0], &r);
    if (st == JJ_OK)
        st = ask(args->ctx, v, &r, &reply);
    if (st == JJ_OK)
        st = print(args->ctx, v, &reply);
    jj_reply_deinit(&reply);
    jj_result_file_close(&r);
    return st == JJ_E_RANGE ? cli_wrong_use(args, "query") : cli_exit_code(st);
}

const cli_cmd cli_query = {
    .name = "query",
    .usage = "RESULT",
    .brief_en = "ask a result: gaps, a unit, a rule, a point, SQL",
    .brief_zh = "查询结果：缺口、单位、规则、地点、SQL",
    .notes_en = "RESULT is the folder that 'jiujin run' published. Without a question the ten "
                "largest gaps are listed.\n"
                "Tables: unit_<level>, facility, catchment, gap_patch, rule, rule_result, field, "
                "rule_field, balance, ledger.",
    .notes_zh = "RESULT 是 jiujin run 发布的结果文件夹。不带条件时列出最大的十处缺口。\n"
                "表：unit_<层级>、facility、catchment、gap_patch、rule、rule_result、field、"
                "rule_field、balance、ledger。",
    .params = params,
    .n_params = JJ_COUNT(params),
    .values_size = sizeof(values),
    .min_words = 1,
    .max_words = 1,
    .run = run,
};
