/*
 * Branch and bound for the capacitated p-median. Relaxed: that each client is served once enters
 * the objective with a price; what is left is one knapsack a site and the p sites of most profit.
 */
#include "analysis/siting/capacity.h"

#include <math.h>
#include <string.h>

typedef struct search {
    jj_siting_run *run;
    jj_capacity c;
    jj_knapsack sack;
    uint8_t *state, *is_allowed; /* per site, per entry */
    double *price, *profit;      /* per client, per site */
    float *in;                   /* per entry: taken by its site's knapsack */
    float *site_share, *entry_share;
    uint32_t *order;
    uint8_t *chosen, *trial;
    uint32_t *trial_of;
    double *used;
    uint8_t *best_open;
    uint32_t *best_of;
    double best, unexplored, step;
    uint32_t since_trial;
} search;

static double enough(const search *s) {
    return s->step > 0 ? s->best - s->step * (1 - 1e-6) : s->best - 1e-10 * fabs(s->best);
}

static void record(search *s) {
    memcpy(s->trial, s->chosen, s->c.n_sites);
    double sum = jj_capacity_assign(s->run, &s->c, s->trial, s->trial_of, s->used);
    if (!(sum < s->best))
        return;
    s->best = sum;
    memcpy(s->best_open, s->trial, s->c.n_sites);
    memcpy(s->best_of, s->trial_of, s->c.n_clients * sizeof *s->best_of);
}

static double pack(search *s, uint32_t j) {
    const jj_capacity *c = &s->c;
    uint32_t n = 0;
    for (uint64_t e = c->col_first[j]; e < c->col_first[j + 1]; e++) {
        uint64_t k = c->col_entry[e];
        double profit = s->price[c->entry_client[k]] - c->charge[k];
        s->in[k] = 0;
        if (!s->is_allowed[k] || !(profit > 0) || c->load[c->entry_client[k]] > c->room[j])
            continue;
        s->sack.profit[n] = profit;
        s->sack.size[n++] = c->load[c->entry_client[k]];
    }
    double most = jj_knapsack_solve(&s->sack, n, c->room[j], c->is_whole);
    s->run->effort -= (int64_t)n * (c->is_whole && c->room[j] < 1e9 ? (int64_t)c->room[j] / 4 : 10);
    n = 0;
    for (uint64_t e = c->col_first[j]; e < c->col_first[j + 1]; e++) {
        uint64_t k = c->col_entry[e];
        double profit = s->price[c->entry_client[k]] - c->charge[k];
        if (s->is_allowed[k] && profit > 0 && c->load[c->entry_client[k]] <= c->room[j])
            s->in[k] = (float)s->sack.fraction[n++];
    }
    return most;
}

/* Sorts the free sites, most profit first; few sites, so insertion does. */
static uint32_t order_free(search *s, uint32_t *n_open) {
    uint32_t n = 0;
    *n_open = 0;
    for (uint32_t j = 0; j < s->c.n_sites; j++) {
        *n_open += s->state[j] == JJ_SITE_OPEN;
        if (s->state[j] != JJ_SITE_FREE)
            continue;
        uint32_t k = n++;
        for (; k > 0 && s->profit[s->order[k - 1]] < s->profit[j]; k--)
            s->order[k] = s->order[k - 1];
        s->order[k] = j;
    }
    return n;
}

/* The bound at the prices; fills chosen, and the profits on both sides of the cut. */
static double relax(search *s, double *last_in, double *first_out) {
    const jj_capacity *c = &s->c;
    double value = 0;
    uint32_t n_open;
    for (uint32_t i = 0; i < c->n_clients; i++)
        value += s->price[i];
    double scale = fabs(value);
    for (uint32_t j = 0; j < c->n_sites; j++)
        s->profit[j] = s->state[j] == JJ_SITE_CLOSED ? 0 : pack(s, j);
    uint32_t n_free = order_free(s, &n_open), n_in = c->p - n_open;
    n_in = n_in < n_free ? n_in : n_free;
    for (uint32_t j = 0; j < c->n_sites; j++)
        s->chosen[j] = s->state[j] == JJ_SITE_OPEN;
    for (uint32_t q = 0; q < n_in; q++)
        s->chosen[s->order[q]] = 1;
    *last_in = n_in ? s->profit[s->order[n_in - 1]] : INFINITY;
    *first_out = n_in < n_free ? s->profit[s->order[n_in]] : -INFINITY;
    for (uint32_t j = 0; j < c->n_sites; j++) {
        value -= s->chosen[j] ? s->profit[j] : 0;
        s->site_share[j] += 0.1f * ((float)s->chosen[j] - s->site_share[j]);
    }
    for (uint64_t k = 0; k < c->n_entries; k++)
        s->entry_share[k] +=
            0.1f * ((s->chosen[c->row_site[k]] ? s->in[k] : 0) - s->entry_share[k]);
    return value - 1e-12 * scale;
}

static bool step_prices(search *s, double distance) {
    const jj_capacity *c = &s->c;
    double length = 0;
    for (int pass = 0; pass < 2; pass++)
        for (uint32_t i = 0; i < c->n_clients; i++) {
            double slope = 1;
            /* who has no load may be left out, so has no price */
            if (c->row_first[i] == c->row_first[i + 1] || !(c->load[i] > 0))
                continue;
            for (uint64_t k = c->row_first[i]; k < c->row_first[i + 1]; k++)
                slope -= s->chosen[c->row_site[k]] ? (double)s->in[k] : 0;
            if (pass == 0)
                length += slope * slope;
            else
                s->price[i] += distance / length * slope;
        }
    return length > 1e-9;
}

/* Sites that cannot be otherwise in anything better than the best; true when one was fixed. */
static bool fix_sites(search *s, double bound, double last_in, double first_out) {
    bool changed = false;
    for (uint32_t j = 0; j < s->c.n_sites; j++) {
        if (s->state[j] != JJ_SITE_FREE)
            continue;
        if (!s->chosen[j] && bound + last_in - s->profit[j] >= enough(s))
            s->state[j] = JJ_SITE_CLOSED;
        else if (s->chosen[j] && bound + s->profit[j] - first_out >= enough(s))
            s->state[j] = JJ_SITE_OPEN;
        changed = changed || s->state[j] != JJ_SITE_FREE;
    }
    return changed;
}

/* The best bound of a node; prices end where it was found. */
static jj_status bound_node(search *s, int iterations, double *bound) {
    JJ_AUTO double *kept = jj_alloc(s->c.n_clients, sizeof *kept);
    if (!kept)
        return jj_no_memory(s->run->ctx, "the bound", (uint64_t)s->c.n_clients * 8);
    double theta = 1;
    int n_stale = 0;
    *bound = -INFINITY;
    for (int i = 0; i < iterations && theta > 0.003; i++) {
        double last_in, first_out, value = relax(s, &last_in, &first_out);
        n_stale = value > *bound + 1e-7 * fabs(value) ? 0 : n_stale + 1;
        if (value > *bound) {
            *bound = value;
            memcpy(kept, s->price, s->c.n_clients * sizeof *kept);
            if (++s->since_trial % 8 == 1)
                record(s);
        }
        if (isfinite(s->best))
            fix_sites(s, value, last_in, first_out);
        if (*bound >= enough(s) || !jj_siting_go_on(s->run, s->c.n_entries))
            break;
        if (n_stale >= 12) {
            theta /= 2;
            n_stale = 0;
            memcpy(s->price, kept, s->c.n_clients * sizeof *kept);
        }
        double goal = isfinite(s->best) ? s->best : *bound + fabs(*bound) * 0.05 + 1;
        if (!step_prices(s, theta * fmax(goal - value, 1e-6 * fabs(goal))))
            break;
    }
    memcpy(s->price, kept, s->c.n_clients * sizeof *kept);
    return jj_ctx_poll(s->run->ctx);
}

/* Whether the open sites and the roomiest free ones could hold everyone. */
static bool has_room(search *s, uint32_t n_open, double load) {
    const jj_capacity *c = &s->c;
    double room = 0;
    uint32_t n = 0;
    for (uint32_t j = 0; j < c->n_sites; j++) {
        if (s->state[j] == JJ_SITE_OPEN)
            room += c->room[j];
        if (s->state[j] != JJ_SITE_FREE)
            continue;
        uint32_t k = n++;
        for (; k > 0 && c->room[s->order[k - 1]] < c->room[j]; k--)
            s->order[k] = s->order[k - 1];
        s->order[k] = j;
    }
    for (uint32_t q = 0; q < n && n_open < c->p; q++, n_open++)
        room += c->room[s->order[q]];
    return room >= load * (1 - 1e-12);
}

/* Drops client i's entries that no longer fit; counts what is left, *only is the last of them. */
static uint32_t fit_client(search *s, uint32_t i, uint64_t *only) {
    const jj_capacity *c = &s->c;
    uint32_t n = 0, n_now = 0;
    for (uint64_t k = c->row_first[i]; k < c->row_first[i + 1]; k++)
        n_now += s->is_allowed[k];
    for (uint64_t k = c->row_first[i]; k < c->row_first[i + 1]; k++) {
        uint32_t j = c->row_site[k];
        double others = n_now == 1 ? 0 : s->used[j];
        if (s->state[j] == JJ_SITE_CLOSED || others + c->load[i] > c->room[j])
            s->is_allowed[k] = 0;
        n += s->is_allowed[k];
        if (s->is_allowed[k])
            *only = k;
    }
    return n;
}

/* What clients with one site left take up there; false when that is too much somewhere. */
static bool add_settled(search *s) {
    const jj_capacity *c = &s->c;
    memset(s->used, 0, c->n_sites * sizeof *s->used);
    for (uint32_t i = 0; i < c->n_clients; i++) {
        uint32_t n = 0, j = 0;
        for (uint64_t k = c->row_first[i]; k < c->row_first[i + 1]; k++)
            if (s->is_allowed[k]) {
                n++;
                j = c->row_site[k];
            }
        if (n == 1)
            s->used[j] += c->load[i];
        if (n == 1 && s->used[j] > c->room[j])
            return false;
    }
    return true;
}

/* Entries of closed and full sites go, the only site of a client opens; false at a dead end. */
static bool propagate(search *s) {
    const jj_capacity *c = &s->c;
    for (bool changed = true; changed;) {
        uint32_t n_open = 0;
        double load = 0;
        changed = false;
        for (uint32_t j = 0; j < c->n_sites; j++)
            n_open += s->state[j] == JJ_SITE_OPEN;
        if (n_open > c->p || !add_settled(s))
            return false;
        for (uint32_t j = 0; j < c->n_sites && n_open == c->p; j++)
            if (s->state[j] == JJ_SITE_FREE)
                s->state[j] = JJ_SITE_CLOSED;
        for (uint32_t i = 0; i < c->n_clients; i++) {
            uint64_t only = 0;
            uint32_t n = fit_client(s, i, &only);
            if (c->row_first[i] == c->row_first[i + 1] || !(c->load[i] > 0))
                continue;
            load += c->load[i];
            if (n == 0)
                return false;
            if (n > 1 || s->state[c->row_site[only]] != JJ_SITE_FREE)
                continue;
            s->state[c->row_site[only]] = JJ_SITE_OPEN;
            changed = true;
        }
        if (!has_room(s, n_open, load))
            return false;
    }
    return true;
}

/* The client and site most in doubt among clients that still have a choice; UINT64_MAX = none. */
static uint64_t doubtful_entry(const search *s) {
    const jj_capacity *c = &s->c;
    uint64_t best = UINT64_MAX;
    double most = -1;
    for (uint32_t i = 0; i < c->n_clients; i++) {
        uint32_t n = 0;
        uint64_t top = UINT64_MAX;
        for (uint64_t k = c->row_first[i]; k < c->row_first[i + 1]; k++) {
            if (!s->is_allowed[k])
                continue;
            n++;
            if (top == UINT64_MAX || s->entry_share[k] > s->entry_share[top])
                top = k;
        }
        if (n < 2 || !(c->load[i] > 0))
            continue;
        double doubt = c->load[i] * (1.001 - fabs((double)s->entry_share[top] - 0.5));
        if (doubt > most) {
            most = doubt;
            best = top;
        }
    }
    return best;
}

static uint32_t doubtful_site(const search *s) {
    uint32_t best = JJ_NO_SITE;
    for (uint32_t j = 0; j < s->c.n_sites; j++)
        if (s->state[j] == JJ_SITE_FREE &&
            (best == JJ_NO_SITE ||
             fabsf(s->site_share[j] - 0.5f) < fabsf(s->site_share[best] - 0.5f)))
            best = j;
    return best;
}

/* Give client of entry k to its site alone, or to any other. */
static void decide_entry(search *s, uint64_t k, bool is_given) {
    const jj_capacity *c = &s->c;
    if (!is_given) {
        s->is_allowed[k] = 0;
        return;
    }
    uint32_t i = c->entry_client[k];
    for (uint64_t q = c->row_first[i]; q < c->row_first[i + 1]; q++)
        s->is_allowed[q] = q == k;
    s->state[c->row_site[k]] = JJ_SITE_OPEN;
}

/* Everyone has one site: is there room? Then that is the solution of this node. */
static void settle(search *s) {
    const jj_capacity *c = &s->c;
    double sum = 0;
    memset(s->used, 0, c->n_sites * sizeof *s->used);
    for (uint32_t i = 0; i < c->n_clients; i++) {
        s->trial_of[i] = JJ_NO_SITE;
        for (uint64_t k = c->row_first[i]; k < c->row_first[i + 1]; k++)
            if (s->is_allowed[k] && s->trial_of[i] == JJ_NO_SITE) {
                s->trial_of[i] = c->row_site[k];
                s->used[c->row_site[k]] += c->load[i];
                sum += c->charge[k];
            }
    }
    for (uint32_t j = 0; j < c->n_sites; j++)
        if (s->used[j] > c->room[j])
            return;
    if (!(sum < s->best))
        return;
    s->best = sum;
    memcpy(s->best_of, s->trial_of, c->n_clients * sizeof *s->best_of);
    for (uint32_t j = 0, n = 0; j < c->n_sites; j++)
        n += s->best_open[j] = s->state[j] == JJ_SITE_OPEN ||
                               (s->state[j] == JJ_SITE_FREE && n < c->p && s->used[j] > 0);
}

static jj_status explore(search *s, int iterations, double bound);

static jj_status branch(search *s, double bound) {
    const jj_capacity *c = &s->c;
    uint32_t j = doubtful_site(s);
    uint64_t k = j == JJ_NO_SITE ? doubtful_entry(s) : 0;
    if (k == UINT64_MAX) {
        settle(s);
        return JJ_OK;
    }
    JJ_AUTO uint8_t *state = jj_alloc(c->n_sites, 1);
    JJ_AUTO uint8_t *allowed = jj_alloc(c->n_entries, 1);
    JJ_AUTO double *price = jj_alloc(c->n_clients, sizeof *price);
    if (!state || !allowed || !price)
        return jj_no_memory(s->run->ctx, "site selection", c->n_entries);
    memcpy(state, s->state, c->n_sites);
    memcpy(allowed, s->is_allowed, c->n_entries);
    memcpy(price, s->price, c->n_clients * sizeof *price);
    bool first = j != JJ_NO_SITE ? s->site_share[j] >= 0.5f : true;
    for (int way = 0; way < 2; way++) {
        memcpy(s->state, state, c->n_sites);
        memcpy(s->is_allowed, allowed, c->n_entries);
        memcpy(s->price, price, c->n_clients * sizeof *price);
        bool is_in = way == 0 ? first : !first;
        if (j != JJ_NO_SITE)
            s->state[j] = is_in ? JJ_SITE_OPEN : JJ_SITE_CLOSED;
        else
            decide_entry(s, k, is_in);
        JJ_TRY(explore(s, 40, bound));
    }
    return JJ_OK;
}

static jj_status explore(search *s, int iterations, double bound) {
    if (!propagate(s))
        return JJ_OK;
    if (!jj_siting_go_on(s->run, s->c.n_entries)) {
        s->unexplored = fmin(s->unexplored, bound);
        return JJ_OK;
    }
    double here = -INFINITY;
    JJ_TRY(bound_node(s, iterations, &here));
    bound = fmax(bound, here);
    if (bound >= enough(s) || !propagate(s))
        return JJ_OK;
    return branch(s, bound);
}

static double charge_step(const jj_capacity *c) {
    jj_median m = {.n_clients = c->n_clients,
                   .first = c->row_first,
                   .end = c->row_first + 1,
                   .cost = c->charge};
    JJ_AUTO double *ones = jj_alloc(c->n_clients, sizeof *ones);
    JJ_AUTO double *zeros = jj_alloc(c->n_clients, sizeof *zeros);
    for (uint32_t i = 0; ones && i < c->n_clients; i++)
        ones[i] = 1;
    m.weight = ones;
    m.unserved = zeros;
    return ones && zeros ? jj_median_step(&m) : 0;
}

static jj_status init(search *s, const jj_siting *asked) {
    jj_ctx *ctx = s->run->ctx;
    JJ_TRY(jj_capacity_init(ctx, asked, &s->c));
    const jj_capacity *c = &s->c;
    JJ_TRY(jj_knapsack_init(ctx, &s->sack, c->n_clients));
    s->state = jj_alloc(c->n_sites, 1);
    s->is_allowed = jj_alloc(c->n_entries, 1);
    s->price = jj_alloc(c->n_clients, sizeof *s->price);
    s->profit = jj_alloc(c->n_sites, sizeof *s->profit);
    s->in = jj_alloc(c->n_entries, sizeof *s->in);
    s->entry_share = jj_alloc(c->n_entries, sizeof *s->entry_share);
    s->site_share = jj_alloc(c->n_sites, sizeof *s->site_share);
    s->order = jj_alloc(c->n_sites, sizeof *s->order);
    s->chosen = jj_alloc(c->n_sites, 1);
    s->trial = jj_alloc(c->n_sites, 1);
    s->trial_of = jj_alloc(c->n_clients, sizeof *s->trial_of);
    s->used = jj_alloc(c->n_sites, sizeof *s->used);
    if (!s->state || !s->is_allowed || !s->price || !s->profit || !s->in || !s->entry_share ||
        !s->site_share || !s->order || !s->chosen || !s->trial || !s->trial_of || !s->used)
        return jj_no_memory(ctx, "site selection", c->n_entries * 10);
    memset(s->is_allowed, 1, c->n_entries);
    memcpy(s->state, c->is_fixed, c->n_sites);
    s->step = charge_step(c);
    return JJ_OK;
}

static void deinit(search *s) {
    void *all[] = {s->state, s->is_allowed, s->price,  s->profit, s->in,       s->entry_share,
                   s->order, s->site_share, s->chosen, s->trial,  s->trial_of, s->used};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        jj_free(all[i]);
    jj_knapsack_deinit(&s->sack);
    jj_capacity_deinit(&s->c);
}

/* No assignment fits: the sites the relaxation liked, and whoever there is room for. */
static void serve_some(search *s) {
    double last_in, first_out;
    memcpy(s->state, s->c.is_fixed, s->c.n_sites);
    memset(s->is_allowed, 1, s->c.n_entries);
    relax(s, &last_in, &first_out);
    memcpy(s->best_open, s->chosen, s->c.n_sites);
    jj_capacity_assign(s->run, &s->c, s->best_open, s->best_of, s->used);
}

jj_status jj_siting_capacitated(jj_siting *s, jj_located *out) {
    search q = {.run = s->run, .best_open = s->is_open, .best = INFINITY, .unexplored = INFINITY};
    s->site_of = q.best_of = jj_alloc(s->ask->table->n_clients, sizeof *q.best_of);
    if (!q.best_of)
        return jj_no_memory(s->run->ctx, "site selection", s->ask->table->n_clients * 4ull);
    jj_status st = init(&q, s);
    double start = -INFINITY;
    if (st == JJ_OK)
        st = jj_capacity_start(s, q.price, q.chosen, &start);
    if (st == JJ_OK) {
        record(&q);
        st = explore(&q, 500, start);
    }
    if (st == JJ_OK && isinf(q.best))
        serve_some(&q);
    double step = q.step, left = q.unexplored;
    if (step > 0 && isfinite(left))
        left = ceil(left / step - 1e-6) * step;
    out->objective = q.best;
    /* an answer that leaves someone over is no answer to what the bound is of */
    out->bound = isinf(q.best) ? 0 : fmin(left, q.best);
    deinit(&q);
    return st == JJ_OK && isinf(q.best) ? jj_siting_least(s, out) : st;
}
