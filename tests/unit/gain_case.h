/* What one more facility would bring, on a bare ground: a scene of one profile made around it. */
#ifndef GAIN_CASE_H
#define GAIN_CASE_H

#include "base/mem.h"
#include "rules/gain.h"

/* Of every cell where may[cell] is 1, as jj_gain_surface() has it; within how->within_ms of
 * time_ms is served already. most[cell], unless NULL, is what jj_gain_most() says. */
static inline jj_status gain_on_ground(jj_ctx *ctx, const jj_ground *ground, const jj_travel *how,
                                       const double *people, const uint32_t *time_ms,
                                       const uint8_t *may, double *gain, double *most) {
    size_t n = jj_grid_cells(&ground->grid);
    JJ_AUTO uint8_t *reach = jj_alloc(n, 1);
    if (!reach)
        return JJ_E_NOMEM;
    for (size_t i = 0; i < n; i++)
        reach[i] = time_ms[i] > how->within_ms ? JJ_REACH_TOO_FAR : JJ_REACH_COVERED;
    const jj_profile profile = {.mode = JJ_MODE_GROUND,
                                .stencil = how->stencil,
                                .direction = how->direction,
                                .pace_ms_m = (float *)(uintptr_t)ground->pace_ms_m,
                                .slope = ground->slope};
    const jj_scene s = {.grid = ground->grid,
                        .lengths = *ground->lengths,
                        .shut = (jj_shut_moves *)(uintptr_t)ground->shut,
                        .height_m = (float *)(uintptr_t)ground->height_m};
    const jj_rule_reach of_rule = {.reach = reach, .people = people};
    const jj_gain_base base = {.profile = &profile,
                               .reach = &of_rule,
                               .within_ms = how->within_ms,
                               .rows = {0, ground->grid.rows}};
    JJ_AUTO uint32_t *cells = jj_alloc(n, sizeof *cells);
    for (size_t i = 0; cells && i < n; i++)
        cells[i] = (uint32_t)i;
    if (!cells || (most && jj_gain_most(ctx, &s, &base, cells, n, most) != JJ_OK))
        return JJ_E_NOMEM;
    return jj_gain_surface(ctx, &s, &base, may, gain);
}

#endif
