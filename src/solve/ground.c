#include "jiujin/ground.h"

#include "base/text.h"
#include "solve/continuous.h"
#include "solve/tiles.h"

#include <math.h>

static const char *const stencil_names[] = {
    [JJ_STENCIL_4] = "4",
    [JJ_STENCIL_8] = "8",
    [JJ_STENCIL_16] = "16",
    [JJ_STENCIL_32] = "32",
    [JJ_STENCIL_TRUE16] = "true16",
    [JJ_STENCIL_TRUE32] = "true32",
    [JJ_STENCIL_CONTINUOUS] = "continuous",
};

jj_stencil_bias jj_stencil_bias_of(jj_stencil s) {
    static const jj_stencil_bias biases[] = {
        [JJ_STENCIL_4] = {-36.3, -29.3, 0},         [JJ_STENCIL_8] = {-10.0, -7.6, 0},
        [JJ_STENCIL_16] = {-2.8, -2.7, 0},          [JJ_STENCIL_32] = {-1.0, -1.3, 0},
        [JJ_STENCIL_TRUE16] = {0, -1.29, 1.43},     [JJ_STENCIL_TRUE32] = {0, -0.81, 0.49},
        [JJ_STENCIL_CONTINUOUS] = {-0.4, -0.5, 0.5}};
    return biases[s];
}

double jj_counting_noise(double radius_cells) {
    const double at_one_cell = 22.0; /* measured over seeded centres, tests/unit/test_circle.c */
    return at_one_cell * pow(radius_cells, -1.5);
}

const char *jj_stencil_name(jj_stencil s) {
    return stencil_names[s];
}

bool jj_stencil_parse(const char *name, jj_stencil *out) {
    for (unsigned s = 0; s < sizeof stencil_names / sizeof *stencil_names; s++)
        if (jj_text_eq(name, stencil_names[s])) {
            *out = (jj_stencil)s;
            return true;
        }
    return false;
}

jj_status jj_ground_field(jj_ctx *ctx, const jj_ground *ground, const jj_source *sources, size_t n,
                          const jj_travel *how, uint32_t *time_ms, uint32_t *nearest) {
    if (how->stencil == JJ_STENCIL_CONTINUOUS)
        return jj_continuous_field(ctx, ground, sources, n, how, time_ms, nearest);
    jj_tiling tiling = jj_tiling_for(how->stencil);
    return jj_tiles_field(ctx, ground, sources, n, how, &tiling, time_ms, nearest);
}
