#include "jiujin/ground.h"

#include "base/text.h"
#include "solve/continuous.h"
#include "solve/tiles.h"

static const char *const stencil_names[] = {
    [JJ_STENCIL_4] = "4",
    [JJ_STENCIL_8] = "8",
    [JJ_STENCIL_16] = "16",
    [JJ_STENCIL_32] = "32",
    [JJ_STENCIL_TRUE16] = "true16",
    [JJ_STENCIL_TRUE32] = "true32",
    [JJ_STENCIL_CONTINUOUS] = "continuous",
};

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
