/*
 * CAPACITY by a floating catchment area: places for each person when people compete for them. The
 * rule names the method under `param` (2sfca, e2sfca, 3sfca, bfca, bfca-paez) and the decay, in
 * minutes, under `value` (binary:30, steps:10=1,20=0.5, exp:0.1, gauss:10,30).
 */
#include "rules/competition.h"

#include <math.h>

static const double MS_A_MINUTE = 60000;

bool jj_rule_is_supply(const jj_rule *rule) {
    jj_supply_method method;
    return rule->metric == JJ_CAPACITY && jj_supply_method_parse(rule->param, &method);
}

/* The same decay over milliseconds. */
static jj_decay in_ms(jj_decay d) {
    for (size_t i = 0; i < d.n_steps; i++)
        d.step_cost[i] *= MS_A_MINUTE;
    d.farthest *= MS_A_MINUTE;
    d.rate = d.kind == JJ_DECAY_EXP     ? d.rate / MS_A_MINUTE
             : d.kind == JJ_DECAY_GAUSS ? d.rate * MS_A_MINUTE
                                        : d.rate;
    return d;
}

/* People, and people x score, of one unit. */
static void fill_unit(jj_judge *j, const jj_coverage *c, const double *score, uint32_t unit) {
    const jj_cover *cover = &j->scene->units.units[unit].cover;
    jj_slot *slot = jj_judge_slot(j, unit);
    jj_rule_row *row = &slot->row;
    row->num = row->den = row->demand_uncovered = 0;
    for (size_t k = 0; k < cover->n_spans; k++) {
        const jj_span *s = &cover->spans[k];
        size_t first = jj_span_cell(c->map.grid, s);
        for (size_t i = first; i < first + s->n; i++) {
            double people = c->reach[i] == JJ_REACH_NODATA ? 0 : c->people[i] * s->fraction;
            row->den += people;
            row->num += people * score[i];
            row->demand_uncovered += score[i] > 0 ? 0 : people;
        }
    }
    row->demand_total = row->den;
    row->people_year = c->demand->year;
    row->flags |= c->demand->is_modelled ? JJ_FLAG_MODELLED : 0U;
    jj_judge_by_target(j, slot);
}

static jj_status score_cells(jj_judge *j, const jj_coverage *c, double *score) {
    jj_supply_method method;
    jj_decay decay;
    jj_supply_sums sums;
    jj_supply_method_parse(j->rule->param, &method);
    JJ_TRY(jj_decay_parse(j->ctx, j->rule->value, &decay));
    double reach = jj_decay_reach(&decay) * MS_A_MINUTE;
    uint32_t limit = c->threshold.within_ms[0] > c->threshold.within_ms[1]
                         ? c->threshold.within_ms[0]
                         : c->threshold.within_ms[1];
    if (reach < limit)
        limit = (uint32_t)reach;
    decay = in_ms(decay);
    JJ_CLEANUP(jj_competition_deinit) jj_competition k;
    JJ_TRY(jj_competition_open(j, c, limit, &k));
    JJ_AUTO double *by_client = jj_alloc(k.n_clients, sizeof *by_client);
    if (!by_client)
        return jj_no_memory(j->ctx, "supply scores", k.n_clients * sizeof *by_client);
    JJ_TRY(
        jj_supply_scores(j->ctx, &k.table, k.demand, k.supply, &decay, method, by_client, &sums));
    for (size_t i = 0; i < k.n_clients; i++)
        score[k.client_cell[i]] = by_client[i];
    jj_both_add(&j->out->arena, &j->note, "; %.0f places in all, %.0f in somebody's reach",
                sums.supply, sums.reachable);
    if (k.n_unstated > 0)
        jj_both_add(&j->out->arena, &j->note, "; %zu facilities do not tell their places",
                    (size_t)k.n_unstated);
    return JJ_OK;
}

static jj_status judge_units(jj_judge *j, const jj_coverage *c) {
    JJ_AUTO double *score = jj_alloc(c->joint.n, sizeof *score);
    if (!score)
        return jj_no_memory(j->ctx, "supply scores", c->joint.n * sizeof *score);
    JJ_TRY(score_cells(j, c, score));
    const jj_level *level = &j->scene->units.levels[j->set.level];
    for (uint32_t i = level->first; i < level->first + level->n; i++) {
        const jj_unit *u = &j->scene->units.units[i];
        bool is_member = u->is_judged && jj_unit_set_holds(&j->scene->units, &j->set, i);
        if (!u->has_geometry || (u->is_judged && !is_member))
            continue;
        fill_unit(j, c, score, i);
        j->slots[i].is_hidden = !is_member;
    }
    return JJ_OK;
}

jj_status jj_judge_supply(jj_judge *j) {
    jj_coverage c;
    bool is_known;
    j->is_whole = false;
    j->gap_unit = "places";
    jj_status st = jj_coverage_open(j, &c, &is_known);
    if (st == JJ_OK && is_known)
        st = judge_units(j, &c);
    jj_coverage_close(&c);
    return st;
}
