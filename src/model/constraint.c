#include "model/constraint.h"

#include <string.h>

/* Name, and title in either language. */
static const char *const effects[][3] = {{"forbid", "forbidden", "禁止"},
                                         {"avoid", "avoid", "避让"},
                                         {"note", "note", "提示"},
                                         {"prefer", "preferred", "优先"}};

bool jj_constraint_is_about(const jj_constraint *c, const char *kind) {
    bool is_about = c->n_kinds == 0 || !kind;
    for (size_t i = 0; !is_about && i < c->n_kinds; i++)
        is_about = strcmp(c->kinds[i], kind) == 0;
    return is_about;
}

const char *jj_effect_name(jj_effect e) {
    return effects[e][0];
}

const char *jj_effect_title(jj_effect e, jj_lang lang) {
    return effects[e][lang == JJ_LANG_ZH ? 2 : 1];
}

bool jj_effect_parse(const char *name, jj_effect *out) {
    for (int e = JJ_EFFECT_FORBID; e <= JJ_EFFECT_PREFER; e++)
        if (strcmp(name, effects[e][0]) == 0 || strcmp(name, effects[e][2]) == 0) {
            *out = (jj_effect)e;
            return true;
        }
    return false;
}
