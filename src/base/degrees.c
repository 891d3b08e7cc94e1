#include "base/degrees.h"
#include "base/encoding.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

static const char *skip_blanks(const char *s) {
    return s + strspn(s, " \t\r\n");
}

/*
 * The part of an angle a mark ends: 0 degrees, 1 minutes, 2 seconds; its length, 0 = no mark here.
 */
static size_t mark_at(const char *s, int *part) {
    static const struct {
        const char *mark;
        int part;
    } marks[] = {{"°", 0},  {"º", 0},  {"d", 0}, {"度", 0}, {"''", 2},
                 {"′′", 2}, {"’’", 2}, {"'", 1}, {"′", 1},  {"’", 1},
                 {"分", 1}, {"\"", 2}, {"″", 2}, {"”", 2},  {"秒", 2}};
    for (size_t i = 0; i < JJ_COUNT(marks); i++)
        if (strncmp(s, marks[i].mark, strlen(marks[i].mark)) == 0) {
            *part = marks[i].part;
            return strlen(marks[i].mark);
        }
    return 0;
}

static size_t read_number(const char *s, double *out) {
    size_t n = strspn(s, "0123456789.");
    JJ_AUTO char *digits = jj_strndup(s, n);
    return n && digits && jj_parse_double(digits, out) ? n : 0;
}

/*
 * The next part, `next` at the least: a number and its mark. Without a mark it is degrees, or the
 * part after a mark it is glued to (112°33). A dash between digits is the mark that is due
 * (112-33-13).
 */
static bool take_part(const char **at, int *next, bool is_glued, double *degrees) {
    static const double worth[] = {1, 1.0 / 60, 1.0 / 3600};
    double value;
    int part = *next;
    size_t n = read_number(*at, &value);
    size_t len = n ? mark_at(*at + n, &part) : 0;
    bool is_dashed = n && !len && (*at)[n] == '-' && strspn(*at + n + 1, "0123456789");
    if (n == 0 || (!len && *next > 0 && !is_glued) || part < *next || part > 2 ||
        (part > 0 && value >= 60))
        return false;
    *degrees += value * worth[part];
    *next = len || is_dashed ? part + 1 : 3; /* nothing follows what has no mark */
    *at += n + (is_dashed ? 1 : len);
    return true;
}

static char side_at(const char **at) {
    static const struct {
        const char *word;
        char side;
    } sides[] = {{"东经", 'E'}, {"西经", 'W'}, {"北纬", 'N'}, {"南纬", 'S'}, {"经度", 'E'},
                 {"纬度", 'N'}, {"E", 'E'},    {"W", 'W'},    {"N", 'N'},    {"S", 'S'},
                 {"e", 'E'},    {"w", 'W'},    {"n", 'N'},    {"s", 'S'}};
    for (size_t i = 0; i < JJ_COUNT(sides); i++) {
        size_t len = strlen(sides[i].word);
        if (strncmp(*at, sides[i].word, len) != 0)
            continue;
        *at = skip_blanks(*at + len);
        *at = **at == ':' ? skip_blanks(*at + 1) : *at;
        return sides[i].side;
    }
    return 0;
}

bool jj_degrees_take(const char **text, double *out, char *side) {
    int next = 0;
    double degrees = 0, sign = 1;
    const char *s = skip_blanks(*text), *end = NULL;
    *side = side_at(&s);
    if (*s == '-' || *s == '+')
        sign = *s++ == '-' ? -1 : 1;
    while (next < 3 && take_part(&s, &next, s == end, &degrees)) {
        end = s;
        s = skip_blanks(s);
    }
    if (!*side)
        *side = side_at(&s);
    sign *= *side == 'S' || *side == 'W' ? -1 : 1;
    *out = sign * degrees;
    *text = s;
    return end != NULL;
}

bool jj_degrees_read(const char *text, double *out) {
    JJ_CLEANUP(jj_text_deinit) jj_text folded = {0};
    char side;
    jj_text_fold(&folded, text);
    const char *s = folded.failed || !folded.s ? "" : folded.s;
    return jj_degrees_take(&s, out, &side) && *skip_blanks(s) == '\0' && fabs(*out) <= 360;
}

bool jj_degrees_read_pair(const char *text, double *first, double *second) {
    static const char *const marks[] = {",", "，", ";", "；", "、", " "};
    for (size_t i = 0; i < JJ_COUNT(marks); i++) {
        const char *at = strstr(text, marks[i]);
        JJ_AUTO char *left = at ? jj_strndup(text, (size_t)(at - text)) : NULL;
        if (left)
            return jj_degrees_read(left, first) && jj_degrees_read(at + strlen(marks[i]), second);
    }
    return false;
}
