/*
 * SITING: what each candidate would add. The rule's first filter is what stands, the second the
 * candidates; a candidate's gain is the people it brings within reach who are not yet. One whose
 * cell forbids what stands there is left out. With a target: whether the unit's people reach it
 * once its best candidate is built. Ranking several together, with a bound, is the command site's.
 */
#include "analysis/provision/provision.h"
#include "rules/fields.h"
#include "rules/judge_coverage.h"

#include <math.h>

typedef struct ranking {
    const jj_selection *candidates;
    double *gain;       /* people, by candidate; owned */
    uint32_t *unit;     /* by candidate, of the set's level; owned */
    double *in_unit;    /* of the gain, people of its own unit; owned */
    uint32_t forbidden; /* bits of the constraints that forbid the kind */
} ranking;

static void ranking_deinit(ranking *r) {
    jj_free(r->gain);
    jj_free(r->unit);
    jj_free(r->in_unit);
}

static bool is_free(const jj_scene *s, const ranking *r, const jj_facility *f) {
    return !s->constraint_bits || f->cell == JJ_NO_CELL ||
           !(s->constraint_bits[f->cell] & r->forbidden);
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

/* Of the gain, the people of one unit. */
static double gain_within(const jj_coverage *c, const jj_cover *cover, const uint32_t *time_ms) {
    double sum = 0;
    for (size_t k = 0; k < cover->n_spans; k++) {
        const jj_span *s = &cover->spans[k];
        size_t first = jj_span_cell(c->map.grid, s);
        for (size_t i = first; i < first + s->n; i++) {
            uint32_t limit = jj_threshold_at(&c->threshold, i);
            if (c->joint.time_ms[i] > limit && time_ms[i] <= limit && c->people[i] > 0)
                sum += c->people[i] * s->fraction;
        }
    }
    return sum;
}

static jj_status weigh_candidates(jj_judge *j, const jj_coverage *c, ranking *r) {
    size_t n = c->joint.n;
    JJ_AUTO uint32_t *time_ms = jj_alloc(n, sizeof *time_ms);
    JJ_AUTO uint32_t *other_ms = jj_alloc(n, sizeof *other_ms);
    r->gain = jj_alloc(r->candidates->n, sizeof *r->gain);
    r->unit = jj_alloc(r->candidates->n, sizeof *r->unit);
    r->in_unit = jj_alloc(r->candidates->n, sizeof *r->in_unit);
    if (!time_ms || !other_ms || !r->gain || !r->unit || !r->in_unit)
        return jj_no_memory(j->ctx, "candidates", n * 8);
    const uint32_t *within = c->threshold.within_ms;
    uint32_t farthest = within[0] > within[1] ? within[0] : within[1];
    for (size_t k = 0; k < r->candidates->n; k++) {
        uint32_t facility = r->candidates->facilities[k];
        r->unit[k] = jj_facility_unit(&j->scene->units, &j->scene->facilities[facility],
                                      (uint32_t)j->set.level);
        for (size_t p = 0; p < j->rule->n_profiles; p++) {
            jj_field_query q = {c->profiles[p], &facility, 1, farthest, NULL};
            JJ_TRY(jj_field_solve(j->ctx, j->scene, &q, p == 0 ? time_ms : other_ms, NULL));
            j->out->solves.n_changed++;
            for (size_t i = 0; p > 0 && i < n; i++)
                time_ms[i] = other_ms[i] < time_ms[i] ? other_ms[i] : time_ms[i];
        }
        r->gain[k] = gain_of(c, time_ms);
        if (r->unit[k] != JJ_NO_UNIT)
            r->in_unit[k] = gain_within(c, &j->scene->units.units[r->unit[k]].cover, time_ms);
        JJ_TRY(jj_ctx_poll(j->ctx));
    }
    return JJ_OK;
}

/* The candidates of one unit (JJ_NO_UNIT: all of them) and the best of those that may be built. */
typedef struct choice {
    size_t best; /* SIZE_MAX: none; the earlier in id order on a tie */
    uint32_t n, n_forbidden;
} choice;

static choice choose(const jj_scene *s, const ranking *r, const double *gain, uint32_t unit) {
    choice c = {.best = SIZE_MAX};
    for (size_t k = 0; k < r->candidates->n; k++) {
        if (unit != JJ_NO_UNIT && r->unit[k] != unit)
            continue;
        c.n++;
        if (!is_free(s, r, &s->facilities[r->candidates->facilities[k]]))
            c.n_forbidden++;
        else if (c.best == SIZE_MAX || gain[k] > gain[c.best])
            c.best = k;
    }
    return c;
}

static void note_choice(jj_judge *j, jj_slot *slot, const ranking *r, const choice *c,
                        const double *gain) {
    jj_arena *a = &j->out->arena;
    if (c->n_forbidden > 0)
        jj_both_add(a, &slot->note, "; %u of %u candidates stand on forbidden ground",
                    c->n_forbidden, c->n);
    if (c->best == SIZE_MAX) {
        jj_both_add(a, &slot->note, "; no candidate here");
        return;
    }
    const jj_facility *f = &j->scene->facilities[r->candidates->facilities[c->best]];
    jj_both_add(a, &slot->note, "; best of %u candidates: %s, %.0f people more",
                c->n - c->n_forbidden, f->name, gain[c->best]);
    if (f->cost_10k_yuan > 0)
        jj_both_add(a, &slot->note, ", %.2f for each 10 000 yuan",
                    gain[c->best] / f->cost_10k_yuan);
}

/* The best candidate's gain against those not in reach, or, with a target, all in reach once it is
 * built against everybody. */
static void fill_unit(jj_judge *j, const jj_coverage *c, const ranking *r, uint32_t unit) {
    const jj_unit *u = &j->scene->units.units[unit];
    jj_slot *slot = jj_judge_slot(j, unit);
    jj_rule_row *row = &slot->row;
    jj_reach_sums sums = jj_reach_sum(&c->map, &u->cover);
    row->demand_total = sums.people;
    row->demand_uncovered = sums.people - sums.of[JJ_REACH_COVERED];
    row->people_year = c->demand->year;
    row->flags |= c->demand->is_modelled ? JJ_FLAG_MODELLED : 0U;
    bool is_top = u->parent == JJ_NO_UNIT;
    bool has_mark = j->rule->has_target && j->rule->op != JJ_OP_REPORT;
    const double *gain = has_mark && !is_top ? r->in_unit : r->gain;
    choice best = choose(j->scene, r, gain, is_top ? JJ_NO_UNIT : unit);
    note_choice(j, slot, r, &best, gain);
    double more = best.best == SIZE_MAX ? 0 : gain[best.best];
    if (has_mark) {
        row->num = sums.of[JJ_REACH_COVERED] + more;
        row->den = sums.people;
        jj_judge_by_target(j, slot);
    } else if (best.best == SIZE_MAX) {
        row->verdict = JJ_NA;
    } else {
        row->num = row->value = more;
        row->den = row->demand_uncovered;
    }
}

static jj_status judge_ranked(jj_judge *j, jj_coverage *c) {
    JJ_CLEANUP(ranking_deinit) ranking r = {.candidates = jj_judge_selection(j, 1)};
    if (!r.candidates)
        return JJ_OK;
    const jj_selection *there = c->selections[0];
    const char *kind = there->n ? j->scene->facilities[there->facilities[0]].kind : NULL;
    r.forbidden = jj_scene_constraint_mask(j->scene, kind, JJ_EFFECT_FORBID);
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
    j->gap_unit = "people";
    j->is_whole = false;
    jj_status st = jj_coverage_open(j, &c, &is_known);
    if (st == JJ_OK && is_known)
        st = judge_ranked(j, &c);
    jj_coverage_close(&c);
    return st;
}
