/*
 * Roads laid onto a ground: the cells they touch take their pace (geo/burn.h says what that costs).
 */
#ifndef LOAD_ROAD_BURN_H
#define LOAD_ROAD_BURN_H

#include "jiujin/grid.h"
#include "model/roads.h"

typedef struct jj_burn_ground {
    const jj_grid *grid;
    const char *crs;
    float *pace_ms_m; /* per cell, 0 = impassable; a road only ever makes it faster */
    float *height_m;  /* set to NaN under roads: a motor does not feel slopes; NULL = kept */
    void (*roads_done)(const void *user); /* every few roads, or NULL */
    const void *user;
} jj_burn_ground;

/*
 * A one-way road has the pace of its open direction: a cell has one. `*n_cells` counts the cells
 * made faster. JJ_E_DATA: `path` is a table of edges without places.
 */
jj_status jj_roads_burn(jj_ctx *ctx, const char *path, const jj_roads *roads,
                        const jj_burn_ground *ground, uint64_t *n_cells);

/* Metres of the walk to a road that "road in cell" does not count, on average. */
double jj_burn_left_out_m(const jj_lengths *l);

#endif
