#include "analysis/siting/median.h"

#include <math.h>
#include <string.h>

/* Beyond this many entries left after fixing, branching would not end: the gap is reported. */
static const uint64_t most_branched = 4000000;
static const int large_passes = 12;

typedef struct search {
    jj_siting_run *run;
    const jj_median *root;
    jj_swap *swap;
    jj_median_answer *best;
    double *start;     /* per root client: where the next bound begins */
    uint8_t *path;     /* per root site: opened on the way to this node */
    uint8_t *trial;    /* per root site */
    double unexplored; /* least bound of what was left unexplored */
    uint64_t polished_at;
    uint64_t n_seen;
    const jj_median *node; /* whose relaxed sets are being tried */
    jj_dual_plan *plan;
} search;

static uint64_t n_entries(const jj_median *m) {
    return m->n_clients ? m->end[m->n_clients - 1] - m->first[0] : 0;
}

/* A median too large to branch on. */
static bool is_vast(const jj_median *m) {
    return m->cost && n_entries(m) > most_branched;
}

/* A bound of at least this proves that nothing better than `objective` is left. */
static double enough(const search *s) {
    double step = s->root->step, best = s->best->objective;
    return step > 0 ? best - step * (1 - 1e-6) : best - 1e-10 * fabs(best);
}

static void record(search *s, const uint8_t *is_open, double objective) {
    if (objective >= s->best->objective)
        return;
    s->best->objective = objective;
    if (s->plan) {
        s->plan->target = objective;
        s->plan->enough = enough(s);
    }
    memcpy(s->best->is_open, is_open, s->root->n_sites);
}

static jj_status polish(search *s, const uint8_t *is_open, int passes) {
    jj_swap_start(s->swap, is_open);
    JJ_TRY(jj_swap_descend(s->run, s->swap, passes));
    record(s, s->swap->is_open, jj_median_objective(s->root, s->swap->is_open));
    return JJ_OK;
}

/* The sites a relaxation chose, as sites of the root together with those opened on the way. */
static void trial_set(search *s, const uint8_t *is_chosen) {
    memcpy(s->trial, s->path, s->root->n_sites);
    for (uint32_t j = 0; j < s->node->n_sites; j++)
        if (is_chosen[j])
            s->trial[s->node->site_name ? s->node->site_name[j] : j] = 1;
}

/* Every relaxation proposes a set; good ones are improved by exchange. */
static void try_set(void *user, const uint8_t *is_chosen, bool is_better) {
    static const uint64_t pause = 12, large = 3000000;
    search *s = user;
    bool is_large = n_entries(s->root) > large;
    s->n_seen++;
    if (!is_better ||
        (is_large && s->n_seen < s->polished_at + (s->root->cost ? 4 * pause : pause)))
        return;
    if (is_large)
        s->polished_at = s->n_seen;
    double objective = jj_median_objective(s->node, is_chosen);
    if (objective < s->best->objective) {
        trial_set(s, is_chosen);
        record(s, s->trial, objective);
    } else if ((!is_large && s->n_seen < s->polished_at + pause) ||
               objective > s->best->objective + 0.05 * fabs(s->best->objective)) {
        return;
    }
    s->polished_at = s->n_seen;
    trial_set(s, is_chosen);
    polish(s, s->trial, is_large ? 2 : 20);
}

/* Fix what cannot be otherwise in a solution better than the best; returns how many. */
static uint32_t fix_sites(const search *s, const jj_dual *d, uint8_t *state) {
    double limit = enough(s);
    uint32_t n_fixed = 0;
    for (uint32_t j = 0; j < d->m->n_sites; j++) {
        state[j] = JJ_SITE_FREE;
        if (!d->is_chosen[j] && d->bound + d->rho[j] - d->last_in >= limit)
            state[j] = JJ_SITE_CLOSED;
        if (d->is_chosen[j] && d->bound - d->rho[j] + d->first_out >= limit)
            state[j] = JJ_SITE_OPEN;
        n_fixed += state[j] != JJ_SITE_FREE;
    }
    return n_fixed;
}

/* The free site the relaxations disagreed about most. */
static uint32_t most_doubtful(const jj_dual *d) {
    uint32_t best = 0;
    float least = 2;
    for (uint32_t j = 0; j < d->m->n_sites; j++) {
        float doubt = fabsf(d->share[j] - 0.5f);
        if (doubt < least) {
            least = doubt;
            best = j;
        }
    }
    return best;
}

static void mark_path(search *s, const jj_median *m, const uint8_t *state, uint8_t value) {
    for (uint32_t j = 0; j < m->n_sites; j++)
        if (state[j] == JJ_SITE_OPEN)
            s->path[m->site_name ? m->site_name[j] : j] = value;
}

static void leave_unexplored(search *s, double bound) {
    s->unexplored = fmin(s->unexplored, bound);
}

static void save_start(search *s, const jj_dual *d) {
    for (uint32_t c = 0; c < d->m->n_clients; c++)
        s->start[d->m->client_name ? d->m->client_name[c] : c] = d->v[c];
}

static jj_status explore(search *s, const jj_median *m, double bound);

/* Explore what is left of m when sites are fixed by `state`. */
static jj_status explore_fixed(search *s, const jj_median *m, const uint8_t *state, double bound) {
    JJ_CLEANUP(jj_median_deinit) jj_median left;
    JJ_TRY(jj_median_reduce(s->run->ctx, m, state, &left));
    mark_path(s, m, state, 1);
    jj_status st = explore(s, &left, bound);
    mark_path(s, m, state, 0);
    return st;
}

static jj_status branch(search *s, const jj_dual *d) {
    JJ_AUTO uint8_t *state = jj_alloc(d->m->n_sites, 1);
    if (!state)
        return jj_no_memory(s->run->ctx, "site selection", d->m->n_sites);
    uint32_t n_fixed = fix_sites(s, d, state);
    double bound = d->bound;
    save_start(s, d);
    if (n_fixed)
        return explore_fixed(s, d->m, state, bound);
    uint32_t j = most_doubtful(d);
    uint8_t first = d->share[j] >= 0.5f ? JJ_SITE_OPEN : JJ_SITE_CLOSED;
    state[j] = first;
    JJ_TRY(explore_fixed(s, d->m, state, bound));
    if (bound >= enough(s))
        return JJ_OK;
    save_start(s, d);
    state[j] = first == JJ_SITE_OPEN ? JJ_SITE_CLOSED : JJ_SITE_OPEN;
    return explore_fixed(s, d->m, state, bound);
}

/* Nothing to decide: no site may be opened, or all may. */
static bool settle(search *s, const jj_median *m) {
    if (m->p > 0 && m->p < m->n_sites && m->n_clients > 0)
        return false;
    JJ_AUTO uint8_t *all = jj_alloc((size_t)m->n_sites + 1, 1);
    if (!all)
        return false;
    memset(all, m->p > 0, m->n_sites);
    for (uint32_t j = m->p; j < m->n_sites; j++)
        all[j] = 0;
    s->node = m;
    double objective = jj_median_objective(m, all);
    trial_set(s, all);
    record(s, s->trial, objective);
    return true;
}

static jj_status explore(search *s, const jj_median *m, double bound) {
    if (settle(s, m))
        return JJ_OK;
    if (!jj_siting_go_on(s->run, m->n_clients)) {
        leave_unexplored(s, bound);
        return JJ_OK;
    }
    jj_dual d;
    JJ_TRY(jj_dual_init(s->run->ctx, &d, m, s->start));
    s->node = m;
    jj_dual_plan plan = {.iterations = 120,
                         .theta = 0.6,
                         .inertia = 0.4,
                         .patience = 10,
                         .target = s->best->objective,
                         .enough = enough(s),
                         .each = try_set,
                         .user = s};
    s->plan = &plan;
    jj_status st = jj_dual_improve(s->run, &d, &plan);
    s->plan = NULL;
    if (st == JJ_OK && d.bound < enough(s)) {
        if (d.bound < bound)
            d.bound = bound;
        st = branch(s, &d);
    }
    jj_dual_deinit(&d);
    return st;
}

/* Beyond the nearest open site and up to the next one a client's price is open: begin half way; no
 * price begins above the dearest service, however high the penalty for none. */
static void first_prices(search *s) {
    const jj_swap *w = s->swap;
    const jj_median *m = s->root;
    jj_swap_start(s->swap, s->best->is_open);
    for (uint32_t c = 0; c < m->n_clients; c++) {
        bool has_row = m->cost && m->first[c] < m->end[c];
        double dearest = has_row ? m->cost[m->end[c] - 1] : m->unserved[c];
        double near = fmin(w->of[c].near_cost, dearest), next = fmin(w->of[c].next_cost, dearest);
        s->start[c] = near + (is_vast(m) ? 0.1 : 0.5) * (next - near);
    }
}

/* A better answer among the sites held for likely, and a better bound. */
static jj_status concentrate(search *s, jj_dual *d) {
    const jj_dual_plan plan = {.iterations = 220,
                               .theta = 0.2,
                               .inertia = 0.95,
                               .patience = 80,
                               .stage = 80,
                               .target = s->best->objective,
                               .enough = enough(s)};
    const jj_median *m = d->m;
    JJ_AUTO uint8_t *marks = jj_alloc(m->n_sites, 1);
    if (!marks)
        return jj_no_memory(s->run->ctx, "site selection", m->n_sites);
    for (uint32_t j = 0; j < m->n_sites; j++)
        marks[j] = s->best->is_open[m->site_name ? m->site_name[j] : j];
    JJ_TRY(jj_median_concentrate(s->run, d, &plan, marks));
    trial_set(s, marks);
    return polish(s, s->trial, large_passes);
}

static jj_dual_plan root_plan(search *s, const jj_median *m) {
    jj_dual_plan plan = {.iterations = 1500,
                         .theta = 1.5,
                         .inertia = 0.4,
                         .patience = 20,
                         .target = s->best->objective,
                         .enough = enough(s),
                         .each = try_set,
                         .user = s};
    if (n_entries(m) > most_branched) {
        plan.iterations = 300;
        plan.patience = 8;
    }
    if (is_vast(m)) {
        plan.iterations = 120;
        plan.patience = 30;
        plan.inertia = 0.95;
        plan.stage = 30;
    }
    return plan;
}

/* Bound and branch on m, the root with the fixed sites taken out. */
static jj_status search_tree(search *s, const jj_median *m) {
    if (settle(s, m))
        return JJ_OK;
    jj_dual d;
    JJ_TRY(jj_dual_init(s->run->ctx, &d, m, s->start));
    s->node = m;
    jj_dual_plan plan = root_plan(s, m);
    s->plan = &plan;
    jj_status st = jj_dual_improve(s->run, &d, &plan);
    s->plan = NULL;
    if (st == JJ_OK && d.bound < enough(s) && is_vast(m) && jj_siting_go_on(s->run, 0))
        st = concentrate(s, &d);
    if (d.bound < enough(s) && n_entries(m) > most_branched)
        leave_unexplored(s, d.bound);
    else if (st == JJ_OK && d.bound < enough(s))
        st = branch(s, &d);
    jj_dual_deinit(&d);
    return st;
}

static jj_status search_root(search *s, const uint8_t *is_fixed) {
    const jj_median *m = s->root;
    int passes = n_entries(m) > most_branched ? large_passes : 100;
    uint32_t n_fixed = 0, n_given = 0;
    for (uint32_t j = 0; j < m->n_sites; j++) {
        n_fixed += is_fixed[j];
        n_given += s->best->is_open[j] != 0;
    }
    if (n_given == m->p) {
        memcpy(s->trial, s->best->is_open, m->n_sites);
        JJ_TRY(polish(s, s->trial, passes));
    }
    JJ_TRY(jj_swap_greedy(s->run, s->swap, is_fixed));
    record(s, s->swap->is_open, jj_median_objective(m, s->swap->is_open));
    JJ_TRY(jj_swap_descend(s->run, s->swap, passes));
    record(s, s->swap->is_open, jj_median_objective(m, s->swap->is_open));
    first_prices(s);
    if (n_fixed == 0)
        return search_tree(s, m);
    JJ_CLEANUP(jj_median_deinit) jj_median left;
    JJ_TRY(jj_median_reduce(s->run->ctx, m, is_fixed, &left));
    memcpy(s->path, is_fixed, m->n_sites);
    return search_tree(s, &left);
}

static double rounded_up(double bound, double step) {
    return step > 0 ? ceil(bound / step - 1e-6) * step : bound;
}

jj_status jj_median_solve(jj_siting_run *run, const jj_median *root, jj_swap *lists,
                          jj_median_answer *out) {
    JJ_AUTO double *start = jj_alloc(root->n_clients, sizeof *start);
    JJ_AUTO uint8_t *path = jj_alloc(root->n_sites, 1), *trial = jj_alloc(root->n_sites, 1);
    if (!start || !path || !trial)
        return jj_no_memory(run->ctx, "site selection", (uint64_t)root->n_clients * 8);
    search s = {.run = run,
                .root = root,
                .swap = lists,
                .best = out,
                .start = start,
                .path = path,
                .trial = trial,
                .unexplored = INFINITY};
    out->objective = INFINITY;
    JJ_TRY(jj_swap_init(run->ctx, lists));
    jj_status st = search_root(&s, lists->is_fixed);
    jj_swap_deinit(lists);
    out->bound = fmin(out->objective, rounded_up(s.unexplored, root->step));
    return st;
}
