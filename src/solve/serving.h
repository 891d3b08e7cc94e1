/*
 * The other way round: not what a facility reaches, but from where one would reach a given place.
 */
#ifndef SOLVE_SERVING_H
#define SOLVE_SERVING_H

#include "base/ctx.h"
#include "jiujin/ground.h"

/*
 * serves[c] = 1 where a facility in the middle of cell c, entered as jj_ground_entrance() has it,
 * gives `cell` a time of at most how->within_ms in jj_ground_field(): the field searched from the
 * place against the direction of travel. `serves` is the caller's, one byte a cell. `continuous`,
 * whose field does not turn round, is taken as true32 (direction error below 1 %).
 *
 * JJ_E_RANGE: a cell outside the grid, what jj_ground_field() refuses; JJ_E_NOMEM, JJ_E_STOPPED.
 */
jj_status jj_ground_serving(jj_ctx *ctx, const jj_ground *ground, const jj_travel *how,
                            uint32_t cell, uint8_t *serves);

#endif
