/* A figure against its own past: what there is now over what there was in the base year. */
#include "rules/figures.h"
#include "rules/judge_coverage.h"
#include "rules/target.h"

#include <math.h>

typedef struct then_and_now {
    double *then, *now; /* by unit; owned */
} then_and_now;

/* Facilities of the selection that were open in the base year, rebuilt from their dates. */
static jj_status count_both(jj_judge *j, const jj_selection *selection, then_and_now *t) {
    const jj_units *u = &j->scene->units;
    *t = (then_and_now){jj_alloc(u->n, sizeof(double)), jj_alloc(u->n, sizeof(double))};
    if (!t->then || !t->now)
        return jj_no_memory(j->ctx, "openings", u->n * 16);
    for (size_t i = 0; i < selection->n; i++) {
        const jj_facility *f = &j->scene->facilities[selection->facilities[i]];
        uint32_t unit = jj_facility_unit(u, f, (uint32_t)j->set.level);
        if (unit == JJ_NO_UNIT)
            continue;
        t->now[unit]++;
        t->then[unit] += jj_facility_is_open(f, j->rule->base_year);
    }
    return JJ_OK;
}

static void judge_change(jj_judge *j, uint32_t unit, jj_slot *slot, void *arg) {
    const then_and_now *t = arg;
    slot->row.num = t->now[unit];
    slot->row.den = t->then[unit];
    jj_judge_by_target(j, slot);
    jj_both_add(&j->out->arena, &slot->note, "; %.0f in %d, %.0f in %d", t->then[unit],
                j->rule->base_year, t->now[unit], j->year);
}

static jj_status judge_counts(jj_judge *j) {
    const jj_selection *selection = jj_judge_selection(j, 0);
    if (!selection)
        return JJ_OK;
    if (j->rule->base_year == 0) {
        jj_both missing = JJ_BOTH_EMPTY;
        jj_both_add(&j->out->arena, &missing, "no base year to compare with");
        jj_judge_lacks(j, &missing);
        return JJ_OK;
    }
    then_and_now t = {0};
    jj_status st = count_both(j, selection, &t);
    if (st == JJ_OK)
        jj_judge_each(j, judge_change, &t);
    jj_free(t.then);
    jj_free(t.now);
    return st;
}

/* Coverage of the base year by unit: by the facilities that were open, for the people of then. */
typedef struct base_year {
    double *num, *den; /* by unit, summed up the tree; owned */
} base_year;

static void base_year_deinit(base_year *b) {
    jj_free(b->num);
    jj_free(b->den);
}

static void sum_base(const jj_judge *j, const jj_coverage *c, base_year *b) {
    const jj_units *u = &j->scene->units;
    const jj_level *level = &u->levels[j->set.level];
    for (uint32_t i = level->first; i < level->first + level->n; i++) {
        if (!j->slots[i].is_used || !u->units[i].has_geometry)
            continue;
        jj_reach_sums sums = jj_reach_sum(&c->map, &u->units[i].cover);
        for (uint32_t at = i; at != JJ_NO_UNIT; at = u->units[at].parent) {
            b->num[at] += sums.of[JJ_REACH_COVERED];
            b->den[at] += sums.people;
        }
    }
}

static void note_base(jj_judge *j, const base_year *b, int people_year) {
    const jj_units *u = &j->scene->units;
    for (uint32_t i = 0; i < u->n; i++) {
        if (!(b->den[i] > 0) || !u->units[i].is_judged)
            continue;
        jj_slot *slot = jj_judge_slot(j, i);
        slot->row.base = b->num[i] / b->den[i];
        jj_both_add(&j->out->arena, &slot->note,
                    "; %.2f %% in %d by what was open then (people of %d)", 100 * slot->row.base,
                    j->rule->base_year, people_year);
    }
}

/* On slots of its own: what the base year lacks is no verdict on this one. Its catchments are not
 * kept. */
static jj_status find_base(jj_judge *j, base_year *b) {
    size_t n = j->scene->units.n, n_catchments = j->out->n_catchments;
    JJ_AUTO jj_slot *slots = jj_alloc(n, sizeof *slots);
    *b = (base_year){jj_alloc(n, sizeof *b->num), jj_alloc(n, sizeof *b->den)};
    if (!slots || !b->num || !b->den)
        return jj_no_memory(j->ctx, "the base year", n * sizeof *slots);
    jj_judge then = *j;
    jj_scene now = *j->scene;
    now.scenario = 0; /* no plan changes what was */
    then.scene = &now;
    then.year = j->rule->base_year;
    then.slots = slots;
    jj_coverage c;
    bool is_known;
    jj_status st = jj_coverage_open(&then, &c, &is_known);
    if (st == JJ_OK && is_known) {
        sum_base(j, &c, b);
        note_base(j, b, c.demand ? c.demand->year : then.year);
    } else if (st == JJ_OK) {
        jj_both_add(&j->out->arena, &j->note, "; what was open in %d cannot be told", then.year);
    }
    jj_coverage_close(&c);
    j->out->n_catchments = n_catchments;
    return st;
}

jj_status jj_judge_trend(jj_judge *j) {
    if (j->rule->n_profiles == 0)
        return j->rule->num_attr[0] ? jj_judge_quotient(j) : judge_counts(j);
    JJ_TRY(jj_judge_coverage(j));
    if (!jj_rule_needs_base(j->rule) || j->rule->base_year >= j->year || j->set.level < 0)
        return JJ_OK;
    JJ_CLEANUP(base_year_deinit) base_year b = {0};
    return find_base(j, &b);
}
