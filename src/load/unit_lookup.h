/* The unit that a record names in words, from the coarser to the finer. Private to load/. */
#ifndef LOAD_UNIT_LOOKUP_H
#define LOAD_UNIT_LOOKUP_H

#include "load/loader.h"

typedef struct jj_unit_query {
    const char *source;        /* of the project, in the ledger */
    const char *place;         /* of the record: its row, or its sheet and row */
    const char *const *names;  /* coarser first, "" = not said; the last may be a village */
    const char *const *fields; /* headings of the columns they stand in */
    size_t n;
    const char *record; /* its key, to ask and to be answered under; NULL = not asked of anybody */
    const char *title;  /* its own name, in questions */
    uint32_t level;     /* 1 + the level that the last name is of; 0 = any */
} jj_unit_query;

/*
 * The deepest unit that the names lead to; a last name that no unit bears may be a village, and
 * then decides between the parts of a divided township. JJ_NO_UNIT where nothing is named or a
 * name is not understood; that, and every name not written as the unit is called, is noted. What
 * is not understood is asked; an answer (code, name or village; coordinates are the caller's)
 * takes the place of the name that failed.
 */
jj_status jj_unit_lookup(jj_loader *l, const jj_unit_query *q, uint32_t *unit);

/*
 * The unit of a name in any place, or of a code; JJ_NO_UNIT unless it is one only. Notes nothing.
 */
uint32_t jj_unit_named(const jj_loader *l, const char *text);

#endif
