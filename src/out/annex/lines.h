/*
 * Lines of a cell. Spreadsheets neither fit the height of rows to wrapped text when they open a
 * file nor keep it off the cell's edge, so headings are broken and heights worked out here.
 */
#ifndef OUT_ANNEX_LINES_H
#define OUT_ANNEX_LINES_H

#include "base/text.h"

/*
 * Adds s in lines of at most `width` half-width characters, parted by '\n', to t (NULL: they are
 * only counted); returns how many. Line breaks of s stay. Latin words stay whole, a figure stays
 * with its unit, and no line begins with punctuation that closes or ends with one that opens
 * (GB/T 15834); what has no place to break in time runs on.
 */
int jj_lines_add(jj_text *t, const char *s, int width);

/* The width that every piece without a place to break in needs. */
int jj_lines_widest_piece(const char *s);

#endif
