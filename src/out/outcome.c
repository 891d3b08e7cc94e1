#include "out/outcome.h"
#include "base/text.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

int jj_outcome_year(const jj_outcome *o, const jj_rule *rule) {
    return rule->target_year ? rule->target_year : o->scene->year;
}

uint32_t jj_outcome_within_ms(const jj_rule *rule, const jj_profile *profile, int n) {
    bool is_metres = strcmp(rule->threshold_unit, "m") == 0;
    double limit = rule->threshold[n];
    double ms = is_metres ? limit / profile->speed_m_s * 1000 : limit * 60000;
    return ms >= 0 && ms < JJ_FARTHEST ? (uint32_t)floor(ms + 0.5) : JJ_FARTHEST;
}

const jj_result_field *jj_outcome_field(const jj_outcome *o, const jj_rule *rule, size_t filter,
                                        size_t profile) {
    const jj_scene *s = o->scene;
    for (size_t i = 0; i < o->result->n_fields; i++) {
        const jj_result_field *f = &o->result->fields[i];
        if (f->year == jj_outcome_year(o, rule) &&
            jj_text_eq(s->selections[f->selection].filter, rule->filters[filter]) &&
            jj_text_eq(s->profiles[f->profile].id, rule->profiles[profile]))
            return f;
    }
    return NULL;
}

void jj_outcome_slug(const char *id, char *out, size_t size) {
    size_t n = 0;
    for (const char *p = id; *p && n + 1 < size; p++)
        out[n++] = isalnum((unsigned char)*p) ? (char)tolower((unsigned char)*p) : '_';
    out[n] = '\0';
}
