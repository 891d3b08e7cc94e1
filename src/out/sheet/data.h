/* What a map sheet shows, read from a result: one rule on one level, in the sheet's projection. */
#ifndef OUT_SHEET_DATA_H
#define OUT_SHEET_DATA_H

#include "base/arena.h"
#include "out/result_file.h"
#include "rules/result.h"
#include "store/crs.h"

/* Outlines in metres of the sheet's projection. */
typedef struct jj_sheet_shape {
    const double *xy;
    const size_t *part_end;
    size_t n_points, n_parts;
    double box[4]; /* west, south, east, north */
} jj_sheet_shape;

typedef struct jj_sheet_unit {
    const char *code, *name, *level;
    jj_sheet_shape shape;
    int verdict; /* jj_verdict, or -1 where the rule says nothing of it */
    double num, den, people, uncovered;
} jj_sheet_unit;

typedef struct jj_sheet_gap {
    const char *unit_code, *unit_name, *nearest_name, *reason_zh, *reason_en;
    jj_sheet_shape shape; /* no points for a scattered rest */
    double people, nearest_minutes;
    int rank;
    bool is_scattered;
} jj_sheet_gap;

/* A line of a level's boundary. */
typedef struct jj_sheet_edge {
    const char *level;
    size_t first, n; /* points of edge_xy */
    double box[4];
} jj_sheet_edge;

typedef struct jj_sheet_point {
    double x, y;
    const char *name;
} jj_sheet_point;

/* What lies under the units, 0 to 255 a cell, north row first, in the sheet's projection. */
typedef struct jj_sheet_relief {
    uint8_t *dark;    /* slopes; without heights, how slowly the ground is crossed */
    uint8_t *blocked; /* 255 = impassable; NULL = nothing is */
    int rows, cols;
    double x0, y0, cell_m; /* north-west corner */
    char crs[16];
} jj_sheet_relief;

typedef struct jj_sheet_data {
    jj_arena arena;
    const char *area_zh, *area_en; /* of the project */
    const char *rule_id, *title_zh, *title_en, *source, *basis_zh, *basis_en;
    const char *data_source; /* where people and facilities come from */
    const char *level, *level_above, *crs_zh, *crs_en;
    int number;    /* 附图 number: its place among the rules that can be mapped */
    char crs[16];  /* "EPSG:4547" */
    bool is_share; /* num of den people or land is covered */
    bool is_count; /* num facilities, den needed */
    bool is_modelled;
    bool is_served;     /* the facilities have catchments */
    size_t n_placeless; /* facilities counted whose place is not known */
    int year;
    jj_transform *to_lonlat, *to_sheet;
    const jj_sheet_relief *relief; /* borrowed; NULL = none */
    jj_sheet_unit *units, *above;  /* the level judged; levels over it, the highest first */
    size_t *by_area;               /* units, the largest first */
    jj_sheet_edge *edges;          /* every boundary once, the highest level first */
    double *edge_xy;
    size_t n_edges, cap_edges, n_edge_points, cap_edge_points;
    size_t n_units, cap_units, n_above, cap_above;
    jj_sheet_gap *gaps; /* most people first */
    size_t n_gaps, cap_gaps;
    jj_sheet_point *facilities; /* those that serve, or those a rule without a field counts */
    size_t n_facilities, cap_facilities;
    double box[4];
} jj_sheet_data;

/* Whether a point lies inside: holes and outer waters do not count. */
bool jj_sheet_shape_has(const jj_sheet_shape *s, double x, double y);

/*
 * A point of the part of the shape that `window` shows (west, south, east, north), where a name
 * has the widest room, the middle preferred. False: the window shows none of it.
 */
bool jj_sheet_shape_place(const jj_sheet_shape *s, const double window[4], double out[2]);

/* The projection of sheets for a place: CGCS2000 3-degree Gauss-Kruger in China, else UTM. */
void jj_mapsheet_crs(double lon, double lat, char out[16]);

/*
 * The rule on the lowest level that has polygons and verdicts. JJ_E_RANGE: no such rule;
 * JJ_E_DATA: no level with polygons has a verdict on it.
 */
jj_status jj_mapsheet_read(jj_ctx *ctx, const jj_result_file *r, const char *rule,
                           jj_sheet_data *out);

/* Fills d->edges from its shapes. JJ_E_NOMEM. */
jj_status jj_mapsheet_edges(jj_ctx *ctx, jj_sheet_data *d);
void jj_mapsheet_data_deinit(jj_sheet_data *d);

/*
 * The ground for the area of `d`, kept in *r between sheets of one projection and set as
 * d->relief. A result without terrain and land cover has none.
 */
jj_status jj_mapsheet_relief(jj_ctx *ctx, const jj_result_file *r, jj_sheet_data *d,
                             jj_sheet_relief *relief);
void jj_mapsheet_relief_deinit(jj_sheet_relief *relief);

#endif
