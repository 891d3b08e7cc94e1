/* Facilities a place reaches without passing a junction: on its own road, and straight on foot. */
#ifndef SOLVE_JOURNEY_BESIDE_H
#define SOLVE_JOURNEY_BESIDE_H

#include "solve/journey.h"

/* A facility and where it stands, in strips of latitude as high as the longest walk. */
typedef struct jj_stand {
    int64_t strip;
    double lon;
    uint32_t facility;
} jj_stand;

/* Facilities by road and by place. Zeroed before first use; `feet` is borrowed. */
typedef struct jj_beside {
    const jj_journeys *how;
    const jj_access *feet;
    const uint32_t *delay;
    uint32_t *first; /* n_roads + 1 */
    uint32_t *on_road;
    jj_stand *stands; /* by strip, lon */
    size_t n_stands;
    double strip_deg;
} jj_beside;

/* delay   start delay of each facility, or NULL. JJ_E_NOMEM. */
jj_status jj_beside_init(jj_ctx *ctx, const jj_journeys *how, const jj_access *feet,
                         const uint32_t *delay, size_t n, jj_beside *b);
void jj_beside_deinit(jj_beside *b);

/* Tells `take` each facility reached from the place, its cost with walks and delay; one may be told
 * twice, along the road and straight, and the order is of no meaning. */
void jj_beside_each(const jj_beside *b, const jj_access *place,
                    void (*take)(void *user, uint32_t facility, uint32_t cost), void *user);

#endif
