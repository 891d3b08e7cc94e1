#include "base/lang.h"
#include "cli/cmd.h"
#include "load/points.h"
#include "out/proposal.h"
#include "out/village_table.h"
#include "store/place.h"
#include "store/shape.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MOST_CANDIDATES = 50 };

typedef struct values {
    const char *kind, *crs, *datum, *parcel, *file, *move, *rule, *format, *project, *demand,
        *minutes;
    jj_param_list at, close, set;
    int64_t capacity, classes, class_size, year;
    double rate, spacing_m, within_min;
    bool judge, rerun, verify;
} values;

static const jj_param params[] = {
    {.name = "kind",
     .type = JJ_P_TEXT,
     .offset = offsetof(values, kind),
     .unit = "KIND",
     .is_required = true,
     .help_en = "what is proposed: kindergarten, village_clinic, library, ...",
     .help_zh = "拟建设施的类别：kindergarten、village_clinic、library 等"},
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
     .help_en = "a polygon instead of --at: a point inside it",
     .help_zh = "以地块多边形代替 --at：取其内一点"},
    {.name = "file",
     .type = JJ_P_FILE,
     .offset = offsetof(values, file),
     .unit = "FILE",
     .help_en = "candidates side by side, one a row, with a column id",
     .help_zh = "候选点比选，每行一个，含 id 列"},
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
     .min = 1,
     .max = 1000000,
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
     .fallback = "text",
     .choices = "text|json",
     .help_en = "how to print the answer",
     .help_zh = "输出格式"},
};

/* The question as asked: candidates, properties, closings. */
typedef struct question {
    jj_arena arena;
    jj_points points;
    jj_candidate candidates[MOST_CANDIDATES];
    jj_set_value set[32];
    const char *closed[64];
    jj_proposal_ask ask;
} question;

static void question_deinit(question *q) {
    jj_points_deinit(&q->points);
    jj_arena_deinit(&q->arena);
}

static jj_status add_candidate(jj_ctx *ctx, question *q, const char *name, double lon, double lat) {
    if (q->ask.n_added == MOST_CANDIDATES)
        return jj_fail(ctx, JJ_E_RANGE, "at most %d candidates at a time", MOST_CANDIDATES);
    q->candidates[q->ask.n_added++] = (jj_candidate){name, lon, lat};
    return JJ_OK;
}

static jj_status read_places(jj_ctx *ctx, const values *v, question *q) {
    for (size_t i = 0; i < v->at.n; i++) {
        double lon, lat;
        const char *name = v->move ? jj_arena_printf(&q->arena, "%s*", v->move)
                                   : jj_arena_printf(&q->arena, "P%zu", i + 1);
        JJ_TRY(jj_place_parse(ctx, "--at", v->at.items[i], v->crs, v->datum, &lon, &lat));
        if (!name)
            return jj_no_memory(ctx, "candidates", 0);
        JJ_TRY(add_candidate(ctx, q, name, lon, lat));
    }
    return JJ_OK;
}

static void free_shape(jj_shape **s) {
    jj_shape_free(*s);
}

static jj_status read_parcel(jj_ctx *ctx, const values *v, question *q) {
    JJ_CLEANUP(jj_layer_closep) jj_layer *layer = NULL;
    JJ_CLEANUP(free_shape) jj_shape *shape = NULL;
    jj_source_spec spec = {.path = v->parcel, .crs = v->crs, .datum = v->datum};
    jj_feature f;
    bool more;
    double lon, lat;
    JJ_TRY(jj_layer_open(ctx, &spec, &layer));
    JJ_TRY(jj_layer_project(ctx, layer, "EPSG:4326"));
    JJ_TRY(jj_layer_next(ctx, layer, &f, &more));
    if (!more || f.type != JJ_GEOMETRY_POLYGON)
        return jj_fail(ctx, JJ_E_DATA, "--parcel: '%s' holds no polygon", v->parcel);
    JJ_TRY(jj_shape_new(ctx, f.wkb, f.wkb_len, &shape));
    JJ_TRY(jj_shape_inside(ctx, shape, &lon, &lat));
    return add_candidate(ctx, q, "P1", lon, lat);
}

static jj_status read_file(jj_ctx *ctx, const values *v, question *q) {
    jj_points_spec spec = {.source = {.path = v->file, .crs = v->crs, .datum = v->datum}};
    if (!spec.source.crs)
        spec.source.crs = "EPSG:4326";
    JJ_TRY(jj_points_read(ctx, &spec, "EPSG:4326", &q->points));
    for (size_t i = 0; i < q->points.n; i++) {
        const jj_point *p = &q->points.rows[i];
        JJ_TRY(add_candidate(ctx, q, p->id, p->x, p->y));
    }
    return JJ_OK;
}

static jj_status read_sets(jj_ctx *ctx, const values *v, question *q) {
    for (size_t i = 0; i < v->set.n; i++) {
        const char *equals = strchr(v->set.items[i], '=');
        char *column = jj_arena_str(&q->arena, v->set.items[i]);
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
    if (v->demand)
        return v->year ? JJ_OK
                       : jj_fail(ctx, JJ_E_RANGE, "--demand needs --year: the one built for first");
    if ((v->at.n > 0) + (v->parcel != NULL) + (v->file != NULL) > 1)
        return jj_fail(ctx, JJ_E_RANGE, "give one of --at, --parcel and --file");
    if (v->at.n + v->close.n == 0 && !v->parcel && !v->file && !v->move)
        return jj_fail(ctx, JJ_E_RANGE,
                       "say what is proposed: --at, --parcel or --file, --close or --move");
    if (v->move && v->at.n != 1 && !v->parcel)
        return jj_fail(ctx, JJ_E_RANGE, "--move needs one --at: where to");
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

static jj_status read_question(jj_ctx *ctx, const values *v, question *q) {
    jj_proposal_ask *ask = &q->ask;
    *ask = (jj_proposal_ask){.kind = v->kind,
                             .added = q->candidates,
                             .closed = q->closed,
                             .set = q->set,
                             .capacity = capacity_of(v),
                             .class_size = (int)v->class_size,
                             .rule = v->rule,
                             .spacing_m = v->spacing_m};
    if (!isnan(v->rate))
        ask->rate_10000 = (int)floor(v->rate * 10000 + 0.5);
    for (size_t i = 0; i < v->close.n; i++)
        q->closed[ask->n_closed++] = v->close.items[i];
    if (v->move)
        q->closed[ask->n_closed++] = v->move;
    JJ_TRY(read_sets(ctx, v, q));
    JJ_TRY(read_places(ctx, v, q));
    if (v->parcel)
        JJ_TRY(read_parcel(ctx, v, q));
    return v->file ? read_file(ctx, v, q) : JJ_OK;
}

static jj_status print(jj_ctx *ctx, const values *v, const jj_proposal *a, jj_text *t) {
    if (strcmp(v->format, "json") == 0)
        return jj_proposal_json(ctx, a, t);
    return jj_proposal_text(ctx, a, t);
}

static jj_status answer_one(jj_ctx *ctx, const values *v, jj_proposals *p, question *q, jj_text *t,
                            bool *is_good) {
    JJ_CLEANUP(jj_proposal_deinit) jj_proposal a = {0};
    JJ_TRY(jj_propose(ctx, p, &q->ask, &a));
    *is_good = a.advice == JJ_ADVICE_BUILD;
    JJ_TRY(print(ctx, v, &a, t));
    if (strcmp(v->format, "json") == 0)
        jj_text_add(t, "\n");
    return JJ_OK;
}

/* Each candidate on its own, then the table; JSON: a list. */
static jj_status answer_each(jj_ctx *ctx, const values *v, jj_proposals *p, const question *q,
                             jj_proposal *answers, jj_proposal_ask *asks, jj_text *t) {
    bool is_json = strcmp(v->format, "json") == 0;
    size_t n = q->ask.n_added;
    for (size_t i = 0; i < n; i++) {
        asks[i] = q->ask;
        asks[i].added = &q->candidates[i];
        asks[i].n_added = 1;
        JJ_TRY(jj_propose(ctx, p, &asks[i], &answers[i]));
        jj_text_add(t, is_json ? (i ? ",\n" : "[\n") : (i ? "\n" : ""));
        JJ_TRY(print(ctx, v, &answers[i], t));
    }
    jj_text_add(t, is_json ? "\n]\n" : "\n");
    return is_json ? JJ_OK : jj_proposals_compare_text(ctx, answers, n, t);
}

static jj_status answer_file(jj_ctx *ctx, const values *v, jj_proposals *p, const question *q,
                             jj_text *t, bool *is_good) {
    size_t n = q->ask.n_added;
    JJ_AUTO jj_proposal *answers = jj_alloc(n + 1, sizeof *answers);
    JJ_AUTO jj_proposal_ask *asks = jj_alloc(n + 1, sizeof *asks);
    if (!answers || !asks)
        return jj_no_memory(ctx, "candidates", 0);
    jj_status st = answer_each(ctx, v, p, q, answers, asks, t);
    *is_good = false;
    for (size_t i = 0; i < n; i++) {
        *is_good |= answers[i].advice == JJ_ADVICE_BUILD;
        jj_proposal_deinit(&answers[i]);
    }
    return st;
}

static jj_status answer(cli_args *args, question *q, jj_text *t, bool *is_good) {
    const values *v = args->values;
    JJ_CLEANUP(jj_proposals_close) jj_proposals p = {0};
    jj_proposal_options options = {v->project, (int)v->year, v->rerun, v->verify};
    JJ_TRY(jj_proposals_open(args->ctx, args->words[0], &options, &p));
    return v->file ? answer_file(args->ctx, v, &p, q, t, is_good)
                   : answer_one(args->ctx, v, &p, q, t, is_good);
}

/* From sheets alone: no result, no map. */
static jj_status answer_sheets(jj_ctx *ctx, const values *v, jj_text *t) {
    JJ_CLEANUP(jj_village_table_deinit) jj_village_table table = {0};
    const char *group = strcmp(v->kind, "kindergarten") == 0 ? "age3_5" : "";
    const jj_size_norm *norm = jj_size_norm_of(group);
    jj_villages_ask ask = {.within_min = v->within_min, .build_year = (int)v->year};
    ask.size.rate_10000 = isnan(v->rate) ? norm->rate_10000 : (int)floor(v->rate * 10000 + 0.5);
    ask.size.class_size = v->class_size ? (int)v->class_size : norm->class_size;
    ask.size.most_classes = norm->most_classes;
    ask.size.capacity = capacity_of(v);
    JJ_TRY(jj_village_table_read(ctx, v->demand, v->minutes, v->file, &table));
    jj_status st = jj_village_text(ctx, &table, &ask, t);
    return st == JJ_E_RANGE ? JJ_E_DATA : st;
}

static int run(cli_args *args) {
    const values *v = args->values;
    bool is_good = false;
    JJ_CLEANUP(jj_text_deinit) jj_text t = {0};
    JJ_CLEANUP(question_deinit) question q = {0};
    jj_status st = check_options(args->ctx, v, args->n_words);
    if (st == JJ_OK && !v->demand)
        st = read_question(args->ctx, v, &q);
    if (st == JJ_E_RANGE)
        return cli_wrong_use(args, "propose");
    if (st == JJ_OK && v->demand)
        st = answer_sheets(args->ctx, v, &t);
    else if (st == JJ_OK)
        st = answer(args, &q, &t, &is_good);
    if (st != JJ_OK)
        return cli_exit_code(st);
    fwrite(t.s ? t.s : "", 1, t.len, stdout);
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
    .run = run,
};
