#include "solve/heap.h"

#include "base/mem.h"

static bool is_before(jj_heap_entry a, jj_heap_entry b) {
    return a.key < b.key || (a.key == b.key && a.cell < b.cell);
}

bool jj_heap_push(jj_heap *h, uint64_t key, uint32_t cell) {
    if (!jj_grow(&h->items, &h->cap, h->n + 1, sizeof *h->items))
        return false;
    jj_heap_entry e = {key, cell};
    size_t i = h->n++;
    for (; i > 0 && is_before(e, h->items[(i - 1) / 2]); i = (i - 1) / 2)
        h->items[i] = h->items[(i - 1) / 2];
    h->items[i] = e;
    return true;
}

jj_heap_entry jj_heap_pop(jj_heap *h) {
    jj_heap_entry top = h->items[0], last = h->items[--h->n];
    size_t i = 0;
    for (size_t child; (child = 2 * i + 1) < h->n; i = child) {
        if (child + 1 < h->n && is_before(h->items[child + 1], h->items[child]))
            child++;
        if (!is_before(h->items[child], last))
            break;
        h->items[i] = h->items[child];
    }
    h->items[i] = last;
    return top;
}

void jj_heap_deinit(jj_heap *h) {
    jj_free(h->items);
    *h = (jj_heap){0};
}
