/* Metres per degree on WGS 84, for short distances in a local plane. */
#ifndef GEO_METRIC_H
#define GEO_METRIC_H

/*
 * Metres per degree east and north at a latitude: radii of curvature of the ellipsoid (Snyder, Map
 * Projections, USGS 1395, eqs. 4-18 to 4-20). A straight line of 1 km in this plane is right to 1
 * mm.
 */
void jj_metric_at(double lat, double *east_m_deg, double *north_m_deg);

/* Metres between two near points, by the metric at their mean latitude. */
double jj_metric_distance_m(double lon_a, double lat_a, double lon_b, double lat_b);

#endif
