/*
 * The continuous front: between two neighbouring directions of sixteen, the time at a cell is the
 * least over all points of the line that joins the two neighbours, time there taken as linear
 * (Sethian and Vladimirsky's triangle update). Cells are settled in order of time, which is right
 * because the directions stand closer than a right angle.
 *
 * Not the minimum of single-facility fields, and not for slopes, where direction matters.
 */
#ifndef SOLVE_CONTINUOUS_H
#define SOLVE_CONTINUOUS_H

#include "solve/step.h"

/*
 * As jj_ground_field(). Give it the sources of jj_ground_entrance(): near a bare point the front is
 * too curved for the lattice. JJ_E_RANGE also for ground with heights.
 */
jj_status jj_continuous_field(jj_ctx *ctx, const jj_ground *ground, const jj_source *sources,
                              size_t n, const jj_travel *how, uint32_t *time_ms, uint32_t *nearest);

#endif
