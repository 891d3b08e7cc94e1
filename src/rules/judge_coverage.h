/* The joint field of a rule, ready to be summed: shared by the judges that look at travel. */
#ifndef RULES_JUDGE_COVERAGE_H
#define RULES_JUDGE_COVERAGE_H

#include "rules/judge.h"

/* One entry per cell in every array. */
typedef struct jj_coverage {
    const jj_demand *demand; /* NULL for land */
    const jj_profile *profiles[4];
    const jj_selection *selections[8];
    jj_joint joint;       /* over kinds and profiles; owned */
    jj_joint either;      /* of one kind over profiles; owned */
    uint8_t *reach;       /* owned */
    double *masked;       /* owned; NULL when nothing is masked */
    const double *people; /* demand's, or masked */
    jj_threshold threshold;
    bool cannot_tell_urban; /* two thresholds, or a mask, and no data to tell */
    jj_reach_map map;       /* of the joint field */
} jj_coverage;

/* Finds the inputs, joins the fields, adds the catchments; is_known is false with jj_judge_lacks()
 * done when an input is missing. Close in any case. */
jj_status jj_coverage_open(jj_judge *j, jj_coverage *c, bool *is_known);
void jj_coverage_close(jj_coverage *c);

#endif
