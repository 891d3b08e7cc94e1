/*
 * Mergers: who would be newly beyond the limit if the facilities that are to close did. A facility
 * is to close when the rule's second filter picks it, or else when it is open in the rule's year
 * and has a later closing date, is marked for merging, or is gone once the whole plan is done. What
 * the plan opens stands beside those that stay: a merger may move two schools into a new one.
 * In a scenario: those of now against those that it leaves.
 */
#include "analysis/provision/provision.h"
#include "rules/fields.h"
#include "rules/judge_coverage.h"

#include <math.h>
#include <stdlib.h>

typedef struct merger {
    uint32_t *after; /* facilities that stay or are opened, in id order; owned */
    size_t n_after, n_closing, n_new;
    uint32_t *after_ms, *nearest; /* owned */
    double *load;                 /* people nearest to each facility after; owned */
} merger;

static void merger_deinit(merger *m) {
    jj_free(m->after);
    jj_free(m->after_ms);
    jj_free(m->nearest);
    jj_free(m->load);
}

static int by_index(const void *a, const void *b) {
    const uint32_t *p = a, *q = b;
    return (*p > *q) - (*p < *q);
}

static bool is_picked(const jj_selection *selection, uint32_t facility) {
    return selection && selection->n > 0 &&
           bsearch(&facility, selection->facilities, selection->n, sizeof facility, by_index);
}

/* The rule's facilities once every phase of the plan, or of the scenario, is done; NULL without. */
static const jj_selection *planned(const jj_judge *j) {
    jj_scene then = *j->scene;
    if (then.n_scenarios < 2)
        return NULL;
    if (then.scenario == 0)
        then.scenario = (uint32_t)then.n_scenarios - 1;
    return jj_scene_selection(&then, j->rule->filters[0], j->year);
}

static bool is_to_close(const jj_judge *j, uint32_t facility, const jj_selection *plan) {
    const jj_facility *f = &j->scene->facilities[facility];
    if (j->rule->n_filters > 1)
        return is_picked(jj_scene_selection(j->scene, j->rule->filters[1], j->year), facility);
    bool is_gone = plan && !is_picked(plan, facility);
    if (j->scene->scenario > 0)
        return is_gone;
    return is_gone || f->close_date / 10000 > j->year || f->action == JJ_ACTION_MERGE;
}

static jj_status split_facilities(jj_judge *j, const jj_selection *open, merger *m) {
    const jj_selection *plan = j->rule->n_filters > 1 ? NULL : planned(j);
    size_t most = open->n + (plan ? plan->n : 0);
    m->after = jj_alloc(most, sizeof *m->after);
    if (!m->after)
        return jj_no_memory(j->ctx, "a merger", most * sizeof *m->after);
    for (size_t i = 0; i < open->n; i++) {
        if (is_to_close(j, open->facilities[i], plan))
            m->n_closing++;
        else
            m->after[m->n_after++] = open->facilities[i];
    }
    for (size_t i = 0; plan && i < plan->n; i++)
        if (!is_picked(open, plan->facilities[i])) {
            m->after[m->n_after++] = plan->facilities[i];
            m->n_new++;
        }
    qsort(m->after, m->n_after, sizeof *m->after, by_index);
    return JJ_OK;
}

/* The field of those that are there afterwards, the earlier of the profiles. */
static jj_status solve_after(jj_judge *j, const jj_coverage *c, merger *m) {
    size_t n = c->joint.n;
    m->after_ms = jj_alloc(n, sizeof *m->after_ms);
    m->nearest = jj_alloc(n, sizeof *m->nearest);
    JJ_AUTO uint32_t *other_ms = jj_alloc(n, sizeof *other_ms);
    JJ_AUTO uint32_t *other = jj_alloc(n, sizeof *other);
    if (!m->after_ms || !m->nearest || !other_ms || !other)
        return jj_no_memory(j->ctx, "a merger", n * 16);
    jj_joint either = {m->after_ms, m->nearest, n};
    for (size_t p = 0; p < j->rule->n_profiles; p++) {
        jj_field_query q = {c->profiles[p], m->after, m->n_after, JJ_FARTHEST, NULL};
        JJ_TRY(jj_field_solve(j->ctx, j->scene, &q, p == 0 ? m->after_ms : other_ms,
                              p == 0 ? m->nearest : other));
        j->out->solves.n_changed++;
        if (p > 0)
            jj_joint_either(&either, other_ms, other, 1);
    }
    return JJ_OK;
}

static jj_status load_facilities(jj_judge *j, const jj_coverage *c, merger *m) {
    m->load = jj_alloc(j->scene->n_facilities, sizeof *m->load);
    if (!m->load)
        return jj_no_memory(j->ctx, "a merger", j->scene->n_facilities * sizeof *m->load);
    for (size_t i = 0; i < c->joint.n; i++)
        if (c->people[i] > 0 && m->nearest[i] != JJ_NO_FACILITY)
            m->load[m->nearest[i]] += c->people[i];
    return JJ_OK;
}

/* Ways of one unit's people by one field. */
typedef struct ways {
    double people, sum, within;     /* people with a way; people x ms; people within the limit */
    uint32_t most_of_them, longest; /* ms that 95 % need at most; ms */
} ways;

typedef struct way {
    uint32_t ms;
    double people;
} way;

static int by_ms(const void *a, const void *b) {
    const way *p = a, *q = b;
    return (p->ms > q->ms) - (p->ms < q->ms);
}

static void finish_ways(ways *w, way *all, size_t n) {
    qsort(all, n, sizeof *all, by_ms);
    double so_far = 0;
    for (size_t i = 0; i < n; i++) {
        so_far += all[i].people;
        w->longest = all[i].ms;
        if (w->most_of_them == 0 && so_far >= 0.95 * w->people)
            w->most_of_them = all[i].ms;
    }
}

/* What one unit's people have before and after. */
typedef struct burden {
    ways before, after;
    double newly, all; /* newly beyond the limit; of those with a way before */
} burden;

static void add_way(ways *w, way *all, size_t *n, way one, uint32_t limit) {
    if (one.ms == JJ_UNREACHED)
        return;
    all[(*n)++] = one;
    w->people += one.people;
    w->sum += one.people * one.ms;
    w->within += one.ms <= limit ? one.people : 0;
}

static jj_status weigh(jj_judge *j, const jj_coverage *c, const merger *m, const jj_cover *cover,
                       burden *b) {
    size_t most = 0, n_before = 0, n_after = 0;
    for (size_t k = 0; k < cover->n_spans; k++)
        most += cover->spans[k].n;
    JJ_AUTO way *before = jj_alloc(most + 1, sizeof *before);
    JJ_AUTO way *after = jj_alloc(most + 1, sizeof *after);
    if (!before || !after)
        return jj_no_memory(j->ctx, "a merger", most * sizeof *before * 2);
    for (size_t k = 0; k < cover->n_spans; k++) {
        const jj_span *s = &cover->spans[k];
        size_t first = jj_span_cell(c->map.grid, s);
        for (size_t i = first; i < first + s->n; i++) {
            double people = c->people[i] * s->fraction;
            uint32_t limit = jj_threshold_at(&c->threshold, i), was = c->joint.time_ms[i];
            if (!(people > 0) || was == JJ_UNREACHED)
                continue;
            b->all += people;
            b->newly += was <= limit && m->after_ms[i] > limit ? people : 0;
            add_way(&b->before, before, &n_before, (way){was, people}, limit);
            add_way(&b->after, after, &n_after, (way){m->after_ms[i], people}, limit);
        }
    }
    finish_ways(&b->before, before, n_before);
    finish_ways(&b->after, after, n_after);
    return JJ_OK;
}

/* People beyond the places of the facilities in the unit that are there afterwards; NaN: no list
 * tells places. */
static double overflow(const jj_judge *j, const merger *m, uint32_t unit) {
    double sum = 0;
    bool is_told = false;
    for (size_t i = 0; i < m->n_after; i++) {
        const jj_facility *f = &j->scene->facilities[m->after[i]];
        double places =
            isnan(f->places_planned) || f->action == JJ_ACTION_NONE ? f->places : f->places_planned;
        if (isnan(places) ||
            jj_facility_unit(&j->scene->units, f, j->scene->units.units[unit].level) != unit)
            continue;
        is_told = true;
        sum += fmax(0, m->load[m->after[i]] - places);
    }
    return is_told ? sum : (double)NAN;
}

static void note_burden(jj_judge *j, jj_slot *slot, const burden *b, double over) {
    jj_arena *a = &j->out->arena;
    if (b->after.people > 0)
        jj_both_add(a, &slot->note,
                    "; mean way %.1f min before, %.1f after; 95 %% within %.1f and %.1f; longest "
                    "%.1f and %.1f",
                    b->before.sum / b->before.people / 60000,
                    b->after.sum / b->after.people / 60000, b->before.most_of_them / 60000.0,
                    b->after.most_of_them / 60000.0, b->before.longest / 60000.0,
                    b->after.longest / 60000.0);
    jj_both_add(a, &slot->note, "; within the limit %.2f %% before, %.2f %% after",
                100 * b->before.within / b->all, 100 * b->after.within / b->all);
    if (!isnan(over))
        jj_both_add(a, &slot->note, "; places short where they would go: %.0f", over);
}

static jj_status judge_unit(jj_judge *j, uint32_t unit, const jj_coverage *c, const merger *m) {
    const jj_unit *u = &j->scene->units.units[unit];
    jj_slot *slot = jj_judge_slot(j, unit);
    if (!u->has_geometry) {
        slot->row.verdict = JJ_NODATA;
        jj_both_add(&j->out->arena, &slot->missing, "no boundary");
        return JJ_OK;
    }
    burden b = {0};
    JJ_TRY(weigh(j, c, m, &u->cover, &b));
    slot->row.num = b.newly;
    slot->row.den = b.all;
    slot->row.demand_total = b.all;
    slot->row.demand_uncovered = b.newly;
    slot->row.people_year = c->demand->year;
    jj_judge_by_target(j, slot);
    if (b.all > 0)
        note_burden(j, slot, &b, overflow(j, m, unit));
    return JJ_OK;
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
                m->n_after - m->n_new);
    if (m->n_new > 0)
        jj_both_add(&j->out->arena, &j->note, ", %zu are to open", m->n_new);
    JJ_TRY(solve_after(j, c, m));
    JJ_TRY(load_facilities(j, c, m));
    for (size_t i = 0; i < j->set.n; i++)
        JJ_TRY(judge_unit(j, j->set.units[i], c, m));
    return JJ_OK;
}

jj_status jj_judge_consolidate(jj_judge *j) {
    jj_coverage c;
    JJ_CLEANUP(merger_deinit) merger m = {0};
    bool is_known;
    j->gap_unit = "people";
    j->is_whole = false;
    jj_judge before = *j;
    jj_scene now = *j->scene;
    now.scenario = 0;
    if (jj_scene_selection(&now, j->rule->filters[0], j->year))
        before.scene = &now; /* else there is nothing of now in the scenario's year */
    jj_status st = jj_coverage_open(&before, &c, &is_known);
    j->note = before.note;
    if (st == JJ_OK && is_known)
        st = judge_merger(j, &c, &m);
    jj_coverage_close(&c);
    return st;
}
