/*
 * Travel over the ground: time from every cell to its nearest facility, and which one it is.
 *
 * Times are whole milliseconds. A move costs round-half-up(length x mean pace), an integer, and
 * sums of integers are exact: the field is the same bits for every thread count, tile size and
 * block order. Equal times go to the facility with the smaller index, and facilities are indexed
 * in the order of their ids (jj_id_cmp), so that order breaks ties everywhere.
 */
#ifndef JIUJIN_GROUND_H
#define JIUJIN_GROUND_H

#include "jiujin/grid.h"

#define JJ_UNREACHED   UINT32_MAX /* time of a cell that no facility reaches */
#define JJ_NO_FACILITY UINT32_MAX

/* 24.8 days. Sums stop here: very far is not unreachable. One move that long cannot be made. */
#define JJ_FARTHEST (INT32_MAX - 1)

/* The moves a traveller may make from a cell. true16 and true32 are the same moves with every time
 * scaled so that the area reached on uniform ground is unbiased. */
typedef enum jj_stencil {
    JJ_STENCIL_4,
    JJ_STENCIL_8,
    JJ_STENCIL_16,
    JJ_STENCIL_32,
    JJ_STENCIL_TRUE16,
    JJ_STENCIL_TRUE32,
    JJ_STENCIL_CONTINUOUS
} jj_stencil;

typedef enum jj_direction {
    JJ_TOWARD, /* from the cell to the facility (the default: people walk to the clinic) */
    JJ_AWAY    /* from the facility to the cell (the ambulance)                          */
} jj_direction;

/*
 * Pace by slope: multiplies the pace of a move whose slope (rise / run in the direction of travel)
 * lies in [min_slope, max_slope] by a table at equal steps, nearest entry; outside it ends count.
 */
typedef struct jj_slope_table {
    double min_slope, max_slope;
    uint32_t n;
    const float *factor; /* n entries; INFINITY = cannot be climbed; borrowed */
} jj_slope_table;

/*
 * Moves shut by barrier lines: a bit a move a cell, only for tiles that a line touches. Made by the
 * program from its project's lines; not for callers of the library.
 */
typedef struct jj_shut_moves jj_shut_moves;

/* The ground as one profile sees it. Everything is borrowed. */
typedef struct jj_ground {
    jj_grid grid;
    const jj_lengths *lengths;
    const float *pace_ms_m;      /* rows*cols: milliseconds per metre, > 0; 0 = impassable     */
    const jj_shut_moves *shut;   /* NULL = no barriers                                         */
    const float *height_m;       /* rows*cols, NaN = no height (taken as flat); NULL = no slope */
    const jj_slope_table *slope; /* needed with height_m                                      */
} jj_ground;

/* A facility's foot on the lattice. A facility with several entrances has several sources. */
typedef struct jj_source {
    uint32_t cell;     /* < rows*cols; a source on impassable ground serves nobody */
    uint32_t facility; /* index that breaks ties and is reported as nearest */
    uint32_t start_ms; /* time already spent: the walk inside the cell, a start delay */
} jj_source;

/* Cells around an entrance that are reached by a straight walk, at most, each way. */
enum { JJ_ENTRANCE_REACH = 8, JJ_ENTRANCE_SOURCES = 289 };

typedef struct jj_travel {
    jj_stencil stencil;
    jj_direction direction;
    uint32_t within_ms; /* cells farther than this stay JJ_UNREACHED; JJ_FARTHEST = no bound */
} jj_travel;

/*
 * The sources of an entrance that stands at (x, y) in CRS units, anywhere in its cell: the straight
 * walks from it to centres around it. true16, true32 and continuous get a disc of JJ_ENTRANCE_REACH
 * cells, so that near it too all directions count alike; the plain stencils, and any on slopes, the
 * centres as far as the longest move, or one source when it stands at a centre. Cells near barrier
 * lines are left to the moves. `out` has room for JJ_ENTRANCE_SOURCES; returns how many there are,
 * 0 outside the grid or on impassable ground.
 */
JJ_API size_t jj_ground_entrance(const jj_ground *ground, const jj_travel *how, double x, double y,
                                 uint32_t facility, uint32_t start_ms, jj_source *out);

/*
 * The field of `n` sources.
 *
 * time_ms  caller's rows*cols: time to the nearest facility, <= within_ms, or JJ_UNREACHED
 * nearest  caller's rows*cols, or NULL: its index, JJ_NO_FACILITY where unreached
 *
 * Contents are unspecified unless JJ_OK. JJ_E_RANGE: a source outside the grid, a pace that is
 * negative, infinite or NaN (names the cell), heights without a slope table or with a bad one;
 * JJ_E_NOMEM; JJ_E_STOPPED.
 */
JJ_API jj_status jj_ground_field(jj_ctx *ctx, const jj_ground *ground, const jj_source *sources,
                                 size_t n, const jj_travel *how, uint32_t *time_ms,
                                 uint32_t *nearest);

/*
 * The same field by Dijkstra's algorithm, one cell at a time on one thread: the measure of the
 * above.
 */
JJ_API jj_status jj_ground_field_plain(jj_ctx *ctx, const jj_ground *ground,
                                       const jj_source *sources, size_t n, const jj_travel *how,
                                       uint32_t *time_ms, uint32_t *nearest);

/*
 * What a stencil does to a circle on even ground, in per cent: the area reached against the true
 * circle's, and how far it reaches in its worst and best direction. Measured over radii of 6 to 100
 * cells; `continuous` is its worst radius.
 */
typedef struct jj_stencil_bias {
    double area, reach_least, reach_most;
} jj_stencil_bias;
JJ_API jj_stencil_bias jj_stencil_bias_of(jj_stencil s);

/*
 * Standard deviation, in per cent, of a circle's area when whole cells are counted: it depends on
 * where the centre lies in its cell. 1.5 at a radius of 6 cells, 0.14 at 30 (radius^-1.5).
 */
JJ_API double jj_counting_noise(double radius_cells);

/* "true32" and so on; the inverse returns false for an unknown name. */
JJ_API const char *jj_stencil_name(jj_stencil s);
JJ_API bool jj_stencil_parse(const char *name, jj_stencil *out);

#endif
