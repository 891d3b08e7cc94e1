#include "base/lang.h"
#include "base/file.h"
#include "cli/cmd.h"
#include "cli/siting.h"
#include "out/gpkg.h"
#include "out/print.h"
#include "out/siting/site.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

typedef struct values {
    const char *kind, *model, *rule, *candidates, *crs, *datum, *where, *per, *format, *out,
        *project, *share;
    int64_t sites, phases;
    double budget, price, within_min, capacity, seconds;
    bool rerun;
} values;

static const char formats[] = "text|json|csv|geojson|gpkg";

static const jj_param params[] = {
    {.name = "kind",
     .type = JJ_P_TEXT,
     .offset = offsetof(values, kind),
     .unit = "KIND",
     .is_required = true,
     .help_en =
         "what is to be built: kindergarten, library, village_clinic, ... or its name: 图书馆",
     .help_zh = "要新建的设施类别：幼儿园、图书馆、village_clinic 等"},
    {.name = "model",
     .type = JJ_P_CHOICE,
     .offset = offsetof(values, model),
     .choices = "lscp|lscpb|mclp|pmedian|pcenter|cpmedian",
     .fallback = "mclp",
     .help_en = "what is wanted; see below",
     .help_zh = "选址模型，见下"},
    {.name = "sites",
     .type = JJ_P_INT,
     .offset = offsetof(values, sites),
     .min = 0,
     .max = 100000,
     .unit = "P",
     .help_en = "how many new ones; what stands already stays and is not counted",
     .help_zh = "新建几处；既有设施保留，不计在内"},
    {.name = "share",
     .type = JJ_P_TEXT,
     .offset = offsetof(values, share),
     .unit = "SHARE",
     .help_en = "lscp: fewest sites so that this share of the people is within reach: 95%",
     .help_zh = "lscp：使此比例的人达标所需的最少设施数，如 95%"},
    {.name = "rule",
     .type = JJ_P_TEXT,
     .offset = offsetof(values, rule),
     .unit = "ID",
     .help_en = "coverage rule whose people, profile and limit count (default: the first of the "
                "kind)",
     .help_zh = "以哪条覆盖规则的人群、出行方式和标准为准（默认：该类别的第一条）"},
    {.name = "candidates",
     .type = JJ_P_FILE,
     .offset = offsetof(values, candidates),
     .unit = "FILE",
     .help_en = "points or parcels where one may build; columns name, capacity, price are read "
                "(default: every inhabited cell where building is not forbidden)",
     .help_zh = "候选点或地块图层，可含 name、capacity、price 列（默认：未被禁止的有人单元）"},
    {.name = "where",
     .type = JJ_P_TEXT,
     .offset = offsetof(values, where),
     .unit = "SQL",
     .help_en = "cells of this kind, beside the candidates of a file: people, minutes (now), lon, "
                "lat, residential, urban, grid_row, grid_col, unit",
     .help_zh = "按条件取单元作候选（可与候选图层并用）：people、minutes（现状）、lon、lat、"
                "residential、urban、grid_row、grid_col、unit"},
    {.name = "crs",
     .type = JJ_P_TEXT,
     .offset = offsetof(values, crs),
     .unit = "EPSG:N",
     .help_en = "of a file of candidates that has none",
     .help_zh = "候选文件没有坐标系时使用"},
    {.name = "datum",
     .type = JJ_P_TEXT,
     .offset = offsetof(values, datum),
     .unit = "NAME",
     .help_en = "of a file of candidates: wgs84, cgcs2000, gcj02 or bd09",
     .help_zh = "候选文件的基准：wgs84、cgcs2000、gcj02 或 bd09"},
    {.name = "per",
     .type = JJ_P_TEXT,
     .offset = offsetof(values, per),
     .unit = "LEVEL",
     .help_en = "first one in every unit of this level that has none: township",
     .help_zh = "先在此层级每个尚无设施的单位各建一处，如 township"},
    {.name = "budget",
     .type = JJ_P_NUMBER,
     .offset = offsetof(values, budget),
     .min = 0,
     .max = 1e15,
     .help_en = "mclp: money instead of a number of sites",
     .help_zh = "mclp：以投资总额代替设施数"},
    {.name = "price",
     .type = JJ_P_NUMBER,
     .offset = offsetof(values, price),
     .min = 0,
     .max = 1e15,
     .help_en = "of each site, where candidates have no column price",
     .help_zh = "每处造价（候选文件没有 price 列时）"},
    {.name = "phases",
     .type = JJ_P_INT,
     .offset = offsetof(values, phases),
     .min = 1,
     .max = 100,
     .unit = "N",
     .help_en = "the order of building in so many parts",
     .help_zh = "分几期建设"},
    {.name = "within",
     .type = JJ_P_NUMBER,
     .offset = offsetof(values, within_min),
     .min = 0.1,
     .max = 10000,
     .unit = "min",
     .help_en = "limit (default: the rule's; for pmedian, pcenter, cpmedian four times that)",
     .help_zh = "时限（默认按规则；pmedian、pcenter、cpmedian 为其四倍）"},
    {.name = "capacity",
     .type = JJ_P_NUMBER,
     .offset = offsetof(values, capacity),
     .min = 1,
     .max = 1e9,
     .unit = "PEOPLE",
     .help_en = "cpmedian: whom each new one can serve, where candidates have no column capacity",
     .help_zh = "cpmedian：每处新设施可服务人数（候选文件没有 capacity 列时）"},
    {.name = "seconds",
     .type = JJ_P_NUMBER,
     .offset = offsetof(values, seconds),
     .min = 0.01,
     .max = 1e6,
     .unit = "S",
     .help_en = "stop after so long; the answer is then marked not repeatable",
     .help_zh = "限时；结果标为不可重复"},
    {.name = "project",
     .type = JJ_P_FILE,
     .offset = offsetof(values, project),
     .unit = "FILE",
     .help_en = "the project file, where it is no longer where the run found it",
     .help_zh = "项目文件，若已不在运行时的位置"},
    {.name = "rerun",
     .type = JJ_P_FLAG,
     .offset = offsetof(values, rerun),
     .help_en = "inputs may have changed: solve anew",
     .help_zh = "输入可能已改动：重新求解"},
    {.name = "format",
     .type = JJ_P_CHOICE,
     .offset = offsetof(values, format),
     .choices = formats,
     .help_en = "how the answer is written (default: by the name of --out, else text); gpkg needs "
                "--out",
     .help_zh = "输出格式（默认按 --out 的文件名，否则 text）；gpkg 须配合 --out"},
    {.name = "out",
     .type = JJ_P_FILE,
     .offset = offsetof(values, out),
     .unit = "FILE",
     .help_en = "write here instead of to the standard output",
     .help_zh = "写入此文件，而不是标准输出"},
};

static bool is_number(double v) {
    return v == v;
}

static jj_status read_ask(jj_ctx *ctx, const values *v, jj_site_ask *ask) {
    *ask = (jj_site_ask){.rule = v->rule,
                         .n_sites = (uint32_t)v->sites,
                         .share = 1,
                         .candidates = v->candidates,
                         .crs = v->crs,
                         .datum = v->datum,
                         .where = v->where,
                         .per_level = v->per,
                         .money = is_number(v->budget) ? v->budget : 0,
                         .price = is_number(v->price) ? v->price : 0,
                         .within_min = is_number(v->within_min) ? v->within_min : 0,
                         .capacity = is_number(v->capacity) ? v->capacity : 0,
                         .n_phases = (uint32_t)v->phases};
    jj_locate_model_parse(v->model, &ask->model);
    if (v->share)
        JJ_TRY(cli_share(ctx, v->share, &ask->share));
    bool is_counted = ask->model != JJ_LSCP && ask->model != JJ_LSCPB && !(ask->money > 0);
    if (is_counted && v->sites == 0)
        return jj_fail(ctx, JJ_E_RANGE, "model %s needs '--%s'", v->model, "sites");
    if (!is_counted && v->sites > 0)
        return jj_fail(ctx, JJ_E_RANGE, "model %s has no use for '--%s'", v->model, "sites");
    if (strcmp(v->format, "gpkg") == 0 && !v->out)
        return jj_fail(ctx, JJ_E_RANGE, "--format %s needs --out FILE", v->format);
    if (ask->model == JJ_CPMEDIAN && !(ask->capacity > 0) && !v->candidates)
        return jj_fail(ctx, JJ_E_RANGE, "model %s needs '--%s'", v->model, "capacity");
    return JJ_OK;
}

static jj_status write_gpkg(jj_ctx *ctx, const values *v, const jj_table *table, int year) {
    JJ_CLEANUP(jj_text_deinit) jj_text part = {0};
    jj_text_addf(&part, "%s.part", v->out);
    if (part.failed)
        return jj_no_memory(ctx, v->out, 0);
    (void)remove(part.s);
    jj_status st = jj_gpkg_write_tables(ctx, part.s, table, 1, year);
    if (st == JJ_OK)
        return jj_file_publish(ctx, part.s, v->out);
    (void)remove(part.s);
    return st;
}

static jj_status write(jj_ctx *ctx, const values *v, const jj_sited *s) {
    JJ_CLEANUP(jj_text_deinit) jj_text t = {0};
    jj_table table;
    jj_format format = JJ_FORMAT_CSV;
    jj_site_table(s, &table);
    if (strcmp(v->format, "gpkg") == 0)
        return write_gpkg(ctx, v, &table, s->scene->year);
    if (strcmp(v->format, "text") == 0)
        JJ_TRY(jj_site_text(ctx, s, &t));
    else if (strcmp(v->format, "json") == 0)
        JJ_TRY(jj_site_json(ctx, s, &t));
    else {
        jj_format_parse(v->format, &format);
        JJ_TRY(jj_table_print(ctx, &table, format, &t));
    }
    return cli_write(ctx, v->out, &t);
}

static jj_status answer(cli_args *args, jj_site_ask *ask) {
    const values *v = args->values;
    JJ_CLEANUP(jj_proposals_close) jj_proposals p = {0};
    JJ_CLEANUP(jj_sited_deinit) jj_sited s = {0};
    JJ_CLEANUP(jj_kinds_deinit) jj_kinds kinds = {0};
    cli_time_limit limit;
    jj_proposal_options options = {v->project, 0, v->rerun, false};
    if (is_number(v->seconds)) {
        limit = cli_time_limit_of(v->seconds);
        ask->effort = INT64_MAX;
        ask->is_over = cli_is_late;
        ask->user = &limit;
    }
    JJ_TRY(cli_kind(args->ctx, v->kind, &kinds, &ask->kind));
    JJ_TRY(jj_proposals_open(args->ctx, args->words[0], &options, &p));
    JJ_TRY(jj_site_find(args->ctx, &p, ask, &s));
    return write(args->ctx, v, &s);
}

static int run(cli_args *args) {
    values *v = args->values;
    v->format = cli_format(v->format, v->out, formats);
    jj_site_ask ask;
    if (read_ask(args->ctx, v, &ask) != JJ_OK)
        return cli_wrong_use(args, "site");
    jj_status st = answer(args, &ask);
    if (st == JJ_OK)
        cli_say_written(args, v->out);
    return cli_exit_code(st);
}

const cli_cmd cli_site = {
    .name = "site",
    .usage = "PROJECT|RESULT",
    .brief_en = "where the next facilities should stand, with proof of how good it is",
    .brief_zh = "下一批设施建在哪里，并证明离最优多远",
    .notes_en =
        "RESULT is the folder that 'jiujin run' published; of a PROJECT the fields are solved "
        "first. "
        "Existing facilities stay. mclp: P sites that bring most people within the limit; lscp: "
        "fewest sites for all who can be served, or for a share; lscpb: as few, placed so that "
        "most "
        "inhabited cells have two; pmedian: least sum of people x minutes; pcenter: least minutes "
        "of "
        "the farthest; cpmedian: pmedian with capacities.\n\n"
        "Ground that a constraint of the project forbids is no candidate. Every answer has a "
        "bound, "
        "said as a sentence; whom no candidate can serve is named by unit.",
    .notes_zh = "RESULT 为 jiujin run 发布的结果文件夹；给出 PROJECT "
                "则先求解。既有设施保留。mclp：P 处新设施"
                "使达标人数最多；lscp：使所有可服务者（或给定比例）达标的最少设施数；lscpb：设施数"
                "同样最少，"
                "且被两处覆盖的单元最多；pmedian：人数×分钟之和最小；pcenter：最远者最近；cpmedian"
                "：带容量的"
                " pmedian。\n\n项目约束图层禁止之处不作候选。每个答案都附界并以一句话说明；任何候选"
                "都服务不到"
                "的人按单位列出。",
    .params = params,
    .n_params = JJ_COUNT(params),
    .values_size = sizeof(values),
    .min_words = 1,
    .max_words = 1,
    .takes_project = true,
    .run = run,
};
