/*
 * Arrays kept in one file and seen as memory: nothing is read before it is touched, and what is
 * written on them stays with the process. The file is of this machine's byte order.
 */
#ifndef BASE_KEPT_H
#define BASE_KEPT_H

#include "base/ctx.h"

typedef struct jj_keeper jj_keeper; /* a file being written */
typedef struct jj_kept jj_kept;     /* one being read */

/* JJ_E_IO names the file. The keeper is the caller's to jj_keeper_free() in any case. */
jj_status jj_keeper_new(jj_ctx *ctx, const char *path, jj_keeper **out);

/* Names are unique and shorter than 112 bytes; pages of zeros take no room on the disk. */
jj_status jj_keeper_add(jj_ctx *ctx, jj_keeper *k, const char *name, const void *data,
                        uint64_t bytes);

/* The index; without it the file is none. */
jj_status jj_keeper_finish(jj_ctx *ctx, jj_keeper *k);
void jj_keeper_free(jj_keeper *k);
void jj_keeper_freep(jj_keeper **k); /* for JJ_CLEANUP */

/* JJ_E_IO; JJ_E_FORMAT: not such a file, of another version or byte order, or torn. */
jj_status jj_kept_open(jj_ctx *ctx, const char *path, jj_kept **out);

/* The same file once more: what is written on the one is not seen on the other. */
jj_status jj_kept_again(jj_ctx *ctx, const jj_kept *k, jj_kept **out);
void jj_kept_close(jj_kept *k);

/* The array, aligned to a page, or NULL; `bytes` may be NULL. */
void *jj_kept_find(const jj_kept *k, const char *name, uint64_t *bytes);

/* The same where it has that many bytes, else NULL. */
void *jj_kept_array(const jj_kept *k, const char *name, uint64_t bytes);

/* Whether p points into it; k may be NULL. */
bool jj_kept_holds(const jj_kept *k, const void *p);

#endif
