#define _GNU_SOURCE /* memmem */
#include "load/intake/unit_name.h"
#include "load/intake/cell.h"

#include <string.h>

enum { MOST_NAME = 160 };

/* Kinds of units as they end names, longest first. */
static const char *const suffixes[] = {
    "街道办事处", "社区居民委员会",
    "村民委员会", "居民委员会",
    "居委会",     "村委会",
    "民族乡",     "办事处",
    "自治县",     "街道",
    "地区",       "社区",
    "省",         "市",
    "县",         "区",
    "镇",         "乡",
    "村",
};

/* Length of the name without the kind at its end; a name is never emptied. */
static size_t stem_length(const char *name) {
    size_t n = strlen(name);
    for (size_t i = 0; i < JJ_COUNT(suffixes); i++) {
        size_t m = strlen(suffixes[i]);
        if (n > m && strcmp(name + n - m, suffixes[i]) == 0)
            return n - m;
    }
    return n;
}

static bool same_stem(const char *a, const char *b) {
    size_t n = stem_length(a), m = stem_length(b);
    return n == m && memcmp(a, b, n) == 0;
}

static bool is_below(const jj_units *u, uint32_t unit, uint32_t parent) {
    if (parent == JJ_NO_UNIT)
        return true;
    while (unit != JJ_NO_UNIT && unit != parent)
        unit = u->units[unit].parent;
    return unit == parent;
}

/* Takes the name of one higher unit (whole, or its stem) off the front, if it stands there. */
static const char *after_prefix(const char *name, const char *higher) {
    char folded[MOST_NAME];
    jj_cell_fold(higher, folded, sizeof folded);
    size_t whole = strlen(folded), stem = stem_length(folded);
    if (whole && strncmp(name, folded, whole) == 0 && name[whole])
        return name + whole;
    /* a stem alone only where a kind follows it: 平遥 of 平遥古陶镇, not 古陶 of 古陶镇 */
    if (stem && strncmp(name, folded, stem) == 0 && stem_length(name + stem) > 0 &&
        stem_length(name + stem) < strlen(name + stem))
        return name + stem;
    return name;
}

/* The name without its higher units, from the top down: 山西省晋中市平遥县古陶镇 -> 古陶镇. */
static const char *bare_name(const jj_units *u, uint32_t unit, const char *name) {
    uint32_t chain[16];
    size_t n = 0;
    for (uint32_t p = u->units[unit].parent; p != JJ_NO_UNIT && n < 16; p = u->units[p].parent)
        chain[n++] = p;
    while (n > 0)
        name = after_prefix(name, u->units[chain[--n]].name);
    return name;
}

typedef enum closeness { NOT_AT_ALL, BY_STEM, BY_PREFIX, BY_LETTER } closeness;

static closeness how_close(const jj_units *u, uint32_t unit, const char *folded) {
    char own[MOST_NAME];
    jj_cell_fold(u->units[unit].name, own, sizeof own);
    size_t stem = stem_length(own);
    if (strcmp(own, folded) == 0)
        return BY_LETTER;
    if (!memmem(folded, strlen(folded), own, stem)) /* spares nearly all units the prefixes */
        return NOT_AT_ALL;
    const char *bare = bare_name(u, unit, folded);
    if (strcmp(own, bare) == 0)
        return BY_PREFIX;
    bool is_whole_stem = strlen(bare) == stem && memcmp(own, bare, stem) == 0; /* 奇村 of 奇村镇 */
    return is_whole_stem || same_stem(own, bare) || same_stem(own, folded) ? BY_STEM : NOT_AT_ALL;
}

static void add_candidate(jj_name_match *m, uint32_t unit) {
    for (size_t i = 0; i < m->n_others; i++)
        if (m->other[i] == unit)
            return;
    if (m->n_others < sizeof m->other / sizeof m->other[0])
        m->other[m->n_others++] = unit;
}

static jj_name_match settle(jj_name_match m, jj_name_how how, jj_name_how doubtful,
                            double confidence) {
    m.how = m.n_others == 1 ? how : doubtful;
    m.unit = m.n_others == 1 ? m.other[0] : JJ_NO_UNIT;
    m.confidence = m.n_others == 1 ? confidence : 0;
    return m;
}

/* The units of a level below the parent in turn, all of the level below JJ_NO_UNIT. */
static uint32_t next_unit(const jj_units *u, uint32_t parent, uint32_t level, uint32_t at) {
    if (parent != JJ_NO_UNIT)
        return jj_unit_next_below(u, parent, level, at);
    const jj_level *l = &u->levels[level];
    uint32_t next = at == JJ_NO_UNIT ? l->first : at + 1;
    return next < l->first + l->n ? next : JJ_NO_UNIT;
}

static jj_name_match find_now(const jj_unit_names *names, uint32_t parent, uint32_t level,
                              const char *folded) {
    static const jj_name_how hows[] = {JJ_NAME_NONE, JJ_NAME_STEM, JJ_NAME_PREFIXED, JJ_NAME_EXACT};
    static const double confidences[] = {0, 0.9, 0.95, 1};
    const jj_units *u = names->units;
    jj_name_match m = {.unit = JJ_NO_UNIT};
    closeness best = NOT_AT_ALL;
    for (uint32_t i = next_unit(u, parent, level, parent); i != JJ_NO_UNIT;
         i = next_unit(u, parent, level, i)) {
        closeness c = how_close(u, i, folded);
        if (c == NOT_AT_ALL || c < best)
            continue;
        if (c > best)
            m.n_others = 0;
        best = c;
        add_candidate(&m, i);
    }
    return best == NOT_AT_ALL ? m : settle(m, hows[best], JJ_NAME_AMBIGUOUS, confidences[best]);
}

static bool names_old(const jj_unit_names *names, const jj_name_change *c, uint32_t parent,
                      const char *folded) {
    char old[MOST_NAME];
    bool is_placed = parent == JJ_NO_UNIT || c->parent == JJ_NO_UNIT ||
                     is_below(names->units, c->parent, parent) ||
                     is_below(names->units, parent, c->parent);
    jj_cell_fold(c->old_name, old, sizeof old);
    if (!is_placed)
        return false;
    const char *bare = c->unit == JJ_NO_UNIT ? folded : bare_name(names->units, c->unit, folded);
    return strcmp(old, folded) == 0 || strcmp(old, bare) == 0 || same_stem(old, bare);
}

/*
 * By the change table: the row of the village if there is one, else all units the old one became.
 */
static jj_name_match find_changed(const jj_unit_names *names, uint32_t parent, const char *folded,
                                  const char *village) {
    jj_name_match m = {.unit = JJ_NO_UNIT};
    char folded_village[MOST_NAME];
    jj_cell_fold(village, folded_village, sizeof folded_village);
    for (size_t i = 0; i < names->n_changes; i++) {
        const jj_name_change *c = &names->changes[i];
        if (!names_old(names, c, parent, folded))
            continue;
        char named[MOST_NAME];
        jj_cell_fold(c->village, named, sizeof named);
        if (*named && *folded_village && same_stem(named, folded_village)) {
            m.n_others = 0;
            add_candidate(&m, c->unit);
            break;
        }
        add_candidate(&m, c->unit);
    }
    return m.n_others == 0 ? m : settle(m, JJ_NAME_CHANGED, JJ_NAME_SPLIT, 0.95);
}

jj_name_match jj_unit_name_find(const jj_unit_names *names, uint32_t parent, uint32_t level,
                                const char *name, const char *village) {
    char folded[MOST_NAME];
    jj_cell_fold(name, folded, sizeof folded);
    if (!*folded)
        return (jj_name_match){.unit = JJ_NO_UNIT};
    jj_name_match now = find_now(names, parent, level, folded);
    if (now.how == JJ_NAME_EXACT || now.how == JJ_NAME_PREFIXED)
        return now;
    jj_name_match before = find_changed(names, parent, folded, village);
    return before.how != JJ_NAME_NONE ? before : now;
}
