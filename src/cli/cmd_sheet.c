#include "base/file.h"
#include "base/lang.h"
#include "base/text.h"
#include "cli/cmd.h"
#include "out/outcome.h"
#include "out/sheet/page.h"

#include <stdio.h>
#include <string.h>

typedef struct values {
    const char *rule, *unit, *atlas, *size, *format, *out, *review, *maker, *date;
    bool is_public;
    double dpi;
} values;

#define AT(field) offsetof(values, field)

static const jj_param params[] = {
    {.name = "rule",
     .type = JJ_P_TEXT,
     .offset = AT(rule),
     .unit = "ID",
     .help_en = "the rule to map (default: every rule that can be mapped)",
     .help_zh = "要制图的规则（默认每条可制图的规则）"},
    {.name = "unit",
     .type = JJ_P_TEXT,
     .offset = AT(unit),
     .unit = "CODE",
     .help_en = "one unit of the level judged (code or name), its neighbours around it",
     .help_zh = "所评价层级的一个单位（代码或名称）及其周边"},
    {.name = "atlas",
     .type = JJ_P_TEXT,
     .offset = AT(atlas),
     .unit = "LEVEL",
     .help_en = "one page a unit of the level judged: county, township, ...",
     .help_zh = "所评价层级的每个单位一页：county、township 等"},
    {.name = "size",
     .type = JJ_P_CHOICE,
     .offset = AT(size),
     .choices = "A3|A4",
     .fallback = "A3",
     .help_en = "paper, landscape",
     .help_zh = "纸张（横向）"},
    {.name = "format",
     .type = JJ_P_CHOICE,
     .offset = AT(format),
     .choices = "pdf|png",
     .fallback = "pdf",
     .help_en = "file format",
     .help_zh = "文件格式"},
    {.name = "dpi",
     .type = JJ_P_NUMBER,
     .offset = AT(dpi),
     .min = 50,
     .max = 600,
     .fallback = "150",
     .help_en = "dots per inch of PNG",
     .help_zh = "PNG 分辨率"},
    {.name = "public",
     .type = JJ_P_FLAG,
     .offset = AT(is_public),
     .help_en = "for the public: needs --review; without it sheets say 'For internal use'",
     .help_zh = "公开使用：须给出 --review；否则标注“内部使用”"},
    {.name = "review",
     .type = JJ_P_TEXT,
     .offset = AT(review),
     .unit = "NUMBER",
     .help_en = "map review number to print",
     .help_zh = "审图号"},
    {.name = "maker",
     .type = JJ_P_TEXT,
     .offset = AT(maker),
     .unit = "NAME",
     .help_en = "who makes the sheets, for their title block (default: a blank to fill in)",
     .help_zh = "制图单位（默认留空待填）"},
    {.name = "date",
     .type = JJ_P_TEXT,
     .offset = AT(date),
     .unit = "DATE",
     .help_en = "date for the title block (default: a blank to fill in)",
     .help_zh = "制图日期（默认留空待填）"},
    {.name = "out",
     .type = JJ_P_FILE,
     .offset = AT(out),
     .unit = "FOLDER",
     .help_en = "where the sheets go (default: RESULT-sheets; English ones RESULT-sheets-en)",
     .help_zh = "输出文件夹（默认 RESULT-sheets，英文图件 RESULT-sheets-en）"},
};

typedef struct job {
    jj_ctx *ctx;
    const values *v;
    jj_result_file result;
    char *folder;
    char *unit; /* its code; NULL = not one alone */
    jj_page_spec spec;
    jj_sheet_relief relief;
    size_t n_drawn;
} job;

static void job_deinit(job *j) {
    jj_result_file_close(&j->result);
    jj_free(j->folder);
    jj_free(j->unit);
    jj_mapsheet_relief_deinit(&j->relief);
}

static jj_status sheet_path(job *j, const char *rule, const char *part, char **out) {
    char slug[128];
    JJ_CLEANUP(jj_text_deinit) jj_text t = {0};
    jj_outcome_slug(rule, slug, sizeof slug);
    jj_text_addf(&t, "%s/%s%s%s.%s", j->folder, slug, *part ? "-" : "", part, j->v->format);
    *out = t.failed ? NULL : jj_strdup(t.s);
    return *out ? JJ_OK : jj_no_memory(j->ctx, "a map sheet", 0);
}

static size_t unit_index(const jj_sheet_data *d, const char *code) {
    size_t i = 0;
    while (i < d->n_units && strcmp(d->units[i].code, code) != 0)
        i++;
    return i;
}

/* The whole area, one unit, or every unit in turn. */
static jj_status draw_pages(job *j, const jj_sheet_data *d, jj_page *page) {
    if (j->unit) {
        size_t i = unit_index(d, j->unit);
        return i < d->n_units ? jj_page_unit(page, d, i)
                              : jj_fail(j->ctx, JJ_E_RANGE,
                                        "rule '%s' is judged on level '%s', and '%s' is not the "
                                        "code of a unit of that level",
                                        d->rule_id, d->level, j->unit);
    }
    if (!j->v->atlas)
        return jj_page_rule(page, d);
    if (strcmp(j->v->atlas, d->level) != 0)
        return jj_fail(j->ctx, JJ_E_RANGE,
                       "rule '%s' is judged on level '%s': an atlas has its units, not those of "
                       "'%s'",
                       d->rule_id, d->level, j->v->atlas);
    for (size_t i = 0; i < d->n_units; i++) {
        jj_progress(j->ctx, "drawing the atlas", i, d->n_units);
        JJ_TRY(jj_ctx_poll(j->ctx));
        if (d->units[i].shape.n_points)
            JJ_TRY(jj_page_unit(page, d, i));
    }
    return JJ_OK;
}

static jj_status draw_data(job *j, const jj_sheet_data *d) {
    JJ_AUTO char *path = NULL;
    jj_page *page = NULL;
    JJ_TRY(sheet_path(j, d->rule_id, j->unit ? j->unit : j->v->atlas ? "atlas" : "", &path));
    jj_status st = jj_page_open(j->ctx, path, strcmp(j->v->format, "pdf") == 0, &j->spec, &page);
    if (st == JJ_OK)
        st = draw_pages(j, d, page);
    if (st != JJ_OK) {
        jj_page_abandon(page);
        return st;
    }
    JJ_TRY(jj_page_close(page));
    printf("%s\n", path);
    j->n_drawn++;
    return JJ_OK;
}

/* Whether the rule is judged on the units that are to be drawn. */
static bool has_units(const job *j, const jj_sheet_data *d) {
    if (j->unit)
        return unit_index(d, j->unit) < d->n_units;
    return !j->v->atlas || strcmp(j->v->atlas, d->level) == 0;
}

/* A rule that has no such units or no polygons is passed over unless it was asked for by name. */
static jj_status draw_rule(job *j, const char *rule, bool is_asked) {
    jj_sheet_data d;
    jj_status st = jj_mapsheet_read(j->ctx, &j->result, rule, &d);
    if (st == JJ_E_DATA && !is_asked)
        return JJ_OK;
    JJ_TRY(st);
    if (is_asked || has_units(j, &d)) {
        st = jj_mapsheet_relief(j->ctx, &j->result, &d, &j->relief);
        if (st == JJ_OK)
            st = draw_data(j, &d);
    }
    jj_mapsheet_data_deinit(&d);
    return st;
}

static jj_status draw_all(job *j) {
    JJ_CLEANUP(jj_stmt_freep) jj_stmt *s = NULL;
    JJ_TRY(jj_db_prepare(j->ctx, j->result.db, "SELECT id FROM rule ORDER BY rowid", &s));
    for (;;) {
        bool more;
        JJ_TRY(jj_stmt_next(j->ctx, s, &more));
        if (!more)
            break;
        JJ_TRY(draw_rule(j, jj_stmt_text(s, 0), false));
    }
    if (j->n_drawn == 0 && j->unit)
        return jj_fail(j->ctx, JJ_E_RANGE,
                       "no rule of the result is judged on the unit '%s' and can be drawn",
                       j->unit);
    if (j->n_drawn == 0 && j->v->atlas)
        return jj_fail(j->ctx, JJ_E_RANGE,
                       "no rule of the result is judged on level '%s' and can be drawn",
                       j->v->atlas);
    return JJ_OK;
}

static jj_status draw(job *j, const char *result) {
    JJ_TRY(jj_result_file_open(j->ctx, result, &j->result));
    if (j->v->unit)
        JJ_TRY(jj_result_find_unit(j->ctx, &j->result, j->v->unit, &j->unit));
    const char *beside = j->spec.lang == JJ_LANG_ZH ? "-sheets" : "-sheets-en";
    JJ_TRY(cli_beside(j->ctx, result, j->v->out, beside, &j->folder));
    JJ_TRY(jj_make_folders(j->ctx, j->folder));
    return j->v->rule ? draw_rule(j, j->v->rule, true) : draw_all(j);
}

static jj_status check_options(jj_ctx *ctx, const values *v) {
    if (v->is_public && !v->review)
        return jj_fail(ctx, JJ_E_RANGE,
                       "--public needs the map review number: --review '审图号：…'");
    if (v->unit && v->atlas)
        return jj_fail(ctx, JJ_E_RANGE, "give one of --unit and --atlas");
    return JJ_OK;
}

static int run(cli_args *args) {
    const values *v = args->values;
    if (check_options(args->ctx, v) != JJ_OK)
        return cli_wrong_use(args, "sheet");
    JJ_CLEANUP(job_deinit) job j = {.ctx = args->ctx, .v = v};
    j.spec = (jj_page_spec){.paper = strcmp(v->size, "A3") == 0 ? JJ_PAPER_A3 : JJ_PAPER_A4,
                            .lang = args->file_lang,
                            .dpi = v->dpi,
                            .is_public = v->is_public,
                            .review = v->is_public ? v->review : NULL,
                            .maker = v->maker,
                            .date = v->date};
    cli_warn_fonts(args->ctx);
    return cli_exit_code(draw(&j, args->words[0]));
}

const cli_cmd cli_sheet = {.name = "sheet",
                           .usage = "RESULT",
                           .brief_en = "map sheets of a result, A3 or A4, as PDF or PNG",
                           .brief_zh = "由结果制作图件：A3 或 A4，PDF 或 PNG",
                           .params = params,
                           .n_params = JJ_COUNT(params),
                           .values_size = sizeof(values),
                           .min_words = 1,
                           .max_words = 1,
                           .run = run};
