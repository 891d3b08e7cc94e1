#include "analysis/trend/trend.h"

#include <math.h>

static bool is_as_good(double value, double target, bool wants_more) {
    return wants_more ? value >= target : value <= target;
}

/* Half of the way in half of the time is on track: figures are decimals, so to nine places. */
static bool is_as_far(double done, double span, int years) {
    return floor(done * span * 1e9 + 0.5) >= years * 1e9;
}

jj_progress_made jj_progress_of(const jj_plan *plan, double value, int year, bool wants_more) {
    jj_progress_made p = {.done = NAN, .time = NAN, .class = JJ_PROGRESS_NONE};
    if (isnan(plan->base_value) || isnan(plan->target) || isnan(value) ||
        plan->target_year <= plan->base_year || plan->base_year == 0)
        return p;
    double span = plan->target_year - plan->base_year;
    p.time = fmin(1, fmax(0, (year - plan->base_year) / span));
    if (is_as_good(plan->base_value, plan->target, wants_more)) {
        p.done = is_as_good(value, plan->target, wants_more) ? 1 : 0;
        p.class = p.done == 1 ? JJ_PROGRESS_ON_TRACK : JJ_PROGRESS_BEHIND;
        return p;
    }
    p.done = (value - plan->base_value) / (plan->target - plan->base_value);
    if (is_as_good(value, plan->target, wants_more))
        p.class = p.time < 1 ? JJ_PROGRESS_AHEAD : JJ_PROGRESS_ON_TRACK;
    else
        p.class = is_as_far(p.done, span, year - plan->base_year) ? JJ_PROGRESS_ON_TRACK
                                                                  : JJ_PROGRESS_BEHIND;
    return p;
}
