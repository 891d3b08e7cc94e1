#include "load/catalogue_review.h"
#include "base/file.h"
#include "store/facility_table.h"

#include <math.h>
#include <string.h>

static void free_table(jj_facility_table **t) {
    jj_facility_table_free(*t);
}

/* An empty facility table with every attribute filters may name. */
static jj_status make_table(jj_ctx *ctx, const jj_kinds *kinds, jj_facility_table **out) {
    size_t n = kinds->n_attributes;
    JJ_AUTO const char **columns = jj_alloc(n + 1, sizeof *columns);
    JJ_AUTO char *types = jj_alloc(n + 1, 1);
    if (!columns || !types)
        return jj_no_memory(ctx, "attributes", n * sizeof *columns);
    for (size_t i = 0; i < n; i++) {
        columns[i] = kinds->attributes[i].id;
        types[i] = kinds->attributes[i].type;
    }
    return jj_facility_table_new(ctx, columns, types, n, out);
}

static jj_status check_rule(jj_ctx *ctx, const char *path, jj_facility_table *t, const jj_rule *r,
                            jj_problems *out) {
    for (size_t i = 0; i < r->n_filters; i++) {
        JJ_AUTO uint32_t *rows = NULL;
        size_t n;
        jj_status st = jj_facility_table_select(ctx, t, r->filters[i], &rows, &n);
        if (st == JJ_OK)
            continue;
        if (st != JJ_E_RANGE)
            return st;
        JJ_AUTO char *why = jj_strdup(ctx->message);
        if (!why)
            return jj_no_memory(ctx, path, sizeof ctx->message);
        (void)jj_fail(ctx, JJ_E_FORMAT, "%s:%d, column 'filters': rule '%s': %s", path, r->line,
                      r->id, why);
        JJ_TRY(jj_problems_add(ctx, out));
    }
    return JJ_OK;
}

jj_status jj_rules_check_filters(jj_ctx *ctx, const char *path, const jj_rules *rules,
                                 jj_problems *out) {
    JJ_CLEANUP(jj_kinds_deinit) jj_kinds kinds = {0};
    JJ_CLEANUP(free_table) jj_facility_table *t = NULL;
    JJ_TRY(jj_kinds_read(ctx, NULL, &kinds));
    JJ_TRY(make_table(ctx, &kinds, &t));
    for (size_t i = 0; i < rules->n; i++)
        JJ_TRY(check_rule(ctx, path, t, &rules->rules[i], out));
    return JJ_OK;
}

jj_status jj_rules_check_standards(jj_ctx *ctx, const char *path, const jj_rules *rules,
                                   jj_problems *out) {
    for (size_t i = 0; i < rules->n; i++) {
        const jj_rule *r = &rules->rules[i];
        if (!*r->enough_by || jj_rule_find(rules, r->enough_by))
            continue;
        (void)jj_fail(ctx, JJ_E_FORMAT,
                      "%s:%d, column 'enough_by': rule '%s': there is no rule '%s' in this "
                      "catalogue",
                      path, r->line, r->id, r->enough_by);
        JJ_TRY(jj_problems_add(ctx, out));
    }
    return JJ_OK;
}

static bool same_list(const char *const *a, size_t n_a, const char *const *b, size_t n_b) {
    if (n_a != n_b)
        return false;
    for (size_t i = 0; i < n_a; i++)
        if (strcmp(a[i], b[i]) != 0)
            return false;
    return true;
}

static bool same_number(double a, double b) {
    return a == b || (isnan(a) && isnan(b));
}

static bool judge_the_same(const jj_rule *a, const jj_rule *b) {
    return a->metric == b->metric && a->n_filters > 0 && a->target_year == b->target_year &&
           a->op == b->op && same_number(a->threshold[0], b->threshold[0]) &&
           same_list(a->filters, a->n_filters, b->filters, b->n_filters) &&
           same_list(a->unit_sets, a->n_unit_sets, b->unit_sets, b->n_unit_sets) &&
           same_list(a->profiles, a->n_profiles, b->profiles, b->n_profiles) &&
           strcmp(a->demand, b->demand) == 0 && strcmp(a->area_mask, b->area_mask) == 0 &&
           strcmp(a->num_attr, b->num_attr) == 0 && strcmp(a->den_attr, b->den_attr) == 0;
}

jj_status jj_rules_find_overlaps(jj_ctx *ctx, const char *path, const jj_rules *rules,
                                 jj_problems *out) {
    for (size_t i = 0; i < rules->n; i++)
        for (size_t k = 0; k < i; k++) {
            const jj_rule *a = &rules->rules[k], *b = &rules->rules[i];
            if (!judge_the_same(a, b))
                continue;
            (void)jj_fail(ctx, JJ_E_DATA, "%s:%d: '%s' judges the same as '%s' in line %d", path,
                          b->line, b->id, a->id, a->line);
            JJ_TRY(jj_problems_add(ctx, out));
        }
    return JJ_OK;
}
