#include "analysis/siting/median.h"

#include <math.h>
#include <string.h>

bool jj_siting_go_on(jj_siting_run *run, uint64_t entries) {
    run->effort -= (int64_t)entries + 1;
    if (run->effort <= 0 || run->was_cut)
        return false;
    if (run->is_over && run->is_over(run->user))
        run->was_cut = true;
    return !run->was_cut;
}

void jj_median_deinit(jj_median *m) {
    for (size_t i = 0; i < JJ_OWNED_ARRAYS; i++)
        jj_free(m->owned[i]);
    jj_free(m->site_name);
    jj_free(m->client_name);
    *m = (jj_median){0};
}

double jj_median_objective(const jj_median *m, const uint8_t *is_open) {
    double sum = m->constant;
    for (uint32_t c = 0; c < m->n_clients; c++) {
        uint64_t k = m->first[c];
        while (k < m->end[c] && !is_open[m->site[k]])
            k++;
        double pays = k < m->end[c] ? jj_median_cost(m, k) : m->unserved[c];
        sum += m->weight[c] * fmin(pays, m->unserved[c]);
    }
    return sum;
}

static uint64_t gcd(uint64_t a, uint64_t b) {
    while (b) {
        uint64_t r = a % b;
        a = b;
        b = r;
    }
    return a;
}

/* Adds x to the common divisor; false when it is not a whole number, but for the rounding of a
 * product such as 7 x (13 / 7). */
static bool divide_by(double x, uint64_t *divisor) {
    enum { EXACT_BITS = 50 };
    double whole = floor(x + 0.5);
    if (!(x < (double)(1ull << EXACT_BITS)) || fabs(x - whole) > 1e-15 * whole)
        return false;
    *divisor = gcd(*divisor, (uint64_t)whole);
    return true;
}

double jj_median_step(const jj_median *m) {
    uint64_t divisor = 0;
    double most = 0;
    for (uint32_t c = 0; c < m->n_clients; c++) {
        double dearest = m->unserved[c];
        if (!divide_by(m->weight[c] * m->unserved[c], &divisor))
            return 0;
        for (uint64_t k = m->first[c]; m->cost && k < m->end[c]; k++)
            if (!divide_by(m->weight[c] * m->cost[k], &divisor))
                return 0;
        most += m->weight[c] * dearest;
    }
    return most < 9e15 ? (double)divisor : 0;
}

/* Length of client c's row once sites are fixed; *unserved becomes what it pays at most. */
static uint64_t reduced_row(const jj_median *m, const uint8_t *state, uint32_t c,
                            const uint32_t *renumber, uint32_t *site, double *cost,
                            double *unserved) {
    uint64_t n = 0;
    *unserved = m->unserved[c];
    for (uint64_t k = m->first[c]; k < m->end[c]; k++) {
        uint32_t j = m->site[k];
        double d = jj_median_cost(m, k);
        if (d >= m->unserved[c])
            break;
        if (state[j] == JJ_SITE_OPEN) {
            *unserved = d;
            break;
        }
        if (state[j] == JJ_SITE_CLOSED)
            continue;
        if (site) {
            site[n] = renumber[j];
            if (cost)
                cost[n] = d;
        }
        n++;
    }
    /* sites as dear as the one that ended the row save nothing */
    if (m->cost)
        return n;
    return *unserved > 0 ? n : 0;
}

static jj_status renumber_sites(jj_ctx *ctx, const jj_median *m, const uint8_t *state,
                                uint32_t *renumber, jj_median *out) {
    out->p = m->p;
    for (uint32_t j = 0; j < m->n_sites; j++) {
        renumber[j] = out->n_sites;
        out->n_sites += state[j] == JJ_SITE_FREE;
        out->p -= state[j] == JJ_SITE_OPEN;
    }
    out->site_name = jj_alloc(out->n_sites, sizeof *out->site_name);
    if (!out->site_name)
        return jj_no_memory(ctx, "site selection", (uint64_t)out->n_sites * 4);
    for (uint32_t j = 0; j < m->n_sites; j++)
        if (state[j] == JJ_SITE_FREE)
            out->site_name[renumber[j]] = m->site_name ? m->site_name[j] : j;
    return JJ_OK;
}

static jj_status reduce_rows(jj_ctx *ctx, const jj_median *m, const uint8_t *state,
                             const uint32_t *renumber, jj_median *out) {
    uint64_t n_entries = 0;
    double unserved;
    for (uint32_t c = 0; c < m->n_clients; c++) {
        uint64_t n = reduced_row(m, state, c, NULL, NULL, NULL, &unserved);
        n_entries += n;
        out->n_clients += n > 0;
    }
    uint64_t *first = out->owned[0] = jj_alloc((size_t)out->n_clients + 1, sizeof *first);
    uint32_t *site = out->owned[1] = jj_alloc(n_entries, sizeof *site);
    double *cost = out->owned[2] = jj_alloc(m->cost ? n_entries : 0, sizeof *cost);
    double *weight = out->owned[3] = jj_alloc(out->n_clients, sizeof *weight);
    double *most = out->owned[4] = jj_alloc(out->n_clients, sizeof *most);
    out->client_name = jj_alloc(out->n_clients, sizeof *out->client_name);
    if (!first || !site || !cost || !weight || !most || !out->client_name)
        return jj_no_memory(ctx, "site selection", n_entries * 12);
    uint32_t row = 0;
    out->constant = m->constant;
    for (uint32_t c = 0; c < m->n_clients; c++) {
        uint64_t at = first[row];
        uint64_t n = reduced_row(m, state, c, NULL, NULL, NULL, &unserved);
        if (n == 0) {
            out->constant += m->weight[c] * unserved;
            continue;
        }
        reduced_row(m, state, c, renumber, site + at, m->cost ? cost + at : NULL, &unserved);
        weight[row] = m->weight[c];
        most[row] = unserved;
        out->client_name[row] = m->client_name ? m->client_name[c] : c;
        first[++row] = at + n;
    }
    out->first = first;
    out->end = first + 1;
    out->site = site;
    out->cost = m->cost ? cost : NULL;
    out->weight = weight;
    out->unserved = most;
    return JJ_OK;
}

jj_status jj_median_reduce(jj_ctx *ctx, const jj_median *m, const uint8_t *state, jj_median *out) {
    *out = (jj_median){.step = m->step};
    JJ_AUTO uint32_t *renumber = jj_alloc(m->n_sites, sizeof *renumber);
    if (!renumber)
        return jj_no_memory(ctx, "site selection", (uint64_t)m->n_sites * 4);
    jj_status st = renumber_sites(ctx, m, state, renumber, out);
    if (st == JJ_OK)
        st = reduce_rows(ctx, m, state, renumber, out);
    if (st != JJ_OK)
        jj_median_deinit(out);
    return st;
}
