/* Comma-separated text, RFC 4180, read in one pass over a buffer: no copy of a field is made. */
#ifndef STORE_CSV_H
#define STORE_CSV_H

#include "base/ctx.h"

/* Fields are found in place, so a row is valid until the next. A zeroed reader may be closed. */
typedef struct jj_csv {
    const char *path;
    const char *encoding; /* it was taken for, where nobody said: "UTF-8", "GB18030", "UTF-16" */
    char *text;
    size_t len, at;
    char separator; /* ',' or, where the first line has more of them, ';' or tab */
    int line;       /* on which the row at hand begins, from 1 */
    int next_line;
    char **fields;
    size_t n, cap;
} jj_csv;

/*
 * Reads the whole file, as UTF-8 (base/encoding.h). `path` must outlive the reader; `encoding` may
 * be NULL. JJ_E_IO; JJ_E_FORMAT, JJ_E_RANGE as jj_to_utf8() says.
 */
jj_status jj_csv_open(jj_ctx *ctx, const char *path, const char *encoding, jj_csv *out);

/*
 * The next row with anything in it: c->fields[0 .. c->n-1]. *more = false at the end.
 * JJ_E_FORMAT names the line: a quote that is never closed, text after a closing quote, a NUL byte.
 */
jj_status jj_csv_next(jj_ctx *ctx, jj_csv *c, bool *more);
void jj_csv_close(jj_csv *c);

#endif
