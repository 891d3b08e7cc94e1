#include "base/lang.h"
#include "cli/job.h"
#include "out/summary.h"

#include <stdio.h>

typedef struct values {
    const char *out, *max_refused, *review, *report_base;
    jj_param_list rules;
    int64_t year;
    bool judge, is_public, opportunity, both;
} values;

static const jj_param params[] = {
    {.name = "out",
     .type = JJ_P_FILE,
     .offset = offsetof(values, out),
     .unit = "DIR",
     .help_en = "where the result is published (default: result, beside the project file)",
     .help_zh = "结果发布到哪个文件夹（默认：项目文件旁的 result）"},
    {.name = "rules",
     .type = JJ_P_LIST,
     .offset = offsetof(values, rules),
     .unit = "ID,..",
     .help_en = "only these rules (default: as the project says)",
     .help_zh = "只运行这些规则（默认：按项目文件）"},
    {.name = "year",
     .type = JJ_P_INT,
     .offset = offsetof(values, year),
     .min = 1900,
     .max = 2200,
     .unit = "YEAR",
     .help_en = "judge what is open that year against that year's people",
     .help_zh = "以该年开放的设施对该年的人口进行考核"},
    {.name = "judge",
     .type = JJ_P_FLAG,
     .offset = offsetof(values, judge),
     .help_en = "exit code 1 when a unit does not meet a rule or cannot be judged",
     .help_zh = "有单位未达标或无数据时退出码为 1"},
    {.name = "template",
     .type = JJ_P_FILE,
     .offset = offsetof(values, report_base),
     .unit = "FILE.docx",
     .help_en = "the report takes page, styles, header and footer of this document",
     .help_zh = "报告沿用此文档的版面、样式、页眉和页脚"},
    {.name = "both",
     .type = JJ_P_FLAG,
     .offset = offsetof(values, both),
     .help_en = "report, annexes and QGIS project in the other language too, in RESULT/en (or zh)",
     .help_zh =
         "报告、附表和 QGIS 工程另出一套英文版，放在结果的 en 文件夹（--lang en 时为中文版 zh）"},
    {.name = "public",
     .type = JJ_P_FLAG,
     .offset = offsetof(values, is_public),
     .help_en = "for the public: needs --review; points are generalised, the ledger is left out",
     .help_zh = "公开使用：须给出 --review；点位概略化，不附核实表"},
    {.name = "review",
     .type = JJ_P_TEXT,
     .offset = offsetof(values, review),
     .unit = "NUMBER",
     .help_en = "map review number to print instead of 'For internal use'",
     .help_zh = "审图号，代替“内部使用”字样"},
    {.name = "opportunity",
     .type = JJ_P_FLAG,
     .offset = offsetof(values, opportunity),
     .help_en = "store, for every cell where a facility may stand, how many people it would bring "
                "within the standard",
     .help_zh = "存储机会面：每个可建单元若设一处设施，新增多少人达标"},
    {.name = "max-refused",
     .type = JJ_P_TEXT,
     .offset = offsetof(values, max_refused),
     .unit = "SHARE",
     .help_en = "stop when more of the records than this are refused: 1%",
     .help_zh = "被拒收的记录超过此比例即停止，如 1%"},
};

static jj_status say(const cli_args *args, cli_job *j, const char *out) {
    JJ_CLEANUP(jj_text_deinit) jj_text text = {0};
    jj_lang lang = args->ctx->lang;
    if (args->is_quiet)
        return JJ_OK;
    j->outcome.lang = lang;
    JJ_TRY(jj_summary(args->ctx, &j->outcome, &text));
    printf("%s", text.s);
    printf(jj_tr(lang, "Result: %s (result.gpkg opens in QGIS; tables, rasters, ledger.csv)\n"),
           out);
    printf(jj_tr(lang, "Next: jiujin query %s --top 20; --unit CODE; --at LON,LAT\n"), out);
    return JJ_OK;
}

static int run(cli_args *args) {
    const values *v = args->values;
    double share;
    if (v->max_refused && cli_parse_share(args->ctx, v->max_refused, &share) != JJ_OK)
        return cli_wrong_use(args, "run");
    if (v->is_public && !v->review) {
        (void)jj_fail(args->ctx, JJ_E_RANGE,
                      "--public needs the map review number: --review '审图号：…'");
        return cli_wrong_use(args, "run");
    }
    JJ_AUTO char *beside = cli_job_folder(args->words[0]);
    JJ_CLEANUP(cli_job_deinit) cli_job j = {0};
    const cli_job_ask ask = {
        .project = args->words[0],
        .out = v->out ? v->out : beside,
        .load = {.year = (int)v->year, .only = v->rules.items, .n_only = v->rules.n},
        .max_refused = v->max_refused,
        .review = v->is_public ? v->review : NULL,
        .report_base = v->report_base,
        .wants_both = v->both,
        .wants_opportunity = v->opportunity};
    if (!ask.out)
        return cli_exit_code(jj_no_memory(args->ctx, args->words[0], 0));
    cli_warn_fonts(args->ctx);
    jj_status st = cli_job_run(args, &ask, &j);
    if (st == JJ_E_RANGE && v->rules.n)
        return cli_wrong_use(args, "run");
    if (st == JJ_OK)
        st = say(args, &j, ask.out);
    if (st != JJ_OK)
        return cli_exit_code(st);
    return v->judge && !jj_outcome_is_met(&j.outcome) ? CLI_NOT_MET : CLI_MET;
}

const cli_cmd cli_run = {
    .name = "run",
    .usage = "PROJECT",
    .brief_en = "the main job: judge every unit, publish the result",
    .brief_zh = "主任务：逐单位考核并发布结果",
    .notes_en = "Reads the project, solves what the rules need, judges every unit and publishes a "
                "folder with result.gpkg, rasters, tables, ledger.csv and manifest.json by one "
                "rename: the old result stays whole until the new one is.",
    .notes_zh = "读取项目、求解规则所需的场、逐单位考核，并以一次改名发布结果文件夹（result.gpkg、"
                "栅格、表格、ledger.csv、manifest.json）：新结果写全之前，旧结果保持完整。",
    .params = params,
    .n_params = JJ_COUNT(params),
    .values_size = sizeof(values),
    .min_words = 1,
    .max_words = 1,
    .takes_project = true,
    .run = run,
};
