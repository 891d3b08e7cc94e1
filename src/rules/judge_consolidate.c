/*
 * Mergers: who would be newly beyond the limit if the facilities that are to close did. A facility
 * is to close when the rule's second filter picks it, or else when it is open in the rule's year
 * and has a later closing date or is marked for merging.
 */
#include "rules/fields.h"
#include "rules/judge_coverage.h"

#include <math.h>

typedef struct merger {
    uint32_t *staying; /* owned */
    size_t n_staying, n_closing;
    uint32_t *after_ms; /* owned */
} merger;

static bool is_picked(const jj_selection *selection, uint32_t facility) {
    for (size_t i = 0; selection && i < selection->n; i++)
        if (selection->facilities[i] == facility)
            return true;
    return false;
}

static jj_status split_facilities(jj_judge *j, const jj_selection *open, merger *m) {
    const jj_selection *closing =
        j->rule->n_filters > 1 ? jj_scene_selection(j->scene, j->rule->filters[1], j->year) : NULL;
    m->staying = jj_alloc(open->n, sizeof *m->staying);
    if (!m->staying)
        return jj_no_memory(j->ctx, "a merger", open->n * sizeof *m->staying);
    for (size_t i = 0; i < open->n; i++) {
        uint32_t facility = open->facilities[i];
        const jj_facility *f = &j->scene->facilities[facility];
        bool is_to_go = f->close_date / 10000 > j->year || f->action == JJ_ACTION_MERGE;
        if (closing ? is_picked(closing, facility) : is_to_go)
            m->n_closing++;
        else
            m->staying[m->n_staying++] = facility;
    }
    return JJ_OK;
}

/* The field of those that stay, the earlier of the profiles. */
static jj_status solve_after(jj_judge *j, const jj_coverage *c, merger *m) {
    size_t n = c->joint.n;
    m->after_ms = jj_alloc(n, sizeof *m->after_ms);
    JJ_AUTO uint32_t *other_ms = jj_alloc(n, sizeof *other_ms);
    if (!m->after_ms || !other_ms)
        return jj_no_memory(j->ctx, "a merger", n * 8);
    for (size_t p = 0; p < j->rule->n_profiles; p++) {
        jj_field_query q = {c->profiles[p], m->staying, m->n_staying, JJ_FARTHEST};
        JJ_TRY(jj_field_solve(j->ctx, j->scene, &q, p == 0 ? m->after_ms : other_ms, NULL));
        j->out->solves.n_changed++;
        for (size_t i = 0; p > 0 && i < n; i++)
            if (other_ms[i] < m->after_ms[i])
                m->after_ms[i] = other_ms[i];
    }
    return JJ_OK;
}

/* People of one unit: newly beyond the limit, and the mean and longest way before and after. */
typedef struct burden {
    double newly, people, before_sum, after_sum; /* the sums over those still reached */
    double cut_off;                              /* reached before, by nothing after */
    uint32_t longest_before, longest_after;
} burden;

static burden weigh(const jj_coverage *c, const merger *m, const jj_cover *cover) {
    burden b = {0};
    for (size_t k = 0; k < cover->n_spans; k++) {
        const jj_span *s = &cover->spans[k];
        size_t first = jj_span_cell(c->map.grid, s);
        for (size_t i = first; i < first + s->n; i++) {
            double people = c->people[i] * s->fraction;
            uint32_t limit = jj_threshold_at(&c->threshold, i), before = c->joint.time_ms[i];
            if (!(people > 0) || before == JJ_UNREACHED)
                continue;
            b.newly += before <= limit && m->after_ms[i] > limit ? people : 0;
            if (m->after_ms[i] == JJ_UNREACHED) {
                b.cut_off += people;
                continue;
            }
            b.people += people;
            b.before_sum += people * before;
            b.after_sum += people * m->after_ms[i];
            b.longest_before = before > b.longest_before ? before : b.longest_before;
            b.longest_after = m->after_ms[i] > b.longest_after ? m->after_ms[i] : b.longest_after;
        }
    }
    return b;
}

static void judge_unit(jj_judge *j, uint32_t unit, const jj_coverage *c, const merger *m) {
    const jj_unit *u = &j->scene->units.units[unit];
    jj_slot *slot = jj_judge_slot(j, unit);
    if (!u->has_geometry) {
        slot->row.verdict = JJ_NODATA;
        jj_both_add(&j->out->arena, &slot->missing, "no boundary");
        return;
    }
    burden b = weigh(c, m, &u->cover);
    slot->row.num = b.newly;
    slot->row.den = b.people + b.cut_off;
    slot->row.demand_total = slot->row.den;
    slot->row.demand_uncovered = b.newly;
    slot->row.people_year = c->demand->year;
    jj_judge_by_target(j, slot);
    if (b.people > 0)
        jj_both_add(&j->out->arena, &slot->note,
                    "; mean way %.1f min before, %.1f after; longest %.1f and %.1f",
                    b.before_sum / b.people / 60000, b.after_sum / b.people / 60000,
                    b.longest_before / 60000.0, b.longest_after / 60000.0);
}

static jj_status judge_merger(jj_judge *j, const jj_coverage *c, merger *m) {
    JJ_TRY(split_facilities(j, c->selections[0], m));
    if (m->n_closing == 0) {
        for (size_t i = 0; i < j->set.n; i++)
            jj_judge_slot(j, j->set.units[i])->row.verdict = JJ_NA;
        jj_both_add(&j->out->arena, &j->note, "; no facility is to close");
        return JJ_OK;
    }
    jj_both_add(&j->out->arena, &j->note, "; %zu facilities are to close, %zu stay", m->n_closing,
                m->n_staying);
    JJ_TRY(solve_after(j, c, m));
    for (size_t i = 0; i < j->set.n; i++)
        judge_unit(j, j->set.units[i], c, m);
    return JJ_OK;
}

jj_status jj_judge_consolidate(jj_judge *j) {
    jj_coverage c;
    merger m = {0};
    bool is_known;
    j->gap_unit = "people";
    j->is_whole = false;
    jj_status st = jj_coverage_open(j, &c, &is_known);
    if (st == JJ_OK && is_known)
        st = judge_merger(j, &c, &m);
    jj_coverage_close(&c);
    jj_free(m.staying);
    jj_free(m.after_ms);
    return st;
}
