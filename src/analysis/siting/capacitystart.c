/* Where the capacitated search begins: the p-median without capacities, whose bound holds too. */
#include "analysis/siting/capacity.h"

#include <math.h>
#include <string.h>

/* A price per client half way between its nearest and its next open site. */
static void half_way(const jj_swap *w, double *start) {
    const jj_median *m = w->m;
    for (uint32_t i = 0; i < m->n_clients; i++) {
        bool has_row = m->first[i] < m->end[i];
        double dearest = has_row ? m->cost[m->end[i] - 1] : 0;
        start[i] = 0.5 * (fmin(w->of[i].near_cost, dearest) + fmin(w->of[i].next_cost, dearest));
    }
}

static jj_status find_sites(jj_siting *s, const jj_median *m, uint8_t *is_open, double *start,
                            double *objective) {
    enum { PASSES = 12 };
    jj_swap w = jj_siting_swap(s, m, s->ask->table->site_cost);
    JJ_TRY(jj_swap_init(s->run->ctx, &w));
    jj_status st = jj_swap_greedy(s->run, &w, s->is_fixed);
    if (st == JJ_OK)
        st = jj_swap_descend(s->run, &w, PASSES);
    if (st == JJ_OK) {
        memcpy(is_open, w.is_open, m->n_sites);
        *objective = jj_median_objective(m, is_open);
        jj_swap_start(&w, is_open);
        half_way(&w, start);
    }
    jj_swap_deinit(&w);
    return st;
}

jj_status jj_capacity_start(jj_siting *s, double *price, uint8_t *is_open, double *bound) {
    const jj_cost_table *t = s->ask->table;
    JJ_AUTO double *unserved = jj_alloc(t->n_clients, sizeof *unserved);
    JJ_AUTO double *start = jj_alloc(t->n_clients, sizeof *start);
    if (!unserved || !start)
        return jj_no_memory(s->run->ctx, "site selection", (uint64_t)t->n_clients * 16);
    double dearest = 0, objective = 0;
    for (uint64_t k = 0; k < t->client_first[t->n_clients]; k++)
        dearest = fmax(dearest, t->client_cost[k]);
    for (uint32_t i = 0; i < t->n_clients; i++)
        unserved[i] = t->client_first[i] < t->client_first[i + 1] ? 4 * dearest + 1 : 0;
    const jj_median m = {.n_clients = t->n_clients,
                         .n_sites = t->n_sites,
                         .p = s->ask->p,
                         .first = t->client_first,
                         .end = s->client_end,
                         .site = t->client_site,
                         .cost = t->client_cost,
                         .weight = s->weight,
                         .unserved = unserved};
    JJ_TRY(find_sites(s, &m, is_open, start, &objective));
    jj_dual d;
    JJ_TRY(jj_dual_init(s->run->ctx, &d, &m, start));
    const jj_dual_plan plan = {.iterations = 300,
                               .theta = 1.5,
                               .inertia = 0.4,
                               .patience = 12,
                               .target = objective,
                               .enough = objective - 1e-10 * fabs(objective)};
    jj_status st = jj_dual_improve(s->run, &d, &plan);
    *bound = d.bound;
    for (uint32_t i = 0; i < t->n_clients; i++)
        price[i] = s->weight[i] * d.v[i];
    jj_dual_deinit(&d);
    return st;
}
