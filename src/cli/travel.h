/* The parts of `jiujin travel`: options in, one job through ground, field and files. */
#ifndef CLI_TRAVEL_H
#define CLI_TRAVEL_H

#include "cli/cmd.h"
#include "geo/shut.h"
#include "load/ground.h"
#include "load/points.h"
#include "load/road_profile.h"
#include "model/slope.h"

typedef struct travel_options {
    const char *friction, *landcover, *speeds, *dem, *roads;
    bool is_straight, splits_crossings;
    const char *from, *from_layer, *id, *x, *y, *datum, *crs, *start_delay, *to;
    const char *direction, *stencil, *profile, *compat, *bridges;
    jj_param_list barriers, at_minutes;
    double within_min, metres, cell_m, join_m;
    int64_t closest;
    const char *like;
    const char *time, *nearest, *matrix, *areas, *people, *summary;
} travel_options;

/* One run of the command. What is costed is time in ms, or length in mm under --metres. */
typedef struct travel {
    jj_ctx *ctx;
    const travel_options *o;
    bool is_quiet;
    jj_arena arena; /* of `keys` */
    jj_profile_keys keys;
    jj_road_profile profile; /* with --roads; else mode and speed alone */
    jj_stencil stencil;
    jj_direction direction;
    uint32_t within; /* ms, or mm under --metres */

    bool is_bare_graph; /* --roads is a table of edges: points are its nodes */
    bool has_grid;
    bool is_spilled; /* arrays of the grid are kept on disk and the field is solved in blocks */
    jj_grid grid;
    char *crs; /* WKT of the grid, or of the points where there is no grid */
    jj_lengths lengths;
    jj_speeds speeds;      /* with --landcover */
    uint16_t *row_of_cell; /* with --landcover: 1 + row of speeds, 0 impassable */
    float *pace_ms_m;      /* of the ground */
    float *metre_pace;     /* with --metres: 1000 where one can go, so that mm are what is costed */
    float *height_m;       /* with --dem */
    jj_shut_moves *shut;   /* with --barriers */
    jj_slope slope;        /* with heights, but under --compat */

    jj_points from, to;     /* `to` is empty without --to */
    jj_source *sources;     /* one per point of `from` that stands on the grid */
    uint32_t *source_point; /* of each source: its row in `from` */
    size_t n_sources;
    uint32_t *time, *nearest; /* the joint field: ms or mm, and index of the id */
    uint32_t *side_of;        /* with --summary or --barriers: geo/sides.h */
    uint32_t n_sides;
} travel;

/* A sentence for the user about data that were left out or doubted; quiet under --quiet. */
void travel_note(const travel *t, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static inline bool travel_is_length(const travel *t) {
    return t->o->metres == t->o->metres;
}

/* An array over the grid, zeroed: in memory, or on disk beside what is written. */
jj_status travel_new_array(const travel *t, const char *what, size_t cell_bytes, void **out);
void travel_free_array(const travel *t, void *array, size_t cell_bytes);

/*
 * Whoever goes through arrays of the grid says which row is done (or cells, of none in order):
 * what is kept on disk leaves memory every few rows.
 */
void travel_row_done(const travel *t, uint32_t row);
void travel_rest(const travel *t);

/* A field block by block into t->time and t->nearest, which are on disk. */
jj_status travel_solve_blocks(const travel *t, const jj_source *sources, size_t n);

/* Chooses between memory and blocks on disk; says what blocks need. JJ_E_NOMEM: neither does. */
jj_status travel_plan_memory(travel *t, const char *path);

/* Bytes that a block or a window of the field may take. */
uint64_t travel_block_room(const travel *t);

/* Lattice, pace, heights and barriers of the ground; JJ_E_* as load/ground.h. */
jj_status travel_read_ground(travel *t);

/* The same without a ground: a lattice for --straight from --like or --cell, if asked for. */
jj_status travel_make_grid(travel *t);

/* The ground as the solver sees it; under --metres every metre costs 1000. */
jj_ground travel_ground(const travel *t);

/* Facilities and places to go, in the CRS of the grid (WGS 84 for --straight). */
jj_status travel_read_points(travel *t);

/* Feet of the facilities on the grid. JJ_E_DATA: none of them stands inside. */
jj_status travel_make_sources(travel *t);

/* Room for t->time and t->nearest. */
jj_status travel_new_fields(travel *t);

/* The joint field over the ground or straight, into t->time and t->nearest. */
jj_status travel_solve(travel *t);

/* One file each; travel_write_areas needs the joint field too. */
jj_status travel_write_time(const travel *t);
jj_status travel_write_nearest(const travel *t);
jj_status travel_write_areas(const travel *t);
jj_status travel_write_matrix(travel *t);

/* People, land and facilities within --at-minutes and by sides of the barriers, as JSON. */
jj_status travel_write_summary(travel *t);

/* Says which facilities stand on which side when barriers part the ground. */
jj_status travel_note_sides(travel *t);

/* Lays the roads of --roads onto the ground. */
jj_status travel_burn_roads(travel *t);

/* The whole of --roads without a ground, files included. */
jj_status travel_by_roads(travel *t);

/* The whole of --compat accessmod, files included. */
jj_status travel_accessmod(travel *t);

/* The whole of --straight --matrix. */
jj_status travel_straight_matrix(const travel *t);

#endif
