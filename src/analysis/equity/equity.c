#include "analysis/equity/equity.h"

#include <math.h>
#include <stdlib.h>

typedef struct item {
    double value, weight;
    uint32_t group;
} item;

static int by_value(const void *a, const void *b) {
    const item *x = a, *y = b;
    if (x->value != y->value)
        return x->value < y->value ? -1 : 1;
    return (x->group > y->group) - (x->group < y->group);
}

/* Weights become shares; returns how many items count. */
static size_t gather(const double *value, const double *weight, const uint32_t *group, size_t n,
                     item *out) {
    double total = 0;
    size_t m = 0;
    for (size_t i = 0; i < n; i++) {
        if (isnan(value[i]) || !(weight[i] > 0))
            continue;
        out[m++] = (item){value[i], weight[i], group ? group[i] : 0};
        total += weight[i];
    }
    for (size_t i = 0; i < m; i++)
        out[i].weight /= total;
    return m;
}

/* Sorted values: the sum over pairs is one pass with the shares and sums so far. */
static double gini_of(const item *items, size_t n, double mean) {
    double share = 0, sum = 0, pairs = 0;
    for (size_t i = 0; i < n; i++) {
        pairs += items[i].weight * (items[i].value * share - sum);
        share += items[i].weight;
        sum += items[i].weight * items[i].value;
    }
    return pairs / mean; /* each pair once: twice the sum over twice the mean */
}

static double x_ln_x(double x) {
    return x > 0 ? x * log(x) : 0;
}

static void theil_of(const item *items, size_t n, size_t n_groups, double *share, double *sum,
                     jj_equity *e) {
    for (size_t i = 0; i < n; i++) {
        share[items[i].group] += items[i].weight;
        sum[items[i].group] += items[i].weight * items[i].value;
        e->theil += items[i].weight * x_ln_x(items[i].value / e->mean);
    }
    for (size_t g = 0; g < n_groups; g++)
        if (share[g] > 0)
            e->theil_between += share[g] * x_ln_x(sum[g] / share[g] / e->mean);
    e->theil_within = e->theil - e->theil_between;
}

static void spread_of(const item *items, size_t n, jj_equity *e) {
    double variance = 0;
    for (size_t i = 0; i < n; i++)
        e->mean += items[i].weight * items[i].value;
    for (size_t i = 0; i < n; i++)
        variance += items[i].weight * (items[i].value - e->mean) * (items[i].value - e->mean);
    e->cv = e->mean > 0 ? sqrt(variance) / e->mean : 0;
    e->min = items[0].value;
    e->max = items[n - 1].value;
}

jj_status jj_equity_of(jj_ctx *ctx, const double *value, const double *weight,
                       const uint32_t *group, size_t n_groups, size_t n, jj_equity *out) {
    if (!group)
        n_groups = 1;
    JJ_AUTO item *items = jj_alloc(n, sizeof *items);
    JJ_AUTO double *share = jj_alloc(n_groups, sizeof *share);
    JJ_AUTO double *sum = jj_alloc(n_groups, sizeof *sum);
    if (!items || !share || !sum)
        return jj_no_memory(ctx, "inequality", n * sizeof *items);
    size_t m = gather(value, weight, group, n, items);
    if (m == 0) {
        *out = (jj_equity){0, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN};
        return JJ_OK;
    }
    qsort(items, m, sizeof *items, by_value);
    jj_equity e = {.n = m};
    spread_of(items, m, &e);
    if (e.mean > 0) {
        e.gini = gini_of(items, m, e.mean);
        theil_of(items, m, n_groups, share, sum, &e);
    }
    *out = e;
    return JJ_OK;
}
