/* Tables of costs between places, and amounts by place: the input of building blocks. */
#ifndef LOAD_COSTS_H
#define LOAD_COSTS_H

#include "base/arena.h"
#include "base/map.h"
#include "jiujin/locate.h"

/* Ids met so far, numbered as met until jj_costs_order() puts them in the order of ids. */
typedef struct jj_ids {
    jj_map numbers;
    const char **id;
    size_t n, cap;
} jj_ids;

typedef struct jj_costs {
    jj_arena arena; /* of the ids */
    jj_ids clients, sites;
    jj_cost *rows;
    size_t n, cap;
} jj_costs;

/*
 * Reads a CSV by the header names of its client, site and cost columns; others are passed over.
 * JJ_E_DATA: a column is missing (lists those there are: wrong use); JJ_E_FORMAT names file, line
 * and value: not a number of 0 or more, an empty id, too few fields; no rows. JJ_E_IO, JJ_E_NOMEM.
 */
jj_status jj_costs_read(jj_ctx *ctx, const char *path, const char *const columns[3], jj_costs *out);
void jj_costs_deinit(jj_costs *c);

/* Amounts by id. */
typedef struct jj_amounts {
    double *of; /* per number of the ids; NaN = no row */
    size_t n, cap;
} jj_amounts;

/*
 * Reads id and amount; new ids are added to `ids` (places that no row of costs names). Errors as
 * jj_costs_read(); an id that stands twice is JJ_E_FORMAT. "inf" is an amount where `may_be_inf`.
 */
jj_status jj_amounts_read(jj_ctx *ctx, const char *path, const char *const columns[2],
                          bool may_be_inf, jj_costs *costs, jj_ids *ids, jj_amounts *out);

/* JJ_E_FORMAT names an id of `ids` that has no amount; nothing is asked of amounts not read. */
jj_status jj_amounts_complete(jj_ctx *ctx, const jj_amounts *a, const jj_ids *ids,
                              const char *path);
void jj_amounts_deinit(jj_amounts *a);

/* To which unit each site belongs. */
typedef struct jj_site_units {
    uint32_t *of; /* per site; JJ_NO_SITE = none. Owned */
    jj_ids units; /* in the order met */
} jj_site_units;

/*
 * Reads site and unit; a site without a row, or with an empty unit, belongs to none. To be called
 * after jj_costs_order(). Errors as jj_costs_read(); a site that stands twice, or that the costs do
 * not know, is JJ_E_FORMAT.
 */
jj_status jj_site_units_read(jj_ctx *ctx, const char *path, const char *const columns[2],
                             jj_costs *costs, jj_site_units *out);
void jj_site_units_deinit(jj_site_units *u);

/* Renumber clients and sites in the order of their ids (jj_id_cmp); amounts may be NULL. */
jj_status jj_costs_order(jj_ctx *ctx, jj_costs *c, jj_amounts *of_clients, jj_amounts *of_sites);

#endif
