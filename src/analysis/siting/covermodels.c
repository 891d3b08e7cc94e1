/*
 * The models that ask to serve everyone: fewest sites, twice if possible, or as near as possible.
 */
#include "analysis/siting/siting.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

jj_cover_lists jj_siting_lists(const jj_siting *s) {
    const jj_cost_table *t = s->ask->table;
    return (jj_cover_lists){.n_rows = t->n_clients,
                            .n_cols = t->n_sites,
                            .row_first = t->client_first,
                            .row_end = s->client_end,
                            .row_col = t->client_site,
                            .col_first = t->site_first,
                            .col_end = s->site_end,
                            .col_row = t->site_client};
}

jj_status jj_siting_cover(jj_siting *s, jj_located *out) {
    jj_cover_lists l = jj_siting_lists(s);
    uint32_t n_open, bound;
    JJ_TRY(jj_cover_solve(s->run, &l, s->is_fixed, 0, s->is_open, &n_open, &bound));
    out->objective = n_open;
    out->bound = bound;
    return JJ_OK;
}

/* Entries of a row within `radius`. */
static void cut_rows(const uint64_t *first, const double *cost, uint32_t n, double radius,
                     uint64_t *end) {
    for (uint32_t i = 0; i < n; i++) {
        uint64_t from = first[i], to = first[i + 1];
        while (from < to) {
            uint64_t mid = from + (to - from) / 2;
            if (cost[mid] <= radius)
                from = mid + 1;
            else
                to = mid;
        }
        end[i] = from;
    }
}

static int by_value(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The different costs that can be the answer, ascending: from the worst client's nearest up. */
static jj_status list_radii(jj_ctx *ctx, const jj_siting *s, double **radii, size_t *n) {
    const jj_cost_table *t = s->ask->table;
    double least = 0;
    for (uint32_t c = 0; c < t->n_clients; c++)
        if (t->client_first[c] < t->client_first[c + 1])
            least = fmax(least, t->client_cost[t->client_first[c]]);
    uint64_t n_all = t->client_first[t->n_clients];
    double *r = *radii = jj_alloc(n_all, sizeof *r);
    if (!r)
        return jj_no_memory(ctx, "site selection", n_all * 8);
    size_t n_kept = 0;
    for (uint64_t k = 0; k < n_all; k++)
        if (t->client_cost[k] >= least)
            r[n_kept++] = t->client_cost[k];
    qsort(r, n_kept, sizeof *r, by_value);
    *n = 0;
    for (size_t i = 0; i < n_kept; i++)
        if (*n == 0 || r[i] > r[*n - 1])
            r[(*n)++] = r[i];
    return JJ_OK;
}

/* Is everyone served within the radius by p sites? *need: sites proven necessary. */
static jj_status try_radius(jj_siting *s, double radius, uint8_t *is_open, uint32_t *n_open,
                            uint32_t *need) {
    const jj_cost_table *t = s->ask->table;
    cut_rows(t->client_first, t->client_cost, t->n_clients, radius, s->client_end);
    cut_rows(t->site_first, t->site_cost, t->n_sites, radius, s->site_end);
    jj_cover_lists l = jj_siting_lists(s);
    return jj_cover_solve(s->run, &l, s->is_fixed, s->ask->p, is_open, n_open, need);
}

/* Opened sites beyond those needed: the smaller ones first, up to p. */
static void fill_up(const jj_siting *s, uint32_t n_open) {
    for (uint32_t j = 0; j < s->ask->table->n_sites && n_open < s->ask->p; j++)
        if (!s->is_open[j]) {
            s->is_open[j] = 1;
            n_open++;
        }
}

/* The largest cost of a served client under is_open, with the whole table in force again. */
static double worst_cost(const jj_siting *s) {
    const jj_cost_table *t = s->ask->table;
    double worst = 0;
    for (uint32_t c = 0; c < t->n_clients; c++) {
        s->client_end[c] = t->client_first[c + 1];
        for (uint64_t k = t->client_first[c]; k < t->client_first[c + 1]; k++)
            if (s->is_open[t->client_site[k]]) {
                worst = fmax(worst, t->client_cost[k]);
                break;
            }
    }
    return worst;
}

/* Bisects the radii; radii[*refuted - 1] is the largest proven too small for p sites. */
static jj_status bisect(jj_siting *s, const double *radii, size_t n, uint8_t *trial,
                        size_t *refuted) {
    size_t low = 0, high = n - 1; /* radii[high] is known to do */
    while (low < high) {
        size_t at = low + (high - low) / 2;
        uint32_t n_open, need;
        JJ_TRY(try_radius(s, radii[at], trial, &n_open, &need));
        if (n_open <= s->ask->p) {
            memcpy(s->is_open, trial, s->ask->table->n_sites);
            fill_up(s, n_open);
            double worst = worst_cost(s);
            for (high = at; high > low && radii[high - 1] >= worst;)
                high--;
            continue;
        }
        low = at + 1;
        if (need > s->ask->p)
            *refuted = low;
    }
    return JJ_OK;
}

/* The fewest sites whose capacities hold all that must be served. */
static uint32_t least_by_capacity(const jj_siting *s, double *room) {
    const jj_cost_table *t = s->ask->table;
    double load = 0;
    for (uint32_t c = 0; c < t->n_clients; c++)
        load += t->client_first[c] < t->client_first[c + 1] ? s->weight[c] : 0;
    memcpy(room, s->ask->capacity, t->n_sites * sizeof *room);
    qsort(room, t->n_sites, sizeof *room, by_value);
    uint32_t n = 0;
    while (n < t->n_sites && load > 0)
        load -= room[t->n_sites - ++n];
    return n;
}

jj_status jj_siting_least(jj_siting *s, jj_located *out) {
    const jj_cost_table *t = s->ask->table;
    uint32_t n_open, need, by_room = 0;
    JJ_AUTO uint8_t *trial = jj_alloc(t->n_sites, 1);
    JJ_AUTO double *room = jj_alloc(t->n_sites, sizeof *room);
    if (!trial || !room)
        return jj_no_memory(s->run->ctx, "site selection", t->n_sites * 9ull);
    for (uint32_t c = 0; c < t->n_clients; c++)
        s->client_end[c] = s->weight[c] > 0 ? t->client_first[c + 1] : t->client_first[c];
    jj_cover_lists l = jj_siting_lists(s);
    JJ_TRY(jj_cover_solve(s->run, &l, s->is_fixed, s->ask->p, trial, &n_open, &need));
    for (uint32_t c = 0; c < t->n_clients; c++)
        s->client_end[c] = t->client_first[c + 1];
    if (s->ask->capacity)
        by_room = least_by_capacity(s, room);
    need = need > by_room ? need : by_room;
    out->least_sites = need > s->ask->p ? need : 0;
    return JJ_OK;
}

jj_status jj_siting_center(jj_siting *s, jj_located *out) {
    uint32_t n_sites = s->ask->table->n_sites, n_open, need;
    JJ_AUTO uint8_t *trial = jj_alloc(n_sites, 1);
    JJ_AUTO double *radii = NULL;
    size_t n = 0, refuted = 0;
    if (!trial)
        return jj_no_memory(s->run->ctx, "site selection", n_sites);
    JJ_TRY(list_radii(s->run->ctx, s, &radii, &n));
    if (n == 0) {
        fill_up(s, 0);
        return JJ_OK;
    }
    JJ_TRY(try_radius(s, radii[n - 1], trial, &n_open, &need));
    if (n_open > s->ask->p) {
        out->least_sites = need > s->ask->p ? need : 0;
        JJ_TRY(jj_siting_coverage(s, out));
        out->objective = worst_cost(s);
        out->bound = radii[0];
        return JJ_OK;
    }
    memcpy(s->is_open, trial, n_sites);
    fill_up(s, n_open);
    JJ_TRY(bisect(s, radii, n, trial, &refuted));
    out->objective = worst_cost(s);
    out->bound = fmin(radii[refuted], out->objective);
    return JJ_OK;
}
