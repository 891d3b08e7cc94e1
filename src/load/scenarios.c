/* States of the plan: now, and once its phases are done. */
#include "load/facilities.h"
#include "load/load_rules.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

typedef enum change { STAYS, OPENS, CLOSES, GROWS } change;

/* Where nothing else is said: near term, and then all of it. */
static const struct {
    const char *id, *title_en, *title_zh;
    unsigned phases;
} usual[] = {
    {"near", "near term", "近期", 1U << JJ_PHASE_NEAR},
    {"far", "long term", "远期", 1U << JJ_PHASE_NEAR | 1U << JJ_PHASE_FAR},
};

static bool is_planned(const jj_facility *f) {
    return f->action != JJ_ACTION_NONE && f->action != JJ_ACTION_KEEP;
}

/* The new site of a facility that is to move: of its kind, to be moved, not open yet, and in the
 * same unit or of the same name. */
static bool has_new_site(const jj_loader *l, const bool *is_open, uint32_t from) {
    const jj_scene *s = l->scene;
    const jj_facility *f = &s->facilities[from];
    for (uint32_t i = 0; i < s->n_facilities; i++) {
        const jj_facility *to = &s->facilities[i];
        bool is_site =
            to->action == JJ_ACTION_MOVE && !is_open[i] && strcmp(to->kind, f->kind) == 0;
        bool is_same_unit = f->unit_declared != JJ_NO_UNIT && to->unit_declared == f->unit_declared;
        if (is_site && (is_same_unit || strncmp(to->name, f->name, strlen(f->name)) == 0))
            return true;
    }
    return false;
}

/* What becomes of a facility; one without a phase is taken as long term. */
static change change_of(const jj_facility *f, bool is_open, bool can_move, unsigned phases) {
    jj_phase phase = f->phase == JJ_PHASE_NONE ? JJ_PHASE_FAR : f->phase;
    if (!(phases & 1U << phase))
        return STAYS;
    switch (f->action) {
    case JJ_ACTION_BUILD:
        return is_open ? STAYS : OPENS;
    case JJ_ACTION_EXTEND:
        return is_open ? GROWS : OPENS;
    case JJ_ACTION_MERGE:
        return is_open ? CLOSES : STAYS;
    case JJ_ACTION_MOVE:
        return !is_open ? OPENS : can_move ? CLOSES : STAYS;
    case JJ_ACTION_NONE:
    case JJ_ACTION_KEEP:
        break;
    }
    return STAYS;
}

static jj_status add_finding(jj_loader *l, const char *code, const jj_facility *f) {
    return jj_note_add(
        l->ctx, &l->notes,
        &(jj_finding){.code = code, .source = f->source, .feature = f->id, .value = f->name});
}

/* Whether each facility is open now, and whether one that is to move has where to go; what the plan
 * leaves unsaid is told once. */
static jj_status read_states(jj_loader *l, bool tells, bool *is_open, bool *can_move) {
    const jj_scene *s = l->scene;
    size_t status = jj_own_column_index(l, JJ_C_STATUS);
    for (uint32_t i = 0; i < s->n_facilities; i++) {
        const char *const *values;
        JJ_TRY(jj_facility_table_row(l->ctx, l->table, i, &values));
        is_open[i] = strcmp(values[status], "open") == 0;
    }
    for (uint32_t i = 0; i < s->n_facilities; i++) {
        const jj_facility *f = &s->facilities[i];
        if (!is_planned(f))
            continue;
        if (tells && f->phase == JJ_PHASE_NONE)
            JJ_TRY(add_finding(l, "no_phase", f));
        can_move[i] = f->action == JJ_ACTION_MOVE && is_open[i] && has_new_site(l, is_open, i);
        if (tells && f->action == JJ_ACTION_MOVE && is_open[i] && !can_move[i])
            JJ_TRY(add_finding(l, "no_new_site", f));
    }
    return JJ_OK;
}

/* The row of a facility once its action is done; `places` is room for a number as text. */
static void change_row(const jj_loader *l, const jj_facility *f, change c, const char **values,
                       char places[32]) {
    size_t beds = jj_own_column_index(l, JJ_C_BEDS), seats = jj_own_column_index(l, JJ_C_PLACES);
    if (c == OPENS)
        values[jj_own_column_index(l, JJ_C_STATUS)] = "open";
    if (c == CLOSES)
        values[jj_own_column_index(l, JJ_C_STATUS)] = "closed";
    if (c == CLOSES || isnan(f->places_planned))
        return;
    snprintf(places, 32, "%.17g", f->places_planned);
    bool is_beds = *values[beds] && !*values[seats];
    values[is_beds ? beds : seats] = places;
}

static void count(jj_scenario *scenario, change c) {
    scenario->n_open += c == OPENS;
    scenario->n_close += c == CLOSES;
    scenario->n_extend += c == GROWS;
}

static jj_status copy_table(jj_loader *l, jj_scenario *scenario, const uint8_t *changes,
                            jj_facility_table **out) {
    const jj_kinds *k = &l->kinds;
    JJ_AUTO const char **row = jj_alloc(k->n_attributes + 1, sizeof *row);
    if (!row)
        return jj_loader_no_room(l);
    JJ_TRY(jj_facilities_table(l, out));
    for (uint32_t i = 0; i < l->scene->n_facilities; i++) {
        const char *const *values;
        char places[32];
        JJ_TRY(jj_facility_table_row(l->ctx, l->table, i, &values));
        memcpy(row, values, k->n_attributes * sizeof *row);
        if (changes[i] != STAYS)
            change_row(l, &l->scene->facilities[i], (change)changes[i], row, places);
        count(scenario, (change)changes[i]);
        JJ_TRY(jj_facility_table_add(l->ctx, *out, row));
    }
    return JJ_OK;
}

/* Places and beds of the scenario's table stand before those of now. */
static jj_status keep_numbers(jj_loader *l, jj_facility_table *table, jj_attributes *a) {
    static const char *const names[] = {"places", "beds"};
    size_t n = l->scene->n_facilities;
    a->names = jj_alloc(JJ_COUNT(names), sizeof *a->names);
    a->values = jj_alloc(JJ_COUNT(names), sizeof *a->values);
    if (!a->names || !a->values)
        return jj_loader_no_room(l);
    for (size_t i = 0; i < JJ_COUNT(names); i++) {
        JJ_AUTO double *values = jj_alloc(n + 1, sizeof *values);
        if (!values)
            return jj_loader_no_room(l);
        JJ_TRY(jj_facility_table_numbers(l->ctx, table, names[i], values));
        bool is_given = false;
        for (size_t f = 0; f < n; f++)
            is_given |= !isnan(values[f]);
        if (!is_given)
            continue;
        a->names[a->n] = names[i];
        a->values[a->n++] = values;
        values = NULL;
    }
    return JJ_OK;
}

static jj_status find_changes(jj_loader *l, uint32_t scenario, uint8_t *changes) {
    unsigned phases = l->scene->scenarios[scenario].phases;
    size_t n = l->scene->n_facilities;
    JJ_AUTO bool *is_open = jj_alloc(n + 1, sizeof *is_open);
    JJ_AUTO bool *can_move = jj_alloc(n + 1, sizeof *can_move);
    if (!is_open || !can_move)
        return jj_loader_no_room(l);
    JJ_TRY(read_states(l, scenario == 1, is_open, can_move));
    for (size_t i = 0; i < n; i++)
        changes[i] = (uint8_t)change_of(&l->scene->facilities[i], is_open[i], can_move[i], phases);
    return JJ_OK;
}

jj_status jj_scenario_table(jj_loader *l, uint32_t scenario, jj_scenario_facilities *out) {
    jj_scenario *s = &l->scene->scenarios[scenario];
    *out = (jj_scenario_facilities){0};
    JJ_AUTO uint8_t *changes = jj_alloc(l->scene->n_facilities + 1, 1);
    out->is_opened = jj_alloc(l->scene->n_facilities + 1, sizeof *out->is_opened);
    if (!changes || !out->is_opened)
        return jj_loader_no_room(l);
    JJ_TRY(find_changes(l, scenario, changes));
    JJ_TRY(copy_table(l, s, changes, &out->table));
    for (size_t i = 0; i < l->scene->n_facilities; i++)
        out->is_opened[i] = changes[i] == OPENS;
    return keep_numbers(l, out->table, &s->attributes);
}

void jj_scenario_facilities_deinit(jj_scenario_facilities *f) {
    jj_facility_table_free(f->table);
    jj_free(f->is_opened);
    *f = (jj_scenario_facilities){0};
}

static bool has_plan(const jj_scene *s) {
    for (size_t i = 0; i < s->n_facilities; i++)
        if (is_planned(&s->facilities[i]))
            return true;
    return false;
}

static jj_status read_phases(const jj_loader *l, const jj_scenario_keys *k, unsigned *out) {
    *out = 0;
    for (size_t i = 0; i < k->phases.n; i++) {
        jj_phase phase = jj_phase_parse(k->phases.items[i]);
        if (phase == JJ_PHASE_NONE)
            return jj_fail(l->ctx, JJ_E_FORMAT, "%s:%d: '%s' is not a phase: near or far",
                           l->project->path, k->line, k->phases.items[i]);
        *out |= 1U << phase;
    }
    return JJ_OK;
}

static jj_status add_own(jj_loader *l, const jj_scenario_keys *k) {
    jj_scene *s = l->scene;
    bool is_word =
        *k->id && strspn(k->id, "abcdefghijklmnopqrstuvwxyz0123456789_") == strlen(k->id);
    for (size_t i = 0; i < s->n_scenarios; i++)
        if (!is_word || strcmp(s->scenarios[i].id, k->id) == 0)
            return jj_fail(l->ctx, JJ_E_FORMAT,
                           "%s:%d: scenario '%s' needs a name of its own, of small letters and "
                           "digits ('now' is what there is)",
                           l->project->path, k->line, k->id);
    jj_scenario *scenario = &s->scenarios[s->n_scenarios];
    *scenario = (jj_scenario){.id = jj_keep(l, k->id),
                              .title_zh = jj_keep(l, k->title ? k->title : k->id),
                              .title_en = jj_keep(l, k->title_en ? k->title_en : k->id),
                              .year = (int)k->year};
    if (!scenario->id || !scenario->title_zh || !scenario->title_en)
        return jj_loader_no_room(l);
    s->n_scenarios++;
    return read_phases(l, k, &scenario->phases);
}

jj_status jj_load_scenarios(jj_loader *l) {
    jj_scene *s = l->scene;
    size_t n_own = l->project->n_scenarios;
    s->scenarios = jj_alloc(1 + n_own + JJ_COUNT(usual), sizeof *s->scenarios);
    if (!s->scenarios)
        return jj_loader_no_room(l);
    s->scenarios[s->n_scenarios++] =
        (jj_scenario){.id = "now", .title_en = "now", .title_zh = "现状"};
    for (size_t i = 0; i < n_own; i++)
        JJ_TRY(add_own(l, &l->project->scenarios[i]));
    for (size_t i = 0; n_own == 0 && has_plan(s) && i < JJ_COUNT(usual); i++)
        s->scenarios[s->n_scenarios++] = (jj_scenario){.id = usual[i].id,
                                                       .title_en = usual[i].title_en,
                                                       .title_zh = usual[i].title_zh,
                                                       .phases = usual[i].phases};
    return JJ_OK;
}
