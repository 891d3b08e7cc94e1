#include "load/road_cut.h"
#include "model/road_index.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

jj_status jj_ways_add(jj_ctx *ctx, jj_ways *w, const int64_t *refs, size_t n_refs,
                      double forward_kmh, double backward_kmh) {
    if (!jj_grow(&w->ways, &w->cap, w->n + 2, sizeof *w->ways) ||
        !jj_grow(&w->refs, &w->cap_refs, w->n_refs + n_refs, sizeof *w->refs))
        return jj_no_memory(ctx, "roads", (uint64_t)w->n_refs * sizeof *w->refs);
    w->ways[w->n++] = (jj_way){w->n_refs, (float)forward_kmh, (float)backward_kmh, false};
    memcpy(w->refs + w->n_refs, refs, n_refs * sizeof *refs);
    w->n_refs += n_refs;
    w->ways[w->n].first = w->n_refs;
    return JJ_OK;
}

static int by_value(const void *a, const void *b) {
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static jj_way_point *find_point(const jj_ways *w, int64_t id) {
    size_t low = 0, high = w->n_points;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (w->points[middle].id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < w->n_points && w->points[low].id == id ? &w->points[low] : NULL;
}

/* Refs become places in the list of points; neighbours on a way are often neighbours in it. */
static jj_status find_refs(jj_ctx *ctx, jj_ways *w) {
    if (w->n_points >= JJ_NO_CELL)
        return jj_fail(ctx, JJ_E_LIMIT, "the roads have more than 2^32 points");
    w->at = jj_alloc(w->n_refs, sizeof *w->at);
    if (!w->at)
        return jj_no_memory(ctx, "road points", (uint64_t)w->n_refs * sizeof *w->at);
    const jj_way_point *p = w->points;
    for (size_t i = 0; i < w->n_refs; i++) {
        bool is_next = p + 1 < w->points + w->n_points && p[1].id == w->refs[i];
        p = is_next ? p + 1 : find_point(w, w->refs[i]);
        w->at[i] = (uint32_t)(p - w->points);
    }
    jj_freep(&w->refs);
    return JJ_OK;
}

/* The ids that ways name, ascending, each once; *n tells how many. */
static int64_t *distinct_refs(const jj_ways *w, size_t *n) {
    int64_t *ids = jj_alloc(w->n_refs, sizeof *ids);
    *n = 0;
    if (!ids || w->n_refs == 0)
        return ids;
    memcpy(ids, w->refs, w->n_refs * sizeof *ids);
    qsort(ids, w->n_refs, sizeof *ids, by_value);
    for (size_t i = 0; i < w->n_refs; i++)
        if (i == 0 || ids[i] != ids[*n - 1])
            ids[(*n)++] = ids[i];
    return ids;
}

jj_status jj_ways_list_points(jj_ctx *ctx, jj_ways *w) {
    enum { REF = 8, COPY = 8, SORTING = 8, PLACE = 4 };
    uint64_t held = w->n * sizeof *w->ways + w->n_refs * (uint64_t)REF;
    JJ_TRY(
        jj_ctx_need(ctx, held + w->n_refs * (uint64_t)(COPY + SORTING), "the points of the roads"));
    size_t n;
    JJ_AUTO int64_t *ids = distinct_refs(w, &n);
    if (!ids)
        return jj_no_memory(ctx, "road points", (uint64_t)w->n_refs * COPY);
    held += n * sizeof *w->points + w->n_refs * (uint64_t)(COPY > PLACE ? COPY : PLACE);
    JJ_TRY(jj_ctx_need(ctx, held, "the points of the roads"));
    w->points = jj_alloc(n, sizeof *w->points);
    if (!w->points)
        return jj_no_memory(ctx, "road points", (uint64_t)n * sizeof *w->points);
    for (size_t i = 0; i < n; i++)
        w->points[i] = (jj_way_point){.id = ids[i], .junction = JJ_NO_CELL};
    w->n_points = w->cap_points = n;
    jj_freep(&ids);
    return find_refs(ctx, w);
}

void jj_ways_place(jj_ways *w, int64_t id, double lon, double lat) {
    if (!(fabs(lon) <= 360) || !(fabs(lat) <= 90))
        return;
    bool is_forward = w->hint == 0 || w->points[w->hint - 1].id < id;
    while (is_forward && w->hint < w->n_points && w->points[w->hint].id < id)
        w->hint++;
    bool is_here = w->hint < w->n_points && w->points[w->hint].id == id;
    jj_way_point *p = is_here ? &w->points[w->hint] : is_forward ? NULL : find_point(w, id);
    if (!p)
        return;
    p->lon = lon;
    p->lat = lat;
    p->is_found = true;
}

void jj_ways_count_names(jj_ways *w) {
    for (size_t i = 0; i < w->n_points; i++)
        w->points[i].n_named = 0;
    for (size_t k = 0; k < w->n; k++) {
        uint64_t begin = w->ways[k].first, end = w->ways[k + 1].first;
        for (uint64_t i = begin; i < end; i++)
            jj_way_point_name(&w->points[w->at[i]], i == begin || i + 1 == end ? 2 : 1);
    }
}

static uint32_t junction_of(jj_roads *roads, jj_way_point *p) {
    if (p->junction == JJ_NO_CELL)
        p->junction = roads->n_nodes++;
    return p->junction;
}

/* The stretches of one way: cut at junctions and where points are missing. */
static jj_status cut_way(jj_ctx *ctx, jj_ways *w, const jj_way *way, jj_roads *roads,
                         double *lonlat, jj_roads_count *count) {
    size_t n = 0;
    jj_way_point *begin = NULL;
    for (uint64_t i = way->first; i < way[1].first; i++) {
        jj_way_point *p = &w->points[w->at[i]];
        if (!p->is_found) {
            count->n_missing_nodes++;
            n = 0;
            continue;
        }
        lonlat[2 * n] = p->lon;
        lonlat[2 * n + 1] = p->lat;
        if (n++ == 0) {
            begin = p;
            continue;
        }
        bool is_last = i + 1 == way[1].first || !w->points[w->at[i + 1]].is_found;
        if (p->n_named < 2 && !is_last)
            continue;
        uint32_t from = junction_of(roads, begin), to = junction_of(roads, p);
        JJ_TRY(jj_roads_add_shape(ctx, roads, from, to, lonlat, n, way->forward_kmh,
                                  way->backward_kmh));
        lonlat[0] = p->lon;
        lonlat[1] = p->lat;
        begin = p;
        n = 1;
    }
    return JJ_OK;
}

/* How many stretches, bends and junctions there will be; a few more where points are missing. */
typedef struct expected {
    uint64_t n_roads, n_bends, n_nodes;
} expected;

static expected expect(const jj_ways *w) {
    expected e = {.n_roads = w->n};
    for (size_t k = 0; k < w->n; k++)
        for (uint64_t i = w->ways[k].first + 1; i + 1 < w->ways[k + 1].first; i++) {
            bool is_junction = w->points[w->at[i]].n_named > 1;
            e.n_roads += is_junction;
            e.n_bends += !is_junction;
        }
    for (size_t i = 0; i < w->n_points; i++)
        e.n_nodes += w->points[i].n_named > 1;
    return e;
}

/* The most that is held at once: while ways are cut, or when graphs and index are made. */
static jj_status need_network(jj_ctx *ctx, const jj_ways *w, const expected *e, unsigned graphs) {
    enum { PLACE = 16, NUMBERING = 20, ARCS = 2 * (8 + 4), FIRST = 4, LABELS = 12 };
    uint64_t n_graphs = (graphs & JJ_GRAPH_TOWARD ? 1 : 0) + (graphs & JJ_GRAPH_AWAY ? 1 : 0);
    uint64_t network = e->n_roads * (sizeof(jj_road) + 8) + e->n_bends * PLACE + e->n_nodes * PLACE;
    uint64_t ways = w->n * sizeof *w->ways + w->n_refs * sizeof *w->at +
                    w->n_points * (uint64_t)sizeof *w->points;
    uint64_t numbering = e->n_nodes * (PLACE + NUMBERING);
    uint64_t solving = n_graphs * (e->n_roads * ARCS + e->n_nodes * FIRST) +
                       e->n_nodes * LABELS * (uint64_t)(ctx->n_threads > 1 ? ctx->n_threads : 2);
    if (n_graphs)
        solving += jj_road_index_bytes(e->n_roads + e->n_bends);
    uint64_t most = ways > numbering ? ways : numbering;
    return jj_ctx_need(ctx, network + (most > solving ? most : solving), "the network of roads");
}

jj_status jj_ways_cut(jj_ctx *ctx, jj_ways *w, unsigned graphs, jj_roads *out,
                      jj_roads_count *count) {
    size_t longest = 0;
    for (size_t k = 0; k < w->n; k++)
        if (w->ways[k + 1].first - w->ways[k].first > longest)
            longest = w->ways[k + 1].first - w->ways[k].first;
    JJ_AUTO double *lonlat = jj_alloc(longest, 2 * sizeof *lonlat);
    if (!lonlat)
        return jj_no_memory(ctx, "roads", longest * 16);
    jj_ways_count_names(w);
    if (w->n) {
        const expected e = expect(w);
        JJ_TRY(need_network(ctx, w, &e, graphs));
        JJ_TRY(jj_roads_reserve(ctx, out, e.n_roads, e.n_bends));
    }
    for (size_t k = 0; k < w->n; k++)
        JJ_TRY(cut_way(ctx, w, &w->ways[k], out, lonlat, count));
    out->node_lonlat = jj_alloc(out->n_nodes, 2 * sizeof *out->node_lonlat);
    if (!out->node_lonlat)
        return jj_no_memory(ctx, "road nodes", (uint64_t)out->n_nodes * 16);
    for (size_t i = 0; i < w->n_points; i++) {
        const jj_way_point *p = &w->points[i];
        if (p->junction == JJ_NO_CELL)
            continue;
        out->node_lonlat[2 * (size_t)p->junction] = p->lon;
        out->node_lonlat[2 * (size_t)p->junction + 1] = p->lat;
    }
    return JJ_OK;
}

void jj_ways_deinit(jj_ways *w) {
    jj_free(w->ways);
    jj_free(w->refs);
    jj_free(w->at);
    jj_free(w->points);
    *w = (jj_ways){0};
}
