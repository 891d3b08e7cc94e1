#define _DEFAULT_SOURCE /* madvise */
#include "base/mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/*
 * Whole rasters are walked by tiles, a page a row: large pages spare the walk through page tables.
 */
static void ask_large_pages(void *p, size_t bytes) {
    enum { LARGE_PAGE = 2 << 20 };
    if (!p || bytes < 2 * (size_t)LARGE_PAGE)
        return;
#ifdef MADV_HUGEPAGE
    uintptr_t begin = ((uintptr_t)p + LARGE_PAGE - 1) / LARGE_PAGE * LARGE_PAGE;
    uintptr_t end = ((uintptr_t)p + bytes) / LARGE_PAGE * LARGE_PAGE;
    madvise((char *)p + (begin - (uintptr_t)p), end - begin, MADV_HUGEPAGE);
#endif
}

void *jj_alloc(size_t n, size_t size) {
    size_t bytes;
    if (__builtin_mul_overflow(n, size, &bytes))
        return NULL;
    void *p = calloc(1, bytes ? bytes : 1);
    ask_large_pages(p, bytes);
    return p;
}

void jj_free(void *p) {
    free(p);
}

void jj_freep(void *pp) {
    void *p = NULL;
    memcpy(&p, pp, sizeof p);
    jj_free(p);
    memset(pp, 0, sizeof p);
}

/* Doubling at first; of a large array the room that may stay unused counts, so a quarter more. */
static bool next_cap(size_t *cap, size_t size) {
    const size_t large = (size_t)32 << 20;
    size_t more = *cap / (*cap > large / size ? 4 : 1);
    return !__builtin_add_overflow(*cap, more, cap);
}

bool jj_grow(void *pp, size_t *cap, size_t need, size_t size) {
    if (need <= *cap)
        return true;
    size_t grown = *cap ? *cap : 16, bytes;
    while (grown < need)
        if (!next_cap(&grown, size))
            return false;
    if (__builtin_mul_overflow(grown, size, &bytes))
        return false;
    char *p = realloc(*(void **)pp, bytes);
    if (!p)
        return false;
    memset(p + *cap * size, 0, (grown - *cap) * size);
    *(void **)pp = p;
    *cap = grown;
    return true;
}

char *jj_strdup(const char *s) {
    return s ? jj_strndup(s, strlen(s)) : NULL;
}

char *jj_strndup(const char *s, size_t len) {
    char *copy = jj_alloc(len + 1, 1);
    if (copy && len)
        memcpy(copy, s, len);
    return copy;
}
