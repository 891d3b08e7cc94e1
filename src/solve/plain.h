/* The plain solver's search, taken up where another left it. */
#ifndef SOLVE_PLAIN_H
#define SOLVE_PLAIN_H

#include "solve/step.h"

/*
 * time_ms and nearest hold a field that is right up to some time and unreached beyond it; this
 * completes it up to how->within_ms. JJ_E_NOMEM, JJ_E_STOPPED.
 */
jj_status jj_plain_continue(jj_ctx *ctx, const jj_steps *steps, const jj_source *sources, size_t n,
                            const jj_travel *how, uint32_t *time_ms, uint32_t *nearest);

#endif
