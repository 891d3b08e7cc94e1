/* The figures above and below a line, by unit: facility columns, unit columns, or people. */
#ifndef RULES_FIGURES_H
#define RULES_FIGURES_H

#include "analysis/provision/provision.h"
#include "rules/judge.h"

/* One figure of every unit at the set's level; units it is not known of are NaN. */
typedef struct jj_figures {
    double *value;           /* by unit; owned */
    jj_provision *provision; /* by unit, where it comes from facilities; owned; else NULL */
    int people_year;         /* where it is people */
    bool is_modelled;
} jj_figures;

/*
 * What `attr` of the rule's facilities sums to in each unit ("" counts them); where the facilities
 * have no such column a unit column, else the people of a group of that name. is_known is false
 * with jj_judge_lacks() done when there is neither.
 */
jj_status jj_figures_of_facilities(jj_judge *j, size_t filter, const char *attr, jj_figures *out,
                                   bool *is_known);

/* The people of the rule's demand group. */
jj_status jj_figures_of_people(jj_judge *j, jj_figures *out, bool *is_known);
void jj_figures_deinit(jj_figures *f);

/* What of num_attr or of what it is divided by the unit lacks. */
void jj_judge_lacks_figure(jj_judge *j, jj_slot *slot);

/* Units of the set and, as hidden ones, those of its level that are not judged. */
typedef void (*jj_each_unit_fn)(jj_judge *j, uint32_t unit, jj_slot *slot, void *arg);
void jj_judge_each(jj_judge *j, jj_each_unit_fn fn, void *arg);

#endif
