/*
 * A field over no more of the grid than it reaches: the part around the sources is cut out, solved,
 * and taken wider until nothing that is reached lies near its rim. The bits are those of the whole.
 */
#ifndef SOLVE_WINDOW_H
#define SOLVE_WINDOW_H

#include "base/ctx.h"
#include "jiujin/ground.h"

typedef struct jj_window {
    jj_part part;
    jj_ground ground;    /* of the part (it points into this struct: never copy one); the whole's
                            own arrays where it is the whole */
    jj_lengths lengths;  /* these are owned */
    jj_shut_moves *shut; /* NULL where `ground.shut` is the whole's */
    float *pace, *height;
    jj_source *sources; /* in cells of the part */
    size_t n_sources;
    uint32_t *time_ms;
} jj_window;

/*
 * `margin`: cells around the sources to begin with, at least 32; on return what was enough.
 * `most_bytes`: JJ_E_LIMIT, without a message, when the window would take more than this; `out` is
 * then empty and may be deinited. Else errors as jj_ground_field().
 */
jj_status jj_window_field(jj_ctx *ctx, const jj_ground *ground, const jj_source *sources, size_t n,
                          const jj_travel *how, uint64_t most_bytes, uint32_t *margin,
                          jj_window *out);

/*
 * The part of `ground` that `part` is, into a zeroed window without sources or field. JJ_E_NOMEM.
 */
jj_status jj_window_cut(jj_ctx *ctx, const jj_ground *ground, jj_part part, jj_window *out);
void jj_window_deinit(jj_window *w);

#endif
