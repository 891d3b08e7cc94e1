#include "analysis/siting/cover.h"

#include <math.h>
#include <string.h>

/* A component up to this many bits is searched exactly; beyond, only bounded. */
static const uint64_t most_bits = 400000000;

/* Greedy, then without the superfluous: covering is the median of cost 0 and unserved cost 1. */
static jj_status greedy(jj_siting_run *run, const jj_cover_lists *l, const uint8_t *is_fixed,
                        uint8_t *is_open, uint32_t *n_open) {
    JJ_AUTO double *ones = jj_alloc(l->n_rows, sizeof *ones);
    if (!ones)
        return jj_no_memory(run->ctx, "site selection", (uint64_t)l->n_rows * 8);
    for (uint32_t r = 0; r < l->n_rows; r++)
        ones[r] = 1;
    jj_median m = {.n_clients = l->n_rows,
                   .n_sites = l->n_cols,
                   .p = l->n_cols,
                   .first = l->row_first,
                   .end = l->row_end,
                   .site = l->row_col,
                   .weight = ones,
                   .unserved = ones};
    JJ_CLEANUP(jj_swap_deinit)
    jj_swap s = {.m = &m,
                 .site_first = l->col_first,
                 .site_end = l->col_end,
                 .site_client = l->col_row,
                 .is_fixed = is_fixed,
                 .only_gains = true};
    JJ_TRY(jj_swap_init(run->ctx, &s));
    JJ_TRY(jj_swap_greedy(run, &s, is_fixed));
    jj_swap_drop_idle(&s);
    memcpy(is_open, s.is_open, l->n_cols);
    *n_open = s.n_open;
    return JJ_OK;
}

/* Rows and columns that hang together once the fixed columns and their rows are out. */
typedef struct components {
    uint32_t n;
    uint32_t *of_row, *of_col;         /* UINT32_MAX: out */
    uint32_t *queue, n_queued;         /* rows in the order found: by component */
    uint32_t *row_number, *col_number; /* within the component */
} components;

static void components_deinit(components *c) {
    jj_free(c->of_row);
    jj_free(c->of_col);
    jj_free(c->queue);
    jj_free(c->row_number);
    jj_free(c->col_number);
}

static bool is_left(const jj_cover_lists *l, const uint8_t *is_fixed, uint32_t row) {
    for (uint64_t k = l->row_first[row]; k < l->row_end[row]; k++)
        if (is_fixed[l->row_col[k]])
            return false;
    return l->row_first[row] < l->row_end[row];
}

static void spread(const jj_cover_lists *l, components *c, uint32_t from) {
    uint32_t at = c->n_queued;
    c->queue[c->n_queued++] = from;
    c->of_row[from] = c->n;
    for (; at < c->n_queued; at++)
        for (uint64_t k = l->row_first[c->queue[at]]; k < l->row_end[c->queue[at]]; k++) {
            uint32_t j = l->row_col[k];
            if (c->of_col[j] != UINT32_MAX)
                continue;
            c->of_col[j] = c->n;
            for (uint64_t q = l->col_first[j]; q < l->col_end[j]; q++) {
                uint32_t r = l->col_row[q];
                if (c->of_row[r] != UINT32_MAX - 1)
                    continue;
                c->of_row[r] = c->n;
                c->queue[c->n_queued++] = r;
            }
        }
    c->n++;
}

static jj_status find_components(jj_ctx *ctx, const jj_cover_lists *l, const uint8_t *is_fixed,
                                 components *c) {
    c->of_row = jj_alloc(l->n_rows, sizeof *c->of_row);
    c->of_col = jj_alloc(l->n_cols, sizeof *c->of_col);
    c->queue = jj_alloc(l->n_rows, sizeof *c->queue);
    c->row_number = jj_alloc(l->n_rows, sizeof *c->row_number);
    c->col_number = jj_alloc(l->n_cols, sizeof *c->col_number);
    if (!c->of_row || !c->of_col || !c->queue || !c->row_number || !c->col_number)
        return jj_no_memory(ctx, "site selection", (uint64_t)l->n_rows * 12);
    for (uint32_t j = 0; j < l->n_cols; j++)
        c->of_col[j] = UINT32_MAX;
    for (uint32_t r = 0; r < l->n_rows; r++)
        c->of_row[r] = is_left(l, is_fixed, r) ? UINT32_MAX - 1 : UINT32_MAX;
    for (uint32_t r = 0; r < l->n_rows; r++)
        if (c->of_row[r] == UINT32_MAX - 1)
            spread(l, c, r);
    return JJ_OK;
}

/* One component as lists of its own. */
typedef struct local {
    jj_cover_lists l;
    uint32_t *col_name;
    void *owned[4];
} local;

static void local_deinit(local *p) {
    jj_free(p->col_name);
    for (size_t i = 0; i < sizeof p->owned / sizeof p->owned[0]; i++)
        jj_free(p->owned[i]);
}

static jj_status extract(jj_ctx *ctx, const jj_cover_lists *l, components *c, uint32_t which,
                         const uint32_t *rows, uint32_t n_rows, local *out) {
    *out = (local){.l.n_rows = n_rows};
    uint64_t n = 0;
    for (uint32_t i = 0; i < n_rows; i++) {
        c->row_number[rows[i]] = i;
        n += l->row_end[rows[i]] - l->row_first[rows[i]];
    }
    for (uint32_t j = 0; j < l->n_cols; j++)
        if (c->of_col[j] == which)
            c->col_number[j] = out->l.n_cols++;
    uint64_t *row_first = out->owned[0] = jj_alloc((size_t)n_rows + 1, sizeof *row_first);
    uint32_t *row_col = out->owned[1] = jj_alloc(n, sizeof *row_col);
    uint64_t *col_first = out->owned[2] = jj_alloc((size_t)out->l.n_cols + 1, sizeof *col_first);
    uint32_t *col_row = out->owned[3] = jj_alloc(n, sizeof *col_row);
    out->col_name = jj_alloc(out->l.n_cols, sizeof *out->col_name);
    if (!row_first || !row_col || !col_first || !col_row || !out->col_name)
        return jj_no_memory(ctx, "site selection", n * 8);
    uint64_t at = 0;
    for (uint32_t i = 0; i < n_rows; i++) {
        for (uint64_t k = l->row_first[rows[i]]; k < l->row_end[rows[i]]; k++)
            row_col[at++] = c->col_number[l->row_col[k]];
        row_first[i + 1] = at;
    }
    at = 0;
    for (uint32_t j = 0; j < l->n_cols; j++) {
        if (c->of_col[j] != which)
            continue;
        out->col_name[c->col_number[j]] = j;
        for (uint64_t k = l->col_first[j]; k < l->col_end[j]; k++)
            if (c->of_row[l->col_row[k]] == which)
                col_row[at++] = c->row_number[l->col_row[k]];
        col_first[c->col_number[j] + 1] = at;
    }
    out->l.row_first = row_first;
    out->l.row_end = row_first + 1;
    out->l.row_col = row_col;
    out->l.col_first = col_first;
    out->l.col_end = col_first + 1;
    out->l.col_row = col_row;
    return JJ_OK;
}

static jj_status bound_only(jj_siting_run *run, const jj_cover_lists *l, uint32_t n_open,
                            uint32_t *bound) {
    enum { ITERATIONS = 300 };
    JJ_AUTO double *price = jj_alloc(l->n_rows, sizeof *price);
    JJ_AUTO double *reduced = jj_alloc(l->n_cols, sizeof *reduced);
    if (!price || !reduced)
        return jj_no_memory(run->ctx, "the bound", (uint64_t)l->n_rows * 8);
    for (uint32_t r = 0; r < l->n_rows; r++)
        price[r] = 1 / (double)(l->row_end[r] - l->row_first[r]);
    jj_cover_dual d = {.price = price, .reduced = reduced};
    JJ_TRY(jj_cover_bound(run, l, n_open, n_open - 1 + 1e-6, ITERATIONS, &d));
    *bound = (uint32_t)ceil(fmax(d.bound, 1) - 1e-6);
    return JJ_OK;
}

/* By local search, in the component's part of is_open. */
static jj_status improve(jj_siting_run *run, const local *p, uint32_t enough, bool has_target,
                         uint8_t *is_open, uint8_t *mine, uint32_t *n_mine, uint32_t *n_open) {
    /* random problems of 200 x 1000 at 2 % come to 38 with this, the best that is published */
    static const uint64_t entries_worth = 10000, most = 200000000, most_to_target = 60000000;
    uint64_t effort = p->l.row_end[p->l.n_rows - 1] * entries_worth;
    uint64_t ceiling = has_target ? most_to_target : most;
    uint32_t before = *n_mine;
    effort = effort < ceiling ? effort : ceiling;
    JJ_TRY(jj_cover_improve(run, &p->l, enough, effort, mine, n_mine));
    for (uint32_t j = 0; j < p->l.n_cols; j++)
        is_open[p->col_name[j]] = mine[j];
    *n_open -= before - *n_mine;
    return JJ_OK;
}

/* Replace the component's part of is_open by the best cover of `target` or fewest columns. */
static jj_status solve_component(jj_siting_run *run, const local *p, uint32_t target,
                                 uint8_t *is_open, uint32_t *n_open, uint32_t *bound) {
    JJ_AUTO uint8_t *mine = jj_alloc(p->l.n_cols, 1);
    if (!mine)
        return jj_no_memory(run->ctx, "site selection", p->l.n_cols);
    uint32_t n_mine = 0;
    for (uint32_t j = 0; j < p->l.n_cols; j++) {
        mine[j] = is_open[p->col_name[j]];
        n_mine += mine[j];
    }
    *bound = n_mine;
    if (n_mine <= 1)
        return JJ_OK;
    JJ_TRY(bound_only(run, &p->l, n_mine, bound));
    if (n_mine > *bound && n_mine > target)
        JJ_TRY(improve(run, p, *bound > target ? *bound : target, target > 0, is_open, mine,
                       &n_mine, n_open));
    if (n_mine <= *bound || n_mine <= target || (target && *bound > target) ||
        (uint64_t)p->l.n_rows * p->l.n_cols > most_bits)
        return JJ_OK;
    uint32_t root = *bound;
    /* only covers of at most `target` are worth knowing */
    uint32_t n_found = target && target + 1 < n_mine ? target + 1 : n_mine, limit = n_found;
    JJ_TRY(jj_cover_search(run, &p->l, target, mine, &n_found, bound));
    if (*bound < root)
        *bound = root;
    if (n_found == limit)
        return JJ_OK;
    for (uint32_t j = 0; j < p->l.n_cols; j++)
        is_open[p->col_name[j]] = mine[j];
    *n_open -= n_mine - n_found;
    return JJ_OK;
}

jj_status jj_cover_solve(jj_siting_run *run, const jj_cover_lists *l, const uint8_t *is_fixed,
                         uint32_t target, uint8_t *is_open, uint32_t *n_open, uint32_t *bound) {
    JJ_TRY(greedy(run, l, is_fixed, is_open, n_open));
    JJ_CLEANUP(components_deinit) components c = {0};
    JJ_TRY(find_components(run->ctx, l, is_fixed, &c));
    uint32_t n_fixed = 0;
    for (uint32_t j = 0; j < l->n_cols; j++)
        n_fixed += is_fixed[j] != 0;
    /* every component needs one */
    *bound = n_fixed + c.n;
    for (uint32_t which = 0, at = 0; which < c.n; which++) {
        uint32_t first = at, proven = 1;
        while (at < c.n_queued && c.of_row[c.queue[at]] == which)
            at++;
        if (target && (*n_open <= target || *bound > target))
            break;
        JJ_CLEANUP(local_deinit) local p;
        JJ_TRY(extract(run->ctx, l, &c, which, c.queue + first, at - first, &p));
        uint32_t others = *bound - 1;
        JJ_TRY(solve_component(run, &p, target ? target - others : 0, is_open, n_open, &proven));
        *bound = others + proven;
    }
    if (*bound > *n_open)
        *bound = *n_open;
    return JJ_OK;
}
