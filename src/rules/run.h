/* The run: every rule of a catalogue judged on a scene. Pure: nothing but its arguments. */
#ifndef RULES_RUN_H
#define RULES_RUN_H

#include "rules/scope.h"

/*
 * Judge `rules` on `scene`. Each distinct (selection, profile) is solved once, without bound, so
 * that too far is told from unreachable. JJ_E_DATA when a balance of people does not close within
 * 1e-6.
 */
jj_status jj_run(jj_ctx *ctx, const jj_scene *scene, const jj_rules *rules, jj_result *out);

/* The same on fields that are there: `result` holds all the rules need and nothing else yet. */
jj_status jj_run_judges(jj_ctx *ctx, const jj_scene *scene, const jj_rules *rules,
                        jj_result *result);

/*
 * jj_run_judges() without what stands beside a figure of coverage: strict, loose and straight stay
 * NaN, flags do not say how sure a verdict is, rows have no evidence. Figures and verdicts are the
 * same, bit for bit. With a scope (NULL = none) cells are looked at where it says alone: reaches
 * are told in its rows, gaps and balances of other units left out.
 */
jj_status jj_run_figures(jj_ctx *ctx, const jj_scene *scene, const jj_rules *rules,
                         const jj_scope *scope, jj_result *result);

/*
 * The scenarios of the scene beside `result`, which is the run of now; its fields are used again.
 */
jj_status jj_run_scenarios(jj_ctx *ctx, const jj_scene *scene, const jj_rules *rules,
                           jj_result *result);

#endif
