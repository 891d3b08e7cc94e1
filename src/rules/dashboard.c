#include "rules/dashboard.h"
#include "analysis/provision/provision.h"

#include <math.h>
#include <string.h>

/* Places, or facilities, of every unit of one level. */
typedef struct quantity {
    double *of; /* by unit; owned */
    double sum;
    bool is_places;
} quantity;

static bool tells_places(const jj_selection *selection, const double *places) {
    for (size_t i = 0; places && i < selection->n; i++)
        if (!isnan(places[selection->facilities[i]]))
            return true;
    return false;
}

static jj_status count_supply(jj_ctx *ctx, const jj_scene *s, const jj_selection *selection,
                              uint32_t level, quantity *out) {
    const double *places = jj_scene_attribute(s, "places");
    *out = (quantity){.of = jj_alloc(s->units.n, sizeof *out->of),
                      .is_places = tells_places(selection, places)};
    if (!out->of)
        return jj_no_memory(ctx, "the dashboard", s->units.n * sizeof *out->of);
    for (size_t i = 0; i < selection->n; i++) {
        uint32_t f = selection->facilities[i];
        uint32_t unit = jj_facility_unit(&s->units, &s->facilities[f], level);
        double v = !out->is_places ? 1 : isnan(places[f]) ? 0 : places[f];
        if (unit == JJ_NO_UNIT)
            continue;
        out->of[unit] += v;
        out->sum += v;
    }
    return JJ_OK;
}

/* The level the rule is shown by: counties where it has rows of several, else the finest. */
static bool level_of(const jj_scene *s, const jj_rule_row *rows, size_t n, uint32_t *level) {
    int county = jj_level_find(&s->units, "county");
    bool is_any = false;
    for (size_t i = 0; i < n; i++) {
        uint32_t at = s->units.units[rows[i].unit].level;
        if (county >= 0 && at == (uint32_t)county && s->units.levels[county].n > 1) {
            *level = at;
            return true;
        }
        *level = !is_any || at > *level ? at : *level;
        is_any = true;
    }
    return is_any;
}

/* A service in the whole area, against which its units stand. */
typedef struct service {
    const jj_rule *rule;
    const quantity *quantity;
    double near_mark, per_1000;
    bool has_target;
    const jj_rule_row *standard; /* rows of the rule that says what is enough */
    size_t n_standard;
} service;

static void find_standard(const jj_rules *rules, const jj_result *result, service *v) {
    const jj_rule *by = *v->rule->enough_by ? jj_rule_find(rules, v->rule->enough_by) : NULL;
    for (size_t i = 0; by && i < result->n_rows; i++) {
        const jj_rule_row *r = &result->rows[i];
        if (&rules->rules[r->rule] != by)
            continue;
        v->standard = v->n_standard++ ? v->standard : r;
    }
}

/* What the standard says of that unit; NULL where there is none or it cannot tell. */
static const jj_rule_row *standard_of(const service *v, uint32_t unit) {
    for (size_t i = 0; i < v->n_standard; i++)
        if (v->standard[i].unit == unit) {
            jj_verdict verdict = v->standard[i].verdict;
            return verdict == JJ_PASS || verdict == JJ_FAIL ? &v->standard[i] : NULL;
        }
    return NULL;
}

static service whole_area(const jj_rule *rule, const jj_scene *s, const jj_rule_row *rows, size_t n,
                          uint32_t level, const quantity *q) {
    double people = 0, covered = 0;
    for (size_t i = 0; i < n; i++)
        if (s->units.units[rows[i].unit].level == level && rows[i].den > 0) {
            people += rows[i].den;
            covered += rows[i].num;
        }
    bool has_target = rule->has_target && rule->op != JJ_OP_REPORT;
    double target = has_target ? (double)rule->target_num / (double)rule->target_den : 0;
    return (service){.rule = rule,
                     .quantity = q,
                     .near_mark = has_target ? target : covered / people,
                     .per_1000 = q->sum * 1000 / people,
                     .has_target = has_target};
}

static jj_dashboard_row row_of(const service *v, const jj_rules *rules, const jj_rule_row *r) {
    const double rounding = 1 - 1e-12;
    const jj_rule_row *standard = standard_of(v, r->unit);
    const jj_rule *by = standard ? &rules->rules[standard->rule] : NULL;
    double per_1000 = v->quantity->of[r->unit] * 1000 / r->den;
    return (jj_dashboard_row){
        .rule = r->rule,
        .unit = r->unit,
        .coverage = r->num / r->den,
        .near_mark = v->near_mark,
        .is_target = v->has_target,
        .per_1000 = per_1000,
        .amount = by ? standard->value : per_1000,
        .enough_mark = by ? (double)by->target_num / (double)by->target_den : v->per_1000,
        .enough_by = by ? standard->rule : JJ_NO_RULE,
        .is_places = v->quantity->is_places,
        .is_near = r->num >= v->near_mark * r->den * rounding,
        .is_enough = by ? standard->verdict == JJ_PASS : per_1000 >= v->per_1000 * rounding};
}

static jj_status add_rows(jj_ctx *ctx, const service *v, const jj_scene *s, const jj_rules *rules,
                          const jj_rule_row *rows, size_t n, uint32_t level, jj_result *out) {
    for (size_t i = 0; i < n; i++) {
        if (s->units.units[rows[i].unit].level != level || !(rows[i].den > 0))
            continue;
        if (!jj_grow(&out->dashboard, &out->cap_dashboard, out->n_dashboard + 1,
                     sizeof *out->dashboard))
            return jj_no_memory(ctx, "the dashboard", 0);
        out->dashboard[out->n_dashboard++] = row_of(v, rules, &rows[i]);
    }
    return JJ_OK;
}

jj_status jj_dashboard_fill(jj_ctx *ctx, const jj_scene *scene, const jj_rules *rules,
                            jj_result *result) {
    for (size_t first = 0, end = 0; first < result->n_rows; first = end) {
        const jj_rule *rule = &rules->rules[result->rows[first].rule];
        while (end < result->n_rows && result->rows[end].rule == result->rows[first].rule)
            end++;
        const jj_selection *selection =
            rule->metric == JJ_POP_COVER && rule->n_filters == 1
                ? jj_scene_selection(scene, rule->filters[0], jj_rule_year(rule, scene->year))
                : NULL;
        uint32_t level;
        if (!selection || !level_of(scene, &result->rows[first], end - first, &level))
            continue;
        quantity q;
        jj_status st = count_supply(ctx, scene, selection, level, &q);
        const jj_rule_row *rows = &result->rows[first];
        service v = whole_area(rule, scene, rows, end - first, level, &q);
        find_standard(rules, result, &v);
        if (st == JJ_OK)
            st = add_rows(ctx, &v, scene, rules, rows, end - first, level, result);
        jj_free(q.of);
        JJ_TRY(st);
    }
    return JJ_OK;
}
