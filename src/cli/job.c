#include "cli/job.h"
#include "base/file.h"
#include "cli/progress.h"
#include "out/docx/docx.h"
#include "out/write.h"
#include "rules/run.h"

#include <string.h>

void cli_job_deinit(cli_job *j) {
    jj_publish_deinit(&j->publish);
    jj_result_deinit(&j->result);
    jj_loaded_deinit(&j->loaded);
}

char *cli_job_folder(const char *project) {
    JJ_AUTO char *folder = jj_path_folder(project);
    return folder ? jj_path_join(folder, "result") : NULL;
}

jj_status cli_parse_share(jj_ctx *ctx, const char *text, double *share) {
    size_t n = strlen(text);
    bool is_percent = n > 0 && text[n - 1] == '%';
    JJ_AUTO char *number = jj_strndup(text, is_percent ? n - 1 : n);
    double v;
    if (!number || !jj_parse_double(number, &v) || v < 0 || v > (is_percent ? 100 : 1))
        return jj_fail(ctx, JJ_E_RANGE, "--max-refused: '%s' is not a share such as 1%% or 0.01",
                       text);
    *share = is_percent ? v / 100 : v;
    return JJ_OK;
}

static jj_status check_refused(jj_ctx *ctx, const char *most, const jj_ledger *l) {
    double share;
    if (!most)
        return JJ_OK;
    JJ_TRY(cli_parse_share(ctx, most, &share));
    double refused = (double)jj_ledger_refused(l), read = (double)l->n_records;
    if (refused > share * read)
        return jj_fail(ctx, JJ_E_DATA,
                       "%.0f of %.0f records were refused, more than --max-refused %s: see "
                       "'jiujin check'",
                       refused, read, most);
    return JJ_OK;
}

/* A report's base that cannot serve is told before the work, not after it. */
static jj_status check_base(jj_ctx *ctx, const char *path) {
    JJ_CLEANUP(jj_docx_freep) jj_docx *base = NULL;
    return path ? jj_docx_new(ctx, ctx->lang, path, &base) : JJ_OK;
}

jj_status cli_job_run(const cli_args *args, const cli_job_ask *ask, cli_job *j) {
    jj_ctx *ctx = args->ctx;
    JJ_TRY(check_base(ctx, ask->report_base));
    JJ_TRY(jj_publish_begin(ctx, ask->out, &j->publish));
    JJ_TRY(jj_scene_load(ctx, ask->project, &ask->load, &j->loaded));
    JJ_TRY(check_refused(ctx, ask->max_refused, &j->loaded.scene.ledger));
    JJ_TRY(jj_run(ctx, &j->loaded.scene, &j->loaded.rules, &j->result));
    j->outcome = (jj_outcome){.scene = &j->loaded.scene,
                              .rules = &j->loaded.rules,
                              .result = &j->result,
                              .lang = args->file_lang,
                              .review = ask->review,
                              .report_base = ask->report_base,
                              .wants_both = ask->wants_both,
                              .wants_opportunity = ask->wants_opportunity};
    jj_status st = jj_result_write(ctx, &j->outcome, &j->publish);
    cli_progress_end(ctx);
    return st;
}
