#include "out/annex/annex.h"
#include "rules/target.h"

#include <math.h>
#include <string.h>

enum {
    NUMBER,
    TITLE,
    DOMAIN,
    BASIS,
    NATURE,
    UNIT,
    BASE_YEAR,
    BASE,
    TARGET_YEAR,
    TARGET,
    YEAR,
    VALUE,
    REPORTED,
    DIFFERENCE,
    VERDICT,
    MET,
    JUDGED,
    EXEMPT,
    RATE_ALL,
    DONE,
    TIME,
    CLASS,
    DEPT,
    SOURCE,
    N_COLUMNS
};

static const jj_form_column columns_zh[N_COLUMNS] = {
    {NULL, "序号", 5},
    {NULL, "指标", 30},
    {NULL, "领域", 12},
    {NULL, "口径", 26},
    {NULL, "属性", 9},
    {NULL, "计量单位", 10},
    {"基期", "年份", 7},
    {"基期", "数值", 10},
    {"目标", "年份", 7},
    {"目标", "数值", 10},
    {"实际", "年份", 7},
    {"实际", "数值", 10},
    {"部门上报", "数值", 10},
    {"部门上报", "测算−上报", 10},
    {NULL, "结论", 9},
    {"考核单位（个）", "达标", 8},
    {"考核单位（个）", "应考核", 8},
    {"考核单位（个）", "免予考核", 9},
    {"考核单位（个）", "达标率（含免考）", 10},
    {"进度", "完成进度", 10},
    {"进度", "时间进度", 10},
    {"进度", "评价", 14},
    {NULL, "牵头单位", 18},
    {NULL, "数据来源", 18},
};
static const jj_form_column columns_en[N_COLUMNS] = {
    {NULL, "No.", 5},
    {NULL, "indicator", 34},
    {NULL, "domain", 14},
    {NULL, "measured by", 28},
    {NULL, "nature", 10},
    {NULL, "unit", 10},
    {"base", "year", 7},
    {"base", "value", 10},
    {"target", "year", 7},
    {"target", "value", 10},
    {"actual", "year", 7},
    {"actual", "value", 10},
    {"reported", "value", 10},
    {"reported", "computed less reported", 12},
    {NULL, "verdict", 10},
    {"units judged", "met", 8},
    {"units judged", "judged", 8},
    {"units judged", "exempt", 8},
    {"units judged", "share met, exempt included", 12},
    {"progress", "done", 10},
    {"progress", "time", 10},
    {"progress", "class", 16},
    {NULL, "department", 22},
    {NULL, "source", 18},
};

static const char *measure_of(const jj_annex *a, const jj_rule *rule, const jj_rule_row *row) {
    if (!row)
        return "";
    if (jj_row_is_share(rule, row))
        return "%";
    if (rule->metric == JJ_AT_LEAST_N || rule->metric == JJ_UNIT_SHARE ||
        rule->metric == JJ_COUNT_YEAR)
        return jj_say(a, "number", "个");
    double base = jj_rule_base(rule);
    if (base == 1000)
        return jj_say(a, "per 1,000", "每千人");
    return base == 10000 ? jj_say(a, "per 10,000", "每万人") : rule->target_unit;
}

/* A base or target of a share is stored as a fraction. */
static jj_form_cell figure(const jj_rule *rule, const jj_rule_row *row, double v) {
    if (row && jj_row_is_share(rule, row))
        return jj_form_percent(v * 100);
    return jj_form_number(v, v == floor(v) ? 0 : 2);
}

/* The department's figure, and how far what was computed is from it. */
static void fill_reported(jj_annex *a, const jj_rule *rule, const jj_rule_row *row,
                          jj_form_cell *cells) {
    if (isnan(row->reported) || !row->reported_source[0])
        return;
    cells[REPORTED] = figure(rule, row, row->reported);
    cells[YEAR] = jj_form_number(row->year, 0);
    const char *who = *row->reported_document
                          ? jj_annex_text(a, jj_say(a, "%s (%s)", "%s（%s）"), row->reported_source,
                                          row->reported_document)
                          : row->reported_source;
    if (row->flags & JJ_FLAG_REPORTED) {
        cells[YEAR] = jj_form_number(row->reported_year, 0);
        cells[SOURCE] = jj_form_text(who);
        return;
    }
    cells[DIFFERENCE] = figure(rule, row, row->value - row->reported);
    cells[SOURCE] =
        jj_form_text(jj_annex_text(a, jj_say(a, "computed; reported by %s", "测算；%s上报"), who));
}

static void fill_whole(jj_annex *a, const jj_rule *rule, const jj_rule_row *row,
                       jj_form_cell *cells) {
    cells[BASIS] = jj_form_text(jj_rule_basis(a, rule, row ? row->people_year : 0));
    cells[UNIT] = jj_form_text(measure_of(a, rule, row));
    cells[BASE] = figure(rule, row, row ? row->base : rule->base_value);
    if (rule->base_year && cells[BASE].kind != JJ_FORM_NONE)
        cells[BASE_YEAR] = jj_form_number(rule->base_year, 0);
    if (!row)
        return;
    cells[TARGET] = jj_row_target(rule, row);
    cells[VALUE] = jj_row_value(rule, row);
    if (row->flags & JJ_FLAG_ROLLED_UP && rule->metric != JJ_POP_COVER)
        cells[RATE_ALL] = jj_form_percent(floor(row->rate_all * 10000 + 0.5) / 100);
    bool is_judged = row->unit != JJ_NO_UNIT; /* a sum of several at the top is not */
    if (is_judged || !rule->has_target)
        cells[VERDICT] =
            jj_form_text(jj_verdict_title(row->verdict, a->is_zh ? JJ_LANG_ZH : JJ_LANG_EN));
    fill_reported(a, rule, row, cells);
    if (isnan(row->base) || !rule->has_target)
        return;
    cells[DONE] = jj_form_percent(floor(row->progress.done * 1000 + 0.5) / 10);
    cells[TIME] = jj_form_percent(floor(row->progress.time * 1000 + 0.5) / 10);
    cells[CLASS] =
        jj_form_text(jj_progress_title(row->progress.class, a->is_zh ? JJ_LANG_ZH : JJ_LANG_EN));
}

void jj_annex_progress(jj_annex *a, jj_form *f) {
    f->columns = a->is_zh ? columns_zh : columns_en;
    f->n_columns = N_COLUMNS;
    f->note = jj_say(
        a,
        "Share met = met / judged; exempt units are not judged. Progress = (actual - base) / "
        "(target - base); time = years passed / years of the plan, at the end of the year.",
        "注：达标率=达标单位数/应考核单位数，免予考核单位不计入应考核数。完成进度=（实际−基期）/"
        "（目标−基期），时间进度=已过年数/规划年数，均以年末计；无基期或目标的指标不评价进度。"
        "非空间指标（在园幼儿占比等）不是空间覆盖率。");
    for (uint32_t i = 0; i < a->o->rules->n && !a->failed; i++) {
        const jj_rule *rule = &a->o->rules->rules[i];
        jj_met met = jj_rule_met(a->o, i);
        jj_rule_row sum;
        jj_form_cell *cells = jj_form_add_row(f);
        if (!cells) {
            a->failed = true;
            return;
        }
        double year = jj_outcome_year(a->o, rule);
        cells[NUMBER] = jj_form_number(i + 1.0, 0);
        cells[TITLE] = jj_form_text(jj_rule_title(a, rule));
        cells[DOMAIN] =
            jj_form_text(jj_domain_title(rule->domain, a->is_zh ? JJ_LANG_ZH : JJ_LANG_EN));
        cells[NATURE] = jj_form_text(rule->nature);
        cells[TARGET_YEAR] = jj_form_number(rule->due_year ? rule->due_year : (double)NAN, 0);
        cells[YEAR] = jj_form_number(year, 0);
        cells[MET] = jj_form_number(met.n_met, 0);
        cells[JUDGED] = jj_form_number(met.n_judged, 0);
        cells[EXEMPT] = jj_form_number(met.n_exempt, 0);
        cells[DEPT] = jj_form_text(rule->dept);
        cells[SOURCE] =
            jj_form_text(jj_say(a, "computed from facility lists", "设施清单和人口数据测算"));
        fill_whole(a, rule, jj_rule_whole(a->o, i, &sum), cells);
    }
}
