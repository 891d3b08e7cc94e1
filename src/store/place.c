#include "store/place.h"
#include "base/degrees.h"
#include "base/encoding.h"
#include "geo/datum.h"
#include "store/crs.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *skip_spaces(const char *s) {
    return s + strspn(s, " \t\r\n");
}

/* Past what stands between the two numbers. */
static const char *skip_between(const char *s) {
    static const char *const marks[] = {",", ";", "、"};
    s = skip_spaces(s);
    for (size_t i = 0; i < JJ_COUNT(marks); i++)
        if (strncmp(s, marks[i], strlen(marks[i])) == 0)
            return skip_spaces(s + strlen(marks[i]));
    return s;
}

/* The CGCS2000 zone that an easting carries before its 500 km; 0: none. */
static int zone_of(double east) {
    double zone = floor(east / 1e6);
    bool is_zone = (zone >= 13 && zone <= 23) || (zone >= 25 && zone <= 45);
    return is_zone ? (int)zone : 0;
}

static void free_transform(jj_transform **t) {
    jj_transform_free(*t);
}

static jj_status to_degrees(jj_ctx *ctx, const char *crs, double *x, double *y) {
    JJ_CLEANUP(free_transform) jj_transform *t = NULL;
    JJ_TRY(jj_transform_new(ctx, crs, "EPSG:4326", &t));
    return jj_transform_points(ctx, t, x, y, 1) == JJ_OK ? JJ_OK : JJ_E_RANGE;
}

static void swap(double *a, double *b) {
    double was = *a;
    *a = *b;
    *b = was;
}

/* Chinese metres north of the equator, as against metres east, with their zone or without. */
static bool is_north(double metres) {
    return metres > 1.5e6 && metres < 6.5e6;
}

/* Metres with their zone, or in a system that is named, become degrees of it. */
static jj_status from_metres(jj_ctx *ctx, const char *crs, double *x, double *y) {
    char zoned[24];
    if (crs && *crs) {
        if (is_north(*x) && ((*y > 1e5 && *y < 1e6) || zone_of(*y)))
            swap(x, y);
        return to_degrees(ctx, crs, x, y);
    }
    if (!zone_of(*x) && zone_of(*y))
        swap(x, y);
    int zone = zone_of(*x);
    if (!zone)
        return JJ_OK;
    snprintf(zoned, sizeof zoned, "EPSG:%d", zone >= 25 ? 4488 + zone : 4478 + zone);
    return to_degrees(ctx, zoned, x, y);
}

static bool parse_pair(const char *s, double *lon, double *lat, char side[2]) {
    if (!jj_degrees_take(&s, lon, &side[0]))
        return false;
    s = skip_between(s);
    return jj_degrees_take(&s, lat, &side[1]) && *skip_spaces(s) == '\0';
}

static bool is_north_first(double first, double second, const char side[2]) {
    bool first_north = side[0] == 'N' || side[0] == 'S';
    bool second_north = side[1] == 'N' || side[1] == 'S';
    bool cannot_be_latitude = fabs(second) > 90 && fabs(second) <= 180 && fabs(first) <= 90;
    return (first_north && !second_north) || (!second_north && cannot_be_latitude);
}

/* Whether such a pair can be meant in the system. */
static jj_status check_system(jj_ctx *ctx, const char *option, const char *text, const char *crs,
                              bool looks_like_degrees) {
    JJ_AUTO char *wkt = NULL;
    JJ_TRY(jj_crs_wkt(ctx, crs, &wkt));
    const char *old = jj_crs_old_datum(wkt);
    if (old)
        return jj_fail(ctx, JJ_E_DATA,
                       "%s: %s is %s: the way to CGCS2000 is not public and differs from place to "
                       "place by up to 150 m; have the surveying office convert it",
                       option, crs, old);
    if (looks_like_degrees && !jj_crs_is_geographic(wkt) && !jj_crs_is_local(wkt))
        return jj_fail(ctx, JJ_E_RANGE,
                       "%s: '%s' looks like degrees, and %s is in metres: leave the system out, "
                       "or give metres",
                       option, text, crs);
    return JJ_OK;
}

jj_status jj_place_parse(jj_ctx *ctx, const char *option, const char *text, const char *crs,
                         const char *datum, double *lon, double *lat) {
    JJ_CLEANUP(jj_text_deinit) jj_text plain = {0};
    char side[2] = {0};
    jj_datum d = JJ_DATUM_WGS84;
    jj_text_fold(&plain, text);
    if (plain.failed)
        return jj_no_memory(ctx, option, 0);
    if (!plain.s || !parse_pair(plain.s, lon, lat, side))
        return jj_fail(ctx, JJ_E_RANGE,
                       "%s: '%s' is not a place, such as 112.55,37.87 or 112°33'12\"E,37°52'12\"N",
                       option, text);
    if (datum && *datum && !jj_datum_parse(datum, &d))
        return jj_fail(ctx, JJ_E_RANGE, "--datum: '%s' is none of wgs84, cgcs2000, gcj02, bd09",
                       datum);
    if (is_north_first(*lon, *lat, side))
        swap(lon, lat);
    if (crs && *crs)
        JJ_TRY(check_system(ctx, option, text, crs, fabs(*lon) <= 180 && fabs(*lat) <= 90));
    JJ_TRY(from_metres(ctx, crs, lon, lat));
    if (!(fabs(*lon) <= 180 && fabs(*lat) <= 90))
        return jj_fail(ctx, JJ_E_RANGE,
                       "%s: '%s' is not in degrees: say which system it is in, such as EPSG:4526",
                       option, text);
    jj_datum_to_wgs84(d, lon, lat);
    return JJ_OK;
}
