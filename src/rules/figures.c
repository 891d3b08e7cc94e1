#include "rules/figures.h"
#include "rules/words.h"

#include <math.h>
#include <string.h>

static jj_status reserve(jj_judge *j, jj_figures *out) {
    *out = (jj_figures){.value = jj_alloc(j->scene->units.n, sizeof *out->value)};
    if (!out->value)
        return jj_no_memory(j->ctx, "figures of units", j->scene->units.n * sizeof *out->value);
    for (size_t i = 0; i < j->scene->units.n; i++)
        out->value[i] = NAN;
    return JJ_OK;
}

static jj_status sum_facilities(jj_judge *j, const jj_selection *selection, const double *attribute,
                                jj_figures *out) {
    const jj_units *u = &j->scene->units;
    out->provision = jj_alloc(u->n, sizeof *out->provision);
    if (!out->provision)
        return jj_no_memory(j->ctx, "provision", u->n * sizeof *out->provision);
    jj_provision_query q = {selection->facilities, selection->n, attribute, (uint32_t)j->set.level};
    jj_provision_sum(j->scene, &q, out->provision);
    const jj_level *level = &u->levels[j->set.level];
    for (uint32_t i = level->first; i < level->first + level->n; i++) {
        const jj_provision *p = &out->provision[i];
        out->value[i] = p->n > 0 && p->n_missing == p->n ? NAN : p->sum;
    }
    return JJ_OK;
}

static bool is_given(const jj_scene *s, const double *attribute) {
    for (size_t i = 0; attribute && i < s->n_facilities; i++)
        if (!isnan(attribute[i]))
            return true;
    return false;
}

/* People on the share of each cell that the rule's mask takes in. */
static double masked_people(const jj_judge *j, const jj_demand *demand, const float *mask,
                            uint32_t unit) {
    const jj_cover *cover = &j->scene->units.units[unit].cover;
    double sum = 0;
    for (size_t k = 0; k < cover->n_spans; k++) {
        const jj_span *s = &cover->spans[k];
        size_t first = (size_t)s->row * j->scene->grid.cols + s->col;
        for (size_t i = first; i < first + s->n; i++)
            sum += demand->people[i] * s->fraction * (double)mask[i];
    }
    return sum;
}

static jj_status read_people(jj_judge *j, const jj_demand *demand, jj_figures *out) {
    const double *people;
    const float *mask;
    JJ_TRY(jj_shared_people(j, demand, &people));
    JJ_TRY(jj_shared_mask(j, &mask));
    bool is_masked = mask && demand->people;
    for (size_t i = 0; i < j->scene->units.n; i++)
        out->value[i] = is_masked && j->scene->units.units[i].has_geometry
                            ? masked_people(j, demand, mask, (uint32_t)i)
                            : people[i];
    if (jj_mask_is_urban(j->rule->area_mask) && !is_masked)
        jj_both_add(&j->out->arena, &j->note, "; urban and rural people cannot be told apart");
    out->people_year = demand->year;
    out->is_modelled = demand->is_modelled;
    return JJ_OK;
}

/* An age group may stand above the line: people of 65 and more over all. */
static jj_status read_group(jj_judge *j, const char *group, jj_figures *out, bool *is_known) {
    const jj_demand *demand = jj_scene_demand(j->scene, group, j->year);
    *is_known = demand != NULL;
    return demand ? read_people(j, demand, out) : JJ_OK;
}

static void lacks_column(jj_judge *j, const char *attr) {
    jj_both missing = JJ_BOTH_EMPTY;
    jj_both word = jj_words_term(&j->out->arena, j->scene, attr);
    jj_both_add(&j->out->arena, &missing, "no facility or unit tells ");
    jj_both_join(&j->out->arena, &missing, &word);
    jj_judge_lacks(j, &missing);
}

jj_status jj_figures_of_facilities(jj_judge *j, size_t filter, const char *attr, jj_figures *out,
                                   bool *is_known) {
    JJ_TRY(reserve(j, out));
    const double *attribute = attr[0] ? jj_scene_attribute(j->scene, attr) : NULL;
    bool from_facilities = !attr[0] || is_given(j->scene, attribute);
    int column = from_facilities ? -1 : jj_unit_column(&j->scene->units, attr);
    *is_known = false;
    if (column >= 0) {
        for (size_t i = 0; i < j->scene->units.n; i++)
            out->value[i] = j->scene->units.attributes[column][i];
        *is_known = true;
        return JJ_OK;
    }
    if (!from_facilities) {
        JJ_TRY(read_group(j, attr, out, is_known));
        if (!*is_known)
            lacks_column(j, attr);
        return JJ_OK;
    }
    const jj_selection *selection = jj_judge_selection(j, filter);
    if (!selection)
        return JJ_OK;
    *is_known = true;
    return sum_facilities(j, selection, attribute, out);
}

jj_status jj_figures_of_people(jj_judge *j, jj_figures *out, bool *is_known) {
    JJ_TRY(reserve(j, out));
    const jj_demand *demand = jj_scene_demand(j->scene, j->rule->demand, j->year);
    *is_known = demand != NULL;
    if (demand)
        return read_people(j, demand, out);
    jj_both missing = JJ_BOTH_EMPTY;
    jj_both word = jj_words_group(&j->out->arena, j->rule->demand);
    jj_both_add(&j->out->arena, &missing, "no number of ");
    jj_both_join(&j->out->arena, &missing, &word);
    jj_judge_lacks(j, &missing);
    return JJ_OK;
}

void jj_judge_lacks_figure(jj_judge *j, jj_slot *slot) {
    jj_arena *a = &j->out->arena;
    jj_both above = *j->rule->num_attr ? jj_words_term(a, j->scene, j->rule->num_attr)
                                       : jj_words_kinds(a, j->scene, j->rule->filters[0]);
    jj_both below = *j->rule->den_attr ? jj_words_term(a, j->scene, j->rule->den_attr)
                                       : jj_words_group(a, j->rule->demand);
    jj_both_add(a, &slot->missing, "not known here: ");
    jj_both_join(a, &slot->missing, &above);
    if (!below.en[0])
        return;
    jj_both_add(a, &slot->missing, ", or ");
    jj_both_join(a, &slot->missing, &below);
}

void jj_figures_deinit(jj_figures *f) {
    jj_free(f->value);
    jj_free(f->provision);
    *f = (jj_figures){0};
}

void jj_judge_each(jj_judge *j, jj_each_unit_fn fn, void *arg) {
    const jj_units *u = &j->scene->units;
    const jj_level *level = &u->levels[j->set.level];
    for (uint32_t i = level->first; i < level->first + level->n; i++) {
        bool is_member = u->units[i].is_judged && jj_unit_set_holds(u, &j->set, i);
        if (!is_member && u->units[i].is_judged)
            continue;
        bool is_left_out = j->slots[i].is_used && j->slots[i].row.verdict == JJ_NA;
        if (is_left_out) /* by the rule's area */
            continue;
        jj_slot *slot = jj_judge_slot(j, i);
        slot->is_hidden = !is_member;
        fn(j, i, slot, arg);
    }
}
