#include "model/scene.h"

#include <string.h>

/* At or before `year` the latest, else the earliest after it. */
static bool is_nearer_year(int candidate, int best, int year) {
    if ((candidate <= year) != (best <= year))
        return candidate <= year;
    return candidate <= year ? candidate > best : candidate < best;
}

const jj_demand *jj_scene_demand(const jj_scene *s, const char *group, int year) {
    const jj_demand *best = NULL;
    for (size_t i = 0; i < s->n_demands; i++) {
        const jj_demand *d = &s->demands[i];
        if (strcmp(d->group, group) == 0 && (!best || is_nearer_year(d->year, best->year, year)))
            best = d;
    }
    return best;
}

const jj_profile *jj_scene_profile(const jj_scene *s, const char *id) {
    for (size_t i = 0; i < s->n_profiles; i++)
        if (strcmp(s->profiles[i].id, id) == 0)
            return &s->profiles[i];
    return NULL;
}

const jj_selection *jj_scene_selection(const jj_scene *s, const char *filter, int year) {
    for (size_t i = 0; i < s->n_selections; i++) {
        const jj_selection *found = &s->selections[i];
        if (found->scenario == s->scenario && found->year == year &&
            strcmp(found->filter, filter) == 0)
            return found->same_as ? &s->selections[found->same_as - 1] : found;
    }
    return NULL;
}

static const double *find_column(const jj_attributes *a, const char *name) {
    for (size_t i = 0; i < a->n; i++)
        if (strcmp(a->names[i], name) == 0)
            return a->values[i];
    return NULL;
}

const double *jj_scene_attribute(const jj_scene *s, const char *name) {
    const double *own =
        s->scenario ? find_column(&s->scenarios[s->scenario].attributes, name) : NULL;
    return own ? own : find_column(&s->attributes, name);
}

uint32_t jj_scene_constraint_mask(const jj_scene *s, const char *kind, jj_effect effect) {
    uint32_t mask = 0;
    for (size_t i = 0; i < s->n_constraints; i++)
        if (s->constraints[i].effect == effect && jj_constraint_is_about(&s->constraints[i], kind))
            mask |= 1U << i;
    return mask;
}

jj_status jj_scene_row_centres(const jj_scene *s, uint32_t row, double *lon, double *lat) {
    for (uint32_t col = 0; col < s->grid.cols; col++)
        jj_grid_centre(&s->grid, row * s->grid.cols + col, &lon[col], &lat[col]);
    return s->row_lonlat ? s->row_lonlat(s->row_lonlat_arg, row, lon, lat) : JJ_OK;
}

jj_ground jj_scene_ground(const jj_scene *s, const jj_profile *profile) {
    return (jj_ground){.grid = s->grid,
                       .lengths = &s->lengths,
                       .pace_ms_m = profile->pace_ms_m,
                       .shut = s->shut,
                       .height_m = profile->slope ? s->height_m : NULL,
                       .slope = profile->slope};
}

/* What lies in the kept file leaves with it. */
static void release(const jj_scene *s, void *p) {
    if (!jj_kept_holds(s->kept, p))
        jj_free(p);
}

static void units_deinit(const jj_scene *s, jj_units *u) {
    for (size_t i = 0; i < u->n; i++)
        release(s, u->units[i].cover.spans);
    for (size_t i = 0; i < u->n_columns; i++)
        jj_free(u->attributes[i]);
    jj_free(u->attributes);
    jj_free(u->columns);
    jj_free(u->levels);
    jj_free(u->units);
    jj_map_deinit(&u->by_code);
}

static void streets_free(jj_streets *streets) {
    if (!streets)
        return;
    jj_road_index_free(streets->index);
    jj_roads_deinit(&streets->roads);
    jj_free(streets);
}

static void attributes_deinit(jj_attributes *a) {
    for (size_t i = 0; i < a->n; i++)
        jj_free(a->values[i]);
    jj_free(a->values);
    jj_free(a->names);
}

void jj_scene_deinit(jj_scene *s) {
    units_deinit(s, &s->units);
    attributes_deinit(&s->attributes);
    for (size_t i = 0; i < s->n_scenarios; i++)
        attributes_deinit(&s->scenarios[i].attributes);
    jj_free(s->scenarios);
    jj_free(s->indicators);
    jj_free(s->exemptions);
    for (size_t i = 0; i < s->n_demands; i++) {
        release(s, s->demands[i].people);
        release(s, s->demands[i].of_unit);
    }
    for (size_t i = 0; i < s->n_profiles; i++) {
        release(s, s->profiles[i].pace_ms_m);
        streets_free(s->profiles[i].streets);
    }
    for (size_t i = 0; i < s->n_selections; i++) {
        jj_free(s->selections[i].facilities);
        jj_free(s->selections[i].unknown);
    }
    for (size_t i = 0; i < s->n_constraints; i++)
        jj_free(s->constraints[i].areas);
    jj_free(s->constraints);
    release(s, s->constraint_bits);
    jj_free(s->demands);
    jj_free(s->facilities);
    jj_free(s->profiles);
    jj_free(s->selections);
    jj_free(s->inputs);
    jj_free(s->terms);
    release(s, s->is_nodata);
    jj_free(s->questions);
    release(s, s->height_m);
    jj_shut_moves_free(s->shut);
    release(s, s->residential);
    release(s, s->is_urban);
    jj_ledger_deinit(&s->ledger);
    release(s, s->lengths.east_m);
    release(s, s->lengths.north_m);
    jj_arena_deinit(&s->arena);
    jj_kept_close(s->kept);
    *s = (jj_scene){0};
}
