/*
 * A list as an office keeps it, into columns and rows: title, unit line, one or two heading rows,
 * cells merged downwards, subtotals, totals and remarks told apart from records.
 */
#ifndef LOAD_INTAKE_TABLE_H
#define LOAD_INTAKE_TABLE_H

#include "load/intake/columns.h"
#include "load/intake/mapping.h"
#include "store/workbook.h"

typedef enum jj_row_kind {
    JJ_ROW_RECORD,
    JJ_ROW_TITLE,   /* above the headings: title, 单位：所, 填报日期 */
    JJ_ROW_HEADING, /* the heading rows themselves */
    JJ_ROW_TOTAL,   /* 小计, 合计, 总计 */
    JJ_ROW_REMARK,  /* below the records: 注, 填表人, 审核人 */
    JJ_ROW_EMPTY
} jj_row_kind;

typedef struct jj_table {
    const jj_worksheet *sheet;
    const jj_mapped_list *said; /* of its headings by hand, NULL = nothing */
    jj_row_kind *kinds;         /* per sheet row */
    const char **headings;      /* per column: "公办/所数" when two rows say it; "" none */
    const char **meanings; /* per column: canonical name of geodata/intake/columns.csv, or NULL */
    size_t heading_row, n_heading_rows;
    size_t n_records, n_totals;
    const char **filled; /* row-major cells with merged cells filled down, as records read them */
} jj_table;

/*
 * Find the headings (the row, or two, in which most cells are known column names) and sort the
 * rows. Everything lives in `arena`. JJ_E_FORMAT: no row looks like headings (says what was looked
 * for).
 */
jj_status jj_table_find(jj_ctx *ctx, const char *label, const jj_worksheet *sheet,
                        const jj_columns *columns, jj_arena *arena, jj_table *out);

/* The same where a hand has said what some headings mean (NULL = nothing is said). */
jj_status jj_table_find_as(jj_ctx *ctx, const char *label, const jj_worksheet *sheet,
                           const jj_columns *columns, const jj_mapped_list *said, jj_arena *arena,
                           jj_table *out);

/* A record's cell by canonical name, "" when there is no such column. */
const char *jj_table_cell(const jj_table *t, size_t row, const char *meaning);

/* The column of a canonical name, or SIZE_MAX. */
size_t jj_table_column(const jj_table *t, const char *meaning);

#endif
