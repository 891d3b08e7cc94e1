/* What libraries write only into files, as bytes. */
#ifndef SERVE_SCRATCH_H
#define SERVE_SCRATCH_H

#include "base/text.h"
#include "out/table.h"

typedef jj_status (*serve_write_fn)(jj_ctx *ctx, const void *what, const char *path);

/*
 * Has `write` make a file of that name in a folder of its own, which is gone afterwards. JJ_E_IO.
 */
jj_status serve_through_file(jj_ctx *ctx, const char *name, serve_write_fn write, const void *what,
                             jj_text *out);

/* A table as a workbook with titles in the context's language. */
jj_status serve_workbook(jj_ctx *ctx, const jj_table *table, jj_text *out);

#endif
