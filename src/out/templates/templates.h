/*
 * Blank workbooks for offices to fill in: headings that the engine knows, drop-down lists, a note
 * on every column, a help sheet, and the project file that reads them.
 */
#ifndef OUT_TEMPLATES_TEMPLATES_H
#define OUT_TEMPLATES_TEMPLATES_H

#include "base/ctx.h"

/* Into `folder`, which must be there. JJ_E_IO, JJ_E_NOMEM. */
jj_status jj_templates_write(jj_ctx *ctx, const char *folder);

#endif
