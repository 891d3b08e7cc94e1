/* The road solver: facts, a brute-force oracle, ties, bounds, access to the middle of a road. */
#include "geo/hilbert.h"
#include "geo/metric.h"
#include "model/road_index.h"
#include "jiujin/road.h"
#include "model/roads.h"
#include "solve/access.h"
#include "ground_case.h"
#include "solve/step.h"

/* from, to, forward, backward; lengths equal the forward cost */
static void add_road(jj_ctx *ctx, jj_roads *r, uint32_t from, uint32_t to, uint32_t forward,
                     uint32_t backward) {
    jj_road road = {from, to, forward, backward, forward};
    CHECK_OK(ctx, jj_roads_add(ctx, r, &road, NULL, 0));
    r->n_nodes = from >= r->n_nodes ? from + 1 : r->n_nodes;
    r->n_nodes = to >= r->n_nodes ? to + 1 : r->n_nodes;
}

static void free_search(jj_road_search **s) {
    jj_road_search_free(*s);
}

/* The sample graph of pgRouting's documentation: costs in seconds, -1 = no way. */
static void test_sample_graph(void) {
    enum { NO = -1 };
    static const int edges[18][4] = {
        {5, 6, 1, 1},    {6, 10, NO, 1}, {10, 15, NO, 1}, {6, 7, 1, 1},   {10, 11, 1, NO},
        {1, 3, 1, 1},    {3, 7, 1, 1},   {7, 11, 1, 1},   {11, 16, 1, 1}, {7, 8, 1, 1},
        {11, 12, 1, NO}, {8, 12, 1, NO}, {12, 17, 1, NO}, {8, 9, 1, 1},   {16, 17, 1, 1},
        {15, 16, 1, 1},  {2, 4, 1, 1},   {13, 14, 1, 1}};
    static const int expected[18] = {-1, 3, -1, 2, -1, 3, 2, 1, 2, 3, 3, 0, 1, -1, -1, 2, 1, 2};
    jj_ctx *ctx = jj_ctx_new();
    JJ_CLEANUP(jj_roads_deinit) jj_roads r = {0};
    for (int i = 0; i < 18; i++)
        add_road(ctx, &r, (uint32_t)edges[i][0], (uint32_t)edges[i][1],
                 edges[i][2] < 0 ? JJ_UNREACHED : 1000u, edges[i][3] < 0 ? JJ_UNREACHED : 1000u);
    CHECK_OK(ctx, jj_roads_build(ctx, &r, JJ_COST_TIME, JJ_GRAPH_BOTH));
    jj_arcs g = jj_roads_graph(&r, JJ_AWAY);
    jj_source seed = {.cell = 11};
    uint32_t cost[18];
    CHECK_OK(ctx, jj_road_field(ctx, &g, &seed, 1, 3000, cost, NULL));
    for (int v = 1; v < 18; v++)
        CHECK_INT(cost[v] == JJ_UNREACHED ? -1 : (int)(cost[v] / 1000), expected[v]);
    jj_ctx_free(ctx);
}

/* Bellman-Ford over (cost, facility), with saturation. */
static void brute_force(const jj_arcs *g, const jj_source *seeds, size_t n, uint32_t within,
                        uint32_t *cost, uint32_t *nearest) {
    memset(cost, 0xff, g->n_nodes * sizeof *cost);
    memset(nearest, 0xff, g->n_nodes * sizeof *nearest);
    for (size_t i = 0; i < n; i++)
        if (seeds[i].start_ms <= within && (seeds[i].start_ms < cost[seeds[i].cell] ||
                                            (seeds[i].start_ms == cost[seeds[i].cell] &&
                                             seeds[i].facility < nearest[seeds[i].cell]))) {
            cost[seeds[i].cell] = seeds[i].start_ms;
            nearest[seeds[i].cell] = seeds[i].facility;
        }
    for (bool changed = true; changed;) {
        changed = false;
        for (uint32_t v = 0; v < g->n_nodes; v++)
            for (uint32_t a = g->first[v]; cost[v] != JJ_UNREACHED && a < g->first[v + 1]; a++) {
                uint64_t via = (uint64_t)cost[v] + g->arcs[a].cost;
                uint32_t h = g->arcs[a].head;
                if (via > within || via > cost[h] || (via == cost[h] && nearest[v] >= nearest[h]))
                    continue;
                cost[h] = (uint32_t)via;
                nearest[h] = nearest[v];
                changed = true;
            }
    }
}

static uint32_t random_cost(uint64_t *rng) {
    switch (test_below(rng, 4)) {
    case 0:
        return 0; /* zero-length edges */
    case 1:
        return test_below(rng, 5);
    case 2:
        return test_below(rng, 2000000);
    default:
        return 1000 + test_below(rng, 1000);
    }
}

static void random_network(jj_ctx *ctx, uint64_t *rng, jj_roads *r) {
    uint32_t n = 1 + test_below(rng, 60), m = test_below(rng, 200);
    r->n_nodes = n;
    for (uint32_t i = 0; i < m; i++) /* loops and parallel edges included */
        add_road(ctx, r, test_below(rng, n), test_below(rng, n),
                 test_below(rng, 6) ? random_cost(rng) : JJ_UNREACHED,
                 test_below(rng, 6) ? random_cost(rng) : JJ_UNREACHED);
    CHECK_OK(ctx, jj_roads_build(ctx, r, JJ_COST_TIME, JJ_GRAPH_BOTH));
}

static void test_against_brute_force(void) {
    jj_ctx *ctx = jj_ctx_new();
    uint64_t rng = test_seed();
    for (int round = 0; round < 400; round++) {
        JJ_CLEANUP(jj_roads_deinit) jj_roads r = {0};
        random_network(ctx, &rng, &r);
        jj_arcs g = jj_roads_graph(&r, test_below(&rng, 2) ? JJ_TOWARD : JJ_AWAY);
        jj_source seeds[8];
        size_t n = test_below(&rng, 8);
        for (size_t i = 0; i < n; i++)
            seeds[i] = (jj_source){test_below(&rng, r.n_nodes), test_below(&rng, 5),
                                   test_below(&rng, 3) ? 0 : test_below(&rng, 5000000)};
        uint32_t within = test_below(&rng, 2) ? JJ_FARTHEST : test_below(&rng, 3000000);
        uint32_t cost[64], nearest[64], want_cost[64], want_nearest[64];
        CHECK_OK(ctx, jj_road_field(ctx, &g, seeds, n, within, cost, nearest));
        brute_force(&g, seeds, n, within, want_cost, want_nearest);
        CHECK(memcmp(cost, want_cost, r.n_nodes * sizeof *cost) == 0);
        CHECK(memcmp(nearest, want_nearest, r.n_nodes * sizeof *cost) == 0);
        JJ_CLEANUP(free_search) jj_road_search *s = NULL;
        CHECK_OK(ctx, jj_road_search_new(ctx, &g, &s));
        for (int again = 0; again < 2; again++) { /* a second run begins clean */
            CHECK_OK(ctx, jj_road_search_run(s, seeds, n, within));
            size_t n_reached = 0, n_want = 0;
            jj_road_search_reached(s, &n_reached);
            for (uint32_t v = 0; v < r.n_nodes; v++) {
                CHECK_INT(jj_road_search_cost(s, v), want_cost[v]);
                n_want += want_cost[v] != JJ_UNREACHED;
            }
            CHECK_INT(n_reached, n_want);
        }
    }
    jj_ctx_free(ctx);
}

/* The k nearest by a field for each facility alone. */
static void test_closest(void) {
    jj_ctx *ctx = jj_ctx_new();
    uint64_t rng = test_seed();
    for (int round = 0; round < 400; round++) {
        JJ_CLEANUP(jj_roads_deinit) jj_roads r = {0};
        random_network(ctx, &rng, &r);
        jj_arcs g = jj_roads_graph(&r, JJ_TOWARD);
        enum { MOST = 6 };
        jj_source seeds[10];
        size_t n = test_below(&rng, 10);
        for (size_t i = 0; i < n; i++) /* facilities with several doors among them */
            seeds[i] = (jj_source){test_below(&rng, r.n_nodes), test_below(&rng, MOST),
                                   test_below(&rng, 3) ? 0 : test_below(&rng, 5000000)};
        uint32_t k = 1 + test_below(&rng, MOST + 1);
        uint32_t within = test_below(&rng, 2) ? JJ_FARTHEST : test_below(&rng, 3000000);
        uint32_t cost[MOST][64], nearest[64];
        for (uint32_t f = 0; f < MOST; f++) {
            jj_source own[10];
            size_t n_own = 0;
            for (size_t i = 0; i < n; i++)
                if (seeds[i].facility == f)
                    own[n_own++] = seeds[i];
            brute_force(&g, own, n_own, within, cost[f], nearest);
        }
        jj_road_near near[64 * (MOST + 1)];
        CHECK_OK(ctx, jj_road_closest(ctx, &g, seeds, n, k, within, near));
        for (uint32_t v = 0; v < r.n_nodes; v++)
            for (uint32_t i = 0; i < k; i++) {
                uint32_t best = MOST;
                for (uint32_t f = 0; f < MOST; f++)
                    if (cost[f][v] != JJ_UNREACHED && (best == MOST || cost[f][v] < cost[best][v]))
                        best = f;
                const jj_road_near *l = &near[v * k + i];
                CHECK_INT(l->cost, best < MOST ? cost[best][v] : JJ_UNREACHED);
                CHECK_INT(l->facility, best < MOST ? best : JJ_NO_FACILITY);
                if (best < MOST)
                    cost[best][v] = JJ_UNREACHED;
            }
    }
    CHECK_REFUSED(ctx, jj_road_closest(ctx, &(jj_arcs){0}, NULL, 0, 0, 1, NULL), JJ_E_RANGE,
                  "1 to 64");
    jj_ctx_free(ctx);
}

/* A lattice of streets that cost what moves between neighbours cost is the ground's own field. */
static void test_lattice_is_ground(void) {
    uint64_t seed = test_seed();
    for (int round = 0; round < 20; round++) {
        enum { ROWS = 19, COLS = 27 };
        ground_case *t = case_new(ROWS, COLS, 30, 6);
        JJ_CLEANUP(jj_roads_deinit) jj_roads r = {.n_nodes = ROWS * COLS};
        for (size_t i = 0; i < case_cells(t); i++)
            t->pace[i] = test_below(&seed, 6) ? (float)(1 + test_below(&seed, 4000)) : 0;
        for (size_t i = 0; i < t->n_sources; i++) {
            do
                t->sources[i].cell = test_below(&seed, (uint32_t)(ROWS * COLS));
            while (!(t->pace[t->sources[i].cell] > 0));
            t->sources[i].start_ms = test_below(&seed, 3) ? 0 : test_below(&seed, 90000);
        }
        t->how.stencil = JJ_STENCIL_4;
        t->how.direction = round % 2 ? JJ_AWAY : JJ_TOWARD;
        t->how.within_ms = round % 3 ? JJ_FARTHEST : 600000;
        CHECK_OK(t->ctx, jj_ground_field(t->ctx, &t->ground, t->sources, t->n_sources, &t->how,
                                         t->time_ms, t->nearest));
        jj_steps steps;
        CHECK_OK(t->ctx, jj_steps_init(t->ctx, &t->ground, JJ_STENCIL_4, &steps));
        for (uint32_t c = 0; c < r.n_nodes; c++)
            for (unsigned move = 0; move < 4; move++) {
                int64_t row = (int64_t)(c / COLS) + jj_move_step[move][0];
                int64_t col = (int64_t)(c % COLS) + jj_move_step[move][1];
                uint32_t ms;
                jj_steps_row(&steps, move, c / COLS, c % COLS, 1, &ms);
                if (ms != JJ_NO_STEP)
                    add_road(t->ctx, &r, c, (uint32_t)(row * COLS + col), ms, JJ_UNREACHED);
            }
        CHECK_OK(t->ctx, jj_roads_build(t->ctx, &r, JJ_COST_TIME, JJ_GRAPH_BOTH));
        jj_arcs g = jj_roads_graph(&r, t->how.direction);
        uint32_t cost[ROWS * COLS], nearest[ROWS * COLS];
        CHECK_OK(t->ctx, jj_road_field(t->ctx, &g, t->sources, t->n_sources, t->how.within_ms, cost,
                                       nearest));
        CHECK(memcmp(cost, t->time_ms, sizeof cost) == 0);
        CHECK(memcmp(nearest, t->nearest, sizeof nearest) == 0);
        jj_steps_deinit(&steps);
        case_free(t);
    }
}

/* Turning every road round swaps toward and away. */
static void test_reversal(void) {
    jj_ctx *ctx = jj_ctx_new();
    uint64_t rng = test_seed();
    for (int round = 0; round < 50; round++) {
        JJ_CLEANUP(jj_roads_deinit) jj_roads r = {0}, turned = {0};
        random_network(ctx, &rng, &r);
        turned.n_nodes = r.n_nodes;
        for (size_t i = 0; i < r.n_roads; i++)
            add_road(ctx, &turned, r.roads[i].to, r.roads[i].from, r.roads[i].forward_ms,
                     r.roads[i].backward_ms);
        CHECK_OK(ctx, jj_roads_build(ctx, &turned, JJ_COST_TIME, JJ_GRAPH_BOTH));
        jj_arcs toward = jj_roads_graph(&r, JJ_TOWARD), away = jj_roads_graph(&turned, JJ_AWAY);
        jj_source seed = {.cell = test_below(&rng, r.n_nodes)};
        uint32_t a[64], b[64];
        CHECK_OK(ctx, jj_road_field(ctx, &toward, &seed, 1, JJ_FARTHEST, a, NULL));
        CHECK_OK(ctx, jj_road_field(ctx, &away, &seed, 1, JJ_FARTHEST, b, NULL));
        CHECK(memcmp(a, b, r.n_nodes * sizeof *a) == 0);
    }
    jj_ctx_free(ctx);
}

/* One road 0 -> 1 of 100 s one way only; a clinic at 30 %, a home at 80 %. */
static void test_one_way_access(void) {
    jj_ctx *ctx = jj_ctx_new();
    JJ_CLEANUP(jj_roads_deinit) jj_roads r = {0};
    add_road(ctx, &r, 0, 1, 100000, JJ_UNREACHED);
    add_road(ctx, &r, 1, 0, 50000, JJ_UNREACHED); /* the way back round the block */
    CHECK_OK(ctx, jj_roads_build(ctx, &r, JJ_COST_TIME, JJ_GRAPH_BOTH));
    jj_access clinic = {.node = JJ_NO_CELL, .fraction = 0.3, .walk = 2000, .walk_m = 2};
    jj_access home = {.node = JJ_NO_CELL, .fraction = 0.8, .walk = 1000, .walk_m = 1};
    jj_source seeds[2];
    uint32_t cost[2];
    jj_arcs g = jj_roads_graph(&r, JJ_TOWARD);
    size_t n = jj_access_ends(&r, JJ_COST_TIME, &clinic, 0, 0, JJ_TOWARD, seeds);
    CHECK_INT(n, 1); /* only from node 0, forward */
    CHECK_INT(seeds[0].start_ms, 32000);
    CHECK_OK(ctx, jj_road_field(ctx, &g, seeds, n, JJ_FARTHEST, cost, NULL));
    jj_source ends[2]; /* from home only to node 1, the rest of the road */
    CHECK_INT(jj_access_ends(&r, JJ_COST_TIME, &home, 0, 0, JJ_AWAY, ends), 1);
    CHECK_INT(ends[0].cell, 1);
    CHECK_INT(ends[0].start_ms + cost[1], 1000 + 20000 + 50000 + 30000 + 2000);
    CHECK(jj_access_along(&r, JJ_COST_TIME, &home, &clinic, JJ_TOWARD) == JJ_UNREACHED);
    CHECK_INT(jj_access_along(&r, JJ_COST_TIME, &home, &clinic, JJ_AWAY), 50000);
    jj_ctx_free(ctx);
}

static void test_refusals(void) {
    jj_ctx *ctx = jj_ctx_new();
    uint32_t first[2] = {0, 1}, cost[1];
    jj_arc arc = {5, 1};
    jj_arcs g = {1, first, &arc};
    jj_source seed = {.cell = 0}, outside = {.cell = 3};
    CHECK_REFUSED(ctx, jj_road_field(ctx, &g, &seed, 1, 10, cost, NULL), JJ_E_RANGE,
                  "arc 0 leads to node 5 of 1");
    arc.head = 0;
    CHECK_REFUSED(ctx, jj_road_field(ctx, &g, &outside, 1, 10, cost, NULL), JJ_E_RANGE,
                  "seed 0 is node 3 of 1");
    jj_ctx_free(ctx);
}

/* Lines of two or three points; the bend lies anywhere. */
static void scatter_roads(jj_ctx *ctx, uint64_t *rng, uint32_t n, jj_roads *r) {
    r->node_lonlat = jj_alloc((size_t)2 * n, 2 * sizeof *r->node_lonlat);
    CHECK(r->node_lonlat);
    r->n_nodes = 2 * n;
    for (uint32_t i = 0; i < 2 * n; i++) {
        r->node_lonlat[2 * i] = 112 + test_below(rng, 10000) * 1e-5;
        r->node_lonlat[2 * i + 1] = 37 + test_below(rng, 10000) * 1e-5;
    }
    for (uint32_t i = 0; i < n; i++) {
        jj_road road = {2 * i, 2 * i + 1, 1, 1, 1};
        double bend[2] = {112 + test_below(rng, 10000) * 1e-5, 37 + test_below(rng, 10000) * 1e-5};
        CHECK_OK(ctx, jj_roads_add(ctx, r, &road, bend, i % 2));
    }
}

static double distance_m(const double *a, const double *b, double lon, double lat) {
    double east, north;
    jj_metric_at(lat, &east, &north);
    double ax = (a[0] - lon) * east, ay = (a[1] - lat) * north;
    double dx = (b[0] - a[0]) * east, dy = (b[1] - a[1]) * north, l2 = dx * dx + dy * dy;
    double t = l2 > 0 ? fmin(fmax(-(ax * dx + ay * dy) / l2, 0), 1) : 0;
    return hypot(ax + t * dx, ay + t * dy);
}

static void test_nearest_segment(void) {
    enum { LINES = 300 };
    jj_ctx *ctx = jj_ctx_new();
    uint64_t rng = test_seed();
    JJ_CLEANUP(jj_roads_deinit) jj_roads r = {0};
    jj_road_index *index;
    scatter_roads(ctx, &rng, LINES, &r);
    CHECK_OK(ctx, jj_road_index_new(ctx, &r, &index));
    for (int round = 0; round < 500; round++) {
        double lon = 111.98 + test_below(&rng, 14000) * 1e-5,
               lat = 36.98 + test_below(&rng, 14000) * 1e-5, best = INFINITY;
        for (size_t i = 0; i < r.n_roads; i++)
            for (uint64_t k = 0; k + 1 < jj_road_n_points(&r, i); k++)
                best = fmin(best, distance_m(jj_road_point(&r, i, k), jj_road_point(&r, i, k + 1),
                                             lon, lat));
        jj_road_foot foot;
        CHECK(jj_road_index_nearest(index, lon, lat, INFINITY, &foot));
        CHECK_NEAR(foot.distance_m, best, 1e-9);
        CHECK(jj_road_index_nearest(index, lon, lat, 100, &foot) == (best <= 100));
    }
    jj_road_index_free(index);
    jj_ctx_free(ctx);
}

/* The curve visits every cell once and moves to a neighbour each time. */
static void test_hilbert_is_a_curve(void) {
    enum { SIDE = 16 };
    uint32_t at[SIDE * SIDE];
    memset(at, 0xff, sizeof at);
    for (uint32_t y = 0; y < SIDE; y++)
        for (uint32_t x = 0; x < SIDE; x++) {
            uint32_t d = jj_hilbert(x, y);
            CHECK(d < SIDE * SIDE && at[d] == UINT32_MAX);
            at[d] = y * SIDE + x;
        }
    for (int i = 1; i < SIDE * SIDE; i++) {
        int dx = abs((int)(at[i] % SIDE) - (int)(at[i - 1] % SIDE));
        int dy = abs((int)(at[i] / SIDE) - (int)(at[i - 1] / SIDE));
        CHECK_INT(dx + dy, 1);
    }
}

int main(void) {
    RUN(test_sample_graph);
    RUN(test_against_brute_force);
    RUN(test_closest);
    RUN(test_lattice_is_ground);
    RUN(test_reversal);
    RUN(test_one_way_access);
    RUN(test_refusals);
    RUN(test_nearest_segment);
    RUN(test_hilbert_is_a_curve);
    return 0;
}
