/*
 * Backup coverage: among all covers with the fewest sites, one that covers most clients twice.
 * Relaxed: cover(c) - 1 - twice(c) >= 0 enters the objective with price v[c], which leaves the K
 * sites whose rows are worth most.
 */
#include "analysis/siting/siting.h"

#include <math.h>
#include <string.h>

typedef struct backup {
    jj_siting_run *run;
    jj_cover_lists l;
    uint32_t k; /* sites to open in all */
    uint8_t *state;
    uint8_t *best;
    int64_t n_best;    /* clients the best covers twice; -1 = none known */
    int64_t most_left; /* largest bound of what was left unexplored */
    uint32_t *count;   /* per client: open sites that cover it */
    uint32_t *order;
    double *worth, *share, *price;
} backup;

static bool is_row(const backup *b, uint32_t c) {
    return b->l.row_first[c] < b->l.row_end[c];
}

/* Clients covered twice by the sites of is_open, or -1 when one is not covered at all. */
static int64_t covered_twice(backup *b, const uint8_t *is_open) {
    int64_t twice = 0;
    for (uint32_t c = 0; c < b->l.n_rows; c++) {
        uint32_t n = 0;
        for (uint64_t e = b->l.row_first[c]; e < b->l.row_end[c]; e++)
            n += is_open[b->l.row_col[e]] == JJ_SITE_OPEN;
        if (n == 0 && is_row(b, c))
            return -1;
        b->count[c] = n;
        twice += n > 1;
    }
    return twice;
}

static void record(backup *b, const uint8_t *is_open) {
    int64_t twice = covered_twice(b, is_open);
    if (twice <= b->n_best)
        return;
    b->n_best = twice;
    for (uint32_t j = 0; j < b->l.n_cols; j++)
        b->best[j] = is_open[j] == JJ_SITE_OPEN;
}

/* What the count of clients covered twice gains when `in` opens for `out`; INT64_MIN = a gap. */
static int64_t exchange_gain(const backup *b, uint32_t in, uint32_t out) {
    int64_t gain = 0;
    const jj_cover_lists *l = &b->l;
    for (uint64_t e = l->col_first[out]; e < l->col_end[out]; e++) {
        b->count[l->col_row[e]]--;
        gain -= b->count[l->col_row[e]] == 1;
    }
    for (uint64_t e = l->col_first[in]; e < l->col_end[in]; e++)
        gain += ++b->count[l->col_row[e]] == 2;
    bool has_gap = false;
    for (uint64_t e = l->col_first[out]; e < l->col_end[out]; e++)
        has_gap = has_gap || b->count[l->col_row[e]] == 0;
    for (uint64_t e = l->col_first[in]; e < l->col_end[in]; e++)
        b->count[l->col_row[e]]--;
    for (uint64_t e = l->col_first[out]; e < l->col_end[out]; e++)
        b->count[l->col_row[e]]++;
    return has_gap ? INT64_MIN : gain;
}

static void descend(backup *b, const uint8_t *is_fixed) {
    covered_twice(b, b->best);
    for (bool changed = true; changed;) {
        changed = false;
        for (uint32_t in = 0; in < b->l.n_cols; in++)
            for (uint32_t out = 0; out < b->l.n_cols && !b->best[in]; out++) {
                if (!b->best[out] || is_fixed[out])
                    continue;
                if (!jj_siting_go_on(b->run, b->l.col_end[in] - b->l.col_first[in]))
                    return;
                int64_t gain = exchange_gain(b, in, out);
                if (gain <= 0)
                    continue;
                b->best[in] = 1;
                b->best[out] = 0;
                b->n_best += gain;
                covered_twice(b, b->best);
                changed = true;
            }
    }
}

static int by_worth(const double *worth, uint32_t a, uint32_t b) {
    return worth[a] > worth[b] || (worth[a] == worth[b] && a < b) ? -1 : 1;
}

/* Heap sort of the free sites by worth, the best first. */
static void sort_by_worth(const double *worth, uint32_t *order, uint32_t n) {
    for (uint32_t gap = n / 2; gap > 0; gap = gap == 2 ? 1 : (uint32_t)(gap * 5 / 11))
        for (uint32_t i = gap; i < n; i++) {
            uint32_t x = order[i], k = i;
            for (; k >= gap && by_worth(worth, x, order[k - gap]) < 0; k -= gap)
                order[k] = order[k - gap];
            order[k] = x;
        }
}

/* The value of the relaxation at the prices; the chosen sites are state OPEN and the first
 * *n_chosen of `order`. */
static double relax(backup *b, uint32_t *n_free, uint32_t *n_chosen) {
    const jj_cover_lists *l = &b->l;
    double value = 0;
    uint32_t n_open = 0;
    *n_free = 0;
    for (uint32_t c = 0; c < l->n_rows; c++)
        if (is_row(b, c))
            value += fmax(0, 1 - b->price[c]) - b->price[c];
    for (uint32_t j = 0; j < l->n_cols; j++) {
        if (b->state[j] == JJ_SITE_CLOSED)
            continue;
        b->worth[j] = 0;
        for (uint64_t e = l->col_first[j]; e < l->col_end[j]; e++)
            b->worth[j] += b->price[l->col_row[e]];
        if (b->state[j] == JJ_SITE_OPEN) {
            value += b->worth[j];
            n_open++;
        } else {
            b->order[(*n_free)++] = j;
        }
    }
    sort_by_worth(b->worth, b->order, *n_free);
    *n_chosen = b->k - n_open < *n_free ? b->k - n_open : *n_free;
    for (uint32_t i = 0; i < *n_chosen; i++)
        value += b->worth[b->order[i]];
    return value;
}

/* One step against the gradient; false when there is none. */
static bool step_prices(backup *b, uint32_t n_chosen, double distance) {
    const jj_cover_lists *l = &b->l;
    double length = 0;
    memset(b->count, 0, l->n_rows * sizeof *b->count);
    for (uint32_t j = 0; j < l->n_cols; j++)
        for (uint64_t e = l->col_first[j]; b->state[j] == JJ_SITE_OPEN && e < l->col_end[j]; e++)
            b->count[l->col_row[e]]++;
    for (uint32_t i = 0; i < n_chosen; i++)
        for (uint64_t e = l->col_first[b->order[i]]; e < l->col_end[b->order[i]]; e++)
            b->count[l->col_row[e]]++;
    for (uint32_t c = 0; c < l->n_rows; c++) {
        double slope = (double)b->count[c] - 1 - (b->price[c] < 1 ? 1 : 0);
        length += is_row(b, c) && (b->price[c] > 0 || slope < 0) ? slope * slope : 0;
    }
    if (!(length > 0))
        return false;
    double step = distance / length;
    for (uint32_t c = 0; c < l->n_rows; c++) {
        double slope = (double)b->count[c] - 1 - (b->price[c] < 1 ? 1 : 0);
        if (is_row(b, c))
            b->price[c] = fmin(fmax(b->price[c] - step * slope, 0), 1e4);
    }
    return true;
}

static void try_chosen(backup *b, uint32_t n_chosen) {
    for (uint32_t i = 0; i < n_chosen; i++)
        b->state[b->order[i]] = JJ_SITE_OPEN;
    record(b, b->state);
    for (uint32_t i = 0; i < n_chosen; i++)
        b->state[b->order[i]] = JJ_SITE_FREE;
}

/* Least value of the relaxation over some steps; fixes sites that cannot be otherwise. */
static int64_t bound_node(backup *b, int iterations, bool *fixed) {
    double least = (double)b->l.n_rows, theta = 1;
    int n_stale = 0;
    *fixed = false;
    memset(b->share, 0, b->l.n_cols * sizeof *b->share);
    for (int i = 0; i < iterations && theta > 0.01; i++) {
        uint32_t n_free, n_chosen;
        double value = relax(b, &n_free, &n_chosen);
        n_stale = value < least - 1e-6 ? 0 : n_stale + 1;
        least = fmin(least, value);
        try_chosen(b, n_chosen);
        for (uint32_t q = 0; q < n_free; q++)
            b->share[b->order[q]] += 0.1 * ((q < n_chosen) - b->share[b->order[q]]);
        if (floor(least + 1e-6) <= (double)b->n_best || n_free == n_chosen)
            break;
        for (uint32_t q = 0; q < n_free && n_chosen > 0; q++) {
            uint32_t j = b->order[q];
            double without = q < n_chosen ? value - b->worth[j] + b->worth[b->order[n_chosen]]
                                          : value + b->worth[j] - b->worth[b->order[n_chosen - 1]];
            if (floor(without + 1e-6) > (double)b->n_best)
                continue;
            b->state[j] = q < n_chosen ? JJ_SITE_OPEN : JJ_SITE_CLOSED;
            *fixed = true;
        }
        if (*fixed || !jj_siting_go_on(b->run, 2 * b->l.n_rows * 8))
            break;
        if (n_stale > 10) {
            theta /= 2;
            n_stale = 0;
        }
        double distance = theta * fmax(value - (double)b->n_best, 0.5);
        if (!step_prices(b, n_chosen, distance))
            break;
    }
    return (int64_t)floor(least + 1e-6);
}

/* Opens what is the only way left to cover someone; false when someone cannot be covered. */
static bool force(backup *b) {
    uint32_t n_open = 0;
    for (uint32_t c = 0; c < b->l.n_rows; c++) {
        uint32_t n_free = 0, last = 0;
        bool is_served = !is_row(b, c);
        for (uint64_t e = b->l.row_first[c]; e < b->l.row_end[c] && !is_served; e++) {
            uint32_t j = b->l.row_col[e];
            is_served = b->state[j] == JJ_SITE_OPEN;
            if (b->state[j] == JJ_SITE_FREE) {
                n_free++;
                last = j;
            }
        }
        if (is_served)
            continue;
        if (n_free == 0)
            return false;
        if (n_free == 1)
            b->state[last] = JJ_SITE_OPEN;
    }
    for (uint32_t j = 0; j < b->l.n_cols; j++)
        n_open += b->state[j] == JJ_SITE_OPEN;
    return n_open <= b->k;
}

static uint32_t most_doubtful(const backup *b) {
    uint32_t best = JJ_NO_SITE;
    for (uint32_t j = 0; j < b->l.n_cols; j++)
        if (b->state[j] == JJ_SITE_FREE &&
            (best == JJ_NO_SITE || fabs(b->share[j] - 0.5) < fabs(b->share[best] - 0.5)))
            best = j;
    return best;
}

static jj_status explore(backup *b, int iterations) {
    int64_t bound = (int64_t)b->l.n_rows;
    for (bool fixed = true; fixed;) {
        if (!force(b))
            return JJ_OK;
        bound = bound_node(b, iterations, &fixed);
        if (bound <= b->n_best)
            return JJ_OK;
        if (!jj_siting_go_on(b->run, b->l.n_rows)) {
            b->most_left = bound > b->most_left ? bound : b->most_left;
            return JJ_OK;
        }
    }
    uint32_t j = most_doubtful(b);
    if (j == JJ_NO_SITE)
        return JJ_OK;
    JJ_AUTO uint8_t *state = jj_alloc(b->l.n_cols, 1);
    JJ_AUTO double *price = jj_alloc(b->l.n_rows, sizeof *price);
    if (!state || !price)
        return jj_no_memory(b->run->ctx, "site selection", b->l.n_cols);
    memcpy(state, b->state, b->l.n_cols);
    memcpy(price, b->price, b->l.n_rows * sizeof *price);
    for (int way = 0; way < 2; way++) {
        memcpy(b->state, state, b->l.n_cols);
        memcpy(b->price, price, b->l.n_rows * sizeof *price);
        b->state[j] = way ? JJ_SITE_CLOSED : JJ_SITE_OPEN;
        JJ_TRY(explore(b, 40));
    }
    memcpy(b->state, state, b->l.n_cols);
    return jj_ctx_poll(b->run->ctx);
}

static jj_status search(backup *b, const uint8_t *is_fixed) {
    uint32_t n_cols = b->l.n_cols, n_rows = b->l.n_rows;
    JJ_AUTO uint32_t *count = b->count = jj_alloc(n_rows, sizeof *count);
    JJ_AUTO uint32_t *order = b->order = jj_alloc(n_cols, sizeof *order);
    JJ_AUTO double *worth = b->worth = jj_alloc(n_cols, sizeof *worth);
    JJ_AUTO double *share = b->share = jj_alloc(n_cols, sizeof *share);
    JJ_AUTO double *price = b->price = jj_alloc(n_rows, sizeof *price);
    JJ_AUTO uint8_t *state = b->state = jj_alloc(n_cols, 1);
    if (!count || !order || !worth || !share || !price || !state)
        return jj_no_memory(b->run->ctx, "site selection", (uint64_t)n_rows * 12);
    b->n_best = covered_twice(b, b->best);
    descend(b, is_fixed);
    memcpy(state, is_fixed, n_cols);
    for (uint32_t c = 0; c < n_rows; c++)
        price[c] = 0.5;
    return explore(b, 400);
}

jj_status jj_siting_backup(jj_siting *s, jj_located *out) {
    jj_cover_lists l = jj_siting_lists(s);
    uint32_t n_open, bound;
    JJ_TRY(jj_cover_solve(s->run, &l, s->is_fixed, 0, s->is_open, &n_open, &bound));
    backup b = {.run = s->run, .l = l, .k = n_open, .best = s->is_open, .most_left = -1};
    JJ_TRY(search(&b, s->is_fixed));
    out->objective = (double)b.n_best;
    out->bound = (double)(b.most_left > b.n_best ? b.most_left : b.n_best);
    /* with more sites than proven necessary nothing is known of the smallest covers */
    if (bound < n_open)
        out->bound = fmax(out->bound, s->ask->table->n_clients);
    return JJ_OK;
}
