/* How far on the way to a target a figure is, against how far the time is. */
#ifndef ANALYSIS_TREND_H
#define ANALYSIS_TREND_H

#include <stdbool.h>

typedef enum jj_progress_class {
    JJ_PROGRESS_NONE,     /* cannot be assessed: no base, no target, no figure */
    JJ_PROGRESS_AHEAD,    /* the target is met before its year */
    JJ_PROGRESS_ON_TRACK, /* at least as far as the time */
    JJ_PROGRESS_BEHIND
} jj_progress_class;

/* A plan for one figure: from base_value at the end of base_year to target at the end of a year. */
typedef struct jj_plan {
    double base_value, target;
    int base_year, target_year;
} jj_plan;

typedef struct jj_progress_made {
    double done; /* (value - base) / (target - base); NaN when it cannot be told */
    double time; /* (year - base_year) / (target_year - base_year), 0 to 1 */
    jj_progress_class class;
} jj_progress_made;

/*
 * `value` at the end of `year`. A plan to keep what there is (target = base, or already passed at
 * the base) is done while the value is no worse than the target; wants_more says which way is
 * worse.
 */
jj_progress_made jj_progress_of(const jj_plan *plan, double value, int year, bool wants_more);

#endif
