/*
 * Any bytes as tables: what stands before the first NUL is a table of costs, what follows one of
 * amounts. Costs read are 0 or more and name ids there are; ids end in their order.
 */
#include "fuzz.h"
#include "load/costs.h"

#include <string.h>

static void must(bool holds) {
    if (!holds)
        abort();
}

static void check(const jj_costs *c) {
    for (size_t i = 0; i < c->n; i++)
        must(c->rows[i].client < c->clients.n && c->rows[i].site < c->sites.n &&
             c->rows[i].cost >= 0);
    for (size_t i = 1; i < c->clients.n; i++)
        must(strcmp(c->clients.id[i - 1], c->clients.id[i]) != 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char *const columns[3] = {"client", "site", "cost"};
    static const char *const amounts[2] = {"id", "demand"};
    char path[64], other[64];
    snprintf(path, sizeof path, "/tmp/jj-fuzz-%d-costs.csv", (int)getpid());
    snprintf(other, sizeof other, "/tmp/jj-fuzz-%d-amounts.csv", (int)getpid());
    const uint8_t *nul = size ? memchr(data, 0, size) : NULL;
    size_t n = nul ? (size_t)(nul - data) : size, rest = nul ? size - n - 1 : 0;
    jj_ctx *ctx = jj_ctx_new();
    jj_costs costs = {0};
    jj_amounts of_clients = {0};
    if (ctx && fuzz_write(path, data, n) && fuzz_write(other, nul ? nul + 1 : data, rest) &&
        jj_costs_read(ctx, path, columns, &costs) == JJ_OK) {
        bool has_amounts = jj_amounts_read(ctx, other, amounts, size % 2, &costs, &costs.clients,
                                           &of_clients) == JJ_OK;
        if (jj_costs_order(ctx, &costs, has_amounts ? &of_clients : NULL, NULL) == JJ_OK)
            check(&costs);
    }
    jj_amounts_deinit(&of_clients);
    jj_costs_deinit(&costs);
    unlink(path);
    unlink(other);
    jj_ctx_free(ctx);
    return 0;
}
