#include "cli/cmd.h"
#include "base/file.h"
#include "base/lang.h"
#include "out/sheet/page.h"

#include <stdio.h>
#include <string.h>

const cli_cmd *const cli_commands[] = {
    &cli_init,    &cli_check, &cli_run,     &cli_rules,  &cli_query,
    &cli_propose, &cli_site,  &cli_compare, &cli_sheet,  &cli_export,
#ifdef JIUJIN_SERVE
    &cli_serve,
#endif
    &cli_travel,  &cli_zonal, &cli_supply,  &cli_locate, NULL,
};

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
