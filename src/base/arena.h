/* Memory that lives and dies together: names, codes and small arrays of one scene or one result. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

typedef struct jj_arena {
    struct jj_arena_block *head;
} jj_arena;

/* n*size zeroed bytes aligned for any type; NULL when out of memory. Freed by jj_arena_deinit(). */
void *jj_arena_alloc(jj_arena *a, size_t n, size_t size) __attribute__((warn_unused_result));

/* A copy of s (NULL gives NULL only when out of memory; s must not be NULL). */
char *jj_arena_str(jj_arena *a, const char *s) __attribute__((warn_unused_result));
char *jj_arena_printf(jj_arena *a, const char *fmt, ...)
    __attribute__((format(printf, 2, 3), warn_unused_result));

/* Everything of `from` lives on with `to`; `from` is empty afterwards. */
void jj_arena_join(jj_arena *to, jj_arena *from);

void jj_arena_deinit(jj_arena *a);

#endif
