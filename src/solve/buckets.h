/*
 * A monotone priority queue for whole-number costs: a ring of buckets, each `1 << shift` wide.
 * Entries of one bucket come in no order; a search that improves a node pushes it again and passes
 * over entries that are no longer its cost (Dial 1969; Cherkassky, Goldberg, Radzik 1996).
 */
#ifndef SOLVE_BUCKETS_H
#define SOLVE_BUCKETS_H

#include "base/mem.h"
#include "jiujin/status.h"

typedef struct jj_bucket_entry {
    uint32_t id, cost;
} jj_bucket_entry;

typedef struct jj_bucket {
    jj_bucket_entry *entries;
    size_t n, cap;
} jj_bucket;

typedef struct jj_buckets {
    jj_bucket *ring;
    uint32_t mask;   /* buckets in the ring - 1, a power of two less one */
    uint32_t shift;  /* width of a bucket as a power of two */
    uint64_t at;     /* bucket at hand, counted from cost 0 */
    size_t n;        /* entries in all buckets */
    jj_bucket taken; /* by jj_buckets_take(), its room used again */
} jj_buckets;

/* A ring that takes pushes up to `reach` beyond the bucket at hand. JJ_E_NOMEM, no message. */
jj_status jj_buckets_init(jj_buckets *b, uint32_t shift, uint32_t reach);
void jj_buckets_deinit(jj_buckets *b);

/* Forget all entries and begin again at the bucket of `cost`. */
void jj_buckets_rewind(jj_buckets *b, uint32_t cost);

/* False when out of memory. `cost` is not below the bucket at hand nor beyond its reach. */
static inline bool jj_buckets_push(jj_buckets *b, uint32_t id, uint32_t cost) {
    jj_bucket *bucket = &b->ring[(cost >> b->shift) & b->mask];
    if (bucket->n == bucket->cap &&
        !jj_grow(&bucket->entries, &bucket->cap, bucket->n + 1, sizeof *bucket->entries))
        return false;
    bucket->entries[bucket->n++] = (jj_bucket_entry){id, cost};
    b->n++;
    return true;
}

/*
 * The lowest bucket that has an entry, looking no farther than bucket `limit`; NULL when there is
 * none up to there, and the bucket at hand is then `limit` (unless the ring is empty).
 */
static inline jj_bucket *jj_buckets_lowest(jj_buckets *b, uint64_t limit) {
    if (b->n == 0)
        return NULL;
    while (b->ring[b->at & b->mask].n == 0) {
        if (b->at >= limit)
            return NULL;
        b->at++;
    }
    return &b->ring[b->at & b->mask];
}

/* An entry of the bucket that jj_buckets_lowest() finds; false when there is none. */
static inline bool jj_buckets_pop(jj_buckets *b, uint64_t limit, jj_bucket_entry *out) {
    jj_bucket *bucket = jj_buckets_lowest(b, limit);
    if (!bucket)
        return false;
    *out = bucket->entries[--bucket->n];
    b->n--;
    return true;
}

/*
 * All entries of the bucket that jj_buckets_lowest() finds; valid until the next call, while pushes
 * go on. Empties the bucket, so one that is pushed to is found again.
 */
static inline bool jj_buckets_take(jj_buckets *b, uint64_t limit, jj_bucket *out) {
    jj_bucket *bucket = jj_buckets_lowest(b, limit);
    if (!bucket)
        return false;
    jj_bucket taken = *bucket;
    *bucket = (jj_bucket){b->taken.entries, 0, b->taken.cap};
    b->taken = taken;
    b->n -= taken.n;
    *out = taken;
    return true;
}

#endif
