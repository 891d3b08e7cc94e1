#include "rules/target.h"

#include <math.h>

__extension__ typedef __int128 wide; /* products of two 63-bit integers */

static bool is_whole(double x) {
    return floor(x) == x && fabs(x) < 9007199254740992.0;
}

static int sign_of_wide(wide x) {
    return (x > 0) - (x < 0);
}

/* The sign of num * base / den - target. */
static int compare(const jj_rule *rule, double num, double den) {
    double scaled = num * jj_rule_base(rule);
    if (is_whole(scaled) && is_whole(den))
        return sign_of_wide((wide)scaled * rule->target_den - (wide)den * rule->target_num);
    double left = scaled * (double)rule->target_den, right = den * (double)rule->target_num;
    return (left > right) - (left < right);
}

static bool holds(jj_op op, int sign) {
    switch (op) {
    case JJ_OP_GE:
        return sign >= 0;
    case JJ_OP_GT:
        return sign > 0;
    case JJ_OP_LE:
        return sign <= 0;
    case JJ_OP_LT:
        return sign < 0;
    case JJ_OP_EQ:
        return sign == 0;
    case JJ_OP_REPORT:
        return true;
    }
    return true;
}

double jj_rule_base(const jj_rule *rule) {
    return rule->base > 0 ? rule->base : 1;
}

bool jj_target_met(const jj_rule *rule, double num, double den) {
    return !rule->has_target || holds(rule->op, compare(rule, num, den));
}

bool jj_target_met_value(const jj_rule *rule, double value) {
    if (!rule->has_target)
        return true;
    wide left = (wide)llround(value * 1e9) * rule->target_den;
    return holds(rule->op, sign_of_wide(left - (wide)1000000000 * rule->target_num));
}

/* target_num * den / target_den / base, rounded up when that is asked and den is whole. */
static double needed(const jj_rule *rule, double den, bool whole) {
    double base = jj_rule_base(rule);
    if (!whole || !is_whole(den) || !is_whole(base)) {
        double exact = (double)rule->target_num * den / ((double)rule->target_den * base);
        return whole ? ceil(exact) : exact;
    }
    wide top = (wide)rule->target_num * (wide)den, bottom = (wide)rule->target_den * (wide)base;
    wide quotient = top / bottom;
    return (double)(quotient + (top > quotient * bottom));
}

double jj_target_missing(const jj_rule *rule, double num, double den, bool whole) {
    if (!rule->has_target || jj_target_met(rule, num, den))
        return 0;
    bool wants_more = rule->op == JJ_OP_GE || rule->op == JJ_OP_GT;
    double difference = needed(rule, den, whole && wants_more) - num;
    return wants_more ? difference : fabs(difference);
}

double jj_percent_shown(const jj_rule *rule, double num, double den) {
    double percent = num / den * 100;
    double shown = floor(percent * 100 + 0.5) / 100;
    if (!rule->has_target || jj_target_met(rule, num, den) || jj_rule_base(rule) != 1)
        return shown;
    return jj_target_met_value(rule, shown / 100) ? floor(percent * 100) / 100 : shown;
}
