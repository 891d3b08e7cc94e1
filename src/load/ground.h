/*
 * The ground of a profile from files: pace per cell from friction or from land cover and a table
 * of speeds, heights from a DEM. Every raster is brought to the lattice asked for.
 */
#ifndef LOAD_GROUND_H
#define LOAD_GROUND_H

#include "jiujin/ground.h"
#include "load/profile_file.h"
#include "store/raster.h"

#define JJ_FASTEST_KM_H 200.0 /* a speed above this is a mistake of units */

typedef enum jj_going { JJ_ON_FOOT, JJ_BY_CYCLE, JJ_BY_MOTOR } jj_going;

/* "walking", "walk", "foot"; "bicycling", "cycle"; "motorized", "motor", "drive". */
bool jj_going_parse(const char *name, jj_going *out);
const char *jj_going_name(jj_going g);

/* How one land-cover class is crossed. */
typedef struct jj_speed {
    int64_t class_code;
    jj_going going;
    double km_h;
} jj_speed;

typedef struct jj_speeds {
    jj_speed *rows; /* ascending by class */
    size_t n, cap;
} jj_speeds;

/*
 * A table with columns class, mode, speed_km_h (or speed_kmh); others are ignored. `only` (NULL =
 * all) keeps the rows of one mode. JJ_E_DATA names file, row, value and limit: a class that is not
 * an integer or comes twice, an unknown mode, a speed not above 0 and at most 200 km/h, no row
 * left. JJ_E_RANGE: a column that is missing.
 */
jj_status jj_speeds_read(jj_ctx *ctx, const char *path, const jj_going *only, jj_speeds *out);

/* The surfaces of a profile as such a table, all of its own way of going. JJ_E_DATA, JJ_E_NOMEM. */
jj_status jj_speeds_from(jj_ctx *ctx, const jj_profile_keys *profile, jj_speeds *out);
void jj_speeds_deinit(jj_speeds *s);

/* Index of a class in `rows`, or SIZE_MAX. */
size_t jj_speeds_find(const jj_speeds *s, double class_value);

/* A class that is on the ground and not in the table: impassable, and to be told of. */
typedef struct jj_class_area {
    double class_value;
    uint64_t n_cells;
    double km2;
} jj_class_area;

typedef struct jj_class_areas {
    jj_class_area *rows; /* largest area first */
    size_t n, cap;
} jj_class_areas;
void jj_class_areas_deinit(jj_class_areas *a);

/* The lattice that layers are brought to. */
typedef struct jj_lattice {
    const jj_grid *grid;
    const char *crs;                                  /* WKT */
    const jj_lengths *lengths;                        /* of its cells */
    void (*row_done)(const void *user, uint32_t row); /* after each row, or NULL */
    const void *user;
} jj_lattice;

/*
 * Which row of `speeds` holds in each cell: 1 + its index, 0 where none (NoData, unknown class).
 * `row_of_cell` is the caller's rows*cols. JJ_E_DATA: the raster has no cell with data on the
 * lattice, or no class of it is in the table (lists those found).
 */
jj_status jj_ground_classes(jj_ctx *ctx, jj_raster *landcover, const jj_lattice *l,
                            const jj_speeds *speeds, uint16_t *row_of_cell,
                            jj_class_areas *unknown);

/* Milliseconds per metre from the rows found above; 0 = impassable. */
void jj_ground_pace(const jj_speeds *speeds, const uint16_t *row_of_cell, size_t n,
                    float *pace_ms_m);

/* What a friction raster holds besides good cells. */
typedef struct jj_friction_notes {
    uint64_t n_nodata;        /* impassable, NaN among them */
    uint64_t n_above_fastest; /* faster than 200 km/h: minutes per metre? */
} jj_friction_notes;

/*
 * Milliseconds per metre from friction in minutes per metre; NoData and NaN are impassable.
 * JJ_E_DATA: a cell that is zero, negative or infinite (names the first, its value, how many); no
 * cell with data on the lattice.
 */
jj_status jj_ground_friction(jj_ctx *ctx, jj_raster *friction, const jj_lattice *l,
                             float *pace_ms_m, jj_friction_notes *notes);

/*
 * Heights in metres, bilinear, NaN = unknown. JJ_E_DATA: the DEM has no cell with data on the
 * lattice.
 */
jj_status jj_ground_heights(jj_ctx *ctx, jj_raster *dem, const jj_lattice *l, float *height_m);

#endif
