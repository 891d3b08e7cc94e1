#include "analysis/siting/median.h"
#include "base/threads.h"

#include <math.h>
#include <string.h>

void jj_swap_deinit(jj_swap *s) {
    jj_free(s->is_open);
    jj_free(s->of);
    jj_free(s->loss);
    jj_free(s->extra);
    jj_free(s->touched);
    jj_free(s->open);
    jj_free(s->queue);
    jj_free(s->is_queued);
    s->is_open = s->is_queued = NULL;
    s->of = NULL;
    s->loss = s->extra = NULL;
    s->touched = s->open = s->queue = NULL;
}

jj_status jj_swap_init(jj_ctx *ctx, jj_swap *s) {
    static const uint64_t worth_threads = 3000000;
    const jj_median *m = s->m;
    uint64_t n_entries = m->n_clients ? m->end[m->n_clients - 1] - m->first[0] : 0;
    s->n_workers = n_entries < worth_threads ? 1 : ctx->n_threads;
    size_t scratch = (size_t)m->n_sites * (size_t)s->n_workers;
    s->is_open = jj_alloc(m->n_sites, 1);
    s->of = jj_alloc(m->n_clients, sizeof *s->of);
    s->loss = jj_alloc(m->n_sites, sizeof *s->loss);
    s->extra = jj_alloc(scratch, sizeof *s->extra);
    s->touched = jj_alloc(scratch, sizeof *s->touched);
    s->open = jj_alloc(m->n_sites, sizeof *s->open);
    s->queue = jj_alloc(m->n_sites, sizeof *s->queue);
    s->is_queued = jj_alloc(m->n_sites, 1);
    if (s->is_open && s->of && s->loss && s->extra && s->touched && s->open && s->queue &&
        s->is_queued)
        return JJ_OK;
    jj_swap_deinit(s);
    return jj_no_memory(ctx, "site selection", (uint64_t)m->n_clients * sizeof *s->of);
}

/* The two nearest open sites of client c, from its row. */
static void find_two(jj_swap *s, uint32_t c) {
    const jj_median *m = s->m;
    jj_served *of = &s->of[c];
    of->near = of->next = JJ_NO_SITE;
    of->near_cost = of->next_cost = m->unserved[c];
    for (uint64_t k = m->first[c]; k < m->end[c]; k++) {
        if (!s->is_open[m->site[k]])
            continue;
        double d = jj_median_cost(m, k);
        if (d >= m->unserved[c])
            return;
        if (of->near != JJ_NO_SITE) {
            of->next = m->site[k];
            of->next_cost = d;
            return;
        }
        of->near = m->site[k];
        of->near_cost = d;
    }
}

static double loss_of(const jj_served *of) {
    return of->weight * (of->next_cost - of->near_cost);
}

static void list_open(jj_swap *s) {
    s->n_open = 0;
    for (uint32_t j = 0; j < s->m->n_sites; j++)
        if (s->is_open[j])
            s->open[s->n_open++] = j;
}

void jj_swap_start(jj_swap *s, const uint8_t *is_open) {
    const jj_median *m = s->m;
    memcpy(s->is_open, is_open, m->n_sites);
    memset(s->loss, 0, m->n_sites * sizeof *s->loss);
    for (uint32_t c = 0; c < m->n_clients; c++) {
        s->of[c].weight = m->weight[c];
        find_two(s, c);
        if (s->of[c].near != JJ_NO_SITE)
            s->loss[s->of[c].near] += loss_of(&s->of[c]);
    }
    list_open(s);
}

void jj_swap_enqueue(jj_swap *s, uint32_t j) {
    if (s->is_queued[j])
        return;
    s->is_queued[j] = 1;
    s->queue[(s->queue_first + s->n_queued++) % s->m->n_sites] = j;
}

/* Sites that might serve client c for less than `reach` are to be looked at again. */
static void enqueue_row(jj_swap *s, uint32_t c, double reach) {
    const jj_median *m = s->m;
    for (uint64_t k = m->first[c]; k < m->end[c] && (!m->cost || m->cost[k] < reach); k++)
        jj_swap_enqueue(s, m->site[k]);
}

void jj_swap_open(jj_swap *s, uint32_t j, bool enqueues) {
    s->is_open[j] = 1;
    s->loss[j] = 0;
    for (uint64_t k = s->site_first[j]; k < s->site_end[j]; k++) {
        uint32_t c = s->site_client[k];
        jj_served *of = &s->of[c];
        double d = jj_swap_cost(s, k);
        if (d >= of->next_cost)
            continue;
        if (enqueues)
            enqueue_row(s, c, of->next_cost);
        if (of->near != JJ_NO_SITE)
            s->loss[of->near] -= loss_of(of);
        if (d < of->near_cost) {
            of->next = of->near;
            of->next_cost = of->near_cost;
            of->near = j;
            of->near_cost = d;
        } else {
            of->next = j;
            of->next_cost = d;
        }
        s->loss[of->near] += loss_of(of);
    }
}

void jj_swap_close(jj_swap *s, uint32_t j, bool enqueues) {
    s->is_open[j] = 0;
    for (uint64_t k = s->site_first[j]; k < s->site_end[j]; k++) {
        uint32_t c = s->site_client[k];
        jj_served *of = &s->of[c];
        if (of->near != j && of->next != j)
            continue;
        if (of->near != JJ_NO_SITE)
            s->loss[of->near] -= loss_of(of);
        find_two(s, c);
        if (of->near != JJ_NO_SITE)
            s->loss[of->near] += loss_of(of);
        if (enqueues)
            enqueue_row(s, c, of->next_cost);
    }
    s->loss[j] = 0;
}

static double gain_of(const jj_swap *s, uint32_t j) {
    double gain = 0;
    for (uint64_t k = s->site_first[j]; k < s->site_end[j]; k++) {
        const jj_served *of = &s->of[s->site_client[k]];
        double saved = of->near_cost - jj_swap_cost(s, k);
        if (saved > 0)
            gain += of->weight * saved;
    }
    return gain;
}

/* A heap of sites by gain, the smaller index above among equals. */
typedef struct heap {
    uint32_t *item;
    double *key; /* per site */
    uint32_t n;
} heap;

static bool is_above(const heap *h, uint32_t a, uint32_t b) {
    return h->key[a] > h->key[b] || (h->key[a] == h->key[b] && a < b);
}

static void sift_down(heap *h, uint32_t at) {
    uint32_t moved = h->item[at];
    for (uint32_t child; (child = 2 * at + 1) < h->n; at = child) {
        if (child + 1 < h->n && is_above(h, h->item[child + 1], h->item[child]))
            child++;
        if (!is_above(h, h->item[child], moved))
            break;
        h->item[at] = h->item[child];
    }
    h->item[at] = moved;
}

enum { SITES_A_BLOCK = 512 };

static jj_status fill_gains(void *arg, size_t block, int worker) {
    (void)worker;
    const jj_swap *s = arg;
    uint32_t n = s->m->n_sites, from = (uint32_t)block * SITES_A_BLOCK;
    for (uint32_t j = from; j < n && j < from + SITES_A_BLOCK; j++)
        s->extra[j] = s->is_open[j] ? -1 : gain_of(s, j);
    return JJ_OK;
}

jj_status jj_swap_greedy(jj_siting_run *run, jj_swap *s, const uint8_t *is_open) {
    uint32_t n = s->m->n_sites;
    jj_swap_start(s, is_open);
    JJ_TRY(jj_parallel(run->ctx, (n + SITES_A_BLOCK - 1) / SITES_A_BLOCK, fill_gains, s));
    heap h = {.item = s->touched, .key = s->extra};
    for (uint32_t j = 0; j < n; j++)
        if (!s->is_open[j])
            h.item[h.n++] = j;
    for (uint32_t i = h.n / 2; i-- > 0;)
        sift_down(&h, i);
    /* gains only fall as sites open, so an old gain is a ceiling */
    while (s->n_open < s->m->p && h.n) {
        uint32_t j = h.item[0];
        double gain = gain_of(s, j);
        if (gain < h.key[j]) {
            h.key[j] = gain;
            sift_down(&h, 0);
            if (h.item[0] != j)
                continue;
        }
        if (s->only_gains && !(gain > 0))
            break;
        jj_swap_open(s, j, false);
        s->open[s->n_open++] = j;
        h.item[0] = h.item[--h.n];
        if (h.n)
            sift_down(&h, 0);
    }
    memset(s->extra, 0, n * sizeof *s->extra);
    list_open(s);
    return jj_ctx_poll(run->ctx);
}

void jj_swap_drop_idle(jj_swap *s) {
    for (uint32_t j = s->m->n_sites; j-- > 0;)
        if (s->is_open[j] && !s->is_fixed[j] && !(s->loss[j] > 0))
            jj_swap_close(s, j, false);
    list_open(s);
}
