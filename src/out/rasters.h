/* The fields of a run as rasters: minutes, nearest facility, uncovered people, exact milliseconds. */
#ifndef OUT_RASTERS_H
#define OUT_RASTERS_H

#include "out/outcome.h"

/*
 * Into `folder`: rasters/<field>_minutes.tif (Float32, -9999 none), rasters/<field>_nearest.tif
 * (UInt32: row of rasters/facility_ids.csv, 0 none), fields/<field>_ms.tif (UInt32 milliseconds, for
 * exact comparisons); for each rule judged on coverage rasters/uncovered_<rule>.tif (Float32 people,
 * -9999 outside the data) and rasters/reach_<rule>.tif (UInt32, a jj_reach). Nothing without a lattice.
 */
jj_status jj_rasters_write(jj_ctx *ctx, const char *folder, const jj_outcome *o);

/* rasters/relief.tif of a scene with terrain: brightness of the slopes under a light, for maps. */
jj_status jj_relief_write(jj_ctx *ctx, const char *path, const jj_scene *s);

/* Bytes the rasters of a run take at most while they are written. */
uint64_t jj_rasters_size(const jj_outcome *o);

#endif
