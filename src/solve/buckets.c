#include "solve/buckets.h"

jj_status jj_buckets_init(jj_buckets *b, uint32_t shift, uint32_t reach) {
    uint64_t n = 1;
    while (n < ((uint64_t)reach >> shift) + 2)
        n *= 2;
    *b = (jj_buckets){.mask = (uint32_t)(n - 1), .shift = shift};
    b->ring = jj_alloc(n, sizeof *b->ring);
    return b->ring ? JJ_OK : JJ_E_NOMEM;
}

void jj_buckets_deinit(jj_buckets *b) {
    if (b->ring)
        for (size_t i = 0; i <= b->mask; i++)
            jj_free(b->ring[i].entries);
    jj_free(b->ring);
    jj_free(b->taken.entries);
    *b = (jj_buckets){0};
}

void jj_buckets_rewind(jj_buckets *b, uint32_t cost) {
    for (size_t i = 0; b->n && i <= b->mask; i++) {
        b->n -= b->ring[i].n;
        b->ring[i].n = 0;
    }
    b->at = cost >> b->shift;
}
