/*
 * Arrays larger than memory: kept in a nameless file, seen as memory. The system writes pages out
 * and reads them in as they are needed; the file is gone when the array is freed or the process
 * ends.
 */
#ifndef BASE_SPILL_H
#define BASE_SPILL_H

#include "base/ctx.h"

/*
 * `bytes` zeroed bytes kept in the folder of `beside` (a path that will be written). All of the
 * disk space is taken at once, so that a full disk is JJ_E_IO here and not a signal later. `what`
 * names the array in messages.
 */
jj_status jj_spill_new(jj_ctx *ctx, const char *beside, const char *what, uint64_t bytes,
                       void **out);
void jj_spill_free(void *p, uint64_t bytes);

/* Nothing more is wanted of these bytes for now: they need not stay in memory. */
void jj_spill_rest(void *p, uint64_t bytes);

#endif
