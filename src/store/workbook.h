/*
 * Spreadsheets as they stand: every cell as text, nothing taken for a heading. XLSX, XLS, ODS and
 * CSV (read as base/encoding.h says).
 */
#ifndef STORE_WORKBOOK_H
#define STORE_WORKBOOK_H

#include "base/arena.h"
#include "base/ctx.h"

/* Rows and columns from 0; rows the file leaves out are there, empty. */
typedef struct jj_worksheet {
    const char *name;
    size_t n_rows, n_cols;
    const char **cells; /* row-major, "" for an empty cell; no blanks at either end */
} jj_worksheet;

typedef struct jj_workbook {
    jj_arena arena; /* every text */
    jj_worksheet *sheets;
    size_t n_sheets;
    const char *encoding; /* what a CSV was taken for where nobody said, "UTF-8" apart; else NULL */
} jj_workbook;

enum {
    JJ_WORKSHEET_MOST_COLS = 2000,
    JJ_WORKSHEET_MOST_CELLS = 50000000,
    JJ_WORKSHEET_MOST_TEXT = 131072
};

/*
 * `encoding` is of a CSV; NULL = find out. JJ_E_IO: missing or unreadable. JJ_E_FORMAT: not a
 * spreadsheet (with a word for .et, a password, a page under its name, a damaged file), a CSV that
 * does not parse. JJ_E_LIMIT: more than JJ_WORKSHEET_MOST_COLS columns or MOST_CELLS cells, or a
 * part that unpacks to more than 1 GiB: such a file is not an office's list.
 */
jj_status jj_workbook_read(jj_ctx *ctx, const char *path, const char *encoding, jj_workbook *out);
void jj_workbook_deinit(jj_workbook *w);

static inline const char *jj_worksheet_cell(const jj_worksheet *s, size_t row, size_t col) {
    return row < s->n_rows && col < s->n_cols ? s->cells[row * s->n_cols + col] : "";
}

#endif
