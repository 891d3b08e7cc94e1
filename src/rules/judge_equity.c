/* Differences: town and country, unit and unit, school and school. */
#include "analysis/equity/equity.h"
#include "rules/figures.h"
#include "rules/judge_coverage.h"
#include "rules/target.h"

#include <math.h>
#include <string.h>

/* What differs: a value of each unit of the set's level, and the people it is for. */
typedef struct spread {
    double *value, *weight; /* by unit; owned */
} spread;

static jj_status spread_reserve(jj_judge *j, spread *s) {
    size_t n = j->scene->units.n;
    *s = (spread){jj_alloc(n, sizeof(double)), jj_alloc(n, sizeof(double))};
    if (!s->value || !s->weight)
        return jj_no_memory(j->ctx, "inequality", n * 16);
    for (size_t i = 0; i < n; i++)
        s->value[i] = NAN;
    return JJ_OK;
}

static void note_indices(jj_judge *j, jj_slot *slot, const jj_equity *e) {
    if (e->n > 1)
        jj_both_add(&j->out->arena, &slot->note,
                    "; over %zu: mean %.4g, CV %.4f, Gini %.4f, Theil %.4f (within %.4f, between "
                    "%.4f)",
                    e->n, e->mean, e->cv, e->gini, e->theil, e->theil_within, e->theil_between);
}

/* The indices of the set's units below one parent, grouped by the level under it. */
static jj_status judge_parent(jj_judge *j, uint32_t parent, const spread *s) {
    const jj_units *u = &j->scene->units;
    uint32_t level = u->units[parent].level;
    const jj_level *own = &u->levels[j->set.level];
    JJ_AUTO double *value = jj_alloc(own->n, sizeof *value);
    JJ_AUTO double *weight = jj_alloc(own->n, sizeof *weight);
    JJ_AUTO uint32_t *group = jj_alloc(own->n, sizeof *group);
    if (!value || !weight || !group)
        return jj_no_memory(j->ctx, "inequality", own->n * 20);
    size_t n = 0;
    for (uint32_t i = own->first; i < own->first + own->n; i++) {
        if (jj_unit_at_level(u, i, level) != parent)
            continue;
        uint32_t below = jj_unit_at_level(u, i, level + 1);
        value[n] = s->value[i];
        weight[n] = s->weight[i];
        group[n++] = below == JJ_NO_UNIT ? 0 : below - u->levels[level + 1].first;
    }
    jj_equity e;
    JJ_TRY(jj_equity_of(j->ctx, value, weight, group, u->levels[level + 1].n, n, &e));
    jj_slot *slot = jj_judge_slot(j, parent);
    slot->row.flags |= JJ_FLAG_ROLLED_UP;
    note_indices(j, slot, &e);
    if (isnan(slot->row.num) && e.n > 1) {
        slot->row.value = e.gini;
    } else if (isnan(slot->row.num)) {
        slot->row.verdict = JJ_NODATA;
        jj_both_add(&j->out->arena, &slot->missing, "fewer than two units with a value");
    }
    return JJ_OK;
}

static jj_status judge_parents(jj_judge *j, const spread *s) {
    const jj_units *u = &j->scene->units;
    for (uint32_t i = 0; i < u->levels[j->set.level].first; i++)
        if (u->units[i].is_judged)
            JJ_TRY(judge_parent(j, i, s));
    return JJ_OK;
}

/* Covered and all people in town [0] and country [1]; where the rule has a mask of its own, of the
 * rest [0] and of what it takes in [1]. */
typedef struct sides {
    double covered[2], people[2];
} sides;

static bool has_own_mask(const jj_judge *j, const jj_coverage *c) {
    return c->mask && !jj_mask_is_urban(j->rule->area_mask);
}

static sides sides_of(const jj_judge *j, const jj_coverage *c, const jj_cover *cover) {
    sides sum = {0};
    for (size_t k = 0; k < cover->n_spans; k++) {
        const jj_span *s = &cover->spans[k];
        size_t first = jj_span_cell(c->map.grid, s);
        for (size_t i = first; i < first + s->n; i++) {
            if (c->reach[i] == JJ_REACH_NODATA)
                continue;
            double people = c->demand->people[i] * s->fraction;
            double urban = has_own_mask(j, c)   ? 1 - (double)c->mask[i]
                           : j->scene->is_urban ? (double)j->scene->is_urban[i]
                                                : 1;
            double share[2] = {urban, 1 - urban};
            for (int side = 0; side < 2; side++) {
                sum.people[side] += people * share[side];
                if (c->reach[i] == JJ_REACH_COVERED)
                    sum.covered[side] += people * share[side];
            }
        }
    }
    return sum;
}

/* Rural over urban coverage where both are inhabited, else plain coverage. */
static void fill_sides(jj_judge *j, const jj_coverage *c, jj_slot *slot, const sides *s) {
    double people = s->people[0] + s->people[1];
    slot->row.demand_total = people;
    slot->row.demand_uncovered = people - s->covered[0] - s->covered[1];
    bool has_sides =
        (j->scene->is_urban || has_own_mask(j, c)) && s->people[0] > 0 && s->people[1] > 0;
    if (!has_sides) {
        slot->row.verdict = j->rule->has_target ? JJ_NODATA : JJ_REPORT;
        slot->row.value = people > 0 ? (s->covered[0] + s->covered[1]) / people : NAN;
        if (j->rule->has_target)
            jj_both_add(&j->out->arena, &slot->missing, "urban and rural people apart");
        return;
    }
    slot->row.num = s->covered[1] / s->people[1];
    slot->row.den = s->covered[0] / s->people[0];
    jj_judge_by_target(j, slot);
    double rates[] = {slot->row.num * 100, slot->row.den * 100};
    if (has_own_mask(j, c))
        jj_both_add(&j->out->arena, &slot->note,
                    "; there %.2f %%, elsewhere %.2f %%, %.2f points apart", rates[0], rates[1],
                    rates[1] - rates[0]);
    else
        jj_both_add(&j->out->arena, &slot->note,
                    "; rural %.2f %%, urban %.2f %%, %.2f points apart", rates[0], rates[1],
                    rates[1] - rates[0]);
}

static jj_status judge_covered(jj_judge *j, const jj_coverage *c) {
    const jj_units *u = &j->scene->units;
    JJ_AUTO sides *by_unit = jj_alloc(u->n, sizeof *by_unit);
    spread s;
    if (!by_unit)
        return jj_no_memory(j->ctx, "inequality", u->n * sizeof *by_unit);
    JJ_TRY(spread_reserve(j, &s));
    const jj_level *level = &u->levels[j->set.level];
    for (uint32_t i = level->first; i < level->first + level->n; i++) {
        by_unit[i] = sides_of(j, c, &u->units[i].cover);
        double people = by_unit[i].people[0] + by_unit[i].people[1];
        s.weight[i] = people;
        s.value[i] = people > 0 ? (by_unit[i].covered[0] + by_unit[i].covered[1]) / people : NAN;
        for (uint32_t p = u->units[i].parent; p != JJ_NO_UNIT; p = u->units[p].parent)
            for (int side = 0; side < 2; side++) {
                by_unit[p].people[side] += by_unit[i].people[side];
                by_unit[p].covered[side] += by_unit[i].covered[side];
            }
    }
    for (uint32_t i = 0; i < level->first + level->n; i++)
        if (u->units[i].is_judged && (i < level->first || jj_unit_set_holds(u, &j->set, i)))
            fill_sides(j, c, jj_judge_slot(j, i), &by_unit[i]);
    jj_status st = judge_parents(j, &s);
    jj_free(s.value);
    jj_free(s.weight);
    return st;
}

static jj_status judge_coverage_apart(jj_judge *j) {
    jj_coverage c;
    bool is_known;
    jj_status st = jj_coverage_open(j, &c, &is_known);
    if (st == JJ_OK && is_known)
        st = judge_covered(j, &c);
    jj_coverage_close(&c);
    return st;
}

/* Between the facilities of one unit: num_attr over den_attr of each, weighted by den_attr. */
static jj_status judge_between_facilities(jj_judge *j, const double *above, const double *below) {
    const jj_selection *selection = jj_judge_selection(j, 0);
    if (!selection)
        return JJ_OK;
    const jj_units *u = &j->scene->units;
    JJ_AUTO double *value = jj_alloc(selection->n, sizeof *value);
    JJ_AUTO double *weight = jj_alloc(selection->n, sizeof *weight);
    if (!value || !weight)
        return jj_no_memory(j->ctx, "inequality", selection->n * 16);
    for (size_t k = 0; k < j->set.n; k++) {
        uint32_t unit = j->set.units[k];
        for (size_t i = 0; i < selection->n; i++) {
            uint32_t f = selection->facilities[i];
            bool is_here =
                jj_facility_unit(u, &j->scene->facilities[f], (uint32_t)j->set.level) == unit;
            weight[i] = is_here ? below[f] : 0;
            value[i] = above[f] / below[f];
        }
        jj_equity e;
        JJ_TRY(jj_equity_of(j->ctx, value, weight, NULL, 1, selection->n, &e));
        jj_slot *slot = jj_judge_slot(j, unit);
        slot->row.num = e.n > 1 ? e.cv : 0;
        slot->row.den = e.n > 1 ? 1 : 0;
        jj_judge_by_target(j, slot);
        note_indices(j, slot, &e);
    }
    return JJ_OK;
}

typedef struct per_head {
    jj_figures above, below;
    spread spread;
} per_head;

static void fill_per_head(jj_judge *j, uint32_t unit, jj_slot *slot, void *arg) {
    per_head *h = arg;
    double above = h->above.value[unit], below = h->below.value[unit];
    slot->row.people_year = h->below.people_year;
    slot->row.num = isnan(below) ? NAN : above;
    slot->row.den = isnan(above) ? NAN : below;
    if (isnan(slot->row.num) || isnan(slot->row.den)) {
        slot->row.verdict = JJ_NODATA;
        jj_judge_lacks_figure(j, slot);
        return;
    }
    jj_judge_by_target(j, slot);
    h->spread.value[unit] = slot->row.value;
    h->spread.weight[unit] = below;
}

static jj_status judge_per_head(jj_judge *j) {
    per_head h = {0};
    bool is_known = false;
    jj_status st = spread_reserve(j, &h.spread);
    if (st == JJ_OK)
        st = jj_figures_of_facilities(j, 0, j->rule->num_attr, &h.above, &is_known);
    if (st == JJ_OK && is_known)
        st = jj_figures_of_people(j, &h.below, &is_known);
    if (st == JJ_OK && is_known) {
        jj_judge_each(j, fill_per_head, &h);
        st = judge_parents(j, &h.spread);
    }
    jj_figures_deinit(&h.above);
    jj_figures_deinit(&h.below);
    jj_free(h.spread.value);
    jj_free(h.spread.weight);
    return st;
}

jj_status jj_judge_equity(jj_judge *j) {
    if (j->rule->n_profiles > 0)
        return judge_coverage_apart(j);
    const double *above = jj_scene_attribute(j->scene, j->rule->num_attr);
    const double *below = jj_scene_attribute(j->scene, j->rule->den_attr);
    if (above && below)
        return judge_between_facilities(j, above, below);
    if (j->rule->den_attr[0])
        return jj_judge_quotient(j);
    return judge_per_head(j);
}
