#include "cli/cmd.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "base/file.h"
#include "base/lang.h"
#include "out/sheet/page.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

static const cli_cmd *const commands[] = {
    &cli_init,  &cli_check, &cli_locate, &cli_compare, &cli_propose, &cli_query, &cli_rules,
    &cli_sheet, &cli_site,  &cli_supply, &cli_travel,  &cli_run,     &cli_zonal, &cli_export,
#ifdef JIUJIN_SERVE
    &cli_serve,
#endif
};

static atomic_bool stop_asked; /* the only global that changes: set by the signal handler */

static void on_stop(int signal_number) {
    (void)signal_number;
    atomic_store(&stop_asked, true);
}

static void usage(FILE *f, jj_lang lang) {
    fprintf(f, "%s", jj_tr(lang, "usage: jiujin <command> [options]\n\nCommands:\n"));
    for (size_t i = 0; i < JJ_COUNT(commands); i++)
        fprintf(f, "  %-9s %s\n", commands[i]->name,
                lang == JJ_LANG_ZH ? commands[i]->brief_zh : commands[i]->brief_en);
    fprintf(f, "%s", jj_tr(lang, "\n'jiujin <command> --help' explains one command.\n"));
}

/* A full disk is noticed only when buffered output is flushed. */
static int finish(jj_lang lang, int code) {
    if (fflush(stdout) != 0 || ferror(stdout)) {
        fprintf(stderr, "jiujin: %s\n", jj_tr(lang, "cannot write to the standard output"));
        return CLI_FAILED;
    }
    return code;
}

jj_status cli_write(jj_ctx *ctx, const char *path, const jj_text *t) {
    if (t->failed)
        return jj_no_memory(ctx, "the answer", t->len);
    if (path)
        return jj_file_replace(ctx, path, t->s, t->len);
    return fwrite(t->s, 1, t->len, stdout) == t->len && fflush(stdout) == 0
               ? JJ_OK
               : jj_fail(ctx, JJ_E_IO, "cannot write to the standard output");
}

void cli_warn_fonts(const jj_ctx *ctx) {
    if (!jj_page_has_fonts())
        fprintf(stderr, "%s\n",
                jj_tr(ctx->lang, "warning: no font with Chinese letters is installed; names "
                                 "come out as boxes (Debian: fonts-noto-cjk)"));
}

jj_status cli_beside(jj_ctx *ctx, const char *result, const char *out, const char *suffix,
                     char **path) {
    size_t n = strlen(result);
    while (n > 1 && result[n - 1] == '/')
        n--;
    JJ_CLEANUP(jj_text_deinit) jj_text t = {0};
    if (out)
        jj_text_add(&t, out);
    else
        jj_text_addf(&t, "%.*s%s", (int)n, result, suffix);
    *path = t.failed ? NULL : jj_strdup(t.s);
    return *path ? JJ_OK : jj_no_memory(ctx, "a path", n);
}

int cli_exit_code(jj_status st) {
    return st == JJ_OK ? CLI_MET : CLI_FAILED;
}

int cli_wrong_use(const cli_args *args, const char *command) {
    fprintf(stderr, "jiujin %s: %s\n", command, jj_ctx_message(args->ctx));
    fprintf(stderr, jj_tr(args->ctx->lang, "see 'jiujin %s --help'\n"), command);
    return CLI_WRONG_USE;
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

static int run_command(const cli_cmd *cmd, int argc, char **argv, cli_args *args) {
    cli_globals globals = {0};
    bool is_help;
    if (cli_parse(cmd, argc, argv, args, &globals, &is_help) != JJ_OK)
        return cli_wrong_use(args, cmd->name);
    if (apply_globals(args->ctx, &globals, args) != JJ_OK)
        return cli_wrong_use(args, cmd->name);
    if (is_help) {
        cli_help(cmd, args->ctx->lang);
        return CLI_MET;
    }
    int code = cmd->run(args);
    cli_progress_end(args->ctx);
    if (code == CLI_FAILED)
        fprintf(stderr, "jiujin %s: %s\n", cmd->name, jj_ctx_message(args->ctx));
    return code;
}

static int start_command(const cli_cmd *cmd, int argc, char **argv) {
    jj_ctx *ctx = jj_ctx_new();
    JJ_AUTO void *values = jj_alloc(1, cmd->values_size);
    JJ_AUTO const char **words = jj_alloc((size_t)argc + 1, sizeof *words);
    if (!ctx || !values || !words) {
        fprintf(stderr, "jiujin: out of memory\n");
        jj_ctx_free(ctx);
        return CLI_FAILED;
    }
    ctx->lang = cli_language(NULL);
    cli_args args = {.ctx = ctx, .values = values, .words = words};
    int code = finish(ctx->lang, run_command(cmd, argc, argv, &args));
    jj_param_deinit(cmd->params, cmd->n_params, values);
    jj_ctx_free(ctx);
    return code;
}

int main(int argc, char **argv) {
    struct sigaction stop = {.sa_handler = on_stop, .sa_flags = (int)SA_RESETHAND};
    sigaction(SIGINT, &stop, NULL);
    sigaction(SIGTERM, &stop, NULL);
    jj_lang lang = cli_language(NULL);
    if (argc < 2) {
        usage(stderr, lang);
        return CLI_WRONG_USE;
    }
    if (strcmp(argv[1], "--version") == 0) {
        printf("jiujin %s\n", JIUJIN_VERSION);
        return finish(lang, CLI_MET);
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
        strcmp(argv[1], "help") == 0) {
        usage(stdout, argc > 3 && strcmp(argv[2], "--lang") == 0 ? cli_language(argv[3]) : lang);
        return finish(lang, CLI_MET);
    }
    for (size_t i = 0; i < JJ_COUNT(commands); i++)
        if (strcmp(argv[1], commands[i]->name) == 0)
            return start_command(commands[i], argc - 2, argv + 2);
    fprintf(stderr, jj_tr(lang, "jiujin: '%s' is not a command; see 'jiujin --help'\n"), argv[1]);
    return CLI_WRONG_USE;
}
