#include "analysis/supply/supply.h"

#include <math.h>
#include <string.h>

typedef struct scoring {
    const jj_cost_table *costs;
    const double *demand, *supply;
    const jj_decay *decay;
    jj_supply_method method;
    double *client_sum; /* sum_j W_ij */
    double *site_sum;   /* sum_k W_kj */
    double *ratio;      /* R_j; 0 where nobody is in reach */
} scoring;

bool jj_supply_method_parse(const char *name, jj_supply_method *out) {
    static const struct {
        const char *name;
        jj_supply_method method;
    } names[] = {{"2sfca", JJ_2SFCA},
                 {"e2sfca", JJ_2SFCA},
                 {"3sfca", JJ_3SFCA},
                 {"bfca", JJ_BFCA},
                 {"bfca-paez", JJ_BFCA_PAEZ}};
    for (size_t i = 0; i < JJ_COUNT(names); i++)
        if (strcmp(names[i].name, name) == 0) {
            *out = names[i].method;
            return true;
        }
    return false;
}

/* The weight by which a client's people count at a site. */
static double weight_of_people(const scoring *s, double w, uint32_t client) {
    if (s->method == JJ_2SFCA || !(s->client_sum[client] > 0))
        return w;
    double share = w / s->client_sum[client];
    return s->method == JJ_3SFCA ? share * w : share;
}

/* The weight by which a site's ratio counts for a client. */
static double weight_of_ratio(const scoring *s, double w, uint32_t client, uint32_t site) {
    if (s->method != JJ_BFCA_PAEZ)
        return weight_of_people(s, w, client);
    return s->site_sum[site] > 0 ? w / s->site_sum[site] : 0;
}

static void sum_weights(scoring *s) {
    const jj_cost_table *t = s->costs;
    for (uint32_t i = 0; i < t->n_clients; i++)
        for (uint64_t k = t->client_first[i]; k < t->client_first[i + 1]; k++)
            s->client_sum[i] += jj_decay_weight(s->decay, t->client_cost[k]);
    for (uint32_t j = 0; j < t->n_sites; j++)
        for (uint64_t k = t->site_first[j]; k < t->site_first[j + 1]; k++)
            s->site_sum[j] += jj_decay_weight(s->decay, t->site_cost[k]);
}

static void find_ratios(scoring *s, jj_supply_sums *sums) {
    const jj_cost_table *t = s->costs;
    for (uint32_t j = 0; j < t->n_sites; j++) {
        double people = 0;
        for (uint64_t k = t->site_first[j]; k < t->site_first[j + 1]; k++) {
            uint32_t i = t->site_client[k];
            double w = jj_decay_weight(s->decay, t->site_cost[k]);
            people += s->demand[i] * weight_of_people(s, w, i);
        }
        sums->supply += s->supply[j];
        if (people > 0) {
            s->ratio[j] = s->supply[j] / people;
            sums->reachable += s->supply[j];
        } else {
            sums->n_unreachable++;
        }
    }
}

static void find_scores(const scoring *s, double *score, jj_supply_sums *sums) {
    const jj_cost_table *t = s->costs;
    for (uint32_t i = 0; i < t->n_clients; i++) {
        score[i] = 0;
        for (uint64_t k = t->client_first[i]; k < t->client_first[i + 1]; k++) {
            uint32_t j = t->client_site[k];
            double w = jj_decay_weight(s->decay, t->client_cost[k]);
            score[i] += s->ratio[j] * weight_of_ratio(s, w, i, j);
        }
        sums->people += s->demand[i];
        sums->people_without += score[i] > 0 ? 0 : s->demand[i];
        sums->served += s->demand[i] * score[i];
    }
}

jj_status jj_supply_scores(jj_ctx *ctx, const jj_cost_table *costs, const double *demand,
                           const double *supply, const jj_decay *decay, jj_supply_method method,
                           double *score, jj_supply_sums *out) {
    JJ_AUTO double *client_sum = jj_alloc(costs->n_clients, sizeof *client_sum);
    JJ_AUTO double *site_sum = jj_alloc(costs->n_sites, sizeof *site_sum);
    JJ_AUTO double *ratio = jj_alloc(costs->n_sites, sizeof *ratio);
    if (!client_sum || !site_sum || !ratio)
        return jj_no_memory(ctx, "supply scores",
                            ((uint64_t)costs->n_clients + costs->n_sites) * 16);
    scoring s = {costs, demand, supply, decay, method, client_sum, site_sum, ratio};
    jj_supply_sums sums = {0};
    sum_weights(&s);
    find_ratios(&s, &sums);
    find_scores(&s, score, &sums);
    if (method != JJ_BFCA_PAEZ && !(fabs(sums.served - sums.reachable) <= 1e-9 * sums.reachable))
        return jj_fail(ctx, JJ_E_DATA,
                       "supply does not balance: %.6f is in reach and people x score is %.6f",
                       sums.reachable, sums.served);
    *out = sums;
    return JJ_OK;
}
