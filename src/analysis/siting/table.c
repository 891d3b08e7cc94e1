#include "jiujin/locate.h"
#include "base/ctx.h"
#include "base/threads.h"

#include <math.h>
#include <string.h>

typedef struct entry {
    double cost;
    uint32_t index;
} entry;

static bool comes_before(const entry *a, const entry *b) {
    return a->cost < b->cost || (a->cost == b->cost && a->index < b->index);
}

/* Merge sort with runs of insertion: no bad case, and no calls in the inner loop. */
static void sort_entries(entry *e, entry *spare, size_t n) {
    enum { RUN = 8 };
    for (size_t from = 0; from < n; from += RUN)
        for (size_t i = from + 1; i < n && i < from + RUN; i++) {
            entry x = e[i];
            size_t k = i;
            for (; k > from && comes_before(&x, &e[k - 1]); k--)
                e[k] = e[k - 1];
            e[k] = x;
        }
    entry *in = e, *out = spare;
    for (size_t width = RUN; width < n; width *= 2) {
        for (size_t from = 0; from < n; from += 2 * width) {
            size_t a = from, mid = from + width < n ? from + width : n, b = mid;
            size_t end = mid + width < n ? mid + width : n;
            for (size_t k = from; k < end; k++)
                out[k] = b >= end || (a < mid && !comes_before(&in[b], &in[a])) ? in[a++] : in[b++];
        }
        entry *swap = in;
        in = out;
        out = swap;
    }
    if (in != e)
        memcpy(e, in, n * sizeof *e);
}

/* One way of the table: rows of `key`, entries of `other`. */
typedef struct way {
    uint32_t n_rows;
    uint64_t *first;
    uint32_t *index;
    double *cost;
    entry *scratch; /* 2 x longest row a worker */
    uint64_t longest;
} way;

enum { ROWS_A_BLOCK = 4096 };

static jj_status sort_rows(void *arg, size_t block, int worker) {
    const way *w = arg;
    entry *e = w->scratch + 2 * w->longest * (uint64_t)worker;
    size_t end = (block + 1) * ROWS_A_BLOCK < w->n_rows ? (block + 1) * ROWS_A_BLOCK : w->n_rows;
    for (size_t r = block * ROWS_A_BLOCK; r < end; r++) {
        uint64_t from = w->first[r], n = w->first[r + 1] - from;
        for (uint64_t k = 0; k < n; k++)
            e[k] = (entry){w->cost[from + k], w->index[from + k]};
        sort_entries(e, e + w->longest, n);
        for (uint64_t k = 0; k < n; k++) {
            w->cost[from + k] = e[k].cost;
            w->index[from + k] = e[k].index;
        }
    }
    return JJ_OK;
}

static jj_status fill_way(jj_ctx *ctx, const jj_cost *rows, uint64_t n, bool by_client, way *w) {
    for (uint64_t i = 0; i < n; i++)
        w->first[(by_client ? rows[i].client : rows[i].site) + 1]++;
    for (uint32_t r = 0; r < w->n_rows; r++) {
        if (w->first[r + 1] > w->longest)
            w->longest = w->first[r + 1];
        w->first[r + 1] += w->first[r];
    }
    JJ_AUTO uint64_t *at = jj_alloc(w->n_rows, sizeof *at);
    w->scratch = jj_alloc(2 * w->longest * (uint64_t)ctx->n_threads, sizeof *w->scratch);
    if (!at || !w->scratch)
        return jj_no_memory(ctx, "the cost table", n * 24);
    memcpy(at, w->first, w->n_rows * sizeof *at);
    for (uint64_t i = 0; i < n; i++) {
        uint64_t k = at[by_client ? rows[i].client : rows[i].site]++;
        w->index[k] = by_client ? rows[i].site : rows[i].client;
        w->cost[k] = rows[i].cost;
    }
    return jj_parallel(ctx, (w->n_rows + ROWS_A_BLOCK - 1) / ROWS_A_BLOCK, sort_rows, w);
}

static jj_status build_way(jj_ctx *ctx, const jj_cost *rows, uint64_t n, bool by_client,
                           jj_cost_table *t) {
    way w = {.n_rows = by_client ? t->n_clients : t->n_sites};
    w.first = jj_alloc((size_t)w.n_rows + 1, sizeof *w.first);
    w.index = jj_alloc(n, sizeof *w.index);
    w.cost = jj_alloc(n, sizeof *w.cost);
    if (by_client) {
        t->client_first = w.first;
        t->client_site = w.index;
        t->client_cost = w.cost;
    } else {
        t->site_first = w.first;
        t->site_client = w.index;
        t->site_cost = w.cost;
    }
    if (!w.first || !w.index || !w.cost)
        return jj_no_memory(ctx, "the cost table", n * 24);
    jj_status st = fill_way(ctx, rows, n, by_client, &w);
    jj_free(w.scratch);
    return st;
}

static jj_status check_rows(jj_ctx *ctx, const jj_cost_table *t, const jj_cost *rows, uint64_t n) {
    for (uint64_t i = 0; i < n; i++) {
        if (rows[i].client >= t->n_clients || rows[i].site >= t->n_sites)
            return jj_fail(
                ctx, JJ_E_RANGE, "cost row %llu: client %u of %u, site %u of %u: no such number",
                (unsigned long long)i + 1, rows[i].client, t->n_clients, rows[i].site, t->n_sites);
        if (!(rows[i].cost >= 0) || isinf(rows[i].cost))
            return jj_fail(ctx, JJ_E_RANGE, "cost row %llu: %g is not a cost of 0 or more",
                           (unsigned long long)i + 1, rows[i].cost);
    }
    return JJ_OK;
}

static jj_status check_pairs(jj_ctx *ctx, jj_cost_table *t) {
    JJ_AUTO uint32_t *seen = jj_alloc(t->n_sites, sizeof *seen);
    if (!seen)
        return jj_no_memory(ctx, "the cost table", (uint64_t)t->n_sites * sizeof *seen);
    for (uint32_t c = 0; c < t->n_clients; c++)
        for (uint64_t k = t->client_first[c]; k < t->client_first[c + 1]; k++) {
            if (seen[t->client_site[k]] == c + 1) {
                t->twice_client = c;
                t->twice_site = t->client_site[k];
                return jj_fail(ctx, JJ_E_DATA,
                               "client %u and site %u stand together in two rows: keep one", c,
                               t->client_site[k]);
            }
            seen[t->client_site[k]] = c + 1;
        }
    return JJ_OK;
}

jj_status jj_cost_table_build(jj_ctx *ctx, uint32_t n_clients, uint32_t n_sites,
                              const jj_cost *rows, uint64_t n, jj_cost_table *out) {
    *out = (jj_cost_table){.n_clients = n_clients, .n_sites = n_sites};
    JJ_TRY(jj_ctx_need(ctx, n * 24 + ((uint64_t)n_clients + n_sites) * 40, "the cost table"));
    jj_status st = check_rows(ctx, out, rows, n);
    if (st == JJ_OK)
        st = build_way(ctx, rows, n, true, out);
    if (st == JJ_OK)
        st = check_pairs(ctx, out);
    if (st == JJ_OK)
        st = build_way(ctx, rows, n, false, out);
    if (st != JJ_OK)
        jj_cost_table_deinit(out);
    return st;
}

void jj_cost_table_deinit(jj_cost_table *t) {
    jj_free(t->client_first);
    jj_free(t->client_site);
    jj_free(t->client_cost);
    jj_free(t->site_first);
    jj_free(t->site_client);
    jj_free(t->site_cost);
    *t = (jj_cost_table){.twice_client = t->twice_client, .twice_site = t->twice_site};
}
