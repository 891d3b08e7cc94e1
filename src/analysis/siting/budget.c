#include "analysis/siting/budget.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A site that may still be opened, and what it would add now. */
typedef struct offer {
    uint32_t site;
    double gain, price;
} offer;

typedef struct solver {
    jj_ctx *ctx;
    const jj_budget *ask;
    uint32_t *n_covers; /* per client: open sites that cover it */
    uint8_t *is_open;
    double covered, spent;
    uint8_t *best_open;
    double best;
    uint64_t nodes_left;
    bool is_cut;
} solver;

static void solver_deinit(solver *s) {
    jj_free(s->n_covers);
    jj_free(s->is_open);
}

static double weight(const solver *s, uint32_t client) {
    return s->ask->demand ? s->ask->demand[client] : 1;
}

static uint64_t row_end(const solver *s, uint32_t site) {
    const jj_cost_table *t = s->ask->table;
    uint64_t k = t->site_first[site];
    while (k < t->site_first[site + 1] && t->site_cost[k] <= s->ask->radius)
        k++;
    return k;
}

static double gain_of(const solver *s, uint32_t site) {
    double gain = 0;
    for (uint64_t k = s->ask->table->site_first[site], end = row_end(s, site); k < end; k++) {
        uint32_t client = s->ask->table->site_client[k];
        gain += s->n_covers[client] ? 0 : weight(s, client);
    }
    return gain;
}

static void open_site(solver *s, uint32_t site, double price) {
    for (uint64_t k = s->ask->table->site_first[site], end = row_end(s, site); k < end; k++) {
        uint32_t client = s->ask->table->site_client[k];
        s->covered += s->n_covers[client]++ ? 0 : weight(s, client);
    }
    s->is_open[site] = 1;
    s->spent += price;
}

static void close_site(solver *s, uint32_t site, double covered, double spent) {
    for (uint64_t k = s->ask->table->site_first[site], end = row_end(s, site); k < end; k++)
        s->n_covers[s->ask->table->site_client[k]]--;
    s->is_open[site] = 0;
    s->covered = covered;
    s->spent = spent;
}

static void keep_best(solver *s) {
    if (s->covered <= s->best)
        return;
    s->best = s->covered;
    memcpy(s->best_open, s->is_open, s->ask->table->n_sites);
}

/* Most demand for the money first; free ones before all. */
static int by_worth(const void *a, const void *b) {
    const offer *x = a, *y = b;
    double p = x->gain * y->price, q = y->gain * x->price;
    if (p != q)
        return p > q ? -1 : 1;
    return (x->site > y->site) - (x->site < y->site);
}

/* Offers that add something, of those in list; sorted by worth. */
static size_t offers_of(const solver *s, const offer *list, size_t n, offer *out) {
    size_t k = 0;
    for (size_t i = 0; i < n; i++) {
        out[k] = list[i];
        out[k].gain = s->is_open[list[i].site] ? 0 : gain_of(s, list[i].site);
        k += out[k].gain > 0;
    }
    if (k)
        qsort(out, k, sizeof *out, by_worth);
    return k;
}

/* Covered plus what `money` buys of the offers, the last one in part. */
static double fractional(const solver *s, const offer *sorted, size_t n, double money) {
    double sum = s->covered;
    for (size_t i = 0; i < n && money >= 0; i++) {
        double share = sorted[i].price > money ? money / sorted[i].price : 1;
        sum += sorted[i].gain * share;
        money -= sorted[i].price;
    }
    return sum;
}

/* The bound over all prefixes on the way. */
static double greedy(solver *s, const offer *all, size_t n, offer *room) {
    double bound = INFINITY;
    for (;;) {
        size_t k = offers_of(s, all, n, room), i = 0;
        bound = fmin(bound, fractional(s, room, k, s->ask->money));
        while (i < k && s->spent + room[i].price > s->ask->money)
            i++;
        if (i == k)
            return bound;
        open_site(s, room[i].site, room[i].price);
        keep_best(s);
    }
}

static void try_singles(solver *s, const offer *all, size_t n) {
    for (size_t i = 0; i < n; i++) {
        double covered = s->covered, spent = s->spent;
        if (spent + all[i].price > s->ask->money || s->is_open[all[i].site])
            continue;
        open_site(s, all[i].site, all[i].price);
        keep_best(s);
        close_site(s, all[i].site, covered, spent);
    }
}

/* With the first offer, then without it; the rest is bounded as above. */
static jj_status branch(solver *s, const offer *list, size_t n) {
    JJ_AUTO offer *mine = jj_alloc(n + 1, sizeof *mine);
    if (!mine)
        return jj_no_memory(s->ctx, "a budget", n * sizeof *mine);
    size_t k = offers_of(s, list, n, mine), kept = 0;
    double covered = s->covered, spent = s->spent;
    for (size_t i = 0; i < k; i++)
        if (spent + mine[i].price <= s->ask->money)
            mine[kept++] = mine[i];
    double left = s->ask->money - spent;
    if (kept == 0 || fractional(s, mine, kept, left) <= s->best * (1 + 1e-12))
        return JJ_OK;
    if (s->nodes_left == 0) {
        s->is_cut = true;
        return JJ_OK;
    }
    s->nodes_left--;
    open_site(s, mine[0].site, mine[0].price);
    keep_best(s);
    jj_status st = branch(s, mine + 1, kept - 1);
    close_site(s, mine[0].site, covered, spent);
    return st == JJ_OK ? branch(s, mine + 1, kept - 1) : st;
}

static jj_status check(jj_ctx *ctx, const jj_budget *ask) {
    if (!(ask->money >= 0 && ask->money < INFINITY))
        return jj_fail(ctx, JJ_E_RANGE, "a budget of %g is none", ask->money);
    for (uint32_t i = 0; i < ask->table->n_sites; i++)
        if (!(ask->price[i] >= 0 && ask->price[i] < INFINITY))
            return jj_fail(ctx, JJ_E_RANGE, "site %u has a price of %g", i + 1, ask->price[i]);
    return JJ_OK;
}

static jj_status search(solver *s, offer *all, size_t n, jj_budgeted *out) {
    enum { SMALL = 64 };
    JJ_AUTO offer *room = jj_alloc(n + 1, sizeof *room);
    if (!room)
        return jj_no_memory(s->ctx, "a budget", n * sizeof *room);
    double covered = s->covered;
    keep_best(s);
    try_singles(s, all, n);
    out->bound = greedy(s, all, n, room);
    JJ_TRY(jj_ctx_poll(s->ctx));
    if (out->bound <= s->best * (1 + 1e-12) || n > SMALL)
        return JJ_OK;
    for (size_t i = 0; i < n; i++)
        if (s->is_open[all[i].site])
            close_site(s, all[i].site, covered, 0);
    s->covered = covered;
    s->spent = 0;
    JJ_TRY(branch(s, all, n));
    if (!s->is_cut)
        out->bound = s->best;
    return JJ_OK;
}

jj_status jj_budget_solve(jj_ctx *ctx, const jj_budget *ask, jj_budgeted *out) {
    static const uint64_t usual_nodes = 200000;
    const jj_cost_table *t = ask->table;
    *out = (jj_budgeted){0};
    JJ_TRY(check(ctx, ask));
    JJ_CLEANUP(solver_deinit) solver s = {.ctx = ctx, .ask = ask, .best = -1};
    s.n_covers = jj_alloc(t->n_clients, sizeof *s.n_covers);
    s.is_open = jj_alloc(t->n_sites, 1);
    s.best_open = out->is_open = jj_alloc(t->n_sites, 1);
    s.nodes_left = ask->most_nodes ? ask->most_nodes : usual_nodes;
    JJ_AUTO offer *all = jj_alloc((size_t)t->n_sites + 1, sizeof *all);
    if (!s.n_covers || !s.is_open || !s.best_open || !all)
        return jj_no_memory(ctx, "a budget", t->n_clients * sizeof *s.n_covers);
    size_t n = 0;
    for (uint32_t i = 0; i < t->n_sites; i++)
        if (ask->is_fixed && ask->is_fixed[i])
            open_site(&s, i, 0);
        else if (ask->price[i] <= ask->money)
            all[n++] = (offer){i, 0, ask->price[i]};
    JJ_TRY(search(&s, all, n, out));
    out->covered = s.best;
    out->bound = fmax(out->bound, out->covered);
    for (uint32_t i = 0; i < t->n_sites; i++)
        out->spent += out->is_open[i] && !(ask->is_fixed && ask->is_fixed[i]) ? ask->price[i] : 0;
    return JJ_OK;
}

void jj_budgeted_deinit(jj_budgeted *b) {
    jj_free(b->is_open);
    *b = (jj_budgeted){0};
}
