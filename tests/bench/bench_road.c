/*
 * The road solver on a lattice of 4 M nodes with random weights: nearest of 5,000 facilities for
 * every node, and bounded searches from each of 200.
 */
#include "bench.h"
#include "geo/hilbert.h"
#include "jiujin/road.h"

#include <string.h>

enum { SIDE = 2000, N = SIDE * SIDE, FACILITIES = 5000, SEARCHES = 200 };

typedef struct field_run {
    jj_ctx *ctx;
    jj_arcs graph;
    jj_source *seeds;
    uint32_t *cost, *nearest;
    jj_road_search *search;
    uint32_t within;
    uint64_t n_reached;
} field_run;

static int by_number(const void *a, const void *b) {
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* Number of each lattice point along the Hilbert curve, as jj_roads_build() numbers junctions. */
static void number_points(uint32_t *number) {
    uint64_t *order = malloc(N * sizeof *order);
    for (uint32_t i = 0; order && i < N; i++)
        order[i] = (uint64_t)jj_hilbert(i % SIDE * 32, i / SIDE * 32) << 32 | i;
    if (order)
        qsort(order, N, sizeof *order, by_number);
    for (uint32_t i = 0; order && i < N; i++)
        number[order[i] & UINT32_MAX] = i;
    free(order);
}

/* Two-way streets of 5 to 25 s between neighbours. */
static jj_arcs make_lattice(uint32_t *first, jj_arc *arcs) {
    uint64_t rng = 1;
    uint32_t *number = malloc(N * sizeof *number), *point = malloc(N * sizeof *point);
    uint32_t *east = malloc(N * sizeof *east), *south = malloc(N * sizeof *south), n = 0;
    if (!number || !point || !east || !south)
        exit(1);
    number_points(number);
    for (uint32_t i = 0; i < N; i++) {
        point[number[i]] = i;
        east[i] = 5000 + (uint32_t)(bench_rand(&rng) % 20000);
        south[i] = 5000 + (uint32_t)(bench_rand(&rng) % 20000);
    }
    for (uint32_t k = 0; k < N; k++) {
        uint32_t i = point[k], r = i / SIDE, c = i % SIDE;
        first[k] = n;
        if (c > 0)
            arcs[n++] = (jj_arc){number[i - 1], east[i - 1]};
        if (c + 1 < SIDE)
            arcs[n++] = (jj_arc){number[i + 1], east[i]};
        if (r > 0)
            arcs[n++] = (jj_arc){number[i - SIDE], south[i - SIDE]};
        if (r + 1 < SIDE)
            arcs[n++] = (jj_arc){number[i + SIDE], south[i]};
    }
    first[N] = n;
    free(number);
    free(point);
    free(east);
    free(south);
    return (jj_arcs){N, first, arcs};
}

static void run_field(void *arg) {
    field_run *f = arg;
    bench_must(f->ctx, jj_road_field(f->ctx, &f->graph, f->seeds, FACILITIES, JJ_FARTHEST, f->cost,
                                     f->nearest));
}

static void run_searches(void *arg) {
    field_run *f = arg;
    f->n_reached = 0;
    for (int i = 0; i < SEARCHES; i++) {
        size_t n;
        bench_must(f->ctx, jj_road_search_run(f->search, &f->seeds[i], 1, f->within));
        jj_road_search_reached(f->search, &n);
        f->n_reached += n;
    }
}

int main(void) {
    field_run f = {.ctx = jj_ctx_new(), .within = 1800000};
    uint32_t *first = jj_alloc(N + 1, sizeof *first);
    jj_arc *arcs = jj_alloc((size_t)4 * N, sizeof *arcs);
    f.seeds = jj_alloc(FACILITIES, sizeof *f.seeds);
    f.cost = jj_alloc(N, sizeof *f.cost);
    f.nearest = jj_alloc(N, sizeof *f.nearest);
    if (!f.ctx || !first || !arcs || !f.seeds || !f.cost || !f.nearest)
        return 1;
    f.graph = make_lattice(first, arcs);
    uint64_t rng = 2;
    for (uint32_t i = 0; i < FACILITIES; i++)
        f.seeds[i] = (jj_source){(uint32_t)(bench_rand(&rng) % N), i, 0};
    double s = bench_best_s(run_field, &f);
    printf("nearest of %d for %d nodes: %.3f s, %.1f M nodes/s, one thread\n", FACILITIES, N, s,
           N / s / 1e6);
    bench_must(f.ctx, jj_road_search_new(f.ctx, &f.graph, &f.search));
    s = bench_best_s(run_searches, &f);
    printf("%d bounded searches of %.0f nodes each: %.3f s, %.1f M nodes/s, one thread\n", SEARCHES,
           (double)f.n_reached / SEARCHES, s, (double)f.n_reached / s / 1e6);
    jj_road_search_free(f.search);
    jj_free(first);
    jj_free(arcs);
    jj_free(f.seeds);
    jj_free(f.cost);
    jj_free(f.nearest);
    jj_ctx_free(f.ctx);
    return 0;
}
