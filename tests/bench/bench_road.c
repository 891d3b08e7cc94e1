/*
 * The road solver on a lattice of 4 M nodes with random weights (nearest of 5,000 facilities for
 * every node, and bounded searches from each of 200), and on a city's streets
 * (JIUJIN_CITY names the line layer).
 *
 * For other tools: --dump FOLDER writes both graphs and their sources, --read FILE times a network
 * from file to graph; make_town writes such files.
 */
#include "bench.h"
#include "base/arena.h"
#include "geo/hilbert.h"
#include "jiujin/road.h"
#include "load/roads.h"

#include <string.h>
#include <sys/resource.h>

enum { SIDE = 2000, N = SIDE * SIDE, FACILITIES = 5000, SEARCHES = 200 };

typedef struct field_run {
    jj_ctx *ctx;
    jj_arcs graph;
    jj_source *seeds;
    size_t n_seeds;
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
    bench_must(f->ctx, jj_road_field(f->ctx, &f->graph, f->seeds, f->n_seeds, JJ_FARTHEST, f->cost,
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

static void seed_facilities(field_run *f, uint32_t n) {
    uint64_t rng = 2;
    f->seeds = jj_alloc(n, sizeof *f->seeds);
    for (uint32_t i = 0; f->seeds && i < n; i++)
        f->seeds[i] = (jj_source){(uint32_t)(bench_rand(&rng) % f->graph.n_nodes), i, 0};
    f->n_seeds = n;
    f->cost = jj_alloc(f->graph.n_nodes, sizeof *f->cost);
    f->nearest = jj_alloc(f->graph.n_nodes, sizeof *f->nearest);
    if (!f->seeds || !f->cost || !f->nearest)
        exit(1);
}

static void free_run(field_run *f) {
    jj_road_search_free(f->search);
    jj_free(f->seeds);
    jj_free(f->cost);
    jj_free(f->nearest);
}

static FILE *create(const char *folder, const char *name) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *out = fopen(path, "w");
    if (!out)
        exit(1);
    return out;
}

static void finish(FILE *out) {
    if (fclose(out) != 0)
        exit(1);
}

static void dump_sources(const field_run *f, const char *folder, const char *name) {
    FILE *out = create(folder, name);
    for (size_t i = 0; i < f->n_seeds; i++)
        fprintf(out, "%u\n", f->seeds[i].cell);
    finish(out);
}

/* Streets as lines source,target,cost,reverse_cost; no way is -1. */
static void dump_lattice(const field_run *f, const char *folder) {
    const jj_arcs *g = &f->graph;
    FILE *out = create(folder, "lattice.csv");
    for (uint32_t v = 0; v < g->n_nodes; v++)
        for (uint32_t a = g->first[v]; a < g->first[v + 1]; a++)
            if (v < g->arcs[a].head)
                fprintf(out, "%u,%u,%u,%u\n", v, g->arcs[a].head, g->arcs[a].cost, g->arcs[a].cost);
    finish(out);
    dump_sources(f, folder, "lattice_sources.csv");
}

static void dump_city(const jj_roads *r, const field_run *f, const char *folder) {
    FILE *out = create(folder, "city.csv");
    for (size_t i = 0; i < r->n_roads; i++) {
        const jj_road *e = &r->roads[i];
        fprintf(out, "%u,%u,%lld,%lld\n", e->from, e->to,
                e->forward_ms == JJ_UNREACHED ? -1LL : (long long)e->length_mm,
                e->backward_ms == JJ_UNREACHED ? -1LL : (long long)e->length_mm);
    }
    finish(out);
    dump_sources(f, folder, "city_sources.csv");
}

static void time_field(field_run *f, const char *what) {
    double s = bench_best_s(run_field, f);
    printf("%s: nearest of %zu for %u nodes, %u arcs: %.4f s, %.1f M nodes/s, one thread\n", what,
           f->n_seeds, f->graph.n_nodes, f->graph.first[f->graph.n_nodes], s,
           f->graph.n_nodes / s / 1e6);
}

static void on_lattice(jj_ctx *ctx, const char *folder) {
    field_run f = {.ctx = ctx, .within = 1800000};
    uint32_t *first = jj_alloc(N + 1, sizeof *first);
    jj_arc *arcs = jj_alloc((size_t)4 * N, sizeof *arcs);
    if (!first || !arcs)
        exit(1);
    f.graph = make_lattice(first, arcs);
    seed_facilities(&f, FACILITIES);
    if (folder) {
        dump_lattice(&f, folder);
    } else {
        time_field(&f, "lattice");
        bench_must(ctx, jj_road_search_new(ctx, &f.graph, &f.search));
        double s = bench_best_s(run_searches, &f);
        printf("%d bounded searches of %.0f nodes each: %.3f s, %.1f M nodes/s, one thread\n",
               SEARCHES, (double)f.n_reached / SEARCHES, s, (double)f.n_reached / s / 1e6);
    }
    free_run(&f);
    jj_free(first);
    jj_free(arcs);
}

static void read_roads(jj_ctx *ctx, const char *path, jj_roads *roads) {
    const jj_roads_source source = {.path = path, .cost = JJ_COST_LENGTH, .graphs = JJ_GRAPH_AWAY};
    jj_profile_keys keys;
    jj_road_profile profile;
    jj_roads_count count;
    JJ_CLEANUP(jj_arena_deinit) jj_arena arena = {0};
    bench_must(ctx, jj_profile_find(ctx, &arena, NULL, "drive", &keys));
    bench_must(ctx, jj_road_profile_of(ctx, &keys, &profile));
    bench_must(ctx, jj_roads_read(ctx, &source, &profile, roads, &count));
}

static void in_city(jj_ctx *ctx, const char *path, const char *folder) {
    jj_roads roads = {0};
    field_run f = {.ctx = ctx};
    read_roads(ctx, path, &roads);
    f.graph = jj_roads_graph(&roads, JJ_AWAY);
    seed_facilities(&f, 50);
    if (folder)
        dump_city(&roads, &f, folder);
    else
        time_field(&f, "city");
    free_run(&f);
    jj_roads_deinit(&roads);
}

static void time_reading(jj_ctx *ctx, const char *path) {
    jj_roads roads = {0};
    double begin = bench_now_s();
    read_roads(ctx, path, &roads);
    double wall_s = bench_now_s() - begin;
    struct rusage use;
    getrusage(RUSAGE_SELF, &use);
    double cpu_s = (double)use.ru_utime.tv_sec + (double)use.ru_utime.tv_usec / 1e6;
    printf("file to graph: %u junctions, %zu stretches: %.3f s, %.3f s cpu, %ld MB at most\n",
           roads.n_nodes, roads.n_roads, wall_s, cpu_s, use.ru_maxrss / 1024);
    jj_roads_deinit(&roads);
}

int main(int argc, char **argv) {
    jj_ctx *ctx = jj_ctx_new();
    const char *city = getenv("JIUJIN_CITY");
    const char *mode = argc > 2 ? argv[1] : "";
    if (!ctx)
        return 1;
    if (strcmp(mode, "--read") == 0) {
        time_reading(ctx, argv[2]);
    } else {
        const char *folder = strcmp(mode, "--dump") == 0 ? argv[2] : NULL;
        on_lattice(ctx, folder);
        if (city)
            in_city(ctx, city, folder);
    }
    jj_ctx_free(ctx);
    return 0;
}
