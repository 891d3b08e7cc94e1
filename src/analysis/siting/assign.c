#include "analysis/siting/capacity.h"

#include <math.h>
#include <string.h>

void jj_capacity_deinit(jj_capacity *c) {
    jj_free(c->charge);
    jj_free(c->col_first);
    jj_free(c->col_entry);
    jj_free(c->entry_client);
    jj_free(c->then);
    jj_free(c->n_there);
    *c = (jj_capacity){0};
}

static bool is_whole(const jj_capacity *c) {
    for (uint32_t i = 0; i < c->n_clients; i++)
        if (c->load[i] != floor(c->load[i]))
            return false;
    for (uint32_t j = 0; j < c->n_sites; j++)
        if (!isinf(c->room[j]) && c->room[j] > JJ_KNAPSACK_ROOM)
            return false;
    return true;
}

jj_status jj_capacity_init(jj_ctx *ctx, const jj_siting *s, jj_capacity *c) {
    const jj_cost_table *t = s->ask->table;
    *c = (jj_capacity){.n_clients = t->n_clients,
                       .n_sites = t->n_sites,
                       .p = s->ask->p,
                       .n_entries = t->client_first[t->n_clients],
                       .row_first = t->client_first,
                       .row_site = t->client_site,
                       .load = s->weight,
                       .room = s->ask->capacity,
                       .is_fixed = s->is_fixed};
    c->charge = jj_alloc(c->n_entries, sizeof *c->charge);
    c->entry_client = jj_alloc(c->n_entries, sizeof *c->entry_client);
    c->col_entry = jj_alloc(c->n_entries, sizeof *c->col_entry);
    c->col_first = jj_alloc((size_t)c->n_sites + 1, sizeof *c->col_first);
    c->then = jj_alloc(c->n_sites, sizeof *c->then);
    c->n_there = jj_alloc(c->n_sites, sizeof *c->n_there);
    JJ_AUTO uint64_t *at = jj_alloc(c->n_sites, sizeof *at);
    if (!c->then || !c->n_there || !c->charge || !c->entry_client || !c->col_entry ||
        !c->col_first || !at) {
        jj_capacity_deinit(c);
        return jj_no_memory(ctx, "site selection", c->n_entries * 20);
    }
    memcpy(c->col_first, t->site_first, ((size_t)c->n_sites + 1) * sizeof *c->col_first);
    memcpy(at, t->site_first, c->n_sites * sizeof *at);
    for (uint32_t i = 0; i < c->n_clients; i++)
        for (uint64_t k = c->row_first[i]; k < c->row_first[i + 1]; k++) {
            c->charge[k] = c->load[i] * t->client_cost[k];
            c->entry_client[k] = i;
            c->col_entry[at[c->row_site[k]]++] = k;
        }
    c->is_whole = is_whole(c);
    return JJ_OK;
}

/* The cheapest open site with room for client i, and how much dearer the second is. */
static uint64_t cheapest(const jj_capacity *c, const uint8_t *is_open, const double *used,
                         uint32_t i, double *regret) {
    uint64_t best = UINT64_MAX;
    *regret = INFINITY;
    for (uint64_t k = c->row_first[i]; k < c->row_first[i + 1]; k++) {
        uint32_t j = c->row_site[k];
        if (!is_open[j] || used[j] + c->load[i] > c->room[j])
            continue;
        if (best != UINT64_MAX) {
            *regret = c->charge[k] - c->charge[best];
            return best;
        }
        best = k;
    }
    return best;
}

/* The client that would regret waiting most goes first; where loads are tight, the heaviest. */
static void place_all(jj_siting_run *run, const jj_capacity *c, const uint8_t *is_open,
                      bool by_load, uint32_t *site_of, double *used) {
    memset(used, 0, c->n_sites * sizeof *used);
    for (uint32_t i = 0; i < c->n_clients; i++)
        site_of[i] = JJ_NO_SITE;
    for (;;) {
        uint32_t next = JJ_NO_SITE;
        uint64_t entry = UINT64_MAX;
        double most = -1, heaviest = -1;
        for (uint32_t i = 0; i < c->n_clients; i++) {
            double regret;
            if (site_of[i] != JJ_NO_SITE)
                continue;
            uint64_t k = cheapest(c, is_open, used, i, &regret);
            run->effort -= 8;
            if (k == UINT64_MAX)
                continue;
            bool is_first = by_load ? c->load[i] > heaviest : regret > most;
            if (!is_first)
                continue;
            most = regret;
            heaviest = c->load[i];
            next = i;
            entry = k;
        }
        if (next == JJ_NO_SITE)
            return;
        site_of[next] = c->row_site[entry];
        used[site_of[next]] += c->load[next];
    }
}

static double charge_of(const jj_capacity *c, uint32_t i, uint32_t j) {
    uint64_t from = c->col_first[j], end = c->col_first[j + 1];
    while (from < end) {
        uint64_t mid = from + (end - from) / 2;
        if (c->entry_client[c->col_entry[mid]] < i)
            from = mid + 1;
        else
            end = mid;
    }
    bool is_found = from < c->col_first[j + 1] && c->entry_client[c->col_entry[from]] == i;
    return is_found ? c->charge[c->col_entry[from]] : INFINITY;
}

static void move_to(const jj_capacity *c, uint32_t i, uint32_t j, uint32_t *site_of, double *used) {
    if (site_of[i] != JJ_NO_SITE)
        used[site_of[i]] -= c->load[i];
    site_of[i] = j;
    used[j] += c->load[i];
}

static bool move_clients(const jj_capacity *c, const uint8_t *is_open, uint32_t *site_of,
                         double *used) {
    bool changed = false;
    for (uint32_t i = 0; i < c->n_clients; i++)
        for (uint64_t k = c->row_first[i]; k < c->row_first[i + 1]; k++) {
            uint32_t j = c->row_site[k];
            if (j == site_of[i])
                break;
            if (!is_open[j] || used[j] + c->load[i] > c->room[j])
                continue;
            changed = true;
            move_to(c, i, j, site_of, used);
            break;
        }
    return changed;
}

/* Exchange the sites of two clients where both fit and the sum of charges falls. */
static bool exchange_clients(jj_siting_run *run, const jj_capacity *c, uint32_t *site_of,
                             double *used) {
    bool changed = false;
    for (uint32_t a = 0; a < c->n_clients; a++) {
        if (site_of[a] == JJ_NO_SITE || !jj_siting_go_on(run, 4ull * c->n_clients))
            continue;
        double here = charge_of(c, a, site_of[a]);
        for (uint32_t b = a + 1; b < c->n_clients; b++) {
            uint32_t x = site_of[a], y = site_of[b];
            if (y == JJ_NO_SITE || x == y || used[x] - c->load[a] + c->load[b] > c->room[x] ||
                used[y] - c->load[b] + c->load[a] > c->room[y])
                continue;
            double now = here + charge_of(c, b, y);
            double then = charge_of(c, a, y) + charge_of(c, b, x);
            if (!(then < now - 1e-9 * now))
                continue;
            move_to(c, a, y, site_of, used);
            move_to(c, b, x, site_of, used);
            here = charge_of(c, a, y);
            changed = true;
        }
    }
    return changed;
}

/* What each site would charge the clients of site j, and how many of them it can serve at all. */
static uint32_t add_charges(const jj_capacity *c, uint32_t j, const uint32_t *site_of,
                            uint64_t *n_seen) {
    uint32_t n = 0;
    memset(c->then, 0, c->n_sites * sizeof *c->then);
    memset(c->n_there, 0, c->n_sites * sizeof *c->n_there);
    *n_seen = c->n_sites;
    for (uint32_t i = 0; i < c->n_clients; i++) {
        if (site_of[i] != j)
            continue;
        for (uint64_t k = c->row_first[i]; k < c->row_first[i + 1]; k++) {
            c->then[c->row_site[k]] += c->charge[k];
            c->n_there[c->row_site[k]]++;
        }
        *n_seen += c->row_first[i + 1] - c->row_first[i];
        n++;
    }
    return n;
}

/* Move whole clusters to a closed site that serves all of them for less. */
static bool recentre(jj_siting_run *run, const jj_capacity *c, uint8_t *is_open, uint32_t *site_of,
                     double *used) {
    bool changed = false;
    for (uint32_t j = 0; j < c->n_sites; j++) {
        if (!is_open[j] || c->is_fixed[j])
            continue;
        uint64_t n_seen;
        uint32_t n = add_charges(c, j, site_of, &n_seen), best = j;
        double least = c->then[j];
        for (uint32_t q = 0; q < c->n_sites; q++) {
            bool is_fit = !is_open[q] && c->room[q] >= used[j] && c->n_there[q] == n;
            if (is_fit && c->then[q] < least - 1e-9 * fabs(least)) {
                least = c->then[q];
                best = q;
            }
        }
        if (!jj_siting_go_on(run, n_seen))
            return changed;
        if (best == j)
            continue;
        is_open[j] = 0;
        is_open[best] = 1;
        for (uint32_t i = 0; i < c->n_clients; i++)
            if (site_of[i] == j)
                move_to(c, i, best, site_of, used);
        used[j] = 0;
        changed = true;
    }
    return changed;
}

static double total_charge(const jj_capacity *c, const uint32_t *site_of) {
    double sum = 0;
    for (uint32_t i = 0; i < c->n_clients; i++) {
        if (site_of[i] != JJ_NO_SITE)
            sum += charge_of(c, i, site_of[i]);
        else if (c->load[i] > 0 && c->row_first[i] < c->row_first[i + 1])
            return INFINITY;
    }
    return sum;
}

double jj_capacity_assign(jj_siting_run *run, const jj_capacity *c, uint8_t *is_open,
                          uint32_t *site_of, double *used) {
    enum { ROUNDS = 50 };
    place_all(run, c, is_open, false, site_of, used);
    if (isinf(total_charge(c, site_of)))
        place_all(run, c, is_open, true, site_of, used);
    for (int round = 0; round < ROUNDS; round++) {
        bool changed = move_clients(c, is_open, site_of, used);
        changed = exchange_clients(run, c, site_of, used) || changed;
        changed = recentre(run, c, is_open, site_of, used) || changed;
        if (!changed)
            break;
    }
    return total_charge(c, site_of);
}
