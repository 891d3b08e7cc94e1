/*
 * Comparing with a target, without rounding. A target is a fraction of integers; a figure is
 * num x base / den. Whole numbers are compared exactly (0.55 x 100 is 55, 449/1000 is under 45 %).
 */
#ifndef RULES_TARGET_H
#define RULES_TARGET_H

#include "model/rule.h"

/* Whether num * base / den meets the rule's target; den > 0. JJ_OP_REPORT: always. */
bool jj_target_met(const jj_rule *rule, double num, double den);

/* The same for a figure reported as a value alone, taken as the nearest decimal of 9 places. */
bool jj_target_met_value(const jj_rule *rule, double value);

/*
 * How much more (>=, >) or less (<=, <) the numerator must be, never below 0: rounded up to a
 * whole number when `whole` (facilities, places, people counted), else exact.
 */
double jj_target_missing(const jj_rule *rule, double num, double den, bool whole);

/* base, where 0 or NaN stands for 1. */
double jj_rule_base(const jj_rule *rule);

/*
 * A share in percent for display, two decimals, half up; but a figure that does not meet its target
 * is never shown as meeting it.
 */
double jj_percent_shown(const jj_rule *rule, double num, double den);

#endif
