/* Journeys between places: against a graph with the places put in as junctions, and the laws. */
#include "geo/metric.h"
#include "load/roads.h"
#include "solve/journey_way.h"
#include "test.h"

enum { SIDE = 6, FACILITIES = 7, PLACES = 25, MOST_ROADS = 200 };

/*
 * Round a block and back to where it began, some one-way; a second way beside it; one of no length.
 */
static void add_loop(jj_ctx *ctx, uint64_t *rng, jj_roads *r, uint32_t node) {
    const double *at = r->node_lonlat + 2 * node;
    double aside = 1e-3 + test_below(rng, 1000) * 1e-6;
    double shape[8] = {at[0], at[1], at[0] + aside, at[1], at[0], at[1] + aside, at[0], at[1]};
    double back_kmh = test_below(rng, 2) ? 4 : 0;
    CHECK_OK(ctx, jj_roads_add_shape(ctx, r, node, node, shape, 4, 4, back_kmh));
    shape[4] += 2e-4;
    CHECK_OK(ctx, jj_roads_add_shape(ctx, r, node, node, shape, 4, 4, 4));
    const double nowhere[4] = {at[0], at[1], at[0], at[1]};
    CHECK_OK(ctx, jj_roads_add_shape(ctx, r, node, node, nowhere, 2, 4, 4));
}

/* A lattice of streets with bends, some one-way, some left out, and loops. */
static void make_streets(jj_ctx *ctx, uint64_t *rng, jj_roads *r) {
    *r = (jj_roads){.n_nodes = SIDE * SIDE};
    r->node_lonlat = jj_alloc(r->n_nodes, 2 * sizeof(double));
    for (uint32_t i = 0; i < r->n_nodes; i++) {
        r->node_lonlat[2 * i] = 112 + (i % SIDE) * 0.004 + test_below(rng, 1000) * 1e-6;
        r->node_lonlat[2 * i + 1] = 37 + (double)(i / SIDE) * 0.003 + test_below(rng, 1000) * 1e-6;
    }
    for (uint32_t i = 0; i < r->n_nodes; i++)
        for (uint32_t k = 0; k < 2; k++) {
            uint32_t j = k ? i + SIDE : i + 1;
            if (j >= r->n_nodes || (!k && j % SIDE == 0) || test_below(rng, 8) == 0)
                continue;
            const double *a = r->node_lonlat + 2 * i, *b = r->node_lonlat + 2 * j;
            double bend = (test_below(rng, 1000) - 500.0) * 1e-6;
            double shape[6] = {a[0], a[1], (a[0] + b[0]) / 2 + bend, (a[1] + b[1]) / 2 - bend,
                               b[0], b[1]};
            CHECK_OK(ctx,
                     jj_roads_add_shape(ctx, r, i, j, shape, 3, 4, test_below(rng, 4) ? 4 : 0));
        }
    for (uint32_t i = 0; i < 4; i++)
        add_loop(ctx, rng, r, test_below(rng, r->n_nodes));
}

static void scatter(uint64_t *rng, size_t n, double *lon, double *lat) {
    for (size_t i = 0; i < n; i++) {
        lon[i] = 112 + test_below(rng, 21000) * 1e-6;
        lat[i] = 37 + test_below(rng, 16000) * 1e-6;
    }
}

/* Costs by Bellman-Ford in doubles over junctions and feet; feet are nodes n_nodes .. */
typedef struct plain_graph {
    uint32_t from[4 * MOST_ROADS + 400], to[4 * MOST_ROADS + 400];
    double ms[4 * MOST_ROADS + 400];
    size_t n;
} plain_graph;

static void connect(plain_graph *g, uint32_t a, uint32_t b, double forward, double backward) {
    if (forward >= 0) {
        g->from[g->n] = a;
        g->to[g->n] = b;
        g->ms[g->n++] = forward;
    }
    if (backward >= 0) {
        g->from[g->n] = b;
        g->to[g->n] = a;
        g->ms[g->n++] = backward;
    }
}

static double part(uint32_t ms, double fraction) {
    return ms == JJ_UNREACHED ? -1 : ms * fraction;
}

/* Each road as a chain of its feet in order. */
static void split_roads(const jj_roads *r, const jj_access *feet, size_t n, plain_graph *g) {
    g->n = 0;
    for (uint32_t i = 0; i < r->n_roads; i++) {
        double at = 0;
        uint32_t last = r->roads[i].from;
        for (;;) {
            size_t next = n;
            for (size_t k = 0; k < n; k++) {
                if (feet[k].road != i || feet[k].fraction < at || r->n_nodes + k == last)
                    continue;
                bool is_behind =
                    feet[k].fraction == at && last >= r->n_nodes && r->n_nodes + k < last;
                if (!is_behind && (next == n || feet[k].fraction < feet[next].fraction))
                    next = k;
            }
            double to = next < n ? feet[next].fraction : 1;
            uint32_t node = next < n ? (uint32_t)(r->n_nodes + next) : r->roads[i].to;
            connect(g, last, node, part(r->roads[i].forward_ms, to - at),
                    part(r->roads[i].backward_ms, to - at));
            if (next == n)
                break;
            last = node;
            at = to;
        }
    }
}

static void relax_all(const plain_graph *g, size_t n_nodes, uint32_t source, double *ms) {
    for (size_t i = 0; i < n_nodes; i++)
        ms[i] = INFINITY;
    ms[source] = 0;
    for (bool changed = true; changed;) {
        changed = false;
        for (size_t e = 0; e < g->n; e++)
            if (ms[g->from[e]] + g->ms[e] < ms[g->to[e]] - 1e-9) {
                ms[g->to[e]] = ms[g->from[e]] + g->ms[e];
                changed = true;
            }
    }
}

static void free_index(jj_road_index **x) {
    jj_road_index_free(*x);
}

typedef struct town {
    jj_roads roads;
    jj_access feet[FACILITIES + PLACES]; /* facilities first */
    double lon[FACILITIES + PLACES], lat[FACILITIES + PLACES];
} town;

static void make_town(jj_ctx *ctx, uint64_t *rng, jj_journeys *how, town *t) {
    make_streets(ctx, rng, &t->roads);
    CHECK_OK(ctx, jj_roads_build(ctx, &t->roads, how->cost, 1u << how->direction));
    how->roads = &t->roads;
    JJ_CLEANUP(free_index) jj_road_index *index = NULL;
    CHECK_OK(ctx, jj_road_index_new(ctx, &t->roads, &index));
    scatter(rng, FACILITIES + PLACES, t->lon, t->lat);
    for (size_t p = 0; p < 5; p++) { /* some next door */
        t->lon[FACILITIES + p] = t->lon[p] + (test_below(rng, 1000) - 500.0) * 1e-6;
        t->lat[FACILITIES + p] = t->lat[p] + (test_below(rng, 1000) - 500.0) * 1e-6;
    }
    CHECK_OK(ctx, jj_journey_access(ctx, how, index, t->lon, t->lat, FACILITIES + PLACES, t->feet));
}

static double turn(const double *a, const double *b, const double *c) {
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
}

/* Whether the straight line between two places crosses any street. */
static bool meets_street(const town *t, size_t a, size_t b) {
    const double from[2] = {t->lon[a], t->lat[a]}, to[2] = {t->lon[b], t->lat[b]};
    const jj_roads *r = &t->roads;
    for (size_t i = 0; i < r->n_roads; i++)
        for (uint64_t k = 0; k + 1 < jj_road_n_points(r, i); k++) {
            const double *c = jj_road_point(r, i, k), *d = jj_road_point(r, i, k + 1);
            if (turn(from, to, c) * turn(from, to, d) < 0 && turn(c, d, from) * turn(c, d, to) < 0)
                return true;
        }
    return false;
}

static double metres_off(const jj_journeys *how, const jj_access *a) {
    return jj_access_is_nowhere(a) ? how->snap_m : a->walk_m;
}

/* Of the straight walk of a place to a facility, INFINITY where they must go by road. */
static double straight_ms(const town *t, const jj_journeys *how, size_t f, size_t p) {
    size_t at = FACILITIES + p;
    double m = jj_metric_distance_m(t->lon[f], t->lat[f], t->lon[at], t->lat[at]);
    if (m > how->snap_m || m > metres_off(how, &t->feet[f]) + metres_off(how, &t->feet[at]))
        return INFINITY;
    CHECK(!meets_street(t, f, at));
    return m * 1000 / how->walk_m_s;
}

/* How many journeys never touch a street. */
static size_t check_matrix(const town *t, const jj_journeys *how, const jj_journey *rows,
                           size_t n) {
    static plain_graph g;
    double ms[SIDE * SIDE + FACILITIES + PLACES];
    size_t at = 0, n_straight = 0, n_nodes = t->roads.n_nodes + FACILITIES + PLACES;
    split_roads(&t->roads, t->feet, FACILITIES + PLACES, &g);
    if (how->direction == JJ_TOWARD) /* search from the facility against the travel */
        for (size_t e = 0; e < g.n; e++) {
            uint32_t swap = g.from[e];
            g.from[e] = g.to[e];
            g.to[e] = swap;
        }
    for (uint32_t f = 0; f < FACILITIES; f++) {
        relax_all(&g, n_nodes, t->roads.n_nodes + f, ms);
        for (uint32_t p = 0; p < PLACES; p++) {
            const jj_access *foot = &t->feet[FACILITIES + p];
            double by_road = ms[t->roads.n_nodes + FACILITIES + p] + foot->walk + t->feet[f].walk;
            double straight = straight_ms(t, how, f, p), want = fmin(by_road, straight);
            bool is_listed = at < n && rows[at].facility == f && rows[at].place == p;
            CHECK(!isfinite(straight) || straight <= by_road + 2);
            if (isfinite(straight))
                n_straight++;
            if (!isfinite(want) || want > how->within + 20.0) {
                CHECK(!is_listed);
                continue;
            }
            if (!is_listed && want > how->within - 20.0)
                continue;
            CHECK(is_listed);
            CHECK_NEAR(rows[at].ms, want, 8);                   /* whole milliseconds a stretch */
            CHECK_NEAR(rows[at].mm, rows[at].ms * 4 / 3.6, 60); /* one speed, so one ratio */
            at++;
        }
    }
    CHECK_INT(at, n);
    return n_straight;
}

static void check_nearest(jj_ctx *ctx, const town *t, const jj_journeys *how,
                          const jj_journey *rows, size_t n) {
    uint32_t cost[PLACES], nearest[PLACES];
    CHECK_OK(ctx, jj_journey_nearest(ctx, how, t->feet, NULL, FACILITIES, t->feet + FACILITIES,
                                     PLACES, cost, nearest));
    for (uint32_t p = 0; p < PLACES; p++) {
        uint32_t least = JJ_UNREACHED, who = JJ_NO_FACILITY;
        for (size_t i = 0; i < n; i++)
            if (rows[i].place == p && rows[i].ms < least) {
                least = rows[i].ms;
                who = rows[i].facility;
            }
        CHECK_INT(cost[p], least);
        CHECK_INT(nearest[p], who);
    }
}

/* The K nearest are the first K of the matrix's column, with one thread as with three. */
static void check_closest(jj_ctx *ctx, const town *t, const jj_journeys *how,
                          const jj_journey *rows, size_t n) {
    enum { K = 3 };
    jj_road_near near[PLACES * K], alone[PLACES * K];
    const jj_doors doors = {t->feet, NULL, NULL, FACILITIES};
    CHECK_OK(ctx, jj_journey_closest(ctx, how, &doors, t->feet + FACILITIES, PLACES, K, near));
    jj_ctx_set_threads(ctx, 1);
    CHECK_OK(ctx, jj_journey_closest(ctx, how, &doors, t->feet + FACILITIES, PLACES, K, alone));
    jj_ctx_set_threads(ctx, 3);
    CHECK(memcmp(near, alone, sizeof near) == 0);
    for (uint32_t p = 0; p < PLACES; p++) {
        jj_road_near last = {0, 0};
        for (uint32_t k = 0; k < K; k++) {
            jj_road_near next = {JJ_UNREACHED, JJ_NO_FACILITY};
            for (size_t i = 0; i < n; i++) {
                jj_road_near l = {rows[i].ms, rows[i].facility};
                bool is_later = k == 0 || l.cost > last.cost ||
                                (l.cost == last.cost && l.facility > last.facility);
                if (rows[i].place == p && is_later &&
                    (l.cost < next.cost || (l.cost == next.cost && l.facility < next.facility)))
                    next = l;
            }
            CHECK_INT(near[p * K + k].cost, next.cost);
            CHECK_INT(near[p * K + k].facility, next.facility);
            last = next;
            if (next.cost == JJ_UNREACHED)
                break;
        }
    }
}

static bool is_at_foot(const town *t, const jj_access *foot, const double *point) {
    const jj_roads *r = &t->roads;
    double best = INFINITY;
    for (uint64_t k = 0; k + 1 < jj_road_n_points(r, foot->road); k++) {
        const double *a = jj_road_point(r, foot->road, k), *b = jj_road_point(r, foot->road, k + 1);
        double all = jj_metric_distance_m(a[0], a[1], b[0], b[1]);
        double to = jj_metric_distance_m(a[0], a[1], point[0], point[1]);
        double on = jj_metric_distance_m(point[0], point[1], b[0], b[1]);
        best = fmin(best, to + on - all);
    }
    return best < 0.01;
}

/* Every reached pair: the line costs what the matrix says, is as long as it says, and leads from
 * foot to foot. */
static void check_ways(jj_ctx *ctx, const town *t, const jj_journeys *how, const jj_journey *rows,
                       size_t n) {
    for (size_t i = 0; i < n; i++) {
        const jj_access *facility = &t->feet[rows[i].facility];
        const jj_access *place = &t->feet[FACILITIES + rows[i].place];
        JJ_CLEANUP(jj_way_line_deinit) jj_way_line line = {0};
        CHECK_OK(ctx, jj_journey_way(ctx, how, facility, place, &line));
        CHECK(line.n > 0);
        CHECK_INT(line.ms, rows[i].ms);
        bool is_straight = isfinite(straight_ms(t, how, rows[i].facility, rows[i].place)) &&
                           line.n == 2 &&
                           fabs(line.lonlat[0] - place->lon) + fabs(line.lonlat[2] - place->lon) <
                               1e-12 + fabs(place->lon - facility->lon);
        double metres = is_straight ? 0 : place->walk_m + facility->walk_m;
        for (size_t k = 1; k < line.n; k++)
            metres += jj_metric_distance_m(line.lonlat[2 * k - 2], line.lonlat[2 * k - 1],
                                           line.lonlat[2 * k], line.lonlat[2 * k + 1]);
        CHECK_NEAR(line.metres, metres, 0.05);
        CHECK_NEAR(line.metres, rows[i].mm / 1000.0, 0.1);
        bool is_toward = how->direction == JJ_TOWARD;
        if (is_straight)
            continue;
        CHECK(is_at_foot(t, is_toward ? place : facility, line.lonlat));
        CHECK(is_at_foot(t, is_toward ? facility : place, line.lonlat + 2 * line.n - 2));
    }
}

static void test_towns(void) {
    jj_ctx *ctx = jj_ctx_new();
    uint64_t rng = test_seed();
    size_t n_straight = 0;
    for (int round = 0; round < 60; round++) {
        jj_journeys how = {.cost = JJ_COST_TIME,
                           .direction = round % 2 ? JJ_TOWARD : JJ_AWAY,
                           .within = round % 3 ? JJ_FARTHEST : 900000,
                           .walk_m_s = 4 / 3.6,
                           .snap_m = 150};
        town t = {0};
        make_town(ctx, &rng, &how, &t);
        jj_journey *rows = NULL;
        size_t n = 0;
        CHECK_OK(ctx, jj_journey_matrix(ctx, &how, t.feet, NULL, FACILITIES, t.feet + FACILITIES,
                                        PLACES, &rows, &n));
        n_straight += check_matrix(&t, &how, rows, n);
        check_nearest(ctx, &t, &how, rows, n);
        check_closest(ctx, &t, &how, rows, n);
        check_ways(ctx, &t, &how, rows, n);
        jj_ctx_set_threads(ctx, 1);
        jj_journey *again = NULL;
        size_t n_again = 0;
        CHECK_OK(ctx, jj_journey_matrix(ctx, &how, t.feet, NULL, FACILITIES, t.feet + FACILITIES,
                                        PLACES, &again, &n_again));
        CHECK(n == n_again && (n == 0 || memcmp(rows, again, n * sizeof *rows) == 0));
        jj_ctx_set_threads(ctx, 3);
        jj_free(rows);
        jj_free(again);
        jj_roads_deinit(&t.roads);
    }
    CHECK(n_straight > 100);
    jj_ctx_free(ctx);
}

/* The shortest way is never longer than the fastest. */
static void test_shortest(void) {
    jj_ctx *ctx = jj_ctx_new();
    for (uint64_t seed = 1; seed < 20; seed++) {
        jj_journey *rows[2] = {NULL, NULL};
        size_t n[2] = {0, 0};
        for (int k = 0; k < 2; k++) {
            uint64_t rng = seed;
            jj_journeys how = {.cost = k ? JJ_COST_LENGTH : JJ_COST_TIME,
                               .direction = JJ_TOWARD,
                               .within = JJ_FARTHEST,
                               .walk_m_s = 4 / 3.6,
                               .snap_m = 500};
            town t = {0};
            make_town(ctx, &rng, &how, &t);
            CHECK_OK(ctx, jj_journey_matrix(ctx, &how, t.feet, NULL, FACILITIES,
                                            t.feet + FACILITIES, PLACES, &rows[k], &n[k]));
            jj_roads_deinit(&t.roads);
        }
        CHECK_INT(n[0], n[1]);
        for (size_t i = 0; i < n[0]; i++) {
            CHECK(rows[1][i].mm <= rows[0][i].mm + 10);
            CHECK(rows[1][i].ms + 10 >= rows[0][i].ms);
        }
        jj_free(rows[0]);
        jj_free(rows[1]);
    }
    jj_ctx_free(ctx);
}

int main(void) {
    RUN(test_towns);
    RUN(test_shortest);
    return 0;
}
