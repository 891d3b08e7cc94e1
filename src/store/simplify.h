/* Traditional characters to simplified ones, one by one, for comparing names (OpenCC's tables). */
#ifndef STORE_SIMPLIFY_H
#define STORE_SIMPLIFY_H

#include "base/ctx.h"

/* Makes the table at first use. JJ_E_IO: OpenCC's dictionaries are not installed. */
jj_status jj_simplify_ready(jj_ctx *ctx);

/*
 * The simplified character of the three bytes of UTF-8 at `s` into `out`; the same where there is
 * none, or where jj_simplify_ready() failed. Of several a traditional one may stand for, the
 * commonest.
 */
void jj_simplify(const char s[3], char out[3]);

#endif
