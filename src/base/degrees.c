#include "base/degrees.h"
#include "base/encoding.h"

#include <stddef.h>
#include <string.h>

enum { MOST_TEXT = 128 };

static bool skip(const char **s, const char *const *words, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (strncmp(*s, words[i], strlen(words[i])) == 0) {
            *s += strlen(words[i]);
            return true;
        }
    return false;
}

static bool take_digits(const char **s, double *out) {
    char digits[40];
    size_t n = strspn(*s, "0123456789.");
    if (n == 0 || n >= sizeof digits)
        return false;
    memcpy(digits, *s, n);
    digits[n] = '\0';
    *s += n;
    return jj_parse_double(digits, out);
}

/* Minutes and seconds after the degrees; each below 60, or it is no angle. */
static bool take_parts(const char **s, double *angle) {
    static const char *const minutes[] = {"′", "'", "’", "分", "-"};
    static const char *const seconds[] = {"″", "\"", "”", "秒", "''", "′′", "’’"};
    double part;
    if (**s == '\0')
        return true;
    if (!take_digits(s, &part) || part >= 60)
        return false;
    *angle += part / 60;
    bool is_marked = skip(s, minutes, sizeof minutes / sizeof minutes[0]);
    if (**s == '\0')
        return true;
    if (!is_marked || !take_digits(s, &part) || part >= 60)
        return false;
    *angle += part / 3600;
    skip(s, seconds, sizeof seconds / sizeof seconds[0]);
    return true;
}

/* Half-width, small letters, no blanks; false where it is too long to be an angle. */
static bool make_plain(const char *text, char out[MOST_TEXT]) {
    JJ_CLEANUP(jj_text_deinit) jj_text folded = {0};
    size_t n = 0;
    jj_text_fold(&folded, text);
    for (const char *p = folded.failed ? "" : folded.s; *p && n + 1 < MOST_TEXT; p++)
        if (!strchr(" \t\r\n", *p))
            out[n++] = (char)(*p >= 'A' && *p <= 'Z' ? *p - 'A' + 'a' : *p);
    out[n] = '\0';
    return n + 1 < MOST_TEXT;
}

bool jj_degrees_read(const char *text, double *out) {
    static const char *const before[] = {"东经", "北纬", "经度", "纬度", "e", "n"};
    static const char *const after[] = {"e", "n"};
    static const char *const marks[] = {"°", "度", "º", "-"};
    char plain[MOST_TEXT];
    if (!make_plain(text, plain))
        return false;
    const char *s = plain;
    skip(&s, before, sizeof before / sizeof before[0]);
    skip(&s, (const char *const[]){":"}, 1);
    double sign = *s == '-' ? -1 : 1, angle;
    s += *s == '-';
    if (!take_digits(&s, &angle))
        return false;
    if (skip(&s, marks, sizeof marks / sizeof marks[0]) && !skip(&s, after, 2) &&
        !take_parts(&s, &angle))
        return false;
    skip(&s, after, sizeof after / sizeof after[0]);
    if (*s || angle > 360)
        return false;
    *out = sign * angle;
    return true;
}

bool jj_degrees_read_pair(const char *text, double *first, double *second) {
    static const char *const marks[] = {",", "，", ";", "；", "、", " "};
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        const char *at = strstr(text, marks[i]);
        char left[MOST_TEXT];
        if (!at || (size_t)(at - text) >= sizeof left)
            continue;
        memcpy(left, text, (size_t)(at - text));
        left[at - text] = '\0';
        return jj_degrees_read(left, first) && jj_degrees_read(at + strlen(marks[i]), second);
    }
    return false;
}
