#include "out/annex/annex.h"
#include "load/kinds.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static jj_form_cell *add_row(jj_annex *a, jj_form *f) {
    jj_form_cell *cells = a->failed ? NULL : jj_form_add_row(f);
    if (!cells) {
        a->failed = true;
        return NULL;
    }
    cells[0] = jj_form_number((double)f->n_rows, 0);
    return cells;
}

static bool is_failing(const jj_rule_row *r) {
    return r->verdict == JJ_FAIL && !(r->flags & JJ_FLAG_ROLLED_UP);
}

/* A failing row under the heading it is listed by. */
typedef struct item {
    const char *key;
    uint32_t order, row;
} item;

static int by_order(const void *a, const void *b) {
    const item *x = a, *y = b;
    if (x->order != y->order)
        return x->order < y->order ? -1 : 1;
    return x->row < y->row ? -1 : x->row > y->row;
}

static void set_columns(const jj_annex *a, jj_form *f, const jj_form_column *en,
                        const jj_form_column *zh, size_t n) {
    f->columns = a->is_zh ? zh : en;
    f->n_columns = n;
}

enum {
    FA_NUMBER,
    FA_ABOVE,
    FA_CODE,
    FA_UNIT,
    FA_RULE,
    FA_VALUE,
    FA_TARGET,
    FA_GAP,
    FA_GAP_UNIT,
    FA_PEOPLE,
    FA_OUT,
    FA_NEAREST,
    FA_MINUTES,
    FA_SENTENCE,
    FA_DEPT,
    FA_REMARKS,
    FA_N
};
static const jj_form_column failing_zh[FA_N] = {
    {NULL, "序号", 5},         {NULL, "责任单位", 14},      {NULL, "代码", 12},
    {NULL, "单位", 16},        {NULL, "指标", 26},          {NULL, "现值", 9},
    {NULL, "目标", 9},         {"缺口", "数量", 9},         {"缺口", "计量", 9},
    {"人口（人）", "涉及", 9}, {"人口（人）", "未覆盖", 9}, {"最近设施", "名称", 22},
    {"最近设施", "分钟", 7},   {NULL, "说明", 48},          {NULL, "牵头部门", 14},
    {NULL, "备注", 9},
};
static const jj_form_column failing_en[FA_N] = {
    {NULL, "No.", 5},
    {NULL, "county", 16},
    {NULL, "code", 12},
    {NULL, "unit", 18},
    {NULL, "indicator", 30},
    {NULL, "value", 9},
    {NULL, "target", 9},
    {"missing", "number", 9},
    {"missing", "of", 10},
    {"people", "concerned", 10},
    {"people", "not covered", 10},
    {"nearest", "name", 24},
    {"nearest", "min", 7},
    {NULL, "finding", 52},
    {NULL, "department", 18},
    {NULL, "remarks", 10},
};

static void fill_failing(jj_annex *a, const jj_rule_row *r, const char *above,
                         jj_form_cell *cells) {
    const jj_scene *s = a->o->scene;
    const jj_rule *rule = &a->o->rules->rules[r->rule];
    const jj_unit *u = &s->units.units[r->unit];
    bool is_modelled = r->flags & JJ_FLAG_MODELLED;
    cells[FA_ABOVE] = jj_form_text(above);
    cells[FA_CODE] = jj_form_text(u->code);
    cells[FA_UNIT] = jj_form_text(u->name);
    cells[FA_RULE] = jj_form_text(jj_rule_title(a, rule));
    cells[FA_VALUE] = jj_row_value(rule, r);
    cells[FA_TARGET] = jj_row_target(rule, r);
    cells[FA_GAP] = jj_row_gap(r);
    cells[FA_GAP_UNIT] = jj_form_text(jj_gap_unit_title(a, r->gap_unit));
    cells[FA_PEOPLE] = jj_form_people(r->demand_total, is_modelled);
    cells[FA_OUT] = jj_form_people(r->demand_uncovered, is_modelled);
    if (r->nearest_facility != JJ_NO_FACILITY) {
        cells[FA_NEAREST] = jj_form_text(s->facilities[r->nearest_facility].name);
        if (r->nearest_ms < JJ_FARTHEST)
            cells[FA_MINUTES] = jj_form_number(r->nearest_ms / 60000.0, 0);
    }
    cells[FA_SENTENCE] = jj_form_text(jj_row_sentence(a, r));
    cells[FA_DEPT] = jj_form_text(rule->dept);
    cells[FA_REMARKS] = jj_form_text(jj_row_remarks(a, r));
}

/* By the county (else the unit at the top), whose index orders: units stand by level and code. */
static uint32_t county_of(const jj_units *units, uint32_t unit) {
    int county = jj_level_find(units, "county");
    uint32_t above = county < 0 ? JJ_NO_UNIT : jj_unit_at_level(units, unit, (uint32_t)county);
    above = above == JJ_NO_UNIT ? jj_unit_at_level(units, unit, 0) : above;
    return above == JJ_NO_UNIT ? unit : above;
}

void jj_annex_failing(jj_annex *a, jj_form *f) {
    const jj_result *result = a->o->result;
    set_columns(a, f, failing_en, failing_zh, FA_N);
    f->split_column = FA_ABOVE;
    f->n_frozen = FA_RULE;
    f->note = jj_say(a, "Units without data are not listed here.",
                     "注：“约”为模型推算人口，千人以下取整到十；最近设施为未覆盖人口最集中处所至，"
                     "按各指标口径的出行方式计时；缺少数据不能判定的单位不在此表。");
    JJ_AUTO item *items = jj_alloc(result->n_rows + 1, sizeof *items);
    size_t n = 0;
    a->failed |= !items;
    for (uint32_t i = 0; items && i < result->n_rows; i++)
        if (is_failing(&result->rows[i]))
            items[n++] =
                (item){.order = county_of(&a->o->scene->units, result->rows[i].unit), .row = i};
    if (n > 0)
        qsort(items, n, sizeof *items, by_order);
    const char *above = "";
    for (size_t i = 0; i < n && !a->failed; i++) {
        if (i == 0 || items[i].order != items[i - 1].order)
            above = jj_unit_above(a, items[i].order);
        jj_form_cell *cells = add_row(a, f);
        if (cells)
            fill_failing(a, &result->rows[items[i].row], above, cells);
    }
}

enum {
    TA_NUMBER,
    TA_DEPT,
    TA_RULE,
    TA_ABOVE,
    TA_CODE,
    TA_UNIT,
    TA_VALUE,
    TA_TARGET,
    TA_GAP,
    TA_GAP_UNIT,
    TA_DUE,
    TA_TASK,
    TA_N
};
static const jj_form_column tasks_zh[TA_N] = {
    {NULL, "序号", 5},   {NULL, "责任部门", 16}, {NULL, "指标", 28},    {NULL, "上级单位", 14},
    {NULL, "代码", 12},  {NULL, "单位", 16},     {NULL, "现值", 9},     {NULL, "目标", 9},
    {"缺口", "数量", 9}, {"缺口", "计量", 9},    {NULL, "考核年份", 7}, {NULL, "任务", 56},
};
static const jj_form_column tasks_en[TA_N] = {
    {NULL, "No.", 5},         {NULL, "department", 20}, {NULL, "indicator", 32},
    {NULL, "unit above", 16}, {NULL, "code", 12},       {NULL, "unit", 18},
    {NULL, "value", 9},       {NULL, "target", 9},      {"missing", "number", 9},
    {"missing", "of", 10},    {NULL, "year", 7},        {NULL, "task", 56},
};

static void fill_task(jj_annex *a, const jj_rule_row *r, const char *dept, jj_form_cell *cells) {
    const jj_rule *rule = &a->o->rules->rules[r->rule];
    const jj_unit *u = &a->o->scene->units.units[r->unit];
    cells[TA_DEPT] = jj_form_text(dept);
    cells[TA_RULE] = jj_form_text(jj_rule_title(a, rule));
    cells[TA_ABOVE] = jj_form_text(jj_unit_above(a, r->unit));
    cells[TA_CODE] = jj_form_text(u->code);
    cells[TA_UNIT] = jj_form_text(u->name);
    cells[TA_VALUE] = jj_row_value(rule, r);
    cells[TA_TARGET] = jj_row_target(rule, r);
    cells[TA_GAP] = jj_row_gap(r);
    cells[TA_GAP_UNIT] = jj_form_text(jj_gap_unit_title(a, r->gap_unit));
    cells[TA_DUE] = jj_form_number(r->year, 0);
    cells[TA_TASK] = jj_form_text(jj_row_sentence(a, r));
}

/* Departments of all rules in the order they are first named; "" stands for no department. */
typedef struct depts {
    const char **names;
    size_t n, cap;
} depts;

static uint32_t dept_number(jj_annex *a, depts *d, const char *name, size_t len) {
    for (size_t i = 0; i < d->n; i++)
        if (strlen(d->names[i]) == len && memcmp(d->names[i], name, len) == 0)
            return (uint32_t)i;
    if (!jj_grow(&d->names, &d->cap, d->n + 1, sizeof *d->names)) {
        a->failed = true;
        return 0;
    }
    d->names[d->n] = len ? jj_annex_text(a, "%.*s", (int)len, name) : "";
    return (uint32_t)d->n++;
}

static void add_items(jj_annex *a, depts *d, uint32_t row, item **items, size_t *n, size_t *cap) {
    static const char comma[] = "、";
    const char *at = a->o->rules->rules[a->o->result->rows[row].rule].dept;
    for (bool is_last = false; !is_last && !a->failed;) {
        const char *end = strstr(at, comma);
        is_last = !end;
        size_t len = end ? (size_t)(end - at) : strlen(at);
        uint32_t dept = dept_number(a, d, at, len);
        if (!jj_grow(items, cap, *n + 1, sizeof **items)) {
            a->failed = true;
            return;
        }
        (*items)[(*n)++] = (item){.order = dept, .row = row};
        at = end ? end + strlen(comma) : at;
    }
}

void jj_annex_tasks(jj_annex *a, jj_form *f) {
    const jj_result *result = a->o->result;
    set_columns(a, f, tasks_en, tasks_zh, TA_N);
    f->split_column = TA_DEPT;
    f->note = jj_say(a, "A rule of several departments stands in the list of each.",
                     "注：几个部门共同负责的指标，在各部门清单中分别列出。");
    depts d = {0};
    item *items = NULL;
    size_t n = 0, cap = 0;
    for (uint32_t i = 0; i < result->n_rows && !a->failed; i++)
        if (is_failing(&result->rows[i]))
            add_items(a, &d, i, &items, &n, &cap);
    if (n > 0)
        qsort(items, n, sizeof *items, by_order);
    for (size_t i = 0; i < n && !a->failed; i++) {
        const char *dept = d.names[items[i].order];
        jj_form_cell *cells = add_row(a, f);
        if (cells)
            fill_task(a, &result->rows[items[i].row],
                      *dept ? dept : jj_say(a, "no department named", "未明确部门"), cells);
    }
    jj_free(d.names);
    jj_free(items);
}

enum { EX_NUMBER, EX_RULE, EX_ABOVE, EX_CODE, EX_UNIT, EX_REASON, EX_DOC, EX_FROM, EX_TO, EX_N };
static const jj_form_column exempt_zh[EX_N] = {
    {NULL, "序号", 5},      {NULL, "指标", 30},   {NULL, "上级单位", 16},
    {NULL, "代码", 12},     {NULL, "单位", 18},   {NULL, "免予考核理由", 34},
    {NULL, "批准文号", 24}, {"有效期", "起", 12}, {"有效期", "止", 12},
};
static const jj_form_column exempt_en[EX_N] = {
    {NULL, "No.", 5},       {NULL, "indicator", 34}, {NULL, "unit above", 16},
    {NULL, "code", 12},     {NULL, "unit", 18},      {NULL, "reason", 34},
    {NULL, "document", 24}, {"valid", "from", 12},   {"valid", "to", 12},
};

/* "2025-12-31", "2021-09", "2021" or "". */
static const char *date_text(jj_annex *a, int32_t date) {
    int year = date / 10000, month = date / 100 % 100, day = date % 100;
    if (date == 0)
        return "";
    if (month == 0)
        return jj_annex_text(a, "%04d", year);
    return day == 0 ? jj_annex_text(a, "%04d-%02d", year, month)
                    : jj_annex_text(a, "%04d-%02d-%02d", year, month, day);
}

static const jj_exemption *exemption_of(const jj_outcome *o, const jj_rule_row *r) {
    for (size_t i = 0; i < o->scene->n_exemptions; i++) {
        const jj_exemption *e = &o->scene->exemptions[i];
        if (e->unit == r->unit && strcmp(e->rule, o->rules->rules[r->rule].id) == 0)
            return e;
    }
    return NULL;
}

void jj_annex_exempt(jj_annex *a, jj_form *f) {
    set_columns(a, f, exempt_en, exempt_zh, EX_N);
    for (size_t i = 0; i < a->o->result->n_rows && !a->failed; i++) {
        const jj_rule_row *r = &a->o->result->rows[i];
        if (r->verdict != JJ_EXEMPT || r->flags & JJ_FLAG_ROLLED_UP)
            continue;
        jj_form_cell *cells = add_row(a, f);
        if (!cells)
            return;
        const jj_unit *u = &a->o->scene->units.units[r->unit];
        const jj_exemption *e = exemption_of(a->o, r);
        cells[EX_RULE] = jj_form_text(jj_rule_title(a, &a->o->rules->rules[r->rule]));
        cells[EX_ABOVE] = jj_form_text(jj_unit_above(a, r->unit));
        cells[EX_CODE] = jj_form_text(u->code);
        cells[EX_UNIT] = jj_form_text(u->name);
        cells[EX_REASON] = jj_form_text(e ? e->reason : r->reported_source);
        cells[EX_DOC] = jj_form_text(e ? e->document : "");
        cells[EX_FROM] = jj_form_text(date_text(a, e ? e->valid_from : 0));
        cells[EX_TO] = jj_form_text(date_text(a, e ? e->valid_to : 0));
    }
    if (f->n_rows == 0)
        f->note = jj_say(a, "No unit is exempt.", "注：本次评估没有免予考核的单位。");
}

enum {
    FC_NUMBER,
    FC_ID,
    FC_NAME,
    FC_KIND,
    FC_CODE,
    FC_UNIT,
    FC_ABOVE,
    FC_OPEN,
    FC_CLOSE,
    FC_PLACES,
    FC_LON,
    FC_LAT,
    FC_PRECISION,
    FC_SOURCE,
    FC_REMARKS,
    FC_N
};
static const jj_form_column facilities_zh[FC_N] = {
    {NULL, "序号", 6},
    {NULL, "编号", 14},
    {NULL, "名称", 30},
    {NULL, "类别", 18},
    {"所在单位", "代码", 13},
    {"所在单位", "名称", 16},
    {NULL, "上级单位", 14},
    {NULL, "启用日期", 11},
    {NULL, "停用日期", 11},
    {NULL, "学位（床位）", 9},
    {"位置（WGS 84）", "经度", 11},
    {"位置（WGS 84）", "纬度", 10},
    {NULL, "定位精度", 9},
    {NULL, "数据来源", 16},
    {NULL, "备注", 14},
};
static const jj_form_column facilities_en[FC_N] = {
    {NULL, "No.", 6},
    {NULL, "id", 14},
    {NULL, "name", 30},
    {NULL, "kind", 24},
    {"unit", "code", 13},
    {"unit", "name", 18},
    {NULL, "unit above", 14},
    {NULL, "opened", 11},
    {NULL, "closed", 11},
    {NULL, "places", 9},
    {"place (WGS 84)", "longitude", 11},
    {"place (WGS 84)", "latitude", 10},
    {NULL, "precision", 11},
    {NULL, "source", 16},
    {NULL, "remarks", 16},
};

static const char *precision_title(const jj_annex *a, jj_precision p) {
    static const char *const zh[] = {"点位", "村级", "乡镇级", "县级"};
    static const char *const en[] = {"site", "village", "township", "county"};
    return a->is_zh ? zh[p] : en[p];
}

static void fill_facility(jj_annex *a, const jj_facility *p, const jj_kinds *kinds,
                          jj_form_cell *cells) {
    const jj_units *units = &a->o->scene->units;
    uint32_t unit = p->unit_located != JJ_NO_UNIT ? p->unit_located : p->unit_declared;
    const jj_kind *kind = jj_kind_find(kinds, p->kind);
    cells[FC_ID] = jj_form_text(p->id);
    cells[FC_NAME] = jj_form_text(p->name);
    if (kind)
        cells[FC_KIND] =
            jj_form_text(jj_annex_text(a, "%s", a->is_zh ? kind->title_zh : kind->title_en));
    else
        cells[FC_KIND] = jj_form_text(p->kind);
    if (unit != JJ_NO_UNIT) {
        cells[FC_CODE] = jj_form_text(units->units[unit].code);
        cells[FC_UNIT] = jj_form_text(units->units[unit].name);
        cells[FC_ABOVE] = jj_form_text(jj_unit_above(a, unit));
    }
    cells[FC_OPEN] = jj_form_text(date_text(a, p->open_date));
    cells[FC_CLOSE] = jj_form_text(date_text(a, p->close_date));
    if (p->places > 0)
        cells[FC_PLACES] = jj_form_number(p->places, 0);
    cells[FC_LON] = (jj_form_cell){.kind = isnan(p->lon) ? JJ_FORM_NONE : JJ_FORM_NUMBER,
                                   .decimals = a->o->review ? 2 : 4,
                                   .number = jj_outcome_degrees(a->o, p->lon)};
    cells[FC_LAT] = (jj_form_cell){.kind = isnan(p->lat) ? JJ_FORM_NONE : JJ_FORM_NUMBER,
                                   .decimals = a->o->review ? 2 : 4,
                                   .number = jj_outcome_degrees(a->o, p->lat)};
    cells[FC_PRECISION] =
        jj_form_text(p->has_point ? precision_title(a, p->precision) : jj_say(a, "none", "无坐标"));
    cells[FC_SOURCE] = jj_form_text(p->source);
    cells[FC_REMARKS] =
        jj_form_text(p->is_inferred ? jj_say(a, "partly inferred", "部分属性为推断") : "");
}

void jj_annex_facilities(jj_annex *a, jj_form *f) {
    set_columns(a, f, facilities_en, facilities_zh, FC_N);
    f->n_frozen = FC_KIND;
    JJ_CLEANUP(jj_kinds_deinit) jj_kinds kinds = {0};
    jj_outcome_kinds(a->o, &kinds);
    for (size_t i = 0; i < a->o->scene->n_facilities && !a->failed; i++) {
        jj_form_cell *cells = add_row(a, f);
        if (cells)
            fill_facility(a, &a->o->scene->facilities[i], &kinds, cells);
    }
}

enum {
    LE_NUMBER,
    LE_SEVERITY,
    LE_TITLE,
    LE_SOURCE,
    LE_LAYER,
    LE_FEATURE,
    LE_FIELD,
    LE_VALUE,
    LE_LIMIT,
    LE_COUNT,
    LE_PEOPLE,
    LE_EXAMPLE,
    LE_CURE,
    LE_ANSWER,
    LE_WHO,
    LE_N
};
static const jj_form_column ledger_zh[LE_N] = {
    {NULL, "序号", 5},
    {NULL, "程度", 8},
    {NULL, "情况", 26},
    {NULL, "数据来源", 14},
    {"记录", "图层", 10},
    {"记录", "编号或名称", 18},
    {"记录", "字段", 10},
    {"记录", "值", 20},
    {"记录", "限值", 10},
    {NULL, "条数", 7},
    {NULL, "人数", 8},
    {NULL, "示例", 30},
    {NULL, "处理办法", 36},
    {"核实（填写）", "结果", 16},
    {"核实（填写）", "核实人", 10},
};
static const jj_form_column ledger_en[LE_N] = {
    {NULL, "No.", 5},        {NULL, "severity", 9},        {NULL, "finding", 30},
    {NULL, "source", 14},    {"record", "layer", 10},      {"record", "feature", 18},
    {"record", "field", 10}, {"record", "value", 20},      {"record", "limit", 10},
    {NULL, "records", 8},    {NULL, "people", 8},          {NULL, "examples", 30},
    {NULL, "cure", 36},      {"to fill in", "result", 16}, {"to fill in", "by", 10},
};

void jj_annex_ledger(jj_annex *a, jj_form *f) {
    static const char *const zh[] = {"提示", "待核实", "未采用"};
    static const char *const en[] = {"note", "to verify", "refused"};
    set_columns(a, f, ledger_en, ledger_zh, LE_N);
    f->n_frozen = LE_SOURCE;
    const jj_ledger *l = &a->o->scene->ledger;
    for (size_t i = 0; i < l->n && !a->failed; i++) {
        const jj_ledger_row *r = &l->rows[i];
        jj_form_cell *cells = add_row(a, f);
        if (!cells)
            return;
        cells[LE_SEVERITY] = jj_form_text((a->is_zh ? zh : en)[r->code->severity]);
        cells[LE_TITLE] = jj_form_text(a->is_zh ? r->code->title_zh : r->code->title_en);
        const char *source = jj_input_title(a, r->source);
        cells[LE_SOURCE] = jj_form_text(source ? source : r->source);
        cells[LE_LAYER] = jj_form_text(r->layer);
        cells[LE_FEATURE] = jj_form_text(r->feature);
        cells[LE_FIELD] = jj_form_text(r->field);
        cells[LE_VALUE] = jj_form_text(r->value);
        cells[LE_LIMIT] = jj_form_text(r->limit);
        cells[LE_COUNT] = jj_form_number((double)r->count, 0);
        cells[LE_PEOPLE] = jj_form_people(r->people, false);
        cells[LE_EXAMPLE] = jj_form_text(r->example);
        cells[LE_CURE] = jj_form_text(a->is_zh ? r->code->cure_zh : r->code->cure_en);
    }
    f->note =
        jj_say(a, "Fill in the last two columns, mend the source, run again.",
               "注：“未采用”的记录不参与测算，“待核实”的记录参与测算但须核对；核实后在数据源中"
               "改正并重新测算。");
}
