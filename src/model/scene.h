/*
 * The scene: everything one run rests on, read, checked, put on one lattice, and then unchanged.
 * load/ builds it, solve/ analysis/ rules/ read it, out/ writes what came of it.
 */
#ifndef MODEL_SCENE_H
#define MODEL_SCENE_H

#include "base/arena.h"
#include "base/kept.h"
#include "jiujin/ground.h"
#include "jiujin/straight.h"
#include "model/constraint.h"
#include "model/facility.h"
#include "model/road_index.h"
#include "geo/shut.h"
#include "model/ledger.h"
#include "model/question.h"
#include "model/roads.h"
#include "model/reported.h"
#include "model/unit.h"

/* People of one group in one year, on the lattice or by unit or both. */
typedef struct jj_demand {
    const char *group; /* "total", "age3_5", "age65p", ... */
    int year;
    const char *source;
    bool is_modelled; /* a model's output (WorldPop, a share of another group): shown as 约 */
    double *people;   /* per cell, 0 where none; NULL when there is no grid for it */
    double total;     /* of the source, NoData counted as 0; the figure the ledger balances to */
    double in_nodata; /* people of the source that fall in cells other inputs call NoData */
    double *of_unit;  /* per unit, from a table: NaN where none; NULL when no table gives it */
} jj_demand;

typedef enum jj_mode { JJ_MODE_STRAIGHT, JJ_MODE_GROUND, JJ_MODE_ROAD } jj_mode;

/* The streets as one profile may use them; owned by its profile. */
typedef struct jj_streets {
    jj_roads roads;
    jj_road_index *index;
    double walk_m_s; /* on foot to and from the road */
    double snap_m;   /* farther from a road than this is "no road near": unreachable */
} jj_streets;

/* How a group travels: "walk", "walk_elder", "cycle", "straight". */
typedef struct jj_profile {
    const char *id;
    const char *title_en, *title_zh;
    jj_mode mode;
    double speed_m_s;   /* STRAIGHT: converts metres to time; GROUND: on plain ground */
    uint32_t within_ms; /* nobody goes farther; 0 = no such limit */
    double detour;      /* STRAIGHT: metres are multiplied by this (1.3 for screening), else 1 */
    jj_stencil stencil;
    jj_direction direction;
    float *pace_ms_m;       /* GROUND: per cell as this profile sees it, 0 = impassable; owned */
    double burn_left_out_m; /* GROUND: of the walk to a road laid onto it; 0 = no roads on it */
    jj_streets *streets;    /* ROAD: its network; NULL otherwise */
    const jj_slope_table *slope;   /* NULL = slope does not matter to it */
    const char *note_en, *note_zh; /* what its speeds rest on, for reports */
} jj_profile;

/* Facilities that a condition picks in one year, indices ascending. */
typedef struct jj_selection {
    const char *filter; /* SQL condition over facility columns */
    int year;
    uint32_t scenario; /* index into the scene's; 0 = what there is now */
    uint32_t same_as;  /* 1 + index of the selection of now with the same facilities; 0 = itself */
    uint32_t *facilities;
    size_t n;
    size_t n_inferred; /* of which rest on inferred values */
    uint32_t
        *unknown; /* those of which the condition cannot be told: a value it needs is missing */
    size_t n_unknown;
    bool has_source; /* some source of the project can deliver a facility that satisfies it */
    bool is_listed_as_none; /* a list of such facilities is there and has no records */
} jj_selection;

/* Numeric columns of the facility table: those that rules name, filled by load/. */
typedef struct jj_attributes {
    const char **names;
    size_t n;
    double **values; /* values[column][facility]; NaN = not given */
} jj_attributes;

/*
 * A state of the plan: what there is once the actions of its phases are done. Scenario 0 is what
 * there is now and has no phases. What the plan builds or moves stands open then, what it merges or
 * moves away is closed, what it extends has the places planned.
 */
typedef struct jj_scenario {
    const char *id, *title_en, *title_zh; /* "now" 现状, "near" 近期, "far" 远期 */
    int year;                             /* every rule is judged on; 0 = as the run has it */
    unsigned phases;                      /* bits 1 << jj_phase */
    jj_attributes attributes;             /* the columns that differ from now */
    size_t n_open, n_close, n_extend;     /* facilities it changes */
} jj_scenario;

/* A kind of facility or a facility column as people call it. */
typedef struct jj_term {
    const char *id, *title_en, *title_zh;
} jj_term;

/* An input as the manifest vouches for it. */
typedef struct jj_input {
    const char *role, *path;
    char sha256[65];
    uint64_t bytes;
    int64_t mtime_ns;
} jj_input;

typedef struct jj_scene {
    jj_arena arena; /* every string of the scene */
    const char *name, *name_en;
    int year; /* of the run; a rule with its own year overrides it */
    jj_units units;

    bool has_grid;
    jj_grid grid;
    jj_lengths lengths;
    const char *crs;             /* of the lattice, as WKT; "" without a grid */
    jj_row_lonlat_fn row_lonlat; /* WGS 84 centres of a projected lattice; NULL: in degrees, or a
                                    plane where straight lengths run between cell centres */
    void *row_lonlat_arg;
    float *height_m;     /* per cell, NaN unknown; NULL = no terrain */
    jj_shut_moves *shut; /* moves that barrier lines shut; NULL = none */
    uint8_t *is_nodata;  /* per cell: outside the population grid's data; NULL = none */
    float *residential;  /* per cell: share of the cell that is residential land; NULL = unknown */
    float *is_urban;     /* per cell: share that is urban; NULL = unknown */

    jj_demand *demands;
    size_t n_demands;
    jj_facility *facilities; /* in id order */
    size_t n_facilities;
    jj_attributes attributes;
    jj_profile *profiles;
    size_t n_profiles;
    jj_selection *selections;
    size_t n_selections;
    jj_scenario *scenarios; /* [0] = now */
    size_t n_scenarios;
    uint32_t scenario;        /* selections and attributes are read as of this one */
    jj_indicator *indicators; /* what departments report */
    size_t n_indicators;
    jj_exemption *exemptions;
    size_t n_exemptions;
    jj_constraint *constraints; /* in the order of the project file */
    size_t n_constraints;
    uint32_t *constraint_bits; /* per cell: bit i where constraint i holds; NULL = none */
    jj_term *terms;            /* kinds, then columns; owned */
    size_t n_terms, n_kinds;   /* the kinds stand first */
    jj_input *inputs;
    size_t n_inputs;
    jj_ledger ledger;
    jj_question *questions; /* to those who keep the lists */
    size_t n_questions;

    jj_kept *kept;            /* a file whose arrays are some of the above; owned; NULL = none */
    double patch_density_km2; /* people per km2 from which a gap cell is settlement (default 150) */
} jj_scene;

/*
 * The demand of a group nearest in year at or before `year`, else the nearest after; NULL = none.
 */
const jj_demand *jj_scene_demand(const jj_scene *s, const char *group, int year);
const jj_profile *jj_scene_profile(const jj_scene *s, const char *id);
const jj_selection *jj_scene_selection(const jj_scene *s, const char *filter, int year);

/* The values of a numeric facility column, by facility, or NULL when no source gives it. */
const double *jj_scene_attribute(const jj_scene *s, const char *name);

/* Bits of the constraints of that effect that speak of facilities of the kind (NULL = of any). */
uint32_t jj_scene_constraint_mask(const jj_scene *s, const char *kind, jj_effect effect);

/*
 * Degrees of a row's cell centres, cols of each (on a plane without longitudes, its metres). Errors
 * of the lattice's coordinate system.
 */
jj_status jj_scene_row_centres(const jj_scene *s, uint32_t row, double *lon, double *lat);

/* The ground as `profile` sees it, for jj_ground_field(); borrows from the scene. */
jj_ground jj_scene_ground(const jj_scene *s, const jj_profile *profile);

void jj_scene_deinit(jj_scene *s);

#endif
