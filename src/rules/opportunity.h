/*
 * The opportunity surfaces of a rule, whatever it asks for: one way of travel or any of several,
 * one limit or those of town and country, everybody's facilities or the own unit's. Where several
 * kinds must be in reach together there is a surface a kind: of those who lack this kind alone.
 */
#ifndef RULES_OPPORTUNITY_H
#define RULES_OPPORTUNITY_H

#include "rules/gain.h"

/* Surfaces the rule has; 0 with the reason in *why when what one more facility brings cannot be
 * told cell by cell: not judged on people's coverage, several kinds of the own unit alone, nothing
 * solved for it. */
size_t jj_opportunity_count(const jj_scene *s, const jj_rules *rules, const jj_result *r,
                            uint32_t rule, const char **why);

/* The kind that surface `k` is of; "" when nothing of it stands yet. */
const char *jj_opportunity_kind(const jj_scene *s, const jj_rule *rule, size_t k);

/* Which surface: the k-th of a rule. */
typedef struct jj_opportunity_ask {
    uint32_t rule;
    size_t k;
    /* Per cell the unit, of any level, that a facility in its middle would stand in; JJ_NO_UNIT: in
     * none. Looked at where only the own unit's facilities serve; NULL for other rules. */
    const uint32_t *stands_in;
} jj_opportunity_ask;

/*
 * gain[cell] = people who come within the standard by a facility of the k-th kind in the middle of
 * the cell; NaN where may[cell] is 0, or no way of travel passes. `may` is the caller's: cells
 * where somebody would build; what jj_gain_permitted() refuses leaves it. Errors as
 * jj_gain_surface().
 */
jj_status jj_opportunity_surface_of(jj_ctx *ctx, const jj_scene *s, const jj_rules *rules,
                                    const jj_result *r, const jj_opportunity_ask *ask, uint8_t *may,
                                    double *gain);

#endif
