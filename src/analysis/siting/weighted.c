/* The two models of weighted demand, as the one median problem with edited costs. */
#include "analysis/siting/siting.h"

#include <math.h>
#include <string.h>

jj_swap jj_siting_swap(const jj_siting *s, const jj_median *m, const double *site_cost) {
    const jj_cost_table *t = s->ask->table;
    return (jj_swap){.m = m,
                     .site_first = t->site_first,
                     .site_end = s->site_end,
                     .site_client = t->site_client,
                     .site_cost = site_cost,
                     .is_fixed = s->is_fixed};
}

static jj_status solve_as_median(jj_siting *s, jj_median *m, const double *site_cost,
                                 jj_median_answer *answer) {
    jj_swap lists = jj_siting_swap(s, m, site_cost);
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
    jj_swap swap = jj_siting_swap(s, m, t->site_cost);
    jj_siting_run run = *s->run;
    JJ_TRY(jj_swap_init(run.ctx, &swap));
    jj_status st = JJ_OK;
    jj_swap_start(&swap, s->is_open);
    for (int round = 0; round < 2 && st == JJ_OK;
         round++) { /* what counts as a gain shrinks with the objective */
        run.effort = 8 * (int64_t)(t->site_first[t->n_sites] + t->n_sites);
        st = jj_swap_descend(&run, &swap, 4);
    }
    memcpy(s->is_open, swap.is_open, t->n_sites);
    answer->objective = jj_median_objective(m, s->is_open);
    jj_swap_deinit(&swap);
    return st;
}

/* What it costs to leave each client out: more than any service, and `loss` or more in all. Clients
 * no candidate can serve cost nothing. */
static void price_absence(const jj_siting *s, double loss, double *unserved) {
    const jj_cost_table *t = s->ask->table;
    double dearest = 0;
    for (uint32_t c = 0; c < t->n_clients; c++)
        if (t->client_first[c] < s->client_end[c] && s->weight[c] > 0)
            dearest = fmax(dearest, t->client_cost[s->client_end[c] - 1]);
    for (uint32_t c = 0; c < t->n_clients; c++) {
        bool may_be_served = t->client_first[c] < s->client_end[c];
        double alone = s->weight[c] > 0 ? loss / s->weight[c] : 0;
        unserved[c] = may_be_served ? ceil(fmax(4 * dearest, alone) + 1) : 0;
    }
}

/*
 * Leaving a client out costs more than a site of average share in the objective, so that nobody is
 * left out for the sake of the others; where some are all the same it costs more, up to where it
 * proves infeasibility.
 */
jj_status jj_siting_median(jj_siting *s, jj_located *out) {
    const jj_cost_table *t = s->ask->table;
    double everything = 0;
    JJ_AUTO double *unserved = filled(t->n_clients, 0);
    if (!unserved)
        return jj_no_memory(s->run->ctx, "site selection", (uint64_t)t->n_clients * 8);
    for (uint32_t c = 0; c < t->n_clients; c++)
        if (t->client_first[c] < s->client_end[c])
            everything += s->weight[c] * t->client_cost[s->client_end[c] - 1];
    double proof = 2 * (everything + 1);
    jj_median_answer answer;
    int64_t half = s->run->effort / 2;
    double bound = 0; /* whatever absence costs it is one: an answer that serves all pays none */
    for (double loss = proof / s->ask->p;; loss = fmin(loss * 30, proof)) {
        price_absence(s, loss, unserved);
        jj_median m = edited(s, t->client_cost, unserved);
        JJ_TRY(solve_as_median(s, &m, t->site_cost, &answer));
        bound = fmax(bound, answer.bound);
        if (!leaves_out(s) || loss >= proof || s->run->effort < half || s->run->was_cut)
            break;
    }
    if (leaves_out(s)) {
        price_absence(s, proof, unserved);
        jj_median m = edited(s, t->client_cost, unserved);
        JJ_TRY(serve_all(s, &m, &answer));
    }
    out->objective = answer.objective;
    out->bound = bound;
    return leaves_out(s) ? jj_siting_least(s, out) : JJ_OK;
}
