/* Lines whose ends or crossings were drawn without a shared point. */
#ifndef LOAD_ROAD_MEND_H
#define LOAD_ROAD_MEND_H

#include "load/road_cut.h"

/*
 * As `source` asks, on listed and placed points:
 *
 * splits_crossings   a junction wherever two ways cross or one ends on the other (within 5 cm),
 *                    unless one of them is apart
 * join_m             each end that no other way names moves to the nearest place of another way
 *                    within join_m, a point of it or one made on its course; equal distances: the
 *                    earlier line
 *
 * JJ_E_NOMEM.
 */
jj_status jj_ways_mend(jj_ctx *ctx, jj_ways *w, const jj_roads_source *source,
                       jj_roads_count *count);

#endif
