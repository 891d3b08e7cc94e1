/* Rules on the terminal: the list, and one rule whole. */
#ifndef CLI_RULES_PRINT_H
#define CLI_RULES_PRINT_H

#include "model/rule.h"
#include "out/print.h"

/* TABLE: what fits a line; CSV and JSON: every column that tells rules apart, in both languages. */
jj_status rules_print_list(jj_ctx *ctx, const jj_rule *const *rules, size_t n, jj_format format,
                           jj_text *out);

/* One rule for a reader, a line a field, empty fields left out. */
jj_status rules_print_one(jj_ctx *ctx, const jj_rule *rule, jj_text *out);

#endif
