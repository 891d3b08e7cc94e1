/*
 * Points with ids for the building-block commands: facilities with their entrances, places to go.
 */
#ifndef LOAD_POINTS_H
#define LOAD_POINTS_H

#include "base/arena.h"
#include "store/vector.h"

/* One point; several with one id are entrances of one facility. */
typedef struct jj_point {
    const char *id;
    const char *node; /* of a bare graph: the node it stands at; NULL otherwise */
    int64_t row;      /* in the file */
    uint32_t index;   /* of the id in jj_id_cmp() order, which breaks ties */
    double x, y;      /* in the CRS asked for */
    double delay_s;   /* time already spent, 0 where none is given */
} jj_point;

typedef struct jj_points {
    jj_arena arena;
    jj_point *rows; /* by id, then in file order */
    size_t n, cap;
    size_t n_ids;
    const char **ids;    /* n_ids, ascending; owned */
    uint64_t n_without;  /* features without a usable point, left out */
    uint64_t n_repeated; /* points beyond the first of their id */
} jj_points;

typedef struct jj_points_spec {
    jj_source_spec source;
    const char *id;    /* column; NULL = "id" where there is one, else the row number */
    const char *delay; /* column with minutes; NULL = none */
} jj_points_spec;

/*
 * A table without geometry has its coordinates in the columns source.x and source.y, or in x and y,
 * lon and lat, longitude and latitude, 经度 and 纬度 where none are given.
 *
 * Read all points in `target_crs` (NULL = as they stand in a file without a CRS: a local plane).
 * JJ_E_RANGE: an id or delay column that is not there (lists those there are). JJ_E_DATA: a
 * feature that is not a point, a delay that is no number >= 0, an empty id, no usable point at all.
 */
jj_status jj_points_read(jj_ctx *ctx, const jj_points_spec *spec, const char *target_crs,
                         jj_points *out);
/*
 * Points of a bare graph from a CSV: rows name nodes by a column `node`, or else by their id; no
 * coordinates (x and y are NaN). Of the source only the path is used. JJ_E_RANGE, JJ_E_DATA as
 * above.
 */
jj_status jj_points_read_nodes(jj_ctx *ctx, const jj_points_spec *spec, jj_points *out);
void jj_points_deinit(jj_points *p);

#endif
