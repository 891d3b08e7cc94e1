#include "geo/datum.h"
#include "base/mem.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

static const double pi = 3.14159265358979323846;

static const char *const names[] = {[JJ_DATUM_WGS84] = "wgs84",
                                    [JJ_DATUM_CGCS2000] = "cgcs2000",
                                    [JJ_DATUM_GCJ02] = "gcj02",
                                    [JJ_DATUM_BD09] = "bd09"};

bool jj_datum_parse(const char *name, jj_datum *out) {
    for (size_t i = 0; i < JJ_COUNT(names); i++)
        if (strcmp(names[i], name) == 0) {
            *out = (jj_datum)i;
            return true;
        }
    return false;
}

const char *jj_datum_name(jj_datum d) {
    return names[d];
}

/* The shift is defined for the mainland's box alone; elsewhere the map services leave points be. */
static bool is_shifted_here(double lon, double lat) {
    return lon >= 72.004 && lon <= 137.8347 && lat >= 0.8293 && lat <= 55.8271;
}

/* Two thirds of the sum of two sine waves. */
static double waves(double amount_a, double angle_a, double amount_b, double angle_b) {
    return (amount_a * sin(angle_a) + amount_b * sin(angle_b)) * 2 / 3;
}

static double north_shift_m(double x, double y) {
    return -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(fabs(x)) +
           waves(20, 6 * pi * x, 20, 2 * pi * x) + waves(20, pi * y, 40, pi * y / 3) +
           waves(160, pi * y / 12, 320, pi * y / 30);
}

static double east_shift_m(double x, double y) {
    return 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(fabs(x)) +
           waves(20, 6 * pi * x, 20, 2 * pi * x) + waves(20, pi * x, 40, pi * x / 3) +
           waves(150, pi * x / 12, 300, pi * x / 30);
}

/* Krasovsky's ellipsoid turns the metres into degrees. */
static void gcj_from_wgs(double *lon, double *lat) {
    static const double axis_m = 6378245.0, e2 = 0.00669342162296594323;
    if (!is_shifted_here(*lon, *lat))
        return;
    double x = *lon - 105, y = *lat - 35;
    double phi = *lat * pi / 180, s = sin(phi);
    double w = sqrt(1 - e2 * s * s);
    double meridian_m = axis_m * (1 - e2) / (w * w * w);
    double parallel_m = axis_m / w * cos(phi);
    *lat += north_shift_m(x, y) / meridian_m * 180 / pi;
    *lon += east_shift_m(x, y) / parallel_m * 180 / pi;
}

static void bd_from_gcj(double *lon, double *lat) {
    static const double wave = 3.14159265358979323846 * 3000 / 180;
    double r = hypot(*lon, *lat) + 0.00002 * sin(*lat * wave);
    double angle = atan2(*lat, *lon) + 0.000003 * cos(*lon * wave);
    *lon = r * cos(angle) + 0.0065;
    *lat = r * sin(angle) + 0.006;
}

static void bd_from_wgs(double *lon, double *lat) {
    gcj_from_wgs(lon, lat);
    bd_from_gcj(lon, lat);
}

/*
 * The shift varies by less than a hundredth of the distance moved, so a few rounds close in on it.
 */
static void invert(void (*forward)(double *, double *), double *lon, double *lat) {
    enum { MOST_ROUNDS = 30 };
    double x = *lon, y = *lat;
    for (int i = 0; i < MOST_ROUNDS; i++) {
        double fx = x, fy = y;
        forward(&fx, &fy);
        double dx = *lon - fx, dy = *lat - fy;
        x += dx;
        y += dy;
        if (fabs(dx) < 1e-12 && fabs(dy) < 1e-12)
            break;
    }
    *lon = x;
    *lat = y;
}

void jj_datum_to_wgs84(jj_datum d, double *lon, double *lat) {
    if (d == JJ_DATUM_GCJ02)
        invert(gcj_from_wgs, lon, lat);
    if (d == JJ_DATUM_BD09)
        invert(bd_from_wgs, lon, lat);
}

void jj_datum_from_wgs84(jj_datum d, double *lon, double *lat) {
    if (d == JJ_DATUM_GCJ02)
        gcj_from_wgs(lon, lat);
    if (d == JJ_DATUM_BD09)
        bd_from_wgs(lon, lat);
}
