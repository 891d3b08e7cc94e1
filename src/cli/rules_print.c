#include "cli/rules_print.h"
#include "base/lang.h"

#include <math.h>
#include <string.h>

/* "55 %", "0.9", "30": the target as people write it. */
static void add_target(jj_text *t, const jj_rule *r) {
    if (!r->has_target)
        return;
    double v = (double)r->target_num / (double)r->target_den;
    bool is_share = strstr(r->target_unit, "share") || strcmp(r->target_unit, "ratio") == 0;
    if (is_share)
        jj_text_addf(t, "%.10g %%", (double)r->target_num * 100 / (double)r->target_den);
    else
        jj_text_addf(t, "%.10g", v);
}

static void add_joined(jj_text *t, const char *const *items, size_t n, const char *between) {
    for (size_t i = 0; i < n; i++)
        jj_text_addf(t, "%s%s", i ? between : "", items[i]);
}

static void add_comparison(jj_text *t, const jj_rule *r) {
    if (r->op == JJ_OP_REPORT)
        return;
    jj_text_addf(t, "%s ", jj_op_sign(r->op));
    add_target(t, r);
}

enum { LIST_ID, LIST_DOMAIN, LIST_PRIORITY, LIST_STATUS, LIST_TARGET, LIST_YEAR, LIST_TITLE };

static const jj_column short_columns[] = {
    [LIST_ID] = {"id", JJ_CELL_TEXT, "id", "编号"},
    [LIST_DOMAIN] = {"domain", JJ_CELL_TEXT, "domain", "领域"},
    [LIST_PRIORITY] = {"priority", JJ_CELL_INT, "priority", "优先级"},
    [LIST_STATUS] = {"state", JJ_CELL_TEXT, "state", "状态"},
    [LIST_TARGET] = {"target", JJ_CELL_TEXT, "target", "目标"},
    [LIST_YEAR] = {"year", JJ_CELL_INT, "year", "年份"},
    [LIST_TITLE] = {"title", JJ_CELL_TEXT, "title", "名称"},
};

/* What the cell function sees. Texts made for a cell live until the table is printed. */
typedef struct listing {
    const jj_rule *const *rules;
    jj_lang lang;
    jj_arena *arena;
} listing;

static const char *kept(const listing *l, jj_text *t) {
    const char *copy = t->s && !t->failed ? jj_arena_str(l->arena, t->s) : "";
    jj_text_deinit(t);
    return copy;
}

static void short_cell(const void *user, size_t row, size_t column, jj_cell *out) {
    const listing *l = user;
    const jj_rule *r = l->rules[row];
    jj_text t = {0};
    switch (column) {
    case LIST_ID:
        out->text = r->id;
        break;
    case LIST_DOMAIN:
        out->text = jj_domain_title(r->domain, l->lang);
        break;
    case LIST_PRIORITY:
        out->integer = r->priority;
        break;
    case LIST_STATUS:
        out->text = jj_rule_state_title(r->status, l->lang);
        break;
    case LIST_TARGET:
        add_comparison(&t, r);
        out->text = kept(l, &t);
        break;
    case LIST_YEAR:
        out->integer = r->target_year;
        out->is_null = r->target_year == 0;
        break;
    default:
        out->text = l->lang == JJ_LANG_ZH ? r->title_zh : r->title_en;
    }
}

enum {
    FULL_ID,
    FULL_DOMAIN,
    FULL_PRIORITY,
    FULL_STATUS,
    FULL_METRIC,
    FULL_UNIT_SETS,
    FULL_FILTERS,
    FULL_DEMAND,
    FULL_PROFILES,
    FULL_OP,
    FULL_TARGET,
    FULL_TARGET_UNIT,
    FULL_YEAR,
    FULL_DEPT,
    FULL_CONFIDENCE,
    FULL_TITLE_ZH,
    FULL_TITLE_EN
};

static const jj_column full_columns[] = {
    [FULL_ID] = {"id", JJ_CELL_TEXT, "id", "编号"},
    [FULL_DOMAIN] = {"domain", JJ_CELL_TEXT, "domain", "领域"},
    [FULL_PRIORITY] = {"priority", JJ_CELL_INT, "priority", "优先级"},
    [FULL_STATUS] = {"status", JJ_CELL_TEXT, "status", "状态"},
    [FULL_METRIC] = {"metric", JJ_CELL_TEXT, "metric", "指标"},
    [FULL_UNIT_SETS] = {"unit_sets", JJ_CELL_TEXT, "unit sets", "单元集"},
    [FULL_FILTERS] = {"filters", JJ_CELL_TEXT, "filters", "设施条件"},
    [FULL_DEMAND] = {"demand", JJ_CELL_TEXT, "demand", "需求人群"},
    [FULL_PROFILES] = {"profiles", JJ_CELL_TEXT, "profiles", "出行方式"},
    [FULL_OP] = {"op", JJ_CELL_TEXT, "operator", "比较"},
    [FULL_TARGET] = {"target", JJ_CELL_REAL, "target", "目标"},
    [FULL_TARGET_UNIT] = {"target_unit", JJ_CELL_TEXT, "unit of the target", "目标单位"},
    [FULL_YEAR] = {"target_year", JJ_CELL_INT, "year", "年份"},
    [FULL_DEPT] = {"dept", JJ_CELL_TEXT, "department", "责任单位"},
    [FULL_CONFIDENCE] = {"confidence", JJ_CELL_TEXT, "confidence", "可信度"},
    [FULL_TITLE_ZH] = {"title_zh", JJ_CELL_TEXT, "title (Chinese)", "名称"},
    [FULL_TITLE_EN] = {"title_en", JJ_CELL_TEXT, "title (English)", "英文名称"},
};

static const char *joined(const listing *l, const char *const *items, size_t n) {
    jj_text t = {0};
    add_joined(&t, items, n, "|");
    return kept(l, &t);
}

static const char *full_text(const listing *l, const jj_rule *r, size_t column) {
    switch (column) {
    case FULL_ID:
        return r->id;
    case FULL_DOMAIN:
        return r->domain;
    case FULL_STATUS:
        return jj_rule_state_name(r->status);
    case FULL_METRIC:
        return jj_metric_name(r->metric);
    case FULL_UNIT_SETS:
        return joined(l, r->unit_sets, r->n_unit_sets);
    case FULL_FILTERS:
        return joined(l, r->filters, r->n_filters);
    case FULL_DEMAND:
        return r->demand;
    case FULL_PROFILES:
        return joined(l, r->profiles, r->n_profiles);
    case FULL_OP:
        return jj_op_sign(r->op);
    case FULL_TARGET_UNIT:
        return r->target_unit;
    case FULL_DEPT:
        return r->dept;
    case FULL_CONFIDENCE:
        return r->confidence;
    case FULL_TITLE_ZH:
        return r->title_zh;
    default:
        return r->title_en;
    }
}

static void full_cell(const void *user, size_t row, size_t column, jj_cell *out) {
    const listing *l = user;
    const jj_rule *r = l->rules[row];
    if (column == FULL_PRIORITY) {
        out->integer = r->priority;
    } else if (column == FULL_YEAR) {
        out->integer = r->target_year;
        out->is_null = r->target_year == 0;
    } else if (column == FULL_TARGET) {
        out->real = r->has_target ? (double)r->target_num / (double)r->target_den : NAN;
    } else {
        const char *text = full_text(l, r, column);
        out->text = *text ? text : NULL;
    }
}

jj_status rules_print_list(jj_ctx *ctx, const jj_rule *const *rules, size_t n, jj_format format,
                           jj_text *out) {
    JJ_CLEANUP(jj_arena_deinit) jj_arena arena = {0};
    listing l = {rules, ctx->lang, &arena};
    bool is_short = format == JJ_FORMAT_TABLE;
    jj_table table = {.name = "rules",
                      .title_en = "rules",
                      .title_zh = "规则",
                      .columns = is_short ? short_columns : full_columns,
                      .n_columns = is_short ? JJ_COUNT(short_columns) : JJ_COUNT(full_columns),
                      .n_rows = n,
                      .user = &l,
                      .cell = is_short ? short_cell : full_cell};
    return jj_table_print(ctx, &table, format, out);
}

enum { LABEL_WIDTH = 18 };

static void add_label(jj_text *out, const char *label) {
    jj_text_add(out, label);
    for (int width = jj_text_width(label); width < LABEL_WIDTH; width++)
        jj_text_add(out, " ");
}

/* "label   value", nothing for an empty value. */
static void add_line(jj_text *out, const char *label, const char *value) {
    if (!value || !*value)
        return;
    add_label(out, label);
    jj_text_addf(out, "%s\n", value);
}

static void add_text(jj_text *out, const char *label, jj_text *value) {
    add_line(out, label, value->s);
    jj_text_deinit(value);
}

static void add_reach(jj_text *out, jj_lang lang, const jj_rule *r) {
    jj_text t = {0};
    if (!isnan(r->threshold[0])) {
        jj_text_addf(&t, "%.10g %s", r->threshold[0], r->threshold_unit);
        if (!isnan(r->threshold[1]))
            jj_text_addf(&t, jj_tr(lang, " in town, %.10g %s in the country"), r->threshold[1],
                         r->threshold_unit);
        jj_text_add(&t, jj_tr(lang, " by "));
        add_joined(&t, r->profiles, r->n_profiles, jj_tr(lang, " or "));
    }
    add_text(out, jj_tr(lang, "within"), &t);
}

static void add_goal(jj_text *out, jj_lang lang, const jj_rule *r) {
    jj_text t = {0};
    add_comparison(&t, r);
    if (r->op == JJ_OP_REPORT)
        jj_text_add(&t, jj_tr(lang, "none: a figure without a pass mark"));
    else if (*r->target_unit)
        jj_text_addf(&t, " (%s)", r->target_unit);
    if (r->target_year)
        jj_text_addf(&t, ", %d", r->target_year);
    if (!isnan(r->base_value))
        jj_text_addf(&t, jj_tr(lang, "; %.10g in %d"), r->base_value, r->base_year);
    add_text(out, jj_tr(lang, "target"), &t);
}

static void add_what(jj_text *out, jj_lang lang, const jj_rule *r) {
    jj_text metric = {0}, sets = {0};
    jj_text_addf(&metric, "%s: %s", jj_metric_name(r->metric), jj_metric_title(r->metric, lang));
    add_text(out, jj_tr(lang, "metric"), &metric);
    add_joined(&sets, r->unit_sets, r->n_unit_sets, " > ");
    add_text(out, jj_tr(lang, "units"), &sets);
    for (size_t i = 0; i < r->n_filters; i++)
        add_line(out, i ? "" : jj_tr(lang, "facilities"), r->filters[i]);
    add_line(out, jj_tr(lang, "people"), r->demand);
    add_line(out, jj_tr(lang, "area"), r->area_mask);
    add_line(out, jj_tr(lang, "sum of"), r->num_attr);
    add_line(out, jj_tr(lang, "over"), r->den_attr);
}

static const char *confidence_title(const char *confidence, jj_lang lang) {
    if (strcmp(confidence, "seed") == 0)
        return jj_tr(lang, "stated by the source itself");
    if (strcmp(confidence, "verified") == 0)
        return jj_tr(lang, "verified in another document");
    if (strcmp(confidence, "secondary") == 0)
        return jj_tr(lang, "second-hand");
    if (strcmp(confidence, "unverified") == 0)
        return jj_tr(lang, "unverified");
    return strcmp(confidence, "default") == 0 ? jj_tr(lang, "a default of this engine")
                                              : confidence;
}

jj_status rules_print_one(jj_ctx *ctx, const jj_rule *r, jj_text *out) {
    jj_lang lang = ctx->lang;
    bool is_zh = lang == JJ_LANG_ZH;
    jj_text_addf(out, "%s  %s\n", r->id, is_zh ? r->title_zh : r->title_en);
    add_line(out, "", is_zh ? r->title_en : r->title_zh);
    add_line(out, jj_tr(lang, "domain"), jj_domain_title(r->domain, lang));
    add_line(out, jj_tr(lang, "state"), jj_rule_state_title(r->status, lang));
    jj_text priority = {0}, source = {0};
    jj_text_addf(&priority, "P%d", (int)r->priority);
    add_text(out, jj_tr(lang, "priority"), &priority);
    jj_text_addf(&source, "%s%s%s", r->source_doc, *r->source_section ? " " : "",
                 r->source_section);
    add_text(out, jj_tr(lang, "source"), &source);
    add_what(out, lang, r);
    add_reach(out, lang, r);
    if (r->metric != JJ_PARAM)
        add_goal(out, lang, r);
    add_line(out, jj_tr(lang, "exemptions"), r->exempt_allowed ? jj_tr(lang, "allowed") : "");
    add_line(out, jj_tr(lang, "figure"), r->param);
    add_line(out, jj_tr(lang, "value"), r->value);
    add_line(out, jj_tr(lang, "unit"), r->value_unit);
    add_line(out, jj_tr(lang, "department"), r->dept);
    add_line(out, jj_tr(lang, "nature"), r->nature);
    add_line(out, jj_tr(lang, "confidence"), confidence_title(r->confidence, lang));
    add_line(out, jj_tr(lang, "note"), is_zh ? r->note_zh : r->note_en);
    return out->failed ? jj_no_memory(ctx, r->id, out->len) : JJ_OK;
}
