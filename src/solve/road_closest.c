/*
 * The k nearest facilities of every node: one search with k labels a node, each of another
 * facility. A label that is better than a node's k-th is put in its place and goes on from there,
 * so the labels end as the least fixed point whatever the order (label correcting in integer
 * buckets).
 */
#include "jiujin/road.h"
#include "base/ctx.h"
#include "solve/buckets.h"
#include "solve/step.h"

#include <stdlib.h>
#include <string.h>

typedef struct closest {
    const jj_arcs *g;
    uint32_t k, within;
    jj_road_near *near; /* k a node, ascending */
    uint64_t *is_fresh; /* per node a bit for each label whose arcs are still to be followed */
    jj_buckets queue;
} closest;

static void closest_deinit(closest *s) {
    jj_free(s->is_fresh);
    jj_buckets_deinit(&s->queue);
}

static bool is_before(jj_road_near a, jj_road_near b) {
    return a.cost < b.cost || (a.cost == b.cost && a.facility < b.facility);
}

/* Room at `to` by moving labels to .. from - 1 one further on, their bits with them. */
static void move_up(jj_road_near *near, uint64_t *bits, uint32_t to, uint32_t from) {
    memmove(near + to + 1, near + to, (from - to) * sizeof *near);
    uint64_t below = ((uint64_t)1 << to) - 1;
    uint64_t above = from == 63 ? 0 : ~(((uint64_t)2 << from) - 1);
    uint64_t moved = *bits & ~below & (((uint64_t)1 << from) - 1);
    *bits = (*bits & (below | above)) | moved << 1;
}

/* False when out of memory. */
static bool offer(closest *s, uint32_t node, jj_road_near l) {
    jj_road_near *near = s->near + (size_t)node * s->k;
    if (l.cost > s->within || !is_before(l, near[s->k - 1]))
        return true;
    uint32_t from = 0; /* the facility's old label, else the last one gives way */
    while (from + 1 < s->k && near[from].facility != l.facility)
        from++;
    if (near[from].facility == l.facility && near[from].cost <= l.cost)
        return true;
    uint32_t to = from;
    while (to > 0 && is_before(l, near[to - 1]))
        to--;
    move_up(near, &s->is_fresh[node], to, from);
    near[to] = l;
    s->is_fresh[node] |= (uint64_t)1 << to;
    return jj_buckets_push(&s->queue, node, l.cost);
}

/* Follows the arcs of the node's fresh labels that belong to the bucket at hand. */
static bool follow(closest *s, uint32_t node) {
    uint64_t end = (s->queue.at + 1) << s->queue.shift;
    for (uint32_t i = 0; i < s->k; i++) {
        jj_road_near from = s->near[(size_t)node * s->k + i];
        uint64_t bit = (uint64_t)1 << i;
        if (!(s->is_fresh[node] & bit) || from.cost >= end)
            continue;
        s->is_fresh[node] &= ~bit;
        for (uint32_t a = s->g->first[node]; a < s->g->first[node + 1]; a++)
            if (!offer(s, s->g->arcs[a].head,
                       (jj_road_near){jj_later(from.cost, s->g->arcs[a].cost), from.facility}))
                return false;
        i = UINT32_MAX; /* a loop or a zero circle may have moved them: look again */
    }
    return true;
}

/* Buckets must hold every seed at once, so they reach from the first to the last and one arc on. */
static jj_status open_queue(jj_ctx *ctx, closest *s, const jj_source *seeds, size_t n,
                            uint32_t *first_start) {
    uint32_t dearest = 0, last = 0, shift = 0;
    *first_start = n ? JJ_FARTHEST : 0;
    for (uint32_t i = 0; i < s->g->first[s->g->n_nodes]; i++)
        dearest = s->g->arcs[i].cost > dearest ? s->g->arcs[i].cost : dearest;
    for (size_t i = 0; i < n; i++) {
        *first_start = seeds[i].start_ms < *first_start ? seeds[i].start_ms : *first_start;
        last = seeds[i].start_ms > last ? seeds[i].start_ms : last;
    }
    uint32_t spread = n ? last - *first_start : 0;
    uint32_t reach = spread > dearest ? spread : dearest;
    while (reach >> shift >= 1U << 16)
        shift++;
    return jj_buckets_init(&s->queue, shift, reach) == JJ_OK
               ? JJ_OK
               : jj_no_memory(ctx, "the nearest facilities", 0);
}

static jj_status check(jj_ctx *ctx, const jj_arcs *g, const jj_source *seeds, size_t n,
                       uint32_t k) {
    if (k < 1 || k > JJ_MOST_NEAR)
        return jj_fail(ctx, JJ_E_RANGE, "%u nearest facilities: the number is 1 to %d", k,
                       JJ_MOST_NEAR);
    for (uint32_t i = 0; i < g->first[g->n_nodes]; i++)
        if (g->arcs[i].head >= g->n_nodes)
            return jj_fail(ctx, JJ_E_RANGE, "arc %u leads to node %u of %u", i, g->arcs[i].head,
                           g->n_nodes);
    for (size_t i = 0; i < n; i++)
        if (seeds[i].cell >= g->n_nodes)
            return jj_fail(ctx, JJ_E_RANGE, "seed %zu is node %u of %u", i, seeds[i].cell,
                           g->n_nodes);
    return JJ_OK;
}

static bool run(closest *s, const jj_source *seeds, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (!offer(s, seeds[i].cell, (jj_road_near){seeds[i].start_ms, seeds[i].facility}))
            return false;
    jj_bucket_entry e;
    while (jj_buckets_pop(&s->queue, UINT64_MAX, &e))
        if (!follow(s, e.id))
            return false;
    return true;
}

jj_status jj_road_closest(jj_ctx *ctx, const jj_arcs *arcs, const jj_source *seeds, size_t n,
                          uint32_t k, uint32_t within, jj_road_near *near) {
    JJ_TRY(check(ctx, arcs, seeds, n, k));
    JJ_CLEANUP(closest_deinit) closest s = {.g = arcs, .k = k, .within = within, .near = near};
    uint32_t first_start;
    s.is_fresh = jj_alloc(arcs->n_nodes, sizeof *s.is_fresh);
    if (!s.is_fresh)
        return jj_no_memory(ctx, "the nearest facilities", (uint64_t)arcs->n_nodes * 8);
    memset(near, 0xff, (size_t)arcs->n_nodes * k * sizeof *near);
    JJ_TRY(open_queue(ctx, &s, seeds, n, &first_start));
    jj_buckets_rewind(&s.queue, first_start);
    return run(&s, seeds, n) ? JJ_OK : jj_no_memory(ctx, "the nearest facilities", 0);
}
