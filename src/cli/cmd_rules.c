#include "base/file.h"
#include "base/geodata.h"
#include "base/lang.h"
#include "base/nearest.h"
#include "cli/cmd.h"
#include "cli/rules_lacks.h"
#include "cli/rules_print.h"
#include "load/catalogue.h"
#include "load/catalogue_cell.h"
#include "load/catalogue_review.h"

#include <stdio.h>
#include <string.h>

typedef struct values {
    const char *catalogue, *domain, *status, *format, *project;
    int64_t priority;
    bool columns;
} values;

static const jj_param params[] = {
    {.name = "catalogue",
     .type = JJ_P_FILE,
     .offset = offsetof(values, catalogue),
     .help_en = "another catalogue than those that ship",
     .help_zh = "改用其他规则目录"},
    {.name = "domain",
     .type = JJ_P_TEXT,
     .offset = offsetof(values, domain),
     .unit = "CODE",
     .help_en = "list: only this domain, such as EDU",
     .help_zh = "list：只列此领域，如 EDU"},
    {.name = "priority",
     .type = JJ_P_INT,
     .offset = offsetof(values, priority),
     .min = 1,
     .max = 3,
     .unit = "N",
     .help_en = "list: only this priority",
     .help_zh = "list：只列此优先级"},
    {.name = "status",
     .type = JJ_P_CHOICE,
     .offset = offsetof(values, status),
     .choices = "machine|needs_table|descriptive",
     .help_en = "list: only rules that are computed, need a table, or are reported only",
     .help_zh = "list：只列可计算、需填报表或仅作说明的规则"},
    {.name = "format",
     .type = JJ_P_CHOICE,
     .offset = offsetof(values, format),
     .fallback = "table",
     .choices = "table|csv|json",
     .help_en = "how to print",
     .help_zh = "输出格式"},
    {.name = "project",
     .type = JJ_P_FILE,
     .offset = offsetof(values, project),
     .help_en = "check: also what this project lacks for each rule, and who owns it",
     .help_zh = "check：并列出该项目对每条规则缺少什么、由谁负责"},
    {.name = "columns",
     .type = JJ_P_FLAG,
     .offset = offsetof(values, columns),
     .help_en = "list: the columns a catalogue may have, instead of rules",
     .help_zh = "list：改为列出目录可有的列"},
};

static jj_status read_catalogue(jj_ctx *ctx, const values *v, const char *shipped, jj_rules *out) {
    if (v->catalogue)
        return jj_rules_read(ctx, v->catalogue, out);
    JJ_AUTO char *path = NULL;
    JJ_TRY(jj_geodata_path(ctx, shipped, &path));
    return jj_rules_read(ctx, path, out);
}

static jj_format format_of(const values *v) {
    jj_format format = JJ_FORMAT_TABLE;
    (void)jj_format_parse(v->format, &format);
    return format;
}

static void put(const jj_text *t) {
    fwrite(t->s ? t->s : "", 1, t->len, stdout);
}

static bool is_asked(const values *v, const jj_rule *r) {
    return (!v->domain || strcmp(v->domain, r->domain) == 0) &&
           (!v->priority || v->priority == r->priority) &&
           (!v->status || strcmp(v->status, jj_rule_state_name(r->status)) == 0);
}

static jj_status list(cli_args *args) {
    const values *v = args->values;
    jj_ctx *ctx = args->ctx;
    for (size_t i = 0; v->columns && i < n_rule_columns; i++)
        printf("%s\n", rule_columns[i]);
    if (v->columns)
        return JJ_OK;
    JJ_CLEANUP(jj_rules_deinit) jj_rules rules = {0};
    JJ_CLEANUP(jj_text_deinit) jj_text text = {0};
    JJ_TRY(read_catalogue(ctx, v, "rules/shanxi-2025.csv", &rules));
    JJ_AUTO const jj_rule **asked = jj_alloc(rules.n + 1, sizeof *asked);
    if (!asked)
        return jj_no_memory(ctx, "rules", rules.n * sizeof *asked);
    size_t n = 0, n_state[JJ_RULE_DESCRIPTIVE + 1] = {0};
    for (size_t i = 0; i < rules.n; i++)
        if (is_asked(v, &rules.rules[i])) {
            asked[n++] = &rules.rules[i];
            n_state[rules.rules[i].status]++;
        }
    JJ_TRY(rules_print_list(ctx, asked, n, format_of(v), &text));
    put(&text);
    if (format_of(v) == JJ_FORMAT_TABLE)
        printf(jj_tr(ctx->lang, "%zu rules: %zu computed, %zu need a table, %zu reported only\n"),
               n, n_state[JJ_RULE_MACHINE], n_state[JJ_RULE_NEEDS_TABLE],
               n_state[JJ_RULE_DESCRIPTIVE]);
    return JJ_OK;
}

static jj_status refuse_id(jj_ctx *ctx, const char *id, const jj_rules *rules) {
    JJ_AUTO const char **ids = jj_alloc(rules->n + 1, sizeof *ids);
    if (!ids)
        return jj_no_memory(ctx, "rules", rules->n * sizeof *ids);
    for (size_t i = 0; i < rules->n; i++)
        ids[i] = rules->rules[i].id;
    size_t near = jj_nearest_name(id, ids, rules->n);
    if (near < rules->n)
        return jj_fail(ctx, JJ_E_RANGE, "there is no rule '%s'; did you mean '%s'?", id, ids[near]);
    return jj_fail(ctx, JJ_E_RANGE, "there is no rule '%s'; 'jiujin rules list' shows them all",
                   id);
}

static jj_status show_from(cli_args *args, const jj_rule *r) {
    JJ_CLEANUP(jj_text_deinit) jj_text text = {0};
    jj_format format = format_of(args->values);
    JJ_TRY(format == JJ_FORMAT_TABLE ? rules_print_one(args->ctx, r, &text)
                                     : rules_print_list(args->ctx, &r, 1, format, &text));
    put(&text);
    return JJ_OK;
}

static jj_status show(cli_args *args) {
    const values *v = args->values;
    JJ_CLEANUP(jj_rules_deinit) jj_rules rules = {0};
    JJ_CLEANUP(jj_rules_deinit) jj_rules standards = {0};
    JJ_TRY(read_catalogue(args->ctx, v, "rules/shanxi-2025.csv", &rules));
    const jj_rule *r = jj_rule_find(&rules, args->words[1]);
    if (!r && !v->catalogue) {
        JJ_TRY(read_catalogue(args->ctx, v, "rules/standards.csv", &standards));
        r = jj_rule_find(&standards, args->words[1]);
    }
    return r ? show_from(args, r) : refuse_id(args->ctx, args->words[1], &rules);
}

static void put_problems(const jj_problems *p) {
    for (size_t i = 0; i < p->n; i++)
        printf("%s\n", p->items[i]);
}

/* The cells of the file, all of them; `rules` are those that can be read. */
static jj_status check_file(jj_ctx *ctx, const char *path, jj_rules *rules) {
    JJ_CLEANUP(jj_problems_deinit) jj_problems problems = {0};
    JJ_CLEANUP(jj_problems_deinit) jj_problems overlaps = {0};
    JJ_TRY(jj_rules_review(ctx, path, rules, &problems));
    JJ_TRY(jj_rules_check_filters(ctx, path, rules, &problems));
    JJ_TRY(jj_rules_check_standards(ctx, path, rules, &problems));
    JJ_TRY(jj_rules_find_overlaps(ctx, path, rules, &overlaps));
    put_problems(&problems);
    put_problems(&overlaps);
    printf(jj_tr(ctx->lang, "%zu rules read, %zu problems, %zu overlaps\n"), rules->n, problems.n,
           overlaps.n);
    if (problems.n)
        return jj_fail(ctx, JJ_E_FORMAT, "'%s' has %zu problems; a run would refuse it", path,
                       problems.n);
    return JJ_OK;
}

/* Against a project: the file's rules, or without a file those the project itself names. */
static jj_status check(cli_args *args) {
    const values *v = args->values;
    JJ_CLEANUP(jj_rules_deinit) jj_rules rules = {0};
    if (args->n_words == 2)
        JJ_TRY(check_file(args->ctx, args->words[1], &rules));
    if (!v->project)
        return JJ_OK;
    jj_loaded loaded;
    JJ_TRY(jj_scene_load(args->ctx, v->project, &(jj_load_options){0}, &loaded));
    jj_status st = rules_print_lacks(args->ctx, &loaded, rules.n ? &rules : &loaded.rules);
    jj_loaded_deinit(&loaded);
    return st;
}

static jj_status wrong_words(cli_args *args) {
    return jj_fail(args->ctx, JJ_E_RANGE,
                   "say 'list', 'show ID', 'check FILE' or 'check --project PROJECT'");
}

static int run(cli_args *args) {
    const char *verb = args->words[0];
    jj_status st;
    if (strcmp(verb, "list") == 0 && args->n_words == 1)
        st = list(args);
    else if (strcmp(verb, "show") == 0 && args->n_words == 2)
        st = show(args);
    else if (strcmp(verb, "check") == 0 &&
             (args->n_words == 2 || ((const values *)args->values)->project))
        st = check(args);
    else
        st = wrong_words(args);
    return st == JJ_E_RANGE ? cli_wrong_use(args, "rules") : cli_exit_code(st);
}

const cli_cmd cli_rules = {
    .name = "rules",
    .usage = "list | show ID | check FILE",
    .brief_en = "the catalogue of rules: list, show one, check a file",
    .brief_zh = "规则目录：列出、查看、检查",
    .notes_en = "A catalogue is a table with one row a rule (CSV in any encoding, or XLSX); its "
                "columns are found by name. 'check' tells all that a run would refuse, with row "
                "and column, and rows that judge the same thing twice.",
    .notes_zh = "规则目录是一张表，每行一条规则（CSV 或 XLSX，编码不限），按列名识别。check "
                "列出运行时会拒绝的全部问题（含行与列），以及重复评价同一事项的行。",
    .params = params,
    .n_params = JJ_COUNT(params),
    .values_size = sizeof(values),
    .min_words = 1,
    .max_words = 2,
    .run = run,
};
