/*
 * What a plan changes, told by scenario: the annex a row a unit, the report and the summary a rule.
 */
#include "base/lang.h"
#include "out/annex/annex.h"

#include <math.h>
#include <string.h>

static jj_form_cell *add_row(jj_annex *a, jj_form *f) {
    jj_form_cell *cells = a->failed ? NULL : jj_form_add_row(f);
    a->failed |= !cells;
    if (cells)
        cells[0] = jj_form_number((double)f->n_rows, 0);
    return cells;
}

static jj_lang lang_of(const jj_annex *a) {
    return a->is_zh ? JJ_LANG_ZH : JJ_LANG_EN;
}

enum { SC_NUMBER, SC_RULE, SC_CODE, SC_UNIT, SC_TARGET, SC_FIRST, SC_MOST = SC_FIRST + 12 };

static const jj_rule_row *row_like(const jj_scenario_rows *s, const jj_rule_row *now) {
    for (size_t i = 0; i < s->n_rows; i++)
        if (s->rows[i].rule == now->rule && s->rows[i].unit == now->unit &&
            (s->rows[i].flags & JJ_FLAG_ROLLED_UP) == (now->flags & JJ_FLAG_ROLLED_UP))
            return &s->rows[i];
    return NULL;
}

/* Two columns a scenario: the value and the verdict. */
static void set_scenario_columns(jj_annex *a, jj_form *f, size_t n) {
    jj_form_column *columns = jj_arena_alloc(a->arena, SC_MOST, sizeof *columns);
    a->failed |= !columns;
    if (!columns)
        return;
    columns[SC_NUMBER] = (jj_form_column){NULL, jj_say(a, "No.", "序号"), 6};
    columns[SC_RULE] = (jj_form_column){NULL, jj_say(a, "indicator", "指标"), 30};
    columns[SC_CODE] = (jj_form_column){NULL, jj_say(a, "code", "代码"), 13};
    columns[SC_UNIT] = (jj_form_column){NULL, jj_say(a, "unit", "单位"), 18};
    columns[SC_TARGET] = (jj_form_column){NULL, jj_say(a, "target", "目标"), 10};
    for (size_t k = 0; k < n; k++) {
        const jj_scenario *s =
            &a->o->scene->scenarios[k ? a->o->result->scenarios[k - 1].scenario : 0];
        const char *name = jj_annex_text(a, "%s", a->is_zh ? s->title_zh : s->title_en);
        columns[SC_FIRST + 2 * k] = (jj_form_column){name, jj_say(a, "value", "数值"), 10};
        columns[SC_FIRST + 2 * k + 1] = (jj_form_column){name, jj_say(a, "verdict", "结论"), 10};
    }
    f->columns = columns;
    f->n_columns = SC_FIRST + 2 * n;
}

static void fill_scenario(jj_annex *a, const jj_rule_row *row, jj_form_cell *cells) {
    if (!row)
        return;
    cells[0] = jj_row_value(&a->o->rules->rules[row->rule], row);
    cells[1] = jj_form_text(jj_verdict_title(row->verdict, lang_of(a)));
}

void jj_annex_scenarios(jj_annex *a, jj_form *f) {
    const jj_result *r = a->o->result;
    size_t n = 1 + (r->n_scenarios < 5 ? r->n_scenarios : 5);
    f->n_frozen = SC_TARGET;
    set_scenario_columns(a, f, n);
    for (size_t i = 0; i < r->n_rows && !a->failed && r->n_scenarios; i++) {
        const jj_rule_row *now = &r->rows[i];
        bool is_changed = false;
        for (size_t k = 0; k + 1 < n; k++)
            is_changed |= r->scenarios[k].is_changed[now->rule];
        if (!is_changed)
            continue;
        jj_form_cell *cells = add_row(a, f);
        if (!cells)
            return;
        const jj_rule *rule = &a->o->rules->rules[now->rule];
        const jj_unit *u = &a->o->scene->units.units[now->unit];
        cells[SC_RULE] = jj_form_text(jj_rule_title(a, rule));
        cells[SC_CODE] = jj_form_text(u->code);
        cells[SC_UNIT] = jj_form_text(u->name);
        cells[SC_TARGET] = jj_row_target(rule, now);
        fill_scenario(a, now, &cells[SC_FIRST]);
        for (size_t k = 1; k < n; k++)
            fill_scenario(a, row_like(&r->scenarios[k - 1], now), &cells[SC_FIRST + 2 * k]);
    }
}

/* --- a rule as a whole ------------------------------------------------------------------------ */

enum { WH_NUMBER, WH_RULE, WH_TARGET, WH_FIRST };
enum { WH_VALUE, WH_UNITS, WH_CHANGE, WH_EACH };
enum { MOST_SCENARIOS = 5 };

/* Units that meet a rule, now (k = 0) and under the scenarios; rows summed from below left out. */
static size_t count_met(const jj_result *r, uint32_t rule, size_t k) {
    const jj_rule_row *rows = k ? r->scenarios[k - 1].rows : r->rows;
    size_t n = k ? r->scenarios[k - 1].n_rows : r->n_rows;
    size_t met = 0;
    for (size_t i = 0; i < n; i++)
        met += rows[i].rule == rule && rows[i].verdict == JJ_PASS &&
               !(rows[i].flags & JJ_FLAG_ROLLED_UP);
    return met;
}

static size_t count_scenarios(const jj_result *r) {
    return r->n_scenarios < MOST_SCENARIOS ? r->n_scenarios : MOST_SCENARIOS;
}

/* The value of the whole, now and under each scenario; an empty cell where it has none. */
static jj_form_cell whole_value(const jj_annex *a, uint32_t rule, size_t k) {
    const jj_rule_row *row = jj_rule_whole(a->o, rule, NULL);
    if (row && k)
        row = row_like(&a->o->result->scenarios[k - 1], row);
    return row ? jj_row_value(&a->o->rules->rules[rule], row) : (jj_form_cell){0};
}

static bool has_change(const jj_annex *a, uint32_t rule) {
    const jj_result *r = a->o->result;
    jj_form_cell now = whole_value(a, rule, 0);
    for (size_t k = 1; k <= count_scenarios(r); k++) {
        if (!r->scenarios[k - 1].is_changed[rule])
            continue;
        jj_form_cell then = whole_value(a, rule, k);
        if (then.kind != now.kind || (now.kind && then.number != now.number) ||
            count_met(r, rule, k) != count_met(r, rule, 0))
            return true;
    }
    return false;
}

/* "+8.33" or "-1"; "" where there is nothing to compare or no difference. */
static const char *difference(jj_annex *a, jj_form_cell now, jj_form_cell then) {
    if (!now.kind || !then.kind || now.number == then.number)
        return "";
    int decimals = now.decimals > then.decimals ? now.decimals : then.decimals;
    return jj_annex_text(a, "%+.*f", decimals, then.number - now.number);
}

static void name_wholes(jj_annex *a, jj_form *f) {
    size_t n = 1 + count_scenarios(a->o->result);
    jj_form_column *columns = jj_arena_alloc(a->arena, WH_FIRST + n * WH_EACH, sizeof *columns);
    a->failed |= !columns;
    if (!columns)
        return;
    columns[WH_NUMBER] = (jj_form_column){NULL, jj_say(a, "No.", "序号"), 6};
    columns[WH_RULE] = (jj_form_column){NULL, jj_say(a, "indicator", "指标"), 30};
    columns[WH_TARGET] = (jj_form_column){NULL, jj_say(a, "target", "目标"), 10};
    f->columns = columns;
    f->n_columns = WH_FIRST;
    for (size_t k = 0; k < n; k++) {
        const jj_scenario *s =
            &a->o->scene->scenarios[k ? a->o->result->scenarios[k - 1].scenario : 0];
        const char *name = jj_annex_text(a, "%s", a->is_zh ? s->title_zh : s->title_en);
        columns[f->n_columns++] = (jj_form_column){name, jj_say(a, "value", "数值"), 10};
        columns[f->n_columns++] = (jj_form_column){name, jj_say(a, "units met", "达标单位"), 8};
        if (k)
            columns[f->n_columns++] = (jj_form_column){name, jj_say(a, "change", "变化"), 8};
    }
}

void jj_scenarios_form(jj_annex *a, jj_form *f) {
    const jj_result *r = a->o->result;
    name_wholes(a, f);
    for (uint32_t rule = 0; rule < a->o->rules->n && !a->failed && r->n_scenarios; rule++) {
        jj_form_cell *cells = has_change(a, rule) ? add_row(a, f) : NULL;
        if (!cells)
            continue;
        const jj_rule_row *whole = jj_rule_whole(a->o, rule, NULL);
        jj_form_cell now = whole_value(a, rule, 0);
        cells[WH_RULE] = jj_form_text(jj_rule_title(a, &a->o->rules->rules[rule]));
        if (whole)
            cells[WH_TARGET] = jj_row_target(&a->o->rules->rules[rule], whole);
        jj_form_cell *at = &cells[WH_FIRST];
        for (size_t k = 0; k <= count_scenarios(r); k++) {
            jj_form_cell then = whole_value(a, rule, k);
            *at++ = then;
            *at++ = jj_form_number((double)count_met(r, rule, k), 0);
            if (k)
                *at++ = jj_form_text(difference(a, now, then));
        }
    }
}

/* " now 83.33% (9 met) -> near 91.67% +8.34 (10 met)" */
static void print_rule(jj_annex *a, uint32_t rule, jj_text *t) {
    const jj_result *r = a->o->result;
    jj_form_cell now = whole_value(a, rule, 0);
    jj_text_addf(t, "  %s", a->o->rules->rules[rule].id);
    for (size_t k = 0; k <= count_scenarios(r); k++) {
        const jj_scenario *s = &a->o->scene->scenarios[k ? r->scenarios[k - 1].scenario : 0];
        jj_form_cell then = whole_value(a, rule, k);
        jj_text_addf(t, "%s%s ", k ? " → " : "  ", a->is_zh ? s->title_zh : s->title_en);
        if (then.kind)
            jj_form_print(t, &then, lang_of(a));
        const char *change = k ? difference(a, now, then) : "";
        jj_text_addf(t, "%s%s", *change ? " " : "", change);
        jj_text_addf(t, jj_tr(lang_of(a), "%s(%zu met)"), then.kind && !a->is_zh ? " " : "",
                     count_met(r, rule, k));
    }
    jj_text_add(t, "\n");
}

void jj_scenarios_print(jj_annex *a, jj_text *out) {
    bool is_first = true;
    for (uint32_t rule = 0; rule < a->o->rules->n && a->o->result->n_scenarios; rule++) {
        if (!has_change(a, rule))
            continue;
        if (is_first)
            jj_text_add(out, jj_tr(lang_of(a), "What the plan changes, and units that meet it:\n"));
        is_first = false;
        print_rule(a, rule, out);
    }
}
