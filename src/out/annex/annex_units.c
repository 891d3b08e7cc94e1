#include "out/annex/annex.h"

#include <string.h>

#define NO_ROW UINT32_MAX

enum { CODE, NAME, N_FIXED };

/* The rules and the rows of every unit that stands in the table. */
typedef struct table {
    uint32_t level;  /* the finest level that is listed */
    uint32_t *rules; /* in catalogue order */
    size_t n_rules;
    uint32_t *rows; /* units x n_rules */
} table;

static bool is_needed(const jj_outcome *o, uint32_t level) {
    for (size_t i = 0; i < o->result->n_rows; i++)
        if (o->scene->units.units[o->result->rows[i].unit].level == level)
            return true;
    return false;
}

/* Counties where there are several, else the first level with several units that has verdicts. */
static uint32_t level_of(const jj_outcome *o) {
    const jj_units *u = &o->scene->units;
    int county = jj_level_find(u, "county");
    if (county >= 0 && u->levels[county].n > 1)
        return (uint32_t)county;
    uint32_t last = 0;
    for (uint32_t level = 0; level < u->n_levels; level++) {
        if (!is_needed(o, level))
            continue;
        last = level;
        if (u->levels[level].n > 1)
            break;
    }
    return last;
}

static void find_rules(jj_annex *a, table *t) {
    const jj_outcome *o = a->o;
    t->rules = jj_arena_alloc(a->arena, o->rules->n, sizeof *t->rules);
    uint32_t *place = jj_arena_alloc(a->arena, o->rules->n, sizeof *place);
    if (!t->rules || !place) {
        a->failed = true;
        return;
    }
    for (size_t i = 0; i < o->result->n_rows; i++) {
        const jj_rule_row *r = &o->result->rows[i];
        if (o->scene->units.units[r->unit].level <= t->level)
            place[r->rule] = 1;
    }
    for (uint32_t i = 0; i < o->rules->n; i++) {
        if (!place[i])
            continue;
        place[i] = (uint32_t)t->n_rules;
        t->rules[t->n_rules++] = i;
    }
    size_t n = o->scene->units.n * t->n_rules;
    t->rows = jj_arena_alloc(a->arena, n, sizeof *t->rows);
    if (!t->rows) {
        a->failed = true;
        return;
    }
    memset(t->rows, 0xFF, n * sizeof *t->rows);
    for (uint32_t i = 0; i < o->result->n_rows; i++) {
        const jj_rule_row *r = &o->result->rows[i];
        if (o->scene->units.units[r->unit].level > t->level)
            continue;
        uint32_t *slot = &t->rows[r->unit * t->n_rules + place[r->rule]];
        if (*slot == NO_ROW || o->result->rows[*slot].flags & JJ_FLAG_ROLLED_UP)
            *slot = i;
    }
}

static void make_columns(jj_annex *a, const table *t, jj_form *f) {
    f->n_columns = N_FIXED + 2 * t->n_rules;
    jj_form_column *columns = jj_arena_alloc(a->arena, f->n_columns, sizeof *columns);
    if (!columns) {
        a->failed = true;
        return;
    }
    f->columns = columns;
    columns[CODE] = (jj_form_column){NULL, jj_say(a, "code", "代码"), 13};
    columns[NAME] = (jj_form_column){NULL, jj_say(a, "unit", "单位"), 20};
    for (size_t i = 0; i < t->n_rules; i++) {
        const jj_rule *rule = &a->o->rules->rules[t->rules[i]];
        jj_rule_row sum;
        const jj_rule_row *whole = jj_rule_whole(a->o, t->rules[i], &sum);
        const char *group = jj_annex_text(a, "%s\n%s", jj_rule_title(a, rule),
                                          jj_rule_basis(a, rule, whole ? whole->people_year : 0));
        columns[N_FIXED + 2 * i] = (jj_form_column){group, jj_say(a, "value", "数值"), 11};
        columns[N_FIXED + 2 * i + 1] = (jj_form_column){group, jj_say(a, "verdict", "结论"), 11};
    }
}

static void add_unit(jj_annex *a, const table *t, jj_form *f, uint32_t unit) {
    const jj_unit *u = &a->o->scene->units.units[unit];
    if (u->level == t->level && !u->is_judged)
        return;
    jj_form_cell *cells = jj_form_add_row(f);
    if (!cells) {
        a->failed = true;
        return;
    }
    bool is_whole = u->level == 0 && a->o->scene->units.levels[0].n == 1;
    cells[CODE] = jj_form_text(u->code);
    cells[NAME] = jj_form_text(
        is_whole ? jj_annex_text(a, jj_say(a, "Total (%s)", "合计（%s）"), u->name) : u->name);
    f->is_sum[f->n_rows - 1] = u->level < t->level;
    for (size_t i = 0; i < t->n_rules; i++) {
        uint32_t found = t->rows[unit * t->n_rules + i];
        if (found == NO_ROW)
            continue;
        const jj_rule_row *r = &a->o->result->rows[found];
        cells[N_FIXED + 2 * i] = jj_row_value(&a->o->rules->rules[r->rule], r);
        cells[N_FIXED + 2 * i + 1] =
            jj_form_text(jj_verdict_title(r->verdict, a->is_zh ? JJ_LANG_ZH : JJ_LANG_EN));
    }
}

/* Several units at the top: what they come to together, and how many of those judged meet it. */
static void add_total(jj_annex *a, const table *t, jj_form *f) {
    jj_form_cell *cells = jj_form_add_row(f);
    if (!cells) {
        a->failed = true;
        return;
    }
    cells[NAME] = jj_form_text(jj_say(a, "Total (met / judged)", "合计（达标/应考核）"));
    f->is_sum[f->n_rows - 1] = 1;
    for (size_t i = 0; i < t->n_rules; i++) {
        jj_rule_row sum;
        if (jj_outcome_sum(a->o, t->rules[i], &sum))
            cells[N_FIXED + 2 * i] = jj_row_value(&a->o->rules->rules[t->rules[i]], &sum);
        jj_met met = jj_rule_met(a->o, t->rules[i]);
        if (met.n_judged > 0)
            cells[N_FIXED + 2 * i + 1] =
                jj_form_text(jj_annex_text(a, "%.0f/%.0f", met.n_met, met.n_judged));
    }
}

/* A unit, then those below it in code order, down to the level of the table. */
static void add_tree(jj_annex *a, const table *t, jj_form *f, uint32_t unit) {
    const jj_units *units = &a->o->scene->units;
    add_unit(a, t, f, unit);
    uint32_t level = units->units[unit].level;
    for (uint32_t below = level + 1; below <= t->level && !a->failed; below++) {
        const jj_level *l = &units->levels[below];
        for (uint32_t u = l->first; u < l->first + l->n; u++)
            if (units->units[u].parent == unit)
                add_tree(a, t, f, u);
    }
}

/* A level without a Chinese title goes by its id. */
static const char *level_title(const jj_level *l) {
    static const char *const usual[][2] = {{"province", "省"},
                                           {"prefecture", "市"},
                                           {"county", "县"},
                                           {"township", "乡镇"},
                                           {"village", "村"}};
    for (size_t i = 0; i < JJ_COUNT(usual); i++)
        if (strcmp(l->title_zh, usual[i][0]) == 0)
            return usual[i][1];
    return l->title_zh;
}

void jj_annex_units(jj_annex *a, jj_form *f) {
    const jj_units *units = &a->o->scene->units;
    table t = {.level = level_of(a->o)};
    find_rules(a, &t);
    if (!a->failed)
        make_columns(a, &t, f);
    if (a->failed)
        return;
    if (units->n_levels)
        f->title = jj_annex_text(a, "分%s达标情况表", level_title(&units->levels[t.level]));
    f->note = jj_say(
        a,
        "Rows above the listed level are summed from the units below; blank: no such rule there.",
        "注：合计与上级小计由下级汇总；数值为比率时以%计，为数量时以个计；空白表示该级不考核此项；"
        "“无数据”指缺少数据不能判定，“待核实”见附表7。");
    if (units->n_levels && units->levels[0].n > 1)
        add_total(a, &t, f);
    for (uint32_t u = 0; u < units->n && !a->failed; u++)
        if (units->units[u].parent == JJ_NO_UNIT && units->units[u].level <= t.level)
            add_tree(a, &t, f, u);
}
