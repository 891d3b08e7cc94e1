#include "model/facility.h"

#include <string.h>

typedef struct word {
    const char *name, *en, *zh;
} word;

static const word actions[] = {
    [JJ_ACTION_NONE] = {"", "", ""},
    [JJ_ACTION_KEEP] = {"keep", "kept", "保留"},
    [JJ_ACTION_EXTEND] = {"extend", "to be extended", "改扩建"},
    [JJ_ACTION_BUILD] = {"build", "to be built", "新建"},
    [JJ_ACTION_MOVE] = {"move", "to be moved", "迁建"},
    [JJ_ACTION_MERGE] = {"merge", "to be merged", "撤并"},
};

static const word phases[] = {
    [JJ_PHASE_NONE] = {"", "", ""},
    [JJ_PHASE_NEAR] = {"near", "near term", "近期"},
    [JJ_PHASE_FAR] = {"far", "long term", "远期"},
};

static size_t find(const word *words, size_t n, const char *name) {
    size_t i = n - 1;
    while (i > 0 && strcmp(words[i].name, name) != 0)
        i--;
    return i;
}

bool jj_facility_is_open(const jj_facility *f, int year) {
    bool is_opened = f->open_date == 0 || f->open_date / 10000 <= year;
    bool is_closed = f->close_date != 0 && f->close_date / 10000 <= year;
    return is_opened && !is_closed;
}

const char *jj_action_name(jj_action a) {
    return actions[a].name;
}

const char *jj_phase_name(jj_phase p) {
    return phases[p].name;
}

jj_action jj_action_parse(const char *name) {
    return (jj_action)find(actions, JJ_COUNT(actions), name);
}

jj_phase jj_phase_parse(const char *name) {
    return (jj_phase)find(phases, JJ_COUNT(phases), name);
}

const char *jj_action_title(jj_action a, jj_lang lang) {
    return lang == JJ_LANG_ZH ? actions[a].zh : actions[a].en;
}

const char *jj_phase_title(jj_phase p, jj_lang lang) {
    return lang == JJ_LANG_ZH ? phases[p].zh : phases[p].en;
}
