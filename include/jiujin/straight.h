/*
 * Straight distance on the ellipsoid to the nearest facility, as a time: the field of a standard
 * that counts a service radius rather than a walk. A detour factor belongs into the pace.
 */
#ifndef JIUJIN_STRAIGHT_H
#define JIUJIN_STRAIGHT_H

#include "jiujin/ground.h"

typedef struct jj_place {
    double lon, lat;   /* degrees on WGS 84 (CGCS2000 is the same); x, y metres on a plane grid */
    uint32_t facility; /* breaks ties, reported as nearest; not JJ_NO_FACILITY */
    uint32_t start_ms; /* time already spent */
} jj_place;

/* Longitudes and latitudes of the centres of one row of cells; called on the caller's thread. */
typedef jj_status (*jj_row_lonlat_fn)(void *arg, uint32_t row, double *lon, double *lat);

typedef struct jj_straight {
    double pace_ms_m;        /* > 0, finite; 1000 makes every millisecond a millimetre */
    uint32_t within_ms;      /* cells farther than this stay JJ_UNREACHED; JJ_FARTHEST = no bound */
    jj_row_lonlat_fn lonlat; /* NULL: the grid is in degrees, or else a plane in metres */
    void *lonlat_arg;
    const double *up;    /* of every cell, from jj_straight_up(); NULL: worked out from lonlat */
    const uint8_t *only; /* of every cell: whether to solve it; others keep what they hold; NULL:
                            all are */
} jj_straight;

/*
 * The unit vectors away from the ground at the centres of all cells, for many fields of one grid:
 * up is the caller's rows*cols*3. Fields with them are the same bit for bit. Not for a plane.
 * JJ_E_RANGE: a plane; JJ_E_NOMEM; JJ_E_STOPPED; what `how->lonlat` returns.
 */
JJ_API jj_status jj_straight_up(jj_ctx *ctx, const jj_grid *grid, const jj_straight *how,
                                double *up);

/*
 * time_ms, nearest: as jj_ground_field(); nearest may be NULL. Lengths are those of the geodesic
 * within 1 mm up to 100 km and 1e-6 of themselves up to 1,000 km.
 * JJ_E_RANGE: a pace that is no pace, a place that is not finite; JJ_E_NOMEM; JJ_E_STOPPED; what
 * `lonlat` returns.
 */
JJ_API jj_status jj_straight_field(jj_ctx *ctx, const jj_grid *grid, const jj_place *places,
                                   size_t n, const jj_straight *how, uint32_t *time_ms,
                                   uint32_t *nearest);

#endif
