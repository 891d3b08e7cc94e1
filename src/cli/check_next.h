/* The end of check: what to do next, most valuable first. */
#ifndef CLI_CHECK_NEXT_H
#define CLI_CHECK_NEXT_H

#include "load/load.h"

/*
 * At most six lines to standard output, numbered, in the language of `ctx`. Worth: a rule that
 * could be judged 100, a record refused 3, a question open 2, a record doubted 1; the last line is
 * the run itself.
 */
jj_status cli_check_next(jj_ctx *ctx, const jj_loaded *loaded, const char *project);

#endif
