/*
 * Pace by slope, as tables for jj_ground.
 *
 * Walking: Tobler's hiking function, speed = level speed x exp(-3.5 |s + 0.05|) / exp(-0.175)
 * (Tobler 1993, Three presentations on geographical analysis, NCGIA 93-1). Its shape is used, its
 * speed on the level is the surface's.
 *
 * Cycling: constant power. Power = (weight x (sin + rolling x cos) + drag x v^2) x v, set by the
 * level speed; a steep climb is pushed on foot where that is faster; down the hill riders brake at
 * half as much again as their level speed (Wilson and Schmidt, Bicycling Science, 4th ed., ch. 4).
 */
#ifndef MODEL_SLOPE_H
#define MODEL_SLOPE_H

#include "base/ctx.h"
#include "jiujin/ground.h"

typedef enum jj_slope_model { JJ_SLOPE_NONE, JJ_SLOPE_WALK, JJ_SLOPE_CYCLE } jj_slope_model;

typedef struct jj_slope {
    jj_slope_table table; /* of `factors`: slopes -1 to 1 in steps of 0.00025 */
    float *factors;       /* owned */
} jj_slope;

/*
 * `level_km_h` matters to cycling only: the speed on the level that sets the power, 3 to 60 km/h.
 * JJ_SLOPE_NONE gives factors of 1. JJ_E_RANGE, JJ_E_NOMEM.
 */
jj_status jj_slope_init(jj_ctx *ctx, jj_slope_model model, double level_km_h, jj_slope *out);
void jj_slope_deinit(jj_slope *s);

/* Pace on a slope (rise / run in the direction of travel) over pace on the level. */
double jj_slope_walk(double slope);
double jj_slope_cycle(double slope, double level_km_h);

#endif
