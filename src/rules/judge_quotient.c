/* RATIO, ATTR_SHARE, GROSS_RATE, STATUS_SHARE, MATCH: one figure over another, by unit. */
#include "rules/figures.h"
#include "rules/target.h"
#include "rules/words.h"

#include <math.h>
#include <string.h>

typedef struct quotient {
    jj_figures above, below;
} quotient;

static void quotient_deinit(quotient *q) {
    jj_figures_deinit(&q->above);
    jj_figures_deinit(&q->below);
}

static bool divides_by_people(const jj_judge *j) {
    jj_metric m = j->rule->metric;
    bool is_per_people = m == JJ_RATIO || m == JJ_GROSS_RATE || m == JJ_MATCH || m == JJ_CAPACITY ||
                         m == JJ_TREND || m == JJ_EQUITY;
    return is_per_people && !j->rule->den_attr[0];
}

static jj_status read_figures(jj_judge *j, quotient *q, bool *is_known) {
    const jj_rule *rule = j->rule;
    JJ_TRY(jj_figures_of_facilities(j, 0, rule->num_attr, &q->above, is_known));
    if (!*is_known)
        return JJ_OK;
    if (divides_by_people(j))
        return jj_figures_of_people(j, &q->below, is_known);
    size_t filter = rule->n_filters > 1 ? 1 : 0;
    return jj_figures_of_facilities(j, filter, rule->den_attr, &q->below, is_known);
}

static void lacks_here(jj_judge *j, jj_slot *slot) {
    slot->row.verdict = JJ_NODATA;
    jj_judge_lacks_figure(j, slot);
}

/* What the figure rests on: facilities that do not state it, or are placed by guess. */
static void note_gaps(jj_judge *j, jj_slot *slot, const jj_provision *p) {
    if (!p)
        return;
    if (p->n_missing > 0) {
        slot->row.flags |= JJ_FLAG_UNVERIFIED;
        jj_both_add(&j->out->arena, &slot->note, "; %u of %u facilities do not state it",
                    p->n_missing, p->n);
    }
    bool hinges = p->n_doubtful > 0 && slot->row.verdict == JJ_PASS &&
                  !jj_target_met(j->rule, slot->row.num - p->sum_doubtful, slot->row.den);
    slot->row.flags |= hinges ? JJ_FLAG_UNVERIFIED : 0U;
    slot->n_unsure = p->n_doubtful;
}

static void judge_quotient(jj_judge *j, uint32_t unit, jj_slot *slot, void *arg) {
    const quotient *q = arg;
    jj_rule_row *row = &slot->row;
    row->num = q->above.value[unit];
    row->den = q->below.value[unit];
    row->people_year = q->below.people_year;
    row->flags |= q->below.is_modelled ? JJ_FLAG_MODELLED : 0U;
    if (isnan(row->num) || isnan(row->den)) {
        row->num = row->den = NAN;
        lacks_here(j, slot);
        return;
    }
    jj_judge_by_target(j, slot);
    note_gaps(j, slot, q->above.provision ? &q->above.provision[unit] : NULL);
}

jj_status jj_judge_quotient(jj_judge *j) {
    quotient q = {0};
    bool is_known = false;
    jj_status st = read_figures(j, &q, &is_known);
    j->gap_unit = j->rule->num_attr[0] ? j->rule->num_attr : "facilities";
    j->is_whole = strstr(j->gap_unit, "_m2") == NULL;
    if (st == JJ_OK && is_known)
        jj_judge_each(j, judge_quotient, &q);
    quotient_deinit(&q);
    return st;
}

/* Flags of the facilities of a unit: yes, no, not stated. */
typedef struct flags {
    double *n_yes, *n_known, *n_all; /* by unit; owned */
} flags;

static void flags_deinit(flags *f) {
    jj_free(f->n_yes);
    jj_free(f->n_known);
    jj_free(f->n_all);
}

static jj_status count_flags(jj_judge *j, const jj_selection *selection, const double *flag,
                             flags *out) {
    const jj_units *u = &j->scene->units;
    *out = (flags){jj_alloc(u->n, sizeof(double)), jj_alloc(u->n, sizeof(double)),
                   jj_alloc(u->n, sizeof(double))};
    if (!out->n_yes || !out->n_known || !out->n_all)
        return jj_no_memory(j->ctx, "flags of units", u->n * 3 * sizeof(double));
    for (size_t i = 0; i < selection->n; i++) {
        const jj_facility *f = &j->scene->facilities[selection->facilities[i]];
        uint32_t unit = jj_facility_unit(u, f, (uint32_t)j->set.level);
        double value = flag[selection->facilities[i]];
        if (unit == JJ_NO_UNIT)
            continue;
        out->n_all[unit]++;
        out->n_known[unit] += !isnan(value);
        out->n_yes[unit] += value > 0;
    }
    return JJ_OK;
}

/* Not stated is neither yes nor no: a verdict stands only where either would leave it. */
static void judge_flags(jj_judge *j, uint32_t unit, jj_slot *slot, void *arg) {
    const flags *f = arg;
    double n_unknown = f->n_all[unit] - f->n_known[unit];
    slot->row.num = f->n_yes[unit];
    slot->row.den = f->n_known[unit];
    if (n_unknown > 0 && f->n_known[unit] == 0) {
        slot->row.num = slot->row.den = NAN;
        lacks_here(j, slot);
        return;
    }
    jj_judge_by_target(j, slot);
    if (!(n_unknown > 0))
        return;
    bool least = jj_target_met(j->rule, f->n_yes[unit], f->n_all[unit]);
    bool most = jj_target_met(j->rule, f->n_yes[unit] + n_unknown, f->n_all[unit]);
    jj_both_add(&j->out->arena, &slot->note, "; %.0f of %.0f facilities do not state it", n_unknown,
                f->n_all[unit]);
    if (slot->row.verdict == JJ_REPORT || least == most)
        return;
    slot->row.verdict = JJ_NODATA;
    slot->meets = false;
    jj_both flag = jj_words_term(&j->out->arena, j->scene, j->rule->num_attr);
    jj_both_join(&j->out->arena, &slot->missing, &flag);
    jj_both_add(&j->out->arena, &slot->missing, " of %.0f facilities", n_unknown);
}

jj_status jj_judge_status_share(jj_judge *j) {
    const double *flag = jj_scene_attribute(j->scene, j->rule->num_attr);
    bool is_quotient = !j->rule->num_attr[0] || j->rule->den_attr[0] || !flag;
    if (is_quotient)
        return jj_judge_quotient(j);
    const jj_selection *selection = jj_judge_selection(j, 0);
    if (!selection)
        return JJ_OK;
    j->gap_unit = "facilities";
    flags f = {0};
    jj_status st = count_flags(j, selection, flag, &f);
    if (st == JJ_OK)
        jj_judge_each(j, judge_flags, &f);
    flags_deinit(&f);
    return st;
}

/* Bands of the location quotient (catalogue 2.3). */
static const double LQ_SHORT = 0.8, LQ_AMPLE = 1.2;

typedef struct match_sums {
    const quotient *q;
    double above, below;
} match_sums;

static void judge_match(jj_judge *j, uint32_t unit, jj_slot *slot, void *arg) {
    const match_sums *m = arg;
    double above = m->q->above.value[unit], below = m->q->below.value[unit];
    slot->row.people_year = m->q->below.people_year;
    if (isnan(above) || isnan(below)) {
        lacks_here(j, slot);
        return;
    }
    slot->row.num = above / m->above;
    slot->row.den = below / m->below;
    jj_judge_by_target(j, slot);
    if (slot->row.verdict == JJ_NA)
        return;
    if (slot->row.value < LQ_SHORT)
        jj_both_add(&j->out->arena, &slot->note, "; location quotient %.2f: short",
                    slot->row.value);
    else if (slot->row.value > LQ_AMPLE)
        jj_both_add(&j->out->arena, &slot->note, "; location quotient %.2f: ample",
                    slot->row.value);
    else
        jj_both_add(&j->out->arena, &slot->note, "; location quotient %.2f: in step",
                    slot->row.value);
}

jj_status jj_judge_match(jj_judge *j) {
    quotient q = {0};
    bool is_known = false;
    jj_status st = read_figures(j, &q, &is_known);
    if (st == JJ_OK && is_known) {
        match_sums m = {&q, 0, 0};
        const jj_level *level = &j->scene->units.levels[j->set.level];
        for (uint32_t i = level->first; i < level->first + level->n; i++) {
            m.above += isnan(q.above.value[i]) ? 0 : q.above.value[i];
            m.below += isnan(q.below.value[i]) ? 0 : q.below.value[i];
        }
        jj_judge_each(j, judge_match, &m);
    }
    quotient_deinit(&q);
    return st;
}
