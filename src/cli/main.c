#include "cli/help.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "base/file.h"
#include "base/lang.h"
#include "base/nearest.h"
#include "out/manifest.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

static atomic_bool stop_asked; /* the only global that changes: set by the signal handler */

static void on_stop(int signal_number) {
    (void)signal_number;
    atomic_store(&stop_asked, true);
}

/* A full disk is noticed only when buffered output is flushed. */
static int finish(jj_lang lang, int code) {
    if (fflush(stdout) != 0 || ferror(stdout)) {
        fprintf(stderr, "jiujin: %s\n", jj_tr(lang, "cannot write to the standard output"));
        return CLI_FAILED;
    }
    return code;
}

static jj_status apply_globals(jj_ctx *ctx, const cli_globals *globals, cli_args *args) {
    jj_ctx_set_lang(ctx, cli_language(globals->lang));
    jj_ctx_set_memory(ctx, globals->memory);
    args->is_quiet = globals->is_quiet;
    args->file_lang = globals->lang ? ctx->lang : JJ_LANG_ZH;
    if (!args->is_quiet)
        cli_progress_attach(ctx);
    ctx->stop = &stop_asked;
    return globals->threads ? jj_ctx_set_threads(ctx, (int)globals->threads) : JJ_OK;
}

/* The project file of a folder that holds one and is no result; else NULL. */
static char *project_in(const char *folder) {
    JJ_AUTO char *manifest = jj_path_join(folder, JJ_MANIFEST);
    char *project = jj_path_join(folder, "project.yaml");
    if (project && manifest && jj_file_exists(project) && !jj_file_exists(manifest))
        return project;
    jj_free(project);
    return NULL;
}

static int run_command(const cli_cmd *cmd, int argc, char **argv, cli_args *args) {
    cli_globals globals = {0};
    bool is_help;
    if (cli_parse(cmd, argc, argv, args, &globals, &is_help) != JJ_OK)
        return cli_wrong_use(args, cmd->name);
    if (apply_globals(args->ctx, &globals, args) != JJ_OK)
        return cli_wrong_use(args, cmd->name);
    if (is_help) {
        JJ_CLEANUP(jj_text_deinit) jj_text help = {0};
        cli_help(&help, cmd, args->ctx->lang);
        return cli_exit_code(cli_write(args->ctx, NULL, &help));
    }
    JJ_AUTO char *project = cmd->takes_project && args->n_words ? project_in(args->words[0]) : NULL;
    if (project)
        args->words[0] = project;
    int code = cmd->run(args);
    cli_progress_end(args->ctx);
    if (code == CLI_FAILED)
        fprintf(stderr, "jiujin %s: %s\n", cmd->name, jj_ctx_message(args->ctx));
    return code;
}

static void usage(FILE *f, jj_lang lang) {
    JJ_CLEANUP(jj_text_deinit) jj_text help = {0};
    cli_help_all(&help, lang);
    fputs(help.failed ? "" : help.s, f);
}

static int start_command(const cli_cmd *cmd, jj_lang lang, int argc, char **argv) {
    jj_ctx *ctx = jj_ctx_new();
    JJ_AUTO void *values = jj_alloc(1, cmd->values_size);
    JJ_AUTO const char **words = jj_alloc((size_t)argc + 1, sizeof *words);
    if (!ctx || !values || !words) {
        fprintf(stderr, "jiujin: out of memory\n");
        jj_ctx_free(ctx);
        return CLI_FAILED;
    }
    ctx->lang = lang;
    cli_args args = {.ctx = ctx, .values = values, .words = words};
    int code = finish(lang, run_command(cmd, argc, argv, &args));
    jj_param_deinit(cmd->params, cmd->n_params, values);
    jj_ctx_free(ctx);
    return code;
}

static const cli_cmd *command_named(const char *name) {
    for (size_t i = 0; cli_commands[i]; i++)
        if (strcmp(name, cli_commands[i]->name) == 0)
            return cli_commands[i];
    return NULL;
}

static int no_command(const char *name, jj_lang lang) {
    const char *names[32];
    size_t n = 0;
    for (; cli_commands[n] && n < JJ_COUNT(names); n++)
        names[n] = cli_commands[n]->name;
    size_t near = jj_nearest_name(name, names, n);
    if (near < n)
        fprintf(stderr, jj_tr(lang, "jiujin: '%s' is not a command; did you mean '%s'?\n"), name,
                names[near]);
    else
        fprintf(stderr, jj_tr(lang, "jiujin: '%s' is not a command; see 'jiujin --help'\n"), name);
    return CLI_WRONG_USE;
}

/* "--lang zh COMMAND" says the same as "COMMAND --lang zh", "help COMMAND" as "COMMAND --help". */
static void put_command_first(int argc, char **argv) {
    static char help[] = "--help";
    if (argc > 3 && strcmp(argv[1], "--lang") == 0) {
        char *command = argv[3];
        argv[3] = argv[2];
        argv[2] = argv[1];
        argv[1] = command;
    }
    if (argc > 2 && strcmp(argv[1], "help") == 0 && command_named(argv[2])) {
        argv[1] = argv[2];
        argv[2] = help;
    }
}

/* Before a command has read its options. */
static jj_lang language_of(int argc, char **argv) {
    for (int i = 1; i + 1 < argc; i++)
        if (strcmp(argv[i], "--lang") == 0)
            return cli_language(argv[i + 1]);
    return cli_language(NULL);
}

int main(int argc, char **argv) {
    struct sigaction stop = {.sa_handler = on_stop, .sa_flags = (int)SA_RESETHAND};
    sigaction(SIGINT, &stop, NULL);
    sigaction(SIGTERM, &stop, NULL);
    put_command_first(argc, argv);
    jj_lang lang = language_of(argc, argv);
    if (argc < 2 || strcmp(argv[1], "--lang") == 0) {
        usage(stderr, lang);
        return CLI_WRONG_USE;
    }
    if (strcmp(argv[1], "--version") == 0) {
        printf("jiujin %s\n", JIUJIN_VERSION);
        return finish(lang, CLI_MET);
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
        strcmp(argv[1], "help") == 0) {
        usage(stdout, lang);
        return finish(lang, CLI_MET);
    }
    const cli_cmd *cmd = command_named(argv[1]);
    return cmd ? start_command(cmd, lang, argc - 2, argv + 2) : no_command(argv[1], lang);
}
