/*
 * Counts of people that are no grid: villages, estates and buildings as points or polygons, and
 * tables of units. Read, checked and placed row by row. Private to load/people*.
 */
#ifndef LOAD_PEOPLE_ROWS_H
#define LOAD_PEOPLE_ROWS_H

#include "load/loader.h"

/* One column of counts: a group in a year, or (group NULL) children born in it. */
typedef struct jj_count_figure {
    const char *group;
    int year;
    int column;      /* of the source; -1 = `constant` */
    double constant; /* 1 counts the rows themselves */
} jj_count_figure;

/* Where a row's people are: on a cell, on what a polygon covers, or somewhere in a unit. */
typedef struct jj_count_row {
    uint32_t cell; /* JJ_NO_CELL without a point */
    jj_cover cover;
    uint32_t unit;  /* named, else located; JJ_NO_UNIT unknown */
    double *people; /* one a figure, never negative, 0 where the cell is empty */
} jj_count_row;

typedef struct jj_counts {
    jj_arena arena;
    const jj_count_keys *keys;
    jj_count_figure *figures;
    size_t n_figures, cap_figures;
    jj_count_row *rows;
    size_t n, cap;
} jj_counts;

/*
 * JJ_E_DATA: no column of a group or of births (lists those there), lines, no row with a place.
 * Rows without a place, off the lattice or with a figure that is none go to the notes.
 */
jj_status jj_counts_read(jj_loader *l, const jj_count_keys *k, jj_counts *out);
void jj_counts_deinit(jj_counts *c);

static inline bool jj_count_has_place(const jj_count_row *r) {
    return r->cell != JJ_NO_CELL || r->cover.n_spans > 0;
}

/*
 * Whether `name` is `pattern` with four digits for its "{year}": "{year}年出生" is 2021年出生.
 * JJ_E_FORMAT is the caller's to say where the pattern has no "{year}".
 */
bool jj_year_pattern_match(const char *pattern, const char *name, int *year);

#endif
