/* The command table and what every command shares. */
#ifndef CLI_CMD_H
#define CLI_CMD_H

#include "base/ctx.h"
#include "base/param.h"
#include "base/text.h"

enum { CLI_MET = 0, CLI_NOT_MET = 1, CLI_WRONG_USE = 2, CLI_FAILED = 3 };

/* What a command is given: its options already parsed and checked. */
typedef struct cli_args {
    jj_ctx *ctx;
    void *values;       /* the command's own struct, filled from its parameter table */
    const char **words; /* positional arguments                                      */
    size_t n_words;
    bool is_quiet;
    jj_lang file_lang; /* of files written for people: Chinese unless --lang en is asked for */
} cli_args;

typedef struct cli_cmd {
    const char *name;
    const char *usage; /* positional part: "PROJECT" */
    const char *brief_en, *brief_zh;
    const char *notes_en, *notes_zh; /* paragraphs after the options in --help; may be NULL */
    const jj_param *params;
    size_t n_params;
    size_t values_size;
    size_t min_words, max_words;
    bool takes_project; /* the first word: a folder stands for the project.yaml in it */
    int (*run)(cli_args *args); /* returns an exit code; CLI_FAILED prints the context's message */
} cli_cmd;

/* Each is defined at the end of its own cmd_NAME.c. */
extern const cli_cmd cli_check;
extern const cli_cmd cli_compare;
extern const cli_cmd cli_export;
extern const cli_cmd cli_init;
extern const cli_cmd cli_locate;
extern const cli_cmd cli_propose;
extern const cli_cmd cli_query;
extern const cli_cmd cli_rules;
extern const cli_cmd cli_sheet;
extern const cli_cmd cli_supply;
extern const cli_cmd cli_travel;
extern const cli_cmd cli_run;
extern const cli_cmd cli_serve;
extern const cli_cmd cli_site;
extern const cli_cmd cli_zonal;

/* In the order of --help: a project's way, then what works alone. NULL after the last. */
extern const cli_cmd *const cli_commands[];

/* Wrong use found by a command itself: prints the message in `args->ctx`, returns CLI_WRONG_USE. */
int cli_wrong_use(const cli_args *args, const char *command);

/*
 * The text into a file, whole or not at all, or to the standard output when path is NULL. JJ_E_IO.
 */
jj_status cli_write(jj_ctx *ctx, const char *path, const jj_text *t);

/* Says on the terminal when maps will lack Chinese letters. */
void cli_warn_fonts(const jj_ctx *ctx);

/*
 * Where what is made of a result goes: `out` where it is given, or else the result's folder,
 * without its last '/', with `suffix`. *path is the caller's. JJ_E_NOMEM.
 */
jj_status cli_beside(jj_ctx *ctx, const char *result, const char *out, const char *suffix,
                     char **path);

/* CLI_MET for JJ_OK, CLI_FAILED otherwise; the message stays in the context. */
int cli_exit_code(jj_status st);

#endif
