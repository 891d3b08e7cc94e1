/*
 * The core dashboard: for each service with a radius and each county, whether there is enough of it
 * and whether it is near. Near: the share of people in reach meets the rule's target (where it has
 * none, the share of the whole area). Enough: the verdict of the rule that `enough_by` names on the
 * same county (places, staff or area for its people); where it names none, or that one cannot tell,
 * places (facilities, where no list tells places) for a thousand people of the group are no fewer
 * than in the whole area.
 */
#ifndef RULES_DASHBOARD_H
#define RULES_DASHBOARD_H

#include "rules/result.h"

/* Adds to result->dashboard a row for each county (the rule's own level where there are none) of
 * every coverage rule with one filter. JJ_E_NOMEM. */
jj_status jj_dashboard_fill(jj_ctx *ctx, const jj_scene *scene, const jj_rules *rules,
                            jj_result *result);

#endif
