/* What a project lacks for each rule, and which department owns it. */
#ifndef CLI_RULES_LACKS_H
#define CLI_RULES_LACKS_H

#include "load/load.h"
#include "out/reply.h"

/*
 * A row (id, department, lacks) for each rule that cannot be computed on the project; what is
 * lacking is separated by "; ". Deinit `out`.
 */
jj_status rules_find_lacks(jj_ctx *ctx, const jj_loaded *loaded, const jj_rules *rules,
                           jj_reply *out);

/* One line a rule that cannot be computed on the project, then how many can; to standard output. */
jj_status rules_print_lacks(jj_ctx *ctx, const jj_loaded *loaded, const jj_rules *rules);

#endif
