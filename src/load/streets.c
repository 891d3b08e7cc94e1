/* The project's roads as one profile may use them. */
#include "base/file.h"
#include "base/threads.h"
#include "load/loader.h"
#include "load/road_burn.h"
#include "load/roads_cache.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* A profile that says nothing of roads uses those of its way of going. */
static jj_status road_profile(jj_loader *l, const jj_profile_keys *k, jj_road_profile *out) {
    jj_profile_keys full = *k;
    if (k->roads.n == 0) {
        const char *usual = k->going ? k->going : "walk";
        JJ_TRY(jj_profile_find(l->ctx, &l->scene->arena, NULL, usual, &full));
        JJ_TRY(jj_profile_merge(l->ctx, &l->scene->arena, &full, k));
    }
    return jj_road_profile_of(l->ctx, &full, out);
}

jj_status jj_streets_vary(jj_loader *l, const jj_profile_keys *k, bool *out) {
    jj_road_profile profile;
    JJ_TRY(road_profile(l, k, &profile));
    *out = jj_road_profile_varies(&profile);
    return JJ_OK;
}

/* --- reading, or taking from what was kept ---------------------------------------------------- */

static const char *sha256_of(const jj_scene *s, const char *path) {
    for (size_t i = 0; i < s->n_inputs; i++)
        if (strcmp(s->inputs[i].path, path) == 0)
            return s->inputs[i].sha256;
    return NULL;
}

static jj_status read_network(jj_loader *l, const jj_roads_source *source,
                              const jj_road_profile *profile, jj_roads *out,
                              jj_roads_count *count) {
    enum { WORTH_KEEPING = 20000 }; /* stretches; less is read in the blink of an eye */
    const char *folder = l->project->folder, *sha256 = sha256_of(l->scene, source->path);
    jj_roads_cache_state state = JJ_CACHE_NONE;
    char key[65];
    if (sha256) {
        jj_roads_cache_key(source, sha256, profile, key);
        JJ_TRY(jj_roads_cache_read(l->ctx, folder, key, source, out, count, &state));
    }
    if (state == JJ_CACHE_GOOD)
        return JJ_OK;
    if (state == JJ_CACHE_BAD)
        JJ_TRY(jj_note_add(
            l->ctx, &l->notes,
            &(jj_finding){.code = "road_cache_ignored", .source = "roads", .feature = ".jiujin"}));
    JJ_TRY(jj_roads_read(l->ctx, source, profile, out, count));
    if (sha256 && out->n_roads >= WORTH_KEEPING && out->node_lonlat)
        jj_roads_cache_write(l->ctx, folder, key, out, count);
    return JJ_OK;
}

/* --- how far people and facilities are from the road ------------------------------------------ */

static jj_status note_facilities(jj_loader *l, const jj_profile_keys *k, const jj_streets *s) {
    double sum_m = 0, longest_m = 0;
    size_t n = 0;
    char value[64];
    for (size_t i = 0; i < l->scene->n_facilities; i++) {
        const jj_facility *f = &l->scene->facilities[i];
        jj_road_foot foot;
        if (!f->has_point)
            continue;
        if (!jj_road_index_nearest(s->index, f->lon, f->lat, s->snap_m, &foot)) {
            JJ_TRY(jj_note_add(
                l->ctx, &l->notes,
                &(jj_finding){.code = "facility_off_road", .source = k->id, .feature = f->id}));
            continue;
        }
        sum_m += foot.distance_m;
        longest_m = fmax(longest_m, foot.distance_m);
        n++;
    }
    if (n == 0)
        return JJ_OK;
    snprintf(value, sizeof value, "%.1f m, %.1f m", sum_m / (double)n, longest_m);
    return jj_note_add(
        l->ctx, &l->notes,
        &(jj_finding){.code = "walk_to_road", .source = k->id, .value = value, .count = n});
}

/* People of one row of cells after the other; each row on some thread. */
typedef struct far_work {
    const jj_scene *scene;
    const jj_streets *streets;
    const double *lon, *lat, *people;
    double *far_people; /* per row */
    uint64_t *far_cells;
} far_work;

static jj_status far_row(void *arg, size_t row, int worker) {
    (void)worker;
    far_work *w = arg;
    uint32_t cols = w->scene->grid.cols;
    for (size_t i = row * cols; i < (row + 1) * cols; i++) {
        jj_road_foot foot;
        if (!(w->people[i] > 0) || jj_road_index_nearest(w->streets->index, w->lon[i], w->lat[i],
                                                         w->streets->snap_m, &foot))
            continue;
        w->far_people[row] += w->people[i];
        w->far_cells[row]++;
    }
    return JJ_OK;
}

static jj_status places_of_cells(const jj_scene *s, double *lon, double *lat) {
    for (uint32_t row = 0; row < s->grid.rows; row++) {
        size_t first = (size_t)row * s->grid.cols;
        JJ_TRY(jj_scene_row_centres(s, row, lon + first, lat + first));
    }
    return JJ_OK;
}

static jj_status note_people(jj_loader *l, const jj_profile_keys *k, const jj_streets *s) {
    const jj_scene *scene = l->scene;
    const jj_demand *d = scene->n_demands ? &scene->demands[0] : NULL;
    if (!scene->has_grid || !d || !d->people)
        return JJ_OK;
    size_t n = jj_grid_cells(&scene->grid), rows = scene->grid.rows;
    JJ_AUTO double *lon = jj_alloc(n, sizeof *lon);
    JJ_AUTO double *lat = jj_alloc(n, sizeof *lat);
    JJ_AUTO double *people = jj_alloc(rows, sizeof *people);
    JJ_AUTO uint64_t *cells = jj_alloc(rows, sizeof *cells);
    if (!lon || !lat || !people || !cells)
        return jj_no_memory(l->ctx, "places of cells", (uint64_t)n * 16);
    JJ_TRY(places_of_cells(scene, lon, lat));
    far_work w = {scene, s, lon, lat, d->people, people, cells};
    JJ_TRY(jj_parallel(l->ctx, rows, far_row, &w));
    jj_finding far = {.code = "people_off_road", .source = k->id, .field = d->group};
    for (size_t r = 0; r < rows; r++) {
        far.people += people[r];
        far.count += cells[r];
    }
    return far.count ? jj_note_add(l->ctx, &l->notes, &far) : JJ_OK;
}

/* --- streets ---------------------------------------------------------------------------------- */

static jj_status read_streets(jj_loader *l, const jj_profile_keys *k, jj_direction direction,
                              jj_streets *s) {
    const jj_roads_keys *keys = &l->project->roads;
    jj_road_profile profile;
    jj_roads_count count;
    JJ_TRY(road_profile(l, k, &profile));
    const jj_roads_source source = {.path = keys->source.path,
                                    .layer = keys->source.layer,
                                    .crs = keys->source.crs,
                                    .join_m = keys->join_m,
                                    .splits_crossings = keys->splits_crossings,
                                    .cost = JJ_COST_TIME,
                                    .graphs = 1u << direction};
    JJ_TRY(jj_add_input(l, "roads", keys->source.path));
    JJ_TRY(read_network(l, &source, &profile, &s->roads, &count));
    s->walk_m_s = profile.walk_m_s;
    s->snap_m = profile.snap_m;
    if (!s->roads.node_lonlat)
        return jj_fail(l->ctx, JJ_E_DATA,
                       "'%s' is a table of edges without places: the roads of a project are "
                       "OpenStreetMap data or a line layer",
                       keys->source.path);
    JJ_TRY(jj_roads_ledger(l->ctx, jj_keep(l, k->id), &s->roads, &count, &l->scene->ledger));
    JJ_TRY(jj_road_index_new(l->ctx, &s->roads, &s->index));
    JJ_TRY(note_facilities(l, k, s));
    return note_people(l, k, s);
}

jj_status jj_load_streets(jj_loader *l, const jj_profile_keys *k, jj_profile *p) {
    if (!l->project->roads.source.path)
        return jj_fail(l->ctx, JJ_E_FORMAT,
                       "%s:%d: profile '%s' travels by road and the project has no 'roads'",
                       l->project->path, k->line, k->id);
    p->streets = jj_alloc(1, sizeof *p->streets);
    return p->streets ? read_streets(l, k, p->direction, p->streets) : jj_loader_no_room(l);
}

/* --- roads laid onto the ground --------------------------------------------------------------- */

/* Of what a source may say, road layers are chosen by these. */
static bool is_plain(const jj_source_spec *s) {
    return !s->sql && !s->where && !s->crs_instead && !s->datum && !s->x && !s->y;
}

static jj_status note_burned(jj_loader *l, const jj_source_spec *from, jj_profile *p,
                             uint64_t n_cells) {
    char value[64];
    if (n_cells == 0)
        return JJ_OK;
    p->burn_left_out_m = jj_burn_left_out_m(&l->scene->lengths);
    snprintf(value, sizeof value, "%.0f m, %.0f s", p->burn_left_out_m,
             p->burn_left_out_m / l->project->surface.walk_km_h * 3.6);
    return jj_note_add(l->ctx, &l->notes,
                       &(jj_finding){.code = "roads_burned",
                                     .source = "surface: roads",
                                     .layer = jj_path_name(from->path),
                                     .field = p->id,
                                     .value = value,
                                     .count = n_cells});
}

static jj_status burn_layer(jj_loader *l, const jj_road_profile *profile,
                            const jj_source_spec *from, jj_profile *p) {
    const jj_roads_source source = {.path = from->path,
                                    .layer = from->layer,
                                    .crs = from->crs,
                                    .cost = JJ_COST_TIME,
                                    .may_be_closed = true};
    const jj_burn_ground ground = {
        .grid = &l->scene->grid, .crs = l->crs, .pace_ms_m = p->pace_ms_m};
    JJ_CLEANUP(jj_roads_deinit) jj_roads roads = {0};
    jj_roads_count count;
    uint64_t n_cells;
    if (!is_plain(from))
        return jj_fail(l->ctx, JJ_E_FORMAT,
                       "%s: '%s' under 'surface: roads' takes source, layer and crs alone",
                       l->project->path, from->path);
    JJ_TRY(jj_add_input(l, "roads", from->path));
    JJ_TRY(read_network(l, &source, profile, &roads, &count));
    JJ_TRY(jj_roads_burn(l->ctx, from->path, &roads, &ground, &n_cells));
    return note_burned(l, from, p, n_cells);
}

jj_status jj_burn_streets(jj_loader *l, const jj_profile_keys *k, jj_profile *p) {
    const jj_surface_keys *files = &l->project->surface;
    jj_road_profile profile;
    if (files->n_roads)
        JJ_TRY(road_profile(l, k, &profile));
    for (size_t i = 0; i < files->n_roads; i++)
        JJ_TRY(burn_layer(l, &profile, &files->roads[i], p));
    return JJ_OK;
}
