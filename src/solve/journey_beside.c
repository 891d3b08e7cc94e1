#include "solve/journey_beside.h"

#include "geo/metric.h"
#include "solve/step.h"

#include <math.h>
#include <stdlib.h>

void jj_beside_deinit(jj_beside *b) {
    jj_free(b->first);
    jj_free(b->on_road);
    jj_free(b->stands);
}

static bool has_road(const jj_access *a) {
    return a->road != UINT32_MAX;
}

static void list_by_road(jj_beside *b, size_t n) {
    size_t n_roads = b->how->roads->n_roads;
    for (size_t i = 0; i < n; i++)
        if (has_road(&b->feet[i]))
            b->first[b->feet[i].road + 2]++;
    for (size_t r = 0; r < n_roads; r++)
        b->first[r + 2] += b->first[r + 1];
    for (size_t i = 0; i < n; i++)
        if (has_road(&b->feet[i]))
            b->on_road[b->first[b->feet[i].road + 1]++] = (uint32_t)i;
}

static int by_strip(const void *a, const void *b) {
    const jj_stand *x = a, *y = b;
    if (x->strip != y->strip)
        return x->strip < y->strip ? -1 : 1;
    if (x->lon != y->lon)
        return x->lon < y->lon ? -1 : 1;
    return (x->facility > y->facility) - (x->facility < y->facility);
}

static void list_by_place(jj_beside *b, size_t n) {
    const double least_m_deg = 110000; /* a degree of latitude is 110 574 m or more */
    b->strip_deg = b->how->snap_m / least_m_deg;
    for (size_t i = 0; i < n; i++) {
        const jj_access *a = &b->feet[i];
        if (a->node == JJ_NO_CELL && isfinite(a->lat) && isfinite(a->lon))
            b->stands[b->n_stands++] =
                (jj_stand){(int64_t)floor(a->lat / b->strip_deg), a->lon, (uint32_t)i};
    }
    if (b->n_stands)
        qsort(b->stands, b->n_stands, sizeof *b->stands, by_strip);
}

jj_status jj_beside_init(jj_ctx *ctx, const jj_journeys *how, const jj_access *feet,
                         const uint32_t *delay, size_t n, jj_beside *b) {
    size_t n_roads = how->roads->n_roads;
    *b = (jj_beside){.how = how, .feet = feet, .delay = delay};
    b->first = jj_alloc(n_roads + 2, sizeof *b->first);
    b->on_road = jj_alloc(n, sizeof *b->on_road);
    b->stands = jj_alloc(n, sizeof *b->stands);
    if (!b->first || !b->on_road || !b->stands)
        return jj_no_memory(ctx, "facilities by road", (uint64_t)n_roads * 4 + n * 28);
    list_by_road(b, n);
    list_by_place(b, n);
    return JJ_OK;
}

/* The first stand of a strip not west of `lon`. */
static size_t lower_bound(const jj_beside *b, int64_t strip, double lon) {
    const jj_stand wanted = {strip, lon, 0};
    size_t low = 0, high = b->n_stands;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (by_strip(&b->stands[middle], &wanted) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static uint32_t delay_of(const jj_beside *b, uint32_t facility) {
    return b->delay ? b->delay[facility] : 0;
}

void jj_beside_each(const jj_beside *b, const jj_access *place,
                    void (*take)(void *user, uint32_t facility, uint32_t cost), void *user) {
    if (has_road(place))
        for (uint32_t k = b->first[place->road]; k < b->first[place->road + 1]; k++) {
            uint32_t f = b->on_road[k];
            take(user, f, jj_journey_along(b->how, place, &b->feet[f], delay_of(b, f)));
        }
    if (b->n_stands == 0 || place->node != JJ_NO_CELL || !isfinite(place->lat))
        return;
    double east_m_deg, north_m_deg, reach = fabs(place->lat) + b->strip_deg;
    jj_metric_at(reach < 90 ? reach : 90, &east_m_deg, &north_m_deg);
    double aside_deg = east_m_deg > 1 ? b->how->snap_m / east_m_deg : 360;
    int64_t strip = (int64_t)floor(place->lat / b->strip_deg);
    for (int64_t s = strip - 1; s <= strip + 1; s++)
        for (size_t k = lower_bound(b, s, place->lon - aside_deg);
             k < b->n_stands && b->stands[k].strip == s &&
             b->stands[k].lon <= place->lon + aside_deg;
             k++) {
            uint32_t f = b->stands[k].facility;
            take(user, f, jj_journey_straight(b->how, place, &b->feet[f], delay_of(b, f)));
        }
}
