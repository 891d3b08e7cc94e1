/*
 * A table as data: columns with titles in two languages and a function that gives each cell. The
 * GeoPackage, the CSV files and the terminal are written from the same table, so that a figure is
 * the same wherever it stands.
 */
#ifndef OUT_TABLE_H
#define OUT_TABLE_H

#include "base/ctx.h"
#include "base/text.h"

typedef enum jj_cell_type { JJ_CELL_TEXT, JJ_CELL_INT, JJ_CELL_REAL } jj_cell_type;

typedef struct jj_column {
    const char *name; /* English, lower case: the column of CSV, SQL and JSON */
    jj_cell_type type;
    const char *title_en, *title_zh; /* what it is, with unit, year and profile */
} jj_column;

/* TEXT: text (NULL = none); INT: integer; REAL: real (NaN = none). `is_null` holds for INT. */
typedef struct jj_cell {
    const char *text;
    int64_t integer;
    double real;
    bool is_null;
} jj_cell;

typedef struct jj_table {
    const char *name;
    const char *title_en, *title_zh;
    const jj_column *columns;
    size_t n_columns, n_rows;
    const char *geometry_type; /* "POINT", "MULTIPOLYGON"; NULL = a table without geometry */
    const void *user;
    void (*cell)(const void *user, size_t row, size_t column, jj_cell *out);
    /* Adds the row's WKB (WGS 84) to `wkb`; nothing for a row without geometry. */
    jj_status (*geometry)(jj_ctx *ctx, const void *user, size_t row, jj_text *wkb);
} jj_table;

/* Blank cells of a text: the value as CSV and the terminal show it, "%.17g" for numbers. */
void jj_cell_print(jj_text *t, jj_cell_type type, const jj_cell *cell);

/* The whole table as CSV (RFC 4180, LF, UTF-8 without BOM), English column names. */
void jj_table_csv(const jj_table *table, jj_text *out);

/* The same into a file, whole or not at all. */
jj_status jj_table_write_csv(jj_ctx *ctx, const jj_table *table, const char *path);

#endif
