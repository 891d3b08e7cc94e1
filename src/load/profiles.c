#include "load/loader.h"
#include "base/file.h"
#include "base/lang.h"
#include "load/ground.h"
#include "load/landuse.h"
#include "load/profile_file.h"
#include "model/slope.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *first_of(const char *a, const char *b) {
    return a ? a : b;
}

/* A slope model as a table that lives as long as the scene. */
static jj_status slope_table(jj_loader *l, jj_slope_model model, double level_km_h,
                             const jj_slope_table **out) {
    JJ_CLEANUP(jj_slope_deinit) jj_slope slope = {0};
    JJ_TRY(jj_slope_init(l->ctx, model, level_km_h, &slope));
    jj_slope_table *t = jj_arena_alloc(&l->scene->arena, 1, sizeof *t);
    float *factor = jj_arena_alloc(&l->scene->arena, slope.table.n, sizeof *factor);
    if (!t || !factor)
        return jj_loader_no_room(l);
    memcpy(factor, slope.factors, slope.table.n * sizeof *factor);
    *t = slope.table;
    t->factor = factor;
    *out = t;
    return JJ_OK;
}

static jj_status load_heights(jj_loader *l) {
    jj_scene *s = l->scene;
    const char *dem = l->project->surface.dem;
    if (s->height_m || !dem)
        return JJ_OK;
    JJ_CLEANUP(jj_raster_closep) jj_raster *r = NULL;
    JJ_TRY(jj_raster_open(l->ctx, dem, 1, NULL, &r));
    JJ_TRY(jj_add_input(l, "heights", dem));
    size_t n = jj_grid_cells(&s->grid);
    s->height_m = jj_alloc(n, sizeof *s->height_m);
    if (!s->height_m)
        return jj_no_memory(l->ctx, dem, n * sizeof *s->height_m);
    jj_lattice lattice = {.grid = &s->grid, .crs = l->crs, .lengths = &s->lengths};
    return jj_ground_heights(l->ctx, r, &lattice, s->height_m);
}

static jj_status set_slope(jj_loader *l, const jj_profile_keys *k, jj_profile *p) {
    bool is_walk = k->slope && strcmp(k->slope, "tobler") == 0;
    bool is_cycle = k->slope && strcmp(k->slope, "bicycle") == 0;
    if (!is_walk && !is_cycle)
        return JJ_OK;
    if (!l->project->surface.dem)
        return jj_note_add(
            l->ctx, &l->notes,
            &(jj_finding){.code = "no_heights", .source = "profiles", .feature = k->id});
    JJ_TRY(load_heights(l));
    double level_km_h = fmin(fmax(k->speed_m_s * 3.6, 3), 60);
    return slope_table(l, is_cycle ? JJ_SLOPE_CYCLE : JJ_SLOPE_WALK, level_km_h, &p->slope);
}

/* Once a way of going: a class that only walkers' rows lack is a gap in the table. */
static jj_status note_classes(jj_loader *l, const jj_class_areas *unknown, jj_going going) {
    if (l->classes_told & 1U << going)
        return JJ_OK;
    l->classes_told |= 1U << going;
    for (size_t i = 0; i < unknown->n; i++) {
        char class_value[60], value[40];
        snprintf(class_value, sizeof class_value, "%.15g, %s", unknown->rows[i].class_value,
                 jj_going_name(going));
        snprintf(value, sizeof value, "%.3f km2", unknown->rows[i].km2);
        JJ_TRY(jj_note_add(
            l->ctx, &l->notes,
            &(jj_finding){.code = going == JJ_ON_FOOT ? "unknown_class" : "class_not_for_mode",
                          .source = "landcover",
                          .field = class_value,
                          .value = value,
                          .count = unknown->rows[i].n_cells}));
    }
    return JJ_OK;
}

/*
 * The profile's own surfaces speak for it, unless they are the shipped ones and a table is given.
 */
static bool has_own_surface(const jj_loader *l, const jj_profile_keys *k) {
    return k->surface.n && !(k->surface.is_shipped && l->project->surface.speeds);
}

static jj_status landcover_pace(jj_loader *l, const jj_profile_keys *k, jj_profile *p) {
    const jj_surface_keys *files = &l->project->surface;
    size_t n = jj_grid_cells(&l->scene->grid);
    jj_going going = JJ_ON_FOOT;
    if (k->going)
        jj_going_parse(k->going, &going);
    JJ_CLEANUP(jj_raster_closep) jj_raster *r = NULL;
    JJ_CLEANUP(jj_speeds_deinit) jj_speeds speeds = {0};
    JJ_CLEANUP(jj_class_areas_deinit) jj_class_areas unknown = {0};
    JJ_AUTO uint16_t *row_of_cell = jj_alloc(n, sizeof *row_of_cell);
    if (!row_of_cell)
        return jj_no_memory(l->ctx, files->landcover, n * sizeof *row_of_cell);
    JJ_TRY(jj_raster_open(l->ctx, files->landcover, 1, NULL, &r));
    JJ_TRY(jj_add_input(l, "landcover", files->landcover));
    if (has_own_surface(l, k)) {
        JJ_TRY(jj_speeds_from(l->ctx, k, &speeds));
    } else {
        JJ_TRY(jj_speeds_read(l->ctx, files->speeds, &going, &speeds));
        JJ_TRY(jj_add_input(l, "speeds", files->speeds));
    }
    jj_lattice lattice = {.grid = &l->scene->grid, .crs = l->crs, .lengths = &l->scene->lengths};
    JJ_TRY(jj_ground_classes(l->ctx, r, &lattice, &speeds, row_of_cell, &unknown));
    jj_ground_pace(&speeds, row_of_cell, n, p->pace_ms_m);
    return note_classes(l, &unknown, going);
}

static jj_status friction_pace(jj_loader *l, jj_profile *p) {
    const char *path = l->project->surface.friction;
    JJ_CLEANUP(jj_raster_closep) jj_raster *r = NULL;
    jj_friction_notes notes = {0};
    JJ_TRY(jj_raster_open(l->ctx, path, 1, NULL, &r));
    JJ_TRY(jj_add_input(l, "friction", path));
    jj_lattice lattice = {.grid = &l->scene->grid, .crs = l->crs, .lengths = &l->scene->lengths};
    JJ_TRY(jj_ground_friction(l->ctx, r, &lattice, p->pace_ms_m, &notes));
    if (notes.n_above_fastest == 0)
        return JJ_OK;
    return jj_note_add(l->ctx, &l->notes,
                       &(jj_finding){.code = "fast_friction",
                                     .source = "friction",
                                     .layer = jj_path_name(path),
                                     .count = notes.n_above_fastest});
}

/* The speeds speak of one walker; a slower one takes so much longer everywhere. */
static void scale_walker(jj_loader *l, const jj_profile_keys *k, jj_profile *p) {
    bool is_walker = !k->going || strcmp(k->going, "walk") == 0;
    float factor = (float)(l->project->surface.walk_km_h / 3.6 / p->speed_m_s);
    size_t n = jj_grid_cells(&l->scene->grid);
    for (size_t i = 0; is_walker && i < n; i++)
        p->pace_ms_m[i] *= factor;
}

static const char *ground_of(const jj_loader *l, const jj_profile_keys *k) {
    const jj_surface_keys *files = &l->project->surface;
    if (k->ground)
        return k->ground;
    bool is_walker = !k->going || strcmp(k->going, "walk") == 0;
    if (files->landcover || files->friction)
        return files->landcover ? "landcover" : "friction";
    return l->landuse && is_walker ? "landuse" : "uniform";
}

static jj_status check_ground(jj_loader *l, const jj_profile_keys *k, const char *ground) {
    const jj_surface_keys *files = &l->project->surface;
    bool is_landcover = strcmp(ground, "landcover") == 0;
    bool is_missing = (is_landcover && !files->landcover) ||
                      (strcmp(ground, "friction") == 0 && !files->friction) ||
                      (strcmp(ground, "landuse") == 0 && !l->landuse);
    if (is_landcover && !is_missing && !files->speeds && k->surface.n == 0)
        return jj_fail(l->ctx, JJ_E_FORMAT,
                       "%s:%d: profile '%s' has no speeds for the classes of 'landcover': give "
                       "'speeds', or 'surface' in the profile",
                       l->project->path, k->line, k->id);
    return is_missing
               ? jj_fail(l->ctx, JJ_E_FORMAT,
                         "%s:%d: profile '%s' rests on '%s', which the project does not give",
                         l->project->path, k->line, k->id, ground)
               : JJ_OK;
}

static jj_status surface_pace(jj_loader *l, const jj_profile_keys *k, const char *ground,
                              jj_profile *p) {
    size_t n = jj_grid_cells(&l->scene->grid);
    bool is_landcover = strcmp(ground, "landcover") == 0;
    if (strcmp(ground, "uniform") == 0) {
        for (size_t i = 0; i < n; i++)
            p->pace_ms_m[i] = (float)(1000 / p->speed_m_s);
        return JJ_OK;
    }
    if (strcmp(ground, "landuse") == 0)
        jj_landuse_pace(l->landuse, n, l->project->surface.walk_km_h, p->pace_ms_m);
    else
        JJ_TRY(is_landcover ? landcover_pace(l, k, p) : friction_pace(l, p));
    if (!is_landcover || !has_own_surface(l, k))
        scale_walker(l, k, p);
    return JJ_OK;
}

static jj_status make_pace(jj_loader *l, const jj_profile_keys *k, jj_profile *p) {
    size_t n = jj_grid_cells(&l->scene->grid);
    p->pace_ms_m = jj_kept_pace(l, k->id);
    if (p->pace_ms_m)
        return set_slope(l, k, p);
    const char *ground = ground_of(l, k);
    JJ_TRY(check_ground(l, k, ground));
    p->pace_ms_m = jj_alloc(n, sizeof *p->pace_ms_m);
    if (!p->pace_ms_m)
        return jj_no_memory(l->ctx, k->id, n * sizeof *p->pace_ms_m);
    JJ_TRY(surface_pace(l, k, ground, p));
    JJ_TRY(jj_burn_streets(l, k, p));
    return set_slope(l, k, p);
}

static jj_status set_texts(jj_loader *l, const jj_profile_keys *k, jj_profile *p) {
    p->id = jj_keep(l, k->id);
    p->title_zh = jj_keep(l, first_of(k->title, k->id));
    p->title_en = jj_keep(l, first_of(k->title_en, k->id));
    p->note_zh = jj_keep(l, first_of(k->note, ""));
    p->note_en = jj_keep(l, first_of(k->note_en, ""));
    return p->id && p->title_zh && p->title_en && p->note_zh && p->note_en ? JJ_OK
                                                                           : jj_loader_no_room(l);
}

static jj_status set_stencil(jj_loader *l, const jj_profile_keys *k, jj_profile *p) {
    bool has_slope = k->slope && strcmp(k->slope, "tobler") == 0;
    const char *name = first_of(k->stencil, l->project->stencil);
    jj_stencil_parse(first_of(name, has_slope ? "true16" : "true32"), &p->stencil);
    return JJ_OK;
}

static jj_mode mode_of(const jj_profile_keys *k) {
    if (k->mode && strcmp(k->mode, "straight") == 0)
        return JJ_MODE_STRAIGHT;
    return k->mode && strcmp(k->mode, "road") == 0 ? JJ_MODE_ROAD : JJ_MODE_GROUND;
}

static jj_status add_profile(jj_loader *l, const jj_profile_keys *k) {
    jj_scene *s = l->scene;
    jj_profile *p = &s->profiles[s->n_profiles++];
    *p = (jj_profile){.speed_m_s = k->speed_m_s,
                      .detour = isnan(k->detour) ? 1 : k->detour,
                      .within_ms = jj_profile_within_ms(k)};
    JJ_TRY(set_texts(l, k, p));
    if (isnan(k->speed_m_s))
        return jj_fail(l->ctx, JJ_E_FORMAT,
                       "%s:%d: profile '%s' is none of the shipped ones: it needs 'speed_m_s' or "
                       "'speed_km_h'",
                       l->project->path, k->line, k->id);
    p->direction = k->direction && strcmp(k->direction, "away") == 0 ? JJ_AWAY : JJ_TOWARD;
    p->mode = mode_of(k);
    JJ_TRY(set_stencil(l, k, p));
    if (p->mode == JJ_MODE_ROAD)
        return jj_load_streets(l, k, p);
    return p->mode == JJ_MODE_GROUND && s->has_grid ? make_pace(l, k, p) : JJ_OK;
}

/* What the project itself says of the profile, or NULL. */
static const jj_profile_keys *own_keys(const jj_loader *l, const char *id) {
    for (size_t i = 0; i < l->project->n_profiles; i++)
        if (strcmp(l->project->profiles[i].id, id) == 0)
            return &l->project->profiles[i];
    return NULL;
}

/* What the project says goes before the file of that name, its own or shipped. */
static jj_status keys_of(jj_loader *l, const char *id, jj_profile_keys *k, bool *is_known) {
    const char *folder = l->project->folder;
    const jj_profile_keys *own = own_keys(l, id);
    bool has_file;
    JJ_TRY(jj_profile_exists(l->ctx, folder, id, &has_file));
    const char *base = own && own->like ? own->like : has_file ? id : NULL;
    *is_known = base || own;
    if (!base && own)
        *k = *own;
    if (!base)
        return JJ_OK;
    if (jj_profile_find(l->ctx, &l->scene->arena, folder, base, k) != JJ_OK)
        return jj_fail_within(l->ctx, JJ_E_FORMAT, l->project->path);
    return own ? jj_profile_merge(l->ctx, &l->scene->arena, k, own) : JJ_OK;
}

/* --- which are asked for ---------------------------------------------------------------------- */

/* A profile of the scene, and the keys it is made from. */
typedef struct asked {
    const char *id, *keys;
    bool is_by_length;
} asked;

typedef struct asked_list {
    asked *items;
    size_t n;
} asked_list;

static void asked_list_deinit(asked_list *a) {
    jj_free(a->items);
}

static void ask_once(asked_list *list, asked a) {
    for (size_t i = 0; i < list->n; i++)
        if (strcmp(list->items[i].id, a.id) == 0)
            return;
    list->items[list->n++] = a;
}

/* Whether metres along the profile's roads are anything else than its time at one speed. */
static jj_status has_many_speeds(jj_loader *l, const char *id, bool *out) {
    jj_profile_keys k;
    bool is_known;
    *out = false;
    if (!l->project->roads.source.path)
        return JJ_OK;
    JJ_TRY(keys_of(l, id, &k, &is_known));
    if (!is_known || mode_of(&k) != JJ_MODE_ROAD)
        return JJ_OK;
    return jj_streets_vary(l, &k, out);
}

/* A limit in metres is one of length: such a rule travels by roads that count by length alone. */
static jj_status ask_for_rule(jj_loader *l, jj_rule *rule, asked_list *list) {
    for (size_t j = 0; j < rule->n_profiles; j++) {
        asked a = {rule->profiles[j], rule->profiles[j], false};
        if (strcmp(rule->threshold_unit, "m") == 0)
            JJ_TRY(has_many_speeds(l, a.keys, &a.is_by_length));
        if (a.is_by_length) {
            char name[64];
            snprintf(name, sizeof name, "%.50s-length", a.keys);
            a.id = rule->profiles[j] = jj_keep(l, name);
            if (!a.id)
                return jj_loader_no_room(l);
        }
        ask_once(list, a);
    }
    return JJ_OK;
}

/* The project's profiles and those the rules use, each once. */
static jj_status collect(jj_loader *l, jj_rules *rules, asked_list *list) {
    size_t most = l->project->n_profiles;
    for (size_t i = 0; i < rules->n; i++)
        most += rules->rules[i].n_profiles;
    list->items = jj_alloc(most + 1, sizeof *list->items);
    if (!list->items)
        return jj_loader_no_room(l);
    for (size_t i = 0; i < l->project->n_profiles; i++) {
        const jj_profile_keys *k = &l->project->profiles[i];
        ask_once(list, (asked){k->id, k->id, false});
        if (list->n == i)
            return jj_fail(l->ctx, JJ_E_FORMAT, "%s:%d: profile '%s' stands twice",
                           l->project->path, k->line, k->id);
    }
    for (size_t i = 0; i < rules->n; i++)
        JJ_TRY(ask_for_rule(l, &rules->rules[i], list));
    return JJ_OK;
}

/* --- making them ------------------------------------------------------------------------------ */

static jj_status name_by_length(jj_loader *l, const char *id, jj_profile_keys *k) {
    char zh[128], en[128];
    snprintf(zh, sizeof zh, "%.90s（按路程）", first_of(k->title, k->id));
    snprintf(en, sizeof en, "%.90s, by length", first_of(k->title_en, k->id));
    k->id = id;
    k->title = jj_keep(l, zh);
    k->title_en = jj_keep(l, en);
    k->is_by_length = true;
    return k->title && k->title_en ? JJ_OK : jj_loader_no_room(l);
}

static jj_status load_profile(jj_loader *l, const asked *a) {
    jj_profile_keys k;
    bool is_known;
    JJ_TRY(keys_of(l, a->keys, &k, &is_known));
    bool has_ways = is_known && (mode_of(&k) != JJ_MODE_ROAD || l->project->roads.source.path);
    if (!is_known || (!has_ways && !own_keys(l, a->keys)))
        return jj_note_add(l->ctx, &l->notes,
                           &(jj_finding){.code = is_known ? "no_roads" : "unknown_profile",
                                         .source = "rules",
                                         .feature = a->keys});
    if (a->is_by_length)
        JJ_TRY(name_by_length(l, a->id, &k));
    return add_profile(l, &k);
}

jj_status jj_load_profiles(jj_loader *l, jj_rules *rules) {
    JJ_CLEANUP(asked_list_deinit) asked_list list = {0};
    JJ_TRY(collect(l, rules, &list));
    l->scene->profiles = jj_alloc(list.n + 1, sizeof *l->scene->profiles);
    if (!l->scene->profiles)
        return jj_loader_no_room(l);
    for (size_t i = 0; i < list.n; i++) {
        jj_progress(l->ctx, jj_tr(l->ctx->lang, "profiles"), i, list.n);
        JJ_TRY(load_profile(l, &list.items[i]));
    }
    return l->scene->has_grid ? load_heights(l) : JJ_OK; /* maps show the terrain too */
}
