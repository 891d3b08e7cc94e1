/* The table of rules: what was asked, and what each figure is measured by. */
#include "out/annex/wording.h"
#include "out/tables.h"

#include <math.h>
#include <string.h>

static const char *null_if_empty(const char *s) {
    return s && *s ? s : NULL;
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
    RU_DUE,
    RU_BASE,
    RU_BASE_YEAR,
    RU_DEPT,
    RU_NATURE,
    RU_PRIORITY,
    RU_CONFIDENCE,
    RU_BASIS_ZH,
    RU_BASIS_EN,
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
    {"due_year", JJ_CELL_INT, "year the target is set for", "目标年份"},
    {"base_value", JJ_CELL_REAL, "base the plan states", "规划基期值"},
    {"base_year", JJ_CELL_INT, "year of the base", "基期年份"},
    {"dept", JJ_CELL_TEXT, "department", "责任单位"},
    {"nature", JJ_CELL_TEXT, "binding or expected", "属性"},
    {"priority", JJ_CELL_INT, "priority", "优先级"},
    {"confidence", JJ_CELL_TEXT, "confidence", "可信度"},
    {"basis_zh", JJ_CELL_TEXT, "measured by (Chinese)", "口径"},
    {"basis_en", JJ_CELL_TEXT, "measured by", "口径（英文）"},
};

/* What the table cannot borrow: lists joined, in rule order. */
typedef struct rule_texts {
    const char *unit_set, *filter, *profile, *basis_zh, *basis_en;
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
        [RU_BASIS_ZH] = t->basis_zh,
        [RU_BASIS_EN] = t->basis_en,
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
    case RU_DUE:
        jj_cell_int(out, r->due_year);
        out->is_null = r->due_year == 0;
        break;
    case RU_BASE:
        jj_cell_real(out, r->base_value);
        break;
    case RU_BASE_YEAR:
        jj_cell_int(out, r->base_year);
        out->is_null = r->base_year == 0;
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

/* The year of the people a rule was judged on, 0 = none. */
static int people_year(const jj_outcome *o, size_t rule) {
    for (size_t i = 0; i < o->result->n_rows; i++)
        if (o->result->rows[i].rule == rule && o->result->rows[i].people_year)
            return o->result->rows[i].people_year;
    return 0;
}

static bool fill_texts(const jj_outcome *o, jj_arena *arena, size_t rule, rule_texts *out) {
    const jj_rule *r = &o->rules->rules[rule];
    jj_annex zh = {.o = o, .arena = arena, .is_zh = true}, en = {.o = o, .arena = arena};
    int year = people_year(o, rule);
    *out = (rule_texts){joined(arena, r->unit_sets, r->n_unit_sets),
                        joined(arena, r->filters, r->n_filters),
                        joined(arena, r->profiles, r->n_profiles), jj_rule_basis(&zh, r, year),
                        jj_rule_basis(&en, r, year)};
    return out->unit_set && out->filter && out->profile && !zh.failed && !en.failed;
}

jj_status jj_table_of_rules(jj_ctx *ctx, const jj_outcome *o, jj_arena *arena, jj_table *out) {
    rule_table *t = jj_arena_alloc(arena, 1, sizeof *t);
    rule_texts *texts = jj_arena_alloc(arena, o->rules->n, sizeof *texts);
    if (!t || !texts)
        return jj_no_memory(ctx, "tables", 0);
    for (size_t i = 0; i < o->rules->n; i++)
        if (!fill_texts(o, arena, i, &texts[i]))
            return jj_no_memory(ctx, "tables", 0);
    *t = (rule_table){o, texts};
    *out = (jj_table){"rule",      "Rules", "规则", rule_columns, RU_N,
                      o->rules->n, NULL,    t,      rule_cell,    NULL};
    return JJ_OK;
}
