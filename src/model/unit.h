/* Administrative units: one tree by code over several levels. Geometry and judgement optional. */
#ifndef MODEL_UNIT_H
#define MODEL_UNIT_H

#include "base/ctx.h"
#include "base/map.h"
#include "geo/cover.h"

#define JJ_NO_UNIT UINT32_MAX

/* From the top down: 0 is the coarsest. */
typedef struct jj_level {
    const char *id; /* "province", "prefecture", "county", "township", "village" */
    const char *title_en, *title_zh;
    uint32_t first, n; /* its units are units[first .. first+n-1], in code order */
    bool has_geometry; /* at least one unit has a cover */
} jj_level;

typedef struct jj_unit {
    const char *code; /* GB/T 2260 or any text; unique over all levels */
    const char *name;
    const char *kind; /* "county", "district", "town", "township", "subdistrict", ...; "" unknown */
    uint32_t level, parent;             /* parent: index, JJ_NO_UNIT at the top */
    uint32_t first_child, next_sibling; /* by jj_units_link; JJ_NO_UNIT = none */
    bool is_judged; /* false: not judged, but adds to its parent (the xx71 zones) */
    bool has_geometry;
    jj_cover cover;     /* on the scene's lattice; empty without geometry */
    const uint8_t *wkb; /* the repaired polygon in the output CRS (WGS 84), for the map layers */
    size_t wkb_len;
    double area_m2;  /* on the ellipsoid; NaN without geometry */
    double lon, lat; /* a point inside; NaN without geometry */
} jj_unit;

typedef struct jj_units {
    jj_level *levels;
    size_t n_levels;
    jj_unit *units; /* by level, then by code */
    size_t n;
    jj_map by_code;
    const char **columns; /* unit attributes by name (census columns) */
    size_t n_columns;
    double **attributes; /* attributes[column][unit]; NaN = no value */
} jj_units;

/* The unit with that code, or JJ_NO_UNIT. */
uint32_t jj_unit_find(const jj_units *u, const char *code);

/* The level with that id, or -1. */
int jj_level_find(const jj_units *u, const char *id);

/* The ancestor of `unit` (or itself) at `level`, or JJ_NO_UNIT. */
uint32_t jj_unit_at_level(const jj_units *u, uint32_t unit, uint32_t level);

/* The column with that name, or -1. */
int jj_unit_column(const jj_units *u, const char *name);

/* Links every unit to its children, in code order; call again when a parent has changed. */
void jj_units_link(jj_units *u);

/*
 * The units of `level` below `top` in turn, each touched once: begin with `at` = top, go on with
 * what was returned, until JJ_NO_UNIT. In code order where all parents are of the level above.
 */
uint32_t jj_unit_next_below(const jj_units *u, uint32_t top, uint32_t level, uint32_t at);

/* JJ_E_DATA: a parent at the same or a lower level, levels not in order, codes twice. */
jj_status jj_units_check(jj_ctx *ctx, const jj_units *u);

#endif
