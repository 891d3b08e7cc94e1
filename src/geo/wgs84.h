/* The WGS 84 ellipsoid (NIMA TR8350.2); CGCS2000's differs by 0.1 mm at the pole. */
#ifndef GEO_WGS84_H
#define GEO_WGS84_H

#define WGS84_A  6378137.0              /* semi-major axis, m */
#define WGS84_E2 0.00669437999014131699 /* f(2 - f), f = 1/298.257223563 */

#endif
