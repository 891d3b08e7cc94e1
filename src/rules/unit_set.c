#include "rules/unit_set.h"

#include "base/param.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum {
    ANY_KIND = 4095,
    COUNTY_KINDS = ANY_KIND & ~JJ_KIND_ZONE & ~JJ_KIND_PSEUDO,
    TOWNSHIP_KINDS = JJ_KIND_TOWN | JJ_KIND_TOWNSHIP | JJ_KIND_UNKNOWN,
    VILLAGE_KINDS = JJ_KIND_VILLAGE | JJ_KIND_UNKNOWN
};

typedef struct set_definition {
    const char *name, *short_name; /* NULL: the number is needed */
    const char *level_id;
    unsigned kinds;
} set_definition;

static const set_definition definitions[] = {
    {"PROV1", "PROV", "province", ANY_KIND},
    {"PREF11", "PREF", "prefecture", ANY_KIND},
    {"CNTY117", "CNTY", "county", COUNTY_KINDS},
    {"CNTY91", NULL, "county", COUNTY_KINDS & ~JJ_KIND_DISTRICT},
    {"TWN1061", "TWN", "township", TOWNSHIP_KINDS},
    {"TWNALL1278", "TWNALL", "township", TOWNSHIP_KINDS | JJ_KIND_SUBDISTRICT},
    {"SUB217", "SUB", "township", JJ_KIND_SUBDISTRICT},
    {"VILL18851", "VILL", "village", VILLAGE_KINDS},
    {"COMM2957", "COMM", "village", JJ_KIND_COMMUNITY},
    {"VC21808", "VC", "village", VILLAGE_KINDS | JJ_KIND_COMMUNITY},
    {"ESTATE", NULL, "estate", ANY_KIND},
    {"OLD_ESTATE", NULL, "old_estate", ANY_KIND},
};

/* Levels from the top; a set falls back to the lowest present above its own. */
static const char *const ladder[] = {"province", "prefecture", "county",    "township",
                                     "village",  "estate",     "old_estate"};

typedef struct kind_word {
    const char *word;
    jj_unit_kind kind;
} kind_word;

static const kind_word kind_words[] = {
    {"district", JJ_KIND_DISTRICT},       {"county", JJ_KIND_COUNTY},
    {"county-city", JJ_KIND_CITY},        {"county-level city", JJ_KIND_CITY},
    {"stat-zone", JJ_KIND_ZONE},          {"zone", JJ_KIND_ZONE},
    {"subdistrict", JJ_KIND_SUBDISTRICT}, {"town", JJ_KIND_TOWN},
    {"township", JJ_KIND_TOWNSHIP},       {"pseudo", JJ_KIND_PSEUDO},
    {"village", JJ_KIND_VILLAGE},         {"village committee", JJ_KIND_VILLAGE},
    {"community", JJ_KIND_COMMUNITY},     {"residents committee", JJ_KIND_COMMUNITY},
};

static const kind_word name_endings[] = {
    {"街道", JJ_KIND_SUBDISTRICT},
    {"街道办事处", JJ_KIND_SUBDISTRICT},
    {"社区", JJ_KIND_COMMUNITY},
    {"居委会", JJ_KIND_COMMUNITY},
    {"居民委员会", JJ_KIND_COMMUNITY},
    {"村", JJ_KIND_VILLAGE},
    {"村委会", JJ_KIND_VILLAGE},
    {"村民委员会", JJ_KIND_VILLAGE},
    {"镇", JJ_KIND_TOWN},
    {"乡", JJ_KIND_TOWNSHIP},
    {"区", JJ_KIND_DISTRICT},
    {"县", JJ_KIND_COUNTY},
    {"市", JJ_KIND_CITY},
};

/* Digits at[0..n-1] of an all-digit code as a number, -1 otherwise. */
static int code_part(const char *code, size_t at, size_t n) {
    size_t len = strlen(code);
    if (len < at + n || strspn(code, "0123456789") != len)
        return -1;
    int value = 0;
    for (size_t i = at; i < at + n; i++)
        value = value * 10 + (code[i] - '0');
    return value;
}

static jj_unit_kind kind_by_code(const char *code, const char *level_id) {
    size_t len = strlen(code);
    if (strcmp(level_id, "county") == 0 && len == 6)
        return code_part(code, 4, 2) == 71 ? JJ_KIND_ZONE : JJ_KIND_UNKNOWN;
    if (strcmp(level_id, "township") == 0 && (len == 9 || len == 12)) {
        int part = code_part(code, 6, 3);
        return part < 1     ? JJ_KIND_UNKNOWN
               : part < 100 ? JJ_KIND_SUBDISTRICT
               : part < 200 ? JJ_KIND_TOWN
               : part < 400 ? JJ_KIND_TOWNSHIP
                            : JJ_KIND_PSEUDO;
    }
    if (strcmp(level_id, "village") == 0 && len == 12) {
        int part = code_part(code, 9, 3);
        return part < 1     ? JJ_KIND_UNKNOWN
               : part < 200 ? JJ_KIND_COMMUNITY
               : part < 400 ? JJ_KIND_VILLAGE
                            : JJ_KIND_OTHER;
    }
    return JJ_KIND_UNKNOWN;
}

static jj_unit_kind kind_by_name(const char *name) {
    size_t len = strlen(name);
    for (size_t i = 0; i < JJ_COUNT(name_endings); i++) {
        size_t n = strlen(name_endings[i].word);
        if (len > n && strcmp(name + len - n, name_endings[i].word) == 0)
            return name_endings[i].kind;
    }
    return JJ_KIND_UNKNOWN;
}

/*
 * By the kind the source states; else by the code (12-digit statistical codes: digits 7 to 9 are
 * 001-099 for subdistricts, 100-199 towns, 200-399 townships, 400-599 none of them; the last three
 * 001-199 residents', 200-399 village committees; xx71 is a zone); else by the name's ending.
 */
static jj_unit_kind kind_of(const jj_unit *unit, const char *level_id) {
    for (size_t i = 0; i < JJ_COUNT(kind_words); i++)
        if (strcmp(unit->kind, kind_words[i].word) == 0)
            return kind_words[i].kind;
    if (unit->kind[0])
        return JJ_KIND_OTHER;
    jj_unit_kind kind = kind_by_code(unit->code, level_id);
    return kind == JJ_KIND_UNKNOWN ? kind_by_name(unit->name) : kind;
}

static const set_definition *find_definition(const char *name) {
    for (size_t i = 0; i < JJ_COUNT(definitions); i++) {
        const set_definition *d = &definitions[i];
        if (strcmp(name, d->name) == 0 || (d->short_name && strcmp(name, d->short_name) == 0))
            return d;
    }
    return NULL;
}

/* Whether the name is a set of the catalogue or of the header's form; not so for levels. */
static bool is_set_known(const char *name) {
    if (find_definition(name))
        return true;
    for (size_t i = 0; i < JJ_COUNT(ladder); i++)
        if (strcmp(name, ladder[i]) == 0)
            return true;
    return false;
}

bool jj_unit_set_holds(const jj_units *u, const jj_unit_set *set, uint32_t unit) {
    if (set->level < 0 || u->units[unit].level != (uint32_t)set->level)
        return false;
    return (kind_of(&u->units[unit], u->levels[set->level].id) & set->kinds) != 0;
}

static bool is_usable(const jj_units *u, int level, bool needs_geometry) {
    return level >= 0 && u->levels[level].n > 0 &&
           (!needs_geometry || u->levels[level].has_geometry);
}

/* The lowest usable level above the one asked for. */
static int fallback_level(const jj_units *u, const char *level_id) {
    int best = -1;
    for (size_t i = 0; i < JJ_COUNT(ladder) && strcmp(ladder[i], level_id) != 0; i++) {
        int level = jj_level_find(u, ladder[i]);
        if (is_usable(u, level, true))
            best = level;
    }
    return best;
}

/* On a higher level a community's or village's set is all townships, anything else all units. */
static unsigned fallback_kinds(const jj_units *u, int level) {
    return strcmp(u->levels[level].id, "township") == 0
               ? (unsigned)(TOWNSHIP_KINDS | JJ_KIND_SUBDISTRICT)
               : (unsigned)COUNTY_KINDS;
}

static void choose_level(const jj_units *u, bool needs_geometry, jj_unit_set *set) {
    int level = jj_level_find(u, set->level_id);
    if (is_usable(u, level, needs_geometry)) {
        set->level = level;
        return;
    }
    set->level = level >= 0 && u->levels[level].n > 0 ? level : -1;
    int higher = needs_geometry ? fallback_level(u, set->level_id) : -1;
    if (higher < 0)
        return;
    set->level = higher;
    set->kinds = fallback_kinds(u, higher);
    set->is_fallback = true;
}

static jj_status collect_units(jj_ctx *ctx, const jj_units *u, jj_unit_set *set) {
    if (set->level < 0)
        return JJ_OK;
    const jj_level *level = &u->levels[set->level];
    set->units = jj_alloc(level->n, sizeof *set->units);
    if (!set->units)
        return jj_no_memory(ctx, "unit sets", level->n * sizeof *set->units);
    for (uint32_t i = level->first; i < level->first + level->n; i++)
        if (u->units[i].is_judged && jj_unit_set_holds(u, set, i))
            set->units[set->n++] = i;
    return JJ_OK;
}

jj_status jj_unit_set_make(jj_ctx *ctx, const jj_units *u, const char *name, bool needs_geometry,
                           jj_unit_set *out) {
    jj_unit_set set = {.name = name, .level = -1, .kinds = ANY_KIND};
    const set_definition *d = find_definition(name);
    if (d) {
        set.level_id = d->level_id;
        set.kinds = d->kinds;
    } else {
        if (!is_set_known(name) && jj_level_find(u, name) < 0)
            return jj_fail(ctx, JJ_E_DATA,
                           "unit set '%s' is neither a set of the catalogue nor a level of the "
                           "project",
                           name);
        set.level_id = name;
    }
    choose_level(u, needs_geometry, &set);
    JJ_TRY(collect_units(ctx, u, &set));
    *out = set;
    return JJ_OK;
}

void jj_unit_set_deinit(jj_unit_set *set) {
    jj_free(set->units);
    *set = (jj_unit_set){0};
}
