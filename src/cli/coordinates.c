#include "cli/coordinates.h"
#include "base/text.h"
#include "geo/datum.h"
#include "store/crs.h"

#include <ctype.h>
#include <math.h>
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

/* One number and its mark; a number alone is degrees and must end the text. */
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
    return s + strspn(s, " \t");
}

/* *is_north: the letter says that it is a latitude. */
static bool parse_angle(const char *text, double *out, bool *is_north) {
    int next_unit = 0;
    double degrees = 0, sign = 1;
    const char *s = skip_spaces(text);
    if (*s == '-' || *s == '+')
        sign = *s++ == '-' ? -1 : 1;
    while (isdigit((unsigned char)*s) || *s == '.') {
        if (!parse_part(&s, &next_unit, &degrees))
            return false;
        s = skip_spaces(s);
    }
    *is_north = *s == 'N' || *s == 'S' || *s == 'n' || *s == 's';
    if (*s && strchr("NSEWnsew", *s)) {
        sign *= strchr("SWsw", *s) ? -1 : 1;
        s = skip_spaces(s + 1);
    }
    *out = sign * degrees;
    return next_unit > 0 && *s == '\0';
}

static void free_transform(jj_transform **t) {
    jj_transform_free(*t);
}

static jj_status to_degrees(jj_ctx *ctx, const char *crs, double *x, double *y) {
    JJ_CLEANUP(free_transform) jj_transform *t = NULL;
    JJ_TRY(jj_transform_new(ctx, crs, "EPSG:4326", &t));
    return jj_transform_points(ctx, t, x, y, 1) == JJ_OK ? JJ_OK : JJ_E_RANGE;
}

jj_status cli_parse_place(jj_ctx *ctx, const char *option, const char *text, const char *crs,
                          const char *datum, double *lon, double *lat) {
    const char *comma = strchr(text, ',');
    JJ_AUTO char *first = comma ? jj_strndup(text, (size_t)(comma - text)) : NULL;
    bool is_first_north, is_second_north;
    jj_datum d = JJ_DATUM_WGS84;
    if (!first || !parse_angle(first, lon, &is_first_north) ||
        !parse_angle(comma + 1, lat, &is_second_north))
        return jj_fail(ctx, JJ_E_RANGE,
                       "%s: '%s' is not a place, such as 112.55,37.87 or 112°33'12\"E,37°52'12\"N",
                       option, text);
    if (datum && !jj_datum_parse(datum, &d))
        return jj_fail(ctx, JJ_E_RANGE, "--datum: '%s' is none of wgs84, cgcs2000, gcj02, bd09",
                       datum);
    if (is_first_north && !is_second_north) {
        double swap = *lon;
        *lon = *lat;
        *lat = swap;
    }
    if (crs)
        JJ_TRY(to_degrees(ctx, crs, lon, lat));
    if (!(fabs(*lon) <= 180 && fabs(*lat) <= 90))
        return jj_fail(ctx, JJ_E_RANGE,
                       "%s: '%s' is not in degrees: say which system it is in, such as --crs "
                       "EPSG:4526",
                       option, text);
    jj_datum_to_wgs84(d, lon, lat);
    return JJ_OK;
}
