/* People known by unit only, shared out over the unit's cells. Private to load/people*. */
#ifndef LOAD_PEOPLE_SPREAD_H
#define LOAD_PEOPLE_SPREAD_H

#include "load/loader.h"

/* Where in a unit people are taken to live. */
typedef struct jj_spread {
    jj_loader *l;
    const char *source; /* in the ledger */
    double *weight;     /* per cell; owned */
    double *left;       /* per cell: share not yet spoken for; owned, zero between calls */
    bool *is_above;     /* by unit: some unit below it has a figure; owned */
} jj_spread;

/*
 * "residential" (land), "area", or a group that is on the lattice; NULL takes the first of
 * residential land, people "total" and area that the project has. JJ_E_FORMAT: none of these.
 */
jj_status jj_spread_new(jj_loader *l, const char *source, const char *by, int line, jj_spread *out);
void jj_spread_deinit(jj_spread *s);

/*
 * Adds to `people` (per cell) what `of_unit` (NaN = no figure) says, units without a polygon by
 * those below them with one, else by the nearest above. Where a unit and units below it have
 * figures, those below keep theirs and the rest of the unit's goes to its other ground. Returns the
 * sum in *total. Units none of whose ground has any weight are filled evenly and noted.
 */
jj_status jj_spread_units(jj_spread *s, const double *of_unit, double *people, double *total);

#endif
