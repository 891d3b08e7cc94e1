/* Whether the cells of one rule make sense together. */
#ifndef LOAD_CATALOGUE_CHECK_H
#define LOAD_CATALOGUE_CHECK_H

#include "load/kinds.h"
#include "model/rule.h"

/* JJ_E_FORMAT names file, line and column of what does not fit. */
jj_status rule_check(jj_ctx *ctx, const char *path, const jj_rule *rule, const jj_kinds *kinds);

#endif
