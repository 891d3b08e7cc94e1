/* A progress bar with the time left, on a terminal only. */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include "base/ctx.h"

/* From here on jj_progress() draws on stderr; does nothing where stderr is not a terminal. */
void cli_progress_attach(jj_ctx *ctx);

/* Clears the bar. */
void cli_progress_end(jj_ctx *ctx);

#endif
