/* Rule catalogues: a table a planner edits in a spreadsheet -> rules the engine judges. */
#ifndef LOAD_CATALOGUE_H
#define LOAD_CATALOGUE_H

#include "load/kinds.h"
#include "model/rule.h"

/*
 * Read a catalogue: CSV (UTF-8 with or without mark, UTF-16, GB18030) or the first sheet of a
 * workbook. Columns are found by name, the names of jj_rule's fields, in any order; id, domain,
 * status, title_zh, title_en and metric must be there. Numbers may be typed full-width or with
 * thousands commas, targets as 0.55, 55% or 1/3; yes and no as 1, 0, yes, no, 是, 否.
 *
 * JJ_E_FORMAT names file, line and column: an unknown column (the nearest known is offered), an
 * unknown metric, operator, status, unit set or kind, a number that is none, a target out of all
 * sense, an id twice, a machine row without what its metric needs. *out is untouched then.
 */
jj_status jj_rules_read(jj_ctx *ctx, const char *path, jj_rules *out);

/* What jj_rules_read() would refuse, all of it. */
typedef struct jj_problems {
    jj_arena arena;
    const char **items; /* sentences in the context's language, in file order */
    size_t n, cap;
} jj_problems;

/*
 * As jj_rules_read(), but every cell and row that is refused becomes a problem and reading goes on;
 * `out` holds the rows that could be read. Fails only where the file cannot be read at all.
 */
jj_status jj_rules_review(jj_ctx *ctx, const char *path, jj_rules *out, jj_problems *problems);
void jj_problems_deinit(jj_problems *p);

/* The message of the context, kept as one more problem. */
jj_status jj_problems_add(jj_ctx *ctx, jj_problems *p);

#endif
