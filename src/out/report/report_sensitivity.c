/* How much a share of covered people hangs on what was assumed of speed and threshold. */
#include "out/report/figures.h"

#include <math.h>
#include <string.h>

static const jj_rule_reach *reach_of(const jj_result *r, uint32_t rule) {
    for (size_t i = 0; i < r->n_reaches; i++)
        if (r->reaches[i].rule == rule)
            return &r->reaches[i];
    return NULL;
}

/* People of the unit within `ms`, by the exact fractions of its cells. */
static double people_within(const jj_unit *u, const jj_grid *g, const double *people,
                            const uint32_t *time_ms, double ms) {
    double sum = 0;
    for (size_t i = 0; i < u->cover.n_spans; i++) {
        const jj_span *s = &u->cover.spans[i];
        size_t first = (size_t)s->row * g->cols + s->col;
        for (size_t c = first; c < first + s->n; c++)
            if (time_ms[c] != JJ_UNREACHED && time_ms[c] <= ms && !isnan(people[c]))
                sum += s->fraction * people[c];
    }
    return sum;
}

/* The same of the whole a row speaks for: its unit, or all units judged where it is of none. */
static double people_of(const jj_outcome *o, const jj_rule_row *whole, const double *people,
                        const uint32_t *time_ms, double ms) {
    const jj_unit *units = o->scene->units.units;
    if (whole->unit != JJ_NO_UNIT)
        return people_within(&units[whole->unit], &o->scene->grid, people, time_ms, ms);
    double sum = 0;
    jj_rule_rows rows = jj_outcome_rows(o, whole->rule);
    for (size_t i = 0; i < rows.n; i++)
        if (!(rows.row[i].flags & JJ_FLAG_ROLLED_UP) && rows.row[i].verdict != JJ_EXEMPT)
            sum += people_within(&units[rows.row[i].unit], &o->scene->grid, people, time_ms, ms);
    return sum;
}

/*
 * The share under `factor` times the threshold, NaN where one field does not tell it: several kinds
 * or ways, two thresholds, or a sum that the units below made and this unit's own cells do not.
 */
static double share_at(const jj_outcome *o, uint32_t rule, const jj_rule_row *whole,
                       double factor) {
    const jj_rule *r = &o->rules->rules[rule];
    const jj_rule_reach *reach = reach_of(o->result, rule);
    const jj_result_field *f = jj_outcome_field(o, r, 0, 0);
    if (!reach || !reach->people || !f || !f->time_ms || r->n_profiles != 1 || r->n_filters != 1 ||
        r->threshold[1] > 0)
        return (double)NAN;
    double limit = jj_threshold_ms(r, &o->scene->profiles[f->profile], r->threshold[0]);
    double own = people_of(o, whole, reach->people, f->time_ms, limit);
    if (fabs(own - whole->num) > 1e-4 * whole->den)
        return (double)NAN;
    return people_of(o, whole, reach->people, f->time_ms, limit * factor) / whole->den;
}

static jj_form_cell percent(double share) {
    return jj_form_percent(isnan(share) ? share : floor(share * 10000 + 0.5) / 100);
}

static const char *steadiness(const jj_annex *a, const jj_rule *rule, const jj_rule_row *whole,
                              const double *shares, size_t n) {
    if (!rule->has_target || rule->op != JJ_OP_GE || whole->unit == JJ_NO_UNIT)
        return "";
    double target = (double)rule->target_num / (double)rule->target_den;
    bool is_met = whole->verdict == JJ_PASS;
    for (size_t i = 0; i < n; i++)
        if (!isnan(shares[i]) && (shares[i] >= target) != is_met)
            return jj_say(a, "hangs on it", "会改变");
    return jj_say(a, "stands", "不变");
}

void jj_report_sensitivity(jj_annex *a, jj_form *f) {
    static const jj_form_column zh[] = {
        {NULL, "指标", 22},   {NULL, "覆盖率", 10},       {"速度", "从严", 10},
        {"速度", "从宽", 10}, {NULL, "直线距离×1.3", 11}, {"阈值", "−20%", 10},
        {"阈值", "+20%", 10}, {NULL, "目标", 10},         {NULL, "结论", 8},
    };
    static const jj_form_column en[] = {
        {NULL, "indicator", 22},   {NULL, "covered", 10},        {"speed", "strict", 9},
        {"speed", "loose", 9},     {NULL, "straight x 1.3", 11}, {"threshold", "-20 %", 9},
        {"threshold", "+20 %", 9}, {NULL, "target", 9},          {NULL, "verdict", 9},
    };
    f->columns = a->is_zh ? zh : en;
    f->n_columns = JJ_COUNT(zh);
    for (uint32_t i = 0; i < a->o->rules->n && !a->failed; i++) {
        const jj_rule *rule = &a->o->rules->rules[i];
        jj_rule_row sum;
        const jj_rule_row *whole = jj_rule_whole(a->o, i, &sum);
        if (rule->metric != JJ_POP_COVER || !whole || isnan(whole->num) || !(whole->den > 0))
            continue;
        const double shares[] = {whole->strict, whole->loose, whole->straight,
                                 share_at(a->o, i, whole, 0.8), share_at(a->o, i, whole, 1.2)};
        jj_form_cell *cells = jj_form_add_row(f);
        a->failed |= !cells;
        if (!cells)
            return;
        cells[0] = jj_form_text(jj_rule_title(a, rule));
        cells[1] = jj_row_value(rule, whole);
        for (size_t k = 0; k < JJ_COUNT(shares); k++)
            cells[2 + k] = percent(shares[k]);
        cells[7] = jj_row_target(rule, whole);
        cells[8] = jj_form_text(steadiness(a, rule, whole, shares, JJ_COUNT(shares)));
    }
}
