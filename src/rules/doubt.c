/* Verdicts on coverage that hinge on points known only to a township or county, or not at all. */
#include "analysis/provision/provision.h"
#include "rules/fields.h"
#include "rules/judge_coverage.h"
#include "rules/target.h"

#include <math.h>
#include <string.h>

static bool is_coarse(const jj_facility *f) {
    return f->precision >= JJ_PRECISION_TOWNSHIP;
}

static bool has_coarse(const jj_judge *j, const jj_selection *s) {
    for (size_t i = 0; i < s->n; i++)
        if (j->scene->facilities[s->facilities[i]].has_point &&
            is_coarse(&j->scene->facilities[s->facilities[i]]))
            return true;
    return false;
}

/* One field of the facilities whose points are sure, joined over the profiles. */
static jj_status solve_sure(jj_judge *j, const jj_coverage *c, size_t kind, jj_joint *either) {
    const jj_selection *s = c->selections[kind];
    JJ_AUTO uint32_t *sure = jj_alloc(s->n + 1, sizeof *sure);
    JJ_AUTO uint32_t *time_ms = jj_alloc(either->n, sizeof *time_ms);
    JJ_AUTO uint32_t *nearest = jj_alloc(either->n, sizeof *nearest);
    size_t n = 0;
    if (!sure || !time_ms || !nearest)
        return jj_no_memory(j->ctx, "coverage without coarse points", either->n * 8);
    for (size_t i = 0; i < s->n; i++)
        if (!is_coarse(&j->scene->facilities[s->facilities[i]]))
            sure[n++] = s->facilities[i];
    memset(either->time_ms, 0xFF, either->n * sizeof *either->time_ms); /* JJ_UNREACHED */
    bool is_metres = strcmp(j->rule->threshold_unit, "m") == 0;
    for (size_t p = 0; n > 0 && p < j->rule->n_profiles; p++) {
        const jj_profile *profile = c->profiles[p];
        jj_field_query q = {profile, sure, n, JJ_UNREACHED, NULL};
        JJ_TRY(jj_field_solve(j->ctx, j->scene, &q, time_ms, nearest));
        jj_joint_either(either, time_ms, nearest,
                        is_metres ? profile->speed_m_s / c->profiles[0]->speed_m_s : 1);
    }
    return JJ_OK;
}

jj_status jj_doubt_find(jj_judge *j, jj_coverage *c) {
    bool is_any = false;
    size_t n = c->joint.n, n_kinds = jj_rule_n_kinds(j->rule);
    for (size_t i = 0; i < n_kinds; i++)
        is_any |= has_coarse(j, c->selections[i]);
    if (!is_any || j->rule->own_unit_only)
        return JJ_OK;
    JJ_AUTO uint32_t *nearest = jj_alloc(n, sizeof *nearest);
    JJ_AUTO uint32_t *one_ms = jj_alloc(n, sizeof *one_ms);
    c->sure_ms = jj_alloc(n, sizeof *c->sure_ms);
    if (!nearest || !one_ms || !c->sure_ms)
        return jj_no_memory(j->ctx, "coverage without coarse points", n * 12);
    for (size_t i = 0; i < n_kinds; i++) {
        jj_joint either = {one_ms, nearest, n};
        JJ_TRY(solve_sure(j, c, i, &either));
        for (size_t k = 0; k < n; k++)
            if (one_ms[k] > c->sure_ms[k])
                c->sure_ms[k] = one_ms[k];
    }
    return JJ_OK;
}

static double sure_people(const jj_coverage *c, const jj_cover *cover) {
    double people = 0;
    for (size_t k = 0; k < cover->n_spans; k++) {
        const jj_span *s = &cover->spans[k];
        size_t first = jj_span_cell(c->map.grid, s);
        for (size_t i = first; i < first + s->n; i++)
            if (c->reach[i] == JJ_REACH_COVERED &&
                c->sure_ms[i] <= jj_threshold_at(&c->threshold, i))
                people += c->people[i] * s->fraction;
    }
    return people;
}

/* Facilities of the unit that stand somewhere in it, nobody knows where. */
static uint32_t count_vague(const jj_judge *j, const jj_coverage *c, uint32_t unit) {
    uint32_t n = 0;
    for (size_t k = 0; k < jj_rule_n_kinds(j->rule); k++)
        for (size_t i = 0; i < c->selections[k]->n; i++) {
            const jj_facility *f = &j->scene->facilities[c->selections[k]->facilities[i]];
            bool is_vague = !f->has_point || is_coarse(f);
            n += is_vague && jj_facility_unit(&j->scene->units, f, (uint32_t)j->set.level) == unit;
        }
    return n;
}

void jj_doubt_judge(jj_judge *j, const jj_coverage *c, jj_slot *slot) {
    const jj_unit *unit = &j->scene->units.units[slot->row.unit];
    jj_rule_row *row = &slot->row;
    if (c->sure_ms)
        slot->n_unsure = row->num - sure_people(c, &unit->cover);
    if (row->verdict == JJ_PASS && slot->n_unsure > 0 &&
        !jj_target_met(j->rule, row->num - slot->n_unsure, row->den))
        row->flags |= JJ_FLAG_UNVERIFIED;
    uint32_t n_vague = row->verdict == JJ_FAIL ? count_vague(j, c, row->unit) : 0;
    if (n_vague == 0)
        return;
    row->flags |= JJ_FLAG_UNVERIFIED;
    jj_both_add(&j->out->arena, &slot->note, "; %u facilities of it have no exact place", n_vague);
}
