#include "base/threads.h"
#include "geo/metric.h"
#include "solve/journey_beside.h"
#include "solve/step.h"

#include <math.h>
#include <string.h>

static uint32_t whole(double v) {
    v = floor(v + 0.5);
    return v < JJ_FARTHEST ? (uint32_t)v : JJ_FARTHEST;
}

/* --- access -------------------------------------------------------------------------------- */

typedef struct access_work {
    const jj_journeys *how;
    const jj_road_index *index;
    const double *lon, *lat;
    size_t n;
    jj_access *out;
} access_work;

enum { PLACES_AN_ITEM = 1024 };

static uint32_t walk_cost(const jj_journeys *how, double metres) {
    return whole(metres * 1000 / (how->cost == JJ_COST_TIME ? how->walk_m_s : 1));
}

static jj_access access_of(const access_work *w, size_t i) {
    jj_access nowhere = {
        .road = UINT32_MAX, .node = JJ_NO_CELL, .lon = w->lon[i], .lat = w->lat[i]};
    jj_road_foot foot;
    if (!jj_road_index_nearest(w->index, w->lon[i], w->lat[i], w->how->snap_m, &foot))
        return nowhere;
    uint32_t length_mm = w->how->roads->roads[foot.road].length_mm;
    double fraction = length_mm ? foot.along_m * 1000 / length_mm : 0;
    return (jj_access){.road = foot.road,
                       .node = JJ_NO_CELL,
                       .fraction = fraction > 1 ? 1 : fraction,
                       .walk = walk_cost(w->how, foot.distance_m),
                       .walk_m = foot.distance_m,
                       .lon = w->lon[i],
                       .lat = w->lat[i]};
}

static jj_status access_item(void *arg, size_t item, int worker) {
    (void)worker;
    const access_work *w = arg;
    size_t end = (item + 1) * PLACES_AN_ITEM;
    for (size_t i = item * PLACES_AN_ITEM; i < end && i < w->n; i++)
        w->out[i] = access_of(w, i);
    return JJ_OK;
}

jj_status jj_journey_access(jj_ctx *ctx, const jj_journeys *how, const jj_road_index *index,
                            const double *lon, const double *lat, size_t n, jj_access *out) {
    access_work w = {how, index, lon, lat, n, out};
    return jj_parallel(ctx, (n + PLACES_AN_ITEM - 1) / PLACES_AN_ITEM, access_item, &w);
}

/* --- nearest ------------------------------------------------------------------------------- */

static jj_status seeds_of(jj_ctx *ctx, const jj_journeys *how, const jj_access *facilities,
                          const uint32_t *delay, size_t n, jj_source **out, size_t *n_out) {
    jj_source *seeds = jj_alloc(n, 2 * sizeof *seeds);
    if (!seeds)
        return jj_no_memory(ctx, "road seeds", (uint64_t)n * 2 * sizeof *seeds);
    *n_out = 0;
    for (size_t i = 0; i < n; i++)
        *n_out += jj_access_ends(how->roads, how->cost, &facilities[i], (uint32_t)i,
                                 delay ? delay[i] : 0, how->direction, seeds + *n_out);
    *out = seeds;
    return JJ_OK;
}

uint32_t jj_journey_along(const jj_journeys *how, const jj_access *place, const jj_access *facility,
                          uint32_t delay) {
    uint32_t along = jj_access_along(how->roads, how->cost, place, facility, how->direction);
    return along == JJ_UNREACHED
               ? JJ_UNREACHED
               : jj_later(jj_later(along, jj_later(place->walk, facility->walk)), delay);
}

/* How far around a place no road lies, as far as was looked. */
static double clear_m(const jj_journeys *how, const jj_access *place) {
    return place->road == UINT32_MAX ? how->snap_m : place->walk_m;
}

double jj_journey_straight_m(const jj_journeys *how, const jj_access *place,
                             const jj_access *facility) {
    if (place->node != JJ_NO_CELL || facility->node != JJ_NO_CELL)
        return INFINITY;
    double most_m = fmin(how->snap_m, clear_m(how, place) + clear_m(how, facility));
    const double least_m_deg = 110000; /* a degree of latitude is 110 574 m or more */
    if (!(fabs(place->lat - facility->lat) * least_m_deg <= most_m))
        return INFINITY;
    double m = jj_metric_distance_m(place->lon, place->lat, facility->lon, facility->lat);
    return m <= most_m ? m : INFINITY;
}

uint32_t jj_journey_straight(const jj_journeys *how, const jj_access *place,
                             const jj_access *facility, uint32_t delay) {
    double m = jj_journey_straight_m(how, place, facility);
    return isfinite(m) ? jj_later(walk_cost(how, m), delay) : JJ_UNREACHED;
}

typedef struct nearest_work {
    const jj_journeys *how;
    const jj_access *places;
    size_t n;
    const uint32_t *node_cost, *node_nearest;
    const jj_beside *beside;
    uint32_t *out_cost, *out_nearest;
} nearest_work;

typedef struct best {
    uint32_t cost, facility, within;
} best;

static void consider(void *user, uint32_t facility, uint32_t cost) {
    best *b = user;
    if (cost == JJ_UNREACHED || cost > b->within)
        return;
    if (cost < b->cost || (cost == b->cost && facility < b->facility)) {
        b->cost = cost;
        b->facility = facility;
    }
}

static jj_direction opposite(jj_direction d) {
    return d == JJ_TOWARD ? JJ_AWAY : JJ_TOWARD;
}

static void find_nearest(const nearest_work *w, size_t i) {
    const jj_access *place = &w->places[i];
    const jj_journeys *how = w->how;
    best b = {JJ_UNREACHED, JJ_NO_FACILITY, how->within};
    jj_source ends[2];
    size_t n = jj_access_ends(how->roads, how->cost, place, 0, 0, opposite(how->direction), ends);
    for (size_t k = 0; k < n; k++)
        if (w->node_cost[ends[k].cell] != JJ_UNREACHED)
            consider(&b, w->node_nearest[ends[k].cell],
                     jj_later(w->node_cost[ends[k].cell], ends[k].start_ms));
    jj_beside_each(w->beside, place, consider, &b);
    w->out_cost[i] = b.cost;
    w->out_nearest[i] = b.facility;
}

static jj_status nearest_item(void *arg, size_t item, int worker) {
    (void)worker;
    const nearest_work *w = arg;
    size_t end = (item + 1) * PLACES_AN_ITEM;
    for (size_t i = item * PLACES_AN_ITEM; i < end && i < w->n; i++)
        find_nearest(w, i);
    return JJ_OK;
}

jj_status jj_journey_nearest(jj_ctx *ctx, const jj_journeys *how, const jj_access *facilities,
                             const uint32_t *delay, size_t n_facilities, const jj_access *places,
                             size_t n, uint32_t *out_cost, uint32_t *out_nearest) {
    jj_arcs graph = jj_roads_graph(how->roads, how->direction);
    JJ_AUTO jj_source *seeds = NULL;
    size_t n_seeds = 0;
    JJ_TRY(seeds_of(ctx, how, facilities, delay, n_facilities, &seeds, &n_seeds));
    JJ_CLEANUP(jj_beside_deinit) jj_beside beside = {0};
    JJ_TRY(jj_beside_init(ctx, how, facilities, delay, n_facilities, &beside));
    JJ_AUTO uint32_t *cost = jj_alloc(graph.n_nodes, sizeof *cost);
    JJ_AUTO uint32_t *nearest = jj_alloc(graph.n_nodes, sizeof *nearest);
    if (!cost || !nearest)
        return jj_no_memory(ctx, "the road field", (uint64_t)graph.n_nodes * 8);
    JJ_TRY(jj_road_field(ctx, &graph, seeds, n_seeds, how->within, cost, nearest));
    nearest_work w = {how, places, n, cost, nearest, &beside, out_cost, out_nearest};
    return jj_parallel(ctx, (n + PLACES_AN_ITEM - 1) / PLACES_AN_ITEM, nearest_item, &w);
}

/* --- matrix -------------------------------------------------------------------------------- */

/* One thread's search, and what the ways it found measure in the unit that is not minimised. */
typedef struct tracing {
    jj_road_search *search;
    uint32_t *other; /* per node; JJ_UNREACHED = not traced yet */
    uint32_t *trail;
    size_t cap_trail;
} tracing;

typedef struct matrix_work {
    const jj_journeys *how;
    const jj_access *facilities, *places;
    const uint32_t *delay;
    size_t n;
    jj_arcs graph;
    const uint32_t *arc_road; /* of the graph's arcs */
    tracing *tracings;        /* one a thread */
    jj_journey **rows;        /* one list a facility */
    size_t *n_rows;
} matrix_work;

/* A road in the unit that is not minimised, in the direction of travel. */
static uint32_t other_of(const jj_journeys *how, const jj_road *road, bool is_forward) {
    if (how->cost == JJ_COST_TIME)
        return road->length_mm;
    return is_forward ? road->forward_ms : road->backward_ms;
}

/* A part of a road in the other unit, 0 where the direction cannot be travelled at all. */
static uint32_t other_part(const jj_journeys *how, const jj_road *road, bool is_forward,
                           double fraction) {
    uint32_t all = other_of(how, road, is_forward);
    return all == JJ_UNREACHED ? 0 : whole(all * fraction);
}

static uint32_t other_walk(const jj_journeys *how, double metres) {
    return whole(metres * 1000 / (how->cost == JJ_COST_TIME ? 1 : how->walk_m_s));
}

/* Between a place and end `k` of its road, walk included, both as in jj_access_ends(). */
static uint32_t other_to_end(const jj_journeys *how, const jj_access *place, size_t k,
                             jj_direction direction) {
    if (place->node != JJ_NO_CELL)
        return other_walk(how, place->walk_m);
    const jj_road *road = &how->roads->roads[place->road];
    bool is_from = jj_access_end_is_first(how->roads, place, direction, k);
    double fraction = is_from ? place->fraction : 1 - place->fraction;
    return jj_later(other_walk(how, place->walk_m),
                    other_part(how, road, is_from == (direction == JJ_TOWARD), fraction));
}

/* Between the facility searched from and the end of its road where the search began. */
static uint32_t other_of_seed(const matrix_work *w, const tracing *t, size_t facility,
                              uint32_t node) {
    const jj_journeys *how = w->how;
    const jj_access *f = &w->facilities[facility];
    jj_source seeds[2];
    size_t n = jj_access_ends(how->roads, how->cost, f, 0, w->delay ? w->delay[facility] : 0,
                              how->direction, seeds);
    size_t k = n > 1 &&
               (seeds[0].cell != node || seeds[0].start_ms != jj_road_search_cost(t->search, node));
    return other_to_end(how, f, k, how->direction);
}

/* The arc by which the search went from `tail` to `head`, in the other unit. */
static uint32_t other_of_step(const matrix_work *w, const tracing *t, uint32_t tail,
                              uint32_t head) {
    uint32_t step = jj_road_search_cost(t->search, head) - jj_road_search_cost(t->search, tail);
    for (uint32_t a = w->graph.first[tail]; a < w->graph.first[tail + 1]; a++)
        if (w->graph.arcs[a].head == head && w->graph.arcs[a].cost == step) {
            const jj_road *road = &w->how->roads->roads[w->arc_road[a]];
            bool search_goes_up = road->from == tail;
            return other_of(w->how, road, search_goes_up == (w->how->direction == JJ_AWAY));
        }
    return 0; /* not reached: the search took one of these arcs */
}

/* Back to the seed or to a node traced before, then forward again filling in. */
static jj_status trace(const matrix_work *w, tracing *t, size_t facility, uint32_t node,
                       uint32_t *out) {
    size_t n = 0;
    uint32_t before;
    while (t->other[node] == JJ_UNREACHED &&
           (before = jj_road_search_before(t->search, node)) != JJ_NO_CELL) {
        if (!jj_grow(&t->trail, &t->cap_trail, n + 1, sizeof *t->trail))
            return JJ_E_NOMEM;
        t->trail[n++] = node;
        node = before;
    }
    if (t->other[node] == JJ_UNREACHED)
        t->other[node] = other_of_seed(w, t, facility, node);
    while (n > 0) {
        uint32_t next = t->trail[--n];
        t->other[next] = jj_later(t->other[node], other_of_step(w, t, node, next));
        node = next;
    }
    *out = t->other[node];
    return JJ_OK;
}

/* One place as seen from the facility searched: its least cost and the other unit of that way. */
static jj_status reach_place(const matrix_work *w, tracing *t, size_t facility, size_t place,
                             uint32_t *cost, uint32_t *other) {
    const jj_journeys *how = w->how;
    const jj_access *p = &w->places[place], *f = &w->facilities[facility];
    jj_direction leaving = opposite(how->direction);
    uint32_t delay = w->delay ? w->delay[facility] : 0;
    *cost = jj_journey_along(how, p, f, delay);
    bool goes_up = (f->fraction >= p->fraction) == (how->direction == JJ_TOWARD);
    if (*cost != JJ_UNREACHED)
        *other = jj_later(
            jj_later(other_walk(how, p->walk_m), other_walk(how, f->walk_m)),
            other_part(how, &how->roads->roads[p->road], goes_up, fabs(f->fraction - p->fraction)));
    jj_source ends[2];
    size_t n = jj_access_ends(how->roads, how->cost, p, 0, 0, leaving, ends);
    for (size_t k = 0; k < n; k++) {
        uint32_t at_node = jj_road_search_cost(t->search, ends[k].cell);
        if (at_node == JJ_UNREACHED || jj_later(at_node, ends[k].start_ms) >= *cost)
            continue;
        *cost = jj_later(at_node, ends[k].start_ms);
        JJ_TRY(trace(w, t, facility, ends[k].cell, other));
        *other = jj_later(*other, other_to_end(how, p, k, leaving));
    }
    uint32_t straight = jj_journey_straight(how, p, f, delay);
    if (straight < *cost) {
        *cost = straight;
        *other = other_walk(how, jj_journey_straight_m(how, p, f));
    }
    return JJ_OK;
}

static uint32_t within_of(const jj_journeys *how, size_t facility) {
    uint32_t own = how->within_of ? how->within_of[facility] : JJ_FARTHEST;
    return own < how->within ? own : how->within;
}

static jj_status search_from(matrix_work *w, tracing *t, size_t facility) {
    const jj_journeys *how = w->how;
    jj_source seeds[2];
    size_t n = jj_access_ends(how->roads, how->cost, &w->facilities[facility], 0,
                              w->delay ? w->delay[facility] : 0, how->direction, seeds);
    size_t n_reached;
    const uint32_t *reached = jj_road_search_reached(t->search, &n_reached);
    for (size_t i = 0; i < n_reached; i++)
        t->other[reached[i]] = JJ_UNREACHED;
    return jj_road_search_run(t->search, seeds, n, within_of(how, facility));
}

static jj_status matrix_item(void *arg, size_t facility, int worker) {
    matrix_work *w = arg;
    tracing *t = &w->tracings[worker];
    JJ_TRY(search_from(w, t, facility));
    size_t n = 0, cap = 0;
    bool is_time = w->how->cost == JJ_COST_TIME;
    for (size_t place = 0; place < w->n; place++) {
        uint32_t cost, other = 0;
        JJ_TRY(reach_place(w, t, facility, place, &cost, &other));
        if (cost == JJ_UNREACHED || cost > within_of(w->how, facility))
            continue;
        if (!jj_grow(&w->rows[facility], &cap, n + 1, sizeof **w->rows))
            return JJ_E_NOMEM;
        w->rows[facility][n++] = (jj_journey){(uint32_t)facility, (uint32_t)place,
                                              is_time ? cost : other, is_time ? other : cost};
    }
    w->n_rows[facility] = n;
    return JJ_OK;
}

static jj_status prepare(jj_ctx *ctx, matrix_work *w, size_t n_facilities) {
    w->tracings = jj_alloc((size_t)ctx->n_threads, sizeof *w->tracings);
    w->rows = jj_alloc(n_facilities, sizeof *w->rows);
    w->n_rows = jj_alloc(n_facilities, sizeof *w->n_rows);
    if (!w->tracings || !w->rows || !w->n_rows)
        return jj_no_memory(ctx, "the matrix", 0);
    for (int i = 0; i < ctx->n_threads; i++) {
        tracing *t = &w->tracings[i];
        JJ_TRY(jj_road_search_new(ctx, &w->graph, &t->search));
        t->other = jj_alloc(w->graph.n_nodes, sizeof *t->other);
        if (!t->other)
            return jj_no_memory(ctx, "the matrix", (uint64_t)w->graph.n_nodes * 4);
        memset(t->other, 0xff, w->graph.n_nodes * sizeof *t->other);
    }
    return JJ_OK;
}

/* The lists of all facilities one behind the other. */
static jj_status gather(jj_ctx *ctx, const matrix_work *w, size_t n_facilities, jj_journey **out,
                        size_t *n_out) {
    size_t n = 0;
    for (size_t i = 0; i < n_facilities; i++)
        n += w->n_rows[i];
    jj_journey *all = jj_alloc(n, sizeof *all);
    if (!all)
        return jj_no_memory(ctx, "the matrix", (uint64_t)n * sizeof *all);
    *out = all;
    *n_out = n;
    for (size_t i = 0; i < n_facilities; i++) {
        if (w->n_rows[i])
            memcpy(all, w->rows[i], w->n_rows[i] * sizeof *all);
        all += w->n_rows[i];
    }
    return JJ_OK;
}

jj_status jj_journey_matrix(jj_ctx *ctx, const jj_journeys *how, const jj_access *facilities,
                            const uint32_t *delay, size_t n_facilities, const jj_access *places,
                            size_t n, jj_journey **out, size_t *n_out) {
    matrix_work w = {.how = how,
                     .facilities = facilities,
                     .places = places,
                     .delay = delay,
                     .n = n,
                     .graph = jj_roads_graph(how->roads, how->direction),
                     .arc_road = how->roads->graph[how->direction].road};
    jj_status st = prepare(ctx, &w, n_facilities);
    if (st == JJ_OK) {
        st = jj_parallel(ctx, n_facilities, matrix_item, &w);
        if (st == JJ_E_NOMEM)
            st = jj_no_memory(ctx, "the matrix", 0);
    }
    if (st == JJ_OK)
        st = gather(ctx, &w, n_facilities, out, n_out);
    for (int i = 0; w.tracings && i < ctx->n_threads; i++) {
        jj_road_search_free(w.tracings[i].search);
        jj_free(w.tracings[i].other);
        jj_free(w.tracings[i].trail);
    }
    for (size_t i = 0; w.rows && i < n_facilities; i++)
        jj_free(w.rows[i]);
    jj_free(w.tracings);
    jj_free(w.rows);
    jj_free(w.n_rows);
    return st;
}
