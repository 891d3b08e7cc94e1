/* The states of the plan: rules that it touches are judged again, the others stay as they are. */
#include "rules/fields.h"
#include "rules/run.h"

#include <string.h>

/* One scenario being run. */
typedef struct staging {
    jj_ctx *ctx;
    jj_scene scene; /* the run's, read as of the scenario; borrows everything */
    const jj_scene *now;
    const jj_rules *rules;
    jj_rules touched; /* the rules judged again; texts are borrowed */
    uint32_t *origin; /* their indices among all; owned */
    jj_result part;
    size_t n_borrowed; /* fields of `part` that are the run's */
} staging;

static void staging_deinit(staging *s) {
    for (size_t i = 0; i < s->n_borrowed; i++) {
        s->part.fields[i].time_ms = NULL;
        s->part.fields[i].nearest = NULL;
    }
    jj_result_deinit(&s->part);
    jj_free(s->touched.rules);
    jj_free(s->origin);
}

static bool has_other_places(const staging *s, const jj_rule *rule) {
    const char *const named[] = {rule->num_attr, rule->den_attr};
    for (size_t i = 0; i < JJ_COUNT(named); i++)
        if (*named[i] &&
            jj_scene_attribute(&s->scene, named[i]) != jj_scene_attribute(s->now, named[i]))
            return s->scene.scenarios[s->scene.scenario].n_extend > 0;
    return false;
}

static bool is_touched(const staging *s, const jj_rule *rule) {
    int now = jj_rule_year(rule, s->now->year);
    int own = s->scene.scenarios[s->scene.scenario].year;
    if (own && own != now)
        return true;
    for (size_t i = 0; i < rule->n_filters; i++)
        if (jj_scene_selection(&s->scene, rule->filters[i], now) !=
            jj_scene_selection(s->now, rule->filters[i], now))
            return true;
    return has_other_places(s, rule);
}

static jj_status pick_rules(staging *s, bool *is_changed) {
    size_t n = s->rules->n;
    s->touched.rules = jj_alloc(n, sizeof *s->touched.rules);
    s->origin = jj_alloc(n, sizeof *s->origin);
    if (!s->touched.rules || !s->origin)
        return jj_no_memory(s->ctx, "scenarios", n * sizeof *s->touched.rules);
    for (uint32_t i = 0; i < n; i++) {
        is_changed[i] = is_touched(s, &s->rules->rules[i]);
        if (!is_changed[i])
            continue;
        jj_rule *rule = &s->touched.rules[s->touched.n];
        *rule = s->rules->rules[i];
        if (s->scene.scenarios[s->scene.scenario].year)
            rule->target_year = 0; /* the scenario's year holds for all */
        s->origin[s->touched.n++] = i;
    }
    return JJ_OK;
}

static jj_status borrow_fields(staging *s, const jj_result *result) {
    if (result->n_fields == 0)
        return JJ_OK;
    if (!jj_grow(&s->part.fields, &s->part.cap_fields, result->n_fields, sizeof *s->part.fields))
        return jj_no_memory(s->ctx, "fields", result->n_fields * sizeof *s->part.fields);
    memcpy(s->part.fields, result->fields, result->n_fields * sizeof *result->fields);
    s->part.n_fields = s->n_borrowed = result->n_fields;
    return JJ_OK;
}

/* Rows of rules judged again, and those of now of all others, by rule. */
static jj_status merge_rows(staging *s, const jj_result *result, jj_scenario_rows *out) {
    out->rows = jj_alloc(result->n_rows + s->part.n_rows, sizeof *out->rows);
    if (!out->rows)
        return jj_no_memory(s->ctx, "scenarios", result->n_rows * sizeof *out->rows);
    size_t now = 0, again = 0;
    for (uint32_t rule = 0; rule < s->rules->n; rule++) {
        for (; now < result->n_rows && result->rows[now].rule == rule; now++)
            if (!out->is_changed[rule])
                out->rows[out->n_rows++] = result->rows[now];
        for (; again < s->part.n_rows && s->origin[s->part.rows[again].rule] == rule; again++) {
            out->rows[out->n_rows] = s->part.rows[again];
            out->rows[out->n_rows++].rule = rule;
        }
    }
    return JJ_OK;
}

static jj_status run_one(staging *s, jj_result *result, jj_scenario_rows *out) {
    JJ_TRY(pick_rules(s, out->is_changed));
    JJ_TRY(borrow_fields(s, result));
    JJ_TRY(jj_fields_solve(s->ctx, &s->scene, &s->touched, &s->part));
    JJ_TRY(jj_run_judges(s->ctx, &s->scene, &s->touched, &s->part));
    JJ_TRY(merge_rows(s, result, out));
    jj_arena_join(&result->arena, &s->part.arena);
    result->solves.n_fields += s->part.solves.n_fields;
    result->solves.n_straight += s->part.solves.n_straight;
    result->solves.n_nearby += s->part.solves.n_nearby;
    result->solves.n_changed += s->part.solves.n_changed;
    return JJ_OK;
}

jj_status jj_run_scenarios(jj_ctx *ctx, const jj_scene *scene, const jj_rules *rules,
                           jj_result *result) {
    if (scene->n_scenarios < 2)
        return JJ_OK;
    result->scenarios = jj_alloc(scene->n_scenarios - 1, sizeof *result->scenarios);
    if (!result->scenarios)
        return jj_no_memory(ctx, "scenarios", scene->n_scenarios * sizeof *result->scenarios);
    for (uint32_t k = 1; k < scene->n_scenarios; k++) {
        jj_scenario_rows *out = &result->scenarios[result->n_scenarios++];
        *out = (jj_scenario_rows){.scenario = k, .is_changed = jj_alloc(rules->n, sizeof(bool))};
        if (!out->is_changed)
            return jj_no_memory(ctx, "scenarios", rules->n);
        JJ_CLEANUP(staging_deinit)
        staging s = {.ctx = ctx, .scene = *scene, .now = scene, .rules = rules};
        s.scene.scenario = k;
        if (scene->scenarios[k].year)
            s.scene.year = scene->scenarios[k].year;
        jj_status st = run_one(&s, result, out);
        if (st != JJ_OK)
            return jj_fail_within(ctx, st, scene->scenarios[k].id);
    }
    return JJ_OK;
}
