/* Values of the facility table as its columns hold them. */
#ifndef LOAD_FACILITY_VALUE_H
#define LOAD_FACILITY_VALUE_H

#include "load/kinds.h"

enum { JJ_FACILITY_VALUE_ROOM = 40 };

/*
 * What a source says, made fit for a column: a word of its vocabulary, a date as far as it is
 * known (2021, 2021-09), 1 or 0 for yes and no, a number as %.17g, a whole one where the column
 * holds integers. It is `text` itself or stands in `buffer`; NULL = it does not fit.
 */
const char *jj_facility_value_fit(const jj_attribute *a, const char *text,
                                  char buffer[JJ_FACILITY_VALUE_ROOM]);

/* Whether the column holds words of a vocabulary, not figures, dates or free text. */
bool jj_facility_column_is_word(const char *column);

#endif
