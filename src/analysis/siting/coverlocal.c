/*
 * Local search for set covering: a column leaves, one that covers an uncovered row enters, and rows
 * that stay uncovered grow heavier (Gao, Weise, Li 2015). Draws come from a fixed seed.
 */
#include "analysis/siting/cover.h"

#include <string.h>

typedef struct walk {
    const jj_cover_lists *l;
    uint32_t *count;      /* per row: columns in that cover it */
    uint32_t *weight;     /* per row */
    uint32_t *bare, *at;  /* rows nothing covers; where each stands among them */
    uint32_t *in, *in_at; /* columns in; where each stands among them */
    int64_t *score;       /* per column: weight it would add, or minus what its leaving uncovers */
    uint32_t *since;      /* per column: step of its last move */
    uint8_t *is_in, *may_enter; /* per column */
    uint32_t n_bare, n_in, step;
    uint64_t seed, n_seen;
} walk;

static void walk_deinit(walk *w) {
    void *all[] = {w->count, w->weight, w->bare,  w->at,    w->in,
                   w->in_at, w->score,  w->since, w->is_in, w->may_enter};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        jj_free(all[i]);
}

static jj_status walk_init(jj_ctx *ctx, const jj_cover_lists *l, walk *w) {
    *w = (walk){.l = l, .seed = 0x9e3779b97f4a7c15u};
    w->count = jj_alloc(l->n_rows, sizeof *w->count);
    w->weight = jj_alloc(l->n_rows, sizeof *w->weight);
    w->bare = jj_alloc(l->n_rows, sizeof *w->bare);
    w->at = jj_alloc(l->n_rows, sizeof *w->at);
    w->in = jj_alloc(l->n_cols, sizeof *w->in);
    w->in_at = jj_alloc(l->n_cols, sizeof *w->in_at);
    w->score = jj_alloc(l->n_cols, sizeof *w->score);
    w->since = jj_alloc(l->n_cols, sizeof *w->since);
    w->is_in = jj_alloc(l->n_cols, 1);
    w->may_enter = jj_alloc(l->n_cols, 1);
    if (!w->count || !w->weight || !w->bare || !w->at || !w->in || !w->in_at || !w->score ||
        !w->since || !w->is_in || !w->may_enter)
        return jj_no_memory(ctx, "site selection", (uint64_t)l->n_cols * 20);
    memset(w->may_enter, 1, l->n_cols);
    for (uint32_t r = 0; r < l->n_rows; r++) {
        w->weight[r] = 1;
        w->at[r] = w->n_bare;
        w->bare[w->n_bare++] = r;
    }
    for (uint32_t j = 0; j < l->n_cols; j++)
        w->score[j] = (int64_t)(l->col_end[j] - l->col_first[j]);
    return JJ_OK;
}

static void add_scores(walk *w, uint32_t row, int64_t value) {
    const jj_cover_lists *l = w->l;
    for (uint64_t k = l->row_first[row]; k < l->row_end[row]; k++) {
        w->score[l->row_col[k]] += value;
        w->may_enter[l->row_col[k]] = 1;
    }
    w->n_seen += l->row_end[row] - l->row_first[row];
}

/* The one column in that covers the row is needed more or less than before. */
static void add_to_only(walk *w, uint32_t row, int64_t value) {
    const jj_cover_lists *l = w->l;
    for (uint64_t k = l->row_first[row]; k < l->row_end[row]; k++) {
        w->may_enter[l->row_col[k]] = 1;
        if (w->is_in[l->row_col[k]])
            w->score[l->row_col[k]] += value;
    }
    w->n_seen += l->row_end[row] - l->row_first[row];
}

static void enter(walk *w, uint32_t col) {
    const jj_cover_lists *l = w->l;
    int64_t score = w->score[col];
    for (uint64_t k = l->col_first[col]; k < l->col_end[col]; k++) {
        uint32_t row = l->col_row[k];
        if (w->count[row] == 0) {
            add_scores(w, row, -(int64_t)w->weight[row]);
            uint32_t last = w->bare[--w->n_bare];
            w->bare[w->at[row]] = last;
            w->at[last] = w->at[row];
        } else if (w->count[row] == 1) {
            add_to_only(w, row, w->weight[row]);
        }
        w->count[row]++;
    }
    w->score[col] = -score;
    w->is_in[col] = 1;
    w->since[col] = w->step;
    w->in_at[col] = w->n_in;
    w->in[w->n_in++] = col;
}

static void leave(walk *w, uint32_t col) {
    const jj_cover_lists *l = w->l;
    int64_t score = w->score[col];
    w->is_in[col] = 0;
    for (uint64_t k = l->col_first[col]; k < l->col_end[col]; k++) {
        uint32_t row = l->col_row[k];
        w->count[row]--;
        if (w->count[row] == 0) {
            add_scores(w, row, w->weight[row]);
            w->at[row] = w->n_bare;
            w->bare[w->n_bare++] = row;
        } else if (w->count[row] == 1) {
            add_to_only(w, row, -(int64_t)w->weight[row]);
        }
    }
    w->score[col] = -score;
    w->may_enter[col] = 0;
    w->since[col] = w->step;
    uint32_t last = w->in[--w->n_in];
    w->in[w->in_at[col]] = last;
    w->in_at[last] = w->in_at[col];
}

static bool is_before(const walk *w, uint32_t a, uint32_t b) {
    if (w->score[a] != w->score[b])
        return w->score[a] > w->score[b];
    return w->since[a] != w->since[b] ? w->since[a] < w->since[b] : a < b;
}

/* The column in that is missed least, the one that stands longest among equals. */
static uint32_t least_missed(walk *w, uint32_t not_this) {
    uint32_t best = UINT32_MAX;
    for (uint32_t i = 0; i < w->n_in; i++)
        if (w->in[i] != not_this && (best == UINT32_MAX || is_before(w, w->in[i], best)))
            best = w->in[i];
    w->n_seen += w->n_in;
    return best;
}

static uint32_t any_bare(walk *w) {
    w->seed ^= w->seed << 13;
    w->seed ^= w->seed >> 7;
    w->seed ^= w->seed << 17;
    return w->bare[w->seed % w->n_bare];
}

/* Best column of the row that did not just leave. */
static uint32_t best_of_row(const walk *w, uint32_t row) {
    const jj_cover_lists *l = w->l;
    uint32_t best = UINT32_MAX;
    for (uint64_t k = l->row_first[row]; k < l->row_end[row]; k++) {
        uint32_t j = l->row_col[k];
        if (w->may_enter[j] && (best == UINT32_MAX || is_before(w, j, best)))
            best = j;
    }
    return best;
}

static void grow_heavier(walk *w) {
    for (uint32_t i = 0; i < w->n_bare; i++) {
        const jj_cover_lists *l = w->l;
        uint32_t row = w->bare[i];
        w->weight[row]++;
        for (uint64_t k = l->row_first[row]; k < l->row_end[row]; k++)
            w->score[l->row_col[k]]++;
        w->n_seen += l->row_end[row] - l->row_first[row];
    }
}

jj_status jj_cover_improve(jj_siting_run *run, const jj_cover_lists *l, uint32_t enough,
                           uint64_t effort, uint8_t *is_open, uint32_t *n_open) {
    JJ_CLEANUP(walk_deinit) walk w;
    JJ_TRY(walk_init(run->ctx, l, &w));
    for (uint32_t j = 0; j < l->n_cols; j++)
        if (is_open[j])
            enter(&w, j);
    uint32_t newest = UINT32_MAX;
    while (effort > w.n_seen && *n_open > enough) {
        effort -= w.n_seen;
        if (!jj_siting_go_on(run, w.n_seen))
            break;
        w.n_seen = 0;
        w.step++;
        if (w.n_bare == 0) {
            memcpy(is_open, w.is_in, l->n_cols);
            *n_open = w.n_in;
        }
        uint32_t out = least_missed(&w, w.n_bare ? newest : UINT32_MAX);
        if (out == UINT32_MAX)
            break;
        bool was_cover = w.n_bare == 0;
        leave(&w, out);
        if (was_cover)
            continue;
        newest = best_of_row(&w, any_bare(&w));
        if (newest != UINT32_MAX)
            enter(&w, newest);
        grow_heavier(&w);
    }
    return jj_ctx_poll(run->ctx);
}
