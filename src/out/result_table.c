/* The table of verdicts: one row a rule and unit. */
#include "out/tables.h"

#include <math.h>
#include <string.h>

static const char *null_if_empty(const char *s) {
    return s && *s ? s : NULL;
}

static double minutes(uint32_t ms) {
    return ms == JJ_UNREACHED ? (double)NAN : ms / 60000.0;
}

enum {
    RR_RULE,
    RR_LEVEL,
    RR_UNIT,
    RR_NAME,
    RR_STATUS,
    RR_NUM,
    RR_DEN,
    RR_VALUE,
    RR_GAP,
    RR_GAP_UNIT,
    RR_DEMAND,
    RR_UNCOVERED,
    RR_NEAREST,
    RR_MINUTES,
    RR_STRICT,
    RR_LOOSE,
    RR_STRAIGHT,
    RR_OWN,
    RR_OWN_DEN,
    RR_REPORTED,
    RR_DIFFERENCE,
    RR_RATE_ALL,
    RR_BASE,
    RR_DONE,
    RR_TIME,
    RR_PROGRESS,
    RR_YEAR,
    RR_PEOPLE_YEAR,
    RR_REPORTED_YEAR,
    RR_N_PASS,
    RR_N_FAIL,
    RR_N_EXEMPT,
    RR_N_NA,
    RR_N_NODATA,
    RR_N_REPORT,
    RR_MARGINAL,
    RR_UNVERIFIED,
    RR_MODELLED,
    RR_ROLLED_UP,
    RR_IS_REPORTED,
    RR_MISSING,
    RR_SOURCE,
    RR_DOCUMENT,
    RR_EVIDENCE_ZH,
    RR_EVIDENCE_EN,
    RR_N
};

static const jj_column rule_result_columns[RR_N] = {
    {"rule_id", JJ_CELL_TEXT, "rule", "规则"},
    {"unit_level", JJ_CELL_TEXT, "level", "层级"},
    {"unit_code", JJ_CELL_TEXT, "unit code", "单位代码"},
    {"unit_name", JJ_CELL_TEXT, "unit", "单位"},
    {"status", JJ_CELL_TEXT, "verdict", "结论"},
    {"num", JJ_CELL_REAL, "numerator", "分子"},
    {"den", JJ_CELL_REAL, "denominator", "分母"},
    {"value", JJ_CELL_REAL, "value", "值"},
    {"gap", JJ_CELL_REAL, "missing to the target", "缺口"},
    {"gap_unit", JJ_CELL_TEXT, "unit of the gap", "缺口单位"},
    {"demand_total", JJ_CELL_REAL, "people concerned", "涉及人口"},
    {"demand_uncovered", JJ_CELL_REAL, "people not covered", "未覆盖人口"},
    {"nearest_facility", JJ_CELL_TEXT, "nearest facility", "最近设施"},
    {"nearest_minutes", JJ_CELL_REAL, "minutes to it", "到最近设施（分钟）"},
    {"value_strict", JJ_CELL_REAL, "value by the strict profile", "严格口径的值"},
    {"value_loose", JJ_CELL_REAL, "value by the loose profile", "宽松口径的值"},
    {"value_straight", JJ_CELL_REAL, "value by straight distance x 1.3", "直线距离（×1.3）的值"},
    {"value_own", JJ_CELL_REAL, "value within the unit's own outline", "按自身边界的值"},
    {"den_own", JJ_CELL_REAL, "denominator within the unit's own outline", "按自身边界的分母"},
    {"reported", JJ_CELL_REAL, "figure reported by the department", "部门上报值"},
    {"reported_difference", JJ_CELL_REAL, "computed less reported", "测算值减上报值"},
    {"rate_all", JJ_CELL_REAL, "share met, exempt units included", "含免予考核单位的达标率"},
    {"base_value", JJ_CELL_REAL, "figure of the base year", "基期值"},
    {"done_percent", JJ_CELL_REAL, "done, %", "完成进度%"},
    {"time_percent", JJ_CELL_REAL, "time gone, %", "时间进度%"},
    {"progress", JJ_CELL_TEXT, "progress: ahead, on_track, behind, none", "进度评价（代码）"},
    {"year", JJ_CELL_INT, "year judged", "考核年份"},
    {"people_year", JJ_CELL_INT, "year of the people", "人口年份"},
    {"reported_year", JJ_CELL_INT, "year of the reported figure", "上报值年份"},
    {"n_pass", JJ_CELL_INT, "units below: met", "下级单位：达标"},
    {"n_fail", JJ_CELL_INT, "units below: not met", "下级单位：未达标"},
    {"n_exempt", JJ_CELL_INT, "units below: exempt", "下级单位：免予考核"},
    {"n_na", JJ_CELL_INT, "units below: not applicable", "下级单位：不适用"},
    {"n_nodata", JJ_CELL_INT, "units below: no data", "下级单位：无数据"},
    {"n_report", JJ_CELL_INT, "units below: reported", "下级单位：仅报告"},
    {"is_marginal", JJ_CELL_INT, "marginal", "临界"},
    {"is_unverified", JJ_CELL_INT, "rests on unverified records", "待核实"},
    {"is_modelled", JJ_CELL_INT, "people are modelled", "人口为模型推算"},
    {"is_rolled_up", JJ_CELL_INT, "summed from the units below", "由下级汇总"},
    {"is_reported", JJ_CELL_INT, "the value is the department's", "采用上报值"},
    {"missing", JJ_CELL_TEXT, "input that is missing", "缺少的数据"},
    {"reported_source", JJ_CELL_TEXT, "who reports or exempts", "上报或免考依据"},
    {"reported_document", JJ_CELL_TEXT, "document of the reported figure", "上报文号"},
    {"evidence_zh", JJ_CELL_TEXT, "evidence (Chinese)", "依据"},
    {"evidence_en", JJ_CELL_TEXT, "evidence", "依据（英文）"},
};

static void rule_result_who(const jj_outcome *o, const jj_rule_row *r, size_t column,
                            jj_cell *out) {
    const jj_unit *u = &o->scene->units.units[r->unit];
    switch (column) {
    case RR_RULE:
        jj_cell_text(out, o->rules->rules[r->rule].id);
        break;
    case RR_LEVEL:
        jj_cell_text(out, o->scene->units.levels[u->level].id);
        break;
    case RR_UNIT:
        jj_cell_text(out, u->code);
        break;
    case RR_NAME:
        jj_cell_text(out, u->name);
        break;
    default:
        jj_cell_text(out, jj_verdict_name(r->verdict));
        break;
    }
}

static void rule_result_words(const jj_outcome *o, const jj_rule_row *r, size_t column,
                              jj_cell *out) {
    const jj_facility *f =
        r->nearest_facility == JJ_NO_FACILITY ? NULL : &o->scene->facilities[r->nearest_facility];
    switch (column) {
    case RR_GAP_UNIT:
        jj_cell_text(out, null_if_empty(r->gap_unit));
        break;
    case RR_NEAREST:
        jj_cell_text(out, f ? f->id : NULL);
        break;
    case RR_MISSING:
        jj_cell_text(out, null_if_empty(r->missing));
        break;
    case RR_PROGRESS:
        jj_cell_text(out, isnan(r->base) ? NULL : jj_progress_name(r->progress.class));
        break;
    case RR_SOURCE:
        jj_cell_text(out, null_if_empty(r->reported_source));
        break;
    case RR_DOCUMENT:
        jj_cell_text(out, null_if_empty(r->reported_document));
        break;
    case RR_EVIDENCE_ZH:
        jj_cell_text(out, null_if_empty(r->evidence_zh));
        break;
    default:
        jj_cell_text(out, null_if_empty(r->evidence_en));
        break;
    }
}

static void rule_result_count(const jj_rule_row *r, size_t column, jj_cell *out) {
    const unsigned flags[RR_N] = {[RR_MARGINAL] = JJ_FLAG_MARGINAL,
                                  [RR_UNVERIFIED] = JJ_FLAG_UNVERIFIED,
                                  [RR_MODELLED] = JJ_FLAG_MODELLED,
                                  [RR_ROLLED_UP] = JJ_FLAG_ROLLED_UP,
                                  [RR_IS_REPORTED] = JJ_FLAG_REPORTED};
    if (column >= RR_MARGINAL) {
        jj_cell_int(out, (r->flags & flags[column]) != 0);
    } else if (column >= RR_N_PASS) {
        jj_cell_int(out, r->n_of[column - RR_N_PASS]);
        out->is_null = !(r->flags & JJ_FLAG_ROLLED_UP);
    } else {
        jj_cell_int(out, column == RR_YEAR          ? r->year
                         : column == RR_PEOPLE_YEAR ? r->people_year
                                                    : r->reported_year);
        out->is_null = out->integer == 0;
    }
}

static void rule_result_cell(const void *user, size_t row, size_t column, jj_cell *out) {
    const jj_outcome *o = user;
    const jj_rule_row *r = &o->result->rows[row];
    const double reals[RR_N] = {
        [RR_NUM] = r->num,
        [RR_DEN] = r->den,
        [RR_VALUE] = r->value,
        [RR_GAP] = r->gap,
        [RR_DEMAND] = r->demand_total,
        [RR_UNCOVERED] = r->demand_uncovered,
        [RR_MINUTES] = r->nearest_facility == JJ_NO_FACILITY ? (double)NAN : minutes(r->nearest_ms),
        [RR_STRICT] = r->strict,
        [RR_LOOSE] = r->loose,
        [RR_STRAIGHT] = r->straight,
        [RR_OWN] = r->own_den > 0 ? r->own_num / r->own_den : (double)NAN,
        [RR_OWN_DEN] = r->own_den,
        [RR_REPORTED] = r->reported,
        [RR_DIFFERENCE] =
            r->flags & JJ_FLAG_REPORTED ? (double)NAN : r->value - r->reported, /* NaN: no figure */
        [RR_BASE] = r->base,
        [RR_DONE] = r->progress.done * 100,
        [RR_TIME] = r->progress.time * 100,
        [RR_RATE_ALL] = r->flags & JJ_FLAG_ROLLED_UP ? r->rate_all : (double)NAN,
    };
    if (column <= RR_STATUS)
        rule_result_who(o, r, column, out);
    else if (rule_result_columns[column].type == JJ_CELL_REAL)
        jj_cell_real(out, reals[column]);
    else if (rule_result_columns[column].type == JJ_CELL_INT)
        rule_result_count(r, column, out);
    else
        rule_result_words(o, r, column, out);
}

jj_table jj_table_of_results(const jj_outcome *o) {
    return (jj_table){"rule_result",
                      "Verdicts",
                      "各单位结论",
                      rule_result_columns,
                      RR_N,
                      o->result->n_rows,
                      NULL,
                      o,
                      rule_result_cell,
                      NULL};
}
