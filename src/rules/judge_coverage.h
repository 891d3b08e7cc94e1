/* The joint field of a rule, ready to be summed: shared by the judges that look at travel. */
#ifndef RULES_JUDGE_COVERAGE_H
#define RULES_JUDGE_COVERAGE_H

#include "rules/judge.h"

/*
 * How far stricter and looser assumptions reach, beside the rule's own. Either of two profiles: the
 * first alone is strict, both are loose.
 */
typedef struct jj_band {
    double factor[2]; /* of the threshold: strict and loose pace against the rule's; 0 = none */
    uint32_t
        *strict_ms; /* joint of the kinds by the first profile alone; owned; NULL = the joint */
    uint32_t *straight_ms; /* joint of the kinds by straight line x 1.3; owned; NULL = none */
} jj_band;

/* One entry per cell in every array. */
typedef struct jj_coverage {
    const jj_demand *demand; /* NULL for land */
    const jj_profile *profiles[4];
    const jj_selection *selections[8];
    const jj_scope *scope; /* NULL = all cells, units and facilities are looked at */
    jj_rows rows;          /* outside of them joint, either and reach are not told */
    jj_joint joint;        /* over kinds and profiles; of one kind it is `either` */
    jj_joint either;       /* of one kind over profiles; owned unless is_field */
    bool is_field;         /* of one profile: `either` is the field's own arrays, never written */
    uint8_t *reach;        /* owned */
    const float *mask;     /* share of each cell that counts; NULL = all, or not to be told */
    double *masked;        /* owned; NULL when nothing is masked */
    const double *people;  /* demand's, or masked */
    jj_threshold threshold;
    uint8_t *n_missing;     /* kinds out of reach; owned; NULL where the rule has one */
    bool cannot_tell_urban; /* two thresholds, or a mask, and no data to tell */
    jj_reach_map map;       /* of the joint field */
    jj_band band;
    uint32_t *sure_ms; /* of the joint without coarse points; owned; NULL = there are none */
} jj_coverage;

/* Finds the inputs, joins the fields, adds the catchments; is_known is false with jj_judge_lacks()
 * done when an input is missing. Close in any case. */
jj_status jj_coverage_open(jj_judge *j, jj_coverage *c, bool *is_known);
void jj_coverage_close(jj_coverage *c);

/* The band of a coverage that is open; jj_coverage_close() frees it. */
jj_status jj_band_find(jj_judge *j, jj_coverage *c);

/* Covered people of one unit by each assumption, NaN where there is none. */
void jj_band_sum(const jj_coverage *c, const jj_cover *cover, double sum[JJ_N_BANDS]);

/*
 * doubt.c: the joint field of facilities whose points are exact to the village, where others take
 * part (not of rules that look at own units alone); then what hinges on the others: a verdict met
 * only with them, or not met where the unit has some whose place is not known, is unverified.
 */
jj_status jj_doubt_find(jj_judge *j, jj_coverage *c);
void jj_doubt_judge(jj_judge *j, const jj_coverage *c, jj_slot *slot);

#endif
