/*
 * Spreadsheets as they stand: every cell as text, nothing taken for a heading. XLSX, XLS, ODS and
 * CSV (UTF-8 with or without BOM, else GB18030).
 */
#ifndef STORE_WORKBOOK_H
#define STORE_WORKBOOK_H

#include "base/arena.h"
#include "base/ctx.h"

/* Rows and columns from 0; rows the file leaves out are there, empty. */
typedef struct jj_sheet {
    const char *name;
    size_t n_rows, n_cols;
    const char **cells; /* row-major, "" for an empty cell; no blanks at either end */
} jj_sheet;

typedef struct jj_workbook {
    jj_arena arena; /* every text */
    jj_sheet *sheets;
    size_t n_sheets;
} jj_workbook;

enum { JJ_SHEET_MOST_COLS = 2000, JJ_SHEET_MOST_CELLS = 50000000 };

/*
 * `encoding` overrides the detection for CSV; NULL or "" = detect.
 *
 * JJ_E_IO: missing or unreadable. JJ_E_FORMAT: not a spreadsheet (with a word for .et), text in no
 * known encoding (row and column). JJ_E_LIMIT: more than JJ_SHEET_MOST_COLS columns or MOST_CELLS
 * cells, or a part that unpacks to more than 1 GiB: such a file is not an office's list.
 */
jj_status jj_workbook_read(jj_ctx *ctx, const char *path, const char *encoding, jj_workbook *out);
void jj_workbook_deinit(jj_workbook *w);

static inline const char *jj_sheet_cell(const jj_sheet *s, size_t row, size_t col) {
    return row < s->n_rows && col < s->n_cols ? s->cells[row * s->n_cols + col] : "";
}

#endif
