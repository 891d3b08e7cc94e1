/* A small table held whole as text: a CSV file or the first sheet of a workbook. */
#ifndef STORE_SHEET_H
#define STORE_SHEET_H

#include "base/arena.h"
#include "base/ctx.h"

typedef struct jj_sheet {
    jj_arena arena;
    const char **header; /* n_columns names, blanks off and full-width letters made half-width */
    size_t n_columns;
    const char **cells; /* n_rows * n_columns, by row; "" where a row is short */
    int *lines;         /* of each row in its file or sheet, from 1 */
    size_t n_rows, cap_cells, cap_lines;
} jj_sheet;

/*
 * The first row with anything in it is the header; empty rows are passed over. Sheets are .xlsx,
 * .xls and .ods. JJ_E_IO, JJ_E_FORMAT: no row at all, a column name twice, a row longer than the
 * header with something in the surplus (names the line).
 */
jj_status jj_sheet_read(jj_ctx *ctx, const char *path, jj_sheet *out);
const char *jj_sheet_cell(const jj_sheet *t, size_t row, size_t column);

/* The column of that name; n_columns where there is none. */
size_t jj_sheet_column(const jj_sheet *t, const char *name);

/* The columns of `n` names. JJ_E_FORMAT: the first that is not there, and `path`. */
jj_status jj_sheet_columns(jj_ctx *ctx, const char *path, const jj_sheet *t,
                           const char *const names[], size_t n, size_t column[]);

void jj_sheet_deinit(jj_sheet *t);

#endif
