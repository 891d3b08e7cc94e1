#include "analysis/siting/siting.h"
#include "base/text.h"

#include <math.h>
#include <string.h>

static const char *const model_names[] = {
    [JJ_LSCP] = "lscp",       [JJ_LSCPB] = "lscpb",     [JJ_MCLP] = "mclp",
    [JJ_PMEDIAN] = "pmedian", [JJ_PCENTER] = "pcenter", [JJ_CPMEDIAN] = "cpmedian"};

const char *jj_locate_model_name(jj_locate_model m) {
    return model_names[m];
}

bool jj_locate_model_parse(const char *name, jj_locate_model *out) {
    for (int m = JJ_LSCP; m <= JJ_CPMEDIAN; m++)
        if (strcmp(name, model_names[m]) == 0) {
            *out = (jj_locate_model)m;
            return true;
        }
    return false;
}

static bool has_radius(jj_locate_model m) {
    return m == JJ_LSCP || m == JJ_LSCPB || m == JJ_MCLP;
}

static bool has_p(jj_locate_model m) {
    return m != JJ_LSCP && m != JJ_LSCPB;
}

static jj_status check_numbers(jj_ctx *ctx, const double *value, uint32_t n, bool may_be_infinite,
                               const char *what) {
    for (uint32_t i = 0; value && i < n; i++)
        if (!(value[i] >= 0) || (!may_be_infinite && isinf(value[i])))
            return jj_fail(ctx, JJ_E_RANGE, "%s %u: %g is not a number of 0 or more", what, i,
                           value[i]);
    return JJ_OK;
}

/* What goes with some models only. */
static jj_status check_wishes(jj_ctx *ctx, const jj_locate *ask) {
    const char *name = jj_locate_model_name(ask->model);
    if (ask->share != 0 && !(ask->share > 0 && ask->share < 1))
        return jj_fail(ctx, JJ_E_RANGE, "a share of %g is not between 0 and 1", ask->share);
    if (ask->share > 0 && ask->model != JJ_LSCP)
        return jj_fail(ctx, JJ_E_RANGE, "a share of the demand goes with model lscp, not %s", name);
    if (ask->budget != 0 && !(ask->budget > 0 && isfinite(ask->budget)))
        return jj_fail(ctx, JJ_E_RANGE, "a budget of %g is none", ask->budget);
    if (ask->budget > 0 && ask->model != JJ_MCLP)
        return jj_fail(ctx, JJ_E_RANGE, "a budget goes with model mclp, not %s", name);
    if (ask->budget > 0 && (ask->unit || !ask->price))
        return jj_fail(ctx, JJ_E_RANGE,
                       "a budget needs prices, and does not go with one site per unit");
    if (ask->unit && !has_radius(ask->model) && !(ask->first_radius > 0))
        return jj_fail(ctx, JJ_E_RANGE,
                       "one site per unit first needs a radius within which the first one covers");
    return JJ_OK;
}

static jj_status check(jj_ctx *ctx, const jj_locate *ask) {
    const jj_cost_table *t = ask->table;
    if (t->n_clients == 0 || t->n_sites == 0)
        return jj_fail(ctx, JJ_E_RANGE, "there are %u clients and %u sites: nothing to choose",
                       t->n_clients, t->n_sites);
    JJ_TRY(check_numbers(ctx, ask->demand, t->n_clients, false, "demand of client"));
    JJ_TRY(check_numbers(ctx, ask->capacity, t->n_sites, true, "capacity of site"));
    for (size_t i = 0; i < ask->n_fixed; i++)
        if (ask->fixed[i] >= t->n_sites)
            return jj_fail(ctx, JJ_E_RANGE, "fixed site %u: there are %u sites", ask->fixed[i],
                           t->n_sites);
    if (has_radius(ask->model) && !(ask->radius >= 0))
        return jj_fail(ctx, JJ_E_RANGE, "model %s needs a radius of 0 or more",
                       jj_locate_model_name(ask->model));
    JJ_TRY(check_wishes(ctx, ask));
    if (!has_p(ask->model) || ask->budget > 0)
        return JJ_OK;
    if (ask->model == JJ_CPMEDIAN && !ask->capacity)
        return jj_fail(ctx, JJ_E_RANGE, "model %s needs capacities",
                       jj_locate_model_name(ask->model));
    if (ask->p < 1 || ask->p > t->n_sites)
        return jj_fail(ctx, JJ_E_RANGE, "%u sites asked for: there are 1 to %u", ask->p,
                       t->n_sites);
    return JJ_OK;
}

/* Entries of a row whose cost is within the radius: rows ascend. */
static uint64_t row_end(const double *cost, uint64_t first, uint64_t end, double radius) {
    while (first < end) {
        uint64_t mid = first + (end - first) / 2;
        if (cost[mid] <= radius)
            first = mid + 1;
        else
            end = mid;
    }
    return first;
}

uint64_t jj_siting_row_end(const jj_cost_table *t, uint32_t site, double radius) {
    return row_end(t->site_cost, t->site_first[site], t->site_first[site + 1], radius);
}

static jj_status prepare(jj_ctx *ctx, jj_siting *s) {
    const jj_locate *ask = s->ask;
    const jj_cost_table *t = ask->table;
    double radius = has_radius(ask->model) ? ask->radius : INFINITY;
    s->is_fixed = jj_alloc(t->n_sites, 1);
    s->is_open = jj_alloc(t->n_sites, 1);
    s->client_end = jj_alloc(t->n_clients, sizeof *s->client_end);
    s->site_end = jj_alloc(t->n_sites, sizeof *s->site_end);
    s->weight = jj_alloc(t->n_clients, sizeof *s->weight);
    if (!s->is_fixed || !s->is_open || !s->client_end || !s->site_end || !s->weight)
        return jj_no_memory(ctx, "site selection", (uint64_t)t->n_clients * 16);
    for (uint32_t c = 0; c < t->n_clients; c++) {
        s->weight[c] = ask->demand ? ask->demand[c] : 1;
        s->client_end[c] =
            row_end(t->client_cost, t->client_first[c], t->client_first[c + 1], radius);
    }
    for (uint32_t j = 0; j < t->n_sites; j++)
        s->site_end[j] = row_end(t->site_cost, t->site_first[j], t->site_first[j + 1], radius);
    uint32_t n_fixed = 0;
    for (size_t i = 0; i < ask->n_fixed; i++) {
        n_fixed += !s->is_fixed[ask->fixed[i]];
        s->is_fixed[ask->fixed[i]] = JJ_SITE_OPEN;
    }
    if (has_p(ask->model) && n_fixed > ask->p)
        return jj_fail(ctx, JJ_E_RANGE, "%u sites are fixed and only %u asked for", n_fixed,
                       ask->p);
    return JJ_OK;
}

static jj_status solve(jj_siting *s, jj_located *out) {
    switch (s->ask->model) {
    case JJ_LSCP:
        return jj_siting_cover(s, out);
    case JJ_LSCPB:
        return jj_siting_backup(s, out);
    case JJ_MCLP:
        return jj_siting_coverage(s, out);
    case JJ_PMEDIAN:
        return jj_siting_median(s, out);
    case JJ_PCENTER:
        return jj_siting_center(s, out);
    case JJ_CPMEDIAN:
        return jj_siting_capacitated(s, out);
    }
    return JJ_OK;
}

/* Where fewer than p do as well, the smallest of the others make up the number. */
static void make_up_number(const jj_siting *s) {
    uint32_t n_open = 0, n_sites = s->ask->table->n_sites;
    for (uint32_t j = 0; j < n_sites; j++)
        n_open += s->is_open[j];
    for (uint32_t j = 0; j < n_sites && n_open < s->ask->p; j++) {
        n_open += !s->is_open[j];
        s->is_open[j] = 1;
    }
}

static jj_status list_sites(jj_ctx *ctx, const jj_siting *s, jj_located *out) {
    const jj_cost_table *t = s->ask->table;
    out->sites = jj_alloc(t->n_sites, sizeof *out->sites);
    out->site_of = jj_alloc(t->n_clients, sizeof *out->site_of);
    if (!out->sites || !out->site_of)
        return jj_no_memory(ctx, "site selection", (uint64_t)t->n_clients * 4);
    if (has_p(s->ask->model))
        make_up_number(s);
    for (uint32_t j = 0; j < t->n_sites; j++)
        if (s->is_open[j])
            out->sites[out->n_sites++] = j;
    return JJ_OK;
}

/* Who is served by whom, and who by none. */
static void count_clients(const jj_siting *s, jj_located *out) {
    const jj_cost_table *t = s->ask->table;
    for (uint32_t c = 0; c < t->n_clients; c++) {
        uint32_t n = 0;
        out->site_of[c] = s->site_of ? s->site_of[c] : JJ_NO_SITE;
        for (uint64_t k = t->client_first[c]; k < s->client_end[c] && n < 2; k++)
            if (s->is_open[t->client_site[k]] && n++ == 0 && !s->site_of)
                out->site_of[c] = t->client_site[k];
        out->n_backed_up += n > 1;
        if (out->site_of[c] != JJ_NO_SITE)
            continue;
        out->n_uncovered++;
        out->uncovered_demand += s->weight[c];
        if (t->client_first[c] < s->client_end[c])
            continue;
        out->n_unservable++;
        out->unservable_demand += s->weight[c];
    }
}

/* Sum of demand x cost over the served, in client order. */
static double weighted_cost(const jj_siting *s, const jj_located *out) {
    const jj_cost_table *t = s->ask->table;
    double sum = 0;
    for (uint32_t c = 0; c < t->n_clients; c++)
        for (uint64_t k = t->client_first[c]; k < s->client_end[c]; k++)
            if (t->client_site[k] == out->site_of[c]) {
                sum += s->weight[c] * t->client_cost[k];
                break;
            }
    return sum;
}

void jj_siting_compare(jj_located *out) {
    double distance = fabs(out->objective - out->bound);
    out->gap = distance / fmax(fabs(out->bound), 1e-12);
    if (out->gap <= 1e-9) {
        out->bound = out->objective;
        out->gap = 0;
    }
    out->is_optimal = out->gap == 0 && out->is_feasible;
}

static void conclude(const jj_siting *s, jj_located *out) {
    jj_locate_model m = s->ask->model;
    count_clients(s, out);
    bool by_demand = m == JJ_PMEDIAN || m == JJ_CPMEDIAN;
    out->is_feasible =
        m == JJ_MCLP || (by_demand ? !(out->uncovered_demand > 0) : out->n_uncovered == 0);
    if (by_demand) {
        out->objective = weighted_cost(s, out);
        out->bound = fmin(out->bound, out->objective);
    }
    jj_siting_compare(out);
    out->is_repeatable = !s->run->was_cut;
}

jj_status jj_siting_plain(jj_siting_run *run, const jj_locate *ask, jj_located *out) {
    jj_siting s = {.ask = ask, .run = run};
    *out = (jj_located){0};
    jj_status st = prepare(run->ctx, &s);
    if (st == JJ_OK)
        st = solve(&s, out);
    if (st == JJ_OK)
        st = list_sites(run->ctx, &s, out);
    if (st == JJ_OK)
        conclude(&s, out);
    else
        jj_located_deinit(out);
    jj_free(s.is_fixed);
    jj_free(s.is_open);
    jj_free(s.client_end);
    jj_free(s.site_end);
    jj_free(s.weight);
    jj_free(s.site_of);
    return st;
}

jj_status jj_siting_answer(jj_siting_run *run, const jj_locate *ask, jj_located *out) {
    if (ask->share > 0)
        return jj_siting_share(run, ask, out);
    return ask->budget > 0 ? jj_siting_budget(run, ask, out) : jj_siting_plain(run, ask, out);
}

jj_status jj_locate_solve(jj_ctx *ctx, const jj_locate *ask, jj_located *out) {
    static const uint64_t usual_effort = 14000000000u, looks_an_entry = 150;
    *out = (jj_located){0};
    JJ_TRY(check(ctx, ask));
    uint64_t n_entries = ask->table->client_first[ask->table->n_clients];
    uint64_t effort = ask->effort ? ask->effort : usual_effort + looks_an_entry * n_entries;
    jj_siting_run run = {
        .ctx = ctx, .effort = (int64_t)effort, .is_over = ask->is_over, .user = ask->user};
    return ask->unit ? jj_siting_firsts(&run, ask, out) : jj_siting_answer(&run, ask, out);
}

void jj_located_deinit(jj_located *a) {
    jj_free(a->sites);
    jj_free(a->site_of);
    jj_free(a->firsts);
    *a = (jj_located){0};
}
