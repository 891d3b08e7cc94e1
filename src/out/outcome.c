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
