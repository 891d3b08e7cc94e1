#include "base/lang.h"
#include "base/mem.h"

#include <string.h>

static const jj_pair pairs[] = {
#include "base/lang/pairs.inc"
};

/* Places of the pairs by their English, made by lang/order.c. */
static const uint16_t by_text[] = {
#include "base/lang/order.inc"
};
_Static_assert(JJ_COUNT(by_text) == JJ_COUNT(pairs), "every text has its place in the order");

const jj_pair *jj_lang_pairs(size_t *n) {
    *n = JJ_COUNT(pairs);
    return pairs;
}

const char *jj_tr_errno(jj_lang lang, int error) {
    return jj_tr(lang, strerror(error));
}

const char *jj_tr(jj_lang lang, const char *en) {
    size_t first = 0, end = JJ_COUNT(by_text);
    if (lang == JJ_LANG_EN)
        return en;
    while (first < end) {
        size_t middle = first + (end - first) / 2;
        if (strcmp(pairs[by_text[middle]].en, en) < 0)
            first = middle + 1;
        else
            end = middle;
    }
    bool is_there = first < JJ_COUNT(by_text);
    const jj_pair *found = is_there ? &pairs[by_text[first]] : NULL;
    return found && strcmp(found->en, en) == 0 ? found->zh : en;
}
