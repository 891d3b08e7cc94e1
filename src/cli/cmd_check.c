/* check: read everything, say what is there and what was found on the way, compute nothing. */
#include "cli/cmd.h"
#include "base/file.h"
#include "base/lang.h"
#include "cli/check_next.h"
#include "load/load.h"
#include "out/print.h"
#include "out/questions.h"
#include "out/reply.h"
#include "rules/words.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct check_values {
    const char *max_refused;
    const char *mapping, *questions;
    int64_t year;
} check_values;

static const jj_param params[] = {
    {.name = "max-refused",
     .type = JJ_P_TEXT,
     .offset = offsetof(check_values, max_refused),
     .unit = "SHARE",
     .help_en = "fail when more of the records are refused: 1% or 0.01",
     .help_zh = "拒收记录超过此比例即失败：1% 或 0.01"},
    {.name = "mapping",
     .type = JJ_P_TEXT,
     .offset = offsetof(check_values, mapping),
     .unit = "FILE",
     .help_en = "write what headings of office lists were taken for",
     .help_zh = "写出部门台账各列名的识别结果"},
    {.name = "questions",
     .type = JJ_P_FILE,
     .offset = offsetof(check_values, questions),
     .unit = "FOLDER",
     .help_en = "write what must be asked as workbooks, one a county; see 'corrections'",
     .help_zh = "写出核实表，一县一本；答复后放入 corrections 所指文件夹"},
    {.name = "year",
     .type = JJ_P_INT,
     .offset = offsetof(check_values, year),
     .min = 1950,
     .max = 2100,
     .unit = "Y",
     .help_en = "look at this year instead of the project's",
     .help_zh = "以该年份代替项目年份"},
};

/* What is said of the data, one line a thing. */
typedef struct summary {
    jj_ctx *ctx;
    jj_reply reply;
    jj_arena words;
} summary;

static void summary_deinit(summary *s) {
    jj_reply_deinit(&s->reply);
    jj_arena_deinit(&s->words);
}

static const jj_column summary_columns[] = {
    {"part", JJ_CELL_TEXT, "part", "部分"},
    {"item", JJ_CELL_TEXT, "item", "内容"},
    {"count", JJ_CELL_REAL, "count", "数量"},
    {"detail", JJ_CELL_TEXT, "detail", "说明"},
};

static jj_status say(summary *s, const char *part, const char *item, double count,
                     const char *detail) {
    jj_cell cells[JJ_COUNT(summary_columns)] = {
        {.text = part}, {.text = item}, {.real = count}, {.text = detail}};
    return jj_reply_add(s->ctx, &s->reply, cells);
}

/* In the asker's language, in the other where that is empty. */
static const char *title(const jj_ctx *ctx, const char *en, const char *zh) {
    bool is_zh = ctx->lang == JJ_LANG_ZH ? *zh != '\0' : *en == '\0';
    return is_zh ? zh : en;
}

static jj_status say_units(summary *s, const jj_scene *scene) {
    for (size_t i = 0; i < scene->units.n_levels; i++) {
        const jj_level *level = &scene->units.levels[i];
        uint32_t n_polygons = 0, n_judged = 0;
        for (uint32_t u = level->first; u < level->first + level->n; u++) {
            n_polygons += scene->units.units[u].has_geometry;
            n_judged += scene->units.units[u].is_judged;
        }
        char detail[96];
        snprintf(detail, sizeof detail, jj_tr(s->ctx->lang, "%u with polygons, %u judged"),
                 n_polygons, n_judged);
        JJ_TRY(say(s, jj_tr(s->ctx->lang, "units"), title(s->ctx, level->title_en, level->title_zh),
                   level->n, detail));
    }
    return JJ_OK;
}

static jj_status say_lattice(summary *s, const jj_scene *scene) {
    if (!scene->has_grid)
        return say(s, jj_tr(s->ctx->lang, "grid"), jj_tr(s->ctx->lang, "none"), NAN,
                   jj_tr(s->ctx->lang, "people by unit only; coverage rules cannot be judged"));
    size_t middle = jj_lengths_block(&scene->lengths, scene->grid.rows / 2, scene->grid.cols / 2);
    char detail[96];
    snprintf(detail, sizeof detail, jj_tr(s->ctx->lang, "%u x %u cells of %.1f m x %.1f m"),
             scene->grid.cols, scene->grid.rows, scene->lengths.east_m[middle],
             scene->lengths.north_m[middle]);
    return say(s, jj_tr(s->ctx->lang, "grid"), jj_tr(s->ctx->lang, "cells"),
               (double)jj_grid_cells(&scene->grid), detail);
}

static jj_status say_people(summary *s, const jj_scene *scene) {
    for (size_t i = 0; i < scene->n_demands; i++) {
        const jj_demand *d = &scene->demands[i];
        char item[96];
        snprintf(item, sizeof item, "%.64s %d", d->group, d->year);
        jj_both group = jj_words_group(&s->words, d->group);
        char detail[160];
        snprintf(detail, sizeof detail,
                 d->people ? jj_tr(s->ctx->lang, "%.100s, on the grid")
                           : jj_tr(s->ctx->lang, "%.100s, by unit"),
                 jj_both_in(&group, s->ctx->lang));
        JJ_TRY(say(s, jj_tr(s->ctx->lang, "population"), item, floor(d->total + 0.5), detail));
    }
    return JJ_OK;
}

static jj_status say_kind(summary *s, const jj_scene *scene, size_t first) {
    const char *kind = scene->facilities[first].kind;
    size_t n = 0, n_points = 0;
    for (size_t i = first; i < scene->n_facilities; i++) {
        bool is_same = strcmp(scene->facilities[i].kind, kind) == 0;
        n += is_same;
        n_points += is_same && scene->facilities[i].has_point;
    }
    jj_both word = jj_words_term(&s->words, scene, kind);
    char detail[160];
    snprintf(detail, sizeof detail, jj_tr(s->ctx->lang, "%.100s, %zu with coordinates"),
             jj_both_in(&word, s->ctx->lang), n_points);
    return say(s, jj_tr(s->ctx->lang, "facility"), kind, (double)n, detail);
}

static jj_status say_facilities(summary *s, const jj_scene *scene) {
    JJ_CLEANUP(jj_map_deinit) jj_map kinds = {0};
    for (size_t i = 0; i < scene->n_facilities; i++) {
        uint32_t at = jj_map_put(&kinds, scene->facilities[i].kind, (uint32_t)i);
        if (at == JJ_MAP_NONE)
            return jj_no_memory(s->ctx, "check", 0);
        if (at == i)
            JJ_TRY(say_kind(s, scene, i));
    }
    return JJ_OK;
}

static jj_status say_rules(summary *s, const jj_loaded *l) {
    for (size_t i = 0; i < l->rules.n; i++) {
        const jj_rule *r = &l->rules.rules[i];
        const jj_selection *picked =
            r->n_filters ? jj_scene_selection(&l->scene, r->filters[0],
                                              r->target_year ? r->target_year : l->scene.year)
                         : NULL;
        const char *text = title(s->ctx, r->title_en, r->title_zh);
        const char *part = picked && picked->has_source
                               ? jj_tr(s->ctx->lang, "rules")
                               : jj_tr(s->ctx->lang, "rules without a source");
        JJ_TRY(say(s, part, r->id, picked ? (double)picked->n : NAN, text));
    }
    return JJ_OK;
}

static jj_status print(jj_ctx *ctx, const jj_reply *reply) {
    JJ_CLEANUP(jj_text_deinit) jj_text text = {0};
    jj_table table = jj_reply_table(reply);
    JJ_TRY(jj_table_print(ctx, &table, JJ_FORMAT_TABLE, &text));
    fwrite(text.s ? text.s : "", 1, text.len, stdout);
    return JJ_OK;
}

static jj_status print_summary(jj_ctx *ctx, const jj_loaded *l) {
    JJ_CLEANUP(summary_deinit) summary s = {.ctx = ctx};
    jj_reply_begin(&s.reply, summary_columns, JJ_COUNT(summary_columns));
    JJ_TRY(say_units(&s, &l->scene));
    JJ_TRY(say_lattice(&s, &l->scene));
    JJ_TRY(say_people(&s, &l->scene));
    JJ_TRY(say_facilities(&s, &l->scene));
    JJ_TRY(say_rules(&s, l));
    return print(ctx, &s.reply);
}

/* What loses most comes first: refused before doubted before told; then by number. */
static int by_weight(const void *a, const void *b) {
    const jj_ledger_row *x = *(const jj_ledger_row *const *)a;
    const jj_ledger_row *y = *(const jj_ledger_row *const *)b;
    if (x->code->severity != y->code->severity)
        return x->code->severity > y->code->severity ? -1 : 1;
    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    return x < y ? -1 : 1;
}

static const char *severity_mark(jj_severity s) {
    return s == JJ_LEDGER_REFUSED ? "x" : s == JJ_LEDGER_WARNING ? "!" : "-";
}

static void print_finding(const jj_ctx *ctx, const jj_ledger_row *r) {
    printf("%s %6llu  %s (%s%s%s)\n", severity_mark(r->code->severity),
           (unsigned long long)r->count, title(ctx, r->code->title_en, r->code->title_zh),
           r->source, *r->field ? ": " : "", r->field);
    if (*r->example)
        printf("          %s\n", r->example);
    printf("          -> %s\n", title(ctx, r->code->cure_en, r->code->cure_zh));
}

static jj_status print_ledger(jj_ctx *ctx, const jj_ledger *ledger) {
    JJ_AUTO const jj_ledger_row **rows = jj_alloc(ledger->n + 1, sizeof *rows);
    if (!rows)
        return jj_no_memory(ctx, "check", 0);
    for (size_t i = 0; i < ledger->n; i++)
        rows[i] = &ledger->rows[i];
    qsort(rows, ledger->n, sizeof *rows, by_weight);
    for (size_t i = 0; i < ledger->n; i++)
        print_finding(ctx, rows[i]);
    return JJ_OK;
}

/* "1%" or "0.01". */
static jj_status parse_share(jj_ctx *ctx, const char *text, double *out) {
    size_t n = strlen(text);
    bool is_percent = n > 0 && text[n - 1] == '%';
    JJ_AUTO char *number = jj_strndup(text, is_percent ? n - 1 : n);
    if (!number)
        return jj_no_memory(ctx, "check", 0);
    bool ok = jj_parse_double(number, out);
    *out /= is_percent ? 100 : 1;
    if (ok && *out >= 0 && *out <= 1)
        return JJ_OK;
    return jj_fail(ctx, JJ_E_RANGE, "--max-refused: '%s' is not a share such as 1%% or 0.01", text);
}

static jj_status judge_refused(jj_ctx *ctx, const jj_ledger *ledger, double most) {
    uint64_t refused = jj_ledger_refused(ledger);
    if ((double)refused <= most * (double)ledger->n_records)
        return JJ_OK;
    return jj_fail(ctx, JJ_E_DATA,
                   "%llu of %llu records were refused, and --max-refused allows %.4g %%",
                   (unsigned long long)refused, (unsigned long long)ledger->n_records, most * 100);
}

static void print_questions(const jj_ctx *ctx, const jj_scene *s) {
    jj_question_count n = jj_questions_count(s);
    if (n.n_open + n.n_answered > 0)
        printf(jj_tr(ctx->lang, "\nQuestions about records: %zu open, %zu answered\n"), n.n_open,
               n.n_answered);
}

static jj_status show(jj_ctx *ctx, const jj_loaded *l, const char *project) {
    printf("%s, %d\n\n", title(ctx, l->scene.name_en, l->scene.name), l->scene.year);
    JJ_TRY(print_summary(ctx, l));
    printf(jj_tr(ctx->lang, "\n%llu records read, %llu refused (x); ! means doubtful, - for "
                            "your information\n\n"),
           (unsigned long long)l->scene.ledger.n_records,
           (unsigned long long)jj_ledger_refused(&l->scene.ledger));
    JJ_TRY(print_ledger(ctx, &l->scene.ledger));
    print_questions(ctx, &l->scene);
    return cli_check_next(ctx, l, project);
}

/* A line "heading: meaning" for every column of every list; "-" was not understood. */
static jj_status write_mapping(jj_ctx *ctx, const char *path, const jj_text *mapping) {
    if (mapping->failed)
        return jj_no_memory(ctx, "check", 0);
    return jj_file_replace(ctx, path, mapping->len ? mapping->s : "", mapping->len);
}

static int run(cli_args *args) {
    const check_values *v = args->values;
    jj_ctx *ctx = args->ctx;
    double most = 1;
    if (v->max_refused && parse_share(ctx, v->max_refused, &most) != JJ_OK)
        return cli_wrong_use(args, "check");
    JJ_CLEANUP(jj_text_deinit) jj_text mapping = {0};
    jj_load_options options = {.year = (int)v->year, .mapping = &mapping};
    jj_loaded loaded;
    jj_status st = jj_scene_load(ctx, args->words[0], &options, &loaded);
    if (st == JJ_OK) {
        st = v->mapping ? write_mapping(ctx, v->mapping, &mapping) : JJ_OK;
        if (st == JJ_OK)
            st = args->is_quiet ? JJ_OK : show(ctx, &loaded, args->words[0]);
        if (st == JJ_OK && v->questions)
            st = jj_questions_write(ctx, v->questions, &loaded.scene, args->file_lang);
        if (st == JJ_OK)
            st = judge_refused(ctx, &loaded.scene.ledger, most);
        jj_loaded_deinit(&loaded);
    }
    return cli_exit_code(st);
}

const cli_cmd cli_check = {
    .name = "check",
    .usage = "PROJECT",
    .brief_en = "read everything, list what was found, compute nothing",
    .brief_zh = "读入全部数据并列出核实情况，不计算",
    .notes_en =
        "PROJECT is the project file (project.yaml). Every record that was refused,\n"
        "repaired or doubted is listed with what to do, the costliest first; the last lines\n"
        "say what to do next.",
    .notes_zh = "PROJECT 为项目文件（project.yaml）。逐类列出拒收、修复或存疑的记录及处理办法，"
                "影响大的在前；末尾给出下一步建议。",
    .params = params,
    .n_params = JJ_COUNT(params),
    .values_size = sizeof(check_values),
    .min_words = 1,
    .max_words = 1,
    .takes_project = true,
    .run = run};
