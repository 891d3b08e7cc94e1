#include "base/file.h"
#include "base/lang.h"
#include "cli/cmd.h"
#include "out/compare.h"
#include "out/print.h"

#include <stdio.h>
#include <string.h>

typedef struct values {
    const char *out, *format;
} values;

static const jj_param params[] = {
    {.name = "out",
     .type = JJ_P_FILE,
     .offset = offsetof(values, out),
     .unit = "FILE",
     .help_en = "write there instead of to the terminal: .csv, .json or .geojson by its name",
     .help_zh = "写入文件而不是终端；按文件名为 .csv、.json 或 .geojson"},
    {.name = "format",
     .type = JJ_P_CHOICE,
     .offset = offsetof(values, format),
     .choices = "table|csv|json|geojson",
     .help_en = "how to print (default: table, or by the name of --out)",
     .help_zh = "输出格式（默认：table，或按 --out 的文件名）"},
};

static jj_format format_of(const values *v) {
    jj_format format = v->out ? JJ_FORMAT_CSV : JJ_FORMAT_TABLE;
    const char *dot = v->out ? strrchr(v->out, '.') : NULL;
    if (v->format)
        jj_format_parse(v->format, &format);
    else if (dot)
        jj_format_parse(dot + 1, &format);
    return format;
}

static jj_status print(const cli_args *args, jj_reply *reply) {
    const values *v = args->values;
    JJ_CLEANUP(jj_text_deinit) jj_text text = {0};
    if (format_of(v) == JJ_FORMAT_TABLE)
        JJ_TRY(jj_reply_drop_empty(args->ctx, reply));
    jj_table table = jj_reply_table(reply);
    JJ_TRY(jj_table_print(args->ctx, &table, format_of(v), &text));
    if (v->out)
        return jj_file_replace(args->ctx, v->out, text.s ? text.s : "", text.len);
    fwrite(text.s ? text.s : "", 1, text.len, stdout);
    if (table.n_rows == 0 && format_of(v) == JJ_FORMAT_TABLE)
        printf("%s", jj_tr(args->ctx->lang, "(nothing)\n"));
    return JJ_OK;
}

static jj_status compare(const cli_args *args) {
    JJ_CLEANUP(jj_result_file_close) jj_result_file a = {0};
    JJ_CLEANUP(jj_result_file_close) jj_result_file b = {0};
    JJ_CLEANUP(jj_reply_deinit) jj_reply reply = {0};
    JJ_TRY(jj_result_file_open(args->ctx, args->words[0], &a));
    JJ_TRY(jj_result_file_open(args->ctx, args->words[1], &b));
    JJ_TRY(jj_compare(args->ctx, &a, &b, &reply));
    return print(args, &reply);
}

static int run(cli_args *args) {
    return cli_exit_code(compare(args));
}

const cli_cmd cli_compare = {
    .name = "compare",
    .usage = "RESULT_A RESULT_B",
    .brief_en = "what changed from one result to another",
    .brief_zh = "两份结果之间的变化",
    .notes_en = "Lists verdicts that changed, gaps that closed or opened, and people who came "
                "within reach or fell out of it, for every rule that both results have. Where the "
                "second is of a later year: met ahead of time, on schedule, behind schedule or "
                "cannot be assessed, measured from the base the catalogue states, else from the "
                "first result. An alert stands at what got worse, lags or is no longer told.",
    .notes_zh =
        "对两份结果共有的每条规则，列出变化的结论、消除与新增的缺口、新覆盖与失去覆盖的人口；后一份"
        "年份较晚时给出完成进度、时间进度和评价：提前完成、达到预期进度、进度滞后、无法评估，基期取"
        "规则表所列，未列的取前一份结果。变差、滞后或由达标转为无法判定的标为预警。",
    .params = params,
    .n_params = JJ_COUNT(params),
    .values_size = sizeof(values),
    .min_words = 2,
    .max_words = 2,
    .run = run,
};
