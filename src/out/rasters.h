/*
 * The fields of a run as rasters: minutes, nearest facility, uncovered people, exact milliseconds.
 */
#ifndef OUT_RASTERS_H
#define OUT_RASTERS_H

#include "out/outcome.h"

/* The rasters to write: one item a field or a rule, in any order and on any thread. */
typedef struct jj_rasters {
    const jj_outcome *o;
    char *folder, *exact; /* owned */
    size_t n_fields, n;
} jj_rasters;

/*
 * Into `folder`: rasters/<field>_minutes.tif (Float32, -9999 none), rasters/<field>_nearest.tif
 * (UInt32: row of rasters/facility_ids.csv, 0 none), fields/<field>_ms.tif (UInt32 milliseconds,
 * for exact comparisons); for each rule judged on coverage rasters/uncovered_<rule>.tif (Float32
 * people, -9999 outside the data) and rasters/reach_<rule>.tif (UInt32, a jj_reach). Nothing
 * without a lattice; of a result for the public what maps lie on alone, which opening writes. Close
 * in any case.
 */
jj_status jj_rasters_open(jj_ctx *ctx, const char *folder, const jj_outcome *o, jj_rasters *out);
jj_status jj_rasters_write(jj_ctx *ctx, const jj_rasters *r, size_t item);
void jj_rasters_close(jj_rasters *r);

/*
 * What maps lie on, into `folder`: relief.tif of a scene with terrain (brightness of the slopes
 * under a light, 1 to 255, 0 unknown) and ground.tif of one whose ground is not even (Float32
 * minutes a kilometre of its first profile over the ground, 0 impassable, -9999 outside the data).
 */
jj_status jj_underlays_write(jj_ctx *ctx, const char *folder, const jj_scene *s);

/* Bytes the rasters of a run take at most while they are written. */
uint64_t jj_rasters_size(const jj_outcome *o);

#endif
