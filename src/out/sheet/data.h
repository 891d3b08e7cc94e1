/* What a map sheet shows, read from a result: one rule on one level, in the sheet's projection. */
#ifndef OUT_SHEET_DATA_H
#define OUT_SHEET_DATA_H

#include "base/arena.h"
#include "out/result_file.h"
#include "rules/result.h"

/* Outlines in metres of the sheet's projection. */
typedef struct jj_sheet_shape {
    const double *xy;
    const size_t *part_end;
    size_t n_points, n_parts;
    double box[4]; /* west, south, east, north */
} jj_sheet_shape;

typedef struct jj_sheet_unit {
    const char *code, *name, *parent;
    jj_sheet_shape shape;
    int verdict; /* jj_verdict, or -1 where the rule says nothing of it */
    double value, people, uncovered;
    bool is_modelled;
} jj_sheet_unit;

typedef struct jj_sheet_gap {
    const char *unit_code, *unit_name, *nearest_name, *reason;
    jj_sheet_shape shape; /* no points for a scattered rest */
    double people, nearest_minutes;
    int rank;
} jj_sheet_gap;

typedef struct jj_sheet_point {
    double x, y;
    const char *name;
} jj_sheet_point;

typedef struct jj_sheet_data {
    jj_arena arena;
    const char *area_zh, *area_en; /* of the project */
    const char *rule_id, *title_zh, *title_en, *source, *profile, *demand, *kinds;
    const char *level, *crs_name;
    double threshold;
    const char *threshold_unit;
    int year, people_year;
    jj_sheet_unit *units, *above; /* the level judged; the level over it (outlines) */
    size_t n_units, cap_units, n_above, cap_above;
    jj_sheet_gap *gaps; /* most people first */
    size_t n_gaps, cap_gaps;
    jj_sheet_point *facilities;
    size_t n_facilities, cap_facilities;
    double box[4];
} jj_sheet_data;

/*
 * The rule on the lowest level that has polygons and verdicts. JJ_E_RANGE: no such rule;
 * JJ_E_DATA: no level with polygons has a verdict on it.
 */
jj_status jj_mapsheet_read(jj_ctx *ctx, const jj_result_file *r, const char *rule,
                           jj_sheet_data *out);
void jj_mapsheet_data_deinit(jj_sheet_data *d);

#endif
