/* Ratios over units: people of each unit, whatever they come from. */
#ifndef ANALYSIS_RATIO_H
#define ANALYSIS_RATIO_H

#include "model/scene.h"

/*
 * People of every unit in out[units->n]: the table's figure where there is one, else the grid's by
 * the unit's polygon, else the sum of its children (judged or not) where all are known; NaN
 * unknown. JJ_E_NOMEM.
 */
jj_status jj_units_people(jj_ctx *ctx, const jj_scene *s, const jj_demand *demand, double *out);

#endif
