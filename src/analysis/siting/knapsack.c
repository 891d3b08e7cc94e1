#include "analysis/siting/capacity.h"

#include <math.h>
#include <string.h>

jj_status jj_knapsack_init(jj_ctx *ctx, jj_knapsack *k, uint32_t most_items) {
    size_t n = (size_t)most_items + 1;
    *k = (jj_knapsack){0};
    k->profit = jj_alloc(n, sizeof *k->profit);
    k->size = jj_alloc(n, sizeof *k->size);
    k->fraction = jj_alloc(n, sizeof *k->fraction);
    k->order = jj_alloc(n, sizeof *k->order);
    k->best = jj_alloc(JJ_KNAPSACK_ROOM + 1, sizeof *k->best);
    k->bits = jj_alloc(n * (JJ_KNAPSACK_ROOM / 8 + 1), 1);
    if (k->profit && k->size && k->fraction && k->order && k->best && k->bits)
        return JJ_OK;
    jj_knapsack_deinit(k);
    return jj_no_memory(ctx, "site selection", n * (JJ_KNAPSACK_ROOM / 8 + 1));
}

void jj_knapsack_deinit(jj_knapsack *k) {
    jj_free(k->profit);
    jj_free(k->size);
    jj_free(k->fraction);
    jj_free(k->order);
    jj_free(k->best);
    jj_free(k->bits);
    *k = (jj_knapsack){0};
}

/* Best profit by room used, item by item; a bit an item and room remembers the choice. */
static double solve_whole(jj_knapsack *k, uint32_t n, uint32_t room) {
    size_t stride = room / 8 + 1;
    for (uint32_t r = 0; r <= room; r++)
        k->best[r] = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint8_t *bits = k->bits + i * stride;
        memset(bits, 0, stride);
        uint32_t size = (uint32_t)k->size[i];
        for (uint32_t r = room + 1; r-- > size;) {
            double with = k->best[r - size] + k->profit[i];
            if (with > k->best[r]) {
                k->best[r] = with;
                bits[r / 8] |= (uint8_t)(1u << (r % 8));
            }
        }
    }
    uint32_t left = room;
    for (uint32_t i = n; i-- > 0;) {
        bool is_in = k->bits[i * stride + left / 8] >> (left % 8) & 1;
        k->fraction[i] = is_in;
        left -= is_in ? (uint32_t)k->size[i] : 0;
    }
    return k->best[room];
}

static bool is_richer(const jj_knapsack *k, uint32_t a, uint32_t b) {
    double x = k->profit[a] * k->size[b], y = k->profit[b] * k->size[a];
    return x > y || (x == y && a < b);
}

/* By profit a size, the last item in part: an upper bound (Dantzig 1957). */
static double solve_fraction(jj_knapsack *k, uint32_t n, double room) {
    for (uint32_t i = 0; i < n; i++)
        k->order[i] = i;
    for (uint32_t gap = n / 2; gap > 0; gap = gap == 2 ? 1 : (uint32_t)((uint64_t)gap * 5 / 11))
        for (uint32_t i = gap; i < n; i++) {
            uint32_t x = k->order[i], at = i;
            for (; at >= gap && is_richer(k, x, k->order[at - gap]); at -= gap)
                k->order[at] = k->order[at - gap];
            k->order[at] = x;
        }
    double profit = 0;
    for (uint32_t q = 0; q < n; q++) {
        uint32_t i = k->order[q];
        k->fraction[i] = k->size[i] <= room ? 1 : k->size[i] > 0 ? room / k->size[i] : 1;
        profit += k->fraction[i] * k->profit[i];
        room -= k->fraction[i] * k->size[i];
    }
    return profit;
}

double jj_knapsack_solve(jj_knapsack *k, uint32_t n, double room, bool is_whole) {
    double all = 0, profit = 0;
    for (uint32_t i = 0; i < n; i++) {
        all += k->size[i];
        profit += k->profit[i];
    }
    if (all > room)
        return is_whole ? solve_whole(k, n, (uint32_t)room) : solve_fraction(k, n, room);
    for (uint32_t i = 0; i < n; i++)
        k->fraction[i] = 1;
    return profit;
}
