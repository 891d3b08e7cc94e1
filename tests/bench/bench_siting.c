/*
 * Siting at the size of a province: 100,000 candidates and a million cells, of which about two
 * fifths are inhabited, in clusters. Cover sets are discs with ragged rims; the p-median lists the
 * candidates within reach of each inhabited cell.
 */
#include "bench.h"
#include "jiujin/locate.h"

#include <math.h>
#include <string.h>

enum { SIDE = 1000, CELLS = SIDE * SIDE, SITES = 100000 };

typedef struct region {
    double *people;      /* per inhabited cell */
    uint32_t *cell;      /* inhabited cell -> lattice cell */
    uint32_t *inhabited; /* lattice cell -> inhabited cell, UINT32_MAX */
    uint32_t n;
    uint32_t *site_cell;
} region;

static double uniform(uint64_t *s) {
    return (double)(bench_rand(s) >> 11) / 9007199254740992.0;
}

/* Towns of decreasing size over a thin rural ground. */
static void settle(region *g) {
    enum { TOWNS = 400 };
    uint64_t rng = 7;
    double *density = calloc(CELLS, sizeof *density);
    g->people = malloc(CELLS * sizeof *g->people);
    g->cell = malloc(CELLS * sizeof *g->cell);
    g->inhabited = malloc(CELLS * sizeof *g->inhabited);
    g->site_cell = malloc(SITES * sizeof *g->site_cell);
    if (!density || !g->people || !g->cell || !g->inhabited || !g->site_cell)
        exit(1);
    for (int t = 0; t < TOWNS; t++) {
        int row = (int)(uniform(&rng) * SIDE), col = (int)(uniform(&rng) * SIDE);
        int reach = 6 + (int)(60 / sqrt(t + 1.0));
        for (int r = row - reach; r <= row + reach; r++)
            for (int c = col - reach; c <= col + reach; c++)
                if (r >= 0 && r < SIDE && c >= 0 && c < SIDE)
                    density[r * SIDE + c] +=
                        800 * exp(-4.0 * ((r - row) * (r - row) + (c - col) * (c - col)) /
                                  ((double)reach * reach));
    }
    for (uint32_t i = 0; i < CELLS; i++) {
        double rural = uniform(&rng) < 0.33 ? 12 * uniform(&rng) : 0;
        double people = floor(density[i] * uniform(&rng) + rural);
        g->inhabited[i] = people > 0 ? g->n : UINT32_MAX;
        if (people > 0) {
            g->people[g->n] = people;
            g->cell[g->n++] = i;
        }
    }
    for (uint32_t j = 0; j < SITES; j++)
        g->site_cell[j] = g->cell[bench_rand(&rng) % g->n];
    free(density);
}

/* Rows of a table under way. */
typedef struct pairs {
    jj_cost *rows;
    uint64_t n, cap;
} pairs;

static void add_pair(pairs *p, uint32_t client, uint32_t site, double cost) {
    if (p->n == p->cap) {
        p->cap = p->cap ? p->cap * 2 : 1 << 20;
        p->rows = realloc(p->rows, p->cap * sizeof *p->rows);
    }
    if (!p->rows)
        exit(1);
    p->rows[p->n++] = (jj_cost){client, site, cost};
}

/*
 * Every client also reaches the first site of its block of 40 x 40 cells (or of the next block that
 * has one), however far: 625 sites can serve everyone, so that 2000 always do.
 */
static void add_hubs(const region *g, const double *reach_of, pairs *p) {
    enum { BLOCK = 40, N = (SIDE + BLOCK - 1) / BLOCK };
    uint32_t hub[N * N];
    memset(hub, 0xff, sizeof hub);
    for (uint32_t j = SITES; j-- > 0;)
        hub[g->site_cell[j] / SIDE / BLOCK * N + g->site_cell[j] % SIDE / BLOCK] = j;
    for (int i = 1; i < N * N; i++)
        hub[i] = hub[i] == UINT32_MAX ? hub[i - 1] : hub[i];
    for (int i = N * N - 1; i-- > 0;)
        hub[i] = hub[i] == UINT32_MAX ? hub[i + 1] : hub[i];
    for (uint32_t c = 0; c < g->n; c++) {
        uint32_t j = hub[g->cell[c] / SIDE / BLOCK * N + g->cell[c] % SIDE / BLOCK];
        double d = hypot((double)(g->cell[c] / SIDE) - (double)(g->site_cell[j] / SIDE),
                         (double)(g->cell[c] % SIDE) - (double)(g->site_cell[j] % SIDE));
        if (d > reach_of[j])
            add_pair(p, c, j, floor(d * 100));
    }
}

/* Pairs within `radius` cells, the rim ragged by `rag`; cost is the distance in metres at 100 m. */
static void list_pairs(const region *g, double radius, double rag, bool with_hubs, pairs *p) {
    uint64_t rng = 11;
    double *reach_of = malloc(SITES * sizeof *reach_of);
    if (!reach_of)
        exit(1);
    for (uint32_t j = 0; j < SITES; j++) {
        int row = (int)(g->site_cell[j] / SIDE), col = (int)(g->site_cell[j] % SIDE);
        double reach = reach_of[j] = radius * (1 - rag * uniform(&rng));
        for (int r = row - (int)reach; r <= row + (int)reach; r++)
            for (int c = col - (int)reach; c <= col + (int)reach; c++) {
                double d = hypot(r - row, c - col);
                if (r < 0 || r >= SIDE || c < 0 || c >= SIDE || d > reach ||
                    g->inhabited[r * SIDE + c] == UINT32_MAX)
                    continue;
                add_pair(p, g->inhabited[r * SIDE + c], j, floor(d * 100));
            }
    }
    if (with_hubs)
        add_hubs(g, reach_of, p);
    free(reach_of);
}

static void solve(jj_ctx *ctx, const region *g, const jj_cost_table *t, jj_locate_model m,
                  uint32_t p) {
    jj_locate ask = {.model = m, .table = t, .demand = g->people, .radius = 1e9, .p = p};
    jj_located a;
    double begin = bench_now_s();
    bench_must(ctx, jj_locate_solve(ctx, &ask, &a));
    printf("%-8s p = %-5u %6.1f s  objective %.0f  bound %.0f  gap %.2f %%  unserved %llu\n",
           jj_locate_model_name(m), p, bench_now_s() - begin, a.objective, a.bound, a.gap * 100,
           (unsigned long long)a.n_uncovered);
    fflush(stdout);
    jj_located_deinit(&a);
}

static void build(jj_ctx *ctx, const region *g, double radius, bool with_hubs, jj_cost_table *t) {
    pairs p = {0};
    list_pairs(g, radius, 0.2, with_hubs, &p);
    double begin = bench_now_s();
    bench_must(ctx, jj_cost_table_build(ctx, g->n, SITES, p.rows, p.n, t));
    printf("%u clients, %d sites, %.1f M pairs; table both ways %.1f s\n", g->n, SITES,
           (double)p.n / 1e6, bench_now_s() - begin);
    free(p.rows);
}

int main(void) {
    jj_ctx *ctx = jj_ctx_new();
    region g = {0};
    jj_cost_table t;
    settle(&g);
    build(ctx, &g, 11, false, &t);
    solve(ctx, &g, &t, JJ_MCLP, 100);
    solve(ctx, &g, &t, JJ_MCLP, 1000);
    jj_cost_table_deinit(&t);
    build(ctx, &g, 22, true, &t);
    solve(ctx, &g, &t, JJ_PMEDIAN, 2000);
    jj_cost_table_deinit(&t);
    free(g.people);
    free(g.cell);
    free(g.inhabited);
    free(g.site_cell);
    jj_ctx_free(ctx);
    return 0;
}
