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
    RR_REPORTED,
    RR_RATE_ALL,
    RR_YEAR,
    RR_PEOPLE_YEAR,
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
    RR_MISSING,
    RR_SOURCE,
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
    {"reported", JJ_CELL_REAL, "figure reported by the department", "部门上报值"},
    {"rate_all", JJ_CELL_REAL, "share met, exempt units included", "含免予考核单位的达标率"},
    {"year", JJ_CELL_INT, "year judged", "考核年份"},
    {"people_year", JJ_CELL_INT, "year of the people", "人口年份"},
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
    {"missing", JJ_CELL_TEXT, "input that is missing", "缺少的数据"},
    {"reported_source", JJ_CELL_TEXT, "who reports or exempts", "上报或免考依据"},
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
    case RR_SOURCE:
        jj_cell_text(out, null_if_empty(r->reported_source));
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
                                  [RR_ROLLED_UP] = JJ_FLAG_ROLLED_UP};
    if (column >= RR_MARGINAL) {
        jj_cell_int(out, (r->flags & flags[column]) != 0);
    } else if (column >= RR_N_PASS) {
        jj_cell_int(out, r->n_of[column - RR_N_PASS]);
        out->is_null = !(r->flags & JJ_FLAG_ROLLED_UP);
    } else {
        jj_cell_int(out, column == RR_YEAR ? r->year : r->people_year);
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
        [RR_REPORTED] = r->reported,
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

enum {
    RU_ID,
    RU_DOMAIN,
    RU_TITLE_ZH,
    RU_TITLE_EN,
    RU_DOC,
    RU_SECTION,
    RU_BINDING,
    RU_METRIC,
    RU_UNIT_SET,
    RU_FILTER,
    RU_DEMAND,
    RU_PROFILE,
    RU_THRESHOLD,
    RU_THRESHOLD_2,
    RU_THRESHOLD_UNIT,
    RU_N_MIN,
    RU_OP,
    RU_TARGET,
    RU_TARGET_UNIT,
    RU_YEAR,
    RU_DEPT,
    RU_NATURE,
    RU_PRIORITY,
    RU_CONFIDENCE,
    RU_N
};

static const jj_column rule_columns[RU_N] = {
    {"id", JJ_CELL_TEXT, "rule", "规则"},
    {"domain", JJ_CELL_TEXT, "domain", "领域"},
    {"title_zh", JJ_CELL_TEXT, "title (Chinese)", "名称"},
    {"title_en", JJ_CELL_TEXT, "title", "名称（英文）"},
    {"source_doc", JJ_CELL_TEXT, "document", "依据文件"},
    {"source_section", JJ_CELL_TEXT, "clause", "条款"},
    {"binding", JJ_CELL_TEXT, "how binding", "约束程度"},
    {"metric", JJ_CELL_TEXT, "metric", "指标类型"},
    {"unit_set", JJ_CELL_TEXT, "units judged", "考核单位"},
    {"facility_filter", JJ_CELL_TEXT, "facilities that count", "计入的设施"},
    {"demand", JJ_CELL_TEXT, "people concerned", "服务人群"},
    {"profile", JJ_CELL_TEXT, "way of travel", "出行方式"},
    {"threshold", JJ_CELL_REAL, "threshold", "阈值"},
    {"threshold_rural", JJ_CELL_REAL, "rural threshold", "农村阈值"},
    {"threshold_unit", JJ_CELL_TEXT, "unit of the threshold", "阈值单位"},
    {"n_min", JJ_CELL_INT, "at least so many", "最少数量"},
    {"op", JJ_CELL_TEXT, "comparison", "比较"},
    {"target", JJ_CELL_REAL, "target", "目标"},
    {"target_unit", JJ_CELL_TEXT, "unit of the target", "目标单位"},
    {"year", JJ_CELL_INT, "year judged", "考核年份"},
    {"dept", JJ_CELL_TEXT, "department", "责任单位"},
    {"nature", JJ_CELL_TEXT, "binding or expected", "属性"},
    {"priority", JJ_CELL_INT, "priority", "优先级"},
    {"confidence", JJ_CELL_TEXT, "confidence", "可信度"},
};

/* What the table cannot borrow: lists joined, in rule order. */
typedef struct rule_texts {
    const char *unit_set, *filter, *profile;
} rule_texts;

typedef struct rule_table {
    const jj_outcome *o;
    const rule_texts *texts;
} rule_table;

static void rule_text_cell(const jj_rule *r, const rule_texts *t, size_t column, jj_cell *out) {
    static const char *const ops[] = {">=", ">", "<=", "<", "=", "report"};
    const char *texts[RU_N] = {
        [RU_ID] = r->id,
        [RU_DOMAIN] = r->domain,
        [RU_TITLE_ZH] = r->title_zh,
        [RU_TITLE_EN] = r->title_en,
        [RU_DOC] = r->source_doc,
        [RU_SECTION] = r->source_section,
        [RU_BINDING] = r->binding,
        [RU_METRIC] = jj_metric_name(r->metric),
        [RU_UNIT_SET] = t->unit_set,
        [RU_FILTER] = t->filter,
        [RU_DEMAND] = r->demand,
        [RU_PROFILE] = t->profile,
        [RU_THRESHOLD_UNIT] = r->threshold_unit,
        [RU_OP] = ops[r->op],
        [RU_TARGET_UNIT] = r->target_unit,
        [RU_DEPT] = r->dept,
        [RU_NATURE] = r->nature,
        [RU_CONFIDENCE] = r->confidence,
    };
    jj_cell_text(out, null_if_empty(texts[column]));
}

static void rule_cell(const void *user, size_t row, size_t column, jj_cell *out) {
    const rule_table *t = user;
    const jj_rule *r = &t->o->rules->rules[row];
    switch (column) {
    case RU_THRESHOLD:
        jj_cell_real(out, r->threshold[0]);
        break;
    case RU_THRESHOLD_2:
        jj_cell_real(out, r->threshold[1]);
        break;
    case RU_N_MIN:
        jj_cell_int(out, r->n_min);
        break;
    case RU_TARGET:
        jj_cell_real(out, r->has_target && r->target_den
                              ? (double)r->target_num / (double)r->target_den
                              : (double)NAN);
        break;
    case RU_YEAR:
        jj_cell_int(out, jj_outcome_year(t->o, r));
        break;
    case RU_PRIORITY:
        jj_cell_int(out, r->priority);
        break;
    default:
        rule_text_cell(r, &t->texts[row], column, out);
        break;
    }
}

static const char *joined(jj_arena *arena, const char *const *items, size_t n) {
    JJ_CLEANUP(jj_text_deinit) jj_text t = {0};
    for (size_t i = 0; i < n; i++) {
        jj_text_add(&t, i ? "|" : "");
        jj_text_add(&t, items[i]);
    }
    return t.failed ? NULL : jj_arena_str(arena, t.s ? t.s : "");
}

static jj_status make_rule_table(jj_ctx *ctx, const jj_outcome *o, jj_arena *arena,
                                 const rule_table **out) {
    rule_table *t = jj_arena_alloc(arena, 1, sizeof *t);
    rule_texts *texts = jj_arena_alloc(arena, o->rules->n, sizeof *texts);
    if (!t || !texts)
        return jj_no_memory(ctx, "tables", 0);
    for (size_t i = 0; i < o->rules->n; i++) {
        const jj_rule *r = &o->rules->rules[i];
        texts[i] = (rule_texts){joined(arena, r->unit_sets, r->n_unit_sets),
                                joined(arena, r->filters, r->n_filters),
                                joined(arena, r->profiles, r->n_profiles)};
        if (!texts[i].unit_set || !texts[i].filter || !texts[i].profile)
            return jj_no_memory(ctx, "tables", 0);
    }
    *t = (rule_table){o, texts};
    *out = t;
    return JJ_OK;
}

enum {
    BA_RULE,
    BA_GROUP,
    BA_YEAR,
    BA_SOURCE,
    BA_TOTAL,
    BA_NODATA,
    BA_OUTSIDE,
    BA_BLOCKED,
    BA_UNREACHABLE,
    BA_TOO_FAR,
    BA_COVERED,
    BA_DIFFERENCE,
    BA_N
};

static const jj_column balance_columns[BA_N] = {
    {"rule_id", JJ_CELL_TEXT, "rule", "规则"},
    {"people_group", JJ_CELL_TEXT, "group of people", "人群"},
    {"year", JJ_CELL_INT, "year of the people", "人口年份"},
    {"source", JJ_CELL_TEXT, "source", "来源"},
    {"total", JJ_CELL_REAL, "people of the source", "来源总人口"},
    {"in_nodata", JJ_CELL_REAL, "in cells without data", "位于无数据格网"},
    {"outside_units", JJ_CELL_REAL, "outside every unit", "位于各单位之外"},
    {"on_blocked", JJ_CELL_REAL, "on blocked ground", "位于不可通行处"},
    {"unreachable", JJ_CELL_REAL, "unreachable", "无法到达"},
    {"too_far", JJ_CELL_REAL, "too far", "距离过远"},
    {"covered", JJ_CELL_REAL, "covered", "已覆盖"},
    {"difference", JJ_CELL_REAL, "total less its parts", "总数与各项之差"},
};

static void balance_cell(const void *user, size_t row, size_t column, jj_cell *out) {
    const jj_outcome *o = user;
    const jj_balance *b = &o->result->balances[row];
    const jj_demand *d = &o->scene->demands[b->demand];
    double parts =
        b->in_nodata + b->outside_units + b->on_blocked + b->unreachable + b->too_far + b->covered;
    const double reals[BA_N] = {[BA_TOTAL] = b->total,
                                [BA_NODATA] = b->in_nodata,
                                [BA_OUTSIDE] = b->outside_units,
                                [BA_BLOCKED] = b->on_blocked,
                                [BA_UNREACHABLE] = b->unreachable,
                                [BA_TOO_FAR] = b->too_far,
                                [BA_COVERED] = b->covered,
                                [BA_DIFFERENCE] = b->total - parts};
    if (column == BA_RULE)
        jj_cell_text(out, o->rules->rules[b->rule].id);
    else if (column == BA_GROUP)
        jj_cell_text(out, d->group);
    else if (column == BA_YEAR)
        jj_cell_int(out, d->year);
    else if (column == BA_SOURCE)
        jj_cell_text(out, d->source);
    else
        jj_cell_real(out, reals[column]);
}

enum {
    LE_CODE,
    LE_SEVERITY,
    LE_SOURCE,
    LE_LAYER,
    LE_FEATURE,
    LE_FIELD,
    LE_VALUE,
    LE_LIMIT,
    LE_COUNT,
    LE_PEOPLE,
    LE_EXAMPLE,
    LE_N
};

static const jj_column ledger_columns[LE_N] = {
    {"code", JJ_CELL_TEXT, "finding", "情况"},     {"severity", JJ_CELL_TEXT, "severity", "程度"},
    {"source", JJ_CELL_TEXT, "source", "来源"},    {"layer", JJ_CELL_TEXT, "layer", "图层"},
    {"feature", JJ_CELL_TEXT, "record", "记录"},   {"field", JJ_CELL_TEXT, "field", "字段"},
    {"value", JJ_CELL_TEXT, "value", "值"},        {"limit", JJ_CELL_TEXT, "limit", "限值"},
    {"count", JJ_CELL_INT, "records", "条数"},     {"people", JJ_CELL_REAL, "people", "人数"},
    {"example", JJ_CELL_TEXT, "examples", "示例"},
};

static void ledger_cell(const void *user, size_t row, size_t column, jj_cell *out) {
    static const char *const severities[] = {"info", "warning", "refused"};
    const jj_outcome *o = user;
    const jj_ledger_row *r = &o->scene->ledger.rows[row];
    const char *texts[LE_N] = {
        [LE_CODE] = r->code->code, [LE_SEVERITY] = severities[r->code->severity],
        [LE_SOURCE] = r->source,   [LE_LAYER] = r->layer,
        [LE_FEATURE] = r->feature, [LE_FIELD] = r->field,
        [LE_VALUE] = r->value,     [LE_LIMIT] = r->limit,
        [LE_EXAMPLE] = r->example};
    if (column == LE_COUNT)
        jj_cell_int(out, (int64_t)r->count);
    else if (column == LE_PEOPLE)
        jj_cell_real(out, r->people);
    else
        jj_cell_text(out, null_if_empty(texts[column]));
}

enum { FI_ID, FI_FILTER, FI_PROFILE, FI_YEAR, FI_WITHIN, FI_N_FACILITIES, FI_N_INFERRED, FI_N };

static const jj_column field_columns[FI_N] = {
    {"id", JJ_CELL_TEXT, "field (begins the names of its rasters)", "场（栅格文件名的前段）"},
    {"facility_filter", JJ_CELL_TEXT, "facilities", "设施条件"},
    {"profile", JJ_CELL_TEXT, "way of travel", "出行方式"},
    {"year", JJ_CELL_INT, "year", "年份"},
    {"within_minutes", JJ_CELL_REAL, "solved to so many minutes", "求解至（分钟）"},
    {"n_facilities", JJ_CELL_INT, "facilities", "设施数"},
    {"n_inferred", JJ_CELL_INT, "of which rest on inferred values", "其中依推断值计入"},
};

static void field_cell(const void *user, size_t row, size_t column, jj_cell *out) {
    const jj_outcome *o = user;
    const jj_result_field *f = &o->result->fields[row];
    const jj_selection *s = &o->scene->selections[f->selection];
    switch (column) {
    case FI_ID:
        jj_cell_text(out, f->id);
        break;
    case FI_FILTER:
        jj_cell_text(out, s->filter);
        break;
    case FI_PROFILE:
        jj_cell_text(out, o->scene->profiles[f->profile].id);
        break;
    case FI_YEAR:
        jj_cell_int(out, f->year);
        break;
    case FI_WITHIN:
        jj_cell_real(out, f->within_ms >= JJ_FARTHEST ? (double)NAN : f->within_ms / 60000.0);
        break;
    case FI_N_FACILITIES:
        jj_cell_int(out, (int64_t)s->n);
        break;
    default:
        jj_cell_int(out, (int64_t)s->n_inferred);
        break;
    }
}

enum { RF_RULE, RF_KIND, RF_FIELD, RF_WITHIN, RF_N };

static const jj_column rule_field_columns[RF_N] = {
    {"rule_id", JJ_CELL_TEXT, "rule", "规则"},
    {"part", JJ_CELL_INT, "kind that must be in reach, from 1", "须覆盖的第几类设施"},
    {"field_id", JJ_CELL_TEXT, "field it rests on", "所用的场"},
    {"within_minutes", JJ_CELL_REAL, "threshold in minutes", "阈值（分钟）"},
};

typedef struct rule_field {
    const jj_rule *rule;
    const jj_result_field *field;
    uint32_t filter;
} rule_field;

typedef struct rule_field_table {
    const jj_outcome *o;
    const rule_field *pairs;
} rule_field_table;

/* The looser of an urban and a rural threshold: nobody beyond it is covered. */
static double loosest_minutes(const rule_field *p, const jj_profile *profile) {
    uint32_t ms = jj_threshold_ms(p->rule, profile, p->rule->threshold[0]);
    uint32_t rural = isnan(p->rule->threshold[1])
                         ? ms
                         : jj_threshold_ms(p->rule, profile, p->rule->threshold[1]);
    ms = rural > ms ? rural : ms;
    return ms == JJ_FARTHEST ? (double)NAN : ms / 60000.0;
}

static void rule_field_cell(const void *user, size_t row, size_t column, jj_cell *out) {
    const rule_field_table *t = user;
    const rule_field *p = &t->pairs[row];
    switch (column) {
    case RF_RULE:
        jj_cell_text(out, p->rule->id);
        break;
    case RF_KIND:
        jj_cell_int(out, p->filter + 1);
        break;
    case RF_FIELD:
        jj_cell_text(out, p->field->id);
        break;
    default:
        jj_cell_real(out, loosest_minutes(p, &t->o->scene->profiles[p->field->profile]));
        break;
    }
}

static size_t list_rule_fields(const jj_outcome *o, rule_field *pairs) {
    size_t n = 0;
    for (size_t r = 0; r < o->rules->n; r++) {
        const jj_rule *rule = &o->rules->rules[r];
        for (uint32_t f = 0; f < rule->n_filters; f++)
            for (size_t p = 0; p < rule->n_profiles; p++) {
                const jj_result_field *field = jj_outcome_field(o, rule, f, p);
                if (field)
                    pairs[n++] = (rule_field){rule, field, f};
            }
    }
    return n;
}

static jj_status make_rule_fields(jj_ctx *ctx, const jj_outcome *o, jj_arena *arena,
                                  const rule_field_table **out, size_t *n) {
    size_t most = 0;
    for (size_t r = 0; r < o->rules->n; r++)
        most += o->rules->rules[r].n_filters * o->rules->rules[r].n_profiles;
    rule_field_table *t = jj_arena_alloc(arena, 1, sizeof *t);
    rule_field *pairs = jj_arena_alloc(arena, most, sizeof *pairs);
    if (!t || !pairs)
        return jj_no_memory(ctx, "tables", most * sizeof *pairs);
    *n = list_rule_fields(o, pairs);
    *t = (rule_field_table){o, pairs};
    *out = t;
    return JJ_OK;
}

static jj_status add_plain_tables(jj_ctx *ctx, const jj_outcome *o, jj_tables *t) {
    const rule_table *rules = NULL;
    const rule_field_table *rule_fields = NULL;
    size_t n_rule_fields = 0;
    JJ_TRY(make_rule_table(ctx, o, &t->arena, &rules));
    JJ_TRY(make_rule_fields(ctx, o, &t->arena, &rule_fields, &n_rule_fields));
    const jj_table plain[] = {
        {"rule", "Rules", "规则", rule_columns, RU_N, o->rules->n, NULL, rules, rule_cell, NULL},
        {"rule_result", "Verdicts", "各单位结论", rule_result_columns, RR_N, o->result->n_rows,
         NULL, o, rule_result_cell, NULL},
        {"field", "Solved fields", "求解的场", field_columns, FI_N, o->result->n_fields, NULL, o,
         field_cell, NULL},
        {"rule_field", "Fields of each rule", "规则所用的场", rule_field_columns, RF_N,
         n_rule_fields, NULL, rule_fields, rule_field_cell, NULL},
        {"balance", "Balance of people", "人口平衡表", balance_columns, BA_N, o->result->n_balances,
         NULL, o, balance_cell, NULL},
        {"ledger", "Ledger of findings", "数据核实表", ledger_columns, LE_N, o->scene->ledger.n,
         NULL, o, ledger_cell, NULL},
    };
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++)
        t->tables[t->n++] = plain[i];
    if (o->result->n_scenarios == 0)
        return JJ_OK;
    return jj_table_of_scenarios(ctx, o, &t->arena, &t->tables[t->n++]);
}

jj_status jj_tables_of(jj_ctx *ctx, const jj_outcome *o, jj_tables *out) {
    enum { MOST_OTHERS = 16 };
    size_t n_levels = o->scene->units.n_levels;
    *out = (jj_tables){0};
    out->tables = jj_arena_alloc(&out->arena, n_levels + MOST_OTHERS, sizeof *out->tables);
    out->view = jj_arena_alloc(&out->arena, 1, sizeof *out->view);
    jj_status st = out->tables && out->view ? jj_layer_view_init(ctx, o, out->view)
                                            : jj_no_memory(ctx, "tables", 0);
    for (uint32_t level = 0; st == JJ_OK && level < n_levels; level++)
        st = jj_table_of_units(ctx, o, level, &out->arena, &out->tables[out->n++]);
    if (st == JJ_OK)
        out->n += jj_layer_tables(out->view, &out->tables[out->n]);
    if (st == JJ_OK)
        st = add_plain_tables(ctx, o, out);
    if (st != JJ_OK)
        jj_tables_deinit(out);
    return st;
}

const jj_table *jj_tables_find(const jj_tables *t, const char *name) {
    for (size_t i = 0; i < t->n; i++)
        if (strcmp(t->tables[i].name, name) == 0)
            return &t->tables[i];
    return NULL;
}

void jj_tables_deinit(jj_tables *t) {
    if (t->view)
        jj_layer_view_deinit(t->view);
    jj_arena_deinit(&t->arena);
    *t = (jj_tables){0};
}
