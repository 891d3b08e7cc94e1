/* What a survey of land use says of cells: where people live, how fast the ground is crossed. */
#ifndef LOAD_LANDUSE_H
#define LOAD_LANDUSE_H

#include "load/loader.h"

/* Sums over the polygons of a cell, per cell. */
typedef struct jj_landuse {
    float *known; /* share of the cell in polygons of a known class */
    float *open;  /* of which can be walked */
    float *slow;  /* sum of share x ms per metre over what can be walked */
} jj_landuse;

/*
 * Every layer of the project's land use; residential shares into `residential` (NULL = not asked).
 */
jj_status jj_landuse_load(jj_loader *l, float *residential);
void jj_landuse_free(jj_landuse *u);

/*
 * Milliseconds per metre of the walker the table speaks of: the mean of the cell's classes by
 * their exact shares; ground outside all polygons is as plain as a road. A cell most of which
 * cannot be walked is impassable.
 */
void jj_landuse_pace(const jj_landuse *u, size_t n, double plain_km_h, float *pace_ms_m);

#endif
