#include "base/lang.h"
#include "cli/cmd.h"
#include "cli/siting.h"
#include "base/file.h"
#include "out/opinion/opinion.h"
#include "out/print.h"
#include "out/proposal.h"
#include "out/siting/merge.h"
#include "out/village_table.h"
#include "store/place.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

typedef struct values {
    const char *kind, *crs, *datum, *parcel, *file, *move, *rule, *format, *project, *demand,
        *minutes, *out, *subject;
    jj_param_list at, close, set;
    int64_t capacity, classes, class_size, year;
    double rate, spacing_m, within_min, around_m, slope_percent, road_m;
    bool judge, rerun, verify, merge;
} values;

static const char formats[] = "text|json|docx|pdf";

static const jj_param params[] = {
    {.name = "kind",
     .type = JJ_P_TEXT,
     .offset = offsetof(values, kind),
     .unit = "KIND",
     .help_en = "what is proposed: kindergarten, village_clinic, library, ... or its name: 幼儿园 "
                "(default: that of the facility closed or moved)",
     .help_zh =
         "拟建设施的类别：幼儿园、村卫生室、kindergarten 等（默认：所关闭或迁移设施的类别）"},
    {.name = "at",
     .type = JJ_P_REPEAT,
     .offset = offsetof(values, at),
     .unit = "X,Y",
     .help_en = "where: degrees, degrees-minutes-seconds, or metres with --crs; repeats",
     .help_zh = "位置：度、度分秒，或配合 --crs 的米制坐标；可重复"},
    {.name = "crs",
     .type = JJ_P_TEXT,
     .offset = offsetof(values, crs),
     .unit = "EPSG:N",
     .help_en = "system of --at and of a file that has none",
     .help_zh = "--at 及无坐标系文件的坐标系"},
    {.name = "datum",
     .type = JJ_P_TEXT,
     .offset = offsetof(values, datum),
     .unit = "NAME",
     .help_en = "wgs84, cgcs2000, gcj02 or bd09",
     .help_zh = "wgs84、cgcs2000、gcj02 或 bd09"},
    {.name = "parcel",
     .type = JJ_P_FILE,
     .offset = offsetof(values, parcel),
     .unit = "FILE",
     .help_en = "instead of --at the site's ground: a file of polygons, or corners X,Y;X,Y;X,Y; "
                "several stand side by side",
     .help_zh = "以地块代替 --at：多边形文件，或界址点 X,Y;X,Y;X,Y；多个地块并列比选"},
    {.name = "file",
     .type = JJ_P_FILE,
     .offset = offsetof(values, file),
     .unit = "FILE",
     .help_en = "candidates side by side, points or polygons, with a column id or name",
     .help_zh = "候选点比选，点或面，含 id 或 name 列"},
    {.name = "close",
     .type = JJ_P_LIST,
     .offset = offsetof(values, close),
     .unit = "ID",
     .help_en = "close this facility; repeats",
     .help_zh = "关闭此设施；可重复"},
    {.name = "move",
     .type = JJ_P_TEXT,
     .offset = offsetof(values, move),
     .unit = "ID",
     .help_en = "close this one and open it at --at",
     .help_zh = "关闭此设施并迁至 --at"},
    {.name = "merge",
     .type = JJ_P_FLAG,
     .offset = offsetof(values, merge),
     .help_en = "which existing ones may close so that nobody newly falls out of the standard, and "
                "how full the others get",
     .help_zh = "哪些既有设施可撤并而不使任何人新超标准，及接收设施的利用率变化"},
    {.name = "set",
     .type = JJ_P_REPEAT,
     .offset = offsetof(values, set),
     .unit = "COLUMN=VALUE",
     .help_en = "a property of what is proposed, such as ownership=private_inclusive, central=1 "
                "(default: public and open)",
     .help_zh = "拟建设施的属性，如 ownership=private_inclusive、central=1（默认公办、开放）"},
    {.name = "capacity",
     .type = JJ_P_INT,
     .offset = offsetof(values, capacity),
     .unit = "PLACES",
     .help_en = "places applied for",
     .help_zh = "申报学位（床位）数"},
    {.name = "classes",
     .type = JJ_P_INT,
     .offset = offsetof(values, classes),
     .min = 1,
     .max = 1000,
     .unit = "N",
     .help_en = "the same in classes",
     .help_zh = "申报班数"},
    {.name = "class-size",
     .type = JJ_P_INT,
     .offset = offsetof(values, class_size),
     .min = 1,
     .max = 100,
     .unit = "N",
     .help_en = "places a class (kindergarten: 30)",
     .help_zh = "每班人数（幼儿园 30）"},
    {.name = "rate",
     .type = JJ_P_NUMBER,
     .offset = offsetof(values, rate),
     .min = 0.0001,
     .max = 2,
     .help_en = "share of the people who come (kindergarten: 0.91)",
     .help_zh = "入园（使用）率（幼儿园 0.91）"},
    {.name = "spacing",
     .type = JJ_P_NUMBER,
     .offset = offsetof(values, spacing_m),
     .fallback = "300",
     .min = 0,
     .max = 100000,
     .unit = "m",
     .help_en = "nearer to one of the same kind is flagged",
     .help_zh = "距同类设施近于此值即提示"},
    {.name = "around",
     .type = JJ_P_NUMBER,
     .offset = offsetof(values, around_m),
     .fallback = "3000",
     .min = 0,
     .max = 50000,
     .unit = "m",
     .help_en = "look this far for permitted places that bring more people; 0: do not",
     .help_zh = "在此距离内寻找新增人数更多的可建点；0 为不找"},
    {.name = "slope",
     .type = JJ_P_NUMBER,
     .offset = offsetof(values, slope_percent),
     .fallback = "25",
     .min = 0,
     .max = 1000,
     .unit = "%",
     .help_en = "steeper ground is flagged, where the project has heights",
     .help_zh = "地面坡度超过此值即提示（项目有高程时）"},
    {.name = "road",
     .type = JJ_P_NUMBER,
     .offset = offsetof(values, road_m),
     .fallback = "100",
     .min = 0,
     .max = 20000,
     .unit = "m",
     .help_en = "farther from a road is flagged, where the project has roads",
     .help_zh = "距道路超过此值即提示（项目有路网时）"},
    {.name = "rule",
     .type = JJ_P_TEXT,
     .offset = offsetof(values, rule),
     .unit = "ID",
     .help_en = "coverage rule to speak of (default: the first that counts this kind)",
     .help_zh = "以哪条覆盖规则说明（默认：计入该类别的第一条）"},
    {.name = "year",
     .type = JJ_P_INT,
     .offset = offsetof(values, year),
     .min = 1900,
     .max = 2200,
     .unit = "YEAR",
     .help_en = "judge this year instead of the result's",
     .help_zh = "改按该年考核"},
    {.name = "project",
     .type = JJ_P_FILE,
     .offset = offsetof(values, project),
     .unit = "FILE",
     .help_en = "the project file, where it is no longer where the run found it",
     .help_zh = "项目文件，若已不在运行时的位置"},
    {.name = "demand",
     .type = JJ_P_FILE,
     .offset = offsetof(values, demand),
     .unit = "FILE",
     .help_en = "instead of RESULT: villages with their people, a column a year",
     .help_zh = "代替 RESULT：各村人数表，每年一列"},
    {.name = "minutes",
     .type = JJ_P_FILE,
     .offset = offsetof(values, minutes),
     .unit = "FILE",
     .help_en =
         "with --demand: minutes to each village, a column a candidate; --file may name those "
         "that are forbidden",
     .help_zh = "配合 --demand：到各村的分钟数，每个方案一列；--file 可列明禁止建设的方案"},
    {.name = "within",
     .type = JJ_P_NUMBER,
     .offset = offsetof(values, within_min),
     .fallback = "30",
     .min = 0,
     .max = 100000,
     .unit = "min",
     .help_en = "with --demand: the limit",
     .help_zh = "配合 --demand：时限"},
    {.name = "rerun",
     .type = JJ_P_FLAG,
     .offset = offsetof(values, rerun),
     .help_en = "inputs may have changed: solve anew",
     .help_zh = "输入可能已改动：重新求解"},
    {.name = "verify",
     .type = JJ_P_FLAG,
     .offset = offsetof(values, verify),
     .help_en = "check full hashes of result and inputs",
     .help_zh = "核对结果与输入的完整哈希"},
    {.name = "judge",
     .type = JJ_P_FLAG,
     .offset = offsetof(values, judge),
     .help_en = "exit code 1 unless a site is recommended",
     .help_zh = "非建议选址时退出码为 1"},
    {.name = "format",
     .type = JJ_P_CHOICE,
     .offset = offsetof(values, format),
     .choices = formats,
     .help_en = "how to give the answer (default: by the name of --out, else text); docx and pdf: "
                "one page to sign, with --out",
     .help_zh = "输出格式（默认按 --out 的文件名，否则 text）；docx、pdf 为一页意见书，配合 --out"},
    {.name = "out",
     .type = JJ_P_FILE,
     .offset = offsetof(values, out),
     .unit = "FILE",
     .help_en = "write here instead of to the standard output",
     .help_zh = "写入此文件，而不是标准输出"},
    {.name = "subject",
     .type = JJ_P_TEXT,
     .offset = offsetof(values, subject),
     .unit = "TEXT",
     .help_en = "heading of the page (default: by kind and place)",
     .help_zh = "意见书标题（默认按类别与地点）"},
};

/* The question as asked: candidates, properties, closings. */
typedef struct question {
    jj_candidates candidates;
    jj_set_value set[32];
    const char *closed[64];
    jj_proposal_ask ask;
    jj_kinds kinds; /* hold the kind's id */
    bool is_many;   /* each candidate on its own, side by side */
} question;

static void question_deinit(question *q) {
    jj_kinds_deinit(&q->kinds);
    jj_candidates_deinit(&q->candidates);
}

static jj_status read_places(jj_ctx *ctx, const values *v, question *q) {
    for (size_t i = 0; i < v->at.n; i++) {
        double lon, lat;
        const char *name = v->move ? jj_arena_printf(&q->candidates.arena, "%s*", v->move) : NULL;
        JJ_TRY(jj_place_parse(ctx, "--at", v->at.items[i], v->crs, v->datum, &lon, &lat));
        JJ_TRY(jj_candidates_add_point(ctx, &q->candidates, name, lon, lat));
    }
    return JJ_OK;
}

static jj_status read_parcel(jj_ctx *ctx, const values *v, question *q) {
    bool is_typed = !jj_file_exists(v->parcel) && strpbrk(v->parcel, ";|");
    return is_typed
               ? jj_candidates_corners(ctx, "--parcel", v->parcel, v->crs, v->datum, &q->candidates)
               : jj_candidates_read(ctx, v->parcel, v->crs, v->datum, &q->candidates);
}

static jj_status read_sets(jj_ctx *ctx, const values *v, question *q) {
    for (size_t i = 0; i < v->set.n; i++) {
        const char *equals = strchr(v->set.items[i], '=');
        char *column = jj_arena_str(&q->candidates.arena, v->set.items[i]);
        if (!column)
            return jj_no_memory(ctx, "--set", 0);
        if (!equals || equals == v->set.items[i] || i == JJ_COUNT(q->set))
            return jj_fail(ctx, JJ_E_RANGE, "--set: '%s' is not COLUMN=VALUE", v->set.items[i]);
        column[equals - v->set.items[i]] = '\0';
        q->set[q->ask.n_set++] = (jj_set_value){column, equals + 1};
    }
    return JJ_OK;
}

static jj_status check_options(jj_ctx *ctx, const values *v, size_t n_words) {
    if ((v->demand != NULL) != (v->minutes != NULL))
        return jj_fail(ctx, JJ_E_RANGE, "--demand and --minutes go together");
    if ((v->demand != NULL) == (n_words == 1))
        return jj_fail(ctx, JJ_E_RANGE, "name a RESULT, or give --demand and --minutes");
    if (!v->kind && (v->demand || v->merge || v->close.n + (v->move != NULL) == 0))
        return jj_fail(ctx, JJ_E_RANGE, "'--%s' is missing", "kind");
    if (v->demand)
        return v->year ? JJ_OK
                       : jj_fail(ctx, JJ_E_RANGE, "--demand needs --year: the one built for first");
    if ((v->at.n > 0) + (v->parcel != NULL) + (v->file != NULL) > 1)
        return jj_fail(ctx, JJ_E_RANGE, "give one of --at, --parcel and --file");
    size_t n_asked =
        v->at.n + v->close.n + (v->parcel != NULL) + (v->file != NULL) + (v->move != NULL);
    if (v->merge)
        return n_asked == 0 ? JJ_OK
                            : jj_fail(ctx, JJ_E_RANGE,
                                      "--merge stands alone: it asks about those "
                                      "that are there");
    if (n_asked == 0)
        return jj_fail(ctx, JJ_E_RANGE,
                       "say what is proposed: --at, --parcel or --file, --close or --move");
    if (v->move && v->at.n != 1 && !v->parcel)
        return jj_fail(ctx, JJ_E_RANGE, "--move needs one --at: where to");
    bool is_page = strcmp(v->format, "docx") == 0 || strcmp(v->format, "pdf") == 0;
    if (is_page && !v->out)
        return jj_fail(ctx, JJ_E_RANGE, "--format %s needs --out FILE", v->format);
    if (v->capacity && v->classes)
        return jj_fail(ctx, JJ_E_RANGE, "give --capacity or --classes, not both");
    if (v->close.n > 60)
        return jj_fail(ctx, JJ_E_RANGE, "at most %d facilities are closed at a time", 60);
    return JJ_OK;
}

static int64_t capacity_of(const values *v) {
    enum { USUAL_CLASS = 30 };
    return v->classes ? v->classes * (v->class_size ? v->class_size : USUAL_CLASS) : v->capacity;
}

static bool is_format(const values *v, const char *name) {
    return strcmp(v->format, name) == 0;
}

static bool is_named(const char *const *ids, size_t n, const char *id) {
    for (size_t i = 0; i < n; i++)
        if (strcmp(ids[i], id) == 0)
            return true;
    return false;
}

static jj_status read_question(jj_ctx *ctx, const values *v, question *q) {
    jj_proposal_ask *ask = &q->ask;
    *ask = (jj_proposal_ask){.added = q->candidates.rows,
                             .closed = q->closed,
                             .set = q->set,
                             .capacity = capacity_of(v),
                             .class_size = (int)v->class_size,
                             .rule = v->rule,
                             .spacing_m = v->spacing_m,
                             .road_m = v->road_m,
                             .slope_percent = v->slope_percent,
                             .look_m = v->around_m,
                             .is_drawn = is_format(v, "pdf") || is_format(v, "docx")};
    if (!isnan(v->rate))
        ask->rate_10000 = (int)floor(v->rate * 10000 + 0.5);
    for (size_t i = 0; i < v->close.n; i++)
        if (!is_named(q->closed, ask->n_closed, v->close.items[i]))
            q->closed[ask->n_closed++] = v->close.items[i];
    if (v->move && !is_named(q->closed, ask->n_closed, v->move))
        q->closed[ask->n_closed++] = v->move;
    if (v->kind)
        JJ_TRY(cli_kind(ctx, v->kind, &q->kinds, &ask->kind));
    JJ_TRY(read_sets(ctx, v, q));
    JJ_TRY(read_places(ctx, v, q));
    if (v->parcel)
        JJ_TRY(read_parcel(ctx, v, q));
    if (v->file)
        JJ_TRY(jj_candidates_read(ctx, v->file, v->crs, v->datum, &q->candidates));
    ask->n_added = q->candidates.n;
    q->is_many = v->file || (v->parcel && ask->n_added > 1);
    if (v->move && ask->n_added != 1)
        return jj_fail(ctx, JJ_E_RANGE, "--move needs one --at: where to");
    return JJ_OK;
}

/* Each on its own, then the table; JSON: one object, or a list. */
static jj_status print(jj_ctx *ctx, const question *q, const jj_proposal *answers, size_t n,
                       bool is_json, jj_text *t) {
    const char *first = is_json && q->is_many ? "[\n" : "", *between = is_json ? ",\n" : "\n";
    for (size_t i = 0; i < n; i++) {
        jj_text_add(t, i ? between : first);
        JJ_TRY(is_json ? jj_proposal_json(ctx, &answers[i], t)
                       : jj_proposal_text(ctx, &answers[i], t));
    }
    if (is_json)
        jj_text_add(t, q->is_many ? "\n]\n" : "\n");
    else if (q->is_many)
        jj_text_add(t, "\n");
    return is_json || !q->is_many ? JJ_OK : jj_proposals_compare_text(ctx, answers, n, t);
}

static jj_status write_page(jj_ctx *ctx, const values *v, const jj_opinion *page) {
    return is_format(v, "pdf") ? jj_opinion_pdf(ctx, page, v->out)
                               : jj_opinion_docx(ctx, page, v->out);
}

static jj_status give(const cli_args *args, const question *q, const jj_proposal *answers,
                      size_t n) {
    const values *v = args->values;
    jj_ctx *ctx = args->ctx;
    JJ_CLEANUP(jj_text_deinit) jj_text t = {0};
    JJ_CLEANUP(jj_opinion_deinit) jj_opinion page = {0};
    if (is_format(v, "text") || is_format(v, "json")) {
        JJ_TRY(print(ctx, q, answers, n, is_format(v, "json"), &t));
        return cli_write(ctx, v->out, &t);
    }
    JJ_TRY(jj_opinion_of_proposals(ctx, answers, n, v->subject, args->file_lang, &page));
    return write_page(ctx, v, &page);
}

/* A single site in the lake is no proposal; among others it is one that does not do. */
static jj_status check_answer(jj_ctx *ctx, const question *q, const jj_proposal *a) {
    if (q->is_many || !jj_proposal_is_hopeless(a))
        return JJ_OK;
    const jj_candidate *c = &a->ask->added[0];
    return jj_fail(ctx, JJ_E_DATA,
                   "%s (%.6f, %.6f) stands on ground that cannot be crossed, water or the like: "
                   "give another place",
                   c->name, c->lon, c->lat);
}

static jj_status ask_each(jj_ctx *ctx, jj_proposals *p, const question *q, jj_proposal *answers,
                          jj_proposal_ask *asks, size_t n) {
    for (size_t i = 0; i < n; i++) {
        asks[i] = q->ask;
        if (q->is_many) {
            asks[i].added = &q->candidates.rows[i];
            asks[i].n_added = 1;
        }
        JJ_TRY(jj_propose(ctx, p, &asks[i], &answers[i]));
        JJ_TRY(check_answer(ctx, q, &answers[i]));
    }
    return JJ_OK;
}

static jj_status answer_merge(const cli_args *args, const question *q) {
    const values *v = args->values;
    jj_ctx *ctx = args->ctx;
    JJ_CLEANUP(jj_proposals_close) jj_proposals p = {0};
    JJ_CLEANUP(jj_mergers_deinit) jj_mergers m = {0};
    JJ_CLEANUP(jj_text_deinit) jj_text t = {0};
    jj_table table;
    jj_proposal_options options = {v->project, (int)v->year, v->rerun, v->verify};
    jj_merge_ask ask = {.kind = q->ask.kind, .rule = v->rule};
    if (!isnan(v->rate))
        ask.rate_10000 = (int)floor(v->rate * 10000 + 0.5);
    JJ_TRY(jj_proposals_open(ctx, args->words[0], &options, &p));
    JJ_TRY(jj_merge_find(ctx, &p, &ask, &m));
    jj_merge_table(&m, &table);
    JJ_TRY(is_format(v, "json") ? jj_table_print(ctx, &table, JJ_FORMAT_JSON, &t)
                                : jj_merge_text(ctx, &m, &t));
    return cli_write(ctx, v->out, &t);
}

static jj_status answer(cli_args *args, question *q, bool *is_good) {
    const values *v = args->values;
    jj_ctx *ctx = args->ctx;
    JJ_CLEANUP(jj_proposals_close) jj_proposals p = {0};
    jj_proposal_options options = {v->project, (int)v->year, v->rerun, v->verify};
    size_t n = q->is_many ? q->ask.n_added : 1;
    JJ_AUTO jj_proposal *answers = jj_alloc(n, sizeof *answers);
    JJ_AUTO jj_proposal_ask *asks = jj_alloc(n, sizeof *asks);
    if (!answers || !asks)
        return jj_no_memory(ctx, "candidates", 0);
    JJ_TRY(jj_proposals_open(ctx, args->words[0], &options, &p));
    if (!q->ask.kind)
        JJ_TRY(jj_proposals_kind_of(ctx, &p, q->closed[0], &q->ask.kind));
    jj_status st = ask_each(ctx, &p, q, answers, asks, n);
    if (st == JJ_OK)
        st = give(args, q, answers, n);
    for (size_t i = 0; i < n; i++) {
        *is_good |= answers[i].advice == JJ_ADVICE_BUILD;
        jj_proposal_deinit(&answers[i]);
    }
    return st;
}

/* From sheets alone: no result, no map. */
static jj_status answer_sheets(const cli_args *args) {
    const values *v = args->values;
    jj_ctx *ctx = args->ctx;
    const char *kind;
    JJ_CLEANUP(jj_kinds_deinit) jj_kinds kinds = {0};
    JJ_TRY(cli_kind(ctx, v->kind, &kinds, &kind));
    JJ_CLEANUP(jj_village_table_deinit) jj_village_table table = {0};
    JJ_CLEANUP(jj_text_deinit) jj_text t = {0};
    JJ_CLEANUP(jj_opinion_deinit) jj_opinion page = {0};
    const char *group = strcmp(kind, "kindergarten") == 0 ? "age3_5" : "";
    const jj_size_norm *norm = jj_size_norm_of(group);
    jj_villages_ask ask = {.within_min = v->within_min, .build_year = (int)v->year};
    ask.size.rate_10000 = isnan(v->rate) ? norm->rate_10000 : (int)floor(v->rate * 10000 + 0.5);
    ask.size.class_size = v->class_size ? (int)v->class_size : norm->class_size;
    ask.size.most_classes = norm->most_classes;
    ask.size.capacity = capacity_of(v);
    JJ_TRY(jj_village_table_read(ctx, v->demand, v->minutes, v->file, &table));
    if (is_format(v, "docx") || is_format(v, "pdf")) {
        JJ_TRY(jj_opinion_of_villages(ctx, &table, &ask, v->subject, args->file_lang, &page));
        return write_page(ctx, v, &page);
    }
    jj_status st = jj_village_text(ctx, &table, &ask, &t);
    if (st == JJ_OK)
        st = cli_write(ctx, v->out, &t);
    return st == JJ_E_RANGE ? JJ_E_DATA : st;
}

static int run(cli_args *args) {
    values *v = args->values;
    v->format = cli_format(v->format, v->out, formats);
    bool is_good = false;
    JJ_CLEANUP(question_deinit) question q = {0};
    jj_status st = check_options(args->ctx, v, args->n_words);
    if (st == JJ_OK && !v->demand)
        st = read_question(args->ctx, v, &q);
    if (st == JJ_E_RANGE)
        return cli_wrong_use(args, "propose");
    if (st == JJ_OK && v->capacity < 0)
        st = jj_fail(args->ctx, JJ_E_DATA, "--capacity: %lld places are none",
                     (long long)v->capacity);
    if (st == JJ_OK && v->merge)
        st = answer_merge(args, &q);
    else if (st == JJ_OK)
        st = v->demand ? answer_sheets(args) : answer(args, &q, &is_good);
    if (st != JJ_OK)
        return cli_exit_code(st);
    cli_say_written(args, v->out);
    return v->judge && !is_good ? CLI_NOT_MET : CLI_MET;
}

const cli_cmd cli_propose = {
    .name = "propose",
    .usage = "[RESULT]",
    .brief_en = "what a new, closed or moved facility would change",
    .brief_zh = "新建、关闭或迁移一处设施会改变什么",
    .notes_en = "RESULT is the folder that 'jiujin run' published; nothing in it is changed. The "
                "figures are those a full run with the changed list would give.",
    .notes_zh = "RESULT 是 jiujin run 发布的结果文件夹，其中内容不会改动。"
                "所得数字与改动名单后完整重算一致。",
    .params = params,
    .n_params = JJ_COUNT(params),
    .values_size = sizeof(values),
    .min_words = 0,
    .max_words = 1,
    .takes_project = true,
    .run = run,
};
