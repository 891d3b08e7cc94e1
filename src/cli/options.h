/* Command lines: options by parameter table. */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include "cli/cmd.h"

typedef struct cli_globals {
    int64_t threads;
    uint64_t memory;
    bool is_quiet;
    const char *lang;
} cli_globals;

/* The rows of cli_globals, which every command takes. */
enum { CLI_N_GLOBALS = 4 };
extern const jj_param cli_global_params[CLI_N_GLOBALS];

/*
 * Parse what follows the command's name. `args->values` and `words` must have room: values_size
 * bytes and argc pointers. On return *is_help says that --help was asked. JJ_E_RANGE: wrong use.
 */
jj_status cli_parse(const cli_cmd *cmd, int argc, char **argv, cli_args *args, cli_globals *globals,
                    bool *is_help);

/* zh when --lang says so, else by LC_ALL, LC_MESSAGES, LANG; English otherwise. */
jj_lang cli_language(const char *asked);

#endif
