#include "analysis/siting/median.h"
#include "base/threads.h"

#include <math.h>
#include <string.h>

/* Clients are summed in this many parts whatever the number of threads, so sums are the same. */
enum { PARTS = 8 };
static const uint64_t small_table = 400000;

void jj_dual_deinit(jj_dual *d) {
    jj_free(d->v);
    jj_free(d->rho);
    jj_free(d->share);
    jj_free(d->is_chosen);
    jj_free(d->v_now);
    jj_free(d->rho_now);
    jj_free(d->rho_part);
    jj_free(d->way);
    jj_free(d->scale);
    jj_free(d->n_near);
    jj_free(d->chosen_now);
    jj_free(d->order);
    *d = (jj_dual){0};
}

static uint64_t n_entries(const jj_median *m) {
    return m->n_clients ? m->end[m->n_clients - 1] - m->first[0] : 0;
}

static size_t n_parts(const jj_median *m) {
    return n_entries(m) < small_table ? 1 : PARTS;
}

/*
 * Prices move in proportion to themselves and to 1 / sqrt(weight): half way between equal steps of
 * price and equal steps of weight x price, which brings the bound of a province
 * up fastest. Prices of covering have one range for all clients and move alike.
 */
static void set_scale(jj_dual *d) {
    const jj_median *m = d->m;
    double mean = 0;
    for (uint32_t c = 0; c < m->n_clients; c++)
        mean += d->v[c] / m->n_clients;
    for (uint32_t c = 0; c < m->n_clients; c++) {
        double w = m->weight[c];
        d->scale[c] = !(w > 0) ? 0 : m->cost ? (d->v[c] + 0.1 * mean) / sqrt(w) : 1;
    }
}

jj_status jj_dual_init(jj_ctx *ctx, jj_dual *d, const jj_median *m, const double *start) {
    *d = (jj_dual){.m = m, .bound = -INFINITY};
    d->v = jj_alloc(m->n_clients, sizeof *d->v);
    d->v_now = jj_alloc(m->n_clients, sizeof *d->v_now);
    d->way = jj_alloc(m->n_clients, sizeof *d->way);
    d->scale = jj_alloc(m->n_clients, sizeof *d->scale);
    d->n_near = jj_alloc(m->n_clients, sizeof *d->n_near);
    d->rho = jj_alloc(m->n_sites, sizeof *d->rho);
    d->rho_now = jj_alloc(m->n_sites, sizeof *d->rho_now);
    d->rho_part = jj_alloc(m->n_sites * n_parts(m), sizeof *d->rho_part);
    d->share = jj_alloc(m->n_sites, sizeof *d->share);
    d->is_chosen = jj_alloc(m->n_sites, 1);
    d->chosen_now = jj_alloc(m->n_sites, 1);
    d->order = jj_alloc(m->n_sites, sizeof *d->order);
    if (!d->v || !d->v_now || !d->way || !d->scale || !d->n_near || !d->rho || !d->rho_now ||
        !d->rho_part || !d->share || !d->is_chosen || !d->chosen_now || !d->order) {
        jj_dual_deinit(d);
        return jj_no_memory(ctx, "the bound", (uint64_t)m->n_clients * 28);
    }
    for (uint32_t c = 0; c < m->n_clients; c++)
        d->v[c] = d->v_now[c] = fmin(start[m->client_name ? m->client_name[c] : c], m->unserved[c]);
    for (uint32_t j = 0; j < m->n_sites; j++)
        d->order[j] = j;
    set_scale(d);
    return JJ_OK;
}

/* What one part of the clients adds up to in one iteration. */
typedef struct part_sum {
    double pays, length, along;
    uint64_t n_seen;
} part_sum;

typedef struct iteration {
    jj_dual *d;
    size_t n_parts;
    part_sum sums[PARTS];
    double step, inertia;
} iteration;

static void part_range(const iteration *it, size_t part, uint32_t *from, uint32_t *end) {
    uint64_t n = it->d->m->n_clients;
    *from = (uint32_t)(n * part / it->n_parts);
    *end = (uint32_t)(n * (part + 1) / it->n_parts);
}

/* Rows are read by their beginnings, which no hardware foresees. */
static void foresee_row(const jj_median *m, uint32_t c, uint32_t end) {
    enum { AHEAD = 6, COSTS_A_LINE = 8, SITES_A_LINE = 16, MOST = 48 };
    if (!m->cost || c + AHEAD >= end)
        return;
    uint64_t first = m->first[c + AHEAD];
    uint64_t last = m->end[c + AHEAD] < first + MOST ? m->end[c + AHEAD] : first + MOST;
    for (uint64_t k = first; k < last; k += COSTS_A_LINE)
        __builtin_prefetch(m->cost + k);
    for (uint64_t k = first; k < last; k += SITES_A_LINE)
        __builtin_prefetch(m->site + k);
}

/* Each site's saving: the sum of weight x (cost - v) over the clients that would use it. */
static jj_status add_savings(void *arg, size_t part, int worker) {
    (void)worker;
    iteration *it = arg;
    const jj_dual *d = it->d;
    const jj_median *m = d->m;
    double *rho = d->rho_part + part * m->n_sites, pays = 0;
    memset(rho, 0, m->n_sites * sizeof *rho);
    uint32_t from, end;
    uint64_t n_seen = 0;
    part_range(it, part, &from, &end);
    for (uint32_t c = from; c < end; c++) {
        double v = d->v_now[c], w = m->weight[c];
        foresee_row(m, c, end);
        pays += w * v;
        d->n_near[c] = 0;
        if (!(v > 0))
            continue;
        uint64_t k = m->first[c], last = m->end[c];
        if (!m->cost) {
            for (; k < last; k++)
                rho[m->site[k]] -= w * v;
        } else {
            for (; k < last && m->cost[k] < v; k++)
                rho[m->site[k]] += w * (m->cost[k] - v);
        }
        d->n_near[c] = (uint32_t)(k - m->first[c]);
        n_seen += d->n_near[c] + 1u;
    }
    it->sums[part].pays = pays;
    it->sums[part].n_seen = n_seen;
    return JJ_OK;
}

/* How far each client is from being served once: 1 when by none, -1 when by two. */
static jj_status count_service(void *arg, size_t part, int worker) {
    (void)worker;
    iteration *it = arg;
    jj_dual *d = it->d;
    const jj_median *m = d->m;
    uint32_t from, end;
    part_range(it, part, &from, &end);
    double length = 0;
    for (uint32_t c = from; c < end; c++) {
        double v = d->v_now[c];
        int32_t surplus = 1;
        const uint32_t *near = m->site + m->first[c];
        for (uint32_t i = 0; i < d->n_near[c]; i++)
            surplus -= d->chosen_now[near[i]];
        if (surplus > 0 && v >= m->unserved[c])
            surplus = 0;
        if (surplus < 0 && !(v > 0))
            surplus = 0;
        d->way[c] = surplus + it->inertia * d->way[c];
        length += m->weight[c] * d->scale[c] * d->way[c] * d->way[c];
    }
    it->sums[part].length = length;
    return JJ_OK;
}

static jj_status take_step(void *arg, size_t part, int worker) {
    (void)worker;
    const iteration *it = arg;
    jj_dual *d = it->d;
    uint32_t from, end;
    part_range(it, part, &from, &end);
    for (uint32_t c = from; c < end; c++)
        d->v_now[c] =
            fmin(fmax(d->v_now[c] + it->step * d->scale[c] * d->way[c], 0), d->m->unserved[c]);
    return JJ_OK;
}

static bool is_less(const double *rho, uint32_t a, uint32_t b) {
    return rho[a] < rho[b] || (rho[a] == rho[b] && a < b);
}

/* Bring the p least to the front of `order`; smaller index first among equals. */
static void select_least(const double *rho, uint32_t *order, uint32_t n, uint32_t p) {
    uint32_t from = 0, end = n;
    while (end - from > 1 && p > from && p < end) {
        uint32_t mid = from + (end - from) / 2, a = order[from], b = order[mid], c = order[end - 1];
        uint32_t pivot = is_less(rho, a, b) ? (is_less(rho, b, c)   ? b
                                               : is_less(rho, a, c) ? c
                                                                    : a)
                                            : (is_less(rho, a, c)   ? a
                                               : is_less(rho, b, c) ? c
                                                                    : b);
        uint32_t i = from, k = end - 1;
        for (;;) {
            while (is_less(rho, order[i], pivot))
                i++;
            while (is_less(rho, pivot, order[k]))
                k--;
            if (i >= k)
                break;
            uint32_t swap = order[i];
            order[i++] = order[k];
            order[k--] = swap;
        }
        if (p <= i)
            end = i;
        else
            from = i;
    }
}

/*
 * Choose the p sites that save most; returns what they save and the rho on both sides of the cut.
 */
static double choose(jj_dual *d, double *last_in, double *first_out) {
    const jj_median *m = d->m;
    uint32_t p = m->p < m->n_sites ? m->p : m->n_sites;
    select_least(d->rho_now, d->order, m->n_sites, p);
    memset(d->chosen_now, 0, m->n_sites);
    *last_in = -INFINITY;
    *first_out = INFINITY;
    for (uint32_t i = 0; i < p; i++) {
        d->chosen_now[d->order[i]] = 1;
        *last_in = fmax(*last_in, d->rho_now[d->order[i]]);
    }
    for (uint32_t i = p; i < m->n_sites; i++)
        *first_out = fmin(*first_out, d->rho_now[d->order[i]]);
    double saved = 0;
    for (uint32_t j = 0; j < m->n_sites; j++) {
        saved += d->chosen_now[j] ? d->rho_now[j] : 0;
        d->share[j] += 0.1f * ((float)d->chosen_now[j] - d->share[j]);
    }
    return saved;
}

void jj_dual_least(jj_dual *d, const double *key, uint32_t n, uint8_t *is_least) {
    const jj_median *m = d->m;
    select_least(key, d->order, m->n_sites, n);
    memset(is_least, 0, m->n_sites);
    for (uint32_t i = 0; i < n && i < m->n_sites; i++)
        is_least[d->order[i]] = 1;
}

void jj_dual_agreed(jj_dual *d, uint8_t *is_chosen) {
    for (uint32_t j = 0; j < d->m->n_sites; j++)
        d->rho_now[j] = -(double)d->share[j];
    jj_dual_least(d, d->rho_now, d->m->p, is_chosen);
}

/* Runs `work` over the parts: at once where the table is too small to be worth threads. */
static jj_status over_parts(jj_ctx *ctx, iteration *it, jj_work_fn work) {
    return it->n_parts == 1 ? work(it, 0, 0) : jj_parallel(ctx, it->n_parts, work, it);
}

/* The bound at v_now; *n_seen counts entries. */
static double evaluate(jj_ctx *ctx, iteration *it, double *last_in, double *first_out,
                       uint64_t *n_seen) {
    jj_dual *d = it->d;
    const jj_median *m = d->m;
    over_parts(ctx, it, add_savings);
    double pays = 0;
    *n_seen = 0;
    for (size_t part = 0; part < it->n_parts; part++) {
        pays += it->sums[part].pays;
        *n_seen += it->sums[part].n_seen;
        const double *from = d->rho_part + part * m->n_sites;
        for (uint32_t j = 0; j < m->n_sites; j++)
            d->rho_now[j] = (part ? d->rho_now[j] : 0) + from[j];
    }
    double bound = m->constant + pays + choose(d, last_in, first_out);
    /* what the sums may have lost to rounding is given away */
    return bound - 1e-13 * (fabs(m->constant) + 2 * pays);
}

static void keep(jj_dual *d, double bound, double last_in, double first_out) {
    d->bound = bound;
    d->last_in = last_in;
    d->first_out = first_out;
    memcpy(d->v, d->v_now, d->m->n_clients * sizeof *d->v);
    memcpy(d->rho, d->rho_now, d->m->n_sites * sizeof *d->rho);
    memcpy(d->is_chosen, d->chosen_now, d->m->n_sites);
}

jj_status jj_dual_improve(jj_siting_run *run, jj_dual *d, const jj_dual_plan *plan) {
    static const double least_theta = 2e-3;
    iteration it = {.d = d, .n_parts = n_parts(d->m), .inertia = plan->inertia};
    double theta = plan->theta;
    int n_stale = 0, n_stage = 0;
    memcpy(d->v_now, d->v, d->m->n_clients * sizeof *d->v);
    memset(d->way, 0, d->m->n_clients * sizeof *d->way);
    for (int i = 0; i < plan->iterations && theta > least_theta; i++) {
        double last_in, first_out, length = 0;
        uint64_t n_seen;
        double bound = evaluate(run->ctx, &it, &last_in, &first_out, &n_seen);
        bool is_better = bound > d->bound;
        /* a gain that is only rounding does not count as progress */
        n_stale = bound > d->bound + 1e-7 * fabs(plan->target - d->bound) ? 0 : n_stale + 1;
        if (is_better)
            keep(d, bound, last_in, first_out);
        if (plan->each)
            plan->each(plan->user, d->chosen_now, is_better);
        if (d->bound >= plan->enough || !jj_siting_go_on(run, 2 * n_seen + d->m->n_clients))
            break;
        if (n_stale >= plan->patience || (plan->stage && ++n_stage >= plan->stage)) {
            theta /= 2;
            n_stale = n_stage = 0;
            memcpy(d->v_now, d->v, d->m->n_clients * sizeof *d->v);
            memset(d->way, 0, d->m->n_clients * sizeof *d->way);
            continue;
        }
        over_parts(run->ctx, &it, count_service);
        for (size_t part = 0; part < it.n_parts; part++)
            length += it.sums[part].length;
        if (!(length > 0))
            break;
        it.step = theta * fmax(plan->target - bound, 1e-9 * fabs(plan->target)) / length;
        over_parts(run->ctx, &it, take_step);
    }
    return jj_ctx_poll(run->ctx);
}
