/*
 * Facilities as a typed SQLite table, so that a rule's filter is a plain SQL condition.
 * A filter may read that one table and nothing else (authorizer, one statement, step limit).
 */
#ifndef STORE_FACILITY_TABLE_H
#define STORE_FACILITY_TABLE_H

#include "base/ctx.h"

typedef struct jj_facility_table jj_facility_table;

/* Column types: 't' text, 'i' integer, 'r' real. Column 0 is the row's index, given by the table. */
jj_status jj_facility_table_new(jj_ctx *ctx, const char *const *columns, const char *types,
                                size_t n_columns, jj_facility_table **out);
/* Values as text; "" is NULL. Row i must be added i-th. */
jj_status jj_facility_table_add(jj_ctx *ctx, jj_facility_table *t, const char *const *values);

/*
 * Row indices that satisfy `condition`, ascending; *out is the caller's.
 * JJ_E_RANGE: the condition does not parse, names an unknown column (lists those there), or tries
 * anything but reading this table.
 */
jj_status jj_facility_table_select(jj_ctx *ctx, jj_facility_table *t, const char *condition,
                                   uint32_t **out, size_t *n);
/* The value of a column of a row as a number (NaN when NULL) or text ("" when NULL, caller frees). */
jj_status jj_facility_table_numbers(jj_ctx *ctx, jj_facility_table *t, const char *column,
                                    double *out);
void jj_facility_table_free(jj_facility_table *t);

#endif
