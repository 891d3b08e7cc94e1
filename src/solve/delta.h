/*
 * What if a facility were added, closed or moved: a field brought up to date in place.
 *
 * Adding searches outward from the new facility as far as it improves anything. Closing floods the
 * cells the facility serves, empties them, and repairs them from their rim. Both end in the same
 * least fixed point a full run has, so time and nearest are its bits exactly, ties and all, as long
 * as facilities keep their indices (Ramalingam, Reps 1996).
 */
#ifndef SOLVE_DELTA_H
#define SOLVE_DELTA_H

#include "solve/heap.h"
#include "solve/step.h"

/* What a cell was before it changed. */
typedef struct jj_change {
    uint32_t cell, time_ms, nearest;
    uint32_t turn; /* order of the changes */
} jj_change;

/* Prepared once for a ground and a field; every change after that costs what it touches. */
typedef struct jj_delta {
    jj_steps steps;
    jj_travel how;
    uint32_t *time_ms, *nearest; /* the field; borrowed, changed in place */
    jj_heap heap;
    uint32_t *flooded; /* cells a closing empties */
    size_t n_flooded, cap_flooded;
    jj_change *changes; /* cells as they were at the last jj_delta_keep(): each once, by cell */
    size_t n_changes, cap_changes;
} jj_delta;

/*
 * `time_ms` and `nearest` must be what jj_ground_field() gives for `ground` and `how`; both are
 * needed, and the ground is not looked at again. A zeroed delta may be deinited. JJ_E_RANGE: the
 * continuous stencil, whose fields are not the least over single facilities; JJ_E_NOMEM.
 */
jj_status jj_delta_init(jj_ctx *ctx, const jj_ground *ground, const jj_travel *how,
                        uint32_t *time_ms, uint32_t *nearest, jj_delta *out);
void jj_delta_deinit(jj_delta *d);

/* Open the sources' facilities. JJ_E_RANGE as jj_ground_field(); JJ_E_NOMEM, after which the
 * field is only good for jj_delta_undo(). */
jj_status jj_delta_add(jj_ctx *ctx, jj_delta *d, const jj_source *sources, size_t n);

/*
 * Close `facility`: every source of it leaves. `sources` are all there are, its own among them, so
 * that its cells are found and others' sources on them take over. Errors as jj_delta_add().
 */
jj_status jj_delta_close(jj_ctx *ctx, jj_delta *d, uint32_t facility, const jj_source *sources,
                         size_t n);

/*
 * The two halves of closing, for those who would rather not name every source: emptying takes the
 * facility's own and tells the part of the grid its cells lie in (without rows when there are
 * none); refilling takes the others' that stand there. Nothing but a refill may come between.
 * Errors as jj_delta_add().
 */
jj_status jj_delta_empty(jj_ctx *ctx, jj_delta *d, uint32_t facility, const jj_source *own,
                         size_t n, jj_part *emptied);
jj_status jj_delta_refill(jj_ctx *ctx, jj_delta *d, const jj_source *others, size_t n);

/* The field as it was at the last jj_delta_keep() or jj_delta_init(), bit for bit. */
void jj_delta_undo(jj_delta *d);

/* Undo returns to the field as it is now. */
void jj_delta_keep(jj_delta *d);

#endif
