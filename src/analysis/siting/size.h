/*
 * How large: places and classes for the people a site would serve, this year and later.
 *
 * Places needed are people x gross rate, rounded up. The size advised is what the last year known
 * fills; years before it that need more get temporary classes, as far as a straight line between
 * the years given says. A size is surplus when less than 60 % of it is used in the last year.
 */
#ifndef ANALYSIS_SITING_SIZE_H
#define ANALYSIS_SITING_SIZE_H

#include "base/ctx.h"

enum { JJ_SIZE_YEARS = 12, JJ_SIZE_SURPLUS_PERCENT = 60 };

typedef struct jj_size_ask {
    int rate_10000; /* gross rate in ten-thousandths: 9100 = 91 %; 1 .. 20000 */
    int class_size; /* places a class: 30; 0 = places are not counted in classes */
    int most_classes;
    int64_t capacity; /* places applied for; 0 = none said */
    size_t n_years;   /* ascending; the last is the one that is built for */
    int year[JJ_SIZE_YEARS];
    double people[JJ_SIZE_YEARS]; /* served, >= 0 */
} jj_size_ask;

typedef struct jj_size {
    int64_t places[JJ_SIZE_YEARS];    /* needed in each year asked about */
    double used[JJ_SIZE_YEARS];       /* share of the advised places needed; NaN when none */
    double used_asked[JJ_SIZE_YEARS]; /* of the capacity applied for; NaN when none was said */
    int64_t advised;                  /* places */
    int classes;                      /* of advised; 0 without a class size */
    bool is_cut;                      /* advised is the most one may have; more are needed */
    int extra_classes, extra_from, extra_to; /* temporary ones; 0 = none */
    bool is_surplus, is_short; /* what was applied for: under 60 % used; too small, in the end */
} jj_size;

/* Gross rate, class size and most classes that hold for a group, and the clause they rest on. */
typedef struct jj_size_norm {
    const char *group;
    int rate_10000, class_size, most_classes;
    const char *clause_en, *clause_zh;
} jj_size_norm;
const jj_size_norm *jj_size_norm_of(const char *group);

/* JJ_E_RANGE: no year, too many, not ascending, people that are no number >= 0, a rate or class
 * size out of range. */
jj_status jj_size_find(jj_ctx *ctx, const jj_size_ask *ask, jj_size *out);

#endif
