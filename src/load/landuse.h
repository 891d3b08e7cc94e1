/* What a survey of land use says of cells: where people live, how fast the ground is crossed. */
#ifndef LOAD_LANDUSE_H
#define LOAD_LANDUSE_H

#include "load/loader.h"

/* One row of the table of classes. */
typedef struct jj_land_class {
    const char *code; /* begins the codes it stands for; the longest that does decides */
    bool is_residential;
    double walk_km_h; /* 0 = cannot be crossed */
} jj_land_class;

typedef struct jj_land_classes {
    jj_arena arena;
    jj_land_class *rows;
    size_t n;
} jj_land_classes;

/* NULL = the shipped table. JJ_E_FORMAT: a column missing; JJ_E_DATA: a speed that is none. */
jj_status jj_land_classes_read(jj_loader *l, const char *path, jj_land_classes *out);
void jj_land_classes_deinit(jj_land_classes *c);

/* The class of a code, or NULL. */
const jj_land_class *jj_land_class_find(const jj_land_classes *c, const char *code);

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
