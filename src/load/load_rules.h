/* The rules of a project, and what they pick. Private to load/. */
#ifndef LOAD_LOAD_RULES_H
#define LOAD_LOAD_RULES_H

#include "load/load.h"
#include "load/loader.h"

/* Catalogues, the project's own rules, and only those asked for. */
jj_status jj_load_rules(jj_loader *l, const jj_load_options *options, jj_rules *out);

/* One selection a distinct (filter, year) of the rules. */
jj_status jj_load_selections(jj_loader *l, const jj_rules *rules);

/* scenarios.c: the states of the plan the project asks for; where it asks for none and facilities
 * carry actions, near term and long term. */
jj_status jj_load_scenarios(jj_loader *l);

/* The facilities once the phases of a scenario are done. */
typedef struct jj_scenario_facilities {
    jj_facility_table *table;
    bool *is_opened; /* by facility: built or moved by the plan, open whatever its date */
} jj_scenario_facilities;

/* The same, and the scenario's own attributes and counts. Deinit in any case. */
jj_status jj_scenario_table(jj_loader *l, uint32_t scenario, jj_scenario_facilities *out);
void jj_scenario_facilities_deinit(jj_scenario_facilities *f);

#endif
