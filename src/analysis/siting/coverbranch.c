/* Branch and bound for set covering on rows of bits. */
#include "analysis/siting/cover.h"

#include <math.h>
#include <string.h>

/* Both orientations as bits: does row r hold column j. */
typedef struct bits {
    uint32_t n_rows, n_cols, row_words, col_words; /* words of a set of rows, of a set of columns */
    uint64_t *of_col;                              /* per column: its rows */
    uint64_t *of_row;                              /* per row: its columns */
} bits;

typedef struct search {
    jj_siting_run *run;
    bits b;
    uint8_t *taken; /* per column: on the way to this node */
    uint32_t n_taken;
    uint8_t *best;
    uint32_t n_best; /* covers must be smaller than this */
    uint32_t target;
    uint32_t unexplored; /* least bound of what was left unexplored */
    uint32_t *size;      /* scratch: per row or column, how many it holds */
} search;

/* What is left to decide at a node. */
typedef struct node {
    uint64_t *rows, *cols; /* alive */
    double *price;         /* per row: where its bound begins */
} node;

static bool has(const uint64_t *set, uint32_t i) {
    return set[i / 64] >> (i % 64) & 1;
}
static void put(uint64_t *set, uint32_t i) {
    set[i / 64] |= (uint64_t)1 << (i % 64);
}
static void drop(uint64_t *set, uint32_t i) {
    set[i / 64] &= ~((uint64_t)1 << (i % 64));
}
static const uint64_t *rows_of(const bits *b, uint32_t col) {
    return b->of_col + (size_t)col * b->row_words;
}
static const uint64_t *cols_of(const bits *b, uint32_t row) {
    return b->of_row + (size_t)row * b->col_words;
}

static uint32_t count_both(const uint64_t *a, const uint64_t *mask, uint32_t n_words) {
    uint32_t n = 0;
    for (uint32_t w = 0; w < n_words; w++)
        n += (uint32_t)__builtin_popcountll(a[w] & mask[w]);
    return n;
}

static bool is_within(const uint64_t *a, const uint64_t *b, const uint64_t *mask, uint32_t n) {
    for (uint32_t w = 0; w < n; w++)
        if (a[w] & mask[w] & ~b[w])
            return false;
    return true;
}

static uint32_t next_in(const uint64_t *set, uint32_t from, uint32_t n) {
    for (uint32_t i = from; i < n;) {
        uint64_t rest = set[i / 64] >> (i % 64);
        if (rest) {
            i += (uint32_t)__builtin_ctzll(rest);
            return i < n ? i : n;
        }
        i = (i / 64 + 1) * 64;
    }
    return n;
}

static void take(search *s, node *at, uint32_t col) {
    const uint64_t *covered = rows_of(&s->b, col);
    for (uint32_t w = 0; w < s->b.row_words; w++)
        at->rows[w] &= ~covered[w];
    drop(at->cols, col);
    s->taken[col] = 1;
    s->n_taken++;
}

/* Take the only column of a row; false when a row has none. *changed when one was taken. */
static bool take_forced(search *s, node *at, bool *changed) {
    const bits *b = &s->b;
    for (uint32_t r = next_in(at->rows, 0, b->n_rows); r < b->n_rows;
         r = next_in(at->rows, r + 1, b->n_rows)) {
        uint32_t n = count_both(cols_of(b, r), at->cols, b->col_words);
        if (n == 0)
            return false;
        if (n > 1)
            continue;
        for (uint32_t w = 0; w < b->col_words; w++) {
            uint64_t only = cols_of(b, r)[w] & at->cols[w];
            if (only) {
                take(s, at, w * 64 + (uint32_t)__builtin_ctzll(only));
                break;
            }
        }
        *changed = true;
    }
    return true;
}

/* The member of the set whose own set holds fewest, n_all when the set is empty. */
static uint32_t rarest(const uint64_t *set, const uint64_t *alive, uint32_t n_words,
                       const uint32_t *size, uint32_t n_all) {
    uint32_t best = n_all, fewest = UINT32_MAX;
    for (uint32_t w = 0; w < n_words; w++)
        for (uint64_t rest = set[w] & alive[w]; rest; rest &= rest - 1) {
            uint32_t i = w * 64 + (uint32_t)__builtin_ctzll(rest);
            if (size[i] < fewest) {
                fewest = size[i];
                best = i;
            }
        }
    return best;
}

/* Whether another column covers all of j's rows; of equals the smaller index stays. */
static bool is_col_dominated(const bits *b, const node *at, uint32_t j, uint32_t row) {
    const uint64_t *mine = rows_of(b, j);
    for (uint32_t w = 0; w < b->col_words; w++)
        for (uint64_t others = cols_of(b, row)[w] & at->cols[w]; others; others &= others - 1) {
            uint32_t k = w * 64 + (uint32_t)__builtin_ctzll(others);
            if (k == j || !is_within(mine, rows_of(b, k), at->rows, b->row_words))
                continue;
            if (k < j || !is_within(rows_of(b, k), mine, at->rows, b->row_words))
                return true;
        }
    return false;
}

/* A column that covers all of another's rows stands in the rarest of them. */
static bool drop_dominated_cols(search *s, node *at) {
    const bits *b = &s->b;
    bool changed = false;
    for (uint32_t r = next_in(at->rows, 0, b->n_rows); r < b->n_rows;
         r = next_in(at->rows, r + 1, b->n_rows))
        s->size[r] = count_both(cols_of(b, r), at->cols, b->col_words);
    for (uint32_t j = next_in(at->cols, 0, b->n_cols); j < b->n_cols;
         j = next_in(at->cols, j + 1, b->n_cols)) {
        uint32_t row = rarest(rows_of(b, j), at->rows, b->row_words, s->size, b->n_rows);
        if (row < b->n_rows && !is_col_dominated(b, at, j, row))
            continue;
        drop(at->cols, j);
        changed = true;
    }
    return changed;
}

/* Drop rows that are covered whenever another is: they hold the rarest of its columns. */
static bool drop_dominated_rows(search *s, node *at) {
    const bits *b = &s->b;
    bool changed = false;
    for (uint32_t j = next_in(at->cols, 0, b->n_cols); j < b->n_cols;
         j = next_in(at->cols, j + 1, b->n_cols))
        s->size[j] = count_both(rows_of(b, j), at->rows, b->row_words);
    for (uint32_t r = next_in(at->rows, 0, b->n_rows); r < b->n_rows;
         r = next_in(at->rows, r + 1, b->n_rows)) {
        const uint64_t *mine = cols_of(b, r);
        uint32_t j = rarest(mine, at->cols, b->col_words, s->size, b->n_cols);
        for (uint32_t w = 0; w < b->row_words && j < b->n_cols; w++)
            for (uint64_t others = rows_of(b, j)[w] & at->rows[w]; others; others &= others - 1) {
                uint32_t q = w * 64 + (uint32_t)__builtin_ctzll(others);
                if (q == r || !is_within(mine, cols_of(b, q), at->cols, b->col_words))
                    continue;
                drop(at->rows, q);
                changed = true;
            }
    }
    return changed;
}

/* Whether the largest columns of a cover smaller than the best hold fewer rows than are left. */
static bool is_too_much(search *s, const node *at) {
    const bits *b = &s->b;
    uint32_t n_left = s->n_best - 1 - s->n_taken, n_rows = 0;
    for (uint32_t w = 0; w < b->row_words; w++)
        n_rows += (uint32_t)__builtin_popcountll(at->rows[w]);
    uint32_t *n_of_size = s->size;
    memset(n_of_size, 0, ((size_t)b->n_rows + 1) * sizeof *n_of_size);
    for (uint32_t j = next_in(at->cols, 0, b->n_cols); j < b->n_cols;
         j = next_in(at->cols, j + 1, b->n_cols))
        n_of_size[count_both(rows_of(b, j), at->rows, b->row_words)]++;
    uint64_t most = 0;
    for (uint32_t size = n_rows; size > 0 && n_left > 0; size--) {
        uint32_t n = n_of_size[size] < n_left ? n_of_size[size] : n_left;
        most += (uint64_t)n * size;
        n_left -= n;
    }
    return most < n_rows;
}

/* False when no cover is left. */
static bool reduce(search *s, node *at) {
    const bits *b = &s->b;
    for (;;) {
        bool changed = false;
        s->run->effort -= (int64_t)b->n_rows * 8;
        if (!take_forced(s, at, &changed))
            return false;
        changed = drop_dominated_cols(s, at) || changed;
        changed = drop_dominated_rows(s, at) || changed;
        if (!changed)
            return true;
    }
}

/* The alive part as lists, with names back to the bits. */
typedef struct part {
    jj_cover_lists l;
    uint32_t *row_name, *col_name;
    void *owned[3];
} part;

static void part_deinit(part *p) {
    jj_free(p->row_name);
    jj_free(p->col_name);
    for (size_t i = 0; i < sizeof p->owned / sizeof p->owned[0]; i++)
        jj_free(p->owned[i]);
}

static jj_status list_alive(search *s, const node *at, part *p) {
    const bits *b = &s->b;
    *p = (part){0};
    JJ_AUTO uint32_t *row_number = jj_alloc(b->n_rows, sizeof *row_number);
    p->row_name = jj_alloc(b->n_rows, sizeof *p->row_name);
    p->col_name = jj_alloc(b->n_cols, sizeof *p->col_name);
    if (!row_number || !p->row_name || !p->col_name)
        return jj_no_memory(s->run->ctx, "site selection", (uint64_t)b->n_rows * 8);
    for (uint32_t r = next_in(at->rows, 0, b->n_rows); r < b->n_rows;
         r = next_in(at->rows, r + 1, b->n_rows)) {
        row_number[r] = p->l.n_rows;
        p->row_name[p->l.n_rows++] = r;
    }
    uint64_t n = 0;
    for (uint32_t j = next_in(at->cols, 0, b->n_cols); j < b->n_cols;
         j = next_in(at->cols, j + 1, b->n_cols)) {
        p->col_name[p->l.n_cols++] = j;
        n += count_both(rows_of(b, j), at->rows, b->row_words);
    }
    uint64_t *col_first = p->owned[0] = jj_alloc((size_t)p->l.n_cols + 1, sizeof *col_first);
    uint32_t *col_row = p->owned[1] = jj_alloc(n, sizeof *col_row);
    uint64_t *row_first = p->owned[2] = jj_alloc((size_t)p->l.n_rows + 1, sizeof *row_first);
    if (!col_first || !col_row || !row_first)
        return jj_no_memory(s->run->ctx, "site selection", n * 4);
    n = 0;
    for (uint32_t i = 0; i < p->l.n_cols; i++) {
        const uint64_t *mine = rows_of(b, p->col_name[i]);
        for (uint32_t w = 0; w < b->row_words; w++)
            for (uint64_t rest = mine[w] & at->rows[w]; rest; rest &= rest - 1)
                col_row[n++] = row_number[w * 64 + (uint32_t)__builtin_ctzll(rest)];
        col_first[i + 1] = n;
    }
    /* the bound only asks whether a row has columns: every alive row has */
    for (uint32_t r = 0; r < p->l.n_rows; r++)
        row_first[r + 1] = r + 1;
    p->l.col_first = col_first;
    p->l.col_end = col_first + 1;
    p->l.col_row = col_row;
    p->l.row_first = row_first;
    p->l.row_end = row_first + 1;
    return JJ_OK;
}

static void record(search *s, const uint8_t *also, const part *p) {
    memcpy(s->best, s->taken, s->b.n_cols);
    s->n_best = s->n_taken;
    for (uint32_t i = 0; p && i < p->l.n_cols; i++)
        if (also[i]) {
            s->best[p->col_name[i]] = 1;
            s->n_best++;
        }
}

/* A cover of what is left, cheap columns first. */
static jj_status try_cover(search *s, const part *p, const double *reduced) {
    JJ_AUTO uint8_t *in = jj_alloc((size_t)p->l.n_cols + 1, 1);
    JJ_AUTO uint8_t *is_covered = jj_alloc((size_t)p->l.n_rows + 1, 1);
    if (!in || !is_covered)
        return jj_no_memory(s->run->ctx, "site selection", p->l.n_cols);
    uint32_t n_left = p->l.n_rows, n_in = 0;
    while (n_left && s->n_taken + n_in + 1 < s->n_best) {
        uint32_t best = p->l.n_cols, most = 0;
        double best_worth = -1;
        for (uint32_t i = 0; i < p->l.n_cols; i++) {
            uint32_t n = 0;
            for (uint64_t k = p->l.col_first[i]; k < p->l.col_end[i]; k++)
                n += !is_covered[p->l.col_row[k]];
            double worth = n / fmax(reduced[i] + 1, 0.02);
            if (n && worth > best_worth) {
                best_worth = worth;
                best = i;
                most = n;
            }
        }
        in[best] = 1;
        n_in++;
        n_left -= most;
        for (uint64_t k = p->l.col_first[best]; k < p->l.col_end[best]; k++)
            is_covered[p->l.col_row[k]] = 1;
    }
    if (n_left == 0 && s->n_taken + n_in < s->n_best)
        record(s, in, p);
    return JJ_OK;
}

static bool is_done(const search *s) {
    return s->n_best <= s->target;
}

static jj_status explore(search *s, node *at, uint32_t bound);

/* One child a column of the row with fewest; a column tried stays out of later children. */
static jj_status branch(search *s, node *at, const double *reduced, uint32_t bound) {
    const bits *b = &s->b;
    uint32_t row = b->n_rows, fewest = UINT32_MAX;
    for (uint32_t r = next_in(at->rows, 0, b->n_rows); r < b->n_rows;
         r = next_in(at->rows, r + 1, b->n_rows)) {
        uint32_t n = count_both(cols_of(b, r), at->cols, b->col_words);
        if (n < fewest) {
            fewest = n;
            row = r;
        }
    }
    size_t n_words = (size_t)b->row_words + b->col_words;
    JJ_AUTO uint64_t *sets = jj_alloc(n_words, sizeof *sets);
    JJ_AUTO double *price = jj_alloc(b->n_rows, sizeof *price);
    JJ_AUTO uint8_t *taken = jj_alloc(b->n_cols, 1);
    if (!sets || !price || !taken)
        return jj_no_memory(s->run->ctx, "site selection", n_words * 8);
    memcpy(taken, s->taken, b->n_cols);
    uint32_t n_taken = s->n_taken;
    for (uint32_t i = 0; i < fewest; i++) {
        uint32_t best = b->n_cols;
        for (uint32_t j = next_in(at->cols, 0, b->n_cols); j < b->n_cols;
             j = next_in(at->cols, j + 1, b->n_cols))
            if (has(cols_of(b, row), j) && (best == b->n_cols || reduced[j] < reduced[best]))
                best = j;
        if (best == b->n_cols)
            break;
        node child = {sets, sets + b->row_words, price};
        memcpy(child.rows, at->rows, b->row_words * sizeof *sets);
        memcpy(child.cols, at->cols, b->col_words * sizeof *sets);
        memcpy(price, at->price, b->n_rows * sizeof *price);
        take(s, &child, best);
        jj_status st = explore(s, &child, bound);
        memcpy(s->taken, taken, b->n_cols);
        s->n_taken = n_taken;
        if (st != JJ_OK || is_done(s))
            return st;
        drop(at->cols, best);
    }
    return JJ_OK;
}

/* Columns too dear for any cover smaller than the best go. */
static bool drop_dear(const search *s, const part *p, const jj_cover_dual *d, node *at) {
    bool changed = false;
    for (uint32_t i = 0; i < p->l.n_cols; i++)
        if (s->n_taken + d->bound + fmax(d->reduced[i], 0) > s->n_best - 1 + 1e-6) {
            drop(at->cols, p->col_name[i]);
            changed = true;
        }
    return changed;
}

/* The bound of a node: prices to and from the node's own, reduced costs by column. */
static jj_status bound_node(search *s, node *at, double *reduced, double *bound, bool *changed) {
    JJ_CLEANUP(part_deinit) part p;
    JJ_TRY(list_alive(s, at, &p));
    JJ_AUTO double *price = jj_alloc((size_t)p.l.n_rows + 1, sizeof *price);
    JJ_AUTO double *local = jj_alloc((size_t)p.l.n_cols + 1, sizeof *local);
    if (!price || !local)
        return jj_no_memory(s->run->ctx, "the bound", (uint64_t)p.l.n_rows * 8);
    for (uint32_t r = 0; r < p.l.n_rows; r++)
        price[r] = at->price[p.row_name[r]];
    jj_cover_dual d = {.price = price, .reduced = local};
    double enough = (double)s->n_best - 1 - s->n_taken + 1e-6;
    JJ_TRY(jj_cover_bound(s->run, &p.l, (double)s->n_best - s->n_taken, enough,
                          s->n_taken ? 80 : 400, &d));
    *bound = d.bound;
    if (d.bound > enough)
        return JJ_OK;
    JJ_TRY(try_cover(s, &p, local));
    for (uint32_t r = 0; r < p.l.n_rows; r++)
        at->price[p.row_name[r]] = price[r];
    for (uint32_t i = 0; i < p.l.n_cols; i++)
        reduced[p.col_name[i]] = local[i];
    *changed = drop_dear(s, &p, &d, at);
    return JJ_OK;
}

static jj_status explore(search *s, node *at, uint32_t bound) {
    JJ_AUTO double *reduced = jj_alloc(s->b.n_cols, sizeof *reduced);
    if (!reduced)
        return jj_no_memory(s->run->ctx, "the bound", (uint64_t)s->b.n_cols * 8);
    for (bool changed = true; changed;) {
        if (s->n_taken + 1 < s->n_best && is_too_much(s, at))
            return JJ_OK;
        if (!reduce(s, at))
            return JJ_OK;
        if (next_in(at->rows, 0, s->b.n_rows) == s->b.n_rows) {
            if (s->n_taken < s->n_best)
                record(s, NULL, NULL);
            return JJ_OK;
        }
        if (s->n_taken + 1 >= s->n_best)
            return JJ_OK;
        if (!jj_siting_go_on(s->run, s->b.n_rows)) {
            s->unexplored = bound < s->unexplored ? bound : s->unexplored;
            return JJ_OK;
        }
        double left = 0;
        JJ_TRY(bound_node(s, at, reduced, &left, &changed));
        uint32_t proven = s->n_taken + (uint32_t)ceil(fmax(left, 0) - 1e-6);
        bound = proven > bound ? proven : bound;
        if (bound >= s->n_best || is_done(s))
            return JJ_OK;
    }
    return branch(s, at, reduced, bound);
}

static jj_status fill_bits(jj_ctx *ctx, const jj_cover_lists *l, bits *b) {
    *b = (bits){.n_rows = l->n_rows,
                .n_cols = l->n_cols,
                .row_words = (l->n_rows + 63) / 64,
                .col_words = (l->n_cols + 63) / 64};
    b->of_col = jj_alloc((size_t)l->n_cols * b->row_words, sizeof *b->of_col);
    b->of_row = jj_alloc((size_t)l->n_rows * b->col_words, sizeof *b->of_row);
    if (!b->of_col || !b->of_row)
        return jj_no_memory(ctx, "site selection", (uint64_t)l->n_cols * b->row_words * 16);
    for (uint32_t j = 0; j < l->n_cols; j++)
        for (uint64_t k = l->col_first[j]; k < l->col_end[j]; k++) {
            put(b->of_col + (size_t)j * b->row_words, l->col_row[k]);
            put(b->of_row + (size_t)l->col_row[k] * b->col_words, j);
        }
    return JJ_OK;
}

static jj_status search_all(search *s) {
    const bits *b = &s->b;
    JJ_AUTO uint64_t *rows = jj_alloc(b->row_words, sizeof *rows);
    JJ_AUTO uint64_t *cols = jj_alloc(b->col_words, sizeof *cols);
    JJ_AUTO double *price = jj_alloc(b->n_rows, sizeof *price);
    s->taken = jj_alloc(b->n_cols, 1);
    s->size =
        jj_alloc((size_t)(b->n_rows > b->n_cols ? b->n_rows : b->n_cols) + 1, sizeof *s->size);
    if (!rows || !cols || !price || !s->taken || !s->size)
        return jj_no_memory(s->run->ctx, "site selection", (uint64_t)b->n_rows * 8);
    for (uint32_t r = 0; r < b->n_rows; r++) {
        put(rows, r);
        uint32_t n = count_both(cols_of(b, r), cols_of(b, r), b->col_words);
        price[r] = 1 / fmax(n, 1);
    }
    for (uint32_t j = 0; j < b->n_cols; j++)
        put(cols, j);
    return explore(s, &(node){rows, cols, price}, 1);
}

jj_status jj_cover_search(jj_siting_run *run, const jj_cover_lists *l, uint32_t target,
                          uint8_t *is_open, uint32_t *n_open, uint32_t *bound) {
    search s = {
        .run = run, .best = is_open, .n_best = *n_open, .target = target, .unexplored = UINT32_MAX};
    jj_status st = fill_bits(run->ctx, l, &s.b);
    if (st == JJ_OK)
        st = search_all(&s);
    jj_free(s.b.of_col);
    jj_free(s.b.of_row);
    jj_free(s.taken);
    jj_free(s.size);
    *n_open = s.n_best;
    /*
     * stopping at the target leaves smaller covers open; everything below n_best was refuted else
     */
    *bound = is_done(&s) ? 1 : s.unexplored < s.n_best ? s.unexplored : s.n_best;
    return st;
}
