#include "analysis/supply/supply.h"

#include <stdlib.h>

/* A way some people may go. */
typedef struct way {
    double cost;
    uint32_t client, site;
    uint32_t rank; /* of the site among the client's, nearest first */
} way;

static int by_cost(const void *a, const void *b) {
    const way *x = a, *y = b;
    if (x->cost != y->cost)
        return x->cost < y->cost ? -1 : 1;
    if (x->client != y->client)
        return x->client < y->client ? -1 : 1;
    return (x->site > y->site) - (x->site < y->site);
}

static size_t gather_ways(const jj_cost_table *t, double within, way *out) {
    size_t n = 0;
    for (uint32_t i = 0; i < t->n_clients; i++)
        for (uint64_t k = t->client_first[i]; k < t->client_first[i + 1]; k++)
            if (t->client_cost[k] <= within)
                out[n++] = (way){t->client_cost[k], i, t->client_site[k],
                                 (uint32_t)(k - t->client_first[i])};
    return n;
}

static int by_client(const void *a, const void *b) {
    const jj_share *x = a, *y = b;
    if (x->client != y->client)
        return x->client < y->client ? -1 : 1;
    if (x->cost != y->cost)
        return x->cost < y->cost ? -1 : 1;
    return (x->site > y->site) - (x->site < y->site);
}

static void fill(const way *ways, size_t n, const double *capacity, jj_assignment *a) {
    for (size_t k = 0; k < n; k++) {
        const way *w = &ways[k];
        double room = capacity[w->site] - a->load[w->site];
        double people = a->left[w->client] < room ? a->left[w->client] : room;
        if (!(people > 0))
            continue;
        a->load[w->site] += people;
        a->left[w->client] -= people;
        a->displaced += w->rank > 0 ? people : 0;
        a->shares[a->n++] = (jj_share){w->client, w->site, people, w->cost, w->rank > 0};
    }
    qsort(a->shares, a->n, sizeof *a->shares, by_client);
}

jj_status jj_assign(jj_ctx *ctx, const jj_cost_table *costs, const double *demand,
                    const double *capacity, double within, jj_assignment *out) {
    size_t n_pairs = costs->client_first[costs->n_clients];
    JJ_AUTO way *ways = jj_alloc(n_pairs, sizeof *ways);
    jj_assignment a = {.shares = jj_alloc(n_pairs, sizeof *a.shares),
                       .load = jj_alloc(costs->n_sites, sizeof *a.load),
                       .left = jj_alloc(costs->n_clients, sizeof *a.left)};
    if (!ways || !a.shares || !a.load || !a.left) {
        jj_assignment_deinit(&a);
        return jj_no_memory(ctx, "an assignment", n_pairs * (sizeof *ways + sizeof *a.shares));
    }
    for (uint32_t i = 0; i < costs->n_clients; i++)
        a.left[i] = demand[i];
    size_t n = gather_ways(costs, within, ways);
    qsort(ways, n, sizeof *ways, by_cost);
    fill(ways, n, capacity, &a);
    for (uint32_t i = 0; i < costs->n_clients; i++)
        a.unserved += a.left[i];
    *out = a;
    return JJ_OK;
}

void jj_assignment_deinit(jj_assignment *a) {
    jj_free(a->shares);
    jj_free(a->load);
    jj_free(a->left);
    *a = (jj_assignment){0};
}
