/* Rows of sums in an office's list against the records they sum. */
#ifndef LOAD_INTAKE_TOTALS_H
#define LOAD_INTAKE_TOTALS_H

#include "load/intake/office_row.h"
#include "load/intake/table.h"

/*
 * Every figure of every total row must be the sum of the records since the total before it, of all
 * before it, or of the whole sheet; else a note. Columns with approximate or unreadable cells are
 * passed over.
 */
jj_status jj_totals_check(const jj_office_reader *r, const jj_table *t, const char *label);

#endif
