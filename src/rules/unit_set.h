/*
 * Unit sets: which units a rule speaks of (catalogue 2.4). A set is a level and the kinds of unit
 * that count; the number in its name is its size in Shanxi and nothing else.
 */
#ifndef RULES_UNIT_SET_H
#define RULES_UNIT_SET_H

#include "model/unit.h"

typedef struct jj_unit_set {
    const char *name;     /* as the rule writes it; borrowed */
    const char *level_id; /* the level it asks for: "township" */
    int level;            /* index of the level it is judged on, -1: not in this project */
    bool is_fallback;     /* judged on a higher level, since its own has no units (or polygons) */
    unsigned kinds;       /* bits of jj_unit_kind */
    uint32_t *units;      /* judged members, ascending; owned */
    size_t n;
} jj_unit_set;

/* Kinds of unit as the sets tell them apart. */
typedef enum jj_unit_kind {
    JJ_KIND_UNKNOWN = 1,
    JJ_KIND_DISTRICT = 2,
    JJ_KIND_COUNTY = 4,
    JJ_KIND_CITY = 8, /* county-level */
    JJ_KIND_ZONE = 16,
    JJ_KIND_SUBDISTRICT = 32,
    JJ_KIND_TOWN = 64,
    JJ_KIND_TOWNSHIP = 128,
    JJ_KIND_PSEUDO = 256,
    JJ_KIND_VILLAGE = 512,
    JJ_KIND_COMMUNITY = 1024,
    JJ_KIND_OTHER = 2048
} jj_unit_kind;

/*
 * The set a rule names: a name of the catalogue (PROV1, TWN1061, ...), the same without its number
 * where that is unambiguous (PROV, PREF, CNTY, TWN, ESTATE), or a level's id for all its units.
 * With needs_geometry a set whose level is absent or has no polygons falls back to the lowest level
 * above that has. A project without the level gives level -1 and no units. JJ_E_DATA for a name
 * that is neither a set nor a level; JJ_E_NOMEM.
 */
jj_status jj_unit_set_make(jj_ctx *ctx, const jj_units *u, const char *name, bool needs_geometry,
                           jj_unit_set *out);

/* Whether the unit is of the set's level and kinds, judged or not. */
bool jj_unit_set_holds(const jj_units *u, const jj_unit_set *set, uint32_t unit);
void jj_unit_set_deinit(jj_unit_set *set);

#endif
