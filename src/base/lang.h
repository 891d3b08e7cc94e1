/*
 * Two languages. English text stands in the source where it is said; its Chinese stands in the
 * tables src/base/lang/zh_LAYER.inc, as pairs. Both take the same arguments in the same order (a
 * lint test compares the conversions and finds messages without a translation).
 */
#ifndef BASE_LANG_H
#define BASE_LANG_H

#include "jiujin/status.h"

/* `en`, or its Chinese under JJ_LANG_ZH; `en` itself where there is none. Never NULL. */
const char *jj_tr(jj_lang lang, const char *en) __attribute__((format_arg(2)));

/* What the system says of an error number, as errno holds it. */
const char *jj_tr_errno(jj_lang lang, int error);

/* The pair tables as one array, for the lint test. */
typedef struct jj_pair {
    const char *en, *zh;
} jj_pair;
const jj_pair *jj_lang_pairs(size_t *n);

#endif
