/* People onto the lattice and into units. Private to load/people*. */
#ifndef LOAD_PEOPLE_H
#define LOAD_PEOPLE_H

#include "load/loader.h"

/*
 * Reads a population grid into d->people, mass kept: a source cell's people are shared out by the
 * part of it that lies in each cell of the lattice (whole cells stay whole where the two agree).
 * `seen` (NULL = not asked): 1 for cells on which the source has data.
 * JJ_E_DATA: another coordinate system than the lattice's, nobody on the lattice.
 */
jj_status jj_people_grid(jj_loader *l, const jj_people_keys *k, jj_demand *d, uint8_t *seen);

/* d->people as `base` times the units' numerator / denominator. */
jj_status jj_people_share(jj_loader *l, const jj_people_keys *k, const jj_demand *base,
                          jj_demand *d);

/* Brings the sums over the units of the level to the attribute, cells on borders included. */
jj_status jj_people_rescale(jj_loader *l, const jj_people_keys *k, jj_demand *d);

/* The column's values. JJ_E_FORMAT: no level keeps it (lists those there). */
jj_status jj_people_column(jj_loader *l, const jj_people_keys *k, const char *name,
                           const double **values);

/* The level that shares and rescaling speak of. JJ_E_FORMAT: no such level, or without polygons. */
jj_status jj_people_level(jj_loader *l, const jj_people_keys *k, const jj_level **out);

#endif
