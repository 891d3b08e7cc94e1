#include "load/unit_lookup.h"
#include "load/questions.h"

#include <string.h>

static jj_status note(jj_loader *l, const jj_unit_query *q, const char *code, size_t field,
                      const char *value) {
    return jj_note_add(l->ctx, &l->notes,
                       &(jj_finding){.code = code,
                                     .source = q->source,
                                     .field = q->fields[field],
                                     .feature = q->place,
                                     .value = value});
}

/* Names of the candidates, each after that of its unit above: "阳泉市城区; 晋城市城区". */
static void add_candidates(const jj_units *u, const jj_name_match *m, const char *between,
                           jj_text *out) {
    for (size_t i = 0; m->unit == JJ_NO_UNIT && i < m->n_others; i++) {
        const jj_unit *other = &u->units[m->other[i]];
        const char *above = other->parent == JJ_NO_UNIT ? "" : u->units[other->parent].name;
        jj_text_addf(out, "%s%s%s", i ? between : "", above, other->name);
    }
}

/* How a name was understood; NULL = as the unit is called. */
static const char *code_of(jj_name_how how) {
    static const char *const codes[] = {
        [JJ_NAME_NONE] = "unknown_unit",
        [JJ_NAME_AMBIGUOUS] = "ambiguous_unit",
        [JJ_NAME_EXACT] = NULL,
        [JJ_NAME_PREFIXED] = "unit_name_guessed",
        [JJ_NAME_STEM] = "unit_name_guessed",
        [JJ_NAME_CHANGED] = "unit_name_old",
        [JJ_NAME_SPLIT] = "unit_divided",
    };
    return codes[how];
}

static jj_status note_guess(jj_loader *l, const jj_unit_query *q, size_t field,
                            const jj_name_match *m) {
    const char *code = code_of(m->how);
    if (!code)
        return JJ_OK;
    const jj_units *u = &l->scene->units;
    JJ_CLEANUP(jj_text_deinit) jj_text value = {0};
    if (m->unit != JJ_NO_UNIT)
        jj_text_addf(&value, "%s -> %s (%.2f)", q->names[field], u->units[m->unit].name,
                     m->confidence);
    else
        jj_text_addf(&value, m->n_others ? "%s? " : "%s", q->names[field]);
    add_candidates(u, m, ", ", &value);
    return value.failed ? jj_loader_no_room(l) : note(l, q, code, field, value.s);
}

/* The unit of a name below `parent`: at level only-1, or the highest where one answers to it. */
static jj_name_match find_at(const jj_loader *l, uint32_t parent, uint32_t only, const char *name,
                             const char *village) {
    const jj_units *u = &l->scene->units;
    const jj_unit_names names = {u, l->changes, l->n_changes};
    jj_name_match best = {.unit = JJ_NO_UNIT};
    size_t level = parent == JJ_NO_UNIT ? 0 : u->units[parent].level + 1;
    size_t end = only ? only : u->n_levels;
    for (level = only ? only - 1 : level; level < end && best.confidence < 1; level++) {
        jj_name_match m = jj_unit_name_find(&names, parent, (uint32_t)level, name, village);
        if (m.confidence > best.confidence || (best.how == JJ_NAME_NONE && m.how != JJ_NAME_NONE))
            best = m;
    }
    return best;
}

static jj_name_match find_below(const jj_loader *l, uint32_t parent, const char *name,
                                const char *village) {
    return find_at(l, parent, 0, name, village);
}

uint32_t jj_unit_named(const jj_loader *l, const char *text) {
    uint32_t unit = jj_unit_find(&l->scene->units, text);
    return unit != JJ_NO_UNIT ? unit : find_below(l, JJ_NO_UNIT, text, "").unit;
}

/* Nothing is kept below the unit, so a name that is not there may well be a village. */
static bool is_lowest(const jj_units *u, uint32_t unit) {
    return u->units[unit].level + 1 == u->n_levels;
}

/* What an answer makes of the name that failed below `parent`: code, name, or village of it. */
static uint32_t answered_unit(const jj_loader *l, uint32_t parent, const char *name,
                              const char *answer) {
    uint32_t unit = jj_unit_find(&l->scene->units, answer);
    if (unit == JJ_NO_UNIT)
        unit = find_below(l, parent, answer, "").unit;
    if (unit == JJ_NO_UNIT)
        unit = find_below(l, parent, name, answer).unit;
    return unit != JJ_NO_UNIT ? unit : jj_unit_named(l, answer);
}

/* The finer names below an answered unit, as far as they are understood. */
static uint32_t follow_quietly(const jj_loader *l, const jj_unit_query *q, size_t next,
                               uint32_t unit) {
    for (size_t k = next; k < q->n; k++) {
        const char *village = k + 1 < q->n ? q->names[q->n - 1] : "";
        jj_name_match m = {.unit = JJ_NO_UNIT};
        if (*q->names[k])
            m = find_below(l, unit, q->names[k], village);
        unit = m.unit == JJ_NO_UNIT ? unit : m.unit;
    }
    return unit;
}

/* A name that leads nowhere: by what was answered, else it is asked. */
static jj_status resolve(jj_loader *l, const jj_unit_query *q, size_t k, const jj_name_match *m,
                         uint32_t *unit) {
    const char *answer = q->record ? jj_answer(l, q->record, "place") : NULL;
    uint32_t above = *unit;
    jj_question question = {.record = q->record,
                            .item = "place",
                            .source = q->source,
                            .place = q->place,
                            .name = q->title,
                            .value = q->names[k],
                            .answer = answer,
                            .unit = above,
                            .is_open = true};
    *unit = answer ? answered_unit(l, above, q->names[k], answer) : JJ_NO_UNIT;
    if (*unit != JJ_NO_UNIT) {
        *unit = follow_quietly(l, q, k + 1, *unit);
        question.unit = *unit;
        question.is_open = false;
        return jj_ask(l, code_of(m->how), &question);
    }
    bool is_place = answer && strpbrk(answer, "0123456789"); /* coordinates: the caller's to use */
    JJ_CLEANUP(jj_text_deinit) jj_text candidates = {0};
    jj_text_add(&candidates, "");
    add_candidates(&l->scene->units, m, "; ", &candidates);
    if (candidates.failed)
        return jj_loader_no_room(l);
    question.suggestion = candidates.s;
    question.is_open = !is_place;
    if (q->record)
        JJ_TRY(jj_ask(l, code_of(m->how), &question));
    return is_place ? JJ_OK : note_guess(l, q, k, m);
}

/* A last name that is no unit's: a village, or below a county whose townships are known a doubt. */
static jj_status take_village(jj_loader *l, const jj_unit_query *q, size_t k, uint32_t *unit) {
    if (is_lowest(&l->scene->units, *unit))
        return JJ_OK;
    const char *answer = q->record ? jj_answer(l, q->record, "place") : NULL;
    uint32_t found = answer ? answered_unit(l, *unit, q->names[k], answer) : JJ_NO_UNIT;
    bool is_confirmed = answer && jj_answer_confirms(answer);
    bool is_settled = found != JJ_NO_UNIT || is_confirmed;
    *unit = found != JJ_NO_UNIT ? found : *unit;
    if (q->record)
        JJ_TRY(jj_ask(l, "name_not_below",
                      &(jj_question){.record = q->record,
                                     .item = "place",
                                     .source = q->source,
                                     .place = q->place,
                                     .name = q->title,
                                     .value = q->names[k],
                                     .answer = is_settled ? answer : NULL,
                                     .unit = *unit,
                                     .is_open = !is_settled}));
    return is_settled ? JJ_OK : note(l, q, "name_not_below", k, q->names[k]);
}

jj_status jj_unit_lookup(jj_loader *l, const jj_unit_query *q, uint32_t *unit) {
    *unit = JJ_NO_UNIT;
    for (size_t k = 0; k < q->n; k++) {
        if (!*q->names[k])
            continue;
        const char *village = k + 1 < q->n ? q->names[q->n - 1] : "";
        uint32_t only = k + 1 == q->n ? q->level : 0;
        jj_name_match m = find_at(l, *unit, only, q->names[k], village);
        bool is_village =
            !only && m.how == JJ_NAME_NONE && k > 0 && k + 1 == q->n && *unit != JJ_NO_UNIT;
        if (is_village)
            return take_village(l, q, k, unit);
        if (m.unit == JJ_NO_UNIT)
            return resolve(l, q, k, &m, unit);
        JJ_TRY(note_guess(l, q, k, &m));
        *unit = m.unit;
    }
    return JJ_OK;
}
