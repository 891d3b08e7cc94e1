#include "geo/metric.h"

#include "geo/wgs84.h"

#include <math.h>

void jj_metric_at(double lat, double *east_m_deg, double *north_m_deg) {
    const double degree = acos(-1.0) / 180;
    double s = sin(lat * degree), w2 = 1 - WGS84_E2 * s * s;
    *north_m_deg = WGS84_A * (1 - WGS84_E2) / (w2 * sqrt(w2)) * degree;
    *east_m_deg = WGS84_A / sqrt(w2) * fabs(cos(lat * degree)) * degree;
}

double jj_metric_distance_m(double lon_a, double lat_a, double lon_b, double lat_b) {
    double east, north;
    jj_metric_at((lat_a + lat_b) / 2, &east, &north);
    return hypot((lon_b - lon_a) * east, (lat_b - lat_a) * north);
}
