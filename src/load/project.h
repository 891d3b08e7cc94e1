/*
 * The project file as written: every key of geodata/project.reference.yaml, checked for type and
 * range, paths made relative to its folder. No source is opened here.
 */
#ifndef LOAD_PROJECT_H
#define LOAD_PROJECT_H

#include "load/profile_file.h"
#include "store/vector.h"

/* A second source of the same units: polygons, or a table of figures, joined by code. */
typedef struct jj_joined_keys {
    jj_source_spec source;
    const char *code;         /* NULL = by unit_names */
    jj_param_list unit_names; /* polygons of names of old or of today, the coarser first */
    jj_param_list columns;    /* figures to keep as unit attributes */
    int line;
} jj_joined_keys;

typedef struct jj_units_keys {
    jj_source_spec source;
    const char *level, *title, *title_en;
    const char *code;     /* column, or "generate PREFIX" */
    jj_param_list name;   /* columns, joined */
    jj_param_list parent; /* columns, the first that is filled; none = from the code */
    const char *kind_column, *kind;
    const char *judged; /* SQL condition over the source's columns; NULL = all are */
    jj_param_list columns;
    jj_joined_keys geometry; /* source.path NULL = none */
    jj_joined_keys *tables;
    size_t n_tables;
    int line;
} jj_units_keys;

/* Figures of units that the people of cells are brought to. */
typedef struct jj_control_keys {
    const char *group;  /* NULL = of every group */
    int64_t year;       /* 0 = of every year */
    const char *level;  /* NULL = the lowest with polygons */
    const char *column; /* a figure that units keep */
    int line;
} jj_control_keys;

typedef struct jj_people_keys {
    const char *group;
    int64_t year;
    const char *grid;
    int64_t band;
    const char *crs;
    const char *value; /* persons | density (per km2) */
    bool is_modelled;
    const char *column;   /* people by unit attribute */
    const char *share_of; /* of another group, by unit attributes */
    const char *numerator, *denominator;
    const char *level;   /* whose units the shares or the rescaling are of */
    const char *rescale; /* unit attribute that the grid's sums are brought to */
    const char *spread;  /* by what unit figures go to cells: residential | area | a group */
    jj_control_keys *controls;
    size_t n_controls;
    int line;
} jj_people_keys;

/* People counted by place: villages, estates, buildings, or rows of a table of units. */
typedef struct jj_count_keys {
    jj_source_spec source;
    const char *name;
    int64_t year;                     /* of the groups; 0 = their columns say it */
    const char *code;                 /* column with the code of the unit */
    jj_param_list unit_names;         /* columns with names of units, the coarser first */
    jj_pairs groups;                  /* group -> column, or pattern with {year} */
    const char *births;               /* pattern with {year} of columns of children born */
    jj_param_list ages;               /* groups that births give; none = those that rules ask for */
    const char *survival, *migration; /* a year: a number, or a figure that units keep */
    const char *spread;
    jj_control_keys *controls;
    size_t n_controls;
    bool is_modelled;
    int line;
} jj_count_keys;

/* Land-use polygons by class. */
typedef struct jj_landuse_keys {
    jj_source_spec source;
    const char *class_column, *classes;
    int line;
} jj_landuse_keys;

/* Ground that is urban: polygons, or units by their class of town and country. */
typedef struct jj_urban_keys {
    jj_source_spec source;    /* path NULL = none */
    const char *class_column; /* with 城乡分类代码; NULL = every polygon is urban */
    const char *code;         /* column with the unit's code, for a table without polygons */
} jj_urban_keys;

typedef struct jj_facility_keys {
    jj_source_spec source;
    const char *name;
    const char *kind;        /* the one kind of all, or */
    const char *kind_column; /* the column that `kinds` translates */
    jj_pairs kinds;          /* value or pattern -> kind; "-" = no facility for us */
    const char *other_kinds; /* refuse | leave: values that `kinds` does not know */
    jj_pairs columns;        /* facility column -> source column */
    jj_pairs *values;        /* one a column: value -> value */
    const char **value_columns;
    size_t n_values;
    jj_param_list unit_names; /* columns with names of units, the coarser first: city, county */
    jj_pairs set;             /* facility column -> the same value for all */
    const char *precision;
    bool is_office;      /* workbooks as offices keep them: load/intake/office.h */
    const char *mapping; /* what their headings mean, by hand: load/intake/mapping.h */
    int line;
} jj_facility_keys;

typedef struct jj_surface_keys {
    const char *landcover, *speeds, *friction, *dem;
    double walk_km_h;
    jj_source_spec *barriers, *bridges, *water;
    jj_source_spec *roads; /* laid onto the cells of every ground profile */
    size_t n_barriers, n_bridges, n_water, n_roads;
} jj_surface_keys;

typedef struct jj_roads_keys {
    jj_source_spec source; /* path NULL = none */
    double join_m;
    bool splits_crossings;
} jj_roads_keys;

typedef struct jj_rules_keys {
    jj_param_list catalogues;
    jj_param_list only, domains;
    int64_t priority; /* 0 = all */
    jj_pairs *own;    /* rules written in the project: column -> cell */
    size_t n_own;
} jj_rules_keys;

typedef struct jj_exemption_keys {
    const char *rule, *unit, *reason, *document, *valid_from, *valid_to;
    int line;
} jj_exemption_keys;

typedef struct jj_indicator_keys {
    const char *rule, *unit;
    int64_t year;
    double num, den, value;
    const char *source, *document;
    int line;
} jj_indicator_keys;

/* A constraint layer. */
typedef struct jj_constraint_keys {
    jj_source_spec source;
    const char *name, *effect, *clause;
    double buffer_m;
    bool is_outside;
    jj_param_list kinds;
    int line;
} jj_constraint_keys;

/* A state of the plan: which phases of it are done. */
typedef struct jj_scenario_keys {
    const char *id, *title, *title_en;
    int64_t year; /* 0 = as the run */
    jj_param_list phases;
    int line;
} jj_scenario_keys;

typedef struct jj_lattice_keys {
    const char *source, *crs;
    int64_t band, subdivide;
    double margin_km, cell_m;
} jj_lattice_keys;

typedef struct jj_project {
    jj_arena arena;
    const char *path, *folder;
    const char *name, *name_en;
    int64_t year;
    const char *stencil; /* NULL = by default */
    double patch_density_km2;
    jj_lattice_keys lattice;
    jj_units_keys *units;
    size_t n_units;
    jj_people_keys *people;
    size_t n_people;
    jj_count_keys *counts;
    size_t n_counts;
    jj_facility_keys *facilities;
    size_t n_facilities;
    jj_surface_keys surface;
    jj_roads_keys roads;
    jj_source_spec residential; /* polygons; path NULL = none */
    jj_urban_keys urban;
    jj_landuse_keys *landuse;
    size_t n_landuse;
    jj_constraint_keys *constraints;
    size_t n_constraints;
    jj_profile_keys *profiles;
    size_t n_profiles;
    jj_rules_keys rules;
    jj_exemption_keys *exemptions;
    jj_indicator_keys *indicators;
    size_t n_exemptions, n_indicators;
    jj_scenario_keys *scenarios;
    size_t n_scenarios;
    const char *exemptions_table, *indicators_table; /* the same as sheets */
    const char *corrections;                         /* folder of answers; NULL = none */
    const char *unit_changes;                        /* table of old unit names; NULL = none */
} jj_project;

/* JJ_E_IO, JJ_E_FORMAT, JJ_E_RANGE: names file and line. */
jj_status jj_project_read(jj_ctx *ctx, const char *path, jj_project *out);

/* The same of text in memory; `path` is what messages and relative paths begin with. */
jj_status jj_project_parse(jj_ctx *ctx, const char *path, const char *text, size_t len,
                           jj_project *out);
void jj_project_deinit(jj_project *p);

#endif
