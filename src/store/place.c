#include "store/place.h"
#include "base/text.h"
#include "geo/datum.h"
#include "store/crs.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Length of the mark of a unit (degree, minute, second) at s, 0 when it is none of them. */
static size_t mark_at(const char *s, int *unit) {
    static const struct {
        const char *mark;
        int unit;
    } marks[] = {{"°", 0},  {"d", 0}, {"度", 0}, {"'", 1}, {"′", 1}, {"分", 1},
                 {"\"", 2}, {"″", 2}, {"秒", 2}, {"’", 1}, {"”", 2}};
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (strncmp(s, marks[i].mark, strlen(marks[i].mark)) == 0) {
            *unit = marks[i].unit;
            return strlen(marks[i].mark);
        }
    return 0;
}

/* One number and its mark; a number alone is degrees. */
static bool parse_part(const char **at, int *next_unit, double *degrees) {
    static const double worth[] = {1, 1.0 / 60, 1.0 / 3600};
    size_t n = strspn(*at, "0123456789.");
    JJ_AUTO char *digits = jj_strndup(*at, n);
    double value;
    int unit = 0;
    if (n == 0 || !digits || !jj_parse_double(digits, &value))
        return false;
    size_t len = mark_at(*at + n, &unit);
    if (len == 0 && *next_unit > 0)
        return false;
    if (unit < *next_unit || (unit > 0 && value >= 60))
        return false;
    *degrees += value * worth[unit];
    *next_unit = unit + 1;
    *at += n + len;
    return true;
}

static const char *skip_spaces(const char *s) {
    return s + strspn(s, " \t\r\n");
}

/* The side of the earth a number names, before or behind it: 'E', 'N', ..., 0 when none. */
static char side_at(const char **at) {
    static const struct {
        const char *word;
        char side;
    } sides[] = {{"东经", 'E'}, {"西经", 'W'}, {"北纬", 'N'}, {"南纬", 'S'},
                 {"E", 'E'},    {"W", 'W'},    {"N", 'N'},    {"S", 'S'},
                 {"e", 'E'},    {"w", 'W'},    {"n", 'N'},    {"s", 'S'}};
    for (size_t i = 0; i < sizeof sides / sizeof sides[0]; i++) {
        size_t len = strlen(sides[i].word);
        if (strncmp(*at, sides[i].word, len) != 0)
            continue;
        *at = skip_spaces(*at + len);
        return sides[i].side;
    }
    return 0;
}

/* One number from *at on; *is_north: the letter says that it is a latitude. */
static bool parse_angle(const char **at, double *out, bool *is_north) {
    int next_unit = 0;
    double degrees = 0, sign = 1;
    const char *s = skip_spaces(*at);
    char side = side_at(&s);
    if (*s == '-' || *s == '+')
        sign = *s++ == '-' ? -1 : 1;
    while (parse_part(&s, &next_unit, &degrees)) /* leaves the other number alone */
        s = skip_spaces(s);
    if (!side)
        side = side_at(&s);
    sign *= side == 'S' || side == 'W' ? -1 : 1;
    *is_north = side == 'N' || side == 'S';
    *out = sign * degrees;
    *at = s;
    return next_unit > 0;
}

/* Past what stands between the two numbers. */
static const char *skip_between(const char *s) {
    static const char *const marks[] = {",", ";", "，", "、", "；"};
    s = skip_spaces(s);
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
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

/* Metres with their zone, or in a system that is named, become degrees of it. */
static jj_status from_metres(jj_ctx *ctx, const char *crs, double *x, double *y) {
    char zoned[24];
    if (crs && *crs)
        return to_degrees(ctx, crs, x, y);
    if (!zone_of(*x) && zone_of(*y))
        swap(x, y);
    int zone = zone_of(*x);
    if (!zone)
        return JJ_OK;
    snprintf(zoned, sizeof zoned, "EPSG:%d", zone >= 25 ? 4488 + zone : 4478 + zone);
    return to_degrees(ctx, zoned, x, y);
}

jj_status jj_place_parse(jj_ctx *ctx, const char *option, const char *text, const char *crs,
                         const char *datum, double *lon, double *lat) {
    bool is_first_north, is_second_north, is_pair = false;
    jj_datum d = JJ_DATUM_WGS84;
    const char *s = text;
    if (parse_angle(&s, lon, &is_first_north)) {
        s = skip_between(s);
        is_pair = parse_angle(&s, lat, &is_second_north) && *skip_spaces(s) == '\0';
    }
    if (!is_pair)
        return jj_fail(ctx, JJ_E_RANGE,
                       "%s: '%s' is not a place, such as 112.55,37.87 or 112°33'12\"E,37°52'12\"N",
                       option, text);
    if (datum && *datum && !jj_datum_parse(datum, &d))
        return jj_fail(ctx, JJ_E_RANGE, "--datum: '%s' is none of wgs84, cgcs2000, gcj02, bd09",
                       datum);
    if (is_first_north && !is_second_north)
        swap(lon, lat);
    JJ_TRY(from_metres(ctx, crs, lon, lat));
    if (!(fabs(*lon) <= 180 && fabs(*lat) <= 90))
        return jj_fail(ctx, JJ_E_RANGE,
                       "%s: '%s' is not in degrees: say which system it is in, such as --crs "
                       "EPSG:4526",
                       option, text);
    jj_datum_to_wgs84(d, lon, lat);
    return JJ_OK;
}
