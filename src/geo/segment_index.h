/* The nearest of many line segments to a point, in degrees, measured in metres on the ellipsoid. */
#ifndef GEO_SEGMENT_INDEX_H
#define GEO_SEGMENT_INDEX_H

#include "base/ctx.h"

typedef struct jj_segment_index jj_segment_index;

/* Where on which line a point falls. */
typedef struct jj_foot {
    uint32_t line;
    double along_m;    /* from the line's first point to the foot */
    double distance_m; /* from the point to the foot */
    double lon, lat;   /* of the foot */
} jj_foot;

/*
 * Over `n_lines` polylines of lon, lat pairs: line i has points first[i] .. first[i+1]-1 of xy.
 * A line of one point is a point; one of none is never found. xy and first are borrowed. JJ_E_NOMEM.
 */
jj_status jj_segment_index_new(jj_ctx *ctx, const double *xy, const uint64_t *first,
                               uint32_t n_lines, jj_segment_index **out);
void jj_segment_index_free(jj_segment_index *index);

/* The nearest line within limit_m (equal distances: the smaller line); false when none is. */
bool jj_segment_index_nearest(const jj_segment_index *index, double lon, double lat, double limit_m,
                              jj_foot *out);

#endif
