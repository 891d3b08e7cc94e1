/* Where a rule counts people: in town, in the country, where they live densely, in marked units. */
#include "base/text.h"
#include "rules/judge.h"
#include "rules/words.h"

#include <math.h>
#include <string.h>

/* From here on people live densely: the urban centres of the Degree of Urbanisation (Eurostat,
 * UN-Habitat 2021). */
static const double DENSE_PEOPLE_KM2 = 1500;

static bool is_one_of(const char *mask, const char *const *names, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (strcmp(mask, names[i]) == 0)
            return true;
    return false;
}

bool jj_mask_is_urban(const char *mask) {
    static const char *const names[] = {"urban", "rural", "urban_community"};
    return is_one_of(mask, names, JJ_COUNT(names));
}

/* "people>=300000": the rule speaks of units that large. False for any other mask. */
static bool parse_size(const char *mask, double *people) {
    static const char begin[] = "people>=";
    return strncmp(mask, begin, sizeof begin - 1) == 0 &&
           jj_parse_double(mask + sizeof begin - 1, people);
}

bool jj_mask_is_marked(const jj_judge *j) {
    const char *mask = j->rule->area_mask;
    double people;
    bool is_own_level =
        !j->set.is_fallback && j->set.level_id && strcmp(mask, j->set.level_id) == 0;
    return *mask && strcmp(mask, "all") != 0 && strcmp(mask, "dense") != 0 &&
           !jj_mask_is_urban(mask) && !parse_size(mask, &people) && !is_own_level;
}

static void mark_dense(const jj_scene *s, const jj_demand *total, float *share) {
    size_t n = jj_grid_cells(&s->grid);
    for (size_t i = 0; i < n; i++) {
        double m2 = jj_lengths_area_m2(&s->lengths, (uint32_t)(i / s->grid.cols),
                                       (uint32_t)(i % s->grid.cols));
        share[i] = total->people[i] >= DENSE_PEOPLE_KM2 * m2 / 1e6 ? 1 : 0;
    }
}

static void mark_units(const jj_scene *s, int column, float *share) {
    const jj_units *u = &s->units;
    for (size_t i = 0; i < u->n; i++)
        if (u->attributes[column][i] > 0 && u->units[i].has_geometry)
            jj_cover_mark_inside(&u->units[i].cover, &s->grid, share);
}

/* Fills share; false when the project cannot tell. */
static bool fill(const jj_judge *j, float *share) {
    const jj_scene *s = j->scene;
    const char *mask = j->rule->area_mask;
    size_t n = jj_grid_cells(&s->grid);
    if (jj_mask_is_urban(mask)) {
        for (size_t i = 0; s->is_urban && i < n; i++)
            share[i] = strcmp(mask, "rural") == 0 ? 1 - s->is_urban[i] : s->is_urban[i];
        return s->is_urban != NULL;
    }
    if (strcmp(mask, "dense") == 0) {
        const jj_demand *total = jj_scene_demand(s, "total", j->year);
        if (total && total->people)
            mark_dense(s, total, share);
        return total && total->people;
    }
    int column = jj_unit_column(&s->units, mask);
    if (column >= 0)
        mark_units(s, column, share);
    return column >= 0;
}

jj_status jj_shared_mask(jj_judge *j, const float **out) {
    const char *mask = j->rule->area_mask;
    *out = NULL;
    if (!*mask || strcmp(mask, "all") == 0 || !j->scene->has_grid ||
        (!jj_mask_is_urban(mask) && strcmp(mask, "dense") != 0 && !jj_mask_is_marked(j)))
        return JJ_OK;
    jj_shared *shared = j->shared;
    for (size_t i = 0; i < shared->n_masks; i++)
        if (strcmp(shared->masks[i].name, mask) == 0 &&
            (strcmp(mask, "dense") != 0 || shared->masks[i].year == j->year)) {
            *out = shared->masks[i].share;
            return JJ_OK;
        }
    if (!jj_grow(&shared->masks, &shared->cap_masks, shared->n_masks + 1, sizeof *shared->masks))
        return jj_no_memory(j->ctx, "area masks", 0);
    size_t n = jj_grid_cells(&j->scene->grid);
    JJ_AUTO float *share = jj_alloc(n, sizeof *share);
    if (!share)
        return jj_no_memory(j->ctx, "an area mask", n * sizeof *share);
    bool is_told = fill(j, share);
    shared->masks[shared->n_masks++] = (jj_mask){mask, j->year, is_told ? share : NULL};
    if (is_told) {
        *out = share;
        share = NULL; /* handed over */
    }
    return JJ_OK;
}

static jj_status leave_small(jj_judge *j, double least) {
    const jj_demand *total = jj_scene_demand(j->scene, "total", j->year);
    const double *people;
    if (!total) {
        jj_both missing = JJ_BOTH_EMPTY;
        jj_both_add(&j->out->arena, &missing, "no number of residents");
        jj_judge_lacks(j, &missing);
        j->set.n = 0;
        return JJ_OK;
    }
    JJ_TRY(jj_shared_people(j, total, &people));
    size_t n = 0;
    for (size_t i = 0; i < j->set.n; i++) {
        uint32_t unit = j->set.units[i];
        if (people[unit] >= least) {
            j->set.units[n++] = unit;
            continue;
        }
        jj_slot *slot = jj_judge_slot(j, unit);
        slot->row.verdict = isnan(people[unit]) ? JJ_NODATA : JJ_NA;
        slot->row.people_year = total->year;
        if (isnan(people[unit]))
            jj_both_add(&j->out->arena, &slot->missing, "no number of residents");
        else
            jj_both_add(&j->out->arena, &slot->note,
                        "; %.0f residents (%d), the rule begins at %.0f", people[unit], total->year,
                        least);
    }
    j->set.n = n;
    return JJ_OK;
}

/* Whether the unit, or one above it, is marked. */
static bool is_marked(const jj_units *u, int column, uint32_t unit) {
    for (uint32_t i = unit; i != JJ_NO_UNIT; i = u->units[i].parent)
        if (u->attributes[column][i] > 0)
            return true;
    return false;
}

static bool restrict_to_marked(jj_judge *j) {
    jj_both name = jj_words_mask(j->rule->area_mask);
    int column = jj_unit_column(&j->scene->units, j->rule->area_mask);
    if (column < 0) {
        jj_both missing = JJ_BOTH_EMPTY;
        jj_both_add(&j->out->arena, &missing, "no column of the units marks what lies ");
        jj_both_join(&j->out->arena, &missing, &name);
        jj_judge_lacks(j, &missing);
        return false;
    }
    size_t n = 0;
    for (size_t i = 0; i < j->set.n; i++)
        if (is_marked(&j->scene->units, column, j->set.units[i]))
            j->set.units[n++] = j->set.units[i];
        else
            jj_judge_slot(j, j->set.units[i])->row.verdict = JJ_NA;
    j->set.n = n;
    return n > 0;
}

jj_status jj_mask_restrict(jj_judge *j, bool *is_any) {
    double least;
    *is_any = true;
    if (parse_size(j->rule->area_mask, &least)) {
        JJ_TRY(leave_small(j, least));
        *is_any = j->set.n > 0;
        return JJ_OK;
    }
    if (!jj_mask_is_marked(j))
        return JJ_OK;
    *is_any = restrict_to_marked(j);
    return JJ_OK;
}
