/* The outline of a set of cells as valid polygons: one polygon per group joined side by side. */
#ifndef GEO_OUTLINE_H
#define GEO_OUTLINE_H

#include "geo/cover.h"

/*
 * Rings in lattice corners: corner (col, row) is the north-west corner of that cell. Each ring is
 * closed, corners only where it turns; the rings of one polygon follow one another, the outer ring
 * (counter-clockwise, north up) first, then its holes. Cells that meet in a corner only belong to
 * different polygons, so that every polygon is valid in the OGC sense.
 */
typedef struct jj_outline {
    uint32_t *corners;  /* col, row, col, row, ... */
    size_t *ring_end;   /* in corners just past each ring */
    uint32_t *polygons; /* the polygon of each ring, ascending from 0 */
    size_t n_rings;
} jj_outline;

/* Whole cells of the cover, whatever their fractions. An empty cover has no rings. JJ_E_NOMEM. */
jj_status jj_outline_cover(jj_ctx *ctx, const jj_grid *g, const jj_cover *cover, jj_outline *out);
void jj_outline_deinit(jj_outline *o);

#endif
