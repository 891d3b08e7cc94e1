/* Places against people, with what is short and what is to spare. */
#include "rules/competition.h"
#include "rules/figures.h"
#include "rules/judge_coverage.h"
#include "rules/target.h"

#include <math.h>

typedef struct places {
    jj_figures have, people;
} places;

/* Both signs: places short, or to spare. */
static void judge_places(jj_judge *j, uint32_t unit, jj_slot *slot, void *arg) {
    const places *p = arg;
    jj_rule_row *row = &slot->row;
    row->num = p->have.value[unit];
    row->den = p->people.value[unit];
    row->people_year = p->people.people_year;
    row->flags |= p->people.is_modelled ? JJ_FLAG_MODELLED : 0U;
    if (isnan(row->num) || isnan(row->den)) {
        row->num = row->den = NAN;
        row->verdict = JJ_NODATA;
        jj_both_add(&j->out->arena, &slot->missing, "no places or no people known here");
        return;
    }
    jj_judge_by_target(j, slot);
    if (row->verdict == JJ_NA)
        return;
    jj_rule to_one = *j->rule;
    if (!to_one.has_target || to_one.op != JJ_OP_GE) {
        to_one.has_target = true;
        to_one.op = JJ_OP_GE;
        to_one.target_num = to_one.target_den = 1;
    }
    double needed = jj_target_missing(&to_one, 0, row->den, true);
    row->demand_total = row->den;
    row->demand_uncovered = fmax(0, needed - row->num);
    if (needed > row->num)
        jj_both_add(&j->out->arena, &slot->note, "; %.0f places needed, %.0f short", needed,
                    needed - row->num);
    else
        jj_both_add(&j->out->arena, &slot->note, "; %.0f places needed, %.0f to spare", needed,
                    row->num - needed);
}

static jj_status judge_units(jj_judge *j, places *p) {
    bool is_known;
    JJ_TRY(jj_figures_of_facilities(j, 0, j->rule->num_attr, &p->have, &is_known));
    if (is_known)
        JJ_TRY(jj_figures_of_people(j, &p->people, &is_known));
    if (is_known)
        jj_judge_each(j, judge_places, p);
    return JJ_OK;
}

/* Who goes to which facility, for the table of facilities: needs travel and a people grid. */
static jj_status add_catchments(jj_judge *j) {
    const jj_demand *demand = jj_scene_demand(j->scene, j->rule->demand, j->year);
    bool has_travel = j->scene->has_grid && demand && demand->people && j->rule->n_profiles > 0 &&
                      j->rule->threshold[0] > 0 && jj_judge_knows(j, 0);
    for (size_t i = 0; i < j->rule->n_profiles; i++)
        has_travel = has_travel && jj_scene_profile(j->scene, j->rule->profiles[i]);
    if (!has_travel)
        return JJ_OK;
    jj_coverage c;
    bool is_known;
    jj_status st = jj_coverage_open(j, &c, &is_known);
    if (st == JJ_OK && is_known)
        st = jj_judge_assignment(j, &c);
    jj_coverage_close(&c);
    return st;
}

jj_status jj_judge_capacity(jj_judge *j) {
    if (jj_rule_is_supply(j->rule))
        return jj_judge_supply(j);
    places p = {0};
    j->gap_unit = "places";
    jj_status st = judge_units(j, &p);
    jj_figures_deinit(&p.have);
    jj_figures_deinit(&p.people);
    return st == JJ_OK ? add_catchments(j) : st;
}
