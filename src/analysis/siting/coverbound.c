#include "analysis/siting/cover.h"

#include <math.h>
#include <string.h>

typedef struct prices {
    const jj_cover_lists *l;
    double *now, *reduced, *way;
    uint8_t *is_in;
} prices;

static void free_prices(prices *p) {
    jj_free(p->now);
    jj_free(p->reduced);
    jj_free(p->way);
    jj_free(p->is_in);
}

/* The bound at the current prices: every column that is worth more than it costs comes in. */
static double evaluate(prices *p, uint64_t *n_seen) {
    const jj_cover_lists *l = p->l;
    double bound = 0;
    for (uint32_t r = 0; r < l->n_rows; r++)
        bound += p->now[r];
    for (uint32_t j = 0; j < l->n_cols; j++) {
        double worth = 0;
        for (uint64_t k = l->col_first[j]; k < l->col_end[j]; k++)
            worth += p->now[l->col_row[k]];
        *n_seen += l->col_end[j] - l->col_first[j];
        p->reduced[j] = 1 - worth;
        p->is_in[j] = p->reduced[j] < 0;
        if (p->is_in[j])
            bound += p->reduced[j];
    }
    return bound;
}

static double turn(prices *p) {
    const jj_cover_lists *l = p->l;
    double length = 0;
    for (uint32_t r = 0; r < l->n_rows; r++)
        p->way[r] = 0.3 * p->way[r] + (l->row_first[r] < l->row_end[r] ? 1 : 0);
    for (uint32_t j = 0; j < l->n_cols; j++)
        for (uint64_t k = l->col_first[j]; p->is_in[j] && k < l->col_end[j]; k++)
            p->way[l->col_row[k]] -= 1;
    for (uint32_t r = 0; r < l->n_rows; r++)
        length += p->way[r] * p->way[r];
    return length;
}

jj_status jj_cover_bound(jj_siting_run *run, const jj_cover_lists *l, double target, double enough,
                         int iterations, jj_cover_dual *d) {
    enum { PATIENCE = 12 };
    static const double least_theta = 5e-3;
    prices p = {.l = l};
    p.now = jj_alloc(l->n_rows, sizeof *p.now);
    p.way = jj_alloc(l->n_rows, sizeof *p.way);
    p.reduced = jj_alloc(l->n_cols, sizeof *p.reduced);
    p.is_in = jj_alloc(l->n_cols, 1);
    d->bound = -INFINITY;
    if (!p.now || !p.way || !p.reduced || !p.is_in) {
        free_prices(&p);
        return jj_no_memory(run->ctx, "the bound", (uint64_t)l->n_rows * 16);
    }
    memcpy(p.now, d->price, l->n_rows * sizeof *p.now);
    double theta = 1;
    int n_stale = 0;
    for (int i = 0; i < iterations && theta > least_theta; i++) {
        uint64_t n_seen = 0;
        double bound = evaluate(&p, &n_seen);
        n_stale = bound > d->bound + 1e-6 ? 0 : n_stale + 1;
        if (bound > d->bound) {
            d->bound = bound;
            memcpy(d->price, p.now, l->n_rows * sizeof *p.now);
            memcpy(d->reduced, p.reduced, l->n_cols * sizeof *p.reduced);
        }
        if (d->bound > enough || !jj_siting_go_on(run, n_seen + l->n_rows))
            break;
        if (n_stale >= PATIENCE) {
            theta /= 2;
            n_stale = 0;
        }
        double length = turn(&p);
        if (!(length > 0))
            break;
        double step = theta * fmax(target - bound, 0.05) / length;
        for (uint32_t r = 0; r < l->n_rows; r++)
            p.now[r] = fmin(fmax(p.now[r] + step * p.way[r], 0), 1);
    }
    free_prices(&p);
    return jj_ctx_poll(run->ctx);
}
