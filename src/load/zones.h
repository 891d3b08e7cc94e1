/* Sums of a raster by polygon, exact fractions, one zone at a time: neither is held whole. */
#ifndef LOAD_ZONES_H
#define LOAD_ZONES_H

#include "geo/cover.h"
#include "store/raster.h"
#include "store/vector.h"

/* One zone: its id, and sums with cells = 0 where it holds no data. Texts live until the next. */
typedef jj_status (*jj_zone_fn)(jj_ctx *ctx, void *user, const char *id, const jj_zone_sums *sums);

/*
 * For every feature of `zones`, in order. Zones are brought to the raster's CRS; overlapping zones
 * are separate; a feature without geometry holds nothing. JJ_E_DATA: a feature that is not a
 * polygon (names it), a layer without a CRS.
 */
jj_status jj_zones_each(jj_ctx *ctx, jj_layer *zones, int id_field, jj_raster *values,
                        jj_zone_fn take, void *user);

#endif
