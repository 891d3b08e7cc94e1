/* The only door to the heap: zeroed, overflow-checked, and freed by scope where wanted. */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stdbool.h>
#include <stddef.h>

/* n*size zeroed bytes, or NULL when out of memory or n*size overflows. n or size may be 0. */
void *jj_alloc(size_t n, size_t size) __attribute__((malloc, warn_unused_result));
void jj_free(void *p);

/* For JJ_CLEANUP on any pointer variable: frees what *pp points at and sets *pp to NULL. */
void jj_freep(void *pp);

#define JJ_CLEANUP(fn) __attribute__((cleanup(fn)))
#define JJ_AUTO        JJ_CLEANUP(jj_freep)

/*
 * Make room for `need` items of `size` bytes in the array *pp (a pointer to a pointer), doubling
 * *cap (a quarter more from 32 MB on); new room is zeroed. False when out of memory; the array is
 * then as it was.
 */
bool jj_grow(void *pp, size_t *cap, size_t need, size_t size) __attribute__((warn_unused_result));

/* A copy of s, or NULL when out of memory. s may be NULL, which gives NULL. */
char *jj_strdup(const char *s) __attribute__((warn_unused_result));
char *jj_strndup(const char *s, size_t len) __attribute__((warn_unused_result));

/* Items of an array that is no pointer. */
#define JJ_COUNT(array) (sizeof(array) / sizeof((array)[0]))

#endif
