/*
 * Proposals from a ledger of villages: people of each in several years, minutes from each
 * candidate. What a desk calculator gives: a village counts whole, exactly at the limit is within
 * it.
 */
#ifndef ANALYSIS_SITING_VILLAGES_H
#define ANALYSIS_SITING_VILLAGES_H

#include "analysis/siting/size.h"

typedef struct jj_villages {
    size_t n_villages, n_candidates, n_years;
    int year[JJ_SIZE_YEARS];  /* ascending */
    double *people;           /* [village * n_years + year], >= 0 */
    double *minutes;          /* [candidate * n_villages + village]; INFINITY = no way */
    const uint8_t *forbidden; /* per candidate */
} jj_villages;

typedef struct jj_villages_ask {
    double within_min;
    int build_year;   /* sizes count from this year on */
    jj_size_ask size; /* rate, class size, most classes, capacity; its years are filled in */
} jj_villages_ask;

/* One candidate on its own. */
typedef struct jj_village_answer {
    double total[JJ_SIZE_YEARS], covered[JJ_SIZE_YEARS]; /* by year of the table */
    size_t first; /* of the table's years, the one of build_year */
    jj_size_ask size_ask;
    jj_size size;
    size_t n_left; /* villages that stay without */
    double left;   /* their people in build_year */
    size_t mixed;  /* the largest of them that fills no more than one class, or n_villages */
} jj_village_answer;

/* JJ_E_RANGE: no such candidate, build_year not of the table, what jj_size_find() refuses. */
jj_status jj_villages_answer(jj_ctx *ctx, const jj_villages *v, const jj_villages_ask *ask,
                             size_t candidate, jj_village_answer *out);

/* The permitted candidate that covers most in build_year, the first of equals; n when none is. */
size_t jj_villages_best(const jj_villages *v, const jj_village_answer *answers);

#endif
