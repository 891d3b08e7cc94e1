#include "rules/run.h"

#include "rules/dashboard.h"
#include "rules/fields.h"
#include "rules/judge.h"
#include "rules/words.h"

#include <math.h>
#include <string.h>

/* How the figures of units become those of their parents. */
typedef enum roll_up { ROLL_NONE, ROLL_COUNTS, ROLL_SUMS } roll_up;

typedef struct metric {
    jj_judge_fn judge;
    roll_up roll_up;
} metric;

static const metric metrics[] = {
    [JJ_AT_LEAST_N] = {jj_judge_provision, ROLL_COUNTS},
    [JJ_UNIT_SHARE] = {jj_judge_provision, ROLL_COUNTS},
    [JJ_TIER] = {jj_judge_tier, ROLL_COUNTS},
    [JJ_POP_COVER] = {jj_judge_coverage, ROLL_SUMS},
    [JJ_LAND_COVER] = {jj_judge_coverage, ROLL_SUMS},
    [JJ_RATIO] = {jj_judge_quotient, ROLL_SUMS},
    [JJ_ATTR_SHARE] = {jj_judge_quotient, ROLL_SUMS},
    [JJ_STATUS_SHARE] = {jj_judge_status_share, ROLL_SUMS},
    [JJ_GROSS_RATE] = {jj_judge_quotient, ROLL_SUMS},
    [JJ_COUNT_YEAR] = {jj_judge_count_year, ROLL_NONE},
    [JJ_CAPACITY] = {jj_judge_capacity, ROLL_SUMS},
    [JJ_MATCH] = {jj_judge_match, ROLL_NONE},
    [JJ_EQUITY] = {jj_judge_equity, ROLL_NONE},
    [JJ_SITING] = {jj_judge_siting, ROLL_NONE},
    [JJ_CONSOLIDATE] = {jj_judge_consolidate, ROLL_SUMS},
    [JJ_TREND] = {jj_judge_trend, ROLL_SUMS},
    [JJ_PUBLISH] = {jj_judge_publish, ROLL_SUMS},
};

/* A sentence of the plan without a figure: one row on each top unit, and whatever is reported. */
static void describe(jj_judge *j) {
    if (j->scene->units.n_levels == 0)
        return;
    const jj_level *top = &j->scene->units.levels[0];
    if (j->rule->metric == JJ_POP_COVER && j->rule->n_filters == 0)
        jj_both_add(&j->out->arena, &j->note, "; by service and county: table dashboard");
    else
        jj_both_add(&j->out->arena, &j->note, "; described only, nothing is computed");
    for (uint32_t i = top->first; i < top->first + top->n; i++)
        jj_judge_slot(j, i);
}

static void lacks_units(jj_judge *j) {
    jj_both missing = JJ_BOTH_EMPTY;
    jj_both set = jj_words_set(j->scene, j->set.name);
    jj_both_add(&j->out->arena, &missing, "the project has no ");
    jj_both_join(&j->out->arena, &missing, &set);
    jj_judge_lacks(j, &missing);
}

static bool is_described(const jj_rule *rule) {
    return rule->status == JJ_RULE_DESCRIPTIVE || !metrics[rule->metric].judge;
}

static jj_status judge_units(jj_judge *j) {
    bool is_any = true;
    if (!is_described(j->rule) && !jj_rule_needs_fields(j->rule))
        JJ_TRY(jj_mask_restrict(j, &is_any));
    if (!is_any)
        return JJ_OK;
    if (is_described(j->rule))
        describe(j);
    else if (j->set.n == 0 && j->rule->metric != JJ_TIER)
        lacks_units(j);
    else
        return metrics[j->rule->metric].judge(j);
    return JJ_OK;
}

/* Reported figures of units [first, end). */
static void add_reported(jj_judge *j, size_t first, size_t end) {
    for (size_t i = first; i < end; i++)
        if (j->slots[i].is_used)
            jj_judge_reported(j, &j->slots[i]);
}

/* A reported figure speaks of its own year. */
static int year_of_value(const jj_rule_row *row, int now) {
    bool is_earlier = row->flags & JJ_FLAG_REPORTED && row->reported_year < now;
    return is_earlier ? row->reported_year : now;
}

/* The plan's base is that of the whole; one that was worked out is each unit's own. */
static void add_progress(jj_judge *j) {
    const jj_rule *rule = j->rule;
    bool wants_more = rule->op == JJ_OP_GE || rule->op == JJ_OP_GT;
    int now = j->scene->year < j->year ? j->scene->year : j->year;
    for (size_t i = 0; i < j->scene->units.n; i++) {
        jj_rule_row *row = &j->slots[i].row;
        if (!j->slots[i].is_used)
            continue;
        if (!isnan(rule->base_value) && j->scene->units.units[i].parent == JJ_NO_UNIT)
            row->base = rule->base_value;
        if (isnan(row->base) || !rule->has_target)
            continue;
        jj_plan plan = {row->base, (double)rule->target_num / (double)rule->target_den,
                        rule->base_year, rule->due_year ? rule->due_year : j->year};
        row->progress = jj_progress_of(&plan, row->value, year_of_value(row, now), wants_more);
    }
}

/* A judge that makes its own rows above the set has made none: they lack what the units lack. */
static bool is_all_nodata(const jj_judge *j, size_t first) {
    for (size_t i = 0; i < first; i++)
        if (j->slots[i].is_used)
            return false;
    for (size_t i = 0; i < j->set.n; i++)
        if (j->slots[j->set.units[i]].row.verdict != JJ_NODATA)
            return false;
    return j->set.n > 0;
}

static jj_status judge(jj_judge *j) {
    JJ_TRY(judge_units(j));
    jj_judge_exempt(j);
    size_t n = j->scene->units.n;
    size_t first = j->set.level > 0 ? j->scene->units.levels[j->set.level].first : 0;
    add_reported(j, first, n);
    roll_up kind = is_described(j->rule) ? ROLL_NONE : metrics[j->rule->metric].roll_up;
    if (kind == ROLL_COUNTS)
        jj_roll_up_counts(j);
    else if (kind == ROLL_SUMS || is_all_nodata(j, first))
        jj_roll_up_sums(j);
    add_reported(j, 0, first);
    add_progress(j);
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
    bool needs_geometry = jj_rule_needs_fields(rule) && rule->metric != JJ_CAPACITY;
    const char *set = rule->n_unit_sets ? rule->unit_sets[rule->n_unit_sets - 1] : "PROV1";
    JJ_TRY(jj_unit_set_make(j->ctx, &j->scene->units, set, needs_geometry, &j->set));
    JJ_TRY(judge(j));
    if (!j->shared->is_figures_only)
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
    for (size_t i = 0; i < shared->n_masks; i++)
        jj_free(shared->masks[i].share);
    jj_free(shared->masks);
    jj_free(shared->inside);
    jj_free(shared->people);
    jj_free(shared->up);
}

static jj_status run_judges(jj_ctx *ctx, const jj_scene *scene, const jj_rules *rules,
                            jj_shared shared, jj_result *result) {
    shared.inside = jj_alloc(scene->units.n_levels, sizeof *shared.inside);
    shared.people = jj_alloc(scene->n_demands, sizeof *shared.people);
    jj_status st = shared.inside && shared.people ? JJ_OK : jj_no_memory(ctx, "the run", 0);
    if (st == JJ_OK)
        st = judge_rules(ctx, scene, rules, &shared, result);
    shared_deinit(scene, &shared);
    return st;
}

jj_status jj_run_judges(jj_ctx *ctx, const jj_scene *scene, const jj_rules *rules,
                        jj_result *result) {
    return run_judges(ctx, scene, rules, (jj_shared){0}, result);
}

jj_status jj_run_figures(jj_ctx *ctx, const jj_scene *scene, const jj_rules *rules,
                         const jj_scope *scope, jj_result *result) {
    const jj_shared how = {.is_figures_only = true, .scope = scope};
    return run_judges(ctx, scene, rules, how, result);
}

jj_status jj_run(jj_ctx *ctx, const jj_scene *scene, const jj_rules *rules, jj_result *out) {
    jj_result result = {0};
    jj_status st = jj_fields_solve(ctx, scene, rules, &result);
    if (st == JJ_OK)
        st = jj_run_judges(ctx, scene, rules, &result);
    if (st == JJ_OK)
        st = jj_dashboard_fill(ctx, scene, rules, &result);
    if (st == JJ_OK)
        st = jj_run_scenarios(ctx, scene, rules, &result);
    if (st != JJ_OK) {
        jj_result_deinit(&result);
        return st;
    }
    *out = result;
    return JJ_OK;
}
