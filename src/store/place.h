/* Places as people write them: degrees, degrees-minutes-seconds, metres of a projection. */
#ifndef STORE_PLACE_H
#define STORE_PLACE_H

#include "base/ctx.h"

/*
 * "112.55,37.87", "112°33'12\"E 37°52'N", "东经112.55° 北纬37.87°" in degrees of `datum`; metres
 * of a projected `crs`. Without `crs`, metres that carry a zone ("38456000,4190000", either order)
 * are CGCS2000 Gauss-Krueger of that zone: 25-45 three degrees wide, 13-23 six (GB/T 13989-2012).
 * Latitude may come first where it cannot be a longitude's pair (40.2,112.5), and metres north
 * before metres east as Chinese surveyors write them. A comma, a semicolon or blanks between. `crs`
 * and `datum` may be NULL or "". Out: WGS 84. JJ_E_RANGE: not a pair of coordinates, an unknown
 * system or datum, metres without a system; `option` begins the message.
 */
jj_status jj_place_parse(jj_ctx *ctx, const char *option, const char *text, const char *crs,
                         const char *datum, double *lon, double *lat);

#endif
