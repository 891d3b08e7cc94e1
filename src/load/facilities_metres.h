/* Points of office lists given in metres become degrees. Private to load/facilities*. */
#ifndef LOAD_FACILITIES_METRES_H
#define LOAD_FACILITIES_METRES_H

#include "load/facilities.h"

/* Whether a place in degrees of WGS 84 is where the facility should be. */
typedef bool (*jj_facility_fits_fn)(const void *user, const jj_raw_facility *r, double lon,
                                    double lat);

/*
 * Each point of the source takes, of the systems declared, the first that puts it where it should
 * be, north before east exchanged where only that does. JJ_E_DATA: no system is declared, or one
 * that puts most points elsewhere where another puts nine in ten (both name the likely one), or an
 * old datum.
 */
jj_status jj_facilities_place_metres(jj_loader *l, jj_raw_facilities *all, size_t source,
                                     jj_facility_fits_fn fits, const void *user);

#endif
