#include "load/units.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static jj_status add_columns(jj_loader *l, jj_tree *t, const jj_param_list *names) {
    for (size_t i = 0; i < names->n; i++) {
        if (jj_tree_column(t, names->items[i]) < t->n_columns)
            continue;
        if (!jj_grow(&t->columns, &t->cap_columns, t->n_columns + 1, sizeof *t->columns))
            return jj_loader_no_room(l);
        t->columns[t->n_columns] = jj_keep(l, names->items[i]);
        if (!t->columns[t->n_columns++])
            return jj_loader_no_room(l);
    }
    return JJ_OK;
}

const jj_units_keys *jj_level_head(const jj_project *p, const jj_units_keys *k) {
    const jj_units_keys *head = p->units;
    while (strcmp(head->level, k->level) != 0)
        head++;
    return head;
}

jj_status jj_tree_begin(jj_loader *l, jj_tree *t) {
    for (size_t i = 0; i < l->project->n_units; i++) {
        const jj_units_keys *k = &l->project->units[i];
        JJ_TRY(add_columns(l, t, &k->columns));
        for (size_t j = 0; j < k->n_tables; j++)
            JJ_TRY(add_columns(l, t, &k->tables[j].columns));
        JJ_TRY(add_columns(l, t, &k->geometry.columns));
    }
    return JJ_OK;
}

size_t jj_tree_column(const jj_tree *t, const char *name) {
    size_t i = 0;
    while (i < t->n_columns && strcmp(t->columns[i], name) != 0)
        i++;
    return i;
}

jj_status jj_tree_add(jj_loader *l, jj_tree *t, const char *code, const jj_units_keys *level,
                      jj_tree_unit **out) {
    if (!jj_grow(&t->units, &t->cap, t->n + 1, sizeof *t->units))
        return jj_loader_no_room(l);
    uint32_t at = jj_map_put(&t->by_code, code, (uint32_t)t->n);
    if (at == JJ_MAP_NONE)
        return jj_loader_no_room(l);
    if (at != t->n)
        return jj_fail(l->ctx, JJ_E_DATA,
                       "%s: unit code '%s' stands twice (levels %s and %s): codes are keys",
                       level->source.path, code, t->units[at].level->level, level->level);
    jj_tree_unit *u = &t->units[t->n++];
    *u = (jj_tree_unit){.code = code, .level = jj_level_head(l->project, level), .is_judged = true};
    u->figures = jj_arena_alloc(&l->scene->arena, t->n_columns + 1, sizeof *u->figures);
    if (!u->figures)
        return jj_loader_no_room(l);
    for (size_t i = 0; i < t->n_columns; i++)
        u->figures[i] = NAN;
    *out = u;
    return JJ_OK;
}

jj_tree_unit *jj_tree_find(const jj_tree *t, const char *code) {
    uint32_t i = jj_map_get(&t->by_code, code);
    return i == JJ_MAP_NONE ? NULL : &t->units[i];
}

void jj_tree_deinit(jj_tree *t) {
    for (size_t i = 0; i < t->n; i++)
        jj_shape_free(t->units[i].shape);
    jj_free(t->units);
    jj_free(t->columns);
    jj_map_deinit(&t->by_code);
}

/* Sections stand in one array, so their addresses give the level's order. */
static int by_level_and_code(const void *a, const void *b) {
    const jj_tree_unit *x = a, *y = b;
    if (x->level != y->level)
        return x->level < y->level ? -1 : 1;
    return strcmp(x->code, y->code);
}

/* One level an entry that is the first of its name. */
static jj_status set_levels(jj_loader *l) {
    jj_units *u = &l->scene->units;
    u->levels = jj_alloc(l->project->n_units, sizeof *u->levels);
    if (!u->levels)
        return jj_loader_no_room(l);
    for (size_t i = 0; i < l->project->n_units; i++) {
        const jj_units_keys *k = &l->project->units[i];
        if (jj_level_head(l->project, k) != k)
            continue;
        jj_level *level = &u->levels[u->n_levels++];
        level->id = jj_keep(l, k->level);
        level->title_zh = jj_keep(l, k->title ? k->title : k->level);
        level->title_en = jj_keep(l, k->title_en ? k->title_en : k->level);
        if (!level->id || !level->title_zh || !level->title_en)
            return jj_loader_no_room(l);
    }
    return JJ_OK;
}

static jj_status set_units(jj_loader *l, jj_tree *t) {
    jj_units *u = &l->scene->units;
    u->n = t->n;
    u->units = jj_alloc(t->n + 1, sizeof *u->units);
    l->shapes = jj_alloc(t->n + 1, sizeof *l->shapes);
    l->boxes = jj_alloc(t->n + 1, sizeof *l->boxes);
    if (!u->units || !l->shapes || !l->boxes)
        return jj_loader_no_room(l);
    l->n_shapes = t->n;
    for (size_t i = 0; i < t->n; i++) {
        jj_tree_unit *from = &t->units[i];
        uint32_t level = (uint32_t)jj_level_find(u, from->level->level);
        u->units[i] = (jj_unit){.code = from->code,
                                .name = from->name,
                                .kind = from->kind,
                                .level = level,
                                .parent = JJ_NO_UNIT,
                                .is_judged = from->is_judged,
                                .area_m2 = NAN,
                                .lon = NAN,
                                .lat = NAN};
        if (u->levels[level].n++ == 0)
            u->levels[level].first = (uint32_t)i;
        if (jj_map_put(&u->by_code, from->code, (uint32_t)i) == JJ_MAP_NONE)
            return jj_loader_no_room(l);
        l->shapes[i] = from->shape;
        from->shape = NULL;
    }
    return JJ_OK;
}

static jj_status set_attributes(jj_loader *l, const jj_tree *t) {
    jj_units *u = &l->scene->units;
    u->columns = jj_alloc(t->n_columns + 1, sizeof *u->columns);
    u->attributes = jj_alloc(t->n_columns + 1, sizeof *u->attributes);
    if (!u->columns || !u->attributes)
        return jj_loader_no_room(l);
    for (size_t c = 0; c < t->n_columns; c++) {
        u->columns[c] = t->columns[c];
        u->attributes[c] = jj_alloc(t->n + 1, sizeof **u->attributes);
        if (!u->attributes[c])
            return jj_loader_no_room(l);
        u->n_columns++;
        for (size_t i = 0; i < t->n; i++)
            u->attributes[c][i] = t->units[i].figures[c];
    }
    return JJ_OK;
}

bool jj_parent_code(const char *code, size_t step, char out[16]) {
    static const struct { size_t keep, zeros; } steps[] = {{9, 0}, {6, 0}, {4, 2}, {2, 4}};
    size_t len = strlen(code);
    memset(out, '\0', 16);
    if (step >= JJ_COUNT(steps))
        return false;
    size_t keep = steps[step].keep;
    if (len < keep || len > 12 || keep + steps[step].zeros > len)
        return true;
    memcpy(out, code, keep);
    memset(out + keep, '0', steps[step].zeros);
    return true;
}

/* The nearest of the codes that is a unit above. */
static uint32_t derive_parent(const jj_units *u, const jj_unit *unit) {
    char code[16];
    for (size_t step = 0; jj_parent_code(unit->code, step, code); step++) {
        uint32_t parent = jj_unit_find(u, code);
        if (parent != JJ_NO_UNIT && u->units[parent].level < unit->level)
            return parent;
    }
    return JJ_NO_UNIT;
}

static jj_status set_parents(jj_loader *l, const jj_tree *t) {
    jj_units *u = &l->scene->units;
    for (size_t i = 0; i < u->n; i++) {
        jj_unit *unit = &u->units[i];
        const char *given = t->units[i].parent;
        uint32_t parent = *given ? jj_unit_find(u, given) : JJ_NO_UNIT;
        if (parent != JJ_NO_UNIT && u->units[parent].level < unit->level)
            unit->parent = parent;
        else
            unit->parent = derive_parent(u, unit);
        if (unit->parent == JJ_NO_UNIT && unit->level > 0)
            JJ_TRY(jj_note_add(l->ctx, &l->notes,
                               &(jj_finding){.code = "unknown_parent",
                                             .source = u->levels[unit->level].id,
                                             .feature = unit->code,
                                             .value = *given ? given : unit->name}));
    }
    return JJ_OK;
}

jj_status jj_tree_finish(jj_loader *l, jj_tree *t) {
    if (t->n == 0)
        return jj_fail(l->ctx, JJ_E_DATA, "%s: no unit has a code", l->project->path);
    qsort(t->units, t->n, sizeof *t->units, by_level_and_code);
    JJ_TRY(set_levels(l));
    JJ_TRY(set_units(l, t));
    JJ_TRY(set_attributes(l, t));
    JJ_TRY(set_parents(l, t));
    jj_units_link(&l->scene->units);
    return jj_units_check(l->ctx, &l->scene->units);
}
