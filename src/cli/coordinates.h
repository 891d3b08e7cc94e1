/* Places as people write them: degrees, degrees-minutes-seconds, metres of a projection. */
#ifndef CLI_COORDINATES_H
#define CLI_COORDINATES_H

#include "base/ctx.h"

/*
 * "112.55,37.87", "112°33'12\"E,37°52'N", "38456000,4190000" with a projected `crs`; degrees of
 * `datum`. Either may be NULL. Out: WGS 84. JJ_E_RANGE: not a pair of coordinates, an unknown
 * system or datum, metres without a system; `option` begins the message.
 */
jj_status cli_parse_place(jj_ctx *ctx, const char *option, const char *text, const char *crs,
                          const char *datum, double *lon, double *lat);

#endif
