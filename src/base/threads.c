#include "base/threads.h"

#include <pthread.h>

typedef struct loop {
    jj_work_fn work;
    void *arg;
    size_t n;
    atomic_size_t next;
    atomic_bool is_failed;
    pthread_mutex_t lock;
    size_t failed_item;
    jj_status failed;
} loop;

typedef struct worker {
    loop *l;
    int index;
} worker;

static void record_failure(loop *l, size_t item, jj_status st) {
    pthread_mutex_lock(&l->lock);
    if (l->failed == JJ_OK || item < l->failed_item) {
        l->failed = st;
        l->failed_item = item;
    }
    pthread_mutex_unlock(&l->lock);
    atomic_store(&l->is_failed, true);
}

static void *run_worker(void *arg) {
    const worker *w = arg;
    loop *l = w->l;
    while (!atomic_load(&l->is_failed)) {
        size_t item = atomic_fetch_add(&l->next, 1);
        if (item >= l->n)
            break;
        jj_status st = l->work(l->arg, item, w->index);
        if (st != JJ_OK)
            record_failure(l, item, st);
    }
    return NULL;
}

jj_status jj_parallel(jj_ctx *ctx, size_t n, jj_work_fn work, void *arg) {
    enum { MOST_THREADS = 256 };
    loop l = {.work = work, .arg = arg, .n = n, .lock = PTHREAD_MUTEX_INITIALIZER};
    pthread_t threads[MOST_THREADS];
    worker workers[MOST_THREADS];
    int n_threads = ctx->n_threads, n_started = 0;
    if ((size_t)n_threads > n)
        n_threads = n ? (int)n : 1;
    for (int i = 0; i < n_threads; i++)
        workers[i] = (worker){&l, i};
    /* a thread that cannot be had only makes the loop slower: the caller's own always runs */
    while (n_started < n_threads - 1 &&
           pthread_create(&threads[n_started], NULL, run_worker, &workers[n_started + 1]) == 0)
        n_started++;
    run_worker(&workers[0]);
    for (int i = 0; i < n_started; i++)
        pthread_join(threads[i], NULL);
    pthread_mutex_destroy(&l.lock);
    return l.failed;
}
