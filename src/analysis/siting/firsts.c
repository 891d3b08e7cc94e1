/* One site first in every unit, and the order in which sites are built. */
#include "analysis/siting/siting.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

double jj_siting_gain(const jj_locate *ask, const uint8_t *is_covered, uint32_t site,
                      double radius) {
    const jj_cost_table *t = ask->table;
    double sum = 0;
    for (uint64_t k = t->site_first[site], end = jj_siting_row_end(t, site, radius); k < end; k++) {
        uint32_t c = t->site_client[k];
        double weight = ask->demand ? ask->demand[c] : 1;
        sum += is_covered[c] ? 0 : weight;
    }
    return sum;
}

double jj_siting_cover_by(const jj_locate *ask, uint8_t *is_covered, uint32_t site, double radius) {
    const jj_cost_table *t = ask->table;
    double sum = jj_siting_gain(ask, is_covered, site, radius);
    for (uint64_t k = t->site_first[site], end = jj_siting_row_end(t, site, radius); k < end; k++)
        is_covered[t->site_client[k]] = 1;
    return sum;
}

/* What stands covers and serves its unit; the rest of `is_left` may be chosen. */
static double begin(const jj_locate *ask, double radius, uint8_t *is_covered, uint8_t *is_left) {
    double covered = 0;
    memset(is_left, 1, ask->table->n_sites);
    for (size_t i = 0; i < ask->n_fixed; i++) {
        covered += jj_siting_cover_by(ask, is_covered, ask->fixed[i], radius);
        is_left[ask->fixed[i]] = 0;
    }
    return covered;
}

/* Sites of a unit leave the choice. */
static void serve_unit(const jj_locate *ask, uint32_t unit, uint8_t *is_left) {
    for (uint32_t j = 0; j < ask->table->n_sites; j++)
        is_left[j] = is_left[j] && ask->unit[j] != unit;
}

/* Gains only fall as more is covered, so an old one is a ceiling. */
static uint32_t best_left(const jj_locate *ask, const uint8_t *is_covered, const uint8_t *is_left,
                          double radius, double *gain) {
    for (;;) {
        uint32_t best = JJ_NO_SITE;
        for (uint32_t j = 0; j < ask->table->n_sites; j++)
            if (is_left[j] && (best == JJ_NO_SITE || gain[j] > gain[best]))
                best = j;
        if (best == JJ_NO_SITE)
            return best;
        double now = jj_siting_gain(ask, is_covered, best, radius);
        if (now >= gain[best])
            return best;
        gain[best] = now;
    }
}

/* The first of every unit that has none, the largest gain first, among `is_left`; appended to
 * `sites`, no more than most_new. */
static jj_status choose_firsts(jj_siting_run *run, const jj_locate *ask, uint32_t most_new,
                               uint8_t *is_covered, uint8_t *is_left, uint32_t *sites,
                               size_t *n_all) {
    double radius = ask->first_radius > 0 ? ask->first_radius : ask->radius;
    JJ_AUTO double *gain = jj_alloc(ask->table->n_sites, sizeof *gain);
    if (!gain)
        return jj_no_memory(run->ctx, "site selection", ask->table->n_sites * 8ull);
    (void)begin(ask, radius, is_covered, is_left);
    for (size_t i = 0; i < ask->n_fixed; i++)
        if (ask->unit[ask->fixed[i]] != JJ_NO_SITE)
            serve_unit(ask, ask->unit[ask->fixed[i]], is_left);
    serve_unit(ask, JJ_NO_SITE, is_left);
    for (uint32_t j = 0; j < ask->table->n_sites; j++)
        gain[j] = is_left[j] ? jj_siting_gain(ask, is_covered, j, radius) : 0;
    for (uint32_t n = 0; n < most_new; n++) {
        uint32_t best = best_left(ask, is_covered, is_left, radius, gain);
        if (best == JJ_NO_SITE)
            break;
        sites[(*n_all)++] = best;
        (void)jj_siting_cover_by(ask, is_covered, best, radius);
        serve_unit(ask, ask->unit[best], is_left);
        JJ_TRY(jj_ctx_poll(run->ctx));
    }
    return JJ_OK;
}

static int by_number(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* Whatever the firsts forbid, the question without them bounds. */
static jj_status take_free_bound(jj_siting_run *run, const jj_locate *ask, jj_located *out) {
    JJ_CLEANUP(jj_located_deinit) jj_located wide = {0};
    JJ_TRY(jj_siting_answer(run, ask, &wide));
    double o = out->objective;
    out->bound = ask->model == JJ_MCLP ? fmax(wide.bound, o) : fmin(wide.bound, o);
    jj_siting_compare(out);
    out->is_repeatable = out->is_repeatable && wide.is_repeatable;
    return JJ_OK;
}

/* Fixed sites and firsts into `sites`; *n_fixed of them, each once, are fixed. */
static jj_status list_forced(jj_siting_run *run, const jj_locate *ask, uint32_t *sites,
                             size_t *n_fixed, size_t *n_all) {
    uint32_t n_sites = ask->table->n_sites;
    bool is_counted = ask->model != JJ_LSCP && ask->model != JJ_LSCPB;
    JJ_AUTO uint8_t *is_covered = jj_alloc(ask->table->n_clients, 1);
    JJ_AUTO uint8_t *is_left = jj_alloc(n_sites, 1);
    if (!is_covered || !is_left)
        return jj_no_memory(run->ctx, "site selection", ask->table->n_clients);
    *n_all = 0;
    for (size_t i = 0; i < ask->n_fixed; i++) {
        if (!is_left[ask->fixed[i]])
            sites[(*n_all)++] = ask->fixed[i];
        is_left[ask->fixed[i]] = 1;
    }
    *n_fixed = *n_all;
    uint32_t most_new = is_counted && ask->p > *n_fixed ? ask->p - (uint32_t)*n_fixed : 0;
    return choose_firsts(run, ask, is_counted ? most_new : n_sites, is_covered, is_left, sites,
                         n_all);
}

jj_status jj_siting_firsts(jj_siting_run *run, const jj_locate *ask, jj_located *out) {
    uint32_t n_sites = ask->table->n_sites;
    JJ_AUTO uint32_t *sites = jj_alloc((size_t)n_sites + 1, sizeof *sites);
    size_t n_all = 0, n_fixed = 0;
    if (!sites)
        return jj_no_memory(run->ctx, "site selection", n_sites * 4ull);
    JJ_TRY(list_forced(run, ask, sites, &n_fixed, &n_all));
    jj_locate plain = *ask;
    plain.unit = NULL;
    jj_locate forced = plain;
    forced.fixed = sites;
    forced.n_fixed = n_all;
    jj_siting_run half = *run;
    half.effort = run->effort /= 2;
    JJ_TRY(jj_siting_answer(&half, &forced, out));
    out->n_firsts = n_all - n_fixed;
    out->firsts = jj_alloc(out->n_firsts + 1, sizeof *out->firsts);
    if (!out->firsts) {
        jj_located_deinit(out);
        return jj_no_memory(run->ctx, "site selection", n_sites * 4ull);
    }
    if (out->n_firsts == 0)
        return JJ_OK;
    memcpy(out->firsts, sites + n_fixed, out->n_firsts * sizeof *sites);
    qsort(out->firsts, out->n_firsts, sizeof *out->firsts, by_number);
    /* a cover of more sites may well have more of its clients covered twice */
    return ask->model == JJ_LSCPB ? JJ_OK : take_free_bound(run, &plain, out);
}

/* The next to build among `left`: a first of its unit before others, then the largest gain. */
static size_t next_to_build(const jj_locate *ask, const jj_built *left, size_t n,
                            const uint8_t *is_covered, double radius, double *most) {
    size_t best = n;
    for (size_t i = 0; i < n; i++) {
        if (best < n && left[best].is_first && !left[i].is_first)
            continue;
        double gain = jj_siting_gain(ask, is_covered, left[i].site, radius);
        bool is_earlier = best == n || (left[i].is_first && !left[best].is_first);
        if (!is_earlier && !(gain > *most))
            continue;
        best = i;
        *most = gain;
    }
    return best;
}

jj_status jj_locate_order(jj_ctx *ctx, const jj_locate *ask, const jj_located *a, double radius,
                          uint32_t n_phases, jj_built **out, size_t *n) {
    JJ_AUTO uint8_t *is_covered = jj_alloc(ask->table->n_clients, 1);
    JJ_AUTO uint8_t *is_left = jj_alloc(ask->table->n_sites, 1);
    JJ_AUTO jj_built *left = jj_alloc(a->n_sites + 1, sizeof *left);
    *n = 0;
    *out = jj_alloc(a->n_sites + 1, sizeof **out);
    if (!is_covered || !is_left || !left || !*out)
        return jj_no_memory(ctx, "site selection", ask->table->n_clients);
    double covered = begin(ask, radius, is_covered, is_left), newly = 0;
    size_t n_left = 0;
    for (size_t i = 0; i < a->n_sites; i++)
        if (is_left[a->sites[i]])
            left[n_left++] = (jj_built){.site = a->sites[i]};
    for (size_t i = 0, k = 0; i < n_left && k < a->n_firsts; i++)
        if (left[i].site == a->firsts[k]) {
            left[i].is_first = true;
            k++;
        }
    for (size_t n_all = n_left; n_left > 0; n_left--) {
        size_t at = next_to_build(ask, left, n_left, is_covered, radius, &newly);
        jj_built *b = &(*out)[*n];
        *b = left[at];
        b->newly = jj_siting_cover_by(ask, is_covered, b->site, radius);
        b->covered = covered += b->newly;
        b->phase = (uint32_t)(*n * (n_phases ? n_phases : 1) / n_all) + 1;
        ++*n;
        memmove(left + at, left + at + 1, (n_left - at - 1) * sizeof *left);
        JJ_TRY(jj_ctx_poll(ctx));
    }
    return JJ_OK;
}
