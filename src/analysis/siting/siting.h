/* What the models of this room share. */
#ifndef ANALYSIS_SITING_SITING_H
#define ANALYSIS_SITING_SITING_H

#include "analysis/siting/median.h"

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

/* Each fills is_open, objective, bound, least_sites of the answer. */
jj_status jj_siting_median(jj_siting *s, jj_located *out);
jj_status jj_siting_coverage(jj_siting *s, jj_located *out);
jj_status jj_siting_cover(jj_siting *s, jj_located *out);
jj_status jj_siting_backup(jj_siting *s, jj_located *out);
jj_status jj_siting_center(jj_siting *s, jj_located *out);
jj_status jj_siting_capacitated(jj_siting *s, jj_located *out);

#endif
