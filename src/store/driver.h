/*
 * GDAL, started at first use, and its own words when something fails. Private to store/.
 *
 *     JJ_CLEANUP(jj_driver_hush) jj_driver_words words = {0};
 *     jj_driver_listen(ctx, &words);
 *     ds = GDALOpenEx(...);
 *     if (!ds)
 *         return jj_fail(ctx, JJ_E_IO, "cannot open '%s': %s", path, jj_driver_said(&words, path));
 *
 * Error handlers are kept per thread: listen and hush in the thread that calls GDAL.
 */
#ifndef STORE_DRIVER_H
#define STORE_DRIVER_H

#include "base/ctx.h"

typedef struct jj_driver_words {
    unsigned n_errors; /* failures reported since listening began or words were cleared */
    bool is_listening;
    char first[512]; /* the first failure's text: the later ones are its consequences */
} jj_driver_words;

/*
 * Registers the drivers once a process, bounds GDAL's cache by the job's memory, starts listening.
 */
void jj_driver_listen(jj_ctx *ctx, jj_driver_words *w);
void jj_driver_hush(jj_driver_words *w);
void jj_driver_clear(jj_driver_words *w);

/* What GDAL said, without the path it may begin with; "no reason given" where it said nothing. */
const char *jj_driver_said(const jj_ctx *ctx, const jj_driver_words *w, const char *path);

#endif
