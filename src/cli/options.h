/* Command lines: options by parameter table, and --help from the same rows. */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include "cli/cmd.h"

typedef struct cli_globals {
    int64_t threads;
    uint64_t memory;
    bool is_quiet;
    const char *lang;
} cli_globals;

/*
 * Parse what follows the command's name. `args->values` and `words` must have room: values_size
 * bytes and argc pointers. On return *is_help says that --help was asked. JJ_E_RANGE: wrong use.
 */
jj_status cli_parse(const cli_cmd *cmd, int argc, char **argv, cli_args *args, cli_globals *globals,
                    bool *is_help);

/* The whole help of one command to stdout, lines of at most 80 columns. */
void cli_help(const cli_cmd *cmd, jj_lang lang);

/* zh when --lang says so, else by LC_ALL, LC_MESSAGES, LANG; English otherwise. */
jj_lang cli_language(const char *asked);

#endif
