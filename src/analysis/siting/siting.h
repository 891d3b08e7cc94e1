/* What the models of this room share. */
#ifndef ANALYSIS_SITING_SITING_H
#define ANALYSIS_SITING_SITING_H

#include "analysis/siting/cover.h"

/* A question on its way to an answer. */
typedef struct jj_siting {
    const jj_locate *ask;
    jj_siting_run *run;
    uint8_t *is_fixed;    /* per site */
    uint8_t *is_open;     /* per site: the answer */
    uint64_t *client_end; /* per client: entries before it count (cost <= radius) */
    uint64_t *site_end;   /* per site: likewise */
    double *weight;       /* per client: demand, or 1 */
    uint32_t *site_of;    /* cpmedian: who serves whom; NULL = the nearest open site */
} jj_siting;

/* A question without wishes: no share, budget or units. */
jj_status jj_siting_plain(jj_siting_run *run, const jj_locate *ask, jj_located *out);

/* With a share; with a budget; with one per unit first. */
jj_status jj_siting_share(jj_siting_run *run, const jj_locate *ask, jj_located *out);
jj_status jj_siting_budget(jj_siting_run *run, const jj_locate *ask, jj_located *out);
jj_status jj_siting_firsts(jj_siting_run *run, const jj_locate *ask, jj_located *out);

/* Any of them but firsts. */
jj_status jj_siting_answer(jj_siting_run *run, const jj_locate *ask, jj_located *out);

/* gap and is_optimal by objective and bound; a gap that is only rounding is none. */
void jj_siting_compare(jj_located *out);

/* Clients a site covers within a cost: entries of its row before the returned one. */
uint64_t jj_siting_row_end(const jj_cost_table *t, uint32_t site, double radius);

/* Demand of those not covered yet that the site would cover; the second also marks them. */
double jj_siting_gain(const jj_locate *ask, const uint8_t *is_covered, uint32_t site,
                      double radius);
double jj_siting_cover_by(const jj_locate *ask, uint8_t *is_covered, uint32_t site, double radius);

/* Clients as rows and sites as columns, within the radius; the arrays are the table's and s's. */
jj_cover_lists jj_siting_lists(const jj_siting *s);

/* Exchanges over the table's sites, which `m` has as they stand; not begun (jj_swap_init()). */
jj_swap jj_siting_swap(const jj_siting *s, const jj_median *m, const double *site_cost);

/* Each fills is_open, objective, bound, least_sites of the answer. */
jj_status jj_siting_median(jj_siting *s, jj_located *out);
jj_status jj_siting_coverage(jj_siting *s, jj_located *out);
jj_status jj_siting_cover(jj_siting *s, jj_located *out);
jj_status jj_siting_backup(jj_siting *s, jj_located *out);
jj_status jj_siting_center(jj_siting *s, jj_located *out);
jj_status jj_siting_capacitated(jj_siting *s, jj_located *out);

/* least_sites of an answer that leaves someone with demand out: what is proven necessary to serve
 * them all, 0 when p might do. */
jj_status jj_siting_least(jj_siting *s, jj_located *out);

#endif
