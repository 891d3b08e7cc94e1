#include "cli/progress.h"
#include "base/lang.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

typedef struct bar {
    const char *what; /* compared by address: a new text begins a new bar */
    int64_t began_ms, drawn_ms;
} bar;

static int64_t now_ms(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void draw(void *user, const char *what, uint64_t done, uint64_t total) {
    enum { WIDTH = 30, EVERY_MS = 100 };
    jj_ctx *ctx = user;
    bar *b = ctx->progress_state;
    int64_t now = now_ms();
    if (what != b->what)
        *b = (bar){what, now, 0};
    if (total == 0 || (now - b->drawn_ms < EVERY_MS && done < total))
        return;
    b->drawn_ms = now;
    int filled = (int)(done * WIDTH / total);
    double elapsed_s = (double)(now - b->began_ms) / 1000;
    double left_s = done ? elapsed_s * (double)(total - done) / (double)done : 0;
    char cells[WIDTH + 1];
    for (int i = 0; i < WIDTH; i++)
        cells[i] = i < filled ? '#' : '.';
    cells[WIDTH] = '\0';
    fprintf(stderr, "\r\033[K%s [%s] %3d%%  ", jj_tr(ctx->lang, what), cells,
            (int)(done * 100 / total));
    fprintf(stderr, jj_tr(ctx->lang, "%.0f s left"), left_s);
    fflush(stderr);
}

void cli_progress_attach(jj_ctx *ctx) {
    if (!isatty(STDERR_FILENO))
        return;
    ctx->progress_state = jj_alloc(1, sizeof(bar));
    if (!ctx->progress_state)
        return;
    ctx->progress = draw;
    ctx->progress_user = ctx;
}

void cli_progress_end(jj_ctx *ctx) {
    if (!ctx->progress)
        return;
    fprintf(stderr, "\r\033[K");
    ctx->progress = NULL;
    jj_free(ctx->progress_state);
    ctx->progress_state = NULL;
}
