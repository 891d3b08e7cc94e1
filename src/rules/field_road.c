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

/* The cells that are asked about, with their centres in WGS 84. */
typedef struct asked {
    uint32_t *cell;
    double *lon, *lat;
    size_t n;
} asked;

static void asked_deinit(asked *a) {
    jj_free(a->cell);
    jj_free(a->lon);
    jj_free(a->lat);
}

static size_t count_asked(const jj_grid *g, const uint8_t *only) {
    size_t n = 0;
    for (size_t i = 0; only && i < jj_grid_cells(g); i++)
        n += only[i];
    return only ? n : jj_grid_cells(g);
}

static jj_status list_row(const jj_scene *s, const uint8_t *only, uint32_t row, double *lon,
                          double *lat, asked *a) {
    size_t first = (size_t)row * s->grid.cols;
    if (only && !memchr(only + first, 1, s->grid.cols))
        return JJ_OK;
    JJ_TRY(jj_scene_row_centres(s, row, lon, lat));
    for (uint32_t col = 0; col < s->grid.cols; col++) {
        if (only && !only[first + col])
            continue;
        a->cell[a->n] = (uint32_t)(first + col);
        a->lon[a->n] = lon[col];
        a->lat[a->n++] = lat[col];
    }
    return JJ_OK;
}

static jj_status list_asked(jj_ctx *ctx, const jj_scene *s, const uint8_t *only, asked *a) {
    size_t n = count_asked(&s->grid, only);
    JJ_TRY(jj_ctx_need(ctx, (uint64_t)n * (20 + sizeof(jj_access)), "a field along roads"));
    JJ_AUTO double *lon = jj_alloc(s->grid.cols, sizeof *lon);
    JJ_AUTO double *lat = jj_alloc(s->grid.cols, sizeof *lat);
    a->cell = jj_alloc(n, sizeof *a->cell);
    a->lon = jj_alloc(n, sizeof *a->lon);
    a->lat = jj_alloc(n, sizeof *a->lat);
    if (!lon || !lat || !a->cell || !a->lon || !a->lat)
        return jj_no_memory(ctx, "a field along roads", (uint64_t)n * 20);
    for (uint32_t row = 0; row < s->grid.rows; row++)
        JJ_TRY(list_row(s, only, row, lon, lat, a));
    return JJ_OK;
}

static jj_status reach_cells(jj_ctx *ctx, const jj_journeys *how, const jj_road_index *index,
                             const doors *d, const asked *a, uint32_t *time_ms, uint32_t *nearest) {
    JJ_AUTO jj_access *cells = jj_alloc(a->n, sizeof *cells);
    JJ_AUTO uint32_t *ms = jj_alloc(a->n, sizeof *ms);
    JJ_AUTO uint32_t *door = jj_alloc(a->n, sizeof *door);
    if (!cells || !ms || !door)
        return jj_no_memory(ctx, "a field along roads", (uint64_t)a->n * 48);
    JJ_TRY(jj_journey_access(ctx, how, index, a->lon, a->lat, a->n, cells));
    JJ_TRY(jj_journey_nearest(ctx, how, d->access, NULL, d->n, cells, a->n, ms, door));
    for (size_t i = 0; i < a->n;
         i++) { /* doors stand in the order of their facilities: ties hold */
        time_ms[a->cell[i]] = ms[i];
        if (nearest)
            nearest[a->cell[i]] = door[i] == JJ_NO_FACILITY ? door[i] : d->facility[door[i]];
    }
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
    JJ_CLEANUP(asked_deinit) asked a = {0};
    JJ_TRY(find_doors(ctx, s, q, &how, &d));
    JJ_TRY(list_asked(ctx, s, q->only, &a));
    return reach_cells(ctx, &how, streets->index, &d, &a, time_ms, nearest);
}
