#include "base/lang.h"

#include <string.h>

static const jj_pair pairs[] = {
#include "base/lang/zh_base.inc"
#include "base/lang/zh_geo.inc"
#include "base/lang/zh_store.inc"
#include "base/lang/zh_model.inc"
#include "base/lang/zh_load.inc"
#include "base/lang/zh_solve.inc"
#include "base/lang/zh_analysis.inc"
#include "base/lang/zh_rules.inc"
#include "base/lang/zh_out.inc"
#include "base/lang/zh_serve.inc"
#include "base/lang/zh_cli.inc"
};

const jj_pair *jj_lang_pairs(size_t *n) {
    *n = sizeof pairs / sizeof pairs[0];
    return pairs;
}

const char *jj_tr(jj_lang lang, const char *en) {
    if (lang == JJ_LANG_EN)
        return en;
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        if (strcmp(pairs[i].en, en) == 0)
            return pairs[i].zh;
    return en;
}
