/* People who compete for places: the ways of all populated cells to all facilities of a rule. */
#ifndef RULES_COMPETITION_H
#define RULES_COMPETITION_H

#include "analysis/supply/supply.h"
#include "rules/judge_coverage.h"

typedef struct jj_competition {
    uint32_t *client_cell; /* by client: its cell; owned */
    double *demand;        /* by client: people; owned */
    double *supply;        /* by site, in the order of the selection: places; owned */
    size_t n_clients, n_sites;
    uint64_t n_unstated; /* sites that do not tell their places: they count as having none */
    jj_cost_table table; /* costs are ms by the earlier of the rule's profiles */
} jj_competition;

/*
 * Every populated cell within `within_ms` of each facility of the coverage's first selection, one
 * bounded search a facility. JJ_E_NOMEM. Deinit in any case.
 */
jj_status jj_competition_open(jj_judge *j, const jj_coverage *c, uint32_t within_ms,
                              jj_competition *out);
void jj_competition_deinit(jj_competition *k);

/* judge_supply.c: whether the rule names a floating-catchment method, under `param`. */
bool jj_rule_is_supply(const jj_rule *rule);
jj_status jj_judge_supply(jj_judge *j);

/* assignment.c: everybody to the nearest place that is free; notes, loads and gaps of the full. */
jj_status jj_judge_assignment(jj_judge *j, const jj_coverage *c);

#endif
