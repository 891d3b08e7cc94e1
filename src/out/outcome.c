#include "out/outcome.h"

#include <math.h>

#include <ctype.h>

double jj_outcome_degrees(const jj_outcome *o, double degrees) {
    const double step = 0.02; /* about 2 km */
    return o->review ? floor(degrees / step + 0.5) * step : degrees;
}

int jj_outcome_year(const jj_outcome *o, const jj_rule *rule) {
    return jj_rule_year(rule, o->scene->year);
}

const jj_result_field *jj_outcome_field(const jj_outcome *o, const jj_rule *rule, size_t filter,
                                        size_t profile) {
    const jj_selection *selection =
        jj_scene_selection(o->scene, rule->filters[filter], jj_outcome_year(o, rule));
    const jj_profile *found = jj_scene_profile(o->scene, rule->profiles[profile]);
    return selection && found ? jj_field_find(o->scene, o->result, selection, found) : NULL;
}

void jj_outcome_slug(const char *id, char *out, size_t size) {
    size_t n = 0;
    for (const char *p = id; *p && n + 1 < size; p++)
        out[n++] = isalnum((unsigned char)*p) ? (char)tolower((unsigned char)*p) : '_';
    out[n] = '\0';
}

/* The first row of a rule that is not before this one. */
static size_t first_row(const jj_result *r, uint32_t rule) {
    size_t low = 0, high = r->n_rows;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (r->rows[middle].rule < rule)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

jj_rule_rows jj_outcome_rows(const jj_outcome *o, uint32_t rule) {
    size_t first = first_row(o->result, rule), end = first_row(o->result, rule + 1);
    return (jj_rule_rows){o->result->rows + first, end - first};
}

static void add_to_sum(jj_rule_row *sum, const jj_rule_row *r, bool is_share) {
    if (r->flags & JJ_FLAG_ROLLED_UP || r->verdict == JJ_EXEMPT)
        return;
    bool is_judged = r->verdict == JJ_PASS || r->verdict == JJ_FAIL || r->verdict == JJ_NODATA;
    if (is_share ? isnan(r->num) || isnan(r->den) : !is_judged)
        return;
    sum->num += is_share ? r->num : r->verdict == JJ_PASS;
    sum->den += is_share ? r->den : 1;
    sum->strict += r->strict * r->den;
    sum->loose += r->loose * r->den;
    sum->straight += r->straight * r->den;
    sum->flags |= r->flags & JJ_FLAG_MODELLED;
    sum->year = r->year;
    sum->people_year = r->people_year;
}

bool jj_outcome_sum(const jj_outcome *o, uint32_t rule, jj_rule_row *out) {
    jj_metric metric = o->rules->rules[rule].metric;
    bool is_share = metric == JJ_POP_COVER || metric == JJ_LAND_COVER;
    bool is_count = metric == JJ_AT_LEAST_N || metric == JJ_UNIT_SHARE || metric == JJ_TIER;
    jj_rule_rows rows = jj_outcome_rows(o, rule);
    *out = (jj_rule_row){.rule = rule,
                         .unit = JJ_NO_UNIT,
                         .verdict = JJ_REPORT,
                         .flags = is_count ? JJ_FLAG_ROLLED_UP : 0,
                         .nearest_facility = JJ_NO_FACILITY,
                         .gap = NAN,
                         .gap_unit = "",
                         .demand_total = NAN,
                         .demand_uncovered = NAN,
                         .rate_all = NAN,
                         .base = NAN,
                         .reported = NAN,
                         .reported_source = "",
                         .reported_document = ""};
    for (size_t i = 0; i < rows.n && (is_share || is_count); i++)
        add_to_sum(out, &rows.row[i], is_share);
    if (!(out->den > 0))
        return false;
    out->value = out->num / out->den;
    out->strict /= out->den;
    out->loose /= out->den;
    out->straight /= out->den;
    return true;
}

bool jj_outcome_is_modelled(const jj_outcome *o, uint32_t rule) {
    jj_rule_rows rows = jj_outcome_rows(o, rule);
    for (size_t i = 0; i < rows.n; i++)
        if (rows.row[i].flags & JJ_FLAG_MODELLED)
            return true;
    return false;
}

int jj_outcome_map_level(const jj_outcome *o, uint32_t rule) {
    const jj_units *u = &o->scene->units;
    jj_rule_rows rows = jj_outcome_rows(o, rule);
    int best = -1;
    size_t most = 0;
    for (size_t level = 0; level < u->n_levels; level++) {
        size_t n = 0;
        for (size_t i = 0; i < rows.n; i++)
            n += u->units[rows.row[i].unit].level == level;
        if (u->levels[level].has_geometry && n > most) {
            most = n;
            best = (int)level;
        }
    }
    return best;
}

void jj_outcome_kinds(const jj_outcome *o, jj_kinds *out) {
    jj_ctx quiet = {.lang = o->lang, .n_threads = 1};
    *out = (jj_kinds){0};
    if (jj_kinds_read(&quiet, NULL, out) != JJ_OK)
        *out = (jj_kinds){0};
}
