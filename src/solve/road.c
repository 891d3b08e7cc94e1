#include "jiujin/road.h"
#include "base/ctx.h"
#include "solve/buckets.h"
#include "solve/step.h"

#include <stdlib.h>
#include <string.h>

/* Seeds may start anywhere; they enter the ring when the search comes to them. */
static int by_start(const void *a, const void *b) {
    const jj_source *x = a, *y = b;
    if (x->start_ms != y->start_ms)
        return x->start_ms < y->start_ms ? -1 : 1;
    return (x->cell > y->cell) - (x->cell < y->cell);
}

/*
 * Bucket width: half the mean cost of an arc, so that most arcs lead out of the bucket at hand and
 * little is scanned twice, and at most 2^20 buckets however dear the dearest arc is.
 */
static uint32_t choose_shift(const jj_arcs *g, uint32_t *dearest) {
    uint64_t sum = 0;
    uint32_t n = g->first[g->n_nodes], shift = 0;
    *dearest = 0;
    for (uint32_t i = 0; i < n; i++) {
        sum += g->arcs[i].cost;
        if (g->arcs[i].cost > *dearest)
            *dearest = g->arcs[i].cost;
    }
    uint64_t width = n ? sum / n / 2 : 0;
    while ((uint64_t)2 << shift <= width)
        shift++;
    while ((*dearest >> shift) >= 1u << 20)
        shift++;
    return shift;
}

/* Cost and its tag side by side: one line of cache holds what a step needs of a node. */
typedef struct label {
    uint32_t cost;
    uint32_t tag; /* of a whole field the facility, which breaks ties; else the node before */
} label;

struct jj_road_search {
    const jj_arcs *g;
    jj_buckets queue;
    label *labels;     /* per node; JJ_UNREACHED between runs */
    bool is_whole;     /* a whole field, run once: tags are facilities, nothing is put back */
    uint32_t *reached; /* nodes to put back after a run */
    size_t n_reached, cap_reached;
    jj_source *seeds; /* sorted by start */
    size_t cap_seeds;
};

static void deinit(jj_road_search *s) {
    jj_buckets_deinit(&s->queue);
    jj_free(s->labels);
    jj_free(s->reached);
    jj_free(s->seeds);
}

static jj_status init(jj_ctx *ctx, const jj_arcs *arcs, jj_road_search *s) {
    uint32_t dearest, n = arcs->first[arcs->n_nodes];
    for (uint32_t i = 0; i < n; i++)
        if (arcs->arcs[i].head >= arcs->n_nodes)
            return jj_fail(ctx, JJ_E_RANGE, "arc %u leads to node %u of %u", i, arcs->arcs[i].head,
                           arcs->n_nodes);
    uint32_t shift = choose_shift(arcs, &dearest);
    s->g = arcs;
    s->labels = jj_alloc(arcs->n_nodes, sizeof *s->labels);
    if (!s->labels || jj_buckets_init(&s->queue, shift, dearest) != JJ_OK)
        return jj_no_memory(ctx, "a road search", (uint64_t)arcs->n_nodes * sizeof *s->labels);
    memset(s->labels, 0xff, arcs->n_nodes * sizeof *s->labels);
    return JJ_OK;
}

jj_status jj_road_search_new(jj_ctx *ctx, const jj_arcs *arcs, jj_road_search **out) {
    jj_road_search *s = jj_alloc(1, sizeof *s);
    if (!s)
        return jj_no_memory(ctx, "a road search", sizeof *s);
    jj_status st = init(ctx, arcs, s);
    if (st != JJ_OK) {
        jj_road_search_free(s);
        return st;
    }
    *out = s;
    return JJ_OK;
}

void jj_road_search_free(jj_road_search *s) {
    if (!s)
        return;
    deinit(s);
    jj_free(s);
}

/* Gives a node a better label, remembering the node for the next run's clearing. */
static inline bool reach(jj_road_search *s, uint32_t node, label l, bool is_whole) {
    if (!is_whole && s->labels[node].cost == JJ_UNREACHED) {
        if (!jj_grow(&s->reached, &s->cap_reached, s->n_reached + 1, sizeof *s->reached))
            return false;
        s->reached[s->n_reached++] = node;
    }
    s->labels[node] = l;
    return jj_buckets_push(&s->queue, node, l.cost);
}

static inline bool is_better(const jj_road_search *s, uint32_t node, label l, bool is_whole) {
    label old = s->labels[node];
    return l.cost < old.cost || (is_whole && l.cost == old.cost && l.tag < old.tag);
}

static jj_status begin(jj_road_search *s, const jj_source *seeds, size_t n) {
    for (size_t i = 0; i < s->n_reached; i++)
        s->labels[s->reached[i]] = (label){JJ_UNREACHED, JJ_NO_CELL};
    s->n_reached = 0;
    for (size_t i = 0; i < n; i++)
        if (seeds[i].cell >= s->g->n_nodes)
            return JJ_E_RANGE;
    if (!jj_grow(&s->seeds, &s->cap_seeds, n + 1, sizeof *s->seeds))
        return JJ_E_NOMEM;
    if (n) {
        memcpy(s->seeds, seeds, n * sizeof *seeds);
        qsort(s->seeds, n, sizeof *seeds, by_start);
    }
    jj_buckets_rewind(&s->queue, n ? s->seeds[0].start_ms : 0);
    return JJ_OK;
}

/* The bucket of the next seed still outside the ring; none = as far as costs go. */
static uint64_t next_seed_bucket(const jj_road_search *s, size_t n, size_t next) {
    return (next < n ? s->seeds[next].start_ms : JJ_UNREACHED) >> s->queue.shift;
}

/* Lets in the seeds of the bucket at hand; an empty ring is first moved on to the next seed. */
static jj_status admit(jj_road_search *s, size_t n, size_t *next, uint32_t within) {
    jj_buckets *q = &s->queue;
    if (q->n == 0 && *next < n)
        q->at = next_seed_bucket(s, n, *next);
    for (; *next < n && next_seed_bucket(s, n, *next) <= q->at; ++*next) {
        const jj_source *seed = &s->seeds[*next];
        const label l = {seed->start_ms, s->is_whole ? seed->facility : JJ_NO_CELL};
        if (l.cost <= within && is_better(s, seed->cell, l, s->is_whole) &&
            !reach(s, seed->cell, l, s->is_whole))
            return JJ_E_NOMEM;
    }
    return JJ_OK;
}

static inline jj_status scan(jj_road_search *s, uint32_t node, uint32_t within, bool is_whole) {
    const label from = s->labels[node];
    const jj_arc *end = s->g->arcs + s->g->first[node + 1];
    for (const jj_arc *a = s->g->arcs + s->g->first[node]; a < end; a++) {
        const label l = {jj_later(from.cost, a->cost), is_whole ? from.tag : node};
        if (l.cost <= within && is_better(s, a->head, l, is_whole) &&
            !reach(s, a->head, l, is_whole))
            return JJ_E_NOMEM;
    }
    return JJ_OK;
}

/*
 * Scans a bucket's entries. The fronts of many facilities lie all over memory, so what an entry
 * will need is fetched while those before it are scanned: first where its arcs are, then the arcs,
 * then the labels they lead to.
 */
static inline jj_status scan_bucket(jj_road_search *s, const jj_bucket *b, uint32_t within,
                                    bool is_whole) {
    enum { PLACE_AHEAD = 24, ARCS_AHEAD = 16, LABELS_AHEAD = 8 };
    const uint32_t *first = s->g->first;
    for (size_t i = 0; i < b->n; i++) {
        if (i + PLACE_AHEAD < b->n) {
            __builtin_prefetch(&first[b->entries[i + PLACE_AHEAD].id]);
            __builtin_prefetch(&s->labels[b->entries[i + PLACE_AHEAD].id]);
        }
        if (i + ARCS_AHEAD < b->n)
            __builtin_prefetch(&s->g->arcs[first[b->entries[i + ARCS_AHEAD].id]]);
        if (i + LABELS_AHEAD < b->n) {
            uint32_t id = b->entries[i + LABELS_AHEAD].id;
            for (uint32_t a = first[id]; a < first[id + 1]; a++)
                __builtin_prefetch(&s->labels[s->g->arcs[a].head], 1);
        }
        if (s->labels[b->entries[i].id].cost == b->entries[i].cost)
            JJ_TRY(scan(s, b->entries[i].id, within, is_whole));
    }
    return JJ_OK;
}

jj_status jj_road_search_run(jj_road_search *s, const jj_source *seeds, size_t n, uint32_t within) {
    JJ_TRY(begin(s, seeds, n));
    size_t next = 0;
    for (;;) {
        JJ_TRY(admit(s, n, &next, within));
        jj_bucket b;
        if (jj_buckets_take(&s->queue, next_seed_bucket(s, n, next), &b))
            JJ_TRY(s->is_whole ? scan_bucket(s, &b, within, true)
                               : scan_bucket(s, &b, within, false));
        else if (s->queue.n == 0 && next == n)
            return JJ_OK;
    }
}

uint32_t jj_road_search_cost(const jj_road_search *s, uint32_t node) {
    return s->labels[node].cost;
}

const uint32_t *jj_road_search_reached(const jj_road_search *s, size_t *n) {
    *n = s->n_reached;
    return s->reached;
}

uint32_t jj_road_search_before(const jj_road_search *s, uint32_t node) {
    return s->labels[node].tag;
}

jj_status jj_road_field(jj_ctx *ctx, const jj_arcs *arcs, const jj_source *seeds, size_t n,
                        uint32_t within, uint32_t *cost, uint32_t *nearest) {
    for (size_t i = 0; i < n; i++)
        if (seeds[i].cell >= arcs->n_nodes)
            return jj_fail(ctx, JJ_E_RANGE, "seed %zu is node %u of %u", i, seeds[i].cell,
                           arcs->n_nodes);
    JJ_CLEANUP(deinit) jj_road_search s = {.is_whole = true};
    JJ_TRY(init(ctx, arcs, &s));
    jj_status st = jj_road_search_run(&s, seeds, n, within);
    if (st != JJ_OK)
        return jj_no_memory(ctx, "a road field", 0);
    for (uint32_t v = 0; v < arcs->n_nodes; v++) {
        cost[v] = s.labels[v].cost;
        if (nearest)
            nearest[v] = s.labels[v].tag;
    }
    return JJ_OK;
}
