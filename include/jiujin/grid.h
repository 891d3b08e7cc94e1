/*
 * A lattice of cells, north row first, and what a cell measures on the ground.
 *
 * The lattice of a project is the population grid's own (or an integer subdivision of it), in
 * whatever coordinate system that grid has, degrees included. People are never moved to another
 * lattice; everything else is brought to this one.
 */
#ifndef JIUJIN_GRID_H
#define JIUJIN_GRID_H

#include "jiujin/status.h"

#define JJ_NO_CELL UINT32_MAX

/*
 * North-up: cell (row, col) spans x0 + col*dx .. x0 + (col+1)*dx
 * and y0 - (row+1)*dy .. y0 - row*dy.
 */
typedef struct jj_grid {
    uint32_t rows, cols; /* rows*cols <= 2^32 - 2 */
    double x0, y0;       /* outer corner of the north-west cell, CRS units (x east, y north) */
    double dx, dy;       /* cell size, CRS units, both > 0 */
    bool is_geographic;  /* CRS units are degrees */
} jj_grid;

/* JJ_E_RANGE: no cells, sizes not positive and finite; JJ_E_LIMIT: too many cells. */
JJ_API jj_status jj_grid_check(jj_ctx *ctx, const jj_grid *g);

static inline size_t jj_grid_cells(const jj_grid *g) {
    return (size_t)g->rows * g->cols;
}

/*
 * The cell that holds (x, y), or JJ_NO_CELL outside. West and north edges belong to the cell,
 * east and south edges to the next; the outermost east and south edges belong to the last cells.
 */
JJ_API uint32_t jj_grid_cell_at(const jj_grid *g, double x, double y);

/* Centre of a cell in CRS units. */
JJ_API void jj_grid_centre(const jj_grid *g, uint32_t cell, double *x, double *y);

/*
 * Ground metres of a cell's sides, on the ellipsoid, constant over blocks of block_rows x
 * block_cols cells: whole rows for a grid in degrees, 32x32 tiles for a projected one (the scale
 * of a projection varies), one block for a plane grid.
 */
typedef struct jj_lengths {
    uint32_t block_rows, block_cols; /* cells a block; the last of a row or column may be cut */
    uint32_t n_block_cols;           /* blocks side by side */
    double *east_m, *north_m;        /* one per block, row-major; owned */
    double max_error;                /* largest relative error of a length against its cell's own */
} jj_lengths;

static inline size_t jj_lengths_block(const jj_lengths *l, uint32_t row, uint32_t col) {
    return (size_t)(row / l->block_rows) * l->n_block_cols + col / l->block_cols;
}

/* The same east_m and north_m everywhere: plane grids and hand-worked cases. JJ_E_NOMEM. */
JJ_API jj_status jj_lengths_plane(jj_ctx *ctx, const jj_grid *g, double east_m, double north_m,
                                  jj_lengths *out);

/* A grid in degrees on WGS 84 (CGCS2000 is the same to 0.1 mm): one block a row. JJ_E_NOMEM. */
JJ_API jj_status jj_lengths_geographic(jj_ctx *ctx, const jj_grid *g, jj_lengths *out);

/* A part of the lattice. */
typedef struct jj_part {
    uint32_t row0, col0, rows, cols;
} jj_part;

/* Lengths of a window that begins where blocks do (or where there is one block). JJ_E_NOMEM. */
JJ_API jj_status jj_lengths_window(jj_ctx *ctx, const jj_lengths *l, jj_part w, jj_lengths *out);
JJ_API void jj_lengths_deinit(jj_lengths *l);

/* Area of a cell, m2. */
static inline double jj_lengths_area_m2(const jj_lengths *l, uint32_t row, uint32_t col) {
    size_t b = jj_lengths_block(l, row, col);
    return l->east_m[b] * l->north_m[b];
}

#endif
