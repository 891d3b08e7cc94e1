/*
 * Unit names to units. Offices write names, not codes: "古陶镇", "古陶", "平遥县古陶镇", or the
 * name a township had before a merger. A name is looked for among the units of one level below a
 * parent, never in the whole country: 城区 is two counties.
 */
#ifndef LOAD_INTAKE_UNIT_NAME_H
#define LOAD_INTAKE_UNIT_NAME_H

#include "base/arena.h"
#include "model/unit.h"

typedef enum jj_name_how {
    JJ_NAME_NONE,      /* no unit of that name */
    JJ_NAME_AMBIGUOUS, /* several: asked, not guessed */
    JJ_NAME_EXACT,     /* letter by letter, blanks and width aside */
    JJ_NAME_PREFIXED,  /* after the names of higher units were taken off the front */
    JJ_NAME_STEM,      /* without 镇, 乡, 街道 at the end: the only one of that stem */
    JJ_NAME_CHANGED,   /* an old name, by the change table */
    JJ_NAME_SPLIT      /* an old unit that was divided, and the row names no village that decides */
} jj_name_how;

typedef struct jj_name_match {
    jj_name_how how;
    uint32_t unit;     /* the match, JJ_NO_UNIT for NONE, AMBIGUOUS and SPLIT */
    uint32_t other[8]; /* AMBIGUOUS and SPLIT: the candidates */
    size_t n_others;
    double confidence; /* 1 exact, 0.95 prefixed or changed, 0.9 stem, 0 otherwise */
} jj_name_match;

/* One change: what was called `old_name` under `parent` is `unit` from `date` on; for a divided
 * unit one row a village (or "" for the rest). */
typedef struct jj_name_change {
    uint32_t parent;
    const char *old_name; /* folded stem and suffix as the office wrote it */
    const char *village;  /* "" = the whole unit */
    uint32_t unit;
    int32_t date; /* yyyymmdd, 0 = always */
} jj_name_change;

typedef struct jj_unit_names {
    const jj_units *units;
    const jj_name_change *changes; /* borrowed */
    size_t n_changes;
} jj_unit_names;

/*
 * The unit of `level` called `name` below `parent` (JJ_NO_UNIT = anywhere). `village` is the
 * village the record stands in, "" unknown; it decides between the parts of a divided unit.
 */
jj_name_match jj_unit_name_find(const jj_unit_names *names, uint32_t parent, uint32_t level,
                                const char *name, const char *village);

#endif
