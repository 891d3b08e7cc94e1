/* The strict-to-loose band of a coverage figure: how much hangs on the pace assumed. */
#include "rules/fields.h"
#include "rules/judge_coverage.h"

#include <math.h>
#include <string.h>

/* Walking paces of planning practice against the standard one (catalogue 2.7): 60 and 80 m/min
 * against 66.7; screening by straight line takes 1.3 times its length. */
static const double STRICT_FACTOR = 0.9, LOOSE_FACTOR = 1.2, SCREENING_DETOUR = 1.3;

static bool is_standard_walk(const jj_profile *p) {
    return strcmp(p->id, "walk") == 0 || strcmp(p->id, "walk_std") == 0;
}

static double factor_of(const jj_scene *s, const jj_profile *p, const char *id, double fallback) {
    const jj_profile *other = jj_scene_profile(s, id);
    return other ? other->speed_m_s / p->speed_m_s : fallback;
}

/* The later, over the kinds, of the straight times. */
static jj_status join_straight(jj_judge *j, jj_coverage *c, const jj_profile *straight,
                               uint32_t within_ms) {
    size_t n = c->joint.n;
    JJ_AUTO uint32_t *one_ms = jj_alloc(n, sizeof *one_ms);
    c->band.straight_ms = jj_alloc(n, sizeof *c->band.straight_ms);
    if (!one_ms || !c->band.straight_ms)
        return jj_no_memory(j->ctx, "the straight line beside a rule", n * 8);
    const double *up;
    JJ_TRY(jj_shared_up(j, &up));
    for (size_t i = 0; i < jj_rule_n_kinds(j->rule); i++) {
        jj_field_query q = {straight, c->selections[i]->facilities, c->selections[i]->n, within_ms,
                            NULL};
        JJ_TRY(jj_field_by_straight(j->ctx, j->scene, &q, up, one_ms, NULL));
        j->out->solves.n_straight++;
        for (size_t k = 0; k < n; k++)
            if (one_ms[k] > c->band.straight_ms[k])
                c->band.straight_ms[k] = one_ms[k];
    }
    return JJ_OK;
}

/* The later, over the kinds, of the first profile's fields. */
static jj_status join_first_profile(jj_judge *j, jj_coverage *c) {
    size_t n = c->joint.n;
    c->band.strict_ms = jj_alloc(n, sizeof *c->band.strict_ms);
    if (!c->band.strict_ms)
        return jj_no_memory(j->ctx, "the strict profile beside a rule", n * 4);
    for (size_t i = 0; i < jj_rule_n_kinds(j->rule); i++) {
        const jj_result_field *f =
            jj_field_find(j->scene, j->out, c->selections[i], c->profiles[0]);
        for (size_t k = 0; k < n; k++)
            if (f->time_ms[k] > c->band.strict_ms[k])
                c->band.strict_ms[k] = f->time_ms[k];
    }
    c->band.factor[0] = c->band.factor[1] = 1;
    return JJ_OK;
}

jj_status jj_band_find(jj_judge *j, jj_coverage *c) {
    const jj_profile *p = c->profiles[0];
    bool is_metres = strcmp(j->rule->threshold_unit, "m") == 0;
    if (j->rule->n_profiles == 2 && !j->rule->own_unit_only && !is_metres)
        return join_first_profile(j, c);
    if (j->rule->n_profiles != 1 || j->rule->own_unit_only || p->mode == JJ_MODE_STRAIGHT)
        return JJ_OK;
    if (is_standard_walk(p) && !is_metres) {
        c->band.factor[0] = factor_of(j->scene, p, "walk_strict", STRICT_FACTOR);
        c->band.factor[1] = factor_of(j->scene, p, "walk_loose", LOOSE_FACTOR);
    }
    jj_profile straight = {.id = "straight",
                           .mode = JJ_MODE_STRAIGHT,
                           .speed_m_s = p->speed_m_s,
                           .detour = SCREENING_DETOUR};
    const uint32_t *within = c->threshold.within_ms;
    return join_straight(j, c, &straight, within[0] > within[1] ? within[0] : within[1]);
}

void jj_band_sum(const jj_coverage *c, const jj_cover *cover, double sum[JJ_N_BANDS]) {
    const double *factor = c->band.factor;
    bool asked[JJ_N_BANDS] = {factor[0] > 0, factor[1] > 0, c->band.straight_ms != NULL};
    for (int b = 0; b < JJ_N_BANDS; b++)
        sum[b] = asked[b] ? 0 : NAN;
    for (size_t k = 0; k < cover->n_spans; k++) {
        const jj_span *s = &cover->spans[k];
        size_t first = jj_span_cell(c->map.grid, s);
        for (size_t i = first; i < first + s->n; i++) {
            if (c->reach[i] == JJ_REACH_NODATA)
                continue;
            double people = c->people[i] * s->fraction;
            double within = jj_threshold_at(&c->threshold, i);
            uint32_t joint = c->joint.time_ms[i];
            uint32_t time[2] = {c->band.strict_ms ? c->band.strict_ms[i] : joint, joint};
            for (int b = 0; b < 2; b++)
                if (asked[b] && time[b] != JJ_UNREACHED && time[b] <= within * factor[b])
                    sum[b] += people;
            if (asked[JJ_BAND_STRAIGHT] && c->band.straight_ms[i] <= within)
                sum[JJ_BAND_STRAIGHT] += people;
        }
    }
}
