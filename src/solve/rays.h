/*
 * The walks of jj_ground_entrance() from a cell's own centre, laid out once: which cells each
 * straight walk crosses and by how much. For level ground without barrier lines, true stencils.
 */
#ifndef SOLVE_RAYS_H
#define SOLVE_RAYS_H

#include "base/ctx.h"
#include "jiujin/ground.h"

typedef struct jj_ray_part {
    int32_t offset; /* of the cell crossed, from the first cell */
    double share;   /* of the walk */
} jj_ray_part;

typedef struct jj_rays {
    uint32_t n;
    int32_t down[JJ_ENTRANCE_SOURCES], right[JJ_ENTRANCE_SOURCES];
    size_t part_first[JJ_ENTRANCE_SOURCES + 1];
    jj_ray_part *parts; /* owned */
    size_t cap_parts;
} jj_rays;

/* JJ_E_NOMEM, without a message. */
jj_status jj_rays_init(jj_rays *r, const jj_grid *g);
void jj_rays_deinit(jj_rays *r);

/* Whether the table holds for a place in `cell`: its whole disc is on the grid, the ground is level
 * and without barriers, the stencil unbiased. */
bool jj_rays_hold(const jj_ground *ground, jj_stencil stencil, uint32_t cell);

/* As jj_ground_entrance() at the middle of `cell`. length_m: metres of each walk there. */
size_t jj_rays_entrance(const jj_rays *r, const jj_ground *ground, uint32_t cell,
                        const double *length_m, jj_source *out);

/* The metres of each walk in the cell's block of lengths. */
void jj_rays_lengths(const jj_rays *r, const jj_lengths *l, size_t block, double *length_m);

#endif
