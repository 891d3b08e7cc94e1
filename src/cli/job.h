/* One run of a project, from its files to the published result. */
#ifndef CLI_JOB_H
#define CLI_JOB_H

#include "cli/cmd.h"
#include "load/load.h"
#include "out/outcome.h"
#include "out/publish.h"

typedef struct cli_job_ask {
    const char *project, *out; /* `out`: where the result is published */
    jj_load_options load;
    const char
        *max_refused;   /* "1%", "0.01": more records refused are an error; NULL = any number */
    const char *review; /* as jj_outcome has these three */
    const char *report_base;
    bool wants_both, wants_opportunity;
} cli_job_ask;

/* What a run holds from beginning to end. */
typedef struct cli_job {
    jj_publish publish;
    jj_loaded loaded;
    jj_result result;
    jj_outcome outcome;
} cli_job;

/* Deinit in any case. JJ_E_DATA: too much was refused; errors of loading, judging and writing. */
jj_status cli_job_run(const cli_args *args, const cli_job_ask *ask, cli_job *out);
void cli_job_deinit(cli_job *j);

/* A share from 0 to 1, as --max-refused takes it. JJ_E_RANGE. */
jj_status cli_parse_share(jj_ctx *ctx, const char *text, double *share);

/* "result" beside the project file; the caller's, NULL: no memory. */
char *cli_job_folder(const char *project);

#endif
