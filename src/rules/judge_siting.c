/*
 * SITING: what each candidate would add. The rule's first filter is what stands, the second the
 * candidates; a candidate's gain is the people it brings within reach who are not yet. Ranking
 * several together, with a bound, is the command site's.
 */
#include "analysis/provision/provision.h"
#include "rules/fields.h"
#include "rules/judge_coverage.h"

#include <math.h>

typedef struct ranking {
    const jj_selection *candidates;
    double *gain;   /* people, by candidate; owned */
    uint32_t *unit; /* by candidate, of the set's level; owned */
} ranking;

static void ranking_deinit(ranking *r) {
    jj_free(r->gain);
    jj_free(r->unit);
}

static double gain_of(const jj_coverage *c, const uint32_t *time_ms) {
    double sum = 0;
    for (size_t i = 0; i < c->joint.n; i++) {
        uint32_t limit = jj_threshold_at(&c->threshold, i);
        if (c->joint.time_ms[i] > limit && time_ms[i] <= limit)
            sum += c->people[i];
    }
    return sum;
}

static jj_status weigh_candidates(jj_judge *j, const jj_coverage *c, ranking *r) {
    size_t n = c->joint.n;
    JJ_AUTO uint32_t *time_ms = jj_alloc(n, sizeof *time_ms);
    JJ_AUTO uint32_t *other_ms = jj_alloc(n, sizeof *other_ms);
    r->gain = jj_alloc(r->candidates->n, sizeof *r->gain);
    r->unit = jj_alloc(r->candidates->n, sizeof *r->unit);
    if (!time_ms || !other_ms || !r->gain || !r->unit)
        return jj_no_memory(j->ctx, "candidates", n * 8);
    const uint32_t *within = c->threshold.within_ms;
    uint32_t farthest = within[0] > within[1] ? within[0] : within[1];
    for (size_t k = 0; k < r->candidates->n; k++) {
        uint32_t facility = r->candidates->facilities[k];
        r->unit[k] = jj_facility_unit(&j->scene->units, &j->scene->facilities[facility],
                                      (uint32_t)j->set.level);
        for (size_t p = 0; p < j->rule->n_profiles; p++) {
            jj_field_query q = {c->profiles[p], &facility, 1, farthest};
            JJ_TRY(jj_field_solve(j->ctx, j->scene, &q, p == 0 ? time_ms : other_ms, NULL));
            j->out->solves.n_changed++;
            for (size_t i = 0; p > 0 && i < n; i++)
                time_ms[i] = other_ms[i] < time_ms[i] ? other_ms[i] : time_ms[i];
        }
        r->gain[k] = gain_of(c, time_ms);
        JJ_TRY(jj_ctx_poll(j->ctx));
    }
    return JJ_OK;
}

/* The best of those in `unit` (JJ_NO_UNIT: of all); the earlier in id order on a tie. */
static size_t best_of(const ranking *r, uint32_t unit, uint32_t *n_here) {
    size_t best = SIZE_MAX;
    *n_here = 0;
    for (size_t k = 0; k < r->candidates->n; k++) {
        if (unit != JJ_NO_UNIT && r->unit[k] != unit)
            continue;
        ++*n_here;
        if (best == SIZE_MAX || r->gain[k] > r->gain[best])
            best = k;
    }
    return best;
}

static void fill_unit(jj_judge *j, const jj_coverage *c, const ranking *r, uint32_t unit) {
    const jj_unit *u = &j->scene->units.units[unit];
    jj_slot *slot = jj_judge_slot(j, unit);
    jj_rule_row *row = &slot->row;
    jj_reach_sums sums = jj_reach_sum(&c->map, &u->cover);
    row->demand_total = sums.people;
    row->demand_uncovered = sums.people - sums.of[JJ_REACH_COVERED];
    row->people_year = c->demand->year;
    row->flags |= c->demand->is_modelled ? JJ_FLAG_MODELLED : 0U;
    uint32_t n_here;
    bool is_top = u->parent == JJ_NO_UNIT;
    size_t best = best_of(r, is_top ? JJ_NO_UNIT : unit, &n_here);
    if (best == SIZE_MAX) {
        row->verdict = JJ_NA;
        jj_both_add(&j->out->arena, &slot->note, "; no candidate here");
        return;
    }
    const jj_facility *f = &j->scene->facilities[r->candidates->facilities[best]];
    row->num = row->value = r->gain[best];
    row->den = row->demand_uncovered;
    jj_both_add(&j->out->arena, &slot->note, "; best of %u candidates: %s, %.0f people more",
                n_here, f->name, r->gain[best]);
    if (f->cost_10k_yuan > 0)
        jj_both_add(&j->out->arena, &slot->note, ", %.2f for each 10 000 yuan",
                    r->gain[best] / f->cost_10k_yuan);
}

static jj_status judge_ranked(jj_judge *j, jj_coverage *c) {
    JJ_CLEANUP(ranking_deinit) ranking r = {.candidates = jj_judge_selection(j, 1)};
    if (!r.candidates)
        return JJ_OK;
    JJ_TRY(weigh_candidates(j, c, &r));
    for (size_t i = 0; i < j->set.n; i++)
        if (j->scene->units.units[j->set.units[i]].has_geometry)
            fill_unit(j, c, &r, j->set.units[i]);
    if (j->set.level == 0)
        return JJ_OK;
    const jj_level *top = &j->scene->units.levels[0];
    for (uint32_t i = top->first; i < top->first + top->n; i++)
        if (j->scene->units.units[i].is_judged && j->scene->units.units[i].has_geometry)
            fill_unit(j, c, &r, i);
    return JJ_OK;
}

jj_status jj_judge_siting(jj_judge *j) {
    jj_coverage c;
    bool is_known;
    jj_status st = jj_coverage_open(j, &c, &is_known);
    if (st == JJ_OK && is_known)
        st = judge_ranked(j, &c);
    jj_coverage_close(&c);
    return st;
}
