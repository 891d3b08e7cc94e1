/* What the parts of load/ share while a scene is being built. Private to load/. */
#ifndef LOAD_LOADER_H
#define LOAD_LOADER_H

#include "geo/datum.h"
#include "load/intake/unit_name.h"
#include "load/kept_scene.h"
#include "load/kinds.h"
#include "load/notes.h"
#include "load/project.h"
#include "load/row_places.h"
#include "model/rule.h"
#include "model/scene.h"
#include "store/facility_table.h"
#include "store/shape.h"

/* Kinds of facilities, each once; the texts are in the loader's arena. */
typedef struct jj_kind_names {
    const char **ids;
    size_t n, cap;
} jj_kind_names;

typedef struct jj_loader {
    jj_ctx *ctx;
    const jj_project *project;
    jj_scene *scene;
    jj_notes notes;
    jj_kinds kinds;
    const char *crs;      /* WKT of the scene: the lattice's, else WGS 84 */
    bool is_geographic;   /* whether it is in degrees */
    bool is_lattice_made; /* of cells of our own: no raster gives them */
    jj_shape **shapes;    /* one a unit in `crs`, NULL without geometry; disjoint in a level */
    double (*boxes)[4];   /* of the shapes: west, south, east, north */
    size_t n_shapes;
    jj_name_change *changes; /* of unit names, from unit_changes */
    size_t n_changes, cap_changes;
    jj_facility_table *table;
    jj_row_places *places;      /* of a projected lattice */
    jj_text *mapping;           /* of office lists' headings; NULL = nobody asks */
    size_t cap_inputs;          /* of scene->inputs */
    const jj_kept *kept;        /* a run's cells, in place of reading them; NULL = none */
    struct jj_answers *answers; /* to questions of earlier runs */
    size_t cap_questions;       /* of scene->questions */
    size_t cap_indicators, cap_exemptions;
    size_t cap_demands;         /* of scene->demands */
    struct jj_landuse *landuse; /* what land use says of cells; NULL = none given */
    unsigned classes_told;      /* ways of going whose unknown classes were told of, a bit each */
    jj_kind_names kinds_given;  /* that some source can deliver */
    jj_kind_names kinds_none;   /* that a list without records is of: there are none */
} jj_loader;

/* A copy of s in the scene's arena, or NULL when out of memory. */
const char *jj_keep(const jj_loader *l, const char *s);
jj_status jj_loader_no_room(const jj_loader *l);

/*
 * Vouch for a file in the manifest: role, hash, size, time. A source that is no file is left out.
 */
jj_status jj_add_input(jj_loader *l, const char *role, const char *path);

/* units_read.c, units_shape.c: the tree from its tables; then its polygons cut clean and covers. */
jj_status jj_load_units(jj_loader *l);
jj_status jj_load_shapes(jj_loader *l);
jj_status jj_load_covers(jj_loader *l);

/*
 * units_named.c: polygons that bear names, after the changes are known: those of merged units
 * united.
 */
jj_status jj_load_named_shapes(jj_loader *l);

/* The feature's polygon into *shape, united with what is there (then noted of the unit). */
struct jj_feature;
jj_status jj_unit_add_polygon(jj_loader *l, const struct jj_feature *f, const char *code,
                              jj_shape **shape);

/* The deepest unit whose polygon holds a point in the loader's CRS, or JJ_NO_UNIT. */
jj_status jj_locate_unit(jj_loader *l, double x, double y, uint32_t *unit);

/* unit_changes.c: old names, mergers and divisions by village, after the tree is there. */
jj_status jj_load_unit_changes(jj_loader *l);

/* lattice.c: the grid (or none), cut to the units and their margin. */
jj_status jj_open_lattice(jj_loader *l);
jj_status jj_cut_lattice(jj_loader *l);

/* streets.c: the network of a road profile, built for its speed; whether its metres differ in time.
 */
jj_status jj_load_streets(jj_loader *l, const jj_profile_keys *k, jj_profile *p);
jj_status jj_streets_vary(jj_loader *l, const jj_profile_keys *k, bool *out);

/*
 * streets.c: the layers of `surface: roads` laid onto a ground profile's pace, at its class speeds.
 */
jj_status jj_burn_streets(jj_loader *l, const jj_profile_keys *k, jj_profile *p);

/* land.c: residential and urban ground, land use, before the people that are spread over them. */
jj_status jj_load_land(jj_loader *l);

/* people.c, facilities.c, profiles.c, surface.c (needs the profiles), reported.c */
jj_status jj_load_people(jj_loader *l, const jj_rules *rules);
jj_status jj_load_facilities(jj_loader *l);
jj_status jj_load_profiles(jj_loader *l, jj_rules *rules);
jj_status jj_load_surface(jj_loader *l);

/* sides.c: a ledger row for each part of the ground that barriers and water cut off. */
jj_status jj_load_sides(jj_loader *l);

/* levels.c: a ledger row for each unit whose own outline and the units below it hold people that
 * differ by more than 0.1 %. */
jj_status jj_load_levels(jj_loader *l);
jj_status jj_load_constraints(jj_loader *l);
jj_status jj_load_reported(jj_loader *l, const jj_rules *rules);

#endif
