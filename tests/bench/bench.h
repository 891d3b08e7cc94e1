/* What benchmarks share: the clock, best of five, seeded numbers. */
#ifndef BENCH_H
#define BENCH_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/ctx.h"

static inline double bench_now_s(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

enum { BENCH_RUNS = 5 };

/* Seconds of the best of five runs of fn(arg). */
static inline double bench_best_s(void (*fn)(void *), void *arg) {
    double best = 1e300;
    for (int i = 0; i < BENCH_RUNS; i++) {
        double begin = bench_now_s();
        fn(arg);
        double s = bench_now_s() - begin;
        best = s < best ? s : best;
    }
    return best;
}

/* SplitMix64. */
static inline uint64_t bench_rand(uint64_t *s) {
    uint64_t z = (*s += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static inline void bench_must(const jj_ctx *ctx, jj_status st) {
    if (st == JJ_OK)
        return;
    fprintf(stderr, "%s\n", jj_ctx_message(ctx));
    exit(1);
}

#endif
