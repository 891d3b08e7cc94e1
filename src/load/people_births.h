/* Children born year by year into ages at the end of a later year. Private to load/people*. */
#ifndef LOAD_PEOPLE_BIRTHS_H
#define LOAD_PEOPLE_BIRTHS_H

#include "load/people_rows.h"

/* "age3_5": 3 to 5. False for groups that births do not give ("age65p", "total"). */
bool jj_age_group_parse(const char *group, int *from, int *to);

/* What becomes of those born: a share a year, by unit. */
typedef struct jj_rates {
    double survival, migration;               /* the same for all, where no column is named */
    const double *survival_of, *migration_of; /* by unit; NULL = none */
} jj_rates;

/* From the keys: a number, or a figure that units keep. JJ_E_FORMAT: neither; JJ_E_RANGE. */
jj_status jj_rates_find(jj_loader *l, const jj_count_keys *k, jj_rates *out);

/* What is left after a year of one of those born, in that unit (or the nearest above that says). */
double jj_rate_a_year(const jj_loader *l, const jj_rates *r, uint32_t unit);

/*
 * Those of `row` aged from..to at the end of `year`: born in year-to .. year-from. Deaths and moves
 * are taken off once for each year since that of birth.
 */
double jj_births_aged(const jj_counts *c, const jj_count_row *row, int from, int to, int year,
                      double rate);

/* Whether every year of birth that the group needs is there. */
bool jj_births_known(const jj_counts *c, int from, int to, int year);

#endif
