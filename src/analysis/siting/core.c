/*
 * Concentration (Rosing, ReVelle 1997): the sites a relaxation holds for likely make a problem so
 * much smaller that thousands of local optima can be left and compared.
 */
#include "analysis/siting/median.h"
#include "base/lang.h"
#include "base/threads.h"

#include <math.h>
#include <string.h>

/* The sites' side of a reduced problem. */
typedef struct columns {
    uint64_t *first; /* n_sites + 1 */
    uint32_t *client;
    double *cost;
    uint8_t *is_fixed; /* none is: fixed sites are out already */
} columns;

static void columns_deinit(columns *c) {
    jj_free(c->first);
    jj_free(c->client);
    jj_free(c->cost);
    jj_free(c->is_fixed);
}

static jj_status columns_init(jj_ctx *ctx, const jj_median *m, columns *out) {
    uint64_t n = 0;
    for (uint32_t c = 0; c < m->n_clients; c++)
        n += m->end[c] - m->first[c];
    out->first = jj_alloc((size_t)m->n_sites + 2, sizeof *out->first);
    out->client = jj_alloc(n, sizeof *out->client);
    out->cost = jj_alloc(n, sizeof *out->cost);
    out->is_fixed = jj_alloc(m->n_sites, 1);
    if (!out->first || !out->client || !out->cost || !out->is_fixed)
        return jj_no_memory(ctx, "site selection", n * 12);
    /* one place ahead, so that filling moves each beginning to where it belongs */
    for (uint32_t c = 0; c < m->n_clients; c++)
        for (uint64_t k = m->first[c]; k < m->end[c]; k++)
            out->first[m->site[k] + 2]++;
    for (uint32_t j = 0; j < m->n_sites; j++)
        out->first[j + 2] += out->first[j + 1];
    for (uint32_t c = 0; c < m->n_clients; c++)
        for (uint64_t k = m->first[c]; k < m->end[c]; k++) {
            uint64_t at = out->first[m->site[k] + 1]++;
            out->client[at] = c;
            out->cost[at] = m->cost[k];
        }
    return JJ_OK;
}

/* Those that save most at the best prices or were chosen of late, added to those of is_in. */
static jj_status choose_core(jj_ctx *ctx, jj_dual *d, uint8_t *is_in) {
    enum { TIMES_P = 4 };
    static const float least_share = 0.01f;
    const jj_median *m = d->m;
    uint64_t n = (uint64_t)m->p * TIMES_P;
    JJ_AUTO uint8_t *is_least = jj_alloc(m->n_sites, 1);
    if (!is_least)
        return jj_no_memory(ctx, "site selection", m->n_sites);
    jj_dual_least(d, d->rho, n < m->n_sites ? (uint32_t)n : m->n_sites, is_least);
    for (uint32_t j = 0; j < m->n_sites; j++)
        is_in[j] = is_in[j] || is_least[j] || d->share[j] >= least_share;
    return JJ_OK;
}

/* The small problem and what is done with it and beside it. */
typedef struct core {
    jj_median m;
    uint32_t *number; /* per site of the relaxed problem: its number here, JJ_NO_SITE = left out */
    uint8_t *is_open; /* per site of m: at first those the relaxations agree on */
    uint64_t *end;    /* per client of m: of the row that is worth looking at */
    jj_dual *d;
    const jj_dual_plan *plan;
    jj_siting_run runs[2];
} core;

static void core_deinit(core *c) {
    jj_median_deinit(&c->m);
    jj_free(c->number);
    jj_free(c->is_open);
    jj_free(c->end);
}

/* Sites twice as far as the second open one of a known answer (per site of the core) will hardly
 * serve a client: its row ends there. */
static void cut_rows(core *c, const uint8_t *is_known) {
    jj_median *m = &c->m;
    for (uint32_t i = 0; i < m->n_clients; i++) {
        double reach = INFINITY;
        int n_open = 0;
        uint64_t k = m->first[i];
        for (; k < m->end[i] && m->cost[k] <= reach; k++)
            if (is_known[m->site[k]] && ++n_open == 2)
                reach = 2 * m->cost[k];
        c->end[i] = k;
    }
    m->end = c->end;
}

static jj_status core_init(jj_ctx *ctx, jj_dual *d, const uint8_t *is_known, core *out) {
    uint32_t n_sites = d->m->n_sites;
    JJ_AUTO uint8_t *state = jj_alloc(n_sites, 1), *agreed = jj_alloc(n_sites, 1);
    out->number = jj_alloc(n_sites, sizeof *out->number);
    out->is_open = jj_alloc(n_sites, 1);
    if (!state || !agreed || !out->number || !out->is_open)
        return jj_no_memory(ctx, "site selection", n_sites * 7ull);
    jj_dual_agreed(d, agreed);
    for (uint32_t j = 0; j < n_sites; j++)
        state[j] = agreed[j] || is_known[j];
    JJ_TRY(choose_core(ctx, d, state));
    for (uint32_t j = 0; j < n_sites; j++)
        state[j] = state[j] ? JJ_SITE_FREE : JJ_SITE_CLOSED;
    JJ_TRY(jj_median_reduce(ctx, d->m, state, &out->m));
    out->end = jj_alloc(out->m.n_clients, sizeof *out->end);
    if (!out->end)
        return jj_no_memory(ctx, "site selection", out->m.n_clients * 8ull);
    for (uint32_t j = 0, n = 0; j < n_sites; j++) {
        out->number[j] = state[j] == JJ_SITE_FREE ? n++ : JJ_NO_SITE;
        if (out->number[j] == JJ_NO_SITE)
            continue;
        out->is_open[out->number[j]] = agreed[j];
        state[out->number[j]] = is_known[j];
    }
    cut_rows(out, state);
    return JJ_OK;
}

static jj_status shake(jj_siting_run *run, core *c) {
    enum { PASSES = 50 };
    JJ_CLEANUP(columns_deinit) columns cols = {0};
    JJ_TRY(columns_init(run->ctx, &c->m, &cols));
    JJ_CLEANUP(jj_swap_deinit)
    jj_swap swap = {.m = &c->m,
                    .site_first = cols.first,
                    .site_end = cols.first + 1,
                    .site_client = cols.client,
                    .site_cost = cols.cost,
                    .is_fixed = cols.is_fixed};
    JJ_TRY(jj_swap_init(run->ctx, &swap));
    jj_swap_start(&swap, c->is_open);
    JJ_TRY(jj_swap_descend(run, &swap, PASSES));
    jj_swap_shake(run, &swap);
    memcpy(c->is_open, swap.is_open, c->m.n_sites);
    return jj_ctx_poll(run->ctx);
}

static jj_status do_half(jj_ctx *ctx, void *arg, size_t half) {
    core *c = arg;
    jj_siting_run *run = &c->runs[half];
    run->ctx = ctx;
    return half ? shake(run, c) : jj_dual_improve(run, c->d, c->plan);
}

jj_status jj_median_concentrate(jj_siting_run *run, jj_dual *d, const jj_dual_plan *plan,
                                uint8_t *marks) {
    static const uint64_t looks_an_entry = 55;
    const jj_median *m = d->m;
    JJ_CLEANUP(core_deinit) core c = {.d = d, .plan = plan, .runs = {*run, *run}};
    JJ_TRY(core_init(run->ctx, d, marks, &c));
    int64_t most = (int64_t)((m->end[m->n_clients - 1] - m->first[0]) * looks_an_entry);
    int64_t before = c.runs[1].effort = run->effort < most ? run->effort : most;
    jj_status st =
        jj_parallel_tasks(run->ctx, jj_tr(run->ctx->lang, "choosing sites"), 2, do_half, &c);
    run->effort = c.runs[0].effort - (before - c.runs[1].effort);
    run->was_cut = c.runs[0].was_cut || c.runs[1].was_cut;
    for (uint32_t j = 0; j < m->n_sites; j++)
        marks[j] = c.number[j] != JJ_NO_SITE && c.is_open[c.number[j]];
    return st;
}
