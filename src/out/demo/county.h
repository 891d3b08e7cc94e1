/*
 * The demonstration county: everything about it, made from one seed. All of it is invented.
 *
 * The lattice is 520 x 460 cells of 100 m in CGCS2000 / 3-degree Gauss-Krueger CM 102E (EPSG:4543),
 * laid over an empty desert so that nobody takes it for a real place.
 * Steps run in this order, each reading what the ones before have made.
 */
#ifndef OUT_DEMO_COUNTY_H
#define OUT_DEMO_COUNTY_H

#include "base/ctx.h"
#include "base/param.h"
#include "out/demo/noise.h"
#include "out/demo/queue.h"

#define DEMO_COUNTY_CODE "999901"

enum {
    DEMO_COLS = 520,
    DEMO_ROWS = 460,
    DEMO_CELLS = DEMO_COLS * DEMO_ROWS,
    DEMO_CELL_M = 100,
    DEMO_X0 = 545000,         /* west edge, m  */
    DEMO_Y0 = 4470000,        /* north edge, m */
    DEMO_AREA_CELLS = 150000, /* the county measures 1,500 km2 */
    DEMO_PEOPLE_2020 = 186432,
    DEMO_SUBDISTRICTS = 3,
    DEMO_TOWNS = 7,
    DEMO_TOWNSHIPS = 5,
    DEMO_UNITS = DEMO_SUBDISTRICTS + DEMO_TOWNS + DEMO_TOWNSHIPS,
    DEMO_VILLAGES = 150,
    DEMO_MAX_RIVER = 2048,
    DEMO_MAX_SETTLEMENTS = 640,
    DEMO_BRIDGES = 2
};

typedef struct demo_xy {
    double x, y; /* m, east and north */
} demo_xy;

typedef enum demo_land {
    DEMO_CROP = 10,
    DEMO_FOREST = 20,
    DEMO_SHRUB = 30,
    DEMO_BUILT = 40,
    DEMO_WATER = 50,
    DEMO_ROCK = 60,
    DEMO_TRACK = 101, /* road cells: the class of the best road */
    DEMO_TERTIARY,
    DEMO_SECONDARY,
    DEMO_PRIMARY
} demo_land;

typedef enum demo_rank { DEMO_HAMLET, DEMO_VILLAGE, DEMO_COMMUNITY, DEMO_SEAT } demo_rank;

typedef struct demo_settlement {
    demo_xy at;
    uint32_t cell;
    uint8_t unit; /* township-level unit, 0 .. DEMO_UNITS-1 */
    demo_rank rank;
    uint32_t village; /* the village or community it belongs to */
    uint32_t people;  /* wished for; what the grid holds is counted afterwards */
    double radius_m;
} demo_settlement;

/* A village or residents' committee: a row of the unit table, without a polygon. */
typedef struct demo_village {
    char code[13];
    char name[40];
    uint8_t unit;
    bool is_community;
    uint32_t settlement; /* its main settlement */
    uint32_t people;     /* on the grid, 2020 */
} demo_village;

typedef enum demo_group {
    DEMO_TOTAL,
    DEMO_AGE3_5,
    DEMO_AGE3_5_2025,
    DEMO_AGE6_11,
    DEMO_AGE0_17,
    DEMO_AGE15_17,
    DEMO_AGE65P,
    DEMO_GROUPS
} demo_group;

typedef struct demo_unit {
    char code[10], name[40];
    const char *kind;             /* "subdistrict", "town", "township" */
    uint32_t seat;                /* settlement */
    uint32_t people[DEMO_GROUPS]; /* by demo_group, on the grid */
} demo_unit;

typedef struct demo_county {
    float height_m[DEMO_CELLS];
    float slope[DEMO_CELLS];      /* rise over run */
    float stream_km2[DEMO_CELLS]; /* area drained by the stream in the cell, 0 = none */
    uint8_t bank[DEMO_CELLS];     /* 0 west of the river, 1 east of it */
    uint8_t unit[DEMO_CELLS];     /* 0 outside the county, else 1 + township-level unit */
    uint8_t land[DEMO_CELLS];     /* demo_land */
    bool is_lake[DEMO_CELLS];     /* the reservoir */
    float river_m[DEMO_CELLS];    /* distance to the river, capped at 2,000 m */
    uint8_t links[DEMO_CELLS][8]; /* road class towards each neighbour, 0 = none */
    uint16_t people[DEMO_GROUPS][DEMO_CELLS];

    demo_xy river[DEMO_MAX_RIVER]; /* from north to south across the whole lattice */
    size_t n_river;
    uint32_t bridge[DEMO_BRIDGES]; /* the cell west of the river; the road goes on one cell east */
    demo_unit units[DEMO_UNITS];
    demo_village villages[DEMO_VILLAGES];
    size_t n_villages;
    demo_settlement settlements[DEMO_MAX_SETTLEMENTS];
    size_t n_settlements;
    demo_xy town;       /* middle of the county's seat, on the river */
    demo_xy ferry;      /* on the river, far from both bridges: a settlement beyond it is cut off */
    uint32_t cut_off;   /* that settlement */
    uint32_t no_public; /* unit index with a private kindergarten only */
    uint32_t planned;   /* unit index whose public kindergarten is planned or opens too late */
    demo_rng rng;
} demo_county;

jj_status demo_make_land(jj_ctx *ctx, demo_county *c);  /* heights, streams, river, banks */
jj_status demo_make_units(jj_ctx *ctx, demo_county *c); /* outline, seats, reservoir, townships */
jj_status demo_make_villages(jj_ctx *ctx, demo_county *c); /* settlements and villages */
void demo_make_names(demo_county *c);                      /* names and codes */
void demo_make_people(demo_county *c);                     /* people and land cover */
jj_status demo_make_roads(jj_ctx *ctx, demo_county *c);    /* roads, and their cells' land cover */

/* The eight neighbours, clockwise from north; DEMO_CELLS when beyond the lattice. */
extern const int8_t demo_step[8][2];
uint32_t demo_neighbour(uint32_t cell, int direction);
demo_xy demo_centre(uint32_t cell);
uint32_t demo_cell_at(double x, double y); /* DEMO_CELLS outside */
double demo_distance(demo_xy a, demo_xy b);

/* Whether the whole block within `reach` cells belongs to one township-level unit. */
bool demo_is_inside(const demo_county *c, uint32_t cell, int reach);

#endif
