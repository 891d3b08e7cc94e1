/* The capacitated p-median: each client whole to one open site, no site above its capacity. */
#ifndef ANALYSIS_SITING_CAPACITY_H
#define ANALYSIS_SITING_CAPACITY_H

#include "analysis/siting/siting.h"

/* Entries are those of the table's client rows; `charge` is demand x cost. */
typedef struct jj_capacity {
    uint32_t n_clients, n_sites, p;
    uint64_t n_entries;
    const uint64_t *row_first; /* n_clients + 1 */
    const uint32_t *row_site;
    double *charge;      /* per entry */
    const double *load;  /* per client: demand */
    const double *room;  /* per site: capacity */
    uint64_t *col_first; /* n_sites + 1 */
    uint64_t *col_entry; /* entries of a site, by client */
    uint32_t *entry_client;
    const uint8_t *is_fixed;
    double *then;      /* per site, scratch: what clients of another would pay here */
    uint32_t *n_there; /* per site, scratch: how many of them it serves */
    bool is_whole;     /* loads and rooms are whole and small: knapsacks are solved exactly */
} jj_capacity;

jj_status jj_capacity_init(jj_ctx *ctx, const jj_siting *s, jj_capacity *c);
void jj_capacity_deinit(jj_capacity *c);

/*
 * The p-median without capacities: is_open gets good sites for it, price (per client) what brings
 * its bound up, *bound that bound, which no choice under capacities can pass.
 */
jj_status jj_capacity_start(jj_siting *s, double *price, uint8_t *is_open, double *bound);

/* Scratch of the knapsacks. */
typedef struct jj_knapsack {
    double *profit, *size, *best;
    uint8_t *bits;
    uint32_t *order;
    double *fraction; /* per item: 0 .. 1 */
} jj_knapsack;

/* Largest room for which knapsacks are solved by dynamic programming. */
enum { JJ_KNAPSACK_ROOM = 2048 };

jj_status jj_knapsack_init(jj_ctx *ctx, jj_knapsack *k, uint32_t most_items);
void jj_knapsack_deinit(jj_knapsack *k);

/* The largest profit of n items (profit, size filled in) within `room`, or an upper bound of it
 * where sizes are not whole; `fraction` is what attains it. */
double jj_knapsack_solve(jj_knapsack *k, uint32_t n, double room, bool is_whole);

/*
 * Assign every client to one of the sites of is_open where `is_allowed` (per entry; NULL = all),
 * greedily by regret, then better by moves, exchanges and re-centring (which may change is_open).
 * site_of is JJ_NO_SITE where no room was left. Returns the sum of charges, INFINITY when someone
 * with a load is left over.
 */
double jj_capacity_assign(jj_siting_run *run, const jj_capacity *c, uint8_t *is_open,
                          uint32_t *site_of, double *used);

#endif
