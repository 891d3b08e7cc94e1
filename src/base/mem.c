#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

void *jj_alloc(size_t n, size_t size) {
    size_t bytes;
    if (__builtin_mul_overflow(n, size, &bytes))
        return NULL;
    return calloc(1, bytes ? bytes : 1);
}

void jj_free(void *p) {
    free(p);
}

void jj_freep(void *pp) {
    jj_free(*(void **)pp);
}

bool jj_grow(void *pp, size_t *cap, size_t need, size_t size) {
    if (need <= *cap)
        return true;
    size_t grown = *cap ? *cap : 16, bytes;
    while (grown < need)
        if (__builtin_mul_overflow(grown, (size_t)2, &grown))
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
