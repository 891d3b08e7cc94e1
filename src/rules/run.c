#include "rules/run.h"

#include "rules/fields.h"
#include "rules/judge.h"

#include <string.h>

static const jj_judge_fn judges[] = {
    [JJ_AT_LEAST_N] = jj_judge_provision,
    [JJ_UNIT_SHARE] = jj_judge_provision,
    [JJ_TIER] = jj_judge_tier,
    [JJ_POP_COVER] = jj_judge_coverage,
    [JJ_LAND_COVER] = jj_judge_coverage,
    [JJ_PUBLISH] = NULL,
};

static void lacks_metric(jj_judge *j) {
    jj_both missing = JJ_BOTH_EMPTY;
    jj_both_add(&j->out->arena, &missing, "this metric needs figures that no input gives");
    jj_judge_lacks(j, &missing);
}

static void lacks_units(jj_judge *j) {
    jj_both missing = JJ_BOTH_EMPTY;
    jj_both_add(&j->out->arena, &missing, "no units of %s", j->set.name);
    jj_judge_lacks(j, &missing);
}

static bool is_counted(jj_metric m) {
    return m == JJ_AT_LEAST_N || m == JJ_UNIT_SHARE || m == JJ_TIER;
}

static jj_status judge(jj_judge *j) {
    jj_judge_fn fn = j->rule->metric < JJ_COUNT(judges) ? judges[j->rule->metric] : NULL;
    if (j->rule->status == JJ_RULE_DESCRIPTIVE || !fn)
        lacks_metric(j);
    else if (j->set.n == 0 && j->rule->metric != JJ_TIER)
        lacks_units(j);
    else
        JJ_TRY(fn(j));
    jj_judge_exempt(j);
    for (size_t i = 0; i < j->scene->units.n; i++)
        if (j->slots[i].is_used)
            jj_judge_reported(j, &j->slots[i]);
    if (is_counted(j->rule->metric))
        jj_roll_up_counts(j);
    else
        jj_roll_up_sums(j);
    for (size_t i = 0; j->set.level > 0 && i < j->scene->units.levels[j->set.level].first; i++)
        if (j->slots[i].is_used)
            jj_judge_reported(j, &j->slots[i]);
    return JJ_OK;
}

/* The rows of the rule, units from the top down and by code. */
static jj_status publish_rows(jj_judge *j) {
    jj_result *out = j->out;
    for (size_t i = 0; i < j->scene->units.n; i++) {
        if (!j->slots[i].is_used || j->slots[i].is_hidden)
            continue;
        if (!jj_grow(&out->rows, &out->cap_rows, out->n_rows + 1, sizeof *out->rows))
            return jj_no_memory(j->ctx, "rule results", 0);
        out->rows[out->n_rows++] = j->slots[i].row;
    }
    return JJ_OK;
}

static jj_status judge_rule(jj_judge *j) {
    const jj_rule *rule = j->rule;
    bool needs_geometry = rule->metric == JJ_POP_COVER || rule->metric == JJ_LAND_COVER;
    const char *set = rule->n_unit_sets ? rule->unit_sets[rule->n_unit_sets - 1] : "PROV1";
    JJ_TRY(jj_unit_set_make(j->ctx, &j->scene->units, set, needs_geometry, &j->set));
    JJ_TRY(judge(j));
    JJ_TRY(jj_evidence_write(j));
    return publish_rows(j);
}

static jj_status judge_rules(jj_ctx *ctx, const jj_scene *s, const jj_rules *rules,
                             jj_shared *shared, jj_result *out) {
    JJ_AUTO jj_slot *slots = jj_alloc(s->units.n, sizeof *slots);
    if (!slots)
        return jj_no_memory(ctx, "rule results", s->units.n * sizeof *slots);
    for (size_t r = 0; r < rules->n; r++) {
        const jj_rule *rule = &rules->rules[r];
        memset(slots, 0, s->units.n * sizeof *slots);
        jj_judge j = {.ctx = ctx,
                      .scene = s,
                      .rule = rule,
                      .rule_index = (uint32_t)r,
                      .year = jj_rule_year(rule, s->year),
                      .slots = slots,
                      .note = JJ_BOTH_EMPTY,
                      .is_whole = true,
                      .gap_unit = "",
                      .shared = shared,
                      .out = out};
        jj_progress(ctx, rule->id, r, rules->n);
        jj_status st = judge_rule(&j);
        jj_unit_set_deinit(&j.set);
        if (st != JJ_OK)
            return jj_fail_within(ctx, st, rule->id);
        JJ_TRY(jj_ctx_poll(ctx));
    }
    return JJ_OK;
}

static void shared_deinit(const jj_scene *s, jj_shared *shared) {
    for (size_t i = 0; shared->inside && i < s->units.n_levels; i++)
        jj_free(shared->inside[i]);
    for (size_t i = 0; shared->people && i < s->n_demands; i++)
        jj_free(shared->people[i]);
    jj_free(shared->inside);
    jj_free(shared->people);
}

jj_status jj_run(jj_ctx *ctx, const jj_scene *scene, const jj_rules *rules, jj_result *out) {
    jj_result result = {0};
    jj_shared shared = {.inside = jj_alloc(scene->units.n_levels, sizeof *shared.inside),
                        .people = jj_alloc(scene->n_demands, sizeof *shared.people)};
    jj_status st = shared.inside && shared.people ? JJ_OK : jj_no_memory(ctx, "the run", 0);
    if (st == JJ_OK)
        st = jj_fields_solve(ctx, scene, rules, &result);
    if (st == JJ_OK)
        st = judge_rules(ctx, scene, rules, &shared, &result);
    shared_deinit(scene, &shared);
    if (st != JJ_OK) {
        jj_result_deinit(&result);
        return st;
    }
    *out = result;
    return JJ_OK;
}
