/*
 * A field along roads: from the middle of each cell on foot to the nearest road, along it, and on
 * foot to the door. A cell without a road near is unreachable.
 */
#include "rules/fields.h"

#include <string.h>

/* Facilities that have a point, and what they are called in the scene. */
typedef struct doors {
    double *lon, *lat;
    uint32_t *facility;
    jj_access *access;
    size_t n;
} doors;

static void doors_deinit(doors *d) {
    jj_free(d->lon);
    jj_free(d->lat);
    jj_free(d->facility);
    jj_free(d->access);
}

static jj_status find_doors(jj_ctx *ctx, const jj_scene *s, const jj_field_query *q,
                            const jj_journeys *how, doors *d) {
    d->lon = jj_alloc(q->n, sizeof *d->lon);
    d->lat = jj_alloc(q->n, sizeof *d->lat);
    d->facility = jj_alloc(q->n, sizeof *d->facility);
    d->access = jj_alloc(q->n, sizeof *d->access);
    if (!d->lon || !d->lat || !d->facility || !d->access)
        return jj_no_memory(ctx, "facility places", q->n * 60);
    for (size_t i = 0; i < q->n; i++) {
        const jj_facility *f = &s->facilities[q->facilities[i]];
        if (!f->has_point)
            continue;
        d->lon[d->n] = f->lon;
        d->lat[d->n] = f->lat;
        d->facility[d->n++] = q->facilities[i];
    }
    return jj_journey_access(ctx, how, q->profile->streets->index, d->lon, d->lat, d->n, d->access);
}

/* Centres of the cells in WGS 84. */
static jj_status cell_places(const jj_scene *s, double *lon, double *lat) {
    for (uint32_t row = 0; row < s->grid.rows; row++) {
        size_t first = (size_t)row * s->grid.cols;
        JJ_TRY(jj_scene_row_centres(s, row, lon + first, lat + first));
    }
    return JJ_OK;
}

static jj_status reach_cells(jj_ctx *ctx, const jj_scene *s, const jj_journeys *how,
                             const jj_road_index *index, const doors *d, uint32_t *time_ms,
                             uint32_t *nearest) {
    size_t n = jj_grid_cells(&s->grid);
    JJ_TRY(jj_ctx_need(ctx, (uint64_t)n * (16 + sizeof(jj_access)), "a field along roads"));
    JJ_AUTO double *lon = jj_alloc(n, sizeof *lon);
    JJ_AUTO double *lat = jj_alloc(n, sizeof *lat);
    JJ_AUTO jj_access *cells = jj_alloc(n, sizeof *cells);
    if (!lon || !lat || !cells)
        return jj_no_memory(ctx, "a field along roads", (uint64_t)n * 48);
    JJ_TRY(cell_places(s, lon, lat));
    JJ_TRY(jj_journey_access(ctx, how, index, lon, lat, n, cells));
    JJ_TRY(jj_journey_nearest(ctx, how, d->access, NULL, d->n, cells, n, time_ms, nearest));
    for (size_t i = 0; i < n; i++) /* doors stand in the order of their facilities, so ties hold */
        if (nearest[i] != JJ_NO_FACILITY)
            nearest[i] = d->facility[nearest[i]];
    return JJ_OK;
}

jj_journeys jj_field_journeys(const jj_profile *profile, uint32_t within_ms) {
    const jj_streets *streets = profile->streets;
    return (jj_journeys){.roads = &streets->roads,
                         .cost = JJ_COST_TIME,
                         .direction = profile->direction,
                         .within = within_ms,
                         .walk_m_s = streets->walk_m_s,
                         .snap_m = streets->snap_m};
}

jj_status jj_field_by_road(jj_ctx *ctx, const jj_scene *s, const jj_field_query *q,
                           uint32_t *time_ms, uint32_t *nearest) {
    const jj_streets *streets = q->profile->streets;
    if (!streets)
        return jj_fail(ctx, JJ_E_DATA, "profile '%s' travels by road and the project has no roads",
                       q->profile->id);
    const jj_journeys how = jj_field_journeys(q->profile, q->within_ms);
    JJ_CLEANUP(doors_deinit) doors d = {0};
    JJ_TRY(find_doors(ctx, s, q, &how, &d));
    return reach_cells(ctx, s, &how, streets->index, &d, time_ms, nearest);
}
