#include "out/demo/queue.h"
#include "base/mem.h"

static bool before(demo_item a, demo_item b) {
    return a.cost < b.cost || (a.cost <= b.cost && a.cell < b.cell);
}

void demo_push(demo_queue *q, double cost, uint32_t cell) {
    if (!jj_grow(&q->items, &q->cap, q->n + 1, sizeof *q->items)) {
        q->failed = true;
        return;
    }
    demo_item item = {cost, cell};
    size_t i = q->n++;
    while (i > 0 && before(item, q->items[(i - 1) / 2])) {
        q->items[i] = q->items[(i - 1) / 2];
        i = (i - 1) / 2;
    }
    q->items[i] = item;
}

bool demo_pop(demo_queue *q, demo_item *out) {
    if (q->n == 0)
        return false;
    *out = q->items[0];
    demo_item last = q->items[--q->n];
    size_t i = 0;
    for (size_t child; (child = 2 * i + 1) < q->n; i = child) {
        if (child + 1 < q->n && before(q->items[child + 1], q->items[child]))
            child++;
        if (!before(q->items[child], last))
            break;
        q->items[i] = q->items[child];
    }
    if (q->n)
        q->items[i] = last;
    return true;
}

void demo_queue_deinit(demo_queue *q) {
    jj_free(q->items);
    *q = (demo_queue){0};
}
