#include "model/unit.h"

#include <string.h>

uint32_t jj_unit_find(const jj_units *u, const char *code) {
    uint32_t i = jj_map_get(&u->by_code, code);
    return i == JJ_MAP_NONE ? JJ_NO_UNIT : i;
}

int jj_level_find(const jj_units *u, const char *id) {
    for (size_t i = 0; i < u->n_levels; i++)
        if (strcmp(u->levels[i].id, id) == 0)
            return (int)i;
    return -1;
}

uint32_t jj_unit_at_level(const jj_units *u, uint32_t unit, uint32_t level) {
    while (unit != JJ_NO_UNIT && u->units[unit].level > level)
        unit = u->units[unit].parent;
    return unit != JJ_NO_UNIT && u->units[unit].level == level ? unit : JJ_NO_UNIT;
}

int jj_unit_column(const jj_units *u, const char *name) {
    for (size_t i = 0; i < u->n_columns; i++)
        if (strcmp(u->columns[i], name) == 0)
            return (int)i;
    return -1;
}

void jj_units_link(jj_units *u) {
    for (size_t i = 0; i < u->n; i++)
        u->units[i].first_child = u->units[i].next_sibling = JJ_NO_UNIT;
    for (size_t i = u->n; i-- > 0;) {
        jj_unit *unit = &u->units[i];
        if (unit->parent == JJ_NO_UNIT)
            continue;
        unit->next_sibling = u->units[unit->parent].first_child;
        u->units[unit->parent].first_child = (uint32_t)i;
    }
}

uint32_t jj_unit_next_below(const jj_units *u, uint32_t top, uint32_t level, uint32_t at) {
    do {
        const jj_unit *unit = &u->units[at];
        if (unit->level < level && unit->first_child != JJ_NO_UNIT) {
            at = unit->first_child;
            continue;
        }
        while (at != top && u->units[at].next_sibling == JJ_NO_UNIT)
            at = u->units[at].parent;
        at = at == top ? JJ_NO_UNIT : u->units[at].next_sibling;
    } while (at != JJ_NO_UNIT && u->units[at].level != level);
    return at;
}

jj_status jj_units_check(jj_ctx *ctx, const jj_units *u) {
    for (size_t i = 0; i < u->n; i++) {
        const jj_unit *unit = &u->units[i];
        if (jj_map_get(&u->by_code, unit->code) != i)
            return jj_fail(ctx, JJ_E_DATA, "unit code '%s' stands twice", unit->code);
        if (unit->parent != JJ_NO_UNIT && u->units[unit->parent].level >= unit->level)
            return jj_fail(ctx, JJ_E_DATA,
                           "unit '%s' has parent '%s', which is not of a higher level", unit->code,
                           u->units[unit->parent].code);
        if (i > 0 && unit->level == unit[-1].level && strcmp(unit[-1].code, unit->code) >= 0)
            return jj_fail(ctx, JJ_E_DATA, "units are not in code order at '%s'", unit->code);
    }
    return JJ_OK;
}
