/*
 * fields/kept.bin: what questions to a result rest on, as it lay in memory: cells of the scene,
 * fields, and what units and facilities come to under each coverage rule. A result without it
 * answers the same, more slowly.
 */
#ifndef OUT_KEPT_RESULT_H
#define OUT_KEPT_RESULT_H

#include "base/kept.h"
#include "out/outcome.h"

#define JJ_KEPT_FILE "fields/kept.bin"

/* Into `folder`; nothing where there is no lattice, for the public, or where the scene's cells
 * alone pass 4 GiB; fields beyond this are left out. */
jj_status jj_kept_result_write(jj_ctx *ctx, const char *folder, const jj_outcome *o);

/* Bytes it takes at most. */
uint64_t jj_kept_result_size(const jj_outcome *o);

/* The field's arrays, borrowed from k; false where they are not kept. */
bool jj_kept_field(const jj_kept *k, const jj_grid *g, jj_result_field *f);

/* Appends sums and catchments of the rule, known as number `rule` from now on; *is_there false
 * where they are not kept. JJ_E_NOMEM. */
jj_status jj_kept_sums(jj_ctx *ctx, const jj_kept *k, const jj_scene *s, const char *rule_id,
                       uint32_t rule, jj_result *out, bool *is_there);

#endif
