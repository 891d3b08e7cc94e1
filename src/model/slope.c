#include "model/slope.h"

#include <math.h>

enum { STEPS_PER_UNIT = 4000 };

/* A laden utility bicycle on mixed surfaces, ridden upright. */
#define WEIGHT_N  (9.81 * 90)        /* rider 70 kg, bicycle and load 20 kg */
#define ROLLING   0.008              /* resistance over weight */
#define DRAG_KG_M (0.5 * 1.2 * 0.55) /* half air density x drag area */
#define BRAKE     1.5                /* fastest descent over level speed */
#define PUSH_KM_H 3.5                /* on the level, walking beside the bicycle */

double jj_slope_walk(double slope) {
    return exp(3.5 * (fabs(slope + 0.05) - 0.05));
}

/* Newtons against the rider at a speed. */
static double resistance_n(double slope, double m_s) {
    double length = sqrt(1 + slope * slope);
    return WEIGHT_N * (slope + ROLLING) / length + DRAG_KG_M * m_s * m_s;
}

/* The speed at which the power is used up: power needed grows with speed wherever it is above 0. */
static double ride_m_s(double slope, double watts, double fastest_m_s) {
    double lo = 0, hi = fastest_m_s;
    if (resistance_n(slope, hi) * hi <= watts)
        return hi;
    for (int i = 0; i < 60; i++) {
        double mid = (lo + hi) / 2;
        if (resistance_n(slope, mid) * mid <= watts)
            lo = mid;
        else
            hi = mid;
    }
    return lo;
}

double jj_slope_cycle(double slope, double level_km_h) {
    double level_m_s = level_km_h / 3.6;
    double watts = resistance_n(0, level_m_s) * level_m_s;
    double ride = ride_m_s(slope, watts, BRAKE * level_m_s);
    double push = PUSH_KM_H / 3.6 / jj_slope_walk(slope);
    return level_m_s / fmax(ride, push);
}

jj_status jj_slope_init(jj_ctx *ctx, jj_slope_model model, double level_km_h, jj_slope *out) {
    const uint32_t n = 2 * STEPS_PER_UNIT + 1;
    if (model == JJ_SLOPE_CYCLE && !(level_km_h >= 3 && level_km_h <= 60))
        return jj_fail(ctx, JJ_E_RANGE, "cycling at %g km/h on the level: must be 3 to 60 km/h",
                       level_km_h);
    jj_slope s = {.factors = jj_alloc(n, sizeof *s.factors)};
    if (!s.factors)
        return jj_no_memory(ctx, "the slope table", n * sizeof *s.factors);
    for (uint32_t i = 0; i < n; i++) {
        double slope = ((double)i - STEPS_PER_UNIT) / STEPS_PER_UNIT;
        double factor = model == JJ_SLOPE_WALK    ? jj_slope_walk(slope)
                        : model == JJ_SLOPE_CYCLE ? jj_slope_cycle(slope, level_km_h)
                                                  : 1;
        s.factors[i] = (float)factor;
    }
    s.table = (jj_slope_table){-1, 1, n, s.factors};
    *out = s;
    return JJ_OK;
}

void jj_slope_deinit(jj_slope *s) {
    jj_free(s->factors);
    *s = (jj_slope){0};
}
