/* Gaps of a coverage rule: the uncovered settlements of each judged unit, and why. */
#include "rules/fields.h"
#include "rules/judge.h"

#include <string.h>

/* Facilities open that year, of a kind that is selected, with a place, but not selected. */
static jj_status others_of_kind(jj_judge *j, const jj_selection *selection, uint32_t **out,
                                size_t *n) {
    const jj_scene *s = j->scene;
    *n = 0;
    *out = jj_alloc(s->n_facilities, sizeof **out);
    JJ_AUTO bool *is_selected = jj_alloc(s->n_facilities, sizeof *is_selected);
    if (!*out || !is_selected)
        return jj_no_memory(j->ctx, "facilities nearby", s->n_facilities * sizeof **out);
    for (size_t i = 0; i < selection->n; i++)
        is_selected[selection->facilities[i]] = true;
    for (uint32_t i = 0; i < s->n_facilities; i++) {
        const jj_facility *f = &s->facilities[i];
        if (!is_selected[i] && f->cell != JJ_NO_CELL && jj_facility_is_open(f, j->year) &&
            jj_filter_quotes(selection->filter, f->kind))
            (*out)[(*n)++] = i;
    }
    return JJ_OK;
}

/* Cells from which a facility of the kind that does not qualify is in reach; *out NULL = none. */
static jj_status mark_near_others(jj_judge *j, const jj_selection *selection,
                                  const jj_profile *profile, uint8_t **out) {
    *out = NULL;
    JJ_AUTO uint32_t *others = NULL;
    size_t n;
    JJ_TRY(others_of_kind(j, selection, &others, &n));
    if (n == 0)
        return JJ_OK;
    size_t n_cells = jj_grid_cells(&j->scene->grid);
    JJ_AUTO uint32_t *time_ms = jj_alloc(n_cells, sizeof *time_ms);
    *out = jj_alloc(n_cells, 1);
    if (!time_ms || !*out)
        return jj_no_memory(j->ctx, "facilities nearby", n_cells * 5);
    jj_field_query q = {profile, others, n,
                        jj_threshold_ms(j->rule, profile, j->rule->threshold[0]), NULL};
    JJ_TRY(jj_field_solve(j->ctx, j->scene, &q, time_ms, NULL));
    j->out->solves.n_nearby++;
    for (size_t i = 0; i < n_cells; i++)
        (*out)[i] = time_ms[i] != JJ_UNREACHED;
    return JJ_OK;
}

/* Whether a facility that would qualify is declared for the unit but stands nowhere. */
static bool lists_placeless(const jj_judge *j, const jj_selection *selection, uint32_t unit) {
    const jj_units *u = &j->scene->units;
    for (size_t i = 0; i < selection->n; i++) {
        const jj_facility *f = &j->scene->facilities[selection->facilities[i]];
        if (f->cell == JJ_NO_CELL && f->unit_declared != JJ_NO_UNIT &&
            jj_unit_at_level(u, f->unit_declared, u->units[unit].level) == unit)
            return true;
    }
    return false;
}

static jj_status gaps_of_units(jj_judge *j, const jj_gap_query *q, const jj_scope *scope,
                               const jj_selection *selection, jj_gap_list *list) {
    for (size_t i = 0; i < j->set.n; i++) {
        uint32_t unit = j->set.units[i];
        const jj_cover *cover = &j->scene->units.units[unit].cover;
        if (!scope || jj_touched_meets(scope->touched, q->map->grid, cover))
            JJ_TRY(jj_gaps_of_unit(j->ctx, q, unit, cover,
                                   !scope && lists_placeless(j, selection, unit), list));
    }
    return JJ_OK;
}

jj_status jj_judge_gaps(jj_judge *j, const jj_reach_map *map, const jj_scope *scope,
                        const jj_selection *selection, const jj_profile *profile) {
    size_t n_cells = jj_grid_cells(map->grid);
    JJ_AUTO uint8_t *near_other = NULL;
    if (!scope)
        JJ_TRY(mark_near_others(j, selection, profile, &near_other));
    JJ_AUTO uint32_t *mark = jj_alloc(n_cells, sizeof *mark);
    if (!mark)
        return jj_no_memory(j->ctx, "gap cells", n_cells * sizeof *mark);
    jj_gap_query q = {map, j->scene->patch_density_km2, near_other, mark};
    jj_gap_list list = {j->out->patches, j->out->n_patches, j->out->cap_patches};
    size_t first = list.n;
    jj_status st = gaps_of_units(j, &q, scope, selection, &list);
    j->out->patches = list.patches;
    j->out->n_patches = list.n;
    j->out->cap_patches = list.cap;
    if (st != JJ_OK)
        return st;
    for (size_t i = first; i < list.n; i++)
        list.patches[i].rule = j->rule_index;
    return jj_gaps_rank(j->ctx, &list.patches[first], list.n - first);
}
