/* Roll-up to parents: always from sums of numerators and denominators, never a mean of rates. */
#include "rules/judge.h"
#include "rules/target.h"

#include <math.h>
#include <stddef.h>

static bool has_mark(const jj_rule *rule) {
    return rule->has_target && rule->op != JJ_OP_REPORT;
}

/* Adds one unit's verdict to every judged ancestor. */
static void count_in_parents(jj_judge *j, const jj_slot *slot) {
    const jj_units *u = &j->scene->units;
    jj_verdict counted =
        slot->row.verdict == JJ_REPORT ? slot->meets ? JJ_PASS : JJ_FAIL : slot->row.verdict;
    for (uint32_t p = u->units[slot->row.unit].parent; p != JJ_NO_UNIT; p = u->units[p].parent)
        if (u->units[p].is_judged)
            jj_judge_slot(j, p)->row.n_of[counted]++;
}

/* Judged units above the set's level get a row even when no unit of the set lies below them. */
static void open_parents(jj_judge *j) {
    const jj_units *u = &j->scene->units;
    for (int level = 0; level < j->set.level; level++)
        for (uint32_t i = u->levels[level].first; i < u->levels[level].first + u->levels[level].n;
             i++)
            if (u->units[i].is_judged)
                jj_judge_slot(j, i)->row.flags |= JJ_FLAG_ROLLED_UP;
}

/*
 * Pass or fail only when units without data cannot change it: counted as met they must still fail,
 * counted as not met they must still pass.
 */
static jj_verdict share_verdict(const jj_rule *rule, double n_pass, double n_nodata, double n) {
    if (jj_target_met(rule, n_pass, n))
        return JJ_PASS;
    return n_nodata > 0 && jj_target_met(rule, n_pass + n_nodata, n) ? JJ_NODATA : JJ_FAIL;
}

static bool is_below(const jj_units *u, uint32_t unit, uint32_t above) {
    while (unit != JJ_NO_UNIT && unit != above)
        unit = u->units[unit].parent;
    return unit == above;
}

/* What a unit of the set below lacks; "" when none lacks anything. */
static jj_both first_reason(const jj_judge *j, uint32_t above) {
    for (size_t i = 0; i < j->set.n; i++) {
        const jj_slot *slot = &j->slots[j->set.units[i]];
        if (slot->row.verdict == JJ_NODATA && is_below(&j->scene->units, j->set.units[i], above))
            return slot->missing;
    }
    return JJ_BOTH_EMPTY;
}

static void note_nodata(jj_judge *j, jj_slot *slot) {
    slot->row.verdict = JJ_NODATA;
    jj_both reason = first_reason(j, slot->row.unit);
    jj_both_join(&j->out->arena, &slot->missing, &reason);
    if (reason.en[0])
        jj_both_add(&j->out->arena, &slot->missing, "; ");
    jj_both_add(&j->out->arena, &slot->missing, "%u units below have no data",
                slot->row.n_of[JJ_NODATA]);
}

static void finish_count(jj_judge *j, jj_slot *slot, bool is_top) {
    jj_rule_row *row = &slot->row;
    double n_pass = row->n_of[JJ_PASS], n_nodata = row->n_of[JJ_NODATA];
    double n = n_pass + n_nodata + row->n_of[JJ_FAIL];
    double n_all = n + row->n_of[JJ_EXEMPT];
    row->num = n_pass;
    row->den = n;
    row->rate_all = n_all > 0 ? n_pass / n_all : NAN;
    if (!(n > 0)) {
        row->verdict = n_all > 0 ? JJ_EXEMPT : JJ_NA;
        return;
    }
    row->value = n_pass / n;
    /* a share of a province's counties is a mark for the province, not for each prefecture */
    bool is_judged_here = j->rule->metric != JJ_UNIT_SHARE || is_top;
    if (!has_mark(j->rule) || !is_judged_here) {
        if (n_nodata == n)
            note_nodata(j, slot);
        return;
    }
    row->verdict = share_verdict(j->rule, n_pass, n_nodata, n);
    if (row->verdict == JJ_NODATA)
        note_nodata(j, slot);
    slot->meets = row->verdict == JJ_PASS;
    row->gap = jj_target_missing(j->rule, n_pass, n, true);
    row->gap_unit = "units";
}

void jj_roll_up_counts(jj_judge *j) {
    if (j->set.level < 0)
        return;
    open_parents(j);
    for (size_t i = 0; i < j->set.n; i++)
        count_in_parents(j, &j->slots[j->set.units[i]]);
    const jj_units *u = &j->scene->units;
    for (uint32_t i = 0; i < u->levels[j->set.level].first; i++)
        if (j->slots[i].is_used)
            finish_count(j, &j->slots[i], u->units[i].parent == JJ_NO_UNIT);
}

static double plus(double sum, double more) {
    return isnan(sum) ? more : sum + more;
}

static void add_to_parent(jj_slot *parent, const jj_slot *child) {
    parent->num_all += child->row.num;
    parent->den_all += child->row.den;
    if (child->row.verdict == JJ_EXEMPT)
        return;
    jj_rule_row *row = &parent->row;
    row->num = plus(row->num, child->row.num);
    row->den = plus(row->den, child->row.den);
    row->demand_total = plus(row->demand_total, child->row.demand_total);
    row->demand_uncovered = plus(row->demand_uncovered, child->row.demand_uncovered);
    for (int k = 0; k < JJ_N_BANDS; k++)
        parent->band[k] = plus(parent->band[k], child->band[k]);
    row->people_year = child->row.people_year;
    row->flags |= child->row.flags & JJ_FLAG_MODELLED;
}

static void add_to_parents(jj_judge *j, const jj_slot *child) {
    const jj_units *u = &j->scene->units;
    for (uint32_t p = u->units[child->row.unit].parent; p != JJ_NO_UNIT; p = u->units[p].parent) {
        if (!u->units[p].is_judged)
            continue;
        jj_slot *parent = jj_judge_slot(j, p);
        if (!child->is_hidden)
            parent->row.n_of[child->row.verdict]++;
        if (!isnan(child->row.num))
            add_to_parent(parent, child);
    }
}

/* A sum with a part missing is shown, but it is no verdict. */
static void finish_sum(jj_judge *j, jj_slot *slot) {
    slot->row.rate_all = slot->den_all > 0 ? slot->num_all / slot->den_all : NAN;
    jj_judge_by_target(j, slot);
    jj_judge_band(j, slot);
    bool is_figure = slot->row.verdict == JJ_REPORT && slot->row.den > 0;
    if (slot->row.n_of[JJ_NODATA] > 0 && !is_figure)
        note_nodata(j, slot);
}

void jj_roll_up_sums(jj_judge *j) {
    if (j->set.level < 0)
        return;
    open_parents(j);
    const jj_level *level = &j->scene->units.levels[j->set.level];
    for (uint32_t i = level->first; i < level->first + level->n; i++)
        if (j->slots[i].is_used)
            add_to_parents(j, &j->slots[i]);
    for (uint32_t i = 0; i < level->first; i++)
        if (j->slots[i].is_used)
            finish_sum(j, &j->slots[i]);
}
