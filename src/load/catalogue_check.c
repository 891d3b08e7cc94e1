#include "load/catalogue_check.h"
#include "base/nearest.h"
#include "base/text.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

static bool is_coverage(jj_metric m) {
    return m == JJ_POP_COVER || m == JJ_LAND_COVER;
}

static bool is_count(jj_metric m) {
    return m == JJ_AT_LEAST_N || m == JJ_UNIT_SHARE || m == JJ_TIER;
}

static bool is_quotient(jj_metric m) {
    return m == JJ_RATIO || m == JJ_ATTR_SHARE || m == JJ_STATUS_SHARE || m == JJ_GROSS_RATE;
}

static jj_status lacks(jj_ctx *ctx, const char *path, const jj_rule *r, const char *column) {
    return jj_fail(ctx, JJ_E_FORMAT, "%s:%d, column '%s': rule '%s' by %s needs it", path, r->line,
                   column, r->id, jj_metric_name(r->metric));
}

/* What a metric cannot be computed without. */
static jj_status check_inputs(jj_ctx *ctx, const char *path, const jj_rule *r) {
    if (r->n_unit_sets == 0)
        return lacks(ctx, path, r, "unit_sets");
    if (r->n_filters == 0 && (is_coverage(r->metric) || is_count(r->metric)))
        return lacks(ctx, path, r, "filters");
    if (r->n_filters == 0 && !*r->num_attr && is_quotient(r->metric))
        return lacks(ctx, path, r, "num_attr");
    if (!is_coverage(r->metric))
        return JJ_OK;
    if (isnan(r->threshold[0]))
        return lacks(ctx, path, r, "threshold");
    if (!*r->threshold_unit)
        return lacks(ctx, path, r, "threshold_unit");
    if (r->n_profiles == 0)
        return lacks(ctx, path, r, "profiles");
    return *r->demand || r->metric == JJ_LAND_COVER ? JJ_OK : lacks(ctx, path, r, "demand");
}

static jj_status check_tiers(jj_ctx *ctx, const char *path, const jj_rule *r) {
    bool is_empty = r->n_filters == 0 && r->status != JJ_RULE_MACHINE;
    if (r->metric != JJ_TIER || is_empty || r->n_filters == r->n_unit_sets)
        return JJ_OK;
    return jj_fail(ctx, JJ_E_FORMAT,
                   "%s:%d, column 'filters': rule '%s' has %zu filters and %zu unit sets: one a "
                   "tier, separated by '|'",
                   path, r->line, r->id, r->n_filters, r->n_unit_sets);
}

static bool is_share_of_one(const char *unit) {
    return strstr(unit, "share") != NULL;
}

static jj_status check_target(jj_ctx *ctx, const char *path, const jj_rule *r) {
    if (r->op != JJ_OP_REPORT && !r->has_target)
        return jj_fail(ctx, JJ_E_FORMAT,
                       "%s:%d, column 'target': rule '%s' compares and has no target: give one, or "
                       "write 'report' under 'op'",
                       path, r->line, r->id);
    if (!r->has_target)
        return JJ_OK;
    double target = (double)r->target_num / (double)r->target_den;
    double limit = is_share_of_one(r->target_unit)        ? 1
                   : strcmp(r->target_unit, "ratio") == 0 ? 2
                                                          : 1e9;
    if (target > limit)
        return jj_fail(ctx, JJ_E_FORMAT,
                       "%s:%d, column 'target': %.15g is more than %.15g, the most a target in "
                       "'%s' can be; write 55%% or 0.55",
                       path, r->line, target, limit, r->target_unit);
    return JJ_OK;
}

static jj_status check_threshold(jj_ctx *ctx, const char *path, const jj_rule *r) {
    double limit = strcmp(r->threshold_unit, "m") == 0 ? 200000 : 600;
    for (size_t i = 0; i < 2; i++)
        if (*r->threshold_unit && r->threshold[i] > limit)
            return jj_fail(ctx, JJ_E_FORMAT,
                           "%s:%d, column 'threshold': %.15g %s is beyond the %.15g a rule may ask",
                           path, r->line, r->threshold[i], r->threshold_unit, limit);
    return JJ_OK;
}

static jj_status unknown_kind(jj_ctx *ctx, const char *path, const jj_rule *r, const char *kind,
                              const jj_kinds *kinds) {
    JJ_AUTO const char **names = jj_alloc(kinds->n + 1, sizeof *names);
    if (!names)
        return jj_no_memory(ctx, path, kinds->n * sizeof *names);
    for (size_t i = 0; i < kinds->n; i++)
        names[i] = kinds->kinds[i].id;
    size_t near = jj_nearest_name(kind, names, kinds->n);
    if (near < kinds->n)
        return jj_fail(ctx, JJ_E_FORMAT,
                       "%s:%d, column 'filters': kind '%s' is not known; did you mean '%s'?", path,
                       r->line, kind, names[near]);
    return jj_fail(ctx, JJ_E_FORMAT,
                   "%s:%d, column 'filters': kind '%s' is not known; list it in a kinds.csv beside "
                   "the catalogue (id,domain,title_zh,title_en)",
                   path, r->line, kind);
}

static bool is_word(char c) {
    return isalnum((unsigned char)c) || c == '_';
}

/* Just past the next `kind` that stands alone as a word outside literals, or NULL. */
static const char *next_kind(const char *start, const char *p) {
    bool is_literal = false;
    for (; *p; p++) {
        if (*p == '\'')
            is_literal = !is_literal;
        if (!is_literal && strncmp(p, "kind", 4) == 0 && !is_word(p[4]) &&
            (p == start || !is_word(p[-1])))
            return p + 4;
    }
    return NULL;
}

/* Every literal that `kind` is compared with by =, <>, != or IN stands in the vocabulary. */
static jj_status check_kinds(jj_ctx *ctx, const char *path, const jj_rule *r, const char *filter,
                             const jj_kinds *kinds) {
    const char *p = filter;
    while ((p = next_kind(filter, p)) != NULL) {
        size_t gap = strspn(p, " =<>!(INnotinOT");
        const char *q = p + gap;
        while (gap && *q == '\'') {
            size_t len = strcspn(q + 1, "'");
            JJ_AUTO char *kind = jj_strndup(q + 1, len);
            if (!kind)
                return jj_no_memory(ctx, path, len);
            if (!jj_kind_find(kinds, kind))
                return unknown_kind(ctx, path, r, kind, kinds);
            q += len + 2;
            size_t comma = strspn(q, " ,");
            if (!memchr(q, ',', comma))
                break;
            q += comma;
        }
    }
    return JJ_OK;
}

jj_status rule_check(jj_ctx *ctx, const char *path, const jj_rule *r, const jj_kinds *kinds) {
    if (!*r->id)
        return jj_fail(ctx, JJ_E_FORMAT, "%s:%d, column 'id': the cell is empty", path, r->line);
    if (!*r->title_zh && !*r->title_en)
        return jj_fail(ctx, JJ_E_FORMAT, "%s:%d, column 'title_zh': rule '%s' has no title", path,
                       r->line, r->id);
    if (r->status == JJ_RULE_MACHINE)
        JJ_TRY(check_inputs(ctx, path, r));
    JJ_TRY(check_tiers(ctx, path, r));
    JJ_TRY(check_target(ctx, path, r));
    JJ_TRY(check_threshold(ctx, path, r));
    for (size_t i = 0; i < r->n_filters; i++)
        JJ_TRY(check_kinds(ctx, path, r, r->filters[i], kinds));
    return JJ_OK;
}
