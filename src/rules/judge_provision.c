/* At least so many per unit, and the chain over levels. */
#include "rules/judge.h"
#include "analysis/provision/provision.h"
#include "geo/geodesic.h"
#include "rules/words.h"

#include <math.h>
#include <string.h>

/* Facilities of one selection by unit at one level, counted. NULL when out of memory. */
static jj_provision *count_by_unit(const jj_judge *j, const jj_selection *selection, int level,
                                   uint32_t *n_unplaced) {
    jj_provision *by_unit = jj_alloc(j->scene->units.n, sizeof *by_unit);
    if (!by_unit)
        return NULL;
    jj_provision_query q = {
        .facilities = selection->facilities, .n = selection->n, .level = (uint32_t)level};
    *n_unplaced = jj_provision_sum(j->scene, &q, by_unit);
    return by_unit;
}

/* Facilities declared for a unit above this one that cannot be told apart below it. */
static uint32_t unplaced_above(const jj_judge *j, const jj_provision *by_unit, uint32_t unit) {
    const jj_units *u = &j->scene->units;
    uint32_t n = 0;
    for (uint32_t p = u->units[unit].parent; p != JJ_NO_UNIT; p = u->units[p].parent)
        n += by_unit[p].n;
    return n;
}

/*
 * Facilities that may be meant but do not state what the rule asks: the verdict may hinge on them.
 */
static jj_status note_untold(jj_judge *j, const jj_selection *selection) {
    if (selection->n_unknown == 0)
        return JJ_OK;
    const jj_selection untold = {.facilities = selection->unknown, .n = selection->n_unknown};
    uint32_t n_unplaced;
    JJ_AUTO jj_provision *by_unit = count_by_unit(j, &untold, j->set.level, &n_unplaced);
    if (!by_unit)
        return jj_no_memory(j->ctx, "provision", j->scene->units.n * sizeof *by_unit);
    for (size_t i = 0; i < j->set.n; i++) {
        jj_slot *slot = &j->slots[j->set.units[i]];
        uint32_t n = by_unit[j->set.units[i]].n;
        if (slot->meets || n == 0)
            continue;
        slot->row.flags |= JJ_FLAG_UNVERIFIED;
        jj_both_add(&j->out->arena, &slot->note, "; %u more do not state what is asked", n);
    }
    return JJ_OK;
}

static void judge_unit(jj_judge *j, uint32_t unit, const jj_provision *by_unit) {
    const jj_provision *p = &by_unit[unit];
    jj_slot *slot = jj_judge_slot(j, unit);
    jj_rule_row *row = &slot->row;
    int64_t needed = j->rule->n_min > 0 ? j->rule->n_min : 1;
    row->num = p->n;
    row->den = (double)needed;
    row->value = p->n;
    slot->meets = p->n >= needed;
    slot->n_unsure = p->n_doubtful;
    /* a share of units is judged above them, but for a unit that has nothing above it */
    bool is_part =
        j->rule->metric == JJ_UNIT_SHARE && j->scene->units.units[unit].parent != JJ_NO_UNIT;
    row->verdict = is_part ? JJ_REPORT : slot->meets ? JJ_PASS : JJ_FAIL;
    row->gap = slot->meets ? 0 : (double)(needed - p->n);
    row->gap_unit = "facilities";
    uint32_t n_above = unplaced_above(j, by_unit, unit);
    bool hinges = slot->meets ? p->n - p->n_doubtful < needed : n_above > 0;
    row->flags |= hinges ? JJ_FLAG_UNVERIFIED : 0U;
    if (!slot->meets && n_above > 0)
        jj_both_add(&j->out->arena, &slot->note,
                    "; %u more of a unit above it cannot be placed below", n_above);
}

/* Where a unit without one would have to go: by straight line from a point inside the unit. */
static void find_nearest(jj_judge *j, const jj_selection *selection, const jj_ecef *places,
                         jj_slot *slot) {
    const jj_unit *unit = &j->scene->units.units[slot->row.unit];
    if (slot->meets || isnan(unit->lon))
        return;
    jj_ecef from = jj_ecef_from(unit->lon, unit->lat);
    double nearest_m2 = INFINITY;
    size_t nearest = 0;
    for (size_t i = 0; i < selection->n; i++) {
        bool has_point = j->scene->facilities[selection->facilities[i]].has_point;
        double m2 = has_point ? jj_chord2_m2(&from, &places[i]) : INFINITY;
        if (m2 < nearest_m2) {
            nearest_m2 = m2;
            nearest = i;
        }
    }
    if (!isfinite(nearest_m2))
        return;
    slot->row.nearest_facility = selection->facilities[nearest];
    jj_both_add(&j->out->arena, &slot->note, "; the nearest is %s, %.1f km in a straight line",
                j->scene->facilities[slot->row.nearest_facility].name,
                jj_geodesic_m(&from, &places[nearest]) / 1000);
}

static jj_status add_nearest(jj_judge *j, const jj_selection *selection) {
    JJ_AUTO jj_ecef *places = jj_alloc(selection->n, sizeof *places);
    if (!places)
        return jj_no_memory(j->ctx, "facility places", selection->n * sizeof *places);
    for (size_t i = 0; i < selection->n; i++) {
        const jj_facility *f = &j->scene->facilities[selection->facilities[i]];
        if (f->has_point)
            places[i] = jj_ecef_from(f->lon, f->lat);
    }
    for (size_t i = 0; i < j->set.n; i++)
        find_nearest(j, selection, places, &j->slots[j->set.units[i]]);
    return JJ_OK;
}

static jj_status add_demand(jj_judge *j) {
    const jj_demand *demand = jj_scene_demand(j->scene, j->rule->demand, j->year);
    if (!demand)
        return JJ_OK;
    const double *people;
    JJ_TRY(jj_shared_people(j, demand, &people));
    for (size_t i = 0; i < j->set.n; i++) {
        jj_slot *slot = &j->slots[j->set.units[i]];
        slot->row.demand_total = people[j->set.units[i]];
        slot->row.demand_uncovered = slot->meets ? 0 : people[j->set.units[i]];
        slot->row.people_year = demand->year;
        slot->row.flags |= demand->is_modelled ? JJ_FLAG_MODELLED : 0U;
    }
    return JJ_OK;
}

/* Several filters: of each of them there has to be one, as in a chain on one level. */
static jj_status judge_kinds(jj_judge *j) {
    JJ_TRY(jj_judge_tier(j));
    for (size_t i = 0; j->rule->metric == JJ_UNIT_SHARE && i < j->set.n; i++) {
        jj_slot *slot = &j->slots[j->set.units[i]];
        if (slot->is_used && slot->row.verdict != JJ_NODATA)
            slot->row.verdict = JJ_REPORT;
    }
    return add_demand(j);
}

jj_status jj_judge_provision(jj_judge *j) {
    if (j->rule->n_filters > 1)
        return judge_kinds(j);
    const jj_selection *selection = jj_judge_selection(j, 0);
    if (!selection || j->set.n == 0)
        return JJ_OK;
    uint32_t n_unplaced;
    JJ_AUTO jj_provision *by_unit = count_by_unit(j, selection, j->set.level, &n_unplaced);
    if (!by_unit)
        return jj_no_memory(j->ctx, "provision", j->scene->units.n * sizeof *by_unit);
    for (size_t i = 0; i < j->set.n; i++)
        judge_unit(j, j->set.units[i], by_unit);
    JJ_TRY(add_nearest(j, selection));
    JJ_TRY(note_untold(j, selection));
    return add_demand(j);
}

/* One tier of a chain: its set, and whether each unit of its level has the facility. */
typedef struct tier {
    jj_unit_set set;
    bool *has; /* by unit; NULL where the project lacks the level or the list */
    uint32_t n_with;
} tier;

enum { MAX_TIERS = 8 };

/* One a filter; a rule with one unit set asks for all of them in its units. */
static size_t count_tiers(const jj_rule *r) {
    return r->n_unit_sets > r->n_filters ? r->n_unit_sets : r->n_filters;
}

static const char *tier_set(const jj_rule *r, size_t index) {
    return r->unit_sets[index < r->n_unit_sets ? index : 0];
}

/* The name of a tier: its unit set, or the kind it asks for where others share the set. */
static void add_tier_name(jj_judge *j, size_t index, jj_both *text) {
    const jj_rule *r = j->rule;
    size_t n_same = 0;
    for (size_t i = 0; i < count_tiers(r); i++)
        n_same += strcmp(tier_set(r, i), tier_set(r, index)) == 0;
    bool is_alone = n_same == 1 || index >= r->n_filters;
    jj_both name = is_alone ? jj_words_set(j->scene, tier_set(r, index))
                            : jj_words_kinds(&j->out->arena, j->scene, r->filters[index]);
    jj_both_join(&j->out->arena, text, &name);
}

static jj_status tier_count(jj_judge *j, size_t index, tier *t) {
    JJ_TRY(jj_unit_set_make(j->ctx, &j->scene->units, tier_set(j->rule, index), false, &t->set));
    const jj_selection *selection = jj_judge_knows(j, index < j->rule->n_filters ? index : 0);
    if (t->set.n == 0 || !selection)
        return JJ_OK;
    uint32_t n_unplaced;
    JJ_AUTO jj_provision *by_unit = count_by_unit(j, selection, t->set.level, &n_unplaced);
    t->has = jj_alloc(j->scene->units.n, sizeof *t->has);
    if (!by_unit || !t->has)
        return jj_no_memory(j->ctx, "provision", j->scene->units.n * sizeof *by_unit);
    int64_t needed = j->rule->n_min > 0 ? j->rule->n_min : 1;
    for (size_t i = 0; i < t->set.n; i++) {
        t->has[t->set.units[i]] = by_unit[t->set.units[i]].n >= needed;
        t->n_with += t->has[t->set.units[i]];
    }
    return JJ_OK;
}

static void add_missing_list(jj_judge *j, size_t index, jj_slot *slot) {
    if (slot->missing.en[0])
        jj_both_add(&j->out->arena, &slot->missing, ", ");
    else
        jj_both_add(&j->out->arena, &slot->missing, "no list of ");
    if (index >= j->rule->n_filters) {
        add_tier_name(j, index, &slot->missing);
        return;
    }
    jj_both kinds = jj_words_kinds(&j->out->arena, j->scene, j->rule->filters[index]);
    jj_both_join(&j->out->arena, &slot->missing, &kinds);
}

/* The chain above one unit: complete, broken, or not to be told for want of a tier's data. */
static void judge_chain(jj_judge *j, uint32_t unit, const tier *tiers, size_t n_tiers) {
    const jj_units *u = &j->scene->units;
    jj_slot *slot = jj_judge_slot(j, unit);
    double n_have = 0, n_lack = 0;
    for (size_t i = 0; i < n_tiers; i++) {
        if (!tiers[i].has) {
            add_missing_list(j, i, slot);
            continue;
        }
        uint32_t ancestor = jj_unit_at_level(u, unit, (uint32_t)tiers[i].set.level);
        /* a tier that does not speak of the ancestor (a subdistrict among towns) asks nothing */
        if (ancestor == JJ_NO_UNIT || !jj_unit_set_holds(u, &tiers[i].set, ancestor))
            continue;
        tiers[i].has[ancestor] ? n_have++ : n_lack++;
    }
    slot->row.num = n_have;
    slot->row.den = n_have + n_lack;
    slot->row.value = n_have + n_lack > 0 ? n_have / (n_have + n_lack) : NAN;
    slot->row.gap = n_lack;
    slot->row.gap_unit = "facilities";
    slot->meets = n_lack == 0 && !slot->missing.en[0];
    slot->row.verdict = n_lack > 0 ? JJ_FAIL : slot->meets ? JJ_PASS : JJ_NODATA;
}

/* "prefecture 11/11, county 110/117": on the top units, where a reader looks first. */
static void note_tiers(jj_judge *j, const tier *tiers, size_t n_tiers) {
    const jj_units *u = &j->scene->units;
    jj_slot *slot = jj_judge_slot(j, 0);
    for (size_t i = 0; i < n_tiers; i++) {
        const char *level = tiers[i].has ? u->levels[tiers[i].set.level].id : NULL;
        if (!level)
            continue;
        jj_both_add(&j->out->arena, &slot->note, "; ");
        add_tier_name(j, i, &slot->note);
        jj_both_add(&j->out->arena, &slot->note, " %u/%zu", tiers[i].n_with, tiers[i].set.n);
    }
}

static void judge_chains(jj_judge *j, tier *tiers, size_t n_tiers) {
    tier *deepest = NULL;
    for (size_t i = 0; i < n_tiers; i++)
        if (tiers[i].has && (!deepest || tiers[i].set.level > deepest->set.level))
            deepest = &tiers[i];
    if (!deepest) {
        jj_both missing = JJ_BOTH_EMPTY;
        jj_both_add(&j->out->arena, &missing, "no list of facilities for any tier");
        jj_judge_lacks(j, &missing);
        return;
    }
    for (size_t i = 0; i < deepest->set.n; i++)
        judge_chain(j, deepest->set.units[i], tiers, n_tiers);
    note_tiers(j, tiers, n_tiers);
    jj_unit_set_deinit(&j->set);
    j->set = deepest->set;
    deepest->set = (jj_unit_set){0};
}

jj_status jj_judge_tier(jj_judge *j) {
    tier tiers[MAX_TIERS] = {0};
    jj_status st = JJ_OK;
    for (size_t i = 0; i < count_tiers(j->rule) && st == JJ_OK; i++)
        st = tier_count(j, i, &tiers[i]);
    if (st == JJ_OK)
        judge_chains(j, tiers, count_tiers(j->rule));
    for (size_t i = 0; i < MAX_TIERS; i++) {
        jj_unit_set_deinit(&tiers[i].set);
        jj_free(tiers[i].has);
    }
    return st;
}
