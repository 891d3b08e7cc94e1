/*
 * A proof that a field is right, without a second solver: every source is taken into account, no
 * move improves any cell, and every reached cell is a source or has a move that attains its value.
 */
#ifndef ORACLE_CERTIFY_H
#define ORACLE_CERTIFY_H

#include "base/ctx.h"
#include "jiujin/ground.h"

typedef enum jj_flaw {
    JJ_FLAW_NONE,
    JJ_FLAW_SOURCE,     /* a source would serve its own cell better                        */
    JJ_FLAW_IMPROVABLE, /* a neighbour offers an earlier time or, at the same, a smaller index */
    JJ_FLAW_UNFOUNDED,  /* no source and no neighbour attains the cell's value             */
    JJ_FLAW_BOUND       /* a time beyond within_ms, or a time without a facility           */
} jj_flaw;

typedef struct jj_certificate {
    jj_flaw flaw;
    uint32_t cell; /* the first violated cell, JJ_NO_CELL when none */
} jj_certificate;

/*
 * Linear in the cells; `nearest` may be NULL, then only times are judged. Moves that cost 0 ms
 * could support one another in a ring, so that case alone is not proven. JJ_E_NOMEM, and JJ_E_RANGE
 * as jj_ground_field(). Not for the continuous stencil.
 */
jj_status jj_certify(jj_ctx *ctx, const jj_ground *ground, const jj_source *sources, size_t n,
                     const jj_travel *how, const uint32_t *time_ms, const uint32_t *nearest,
                     jj_certificate *out);

#endif
