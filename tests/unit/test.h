/* The test harness: a failing check prints both values and ends the program. */
#ifndef TEST_H
#define TEST_H

#include <fcntl.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ctx.h"

#define CHECK(cond)                                                                                \
    do {                                                                                           \
        if (!(cond)) {                                                                             \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #cond);                             \
            exit(1);                                                                               \
        }                                                                                          \
    } while (0)

#define CHECK_INT(a, b)                                                                            \
    do {                                                                                           \
        int64_t a_ = (int64_t)(a), b_ = (int64_t)(b);                                              \
        if (a_ != b_) {                                                                            \
            fprintf(stderr, "%s:%d: %s = %" PRId64 ", %s = %" PRId64 "\n", __FILE__, __LINE__, #a, \
                    a_, #b, b_);                                                                   \
            exit(1);                                                                               \
        }                                                                                          \
    } while (0)

#define CHECK_NEAR(a, b, tolerance)                                                                \
    do {                                                                                           \
        double a_ = (a), b_ = (b);                                                                 \
        if (!(fabs(a_ - b_) <= (tolerance))) {                                                     \
            fprintf(stderr, "%s:%d: %s = %.17g, %s = %.17g\n", __FILE__, __LINE__, #a, a_, #b,     \
                    b_);                                                                           \
            exit(1);                                                                               \
        }                                                                                          \
    } while (0)

#define CHECK_STR(a, b)                                                                            \
    do {                                                                                           \
        const char *a_ = (a), *b_ = (b);                                                           \
        if (!a_ || !b_ || strcmp(a_, b_) != 0) {                                                   \
            fprintf(stderr, "%s:%d: %s = \"%s\", not \"%s\"\n", __FILE__, __LINE__, #a,            \
                    a_ ? a_ : "(null)", b_ ? b_ : "(null)");                                       \
            exit(1);                                                                               \
        }                                                                                          \
    } while (0)

/* The call must work; its message is shown when it does not. */
#define CHECK_OK(ctx, call)                                                                        \
    do {                                                                                           \
        jj_status st_ = (call);                                                                    \
        if (st_ != JJ_OK) {                                                                        \
            fprintf(stderr, "%s:%d: %s: %s: %s\n", __FILE__, __LINE__, #call, jj_status_name(st_), \
                    jj_ctx_message(ctx));                                                          \
            exit(1);                                                                               \
        }                                                                                          \
    } while (0)

/* The call must be refused with that status and a message that holds `part`. */
#define CHECK_REFUSED(ctx, call, status, part)                                                     \
    do {                                                                                           \
        jj_status st_ = (call);                                                                    \
        if (st_ != (status) || !strstr(jj_ctx_message(ctx), (part))) {                             \
            fprintf(stderr, "%s:%d: %s: %s: %s\n", __FILE__, __LINE__, #call, jj_status_name(st_), \
                    jj_ctx_message(ctx));                                                          \
            exit(1);                                                                               \
        }                                                                                          \
    } while (0)

/* Open descriptors of this process. */
static inline int test_fds(void) {
    int n = 0;
    for (int fd = 0; fd < 256; fd++)
        n += fcntl(fd, F_GETFD) != -1;
    return n;
}

/* A test that leaves a descriptor open fails, whatever else it checked. */
#define RUN(fn)                                                                                    \
    do {                                                                                           \
        int fds_ = test_fds();                                                                     \
        fn();                                                                                      \
        CHECK_INT(test_fds(), fds_);                                                               \
        printf("ok %s\n", #fn);                                                                    \
    } while (0)

/* SplitMix64: seeded, the same everywhere. */
static inline uint64_t test_rand(uint64_t *s) {
    uint64_t z = (*s += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}
static inline uint32_t test_below(uint64_t *s, uint32_t n) {
    return (uint32_t)(test_rand(s) % n);
}

/* The seed of this run: TEST_SEED in the environment, else a fixed one; printed, so it replays. */
static inline uint64_t test_seed(void) {
    const char *s = getenv("TEST_SEED");
    uint64_t seed = s ? strtoull(s, NULL, 10) : 20260101u;
    printf("seed %" PRIu64 "\n", seed);
    return seed;
}

#endif
