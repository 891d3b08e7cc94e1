/*
 * A heap of cells by time and facility, the smallest first. Overtaken entries are the caller's to
 * skip.
 */
#ifndef SOLVE_HEAP_H
#define SOLVE_HEAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct jj_heap_entry {
    uint64_t key; /* time << 32 | facility */
    uint32_t cell;
} jj_heap_entry;

typedef struct jj_heap {
    jj_heap_entry *items;
    size_t n, cap;
} jj_heap;

/* False when out of memory. */
bool jj_heap_push(jj_heap *h, uint64_t key, uint32_t cell);

/* The smallest; of equal keys the smaller cell. The heap must not be empty. */
jj_heap_entry jj_heap_pop(jj_heap *h);
void jj_heap_deinit(jj_heap *h);

#endif
