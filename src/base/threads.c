#include "base/threads.h"

#include <pthread.h>
#include <string.h>

enum { MOST_THREADS = 256, SPINS = 4000 };

/* One loop over items; `n` is 0 while there is none. */
typedef struct loop {
    jj_work_fn work;
    void *arg;
    size_t n;
    atomic_size_t next;
    atomic_bool is_failed;
    size_t failed_item;
    jj_status failed;
} loop;

typedef struct worker {
    jj_team *team;
    int index;
} worker;

struct jj_team {
    int n_threads; /* the caller's included */
    pthread_t threads[MOST_THREADS];
    worker workers[MOST_THREADS];
    pthread_mutex_t lock;
    pthread_cond_t is_begun, is_done;
    atomic_uint turn;  /* of the loops; a new one begins when it changes */
    atomic_int n_busy; /* workers that have not finished this turn */
    atomic_bool is_over;
    loop l;
};

static void record_failure(jj_team *t, size_t item, jj_status st) {
    pthread_mutex_lock(&t->lock);
    if (t->l.failed == JJ_OK || item < t->l.failed_item) {
        t->l.failed = st;
        t->l.failed_item = item;
    }
    pthread_mutex_unlock(&t->lock);
    atomic_store(&t->l.is_failed, true);
}

/* From `item` on, then whatever is next. */
static void take_items(jj_team *t, int index, size_t item) {
    loop *l = &t->l;
    for (; item < l->n && !atomic_load(&l->is_failed); item = atomic_fetch_add(&l->next, 1)) {
        jj_status st = l->work(l->arg, item, index);
        if (st != JJ_OK)
            record_failure(t, item, st);
    }
}

/* Look for a while, then sleep: loops that follow at once cost no call of the system. */
static void await_turn(jj_team *t, unsigned last) {
    for (int i = 0; i < SPINS && atomic_load(&t->turn) == last; i++)
        ;
    if (atomic_load(&t->turn) != last)
        return;
    pthread_mutex_lock(&t->lock);
    while (atomic_load(&t->turn) == last)
        pthread_cond_wait(&t->is_begun, &t->lock);
    pthread_mutex_unlock(&t->lock);
}

static void *serve(void *arg) {
    const worker *w = arg;
    jj_team *t = w->team;
    for (unsigned turn = 0;; turn++) {
        await_turn(t, turn);
        if (atomic_load(&t->is_over))
            return NULL;
        take_items(t, w->index, atomic_fetch_add(&t->l.next, 1));
        if (atomic_fetch_sub(&t->n_busy, 1) == 1) {
            pthread_mutex_lock(&t->lock);
            pthread_cond_signal(&t->is_done);
            pthread_mutex_unlock(&t->lock);
        }
    }
}

jj_status jj_team_new(jj_ctx *ctx, jj_team **out) {
    jj_team *t = jj_alloc(1, sizeof *t);
    if (!t)
        return jj_no_memory(ctx, "threads", sizeof *t);
    pthread_mutex_init(&t->lock, NULL);
    pthread_cond_init(&t->is_begun, NULL);
    pthread_cond_init(&t->is_done, NULL);
    t->n_threads = 1;
    /* a thread that cannot be had only makes the loops slower: the caller's own always runs */
    while (t->n_threads < ctx->n_threads) {
        worker *w = &t->workers[t->n_threads];
        *w = (worker){t, t->n_threads};
        if (pthread_create(&t->threads[t->n_threads], NULL, serve, w) != 0)
            break;
        t->n_threads++;
    }
    *out = t;
    return JJ_OK;
}

int jj_team_size(const jj_team *t) {
    return t->n_threads;
}

static void begin_turn(jj_team *t) {
    pthread_mutex_lock(&t->lock);
    atomic_fetch_add(&t->turn, 1);
    pthread_cond_broadcast(&t->is_begun);
    pthread_mutex_unlock(&t->lock);
}

static void await_done(jj_team *t) {
    for (int i = 0; i < SPINS && atomic_load(&t->n_busy) > 0; i++)
        ;
    pthread_mutex_lock(&t->lock);
    while (atomic_load(&t->n_busy) > 0)
        pthread_cond_wait(&t->is_done, &t->lock);
    pthread_mutex_unlock(&t->lock);
}

jj_status jj_team_run(jj_team *t, size_t n, jj_work_fn work, void *arg) {
    t->l.work = work;
    t->l.arg = arg;
    t->l.n = n;
    t->l.failed = JJ_OK;
    atomic_store(&t->l.is_failed, false);
    atomic_store(&t->l.next, 1);
    if (t->n_threads == 1 || n <= 1) {
        take_items(t, 0, 0);
        return t->l.failed;
    }
    atomic_store(&t->n_busy, t->n_threads - 1);
    begin_turn(t);
    take_items(t, 0, 0);
    await_done(t);
    return t->l.failed;
}

void jj_team_free(jj_team *t) {
    if (!t)
        return;
    atomic_store(&t->is_over, true);
    begin_turn(t);
    for (int i = 1; i < t->n_threads; i++)
        pthread_join(t->threads[i], NULL);
    pthread_mutex_destroy(&t->lock);
    pthread_cond_destroy(&t->is_begun);
    pthread_cond_destroy(&t->is_done);
    jj_free(t);
}

jj_status jj_parallel(jj_ctx *ctx, size_t n, jj_work_fn work, void *arg) {
    jj_team *t;
    int n_threads = ctx->n_threads;
    if ((size_t)n_threads > n)
        ctx->n_threads = n ? (int)n : 1;
    jj_status st = jj_team_new(ctx, &t);
    ctx->n_threads = n_threads;
    if (st != JJ_OK)
        return st;
    st = jj_team_run(t, n, work, arg);
    jj_team_free(t);
    return st;
}

/* One context a thread: messages must not cross. */
typedef struct helper {
    jj_ctx ctx;
    size_t item; /* the last it took */
    bool has_failed;
} helper;

typedef struct tasks {
    jj_ctx *ctx;
    helper *helpers;
    const char *what;
    size_t n, n_begun;
    pthread_mutex_t lock; /* of n_begun and of telling */
    jj_task_fn task;
    void *arg;
} tasks;

static jj_status run_task(void *arg, size_t item, int index) {
    tasks *t = arg;
    helper *h = &t->helpers[index];
    pthread_mutex_lock(&t->lock);
    jj_progress(t->ctx, t->what, t->n_begun++, t->n);
    pthread_mutex_unlock(&t->lock);
    h->item = item;
    jj_status st = jj_ctx_poll(&h->ctx);
    if (st == JJ_OK)
        st = t->task(&h->ctx, t->arg, item);
    h->has_failed = st != JJ_OK;
    return st;
}

jj_status jj_parallel_tasks(jj_ctx *ctx, const char *what, size_t n, jj_task_fn task, void *arg) {
    size_t n_helpers = (size_t)ctx->n_threads;
    JJ_AUTO helper *helpers = jj_alloc(n_helpers, sizeof *helpers);
    if (!helpers)
        return jj_no_memory(ctx, "threads", n_helpers * sizeof *helpers);
    for (size_t i = 0; i < n_helpers; i++) {
        helpers[i].ctx = *ctx;
        helpers[i].ctx.n_threads = 1;
        helpers[i].ctx.progress = NULL;
    }
    tasks t = {.ctx = ctx, .helpers = helpers, .what = what, .n = n, .task = task, .arg = arg};
    pthread_mutex_init(&t.lock, NULL);
    jj_status st = jj_parallel(ctx, n, run_task, &t);
    pthread_mutex_destroy(&t.lock);
    const helper *first = NULL;
    for (size_t i = 0; i < n_helpers; i++)
        if (helpers[i].has_failed && (!first || helpers[i].item < first->item))
            first = &helpers[i];
    if (first)
        memcpy(ctx->message, first->ctx.message, sizeof ctx->message);
    return st;
}
