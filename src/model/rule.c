#include "model/rule.h"

#include <string.h>

static const char *const metric_names[] = {
    [JJ_AT_LEAST_N] = "AT_LEAST_N",
    [JJ_UNIT_SHARE] = "UNIT_SHARE",
    [JJ_TIER] = "TIER",
    [JJ_POP_COVER] = "POP_COVER",
    [JJ_LAND_COVER] = "LAND_COVER",
    [JJ_RATIO] = "RATIO",
    [JJ_ATTR_SHARE] = "ATTR_SHARE",
    [JJ_STATUS_SHARE] = "STATUS_SHARE",
    [JJ_GROSS_RATE] = "GROSS_RATE",
    [JJ_COUNT_YEAR] = "COUNT_YEAR",
    [JJ_CAPACITY] = "CAPACITY",
    [JJ_MATCH] = "MATCH",
    [JJ_EQUITY] = "EQUITY",
    [JJ_SITING] = "SITING",
    [JJ_CONSOLIDATE] = "CONSOLIDATE",
    [JJ_TREND] = "TREND",
    [JJ_PUBLISH] = "PUBLISH",
    [JJ_PARAM] = "PARAM",
};

const char *jj_metric_name(jj_metric m) {
    return metric_names[m];
}

bool jj_metric_parse(const char *name, jj_metric *out) {
    for (size_t i = 0; i < JJ_COUNT(metric_names); i++)
        if (strcmp(metric_names[i], name) == 0) {
            *out = (jj_metric)i;
            return true;
        }
    return false;
}

const jj_rule *jj_rule_find(const jj_rules *r, const char *id) {
    for (size_t i = 0; i < r->n; i++)
        if (strcmp(r->rules[i].id, id) == 0)
            return &r->rules[i];
    return NULL;
}

void jj_rules_deinit(jj_rules *r) {
    jj_free(r->rules);
    jj_arena_deinit(&r->arena);
    *r = (jj_rules){0};
}
