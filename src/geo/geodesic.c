#include "geo/geodesic.h"

#include "geo/wgs84.h"

#include <math.h>

jj_ecef jj_ecef_from(double lon_deg, double lat_deg) {
    const double degree = acos(-1.0) / 180;
    double lon = lon_deg * degree, lat = lat_deg * degree;
    const double up[3] = {cos(lat) * cos(lon), cos(lat) * sin(lon), sin(lat)};
    return jj_ecef_under(up);
}

jj_ecef jj_ecef_under(const double up[3]) {
    jj_ecef p = {.up = {up[0], up[1], up[2]}};
    double normal_m = WGS84_A / sqrt(1 - WGS84_E2 * p.up[2] * p.up[2]);
    p.at[0] = normal_m * p.up[0];
    p.at[1] = normal_m * p.up[1];
    p.at[2] = normal_m * (1 - WGS84_E2) * p.up[2];
    return p;
}

double jj_chord2_m2(const jj_ecef *a, const jj_ecef *b) {
    double x = b->at[0] - a->at[0], y = b->at[1] - a->at[1], z = b->at[2] - a->at[2];
    return x * x + y * y + z * z;
}

double jj_geodesic_m(const jj_ecef *a, const jj_ecef *b) {
    double up[3], length2 = 0;
    for (int i = 0; i < 3; i++) {
        up[i] = a->up[i] + b->up[i];
        length2 += up[i] * up[i];
    }
    double chord2 = jj_chord2_m2(a, b), level2 = up[0] * up[0] + up[1] * up[1];
    if (!(chord2 > 0))
        return 0;
    double w2 = 1 - WGS84_E2 * (length2 > 0 ? up[2] * up[2] / length2 : 0);
    double normal_m = WGS84_A / sqrt(w2), meridian_m = WGS84_A * (1 - WGS84_E2) / (w2 * sqrt(w2));
    double east = (b->at[1] - a->at[1]) * up[0] - (b->at[0] - a->at[0]) * up[1];
    double sin2 = level2 > 0 ? east * east / (level2 * chord2) : 0; /* of the azimuth */
    double radius_m = 1 / (sin2 / normal_m + (1 - sin2) / meridian_m);
    double half = sqrt(chord2) / (2 * radius_m);
    return 2 * radius_m * asin(half < 1 ? half : 1);
}
