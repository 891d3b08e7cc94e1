#include "analysis/siting/size.h"

#include <math.h>
#include <string.h>

/* Children of three to five: the rate of the plan (晋发改社会发〔2021〕496号, 91 %), 30 a class and
 * at most twelve classes (幼儿园工作规程 第11条: 小班25人、中班30人、大班35人，一般不超过360人). */
static const jj_size_norm norms[] = {
    {"age3_5", 9100, 30, 12, "gross enrolment 91 %, 30 children a class, at most 360 in all",
     "毛入园率 91 %，每班 30 人，全园不超过 360 人"},
    {"", 10000, 0, 0, "everyone counts once", "每人计一次"},
};

const jj_size_norm *jj_size_norm_of(const char *group) {
    return &norms[strcmp(group, "age3_5") == 0 ? 0 : 1];
}

/* ceil(people x rate) but for the rounding of binary fractions. */
static int64_t places_for(double people, int rate_10000) {
    double exact = people * rate_10000 / 10000;
    return (int64_t)ceil(exact - 1e-9 * (exact + 1));
}

static jj_status check(jj_ctx *ctx, const jj_size_ask *a) {
    if (a->n_years == 0 || a->n_years > JJ_SIZE_YEARS)
        return jj_fail(ctx, JJ_E_RANGE, "a size needs 1 to %d years, not %zu", JJ_SIZE_YEARS,
                       a->n_years);
    if (a->rate_10000 < 1 || a->rate_10000 > 20000)
        return jj_fail(ctx, JJ_E_RANGE, "a gross rate of %.2f %% is outside 0.01 to 200 %%",
                       a->rate_10000 / 100.0);
    if (a->class_size < 0 || a->class_size > 1000 || a->capacity < 0)
        return jj_fail(ctx, JJ_E_RANGE, "a class of %d places or a capacity of %lld is none",
                       a->class_size, (long long)a->capacity);
    for (size_t i = 0; i < a->n_years; i++)
        if ((i > 0 && a->year[i] <= a->year[i - 1]) || !(a->people[i] >= 0 && a->people[i] < 1e12))
            return jj_fail(ctx, JJ_E_RANGE, "the people of %d are no number or out of order",
                           a->year[i]);
    return JJ_OK;
}

/* People in a year between two that are known, on the line between them. */
static double people_in(const jj_size_ask *a, int year) {
    size_t i = 1;
    while (i + 1 < a->n_years && a->year[i] < year)
        i++;
    double t = (double)(year - a->year[i - 1]) / (a->year[i] - a->year[i - 1]);
    return a->people[i - 1] + t * (a->people[i] - a->people[i - 1]);
}

/* The run of first years that need more than is advised. */
static void find_extra(const jj_size_ask *a, jj_size *out) {
    int64_t most = 0;
    if (a->n_years < 2 || a->class_size == 0)
        return;
    for (int y = a->year[0]; y < a->year[a->n_years - 1]; y++) {
        int64_t need = places_for(people_in(a, y), a->rate_10000);
        if (need <= out->advised)
            continue;
        most = need > most ? need : most;
        if (out->extra_from == 0)
            out->extra_from = y;
        out->extra_to = y;
    }
    out->extra_classes = (int)((most - out->advised + a->class_size - 1) / a->class_size);
    if (most == 0)
        out->extra_classes = 0;
}

static void advise(const jj_size_ask *a, int64_t need, jj_size *out) {
    out->advised = need;
    if (a->class_size == 0)
        return;
    int64_t classes = (need + a->class_size - 1) / a->class_size;
    out->is_cut = a->most_classes > 0 && classes > a->most_classes;
    out->classes = (int)(out->is_cut ? a->most_classes : classes);
    out->advised = (int64_t)out->classes * a->class_size;
}

jj_status jj_size_find(jj_ctx *ctx, const jj_size_ask *a, jj_size *out) {
    *out = (jj_size){0};
    JJ_TRY(check(ctx, a));
    size_t last = a->n_years - 1;
    for (size_t i = 0; i < a->n_years; i++)
        out->places[i] = places_for(a->people[i], a->rate_10000);
    advise(a, out->places[last], out);
    for (size_t i = 0; i < a->n_years; i++) {
        double need = (double)out->places[i];
        out->used[i] = out->advised > 0 ? need / (double)out->advised : (double)NAN;
        out->used_asked[i] = a->capacity > 0 ? need / (double)a->capacity : (double)NAN;
    }
    if (!out->is_cut)
        find_extra(a, out);
    int64_t need = out->places[last];
    out->is_surplus = a->capacity > 0 && need * 100 < a->capacity * JJ_SIZE_SURPLUS_PERCENT;
    out->is_short = a->capacity > 0 && a->capacity < need && !out->is_cut;
    return JJ_OK;
}
