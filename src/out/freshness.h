/* Whether what a result was made from is still what it was. */
#ifndef OUT_FRESHNESS_H
#define OUT_FRESHNESS_H

#include "base/ctx.h"

typedef struct jj_freshness_ask {
    const char *manifest; /* JSON text */
    const char *folder;   /* of the result */
    const char
        *project; /* where the project file is now; NULL = where it was, else the same way from the
                     folder that holds the result, else in that folder */
    bool is_deep; /* full hashes, not only size and time */
} jj_freshness_ask;

/*
 * JJ_E_DATA names the input that is missing or changed. Inputs that stood below the project file
 * are looked for below where it is now. An input of the same size and another time is hashed, so
 * that copies do as well.
 */
jj_status jj_freshness_check(jj_ctx *ctx, const jj_freshness_ask *ask);

/* The project file as in `ask->project`; the caller's. JJ_E_DATA: the result names none. */
jj_status jj_freshness_project(jj_ctx *ctx, const jj_freshness_ask *ask, char **out);

#endif
