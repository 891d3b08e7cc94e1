#include "rules/judge.h"
#include "analysis/ratio/ratio.h"
#include "rules/fields.h"
#include "rules/target.h"
#include "rules/words.h"

#include <math.h>
#include <string.h>

jj_slot *jj_judge_slot(jj_judge *j, uint32_t unit) {
    jj_slot *slot = &j->slots[unit];
    if (slot->is_used)
        return slot;
    *slot = (jj_slot){
        .is_used = true,
        .band = {NAN, NAN, NAN},
        .missing = JJ_BOTH_EMPTY,
        .note = JJ_BOTH_EMPTY,
        .row = {.rule = j->rule_index,
                .unit = unit,
                .verdict = JJ_REPORT,
                .num = NAN,
                .den = NAN,
                .value = NAN,
                .gap_unit = "",
                .demand_total = NAN,
                .demand_uncovered = NAN,
                .nearest_facility = JJ_NO_FACILITY,
                .nearest_ms = JJ_UNREACHED,
                .mean_ms = JJ_UNREACHED,
                .evidence_en = "",
                .evidence_zh = "",
                .missing = "",
                .year = j->year,
                .rate_all = NAN,
                .progress = {.done = NAN, .time = NAN},
                .strict = NAN,
                .loose = NAN,
                .straight = NAN,
                .own_num = NAN,
                .base = NAN,
                .own_den = NAN,
                .reported = NAN,
                .reported_source = "",
                .reported_document = ""},
    };
    return slot;
}

static void lack(jj_judge *j, uint32_t unit, const jj_both *missing) {
    jj_slot *slot = jj_judge_slot(j, unit);
    slot->row.verdict = JJ_NODATA;
    slot->missing = *missing;
}

void jj_judge_lacks(jj_judge *j, const jj_both *missing) {
    for (size_t i = 0; i < j->set.n; i++)
        lack(j, j->set.units[i], missing);
    if (j->set.n > 0 || j->scene->units.n_levels == 0)
        return;
    const jj_level *top = &j->scene->units.levels[0];
    for (uint32_t i = top->first; i < top->first + top->n; i++)
        lack(j, i, missing);
}

bool jj_filter_quotes(const char *filter, const char *kind) {
    size_t len = strlen(kind);
    for (const char *p = strchr(filter, '\''); len && p; p = strchr(p + 1, '\''))
        if (strncmp(p + 1, kind, len) == 0 && p[1 + len] == '\'')
            return true;
    return false;
}

static bool is_kind_known(const jj_scene *s, const char *filter) {
    for (size_t i = 0; i < s->n_facilities; i++)
        if (jj_filter_quotes(filter, s->facilities[i].kind))
            return true;
    return false;
}

const jj_selection *jj_judge_knows(const jj_judge *j, size_t filter) {
    if (filter >= j->rule->n_filters)
        return NULL;
    const char *condition = j->rule->filters[filter];
    const jj_selection *selection = jj_scene_selection(j->scene, condition, j->year);
    if (!selection || selection->n > 0)
        return selection;
    /* none is an answer only where the project knows of the kind, and of all that is asked */
    bool is_known = selection->is_listed_as_none || is_kind_known(j->scene, condition);
    return selection->n_unknown == 0 && is_known ? selection : NULL;
}

/* "no list of clinics", or "37 facilities do not tell the ownership". */
static void name_list(const jj_judge *j, const char *filter, jj_both *missing) {
    jj_arena *a = &j->out->arena;
    const jj_selection *untold = jj_scene_selection(j->scene, filter, j->year);
    jj_both kinds = jj_words_kinds(a, j->scene, filter);
    jj_both asked = jj_words_asked(a, j->scene, filter);
    if (untold && untold->n_unknown > 0) {
        jj_both_add(a, missing, "%zu facilities do not tell ", untold->n_unknown);
        if (asked.en[0])
            jj_both_join(a, missing, &asked);
        else
            jj_both_add(a, missing, "what is asked");
        return;
    }
    jj_both_add(a, missing, "no list of ");
    jj_both_join(a, missing, &kinds);
    if (!asked.en[0])
        return;
    jj_both_add(a, missing, " telling ");
    jj_both_join(a, missing, &asked);
}

const jj_selection *jj_judge_selection(jj_judge *j, size_t filter) {
    const jj_selection *selection = jj_judge_knows(j, filter);
    if (selection)
        return selection;
    jj_both missing = JJ_BOTH_EMPTY;
    if (filter < j->rule->n_filters)
        name_list(j, j->rule->filters[filter], &missing);
    else
        jj_both_add(&j->out->arena, &missing, "the rule has no facility filter");
    jj_judge_lacks(j, &missing);
    return NULL;
}

void jj_judge_by_target(const jj_judge *j, jj_slot *slot) {
    jj_rule_row *row = &slot->row;
    if (!(row->den > 0)) {
        row->verdict = JJ_NA;
        row->value = NAN;
        return;
    }
    row->value = row->num * jj_rule_base(j->rule) / row->den;
    slot->meets = jj_target_met(j->rule, row->num, row->den);
    bool has_mark = j->rule->has_target && j->rule->op != JJ_OP_REPORT;
    row->verdict = !has_mark ? JJ_REPORT : slot->meets ? JJ_PASS : JJ_FAIL;
    if (!has_mark)
        return;
    row->gap = jj_target_missing(j->rule, row->num, row->den, j->is_whole);
    row->gap_unit = j->gap_unit;
}

void jj_judge_band(const jj_judge *j, jj_slot *slot) {
    jj_rule_row *row = &slot->row;
    if (!(row->den > 0))
        return;
    row->strict = slot->band[JJ_BAND_STRICT] / row->den;
    row->loose = slot->band[JJ_BAND_LOOSE] / row->den;
    row->straight = slot->band[JJ_BAND_STRAIGHT] / row->den;
    if (row->verdict != JJ_PASS && row->verdict != JJ_FAIL)
        return;
    for (int k = 0; k < JJ_N_BANDS; k++)
        if (!isnan(slot->band[k]) && jj_target_met(j->rule, slot->band[k], row->den) != slot->meets)
            row->flags |= JJ_FLAG_MARGINAL;
}

static const jj_exemption *exemption_of(const jj_judge *j, uint32_t unit) {
    int32_t day = j->year * 10000 + 1231; /* a year is judged at its end */
    for (size_t i = 0; i < j->scene->n_exemptions; i++) {
        const jj_exemption *e = &j->scene->exemptions[i];
        if (e->unit == unit && strcmp(e->rule, j->rule->id) == 0 && e->valid_from <= day &&
            (e->valid_to == 0 || e->valid_to >= day))
            return e;
    }
    return NULL;
}

void jj_judge_exempt(jj_judge *j) {
    if (!j->rule->exempt_allowed || j->scene->n_exemptions == 0)
        return;
    for (size_t i = 0; i < j->set.n; i++) {
        jj_slot *slot = jj_judge_slot(j, j->set.units[i]);
        const jj_exemption *e =
            slot->meets || slot->row.verdict == JJ_NA ? NULL : exemption_of(j, j->set.units[i]);
        if (!e)
            continue;
        slot->row.verdict = JJ_EXEMPT;
        jj_both_add(&j->out->arena, &slot->note, "; exempt: %s", e->reason);
        if (e->document[0])
            jj_both_add(&j->out->arena, &slot->note, " (%s)", e->document);
        if (e->valid_to)
            jj_both_add(&j->out->arena, &slot->note, ", until %d-%02d-%02d", e->valid_to / 10000,
                        e->valid_to / 100 % 100, e->valid_to % 100);
        slot->row.reported_source = e->reason;
        slot->row.reported_document = e->document;
    }
}

/* The figure of the year judged, else the latest before it that is no older than the base. */
static const jj_indicator *indicator_of(const jj_judge *j, uint32_t unit) {
    const jj_indicator *best = NULL;
    for (size_t i = 0; i < j->scene->n_indicators; i++) {
        const jj_indicator *k = &j->scene->indicators[i];
        bool is_meant = k->unit == unit && strcmp(k->rule, j->rule->id) == 0;
        bool is_in_time = k->year == j->year || (k->year < j->year && k->year > j->rule->base_year);
        if (is_meant && is_in_time && (!best || k->year > best->year))
            best = k;
    }
    return best;
}

void jj_judge_reported(jj_judge *j, jj_slot *slot) {
    const jj_indicator *k = indicator_of(j, slot->row.unit);
    if (!k)
        return;
    jj_rule_row *row = &slot->row;
    bool has_parts = k->den > 0 && !isnan(k->num);
    row->reported = has_parts ? k->num * jj_rule_base(j->rule) / k->den : k->value;
    row->reported_source = k->source;
    row->reported_document = k->document;
    row->reported_year = k->year;
    if (row->verdict != JJ_NODATA)
        return;
    row->flags |= JJ_FLAG_REPORTED;
    if (has_parts) {
        row->num = k->num;
        row->den = k->den;
        jj_judge_by_target(j, slot);
    } else if (!isnan(k->value)) {
        row->value = k->value;
        slot->meets = jj_target_met_value(j->rule, k->value);
        bool has_mark = j->rule->has_target && j->rule->op != JJ_OP_REPORT;
        row->verdict = !has_mark ? JJ_REPORT : slot->meets ? JJ_PASS : JJ_FAIL;
    }
}

jj_status jj_shared_inside(jj_judge *j, int level, const float **out) {
    float **inside = &j->shared->inside[level];
    if (!*inside) {
        const jj_units *u = &j->scene->units;
        size_t n = jj_grid_cells(&j->scene->grid);
        *inside = jj_alloc(n, sizeof **inside);
        if (!*inside)
            return jj_no_memory(j->ctx, "the units' cells", n * sizeof **inside);
        const jj_level *l = &u->levels[level];
        for (uint32_t i = l->first; i < l->first + l->n; i++)
            jj_cover_mark_inside(&u->units[i].cover, &j->scene->grid, *inside);
    }
    *out = *inside;
    return JJ_OK;
}

jj_status jj_shared_up(jj_judge *j, const double **out) {
    const jj_scene *s = j->scene;
    bool is_plane = !s->grid.is_geographic && !s->row_lonlat;
    if (!j->shared->up && !is_plane) {
        size_t n = jj_grid_cells(&s->grid);
        j->shared->up = jj_alloc(3 * n, sizeof *j->shared->up);
        if (!j->shared->up)
            return jj_no_memory(j->ctx, "places of cells", 3 * n * sizeof *j->shared->up);
        JJ_TRY(jj_field_up(j->ctx, s, j->shared->up));
    }
    *out = j->shared->up;
    return JJ_OK;
}

jj_status jj_shared_people(jj_judge *j, const jj_demand *demand, const double **out) {
    double **people = &j->shared->people[demand - j->scene->demands];
    if (!*people) {
        *people = jj_alloc(j->scene->units.n, sizeof **people);
        if (!*people)
            return jj_no_memory(j->ctx, "people of units", j->scene->units.n * sizeof **people);
        JJ_TRY(jj_units_people(j->ctx, j->scene, demand, *people));
    }
    *out = *people;
    return JJ_OK;
}
