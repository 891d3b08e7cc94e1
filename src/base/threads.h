/* A loop over independent items on several threads. */
#ifndef BASE_THREADS_H
#define BASE_THREADS_H

#include "base/ctx.h"

/*
 * One item of work. `worker` is 0 .. n_threads-1, for scratch space that is one per thread.
 * Must not touch the context and must write only what belongs to `item`, so that results do not
 * depend on which thread took it. Returns JJ_OK, or the status that ends the loop.
 */
typedef jj_status (*jj_work_fn)(void *arg, size_t item, int worker);

/*
 * Run work(arg, 0 .. n-1) on up to ctx->n_threads threads. When one fails no new item is begun and
 * its status is returned (the smallest failing item's); the message is the caller's to write.
 * Item 0 is done on the caller's thread, for work that must be.
 */
jj_status jj_parallel(jj_ctx *ctx, size_t n, jj_work_fn work, void *arg);

/* One item of work that can say why it failed: `ctx` is its thread's own. */
typedef jj_status (*jj_task_fn)(jj_ctx *ctx, void *arg, size_t item);

/*
 * The same for work with a context: the files of a run, say. Progress is told as `what`; the
 * message of the smallest failing item becomes ctx's. JJ_E_STOPPED between items.
 */
jj_status jj_parallel_tasks(jj_ctx *ctx, const char *what, size_t n, jj_task_fn task, void *arg);

/*
 * The same with threads that wait for the next loop: for thousands of short loops one after
 * another.
 */
typedef struct jj_team jj_team;

/* Up to ctx->n_threads threads, the caller's among them. JJ_E_NOMEM. */
jj_status jj_team_new(jj_ctx *ctx, jj_team **out);
int jj_team_size(const jj_team *t);
jj_status jj_team_run(jj_team *t, size_t n, jj_work_fn work, void *arg);
void jj_team_free(jj_team *t);

#endif
