#include "store/driver.h"
#include "base/lang.h"

#include <cpl_conv.h>
#include <cpl_error.h>
#include <gdal.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

static pthread_once_t started = PTHREAD_ONCE_INIT;

static void start(void) {
    GDALAllRegister();
}

static void CPL_STDCALL hear(CPLErr level, CPLErrorNum number, const char *text) {
    (void)number;
    if (level < CE_Failure)
        return;
    jj_driver_words *w = CPLGetErrorHandlerUserData();
    if (w->n_errors++ == 0)
        snprintf(w->first, sizeof w->first, "%s", text);
}

void jj_driver_listen(jj_ctx *ctx, jj_driver_words *w) {
    enum { CACHE_MOST = 256 << 20, SHARE = 8 };
    *w = (jj_driver_words){.is_listening = true};
    CPLPushErrorHandlerEx(hear, w);
    pthread_once(&started, start);
    uint64_t cache = jj_ctx_memory(ctx) / SHARE;
    GDALSetCacheMax64((GIntBig)(cache < CACHE_MOST ? cache : CACHE_MOST));
}

void jj_driver_hush(jj_driver_words *w) {
    if (w->is_listening)
        CPLPopErrorHandler();
    w->is_listening = false;
}

void jj_driver_clear(jj_driver_words *w) {
    w->n_errors = 0;
    w->first[0] = '\0';
}

const char *jj_driver_said(const jj_ctx *ctx, const jj_driver_words *w, const char *path) {
    if (w->n_errors == 0)
        return jj_tr(ctx->lang, "no reason given");
    size_t n = strlen(path);
    const char *said = w->first;
    if (strncmp(said, path, n) == 0 && strncmp(said + n, ": ", 2) == 0)
        said += n + 2;
    return said;
}
