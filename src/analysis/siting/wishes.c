/* Fewest sites for a share of the demand, and most demand for a sum of money. */
#include "analysis/siting/budget.h"
#include "analysis/siting/siting.h"

#include <math.h>
#include <string.h>

static double total_demand(const jj_locate *ask) {
    double sum = 0;
    for (uint32_t c = 0; c < ask->table->n_clients; c++)
        sum += ask->demand ? ask->demand[c] : 1;
    return sum;
}

static jj_status mark_fixed(jj_ctx *ctx, const jj_locate *ask, uint8_t **is_fixed, uint32_t *n) {
    *n = 0;
    *is_fixed = jj_alloc((size_t)ask->table->n_sites + 1, 1);
    if (!*is_fixed)
        return jj_no_memory(ctx, "site selection", ask->table->n_sites);
    for (size_t i = 0; i < ask->n_fixed; i++) {
        *n += !(*is_fixed)[ask->fixed[i]];
        (*is_fixed)[ask->fixed[i]] = 1;
    }
    return JJ_OK;
}

static void take(jj_located *to, jj_located *from) {
    jj_located_deinit(to);
    *to = *from;
    *from = (jj_located){0};
}

/* The best cover by p sites, with a part of the effort. */
static jj_status try_number(jj_siting_run *run, const jj_locate *ask, uint32_t p, jj_located *a) {
    enum { PARTS = 8 };
    jj_locate mclp = *ask;
    mclp.model = JJ_MCLP;
    mclp.share = 0;
    mclp.p = p;
    jj_siting_run part = *run;
    part.effort = run->effort / PARTS;
    JJ_TRY(jj_siting_plain(&part, &mclp, a));
    run->was_cut = run->was_cut || part.was_cut;
    return JJ_OK;
}

/*
 * Doubles p until its best cover is enough, then halves between what was proven too few and that.
 */
static jj_status search_number(jj_siting_run *run, const jj_locate *ask, uint32_t low,
                               double wanted, jj_located *out, uint32_t *least, uint32_t *found) {
    uint32_t high = ask->table->n_sites;
    *found = 0;
    *least = low;
    for (uint32_t p = low; low <= high;) {
        JJ_CLEANUP(jj_located_deinit) jj_located a = {0};
        JJ_TRY(try_number(run, ask, p, &a));
        if (a.bound < wanted && p + 1 > *least)
            *least = p + 1;
        if (a.objective >= wanted) {
            take(out, &a);
            *found = p;
            high = p - 1;
        } else {
            if (p == ask->table->n_sites)
                take(out, &a);
            low = p + 1;
        }
        p = *found ? low + (high - low) / 2 : (p < ask->table->n_sites / 2 ? 2 * p : high);
    }
    return JJ_OK;
}

jj_status jj_siting_share(jj_siting_run *run, const jj_locate *ask, jj_located *out) {
    JJ_AUTO uint8_t *is_fixed = NULL;
    uint32_t n_fixed, least, found;
    double wanted = ask->share * total_demand(ask) * (1 - 1e-12);
    JJ_TRY(mark_fixed(run->ctx, ask, &is_fixed, &n_fixed));
    JJ_TRY(search_number(run, ask, n_fixed ? n_fixed : 1, wanted, out, &least, &found));
    out->is_feasible = found > 0;
    out->objective = found ? found : ask->table->n_sites;
    out->bound = least < out->objective ? least : out->objective;
    jj_siting_compare(out);
    out->is_repeatable = !run->was_cut;
    return JJ_OK;
}

static double price_of(const jj_locate *ask, const uint8_t *is_fixed, uint32_t site) {
    return is_fixed[site] ? 0 : ask->price[site];
}

/* The one price of all that are not fixed, 0 when they differ. */
static double common_price(const jj_locate *ask, const uint8_t *is_fixed) {
    double price = 0;
    for (uint32_t j = 0; j < ask->table->n_sites; j++) {
        if (is_fixed[j])
            continue;
        if (price > 0 && ask->price[j] != price)
            return 0;
        price = ask->price[j];
    }
    return price;
}

/* At one price money is a number of sites. */
static jj_status buy_number(jj_siting_run *run, const jj_locate *ask, uint32_t n_fixed,
                            double price, jj_located *out) {
    jj_locate mclp = *ask;
    double n = fmin(floor(ask->budget / price + 1e-9), ask->table->n_sites - n_fixed);
    mclp.budget = 0;
    mclp.p = n_fixed + (uint32_t)n;
    JJ_TRY(jj_siting_plain(run, &mclp, out));
    out->spent = n * price;
    return JJ_OK;
}

static jj_status buy(jj_siting_run *run, const jj_locate *ask, const uint8_t *is_fixed,
                     jj_located *out) {
    JJ_CLEANUP(jj_budgeted_deinit) jj_budgeted b = {0};
    const jj_budget budget = {.table = ask->table,
                              .demand = ask->demand,
                              .radius = ask->radius,
                              .price = ask->price,
                              .money = ask->budget,
                              .is_fixed = is_fixed};
    JJ_TRY(jj_budget_solve(run->ctx, &budget, &b));
    JJ_AUTO uint32_t *sites = jj_alloc((size_t)ask->table->n_sites + 1, sizeof *sites);
    if (!sites)
        return jj_no_memory(run->ctx, "site selection", ask->table->n_sites * 4ull);
    /* everything open is fixed: nothing is left to choose, and the clients are counted */
    jj_locate chosen = {.model = JJ_MCLP,
                        .table = ask->table,
                        .demand = ask->demand,
                        .radius = ask->radius,
                        .fixed = sites};
    for (uint32_t j = 0; j < ask->table->n_sites; j++)
        if (b.is_open[j])
            sites[chosen.n_fixed++] = j;
    chosen.p = (uint32_t)chosen.n_fixed;
    JJ_TRY(jj_siting_plain(run, &chosen, out));
    out->bound = fmax(b.bound, out->objective);
    out->spent = b.spent;
    jj_siting_compare(out);
    return JJ_OK;
}

jj_status jj_siting_budget(jj_siting_run *run, const jj_locate *ask, jj_located *out) {
    JJ_AUTO uint8_t *is_fixed = NULL;
    uint32_t n_fixed;
    JJ_TRY(mark_fixed(run->ctx, ask, &is_fixed, &n_fixed));
    for (uint32_t j = 0; j < ask->table->n_sites; j++)
        if (!is_fixed[j] && !(ask->price[j] > 0 && isfinite(ask->price[j])))
            return jj_fail(run->ctx, JJ_E_RANGE, "site %u has a price of %g", j + 1,
                           price_of(ask, is_fixed, j));
    double price = common_price(ask, is_fixed);
    return price > 0 ? buy_number(run, ask, n_fixed, price, out) : buy(run, ask, is_fixed, out);
}
