/* The k nearest facilities of places: from both ends of the place's road, and those beside. */
#include "base/threads.h"
#include "solve/journey_beside.h"
#include "solve/step.h"

#include <string.h>

enum { PLACES_AN_ITEM = 256 };

static uint32_t tag_of(const jj_doors *doors, size_t i) {
    return doors->tag ? doors->tag[i] : (uint32_t)i;
}

typedef struct work {
    const jj_journeys *how;
    const jj_doors *doors;
    const jj_access *places;
    size_t n;
    uint32_t k;
    const jj_road_near *at_node;
    const jj_beside *beside;
    jj_road_near *near;
} work;

static bool is_before(jj_road_near a, jj_road_near b) {
    return a.cost < b.cost || (a.cost == b.cost && a.facility < b.facility);
}

/* Into the sorted list, each facility once. */
static void offer(const work *w, jj_road_near *near, jj_road_near l) {
    uint32_t at = 0;
    if (l.cost > w->how->within || !is_before(l, near[w->k - 1]))
        return;
    while (at + 1 < w->k && near[at].facility != l.facility)
        at++;
    if (near[at].facility == l.facility && near[at].cost <= l.cost)
        return;
    for (; at > 0 && is_before(l, near[at - 1]); at--)
        near[at] = near[at - 1];
    near[at] = l;
}

typedef struct list {
    const work *w;
    jj_road_near *near; /* k */
} list;

static void take_door(void *user, uint32_t door, uint32_t cost) {
    const list *l = user;
    if (cost != JJ_UNREACHED)
        offer(l->w, l->near, (jj_road_near){cost, tag_of(l->w->doors, door)});
}

static void find_closest(const work *w, size_t i) {
    const jj_access *place = &w->places[i];
    const jj_journeys *how = w->how;
    list l = {w, w->near + i * w->k};
    jj_source ends[2];
    memset(l.near, 0xff, w->k * sizeof *l.near);
    size_t n = jj_access_ends(how->roads, how->cost, place, 0, 0,
                              how->direction == JJ_TOWARD ? JJ_AWAY : JJ_TOWARD, ends);
    for (size_t e = 0; e < n; e++)
        for (uint32_t k = 0; k < w->k; k++) {
            jj_road_near at_node = w->at_node[(size_t)ends[e].cell * w->k + k];
            if (at_node.cost == JJ_UNREACHED)
                break;
            at_node.cost = jj_later(at_node.cost, ends[e].start_ms);
            offer(w, l.near, at_node);
        }
    jj_beside_each(w->beside, place, take_door, &l);
}

static jj_status item(void *arg, size_t k, int worker) {
    (void)worker;
    const work *w = arg;
    size_t end = (k + 1) * PLACES_AN_ITEM;
    for (size_t i = k * PLACES_AN_ITEM; i < end && i < w->n; i++)
        find_closest(w, i);
    return JJ_OK;
}

static jj_status search(jj_ctx *ctx, const jj_journeys *how, const jj_doors *doors, uint32_t k,
                        jj_road_near *at_node) {
    JJ_AUTO jj_source *seeds = jj_alloc(doors->n, 2 * sizeof *seeds);
    size_t n = 0;
    if (!seeds)
        return jj_no_memory(ctx, "road seeds", (uint64_t)doors->n * 2 * sizeof *seeds);
    for (size_t i = 0; i < doors->n; i++)
        n += jj_access_ends(how->roads, how->cost, &doors->feet[i], tag_of(doors, i),
                            doors->delay ? doors->delay[i] : 0, how->direction, seeds + n);
    jj_arcs graph = jj_roads_graph(how->roads, how->direction);
    return jj_road_closest(ctx, &graph, seeds, n, k, how->within, at_node);
}

jj_status jj_journey_closest(jj_ctx *ctx, const jj_journeys *how, const jj_doors *doors,
                             const jj_access *places, size_t n, uint32_t k, jj_road_near *near) {
    JJ_CLEANUP(jj_beside_deinit) jj_beside beside = {0};
    JJ_AUTO jj_road_near *at_node = jj_alloc((size_t)how->roads->n_nodes * k, sizeof *at_node);
    if (!at_node)
        return jj_no_memory(ctx, "the nearest facilities", (uint64_t)how->roads->n_nodes * k * 8);
    JJ_TRY(search(ctx, how, doors, k, at_node));
    JJ_TRY(jj_beside_init(ctx, how, doors->feet, doors->delay, doors->n, &beside));
    work w = {how, doors, places, n, k, at_node, &beside, near};
    return jj_parallel(ctx, (n + PLACES_AN_ITEM - 1) / PLACES_AN_ITEM, item, &w);
}
