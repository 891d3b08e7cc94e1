/* Fields: each distinct (facilities, profile) is solved once and shared by every rule. */
#ifndef RULES_FIELDS_H
#define RULES_FIELDS_H

#include "rules/result.h"
#include "solve/journey.h"

/* Whether the rule is judged on travel. */
bool jj_rule_needs_fields(const jj_rule *rule);

/* Filters that must all be in reach: of CAPACITY and CONSOLIDATE the first alone. */
size_t jj_rule_n_kinds(const jj_rule *rule);

/*
 * Solve what the rules need into result->fields, without bound: only so is too far told from
 * unreachable, and a gap knows its minutes. Rules whose inputs are missing need nothing. JJ_E_NOMEM
 * before anything is allocated when all fields together would pass the ceiling. Fields that stand
 * there solved already are kept.
 */
jj_status jj_fields_solve(jj_ctx *ctx, const jj_scene *s, const jj_rules *rules, jj_result *result);

/* The list of fields the rules need, nothing solved: time_ms and nearest are NULL. */
jj_status jj_fields_plan(jj_ctx *ctx, const jj_scene *s, const jj_rules *rules, jj_result *result);

/* The field of that selection by that profile, or NULL. */
const jj_result_field *jj_field_find(const jj_scene *s, const jj_result *result,
                                     const jj_selection *selection, const jj_profile *profile);

/*
 * One field on its own: time and nearest of `facilities` by `profile`, into arrays of one per cell.
 */
typedef struct jj_field_query {
    const jj_profile *profile;
    const uint32_t *facilities;
    size_t n;
    uint32_t within_ms;
    const uint8_t *only; /* per cell: straight and by road, whether to solve it: others keep what
                            they hold; over the ground not looked at; NULL: all */
} jj_field_query;
jj_status jj_field_solve(jj_ctx *ctx, const jj_scene *s, const jj_field_query *q, uint32_t *time_ms,
                         uint32_t *nearest);

/*
 * Marks cells that the facility may reach within their limit, and more than those: farther off no
 * way there is fast enough. Straight and by road. `limit_ms` is per cell, NULL = `most_ms` for all.
 */
void jj_field_may_reach(const jj_scene *s, const jj_profile *profile, uint32_t facility,
                        const uint32_t *limit_ms, uint32_t most_ms, uint8_t *may);

/* jj_field_solve() for a straight profile; `up` is jj_field_up()'s, shared by many, or NULL. */
jj_status jj_field_by_straight(jj_ctx *ctx, const jj_scene *s, const jj_field_query *q,
                               const double *up, uint32_t *time_ms, uint32_t *nearest);

/* jj_straight_up() of the scene's lattice, which is not a plane. */
jj_status jj_field_up(jj_ctx *ctx, const jj_scene *s, double *up);

/* The sources of the query's facilities on the ground of its profile, in their order; *out is the
 * caller's. JJ_E_NOMEM. */
jj_status jj_field_sources(jj_ctx *ctx, const jj_scene *s, const jj_field_query *q, jj_source **out,
                           size_t *n);

/* field_road.c: jj_field_solve() for a profile that travels along roads. */
jj_status jj_field_by_road(jj_ctx *ctx, const jj_scene *s, const jj_field_query *q,
                           uint32_t *time_ms, uint32_t *nearest);

/* Journeys along the profile's roads, by time; the profile has streets. */
jj_journeys jj_field_journeys(const jj_profile *profile, uint32_t within_ms);

/* The time a threshold allows: minutes as they are, metres at the profile's speed. */
uint32_t jj_threshold_ms(const jj_rule *rule, const jj_profile *profile, double threshold);

#endif
