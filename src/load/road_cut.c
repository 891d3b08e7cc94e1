#include "load/road_cut.h"
#include "geo/metric.h"

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

jj_status jj_ways_list_points(jj_ctx *ctx, jj_ways *w) {
    /* ways, refs, their sorted copy, points and places in the list: the most that is held at once */
    uint64_t bytes =
        w->n * sizeof *w->ways + w->n_refs * (8 + 8 + 4 + (uint64_t)sizeof(jj_way_point));
    JJ_TRY(jj_ctx_need(ctx, bytes, "the points of the roads"));
    JJ_AUTO int64_t *sorted = jj_alloc(w->n_refs, sizeof *sorted);
    if (!sorted)
        return jj_no_memory(ctx, "road points", (uint64_t)w->n_refs * 8);
    if (w->n_refs)
        memcpy(sorted, w->refs, w->n_refs * sizeof *sorted);
    qsort(sorted, w->n_refs, sizeof *sorted, by_value);
    size_t n = 0;
    for (size_t i = 0; i < w->n_refs; i++)
        if (i == 0 || sorted[i] != sorted[n - 1])
            sorted[n++] = sorted[i];
    w->points = jj_alloc(n, sizeof *w->points);
    if (!w->points)
        return jj_no_memory(ctx, "road points", (uint64_t)n * sizeof *w->points);
    for (size_t i = 0; i < n; i++)
        w->points[i] = (jj_way_point){.id = sorted[i], .junction = JJ_NO_CELL};
    w->n_points = w->cap_points = n;
    return find_refs(ctx, w);
}

void jj_ways_place(jj_ways *w, int64_t id, double lon, double lat) {
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
            w->points[w->at[i]].n_named += i == begin || i + 1 == end ? 2 : 1;
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

/* What the network will hold at once, its graphs and the index of its lines included. */
static jj_status need_network(jj_ctx *ctx, const jj_ways *w) {
    uint64_t n_roads = w->n, n_nodes = 0;
    for (size_t k = 0; k < w->n; k++)
        for (uint64_t i = w->ways[k].first + 1; i + 1 < w->ways[k + 1].first; i++)
            n_roads += w->points[w->at[i]].n_named > 1;
    for (size_t i = 0; i < w->n_points; i++)
        n_nodes += w->points[i].n_named > 1;
    uint64_t n_points = w->ways[w->n].first + n_roads - w->n;
    enum { ARC = 12, SHAPE = 16, INDEXED = 32, NODE = 32 };
    return jj_ctx_need(ctx,
                       n_roads * (sizeof(jj_road) + 8 + 4 * ARC) + n_points * (SHAPE + INDEXED) +
                           n_nodes * NODE,
                       "the network of roads");
}

jj_status jj_ways_cut(jj_ctx *ctx, jj_ways *w, jj_roads *out, jj_roads_count *count) {
    size_t longest = 0;
    for (size_t k = 0; k < w->n; k++)
        if (w->ways[k + 1].first - w->ways[k].first > longest)
            longest = w->ways[k + 1].first - w->ways[k].first;
    JJ_AUTO double *lonlat = jj_alloc(longest, 2 * sizeof *lonlat);
    if (!lonlat)
        return jj_no_memory(ctx, "roads", longest * 16);
    jj_ways_count_names(w);
    if (w->n)
        JJ_TRY(need_network(ctx, w));
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
