/* What the commands that choose sites share: kinds by name, formats, shares of people, time
 * limits. */
#ifndef CLI_SITING_H
#define CLI_SITING_H

#include "cli/cmd.h"
#include "load/kinds.h"

/* "95%" or "0.95": above 0 and up to 1. JJ_E_RANGE names --share. */
jj_status cli_share(jj_ctx *ctx, const char *text, double *share);

/*
 * --kind by id or by name (kindergarten, 幼儿园): its id, held by `kinds` (deinit in any case); a
 * word that is neither comes back as it is, and is refused where it is used.
 */
jj_status cli_kind(jj_ctx *ctx, const char *word, jj_kinds *kinds, const char **id);

/*
 * How an answer is written: as --format says, else by the name of --out where its ending is one of
 * `choices` ("text|json|pdf"), else as text.
 */
const char *cli_format(const char *format, const char *out, const char *choices);

/* The file an answer went to, as commands name what they write; nothing where it was printed. */
void cli_say_written(const cli_args *args, const char *out);

typedef struct cli_time_limit {
    double deadline_s;
} cli_time_limit;

cli_time_limit cli_time_limit_of(double seconds);

/* Whether the cli_time_limit `user` is over. */
bool cli_is_late(void *user);

#endif
