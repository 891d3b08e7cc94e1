/* The two models of weighted demand, as the one median problem with edited costs. */
#include "analysis/siting/siting.h"

#include <math.h>
#include <string.h>

static jj_status solve_as_median(jj_siting *s, jj_median *m, const double *site_cost,
                                 jj_median_answer *answer) {
    const jj_cost_table *t = s->ask->table;
    jj_swap lists = {.m = m,
                     .site_first = t->site_first,
                     .site_end = s->site_end,
                     .site_client = t->site_client,
                     .site_cost = site_cost,
                     .is_fixed = s->is_fixed};
    m->step = jj_median_step(m);
    answer->is_open = s->is_open;
    return jj_median_solve(s->run, m, &lists, answer);
}

static jj_median edited(const jj_siting *s, const double *cost, const double *unserved) {
    const jj_cost_table *t = s->ask->table;
    return (jj_median){.n_clients = t->n_clients,
                       .n_sites = t->n_sites,
                       .p = s->ask->p,
                       .first = t->client_first,
                       .end = s->client_end,
                       .site = t->client_site,
                       .cost = cost,
                       .weight = s->weight,
                       .unserved = unserved};
}

static double *filled(uint32_t n, double value) {
    double *a = jj_alloc(n, sizeof *a);
    for (uint32_t i = 0; a && i < n; i++)
        a[i] = value;
    return a;
}

jj_status jj_siting_coverage(jj_siting *s, jj_located *out) {
    uint32_t n = s->ask->table->n_clients;
    JJ_AUTO double *unserved = filled(n, 1);
    if (!unserved)
        return jj_no_memory(s->run->ctx, "site selection", (uint64_t)n * 8);
    jj_median m = edited(s, NULL, unserved);
    jj_median_answer answer;
    JJ_TRY(solve_as_median(s, &m, NULL, &answer));
    double total = 0;
    for (uint32_t c = 0; c < n; c++)
        total += s->weight[c];
    out->objective = total - answer.objective;
    out->bound = total - answer.bound;
    return JJ_OK;
}

/* Whether some client with demand has no open site. */
static bool leaves_out(const jj_siting *s) {
    const jj_cost_table *t = s->ask->table;
    for (uint32_t c = 0; c < t->n_clients; c++) {
        uint64_t k = t->client_first[c];
        while (k < s->client_end[c] && !s->is_open[t->client_site[k]])
            k++;
        if (k == s->client_end[c] && k > t->client_first[c] && s->weight[c] > 0)
            return true;
    }
    return false;
}

/* Exchanges sites until nobody is left out, where the search ended before it could: at the cost of
 * `unserved`, which is beyond that of any answer that serves all. */
static jj_status serve_all(jj_siting *s, const jj_median *m, jj_median_answer *answer) {
    const jj_cost_table *t = s->ask->table;
    jj_swap swap = {.m = m,
                    .site_first = t->site_first,
                    .site_end = s->site_end,
                    .site_client = t->site_client,
                    .site_cost = t->site_cost,
                    .is_fixed = s->is_fixed};
    jj_siting_run run = *s->run;
    JJ_TRY(jj_swap_init(run.ctx, &swap));
    jj_swap_start(&swap, s->is_open);
    for (int round = 0; round < 2; round++) { /* what counts as a gain shrinks with the objective */
        run.effort = 8 * (int64_t)(t->site_first[t->n_sites] + t->n_sites);
        jj_swap_descend(&run, &swap, 4);
    }
    memcpy(s->is_open, swap.is_open, t->n_sites);
    answer->objective = jj_median_objective(m, s->is_open);
    jj_swap_deinit(&swap);
    return jj_ctx_poll(run.ctx);
}

/*
 * To leave a client unserved costs more than any service. Clients no candidate can serve are left
 * out. The penalty grows while it leaves anyone unserved, up to where it proves infeasibility.
 */
jj_status jj_siting_median(jj_siting *s, jj_located *out) {
    const jj_cost_table *t = s->ask->table;
    double dearest = 0, everything = 0, lightest = INFINITY;
    JJ_AUTO double *unserved = filled(t->n_clients, 0);
    if (!unserved)
        return jj_no_memory(s->run->ctx, "site selection", (uint64_t)t->n_clients * 8);
    for (uint32_t c = 0; c < t->n_clients; c++) {
        if (t->client_first[c] == s->client_end[c] || !(s->weight[c] > 0))
            continue;
        double worst = t->client_cost[s->client_end[c] - 1];
        dearest = fmax(dearest, worst);
        everything += s->weight[c] * worst;
        lightest = fmin(lightest, s->weight[c]);
    }
    double proof = ceil(2 * (everything + 1) / fmin(lightest, 1));
    jj_median_answer answer;
    int64_t half = s->run->effort / 2;
    double bound = 0; /* with any penalty it is one: an answer that serves all pays none */
    for (double penalty = ceil(4 * dearest + 1);; penalty = fmin(penalty * 30, proof)) {
        for (uint32_t c = 0; c < t->n_clients; c++)
            unserved[c] = t->client_first[c] == s->client_end[c] ? 0 : penalty;
        jj_median m = edited(s, t->client_cost, unserved);
        JJ_TRY(solve_as_median(s, &m, t->site_cost, &answer));
        bound = fmax(bound, answer.bound);
        if (!leaves_out(s) || penalty >= proof || s->run->effort < half || s->run->was_cut)
            break;
    }
    if (leaves_out(s)) {
        for (uint32_t c = 0; c < t->n_clients; c++)
            unserved[c] = fmin(unserved[c] * proof, proof);
        jj_median m = edited(s, t->client_cost, unserved);
        JJ_TRY(serve_all(s, &m, &answer));
    }
    out->objective = answer.objective;
    out->bound = bound;
    return leaves_out(s) ? jj_siting_least(s, out) : JJ_OK;
}
