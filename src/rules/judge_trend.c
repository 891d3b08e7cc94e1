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

jj_status jj_judge_trend(jj_judge *j) {
    if (j->rule->n_profiles > 0)
        return jj_judge_coverage(j);
    return j->rule->num_attr[0] ? jj_judge_quotient(j) : judge_counts(j);
}
