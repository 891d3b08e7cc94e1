#include "analysis/siting/median.h"
#include "base/threads.h"

#include <math.h>
#include <string.h>

void jj_swap_deinit(jj_swap *s) {
    jj_free(s->is_open);
    jj_free(s->near_cost);
    jj_free(s->next_cost);
    jj_free(s->near);
    jj_free(s->next);
    jj_free(s->loss);
    jj_free(s->extra);
    jj_free(s->touched);
    jj_free(s->open);
    s->is_open = NULL;
    s->near_cost = s->next_cost = s->loss = s->extra = NULL;
    s->near = s->next = s->touched = s->open = NULL;
}

jj_status jj_swap_init(jj_ctx *ctx, jj_swap *s) {
    const jj_median *m = s->m;
    s->is_open = jj_alloc(m->n_sites, 1);
    s->near_cost = jj_alloc(m->n_clients, sizeof *s->near_cost);
    s->next_cost = jj_alloc(m->n_clients, sizeof *s->next_cost);
    s->near = jj_alloc(m->n_clients, sizeof *s->near);
    s->next = jj_alloc(m->n_clients, sizeof *s->next);
    s->loss = jj_alloc(m->n_sites, sizeof *s->loss);
    s->extra = jj_alloc(m->n_sites, sizeof *s->extra);
    s->touched = jj_alloc(m->n_sites, sizeof *s->touched);
    s->open = jj_alloc(m->n_sites, sizeof *s->open);
    if (s->is_open && s->near_cost && s->next_cost && s->near && s->next && s->loss && s->extra &&
        s->touched && s->open)
        return JJ_OK;
    jj_swap_deinit(s);
    return jj_no_memory(ctx, "site selection", (uint64_t)m->n_clients * 24);
}

static double site_cost(const jj_swap *s, uint64_t k) {
    return s->site_cost ? s->site_cost[k] : 0;
}

/* The two nearest open sites of client c, from its row. */
static void find_two(jj_swap *s, uint32_t c) {
    const jj_median *m = s->m;
    s->near[c] = s->next[c] = JJ_NO_SITE;
    s->near_cost[c] = s->next_cost[c] = m->unserved[c];
    for (uint64_t k = m->first[c]; k < m->end[c]; k++) {
        if (!s->is_open[m->site[k]])
            continue;
        double d = jj_median_cost(m, k);
        if (d >= m->unserved[c])
            return;
        if (s->near[c] != JJ_NO_SITE) {
            s->next[c] = m->site[k];
            s->next_cost[c] = d;
            return;
        }
        s->near[c] = m->site[k];
        s->near_cost[c] = d;
    }
}

static double loss_of(const jj_swap *s, uint32_t c) {
    return s->m->weight[c] * (s->next_cost[c] - s->near_cost[c]);
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
        find_two(s, c);
        if (s->near[c] != JJ_NO_SITE)
            s->loss[s->near[c]] += loss_of(s, c);
    }
    list_open(s);
}

/* Open j; the open sites' losses follow. */
static void open_site(jj_swap *s, uint32_t j) {
    s->is_open[j] = 1;
    s->loss[j] = 0;
    for (uint64_t k = s->site_first[j]; k < s->site_end[j]; k++) {
        uint32_t c = s->site_client[k];
        double d = site_cost(s, k);
        if (d >= s->next_cost[c])
            continue;
        if (s->near[c] != JJ_NO_SITE)
            s->loss[s->near[c]] -= loss_of(s, c);
        if (d < s->near_cost[c]) {
            s->next[c] = s->near[c];
            s->next_cost[c] = s->near_cost[c];
            s->near[c] = j;
            s->near_cost[c] = d;
        } else {
            s->next[c] = j;
            s->next_cost[c] = d;
        }
        s->loss[s->near[c]] += loss_of(s, c);
    }
}

static void close_site(jj_swap *s, uint32_t j) {
    s->is_open[j] = 0;
    for (uint64_t k = s->site_first[j]; k < s->site_end[j]; k++) {
        uint32_t c = s->site_client[k];
        if (s->near[c] != j && s->next[c] != j)
            continue;
        if (s->near[c] != JJ_NO_SITE)
            s->loss[s->near[c]] -= loss_of(s, c);
        find_two(s, c);
        if (s->near[c] != JJ_NO_SITE)
            s->loss[s->near[c]] += loss_of(s, c);
    }
    s->loss[j] = 0;
}

static double gain_of(const jj_swap *s, uint32_t j) {
    double gain = 0;
    for (uint64_t k = s->site_first[j]; k < s->site_end[j]; k++) {
        uint32_t c = s->site_client[k];
        double saved = s->near_cost[c] - site_cost(s, k);
        if (saved > 0)
            gain += s->m->weight[c] * saved;
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
        open_site(s, j);
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
            close_site(s, j);
    list_open(s);
}

static uint32_t least_loss(const jj_swap *s) {
    uint32_t best = JJ_NO_SITE;
    for (uint32_t i = 0; i < s->n_open; i++) {
        uint32_t r = s->open[i];
        if (s->is_fixed[r])
            continue;
        if (best == JJ_NO_SITE || s->loss[r] < s->loss[best] ||
            (s->loss[r] == s->loss[best] && r < best))
            best = r;
    }
    return best;
}

/* What opening j gains, with the best site to close for it. */
static double best_exchange(jj_swap *s, uint32_t j, uint32_t cheapest, uint32_t *closed) {
    double gain = 0;
    uint32_t n_touched = 0;
    for (uint64_t k = s->site_first[j]; k < s->site_end[j]; k++) {
        uint32_t c = s->site_client[k];
        double d = site_cost(s, k);
        if (d >= s->next_cost[c])
            continue;
        double w = s->m->weight[c];
        if (d < s->near_cost[c])
            gain += w * (s->near_cost[c] - d);
        uint32_t r = s->near[c];
        if (r == JJ_NO_SITE || s->is_fixed[r])
            continue;
        if (s->extra[r] == 0)
            s->touched[n_touched++] = r;
        s->extra[r] += w * (s->next_cost[c] - fmax(d, s->near_cost[c])) + 1e-300;
    }
    *closed = cheapest;
    double least = s->loss[cheapest] - s->extra[cheapest];
    for (uint32_t i = 0; i < n_touched; i++) {
        uint32_t r = s->touched[i];
        double loss = s->loss[r] - s->extra[r];
        if (loss < least || (loss == least && r < *closed)) {
            least = loss;
            *closed = r;
        }
    }
    for (uint32_t i = 0; i < n_touched; i++)
        s->extra[s->touched[i]] = 0;
    return gain - least;
}

void jj_swap_descend(jj_siting_run *run, jj_swap *s, int passes) {
    const jj_median *m = s->m;
    uint32_t cheapest = least_loss(s), n_idle = 0;
    if (cheapest == JJ_NO_SITE || s->n_open == m->n_sites)
        return;
    double scale = jj_median_objective(m, s->is_open);
    for (int pass = 0; pass < passes; pass++)
        for (uint32_t j = 0; j < m->n_sites; j++, n_idle++) {
            if (n_idle >= m->n_sites)
                return;
            if (s->is_open[j])
                continue;
            uint32_t closed;
            bool helps = best_exchange(s, j, cheapest, &closed) > 1e-10 * scale;
            if (!jj_siting_go_on(run, s->site_end[j] - s->site_first[j]))
                return;
            if (!helps)
                continue;
            open_site(s, j);
            close_site(s, closed);
            for (uint32_t i = 0; i < s->n_open; i++)
                if (s->open[i] == closed)
                    s->open[i] = j;
            cheapest = least_loss(s);
            n_idle = 0;
        }
}
