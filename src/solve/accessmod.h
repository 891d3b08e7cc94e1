/*
 * Travel time by the rules of WHO AccessMod 5.9, for those who check one against the other: flat
 * speed and mode by land-cover class, 8 or 16 neighbours, slope of the whole move, its own cyclist
 * (whose slope counts a hundredth). Not for planning: use jj_ground_field().
 */
#ifndef SOLVE_ACCESSMOD_H
#define SOLVE_ACCESSMOD_H

#include "jiujin/ground.h"

typedef enum jj_accessmod_mode {
    JJ_ACCESSMOD_WALKING,
    JJ_ACCESSMOD_BICYCLING,
    JJ_ACCESSMOD_MOTORIZED
} jj_accessmod_mode;

typedef struct jj_accessmod_class {
    jj_accessmod_mode mode;
    double km_h;
} jj_accessmod_class;

typedef struct jj_accessmod {
    jj_grid grid; /* lengths are its projected units, metres */
    const jj_accessmod_class *classes;
    const uint16_t *class_of_cell; /* rows*cols: 1 + index into classes, 0 = impassable */
    const float *height_m;         /* rows*cols, NaN = impassable; NULL = flat ground */
    bool has_knight_moves;         /* 16 neighbours, else 8 */
    jj_direction direction;
    double within_s; /* cells beyond have no value; INFINITY = no bound */
} jj_accessmod;

/*
 * seconds  caller's rows*cols: time to the nearest source, NaN where there is none
 * nearest  caller's rows*cols: its facility (smaller index on a tie), JJ_NO_FACILITY where none
 *
 * Start times of sources count. JJ_E_RANGE: a source outside the grid; JJ_E_NOMEM; JJ_E_STOPPED.
 */
jj_status jj_accessmod_field(jj_ctx *ctx, const jj_accessmod *a, const jj_source *sources, size_t n,
                             double *seconds, uint32_t *nearest);

/* Speed on a slope (rise / run in the direction of travel), km/h; 0 = cannot be climbed. */
double jj_accessmod_speed_km_h(const jj_accessmod_class *c, double slope);

#endif
