/*
 * Facilities as a typed SQLite table, so that a rule's filter is a plain SQL condition.
 * A filter may read that one table and nothing else (authorizer, one statement, step limit).
 */
#ifndef STORE_FACILITY_TABLE_H
#define STORE_FACILITY_TABLE_H

#include "base/ctx.h"

typedef struct jj_facility_table jj_facility_table;

/*
 * Column types: 't' text, 'i' integer, 'r' real. The name "row" is the table's own: the row's
 * index.
 */
jj_status jj_facility_table_new(jj_ctx *ctx, const char *const *columns, const char *types,
                                size_t n_columns, jj_facility_table **out);

/*
 * Values as text, one a column; "" and NULL are SQL's NULL. The i-th call adds row i.
 * JJ_E_RANGE: a text in a number column.
 */
jj_status jj_facility_table_add(jj_ctx *ctx, jj_facility_table *t, const char *const *values);

/*
 * Row indices that satisfy `condition`, ascending; *out is the caller's, NULL where n is 0.
 * JJ_E_RANGE: the condition does not parse, names an unknown column (lists those there), calls a
 * function that is not a plain one of its arguments, or tries anything but reading this table.
 * JJ_E_LIMIT: more work than a condition on a row can need.
 */
jj_status jj_facility_table_select(jj_ctx *ctx, jj_facility_table *t, const char *condition,
                                   uint32_t **out, size_t *n);

/* As above, the rows of which the condition cannot be told: a value it needs is NULL. */
jj_status jj_facility_table_unknown(jj_ctx *ctx, jj_facility_table *t, const char *condition,
                                    uint32_t **out, size_t *n);

size_t jj_facility_table_n_rows(const jj_facility_table *t);
size_t jj_facility_table_n_columns(const jj_facility_table *t);
const char *jj_facility_table_column(const jj_facility_table *t, size_t i);

/*
 * One column for every row: out[row], NaN where NULL or not a number. JJ_E_RANGE: no such column
 * (lists those there).
 */
jj_status jj_facility_table_numbers(jj_ctx *ctx, jj_facility_table *t, const char *column,
                                    double *out);

/* A row's values as text, "" for NULL, one a column; valid until the next call on this table. */
jj_status jj_facility_table_row(jj_ctx *ctx, jj_facility_table *t, size_t row,
                                const char *const **values);
void jj_facility_table_free(jj_facility_table *t);

#endif
