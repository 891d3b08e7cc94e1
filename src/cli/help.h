/* --help, from the rows that read the options. */
#ifndef CLI_HELP_H
#define CLI_HELP_H

#include "cli/cmd.h"

/* All commands, a line each. */
void cli_help_all(jj_text *out, jj_lang lang);

/* The whole help of one command, lines of at most 80 columns. */
void cli_help(jj_text *out, const cli_cmd *cmd, jj_lang lang);

#endif
