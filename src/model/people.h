/*
 * How numbers of people are shown. A model's people are not known to the head: below a thousand
 * they are shown to ten, and nobody is never made of somebody. Sums and verdicts rest on what is
 * not rounded.
 */
#ifndef MODEL_PEOPLE_H
#define MODEL_PEOPLE_H

#include <stdbool.h>

enum { JJ_FEW_PEOPLE = 5 };

/* Whole people; modelled ones below 1,000 to ten. NaN gives NaN. */
double jj_people_shown(double people, bool is_modelled);

/* Modelled people who would be shown as none: "fewer than 5". */
bool jj_people_are_few(double people, bool is_modelled);

#endif
