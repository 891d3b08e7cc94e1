/* What every room reads: for each cell, its people and what became of their way to a facility. */
#ifndef ANALYSIS_REACH_H
#define ANALYSIS_REACH_H

#include "geo/cover.h"
#include "jiujin/ground.h"

/* Exclusive; a cell has the last of these that holds of it. */
typedef enum jj_reach {
    JJ_REACH_COVERED,     /* time <= threshold */
    JJ_REACH_TOO_FAR,     /* a way exists and takes longer */
    JJ_REACH_UNREACHABLE, /* passable ground, no way to any facility */
    JJ_REACH_BLOCKED,     /* people on ground that cannot be crossed */
    JJ_REACH_NODATA       /* a cell that other inputs call NoData */
} jj_reach;
enum { JJ_N_REACH = JJ_REACH_NODATA + 1 };

/* Rows of the lattice: first .. end-1. */
typedef struct jj_rows {
    uint32_t first, end;
} jj_rows;

/* One demand under one joint field. Everything is borrowed, everything is per cell. */
typedef struct jj_reach_map {
    const jj_grid *grid;
    const jj_lengths *lengths;
    const double *people; /* or m2 of residential land; >= 0 */
    const uint8_t *reach; /* a jj_reach */
    const uint32_t *time_ms;
    const uint32_t *nearest;
} jj_reach_map;

/* One run of cells of a cover as first cell, count and share; for (size_t i...) over spans. */
static inline size_t jj_span_cell(const jj_grid *g, const jj_span *s) {
    return (size_t)s->row * g->cols + s->col;
}

static inline bool jj_reach_is_uncovered(uint8_t reach) {
    return reach == JJ_REACH_TOO_FAR || reach == JJ_REACH_UNREACHABLE || reach == JJ_REACH_BLOCKED;
}

#endif
