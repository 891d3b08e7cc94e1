/* People, or residential land, within reach. */
#include "rules/judge_coverage.h"
#include "rules/fields.h"
#include "rules/words.h"

#include <math.h>
#include <string.h>

static bool is_land(const jj_judge *j) {
    return j->rule->metric == JJ_LAND_COVER;
}

/* The demand and profiles, or what is missing of them. */
static bool find_inputs(const jj_judge *j, jj_coverage *c, jj_both *missing) {
    const jj_scene *s = j->scene;
    jj_arena *a = &j->out->arena;
    c->demand = is_land(j) ? NULL : jj_scene_demand(s, j->rule->demand, j->year);
    if (!s->has_grid || (!is_land(j) && !(c->demand && c->demand->people))) {
        jj_both group = jj_words_group(a, j->rule->demand);
        jj_both_add(a, missing, "no grid of ");
        jj_both_join(a, missing, &group);
    } else if (is_land(j) && !s->residential)
        jj_both_add(a, missing, "no residential land");
    else if (!(j->rule->threshold[0] > 0))
        jj_both_add(a, missing, "the rule has no threshold");
    else if (j->rule->n_profiles == 0)
        jj_both_add(a, missing, "the rule has no travel profile");
    if (!missing->en[0] && !c->mask && jj_mask_is_marked(j)) {
        jj_both name = jj_words_mask(j->rule->area_mask);
        jj_both_add(a, missing, "no column of the units marks what lies ");
        jj_both_join(a, missing, &name);
    }
    for (size_t i = 0; i < j->rule->n_profiles && !missing->en[0]; i++) {
        c->profiles[i] = jj_scene_profile(s, j->rule->profiles[i]);
        if (!c->profiles[i])
            jj_both_add(a, missing, "no way of travel '%s', or not the roads it follows",
                        j->rule->profiles[i]);
    }
    return missing->en[0] == '\0';
}

static bool find_selections(jj_judge *j, jj_coverage *c) {
    if (j->rule->n_filters == 0)
        return jj_judge_selection(j, 0) != NULL;
    for (size_t i = 0; i < jj_rule_n_kinds(j->rule); i++) {
        c->selections[i] = jj_judge_selection(j, i);
        if (!c->selections[i])
            return false;
    }
    return true;
}

static jj_status reserve_joint(jj_joint *joint) {
    joint->time_ms = jj_alloc(joint->n, sizeof *joint->time_ms);
    joint->nearest = jj_alloc(joint->n, sizeof *joint->nearest);
    return joint->time_ms && joint->nearest ? JJ_OK : JJ_E_NOMEM;
}

static jj_status reserve(jj_judge *j, jj_coverage *c) {
    size_t n = jj_grid_cells(&j->scene->grid);
    c->is_field = j->rule->n_profiles == 1 && !j->rule->own_unit_only;
    c->joint.n = c->either.n = n;
    c->reach = jj_alloc(n, 1);
    jj_status st = c->reach ? JJ_OK : JJ_E_NOMEM;
    if (st == JJ_OK && !c->is_field)
        st = reserve_joint(&c->either);
    if (st == JJ_OK && jj_rule_n_kinds(j->rule) != 1)
        st = reserve_joint(&c->joint);
    return st == JJ_OK ? st : jj_no_memory(j->ctx, "a coverage rule", n * 17);
}

/* What the rows looked at are of a joint field. */
static jj_joint in_rows(const jj_judge *j, const jj_coverage *c, const jj_joint *joint) {
    size_t cols = j->scene->grid.cols, first = c->rows.first * cols;
    return (jj_joint){joint->time_ms + first, joint->nearest + first,
                      (c->rows.end - c->rows.first) * cols};
}

/* The field of one kind by one profile, into c->either (the first) or joined with what is there. */
static jj_status join_profile(jj_judge *j, jj_coverage *c, size_t filter, size_t profile) {
    size_t n = c->either.n, first = (size_t)c->rows.first * j->scene->grid.cols;
    const jj_profile *p = c->profiles[profile];
    const jj_result_field *f = jj_field_find(j->scene, j->out, c->selections[filter], p);
    if (c->is_field) {
        c->either = (jj_joint){f->time_ms, f->nearest, n};
        return JJ_OK;
    }
    jj_joint either = in_rows(j, c, &c->either);
    JJ_AUTO uint32_t *own_ms = NULL;
    JJ_AUTO uint32_t *own_nearest = NULL;
    const uint32_t *time_ms = f->time_ms, *nearest = f->nearest;
    if (j->rule->own_unit_only) {
        own_ms = jj_alloc(n, sizeof *own_ms);
        own_nearest = jj_alloc(n, sizeof *own_nearest);
        if (!own_ms || !own_nearest)
            return jj_no_memory(j->ctx, "a coverage rule", n * 8);
        JJ_TRY(jj_own_unit_field(j, c->selections[filter], p, own_ms, own_nearest));
        time_ms = own_ms;
        nearest = own_nearest;
    }
    if (profile > 0) {
        /* metres: times of another speed are brought to the first's, so that lengths compare */
        bool is_metres = strcmp(j->rule->threshold_unit, "m") == 0;
        double scale = is_metres ? p->speed_m_s / c->profiles[0]->speed_m_s : 1;
        jj_joint_either(&either, time_ms + first, nearest + first, scale);
        return JJ_OK;
    }
    memcpy(either.time_ms, time_ms + first, either.n * sizeof *time_ms);
    memcpy(either.nearest, nearest + first, either.n * sizeof *nearest);
    return JJ_OK;
}

static void set_threshold(const jj_judge *j, jj_coverage *c) {
    const jj_rule *rule = j->rule;
    bool has_two = !isnan(rule->threshold[1]) && rule->threshold[1] > 0;
    c->threshold.within_ms[0] = jj_threshold_ms(rule, c->profiles[0], rule->threshold[0]);
    c->threshold.within_ms[1] = has_two ? jj_threshold_ms(rule, c->profiles[0], rule->threshold[1])
                                        : c->threshold.within_ms[0];
    c->threshold.is_urban = has_two ? j->scene->is_urban : NULL;
    uint32_t *within = c->threshold.within_ms;
    if (c->cannot_tell_urban && has_two && within[1] < within[0])
        within[0] = within[1];
}

static jj_reach_map map_of(const jj_judge *j, const jj_coverage *c, const jj_joint *joint) {
    return (jj_reach_map){.grid = &j->scene->grid,
                          .lengths = &j->scene->lengths,
                          .people = c->people,
                          .reach = c->reach,
                          .time_ms = joint->time_ms,
                          .nearest = joint->nearest};
}

static void classify(const jj_judge *j, jj_coverage *c, const jj_joint *whole, uint8_t *reach) {
    const float *paces[4];
    size_t n_paces = 0, first = (size_t)c->rows.first * j->scene->grid.cols;
    for (size_t p = 0; p < j->rule->n_profiles; p++)
        if (c->profiles[p]->mode == JJ_MODE_GROUND)
            paces[n_paces++] = c->profiles[p]->pace_ms_m + first;
    bool all_ground = n_paces == j->rule->n_profiles;
    const uint8_t *is_nodata = j->scene->is_nodata;
    jj_joint joint = in_rows(j, c, whole);
    jj_threshold threshold = c->threshold;
    threshold.is_urban = threshold.is_urban ? threshold.is_urban + first : NULL;
    jj_reach_classify(&joint, &threshold, paces, all_ground ? n_paces : 0,
                      is_nodata ? is_nodata + first : NULL, reach + first);
}

/* Differences compare what lies in the mask with the rest; nothing is left out. */
static bool is_masked(const jj_judge *j) {
    return *j->rule->area_mask && strcmp(j->rule->area_mask, "all") != 0 &&
           j->rule->metric != JJ_EQUITY;
}

static jj_status weigh_cells(jj_judge *j, jj_coverage *c) {
    const jj_scene *s = j->scene;
    size_t n = c->joint.n;
    bool masked = is_masked(j) && c->mask;
    c->people = c->demand ? c->demand->people : NULL;
    if (!masked && c->people)
        return JJ_OK;
    c->masked = jj_alloc(n, sizeof *c->masked);
    if (!c->masked)
        return jj_no_memory(j->ctx, "an area mask", n * sizeof *c->masked);
    size_t first = (size_t)c->rows.first * s->grid.cols, end = (size_t)c->rows.end * s->grid.cols;
    for (size_t i = first; i < end; i++) {
        double weight = c->people
                            ? c->people[i]
                            : (double)s->residential[i] *
                                  jj_lengths_area_m2(&s->lengths, (uint32_t)(i / s->grid.cols),
                                                     (uint32_t)(i % s->grid.cols));
        c->masked[i] = masked ? weight * (double)c->mask[i] : weight;
    }
    c->people = c->masked;
    return JJ_OK;
}

/*
 * Who goes where, kind by kind: a cell may have its clinic in one place and its school in another.
 */
static jj_status add_catchments(jj_judge *j, jj_coverage *c, size_t kind) {
    jj_result *out = j->out;
    const jj_selection *selection = c->selections[kind];
    if (!jj_grow(&out->catchments, &out->cap_catchments, out->n_catchments + selection->n,
                 sizeof *out->catchments))
        return jj_no_memory(j->ctx, "catchments", selection->n * sizeof *out->catchments);
    classify(j, c, &c->either, c->reach);
    jj_reach_map map = map_of(j, c, &c->either);
    jj_catchment *added = &out->catchments[out->n_catchments];
    JJ_TRY(
        jj_catchments(j->ctx, j->scene, &map, c->rows, selection->facilities, selection->n, added));
    if (c->scope)
        jj_scope_catchments(c->scope, j->rule_index, (uint32_t)kind, added, selection->n);
    for (size_t i = 0; i < selection->n; i++) {
        added[i].rule = j->rule_index;
        added[i].kind = (uint32_t)kind;
    }
    out->n_catchments += selection->n;
    return JJ_OK;
}

/* One kind more that some cells are without. */
static jj_status count_missing(jj_judge *j, jj_coverage *c) {
    if (jj_rule_n_kinds(j->rule) < 2)
        return JJ_OK;
    if (!c->n_missing)
        c->n_missing = jj_alloc(c->joint.n, 1);
    if (!c->n_missing)
        return jj_no_memory(j->ctx, "kinds out of reach", c->joint.n);
    size_t cols = j->scene->grid.cols;
    for (size_t i = c->rows.first * cols; i < c->rows.end * cols; i++)
        if (c->either.time_ms[i] > jj_threshold_at(&c->threshold, i))
            c->n_missing[i]++;
    return JJ_OK;
}

/* The joint field of all kinds, catchments on the way. */
static jj_status join_kinds(jj_judge *j, jj_coverage *c) {
    for (size_t i = 0; i < jj_rule_n_kinds(j->rule); i++) {
        for (size_t p = 0; p < j->rule->n_profiles; p++)
            JJ_TRY(join_profile(j, c, i, p));
        JJ_TRY(count_missing(j, c));
        if (c->demand)
            JJ_TRY(add_catchments(j, c, i));
        if (jj_rule_n_kinds(j->rule) == 1) {
            c->joint = c->either;
            continue;
        }
        jj_joint joint = in_rows(j, c, &c->joint), either = in_rows(j, c, &c->either);
        if (i == 0) {
            memcpy(joint.time_ms, either.time_ms, joint.n * sizeof *joint.time_ms);
            memcpy(joint.nearest, either.nearest, joint.n * sizeof *joint.nearest);
        } else {
            jj_joint_all(&joint, either.time_ms, either.nearest);
        }
    }
    classify(j, c, &c->joint, c->reach);
    return JJ_OK;
}

static void fill_row(jj_judge *j, const jj_coverage *c, jj_slot *slot, const jj_unit_sums *found) {
    jj_rule_row *row = &slot->row;
    const jj_reach_sums *sums = &found->sums;
    row->num = sums->of[JJ_REACH_COVERED];
    row->den = sums->people;
    row->demand_total = sums->people;
    row->demand_uncovered =
        sums->of[JJ_REACH_TOO_FAR] + sums->of[JJ_REACH_UNREACHABLE] + sums->of[JJ_REACH_BLOCKED];
    row->people_year = c->demand ? c->demand->year : 0;
    row->flags |= c->demand && c->demand->is_modelled ? JJ_FLAG_MODELLED : 0U;
    if (sums->reached > 0)
        row->mean_ms = (uint32_t)floor(sums->time_sum / sums->reached + 0.5);
    if (sums->peak_cell != JJ_NO_CELL) {
        row->nearest_facility = found->peak_nearest;
        row->nearest_ms = found->peak_ms;
    }
    jj_judge_by_target(j, slot);
}

static jj_unit_sums sum_unit(const jj_judge *j, const jj_coverage *c, uint32_t unit) {
    const jj_cover *cover = &j->scene->units.units[unit].cover;
    jj_unit_sums found = {j->rule_index, unit, jj_reach_sum(&c->map, cover), JJ_NO_FACILITY,
                          JJ_UNREACHED};
    if (found.sums.peak_cell == JJ_NO_CELL)
        return found;
    found.peak_nearest = c->joint.nearest[found.sums.peak_cell];
    found.peak_ms = c->joint.time_ms[found.sums.peak_cell];
    return found;
}

static bool is_summed(const jj_judge *j, uint32_t unit, bool is_member) {
    const jj_unit *u = &j->scene->units.units[unit];
    return u->has_geometry && (is_member || !u->is_judged);
}

static bool is_member(const jj_judge *j, uint32_t unit) {
    const jj_units *u = &j->scene->units;
    return u->units[unit].is_judged && jj_unit_set_holds(u, &j->set, unit);
}

/* Sums of every unit of the level that has any: of untouched ones as they were. */
static jj_status sum_units(jj_judge *j, const jj_coverage *c) {
    jj_result *out = j->out;
    const jj_level *level = &j->scene->units.levels[j->set.level];
    size_t n_was = 0, k = 0;
    const jj_unit_sums *was = NULL;
    if (c->scope)
        was = jj_sums_of(c->scope->before, c->scope->rule_before[j->rule_index], &n_was);
    if (!jj_grow(&out->sums, &out->cap_sums, out->n_sums + level->n, sizeof *out->sums))
        return jj_no_memory(j->ctx, "sums of units", level->n * sizeof *out->sums);
    for (uint32_t i = level->first; i < level->first + level->n; i++) {
        if (!is_summed(j, i, is_member(j, i)))
            continue;
        while (k < n_was && was[k].unit < i)
            k++;
        bool is_kept =
            k < n_was && was[k].unit == i &&
            !jj_touched_meets(c->scope->touched, c->map.grid, &j->scene->units.units[i].cover);
        jj_unit_sums *to = &out->sums[out->n_sums++];
        *to = is_kept ? was[k] : sum_unit(j, c, i);
        to->rule = j->rule_index;
    }
    return JJ_OK;
}

/* Every unit of the level with a polygon; those that are not judged only add to their parents. */
static jj_status judge_units(jj_judge *j, const jj_coverage *c) {
    const jj_units *u = &j->scene->units;
    const jj_level *level = &u->levels[j->set.level];
    size_t at = j->out->n_sums;
    JJ_TRY(sum_units(j, c));
    for (uint32_t i = level->first; i < level->first + level->n; i++) {
        bool is_asked = is_member(j, i);
        if (is_summed(j, i, is_asked)) {
            jj_slot *slot = jj_judge_slot(j, i);
            fill_row(j, c, slot, &j->out->sums[at++]);
            slot->is_hidden = !is_asked;
            if (j->shared->is_figures_only)
                continue;
            jj_band_sum(c, &u->units[i].cover, slot->band);
            jj_judge_band(j, slot);
            jj_doubt_judge(j, c, slot);
        } else if (is_asked) {
            jj_slot *slot = jj_judge_slot(j, i);
            slot->row.verdict = JJ_NODATA;
            jj_both_add(&j->out->arena, &slot->missing, "no boundary");
        }
    }
    return JJ_OK;
}

/* Units above the set by their own outlines, where the set is all that is judged of its level. */
static void sum_above(jj_judge *j, const jj_reach_map *map) {
    const jj_units *u = &j->scene->units;
    const jj_level *level = &u->levels[j->set.level];
    for (uint32_t i = level->first; i < level->first + level->n; i++)
        if (u->units[i].is_judged && !j->slots[i].is_used)
            return;
    for (uint32_t i = 0; i < level->first; i++) {
        if (!u->units[i].is_judged || !u->units[i].has_geometry)
            continue;
        jj_reach_sums sums = jj_reach_sum(map, &u->units[i].cover);
        jj_slot *slot = jj_judge_slot(j, i);
        slot->row.own_num = sums.of[JJ_REACH_COVERED];
        slot->row.own_den = sums.people;
    }
}

static jj_status add_balance(jj_judge *j, const jj_coverage *c, const jj_reach_map *map) {
    jj_result *out = j->out;
    const float *inside;
    JJ_TRY(jj_shared_inside(j, j->set.level, &inside));
    if (!jj_grow(&out->balances, &out->cap_balances, out->n_balances + 1, sizeof *out->balances))
        return jj_no_memory(j->ctx, "balances", 0);
    jj_reach_map everyone = *map;
    everyone.people = c->demand->people;
    jj_balance b;
    JJ_TRY(
        jj_balance_people(j->ctx, &everyone, inside, c->demand->total, c->demand->in_nodata, &b));
    b.rule = j->rule_index;
    b.demand = (uint32_t)(c->demand - j->scene->demands);
    out->balances[out->n_balances++] = b;
    return JJ_OK;
}

/* Of rules that look at own units alone every unit is a field of its own. */
static const jj_scope *scope_of(const jj_judge *j) {
    const jj_scope *scope = j->shared->scope;
    size_t n = 0;
    if (!scope || (j->rule->metric != JJ_POP_COVER && j->rule->metric != JJ_LAND_COVER) ||
        j->rule->own_unit_only)
        return NULL;
    jj_sums_of(scope->before, scope->rule_before[j->rule_index], &n);
    return n > 0 ? scope : NULL;
}

static jj_status prepare(jj_judge *j, jj_coverage *c) {
    c->scope = scope_of(j);
    c->rows = c->scope ? jj_scope_rows(c->scope, j->scene, j->rule_index, (uint32_t)j->set.level)
                       : (jj_rows){0, j->scene->grid.rows};
    JJ_TRY(reserve(j, c));
    bool asks_urban = (is_masked(j) && jj_mask_is_urban(j->rule->area_mask));
    c->cannot_tell_urban = !j->scene->is_urban && (asks_urban || j->rule->threshold[1] > 0);
    if (c->cannot_tell_urban)
        jj_both_add(&j->out->arena, &j->note,
                    "; urban and rural cannot be told apart, the stricter threshold holds");
    set_threshold(j, c);
    JJ_TRY(weigh_cells(j, c));
    JJ_TRY(join_kinds(j, c));
    c->map = map_of(j, c, &c->joint);
    return JJ_OK;
}

/* The result takes over what each cell came to. */
static jj_status keep_reach(jj_judge *j, jj_coverage *c) {
    jj_result *out = j->out;
    if (!jj_grow(&out->reaches, &out->cap_reaches, out->n_reaches + 1, sizeof *out->reaches))
        return jj_no_memory(j->ctx, "rasters", 0);
    out->reaches[out->n_reaches++] =
        (jj_rule_reach){j->rule_index, c->reach, c->people, c->masked, c->n_missing};
    c->n_missing = NULL;
    c->reach = NULL;
    c->masked = NULL;
    return JJ_OK;
}

jj_status jj_coverage_open(jj_judge *j, jj_coverage *c, bool *is_known) {
    *c = (jj_coverage){0};
    jj_both missing = JJ_BOTH_EMPTY;
    JJ_TRY(jj_shared_mask(j, &c->mask));
    *is_known = find_inputs(j, c, &missing);
    if (!*is_known) {
        jj_judge_lacks(j, &missing);
        return JJ_OK;
    }
    *is_known = j->set.n > 0 && find_selections(j, c);
    return *is_known ? prepare(j, c) : JJ_OK;
}

void jj_coverage_close(jj_coverage *c) {
    if (c->joint.time_ms != c->either.time_ms) {
        jj_free(c->joint.time_ms);
        jj_free(c->joint.nearest);
    }
    if (!c->is_field) {
        jj_free(c->either.time_ms);
        jj_free(c->either.nearest);
    }
    jj_free(c->reach);
    jj_free(c->masked);
    jj_free(c->n_missing);
    jj_free(c->sure_ms);
    jj_free(c->band.strict_ms);
    jj_free(c->band.straight_ms);
    *c = (jj_coverage){0};
}

/* People of a judged unit by how many kinds they are without. */
static jj_status add_missing(jj_judge *j, const jj_coverage *c, uint32_t unit) {
    double people[JJ_COUNT(c->selections) + 1] = {0}, all = 0;
    const jj_cover *cover = &j->scene->units.units[unit].cover;
    size_t n_kinds = jj_rule_n_kinds(j->rule);
    for (size_t k = 0; k < cover->n_spans; k++) {
        const jj_span *s = &cover->spans[k];
        size_t first = jj_span_cell(c->map.grid, s);
        for (size_t i = first; i < first + s->n; i++) {
            double here = c->reach[i] == JJ_REACH_NODATA ? 0 : c->people[i] * s->fraction;
            people[c->n_missing[i]] += here;
            all += here;
        }
    }
    jj_result *out = j->out;
    if (!jj_grow(&out->missing, &out->cap_missing, out->n_missing + n_kinds + 1,
                 sizeof *out->missing))
        return jj_no_memory(j->ctx, "kinds out of reach", 0);
    for (uint32_t k = 0; k <= n_kinds; k++)
        out->missing[out->n_missing++] = (jj_missing_row){j->rule_index, unit, k, people[k], all};
    return JJ_OK;
}

static jj_status judge_covered(jj_judge *j, jj_coverage *c) {
    if (!j->shared->is_figures_only) {
        JJ_TRY(jj_band_find(j, c));
        JJ_TRY(jj_doubt_find(j, c));
    }
    JJ_TRY(judge_units(j, c));
    if (!j->shared->is_figures_only)
        sum_above(j, &c->map);
    for (size_t i = 0; !c->scope && c->n_missing && i < j->set.n; i++)
        JJ_TRY(add_missing(j, c, j->set.units[i]));
    if (!c->demand)
        return JJ_OK;
    if (!c->scope)
        JJ_TRY(add_balance(j, c, &c->map));
    return jj_judge_gaps(j, &c->map, c->scope, c->selections[0], c->profiles[0]);
}

jj_status jj_judge_coverage(jj_judge *j) {
    jj_coverage c;
    bool is_known;
    j->is_whole = false;
    j->gap_unit = is_land(j) ? "m2" : "people";
    jj_status st = jj_coverage_open(j, &c, &is_known);
    if (st == JJ_OK && is_known)
        st = judge_covered(j, &c);
    if (st == JJ_OK && is_known)
        st = keep_reach(j, &c);
    jj_coverage_close(&c);
    return st;
}
