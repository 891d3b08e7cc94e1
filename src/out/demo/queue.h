/* A binary heap of cells by cost; equal costs leave in cell order, so every run is the same. */
#ifndef OUT_DEMO_QUEUE_H
#define OUT_DEMO_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct demo_item {
    double cost;
    uint32_t cell;
} demo_item;

typedef struct demo_queue {
    demo_item *items;
    size_t n, cap;
    bool failed; /* out of memory: stays set */
} demo_queue;

void demo_push(demo_queue *q, double cost, uint32_t cell);
bool demo_pop(demo_queue *q, demo_item *out); /* false when empty */
void demo_queue_deinit(demo_queue *q);

#endif
