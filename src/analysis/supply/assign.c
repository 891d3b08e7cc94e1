#include "analysis/supply/supply.h"

#include <math.h>
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
}

static jj_status begin(jj_ctx *ctx, const jj_cost_table *costs, const double *demand,
                       jj_assignment *out) {
    size_t n_pairs = costs->client_first[costs->n_clients];
    *out = (jj_assignment){.shares = jj_alloc(n_pairs, sizeof *out->shares),
                           .load = jj_alloc(costs->n_sites, sizeof *out->load),
                           .left = jj_alloc(costs->n_clients, sizeof *out->left)};
    if (!out->shares || !out->load || !out->left) {
        jj_assignment_deinit(out);
        return jj_no_memory(ctx, "an assignment", n_pairs * sizeof *out->shares);
    }
    for (uint32_t i = 0; i < costs->n_clients; i++)
        out->left[i] = demand[i];
    return JJ_OK;
}

static void finish(const jj_cost_table *costs, jj_assignment *a) {
    qsort(a->shares, a->n, sizeof *a->shares, by_client);
    for (uint32_t i = 0; i < costs->n_clients; i++)
        a->unserved += a->left[i];
}

jj_status jj_assign(jj_ctx *ctx, const jj_cost_table *costs, const double *demand,
                    const double *capacity, double within, jj_assignment *out) {
    size_t n_pairs = costs->client_first[costs->n_clients];
    JJ_AUTO way *ways = jj_alloc(n_pairs, sizeof *ways);
    if (!ways)
        return jj_no_memory(ctx, "an assignment", n_pairs * sizeof *ways);
    JJ_TRY(begin(ctx, costs, demand, out));
    size_t n = gather_ways(costs, within, ways);
    qsort(ways, n, sizeof *ways, by_cost);
    fill(ways, n, capacity, out);
    finish(costs, out);
    return JJ_OK;
}

typedef struct turn {
    double capacity;
    uint32_t site;
} turn;

static int by_capacity(const void *a, const void *b) {
    const turn *x = a, *y = b;
    if (x->capacity != y->capacity)
        return x->capacity > y->capacity ? -1 : 1;
    return (x->site > y->site) - (x->site < y->site);
}

/* Pairs [first, end) of one ring: everybody left, or the same share of each. */
static void take_ring(const jj_cost_table *t, uint64_t first, uint64_t end, const turn *site,
                      jj_assignment *a) {
    double all = 0, room = site->capacity - a->load[site->site];
    for (uint64_t k = first; k < end; k++)
        all += a->left[t->site_client[k]];
    double share = all <= room ? 1 : room / all;
    for (uint64_t k = first; k < end; k++) {
        uint32_t client = t->site_client[k];
        double people = a->left[client] * share;
        if (!(people > 0))
            continue;
        bool is_nearest = t->client_site[t->client_first[client]] == site->site;
        a->load[site->site] += people;
        a->left[client] = share < 1 ? a->left[client] - people : 0;
        a->displaced += is_nearest ? 0 : people;
        a->shares[a->n++] = (jj_share){client, site->site, people, t->site_cost[k], !is_nearest};
    }
}

static void take_turn(const jj_cost_table *t, const turn *site, double within, jj_assignment *a) {
    uint64_t end = t->site_first[site->site + 1];
    for (uint64_t first = t->site_first[site->site], next; first < end; first = next) {
        double ring = ceil(t->site_cost[first]);
        for (next = first; next < end && t->site_cost[next] <= fmin(ring, within); next++)
            ;
        if (next == first || !(a->load[site->site] < site->capacity))
            return;
        take_ring(t, first, next, site, a);
    }
}

jj_status jj_assign_in_turn(jj_ctx *ctx, const jj_cost_table *costs, const double *demand,
                            const double *capacity, double within, jj_assignment *out) {
    JJ_AUTO turn *turns = jj_alloc(costs->n_sites, sizeof *turns);
    if (!turns)
        return jj_no_memory(ctx, "an assignment", costs->n_sites * sizeof *turns);
    JJ_TRY(begin(ctx, costs, demand, out));
    for (uint32_t i = 0; i < costs->n_sites; i++)
        turns[i] = (turn){capacity[i], i};
    qsort(turns, costs->n_sites, sizeof *turns, by_capacity);
    for (uint32_t i = 0; i < costs->n_sites; i++)
        take_turn(costs, &turns[i], within, out);
    finish(costs, out);
    return JJ_OK;
}

void jj_assignment_deinit(jj_assignment *a) {
    jj_free(a->shares);
    jj_free(a->load);
    jj_free(a->left);
    *a = (jj_assignment){0};
}
