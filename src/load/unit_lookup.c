#include "load/unit_lookup.h"

static jj_status note(jj_loader *l, const jj_unit_query *q, const char *code, size_t field,
                      const char *value) {
    return jj_note_add(l->ctx, &l->notes,
                       &(jj_finding){.code = code,
                                     .source = q->source,
                                     .field = q->fields[field],
                                     .feature = q->place,
                                     .value = value});
}

/* How a name that was not written as the unit is called was understood. */
static jj_status note_guess(jj_loader *l, const jj_unit_query *q, size_t field,
                            const jj_name_match *m) {
    static const char *const codes[] = {
        [JJ_NAME_NONE] = "unknown_unit",
        [JJ_NAME_AMBIGUOUS] = "ambiguous_unit",
        [JJ_NAME_EXACT] = NULL,
        [JJ_NAME_PREFIXED] = "unit_name_guessed",
        [JJ_NAME_STEM] = "unit_name_guessed",
        [JJ_NAME_CHANGED] = "unit_name_old",
        [JJ_NAME_SPLIT] = "unit_divided",
    };
    if (!codes[m->how])
        return JJ_OK;
    const jj_units *u = &l->scene->units;
    JJ_CLEANUP(jj_text_deinit) jj_text value = {0};
    jj_text_addf(&value, m->unit != JJ_NO_UNIT ? "%s -> %s (%.2f)" : "%s", q->names[field],
                 m->unit != JJ_NO_UNIT ? u->units[m->unit].name : "", m->confidence);
    for (size_t i = 0; m->unit == JJ_NO_UNIT && i < m->n_others; i++) {
        const jj_unit *other = &u->units[m->other[i]];
        const char *above = other->parent == JJ_NO_UNIT ? "" : u->units[other->parent].name;
        jj_text_addf(&value, i ? ", %s%s" : "? %s%s", above, other->name);
    }
    if (value.failed)
        return jj_loader_no_room(l);
    return note(l, q, codes[m->how], field, value.s);
}

/* The unit of a name below `parent`: at the highest level where one answers to it. */
static jj_name_match find_below(const jj_loader *l, uint32_t parent, const char *name,
                                const char *village) {
    const jj_units *u = &l->scene->units;
    const jj_unit_names names = {u, l->changes, l->n_changes};
    jj_name_match best = {.unit = JJ_NO_UNIT};
    size_t level = parent == JJ_NO_UNIT ? 0 : u->units[parent].level + 1;
    for (; level < u->n_levels && best.confidence < 1; level++) {
        jj_name_match m = jj_unit_name_find(&names, parent, (uint32_t)level, name, village);
        if (m.confidence > best.confidence || (best.how == JJ_NAME_NONE && m.how != JJ_NAME_NONE))
            best = m;
    }
    return best;
}

/* Nothing is kept below the unit, so a name that is not there may well be a village. */
static bool is_lowest(const jj_units *u, uint32_t unit) {
    return u->units[unit].level + 1 == u->n_levels;
}

jj_status jj_unit_lookup(jj_loader *l, const jj_unit_query *q, uint32_t *unit) {
    *unit = JJ_NO_UNIT;
    for (size_t k = 0; k < q->n; k++) {
        if (!*q->names[k])
            continue;
        const char *village = k + 1 < q->n ? q->names[q->n - 1] : "";
        jj_name_match m = find_below(l, *unit, q->names[k], village);
        bool is_village = m.how == JJ_NAME_NONE && k > 0 && k + 1 == q->n && *unit != JJ_NO_UNIT;
        if (is_village)
            return is_lowest(&l->scene->units, *unit)
                       ? JJ_OK
                       : note(l, q, "name_not_below", k, q->names[k]);
        JJ_TRY(note_guess(l, q, k, &m));
        *unit = m.unit;
        if (m.unit == JJ_NO_UNIT)
            return JJ_OK;
    }
    return JJ_OK;
}
