/*
 * Vertex substitution (Teitz, Bart 1968) with gains, losses and corrections kept per site (Resende,
 * Werneck 2007), and what leads out of its local optima.
 */
#include "analysis/siting/median.h"
#include "base/threads.h"

#include <math.h>
#include <string.h>

/* Exchanges tried on one state of the sites, by several threads: the same for any number. */
enum { BATCH = 512, SITES_A_BLOCK = 32 };

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
static double best_exchange(const jj_swap *s, int worker, uint32_t j, uint32_t cheapest,
                            uint32_t *closed) {
    double *extra = s->extra + (size_t)worker * s->m->n_sites;
    uint32_t *touched = s->touched + (size_t)worker * s->m->n_sites;
    double gain = 0;
    uint32_t n_touched = 0;
    for (uint64_t k = s->site_first[j]; k < s->site_end[j]; k++) {
        const jj_served *of = &s->of[s->site_client[k]];
        double d = jj_swap_cost(s, k);
        if (d >= of->next_cost)
            continue;
        if (d < of->near_cost)
            gain += of->weight * (of->near_cost - d);
        uint32_t r = of->near;
        if (r == JJ_NO_SITE || s->is_fixed[r])
            continue;
        if (extra[r] == 0)
            touched[n_touched++] = r;
        extra[r] += of->weight * (of->next_cost - fmax(d, of->near_cost)) + 1e-300;
    }
    *closed = cheapest;
    double least = s->loss[cheapest] - extra[cheapest];
    for (uint32_t i = 0; i < n_touched; i++) {
        uint32_t r = touched[i];
        double loss = s->loss[r] - extra[r];
        if (loss < least || (loss == least && r < *closed)) {
            least = loss;
            *closed = r;
        }
    }
    for (uint32_t i = 0; i < n_touched; i++)
        extra[touched[i]] = 0;
    return gain - least;
}

/* One batch of the queue. */
typedef struct trial {
    const jj_swap *s;
    uint32_t n, cheapest, site[BATCH];
    double gain[BATCH];
} trial;

static jj_status try_block(void *arg, size_t block, int worker) {
    trial *t = arg;
    for (size_t i = block * SITES_A_BLOCK; i < (block + 1) * SITES_A_BLOCK && i < t->n; i++) {
        uint32_t closed;
        bool is_open = t->s->is_open[t->site[i]];
        t->gain[i] = is_open ? 0 : best_exchange(t->s, worker, t->site[i], t->cheapest, &closed);
    }
    return JJ_OK;
}

/* Takes a batch off the queue and looks at its exchanges; returns the entries seen. */
static uint64_t try_batch(jj_ctx *ctx, jj_swap *s, trial *t) {
    uint64_t n_seen = 0;
    for (t->n = 0; t->n < BATCH && s->n_queued; t->n++) {
        uint32_t j = t->site[t->n] = s->queue[s->queue_first];
        s->queue_first = (s->queue_first + 1) % s->m->n_sites;
        s->n_queued--;
        s->is_queued[j] = 0;
        n_seen += s->is_open[j] ? 0 : s->site_end[j] - s->site_first[j];
    }
    size_t n_blocks = (t->n + SITES_A_BLOCK - 1) / SITES_A_BLOCK;
    if (s->n_workers > 1)
        jj_parallel(ctx, n_blocks, try_block, t);
    else
        for (size_t block = 0; block < n_blocks; block++)
            try_block(t, block, 0);
    return n_seen;
}

static void exchange(jj_swap *s, uint32_t opened, uint32_t closed, bool enqueues) {
    jj_swap_open(s, opened, enqueues);
    jj_swap_close(s, closed, enqueues);
    for (uint32_t i = 0; i < s->n_open; i++)
        if (s->open[i] == closed) {
            s->open[i] = opened;
            return;
        }
}

static void clear_queue(jj_swap *s) {
    for (uint32_t i = 0; i < s->n_queued; i++)
        s->is_queued[s->queue[(s->queue_first + i) % s->m->n_sites]] = 0;
    s->n_queued = s->queue_first = 0;
}

/* Exchanges made since a state that may have to be restored. */
typedef struct record {
    uint32_t barred;   /* site that may not open, JJ_NO_SITE */
    uint32_t n, *pair; /* opened and closed, room for MOST_EXCHANGES; NULL = not recorded */
    double gain;
} record;

enum { MOST_EXCHANGES = 64 };

/* Makes exchanges of more than `least` gain until the queue is empty or `*looks` sites were tried;
 * false when effort is used up. */
static bool run_queue(jj_siting_run *run, jj_swap *s, double least, int64_t *looks, record *made) {
    trial t = {.s = s, .cheapest = least_loss(s)};
    for (; s->n_queued && *looks > 0; *looks -= t.n) {
        uint64_t n_seen = try_batch(run->ctx, s, &t);
        bool has_changed = false;
        for (uint32_t i = 0; i < t.n; i++) {
            uint32_t j = t.site[i], closed;
            if (!(t.gain[i] > least) || j == made->barred)
                continue;
            double gain = best_exchange(s, 0, j, t.cheapest, &closed);
            n_seen += s->site_end[j] - s->site_first[j];
            if (!(gain > least))
                continue;
            if (made->pair && made->n == MOST_EXCHANGES)
                return true;
            exchange(s, j, closed, true);
            t.cheapest = least_loss(s);
            has_changed = true;
            made->gain += gain;
            if (made->pair) {
                made->pair[2 * made->n] = j;
                made->pair[2 * made->n + 1] = closed;
            }
            made->n++;
        }
        if (!jj_siting_go_on(run, n_seen + (has_changed ? s->n_open : 0)))
            return false;
    }
    return true;
}

jj_status jj_swap_descend(jj_siting_run *run, jj_swap *s, int passes) {
    const jj_median *m = s->m;
    if (least_loss(s) == JJ_NO_SITE || s->n_open == m->n_sites)
        return JJ_OK;
    double least = 1e-10 * jj_median_objective(m, s->is_open);
    int64_t looks = (int64_t)passes * m->n_sites;
    record made = {.barred = JJ_NO_SITE, .n = 1};
    /* a site whose clients all stayed may gain by a site elsewhere that has become idle */
    while (made.n && looks > 0) {
        made.n = 0;
        for (uint32_t j = 0; j < m->n_sites; j++)
            jj_swap_enqueue(s, j);
        if (!run_queue(run, s, least, &looks, &made))
            break;
    }
    clear_queue(s);
    return jj_ctx_poll(run->ctx);
}

static uint64_t next_random(uint64_t *seed) {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

/* Opens j for the site that is missed least, whatever it costs. */
static uint32_t force(jj_swap *s, uint32_t j, record *made) {
    uint32_t closed;
    made->gain += best_exchange(s, 0, j, least_loss(s), &closed);
    exchange(s, j, closed, true);
    made->pair[2 * made->n] = j;
    made->pair[2 * made->n + 1] = closed;
    made->n++;
    return closed;
}

/* Two exchanges forced close by one another, and what mends them; true while effort is left. */
static bool shake_at(jj_siting_run *run, jj_swap *s, uint32_t j, double least, uint64_t *seed) {
    int64_t looks = INT64_MAX;
    uint32_t pairs[2 * MOST_EXCHANGES];
    record made = {.pair = pairs};
    uint32_t barred = made.barred = force(s, j, &made);
    uint64_t at = s->n_queued ? next_random(seed) % s->n_queued : 0;
    uint32_t beside = s->n_queued ? s->queue[(s->queue_first + at) % s->m->n_sites] : barred;
    if (!s->is_open[beside] && beside != barred)
        force(s, beside, &made);
    bool goes_on = jj_siting_go_on(run, s->site_end[j] - s->site_first[j] + s->n_open) &&
                   run_queue(run, s, least, &looks, &made);
    made.barred = JJ_NO_SITE;
    jj_swap_enqueue(s, barred);
    goes_on = goes_on && run_queue(run, s, least, &looks, &made);
    clear_queue(s);
    while (!(made.gain > least) && made.n-- > 0)
        exchange(s, pairs[2 * made.n + 1], pairs[2 * made.n], false);
    return goes_on;
}

void jj_swap_shake(jj_siting_run *run, jj_swap *s) {
    const jj_median *m = s->m;
    uint64_t seed = 0x9e3779b97f4a7c15u;
    if (least_loss(s) == JJ_NO_SITE || s->n_open >= m->n_sites)
        return;
    double least = 1e-10 * jj_median_objective(m, s->is_open);
    for (bool goes_on = true; goes_on;) {
        uint32_t j = (uint32_t)(next_random(&seed) % m->n_sites);
        goes_on = s->is_open[j] ? jj_siting_go_on(run, 0) : shake_at(run, s, j, least, &seed);
    }
}
