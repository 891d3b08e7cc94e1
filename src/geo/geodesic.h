/* Short distances on the WGS 84 ellipsoid through the chord that joins two points of it. */
#ifndef GEO_GEODESIC_H
#define GEO_GEODESIC_H

/* A point of the ellipsoid in earth-centred metres, and the unit vector away from the ground. */
typedef struct jj_ecef {
    double at[3], up[3];
} jj_ecef;

jj_ecef jj_ecef_from(double lon_deg, double lat_deg);

/* The point under that unit vector: jj_ecef_from() from its own `up`, bit for bit. */
jj_ecef jj_ecef_under(const double up[3]);

double jj_chord2_m2(const jj_ecef *a, const jj_ecef *b); /* square of the chord */

/*
 * Length of the geodesic: the circular arc over the chord with the ellipsoid's curvature at the
 * middle in that direction (Euler's theorem). Never shorter than the chord (but for rounding).
 * Within 1 mm up to 100 km, within 1e-6 of itself up to 1,000 km.
 */
double jj_geodesic_m(const jj_ecef *a, const jj_ecef *b);

#endif
