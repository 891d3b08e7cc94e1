#include "base/arena.h"
#include "base/mem.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { BLOCK_BYTES = 64 * 1024 };

struct jj_arena_block {
    struct jj_arena_block *next;
    size_t used, size;
    alignas(max_align_t) unsigned char bytes[];
};

static struct jj_arena_block *new_block(jj_arena *a, size_t at_least) {
    size_t size = at_least > BLOCK_BYTES / 4 ? at_least : BLOCK_BYTES, bytes;
    if (__builtin_add_overflow(sizeof(struct jj_arena_block), size, &bytes))
        return NULL;
    struct jj_arena_block *b = jj_alloc(bytes, 1);
    if (!b)
        return NULL;
    b->size = size;
    b->next = a->head;
    a->head = b;
    return b;
}

void *jj_arena_alloc(jj_arena *a, size_t n, size_t size) {
    size_t bytes;
    if (__builtin_mul_overflow(n, size, &bytes) || bytes > SIZE_MAX - alignof(max_align_t))
        return NULL;
    size_t aligned =
        (bytes + alignof(max_align_t) - 1) / alignof(max_align_t) * alignof(max_align_t);
    struct jj_arena_block *b = a->head;
    if (!b || b->size - b->used < aligned)
        b = new_block(a, aligned);
    if (!b)
        return NULL;
    void *p = b->bytes + b->used;
    b->used += aligned;
    return p;
}

char *jj_arena_str(jj_arena *a, const char *s) {
    size_t len = strlen(s);
    char *copy = jj_arena_alloc(a, len + 1, 1);
    if (copy)
        memcpy(copy, s, len);
    return copy;
}

char *jj_arena_printf(jj_arena *a, const char *fmt, ...) {
    va_list ap;
    va_start(ap, fmt);
    int len = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    if (len < 0)
        return NULL;
    char *s = jj_arena_alloc(a, (size_t)len + 1, 1);
    if (!s)
        return NULL;
    va_start(ap, fmt);
    vsnprintf(s, (size_t)len + 1, fmt, ap);
    va_end(ap);
    return s;
}

void jj_arena_join(jj_arena *to, jj_arena *from) {
    struct jj_arena_block **end = &to->head;
    while (*end)
        end = &(*end)->next;
    *end = from->head;
    from->head = NULL;
}

void jj_arena_deinit(jj_arena *a) {
    for (struct jj_arena_block *b = a->head, *next; b; b = next) {
        next = b->next;
        jj_free(b);
    }
    a->head = NULL;
}
