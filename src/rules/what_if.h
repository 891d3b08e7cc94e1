/* The fields of a changed scene from those of the scene as it was, without solving anew. */
#ifndef RULES_WHAT_IF_H
#define RULES_WHAT_IF_H

#include "rules/scope.h"

/*
 * `was` and `now` differ in the facilities of their selections alone; facilities keep their
 * indices. `fields` are those of `was`; out->fields become those of `now`, bit for bit what
 * jj_fields_solve() gives: on the ground by exact deltas (solve/delta.h), straight and by road by
 * solving anew the cells that may change, with the continuous stencil solved whole where a
 * selection changed. Fields that stand in *out already are copies of the first of `fields`, to be
 * changed in place. Cells that change are added to `touched` (NULL = nobody asks). JJ_E_NOMEM and
 * what the solvers refuse; *out is then the caller's to deinit.
 */
jj_status jj_fields_change(jj_ctx *ctx, const jj_scene *was, const jj_scene *now,
                           const jj_result *fields, jj_result *out, jj_touched *touched);

#endif
