/* Tables about services together: enough and near, and how many each person misses. */
#include "out/tables.h"
#include "out/wkb.h"
#include "rules/words.h"

#include <math.h>

enum {
    DA_RULE,
    DA_TITLE_ZH,
    DA_TITLE_EN,
    DA_UNIT,
    DA_NAME,
    DA_CLASS,
    DA_CLASS_ZH,
    DA_COVERAGE,
    DA_NEAR_MARK,
    DA_NEAR_BY,
    DA_PER_1000,
    DA_COUNTED,
    DA_AMOUNT,
    DA_ENOUGH_MARK,
    DA_ENOUGH_BY,
    DA_N
};

static const jj_column dashboard_columns[DA_N] = {
    {"rule_id", JJ_CELL_TEXT, "rule", "规则"},
    {"title_zh", JJ_CELL_TEXT, "service (Chinese)", "服务"},
    {"title_en", JJ_CELL_TEXT, "service", "服务（英文）"},
    {"unit_code", JJ_CELL_TEXT, "unit code", "单位代码"},
    {"unit_name", JJ_CELL_TEXT, "unit", "单位"},
    {"class", JJ_CELL_TEXT, "enough or short, near or far", "类型代码"},
    {"class_zh", JJ_CELL_TEXT, "the same in Chinese", "类型"},
    {"coverage", JJ_CELL_REAL, "share of people in reach", "人口覆盖率"},
    {"near_mark", JJ_CELL_REAL, "near from", "“近”的标准"},
    {"near_by", JJ_CELL_TEXT, "target, or the whole area's share", "“近”的依据"},
    {"per_1000", JJ_CELL_REAL, "places or facilities for 1000 people", "每千人数量"},
    {"counted", JJ_CELL_TEXT, "places or facilities", "计数单位"},
    {"amount", JJ_CELL_REAL, "figure compared: the standard's, else for 1000 people",
     "比较值（标准的指标值，无标准时为每千人数量）"},
    {"enough_mark", JJ_CELL_REAL, "enough from", "“足”的标准"},
    {"enough_by", JJ_CELL_TEXT, "standard that says so: a rule, or whole area (its mean)",
     "“足”的依据：规则编号，或 whole area（全域平均）"},
};

static void dashboard_cell(const void *user, size_t row, size_t column, jj_cell *out) {
    const jj_outcome *o = user;
    const jj_dashboard_row *r = &o->result->dashboard[row];
    const jj_rule *rule = &o->rules->rules[r->rule];
    const jj_unit *u = &o->scene->units.units[r->unit];
    jj_dashboard_class class = jj_dashboard_class_of(r);
    const char *by = r->enough_by == JJ_NO_RULE ? "whole area" : o->rules->rules[r->enough_by].id;
    const char *const texts[DA_N] = {[DA_RULE] = rule->id,
                                     [DA_TITLE_ZH] = rule->title_zh,
                                     [DA_TITLE_EN] = rule->title_en,
                                     [DA_UNIT] = u->code,
                                     [DA_NAME] = u->name,
                                     [DA_CLASS] = jj_dashboard_class_name(class),
                                     [DA_CLASS_ZH] = jj_dashboard_class_title(class, JJ_LANG_ZH),
                                     [DA_ENOUGH_BY] = by,
                                     [DA_NEAR_BY] = r->is_target ? "target" : "whole area",
                                     [DA_COUNTED] = r->is_places ? "places" : "facilities"};
    const double reals[DA_N] = {[DA_COVERAGE] = r->coverage,
                                [DA_NEAR_MARK] = r->near_mark,
                                [DA_PER_1000] = r->per_1000,
                                [DA_AMOUNT] = r->amount,
                                [DA_ENOUGH_MARK] = r->enough_mark};
    if (dashboard_columns[column].type == JJ_CELL_TEXT)
        jj_cell_text(out, texts[column]);
    else
        jj_cell_real(out, reals[column]);
}

enum { MI_RULE, MI_LEVEL, MI_UNIT, MI_NAME, MI_MISSING, MI_PEOPLE, MI_SHARE, MI_N };

static const jj_column missing_columns[MI_N] = {
    {"rule_id", JJ_CELL_TEXT, "rule", "规则"},
    {"unit_level", JJ_CELL_TEXT, "level", "层级"},
    {"unit_code", JJ_CELL_TEXT, "unit code", "单位代码"},
    {"unit_name", JJ_CELL_TEXT, "unit", "单位"},
    {"n_missing", JJ_CELL_INT, "services out of reach", "缺少的服务类数"},
    {"people", JJ_CELL_REAL, "people", "人口"},
    {"share", JJ_CELL_REAL, "share of the unit's people", "占本单位人口比例"},
};

static void missing_cell(const void *user, size_t row, size_t column, jj_cell *out) {
    const jj_outcome *o = user;
    const jj_missing_row *r = &o->result->missing[row];
    const jj_unit *u = &o->scene->units.units[r->unit];
    const char *const texts[MI_N] = {[MI_RULE] = o->rules->rules[r->rule].id,
                                     [MI_LEVEL] = o->scene->units.levels[u->level].id,
                                     [MI_UNIT] = u->code,
                                     [MI_NAME] = u->name};
    if (column < MI_MISSING)
        jj_cell_text(out, texts[column]);
    else if (column == MI_MISSING)
        jj_cell_int(out, r->n_missing);
    else
        jj_cell_real(out, column == MI_PEOPLE ? r->people : r->people / r->all);
}

static jj_status dashboard_geometry(jj_ctx *ctx, const void *user, size_t row, jj_text *wkb) {
    (void)ctx;
    const jj_outcome *o = user;
    const jj_unit *u = &o->scene->units.units[o->result->dashboard[row].unit];
    if (u->wkb)
        jj_wkb_multipolygon(wkb, u->wkb, u->wkb_len);
    return JJ_OK;
}

size_t jj_service_tables(const jj_outcome *o, jj_table *out) {
    out[0] = (jj_table){.name = "dashboard",
                        .title_en = "Enough and near, by service and county",
                        .title_zh = "多少与远近（分服务分县）",
                        .columns = dashboard_columns,
                        .n_columns = DA_N,
                        .n_rows = o->result->n_dashboard,
                        .geometry_type = "MULTIPOLYGON",
                        .user = o,
                        .cell = dashboard_cell,
                        .geometry = dashboard_geometry};
    out[1] = (jj_table){.name = "missing_services",
                        .title_en = "People by number of services out of reach",
                        .title_zh = "按缺少服务类数的人口",
                        .columns = missing_columns,
                        .n_columns = MI_N,
                        .n_rows = o->result->n_missing,
                        .user = o,
                        .cell = missing_cell};
    return 2;
}
