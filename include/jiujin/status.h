/*
 * Result codes and the job context.
 *
 * Every call that can fail takes a context first and returns a jj_status. The code says what class
 * of thing went wrong; the context holds one sentence that names the thing, the value, the limit
 * and the cure. A status is never a verdict: a county without a kindergarten is a result, a file
 * without a coordinate system is a status.
 */
#ifndef JIUJIN_STATUS_H
#define JIUJIN_STATUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define JJ_API __attribute__((visibility("default")))

typedef enum jj_status {
    JJ_OK = 0,
    JJ_E_NOMEM = -1,  /* an allocation failed, or the job's memory ceiling would be passed      */
    JJ_E_IO = -2,     /* the system refused to open, read, write or rename                      */
    JJ_E_RANGE = -3,  /* an argument or an option is outside its documented range               */
    JJ_E_FORMAT = -4, /* a source is not what it is said to be                                  */
    JJ_E_LIMIT = -5,  /* larger than this build can represent                                   */
    JJ_E_DATA = -6,   /* sources are readable but cannot be used together or as asked           */
    JJ_E_STOPPED = -7 /* the user asked to stop (Ctrl-C)                                        */
} jj_status;

typedef enum jj_lang { JJ_LANG_EN, JJ_LANG_ZH } jj_lang;

typedef struct jj_ctx jj_ctx;

/* One context a job. Threads started by a call are the call's own. NULL when out of memory. */
JJ_API jj_ctx *jj_ctx_new(void);
JJ_API void jj_ctx_free(jj_ctx *ctx);

/* The message of the last call that failed on `ctx`; "" if none. Valid until the next call. */
JJ_API const char *jj_ctx_message(const jj_ctx *ctx);

/* Language of messages and of what is written for people; English when never set. */
JJ_API void jj_ctx_set_lang(jj_ctx *ctx, jj_lang lang);

/* Threads a call may use, 1 to 256; results are the same bits for every number. */
JJ_API jj_status jj_ctx_set_threads(jj_ctx *ctx, int n_threads);

/* Ceiling for large arrays in bytes; 0 = three quarters of the machine's memory (the default). */
JJ_API void jj_ctx_set_memory(jj_ctx *ctx, uint64_t bytes);

/* Version of the library in use: "0.1.0". Never NULL. */
JJ_API const char *jj_version(void);

/* Short fixed English name of a status, for logs: "JJ_E_IO". Never NULL. */
JJ_API const char *jj_status_name(jj_status st);

#endif
