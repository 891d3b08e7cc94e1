/* The nearest stretch of road to a point in degrees, measured in metres on the ellipsoid. */
#ifndef MODEL_ROAD_INDEX_H
#define MODEL_ROAD_INDEX_H

#include "model/roads.h"

typedef struct jj_road_index jj_road_index;

/* Where on which stretch a point falls. */
typedef struct jj_road_foot {
    uint32_t road;
    double along_m;    /* from the stretch's first point to the foot */
    double distance_m; /* from the point to the foot */
    double lon, lat;   /* of the foot */
} jj_road_foot;

/* Over the shapes of a network that is built; it is borrowed. JJ_E_NOMEM, JJ_E_LIMIT. */
jj_status jj_road_index_new(jj_ctx *ctx, const jj_roads *roads, jj_road_index **out);
void jj_road_index_free(jj_road_index *index);

/* The nearest stretch within limit_m (equal distances: the smaller one); false when none is. */
bool jj_road_index_nearest(const jj_road_index *index, double lon, double lat, double limit_m,
                           jj_road_foot *out);

/* Bytes the index of so many segments takes at most, by experience with streets. */
uint64_t jj_road_index_bytes(uint64_t n_segments);

#endif
