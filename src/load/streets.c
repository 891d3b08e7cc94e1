/* The project's roads as one profile may use them. */
#include "load/loader.h"
#include "load/roads.h"

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

static jj_status read_streets(jj_loader *l, const jj_profile_keys *k, jj_streets *s) {
    const jj_roads_keys *keys = &l->project->roads;
    jj_road_profile profile;
    jj_roads_count count;
    JJ_TRY(road_profile(l, k, &profile));
    const jj_roads_source source = {.path = keys->source.path,
                                    .layer = keys->source.layer,
                                    .crs = keys->source.crs,
                                    .join_m = keys->join_m,
                                    .splits_crossings = keys->splits_crossings,
                                    .cost = JJ_COST_TIME};
    JJ_TRY(jj_roads_read(l->ctx, &source, &profile, &s->roads, &count));
    s->walk_m_s = profile.walk_m_s;
    s->snap_m = profile.snap_m;
    if (!s->roads.node_lonlat)
        return jj_fail(l->ctx, JJ_E_DATA,
                       "'%s' is a table of edges without places: the roads of a project are "
                       "OpenStreetMap data or a line layer",
                       keys->source.path);
    JJ_TRY(jj_add_input(l, "roads", keys->source.path));
    JJ_TRY(jj_roads_ledger(l->ctx, jj_keep(l, k->id), &s->roads, &count, &l->scene->ledger));
    return jj_segment_index_new(l->ctx, s->roads.shape, s->roads.shape_first,
                                (uint32_t)s->roads.n_roads, &s->index);
}

jj_status jj_load_streets(jj_loader *l, const jj_profile_keys *k, jj_profile *p) {
    if (!l->project->roads.source.path)
        return jj_fail(l->ctx, JJ_E_FORMAT,
                       "%s:%d: profile '%s' travels by road and the project has no 'roads'",
                       l->project->path, k->line, k->id);
    p->streets = jj_alloc(1, sizeof *p->streets);
    return p->streets ? read_streets(l, k, p->streets) : jj_loader_no_room(l);
}
