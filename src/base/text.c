#include "base/text.h"
#include "base/mem.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool reserve(jj_text *t, size_t more) {
    if (t->failed)
        return false;
    if (!jj_grow(&t->s, &t->cap, t->len + more + 1, 1))
        t->failed = true;
    return !t->failed;
}

void jj_text_addn(jj_text *t, const char *s, size_t len) {
    if (!reserve(t, len))
        return;
    if (len)
        memcpy(t->s + t->len, s, len);
    t->len += len;
    t->s[t->len] = '\0';
}

void jj_text_add(jj_text *t, const char *s) {
    jj_text_addn(t, s, strlen(s));
}

void jj_text_addf(jj_text *t, const char *fmt, ...) {
    va_list ap;
    va_start(ap, fmt);
    int len = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    if (len < 0 || !reserve(t, (size_t)len))
        return;
    va_start(ap, fmt);
    vsnprintf(t->s + t->len, (size_t)len + 1, fmt, ap);
    va_end(ap);
    t->len += (size_t)len;
}

void jj_text_csv(jj_text *t, const char *field) {
    if (!strpbrk(field, ",\"\r\n") && field[0] != ' ') {
        jj_text_add(t, field);
        return;
    }
    jj_text_add(t, "\"");
    for (const char *p = field; *p; p++) {
        if (*p == '"')
            jj_text_add(t, "\"");
        jj_text_addn(t, p, 1);
    }
    jj_text_add(t, "\"");
}

void jj_text_deinit(jj_text *t) {
    jj_free(t->s);
    *t = (jj_text){0};
}

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static const char *skip_blanks(const char *s) {
    while (is_blank(*s))
        s++;
    return s;
}

bool jj_parse_double(const char *s, double *out) {
    s = skip_blanks(s);
    const char *digits = *s == '+' || *s == '-' ? s + 1 : s;
    if (!(*digits >= '0' && *digits <= '9') && *digits != '.')
        return false;
    if (digits[0] == '0' && (digits[1] == 'x' || digits[1] == 'X'))
        return false;
    char *end;
    errno = 0;
    double v = strtod(s, &end);
    if (end == s || *skip_blanks(end) || !isfinite(v))
        return false;
    *out = v;
    return true;
}

bool jj_parse_int64(const char *s, int64_t *out) {
    char *end;
    errno = 0;
    s = skip_blanks(s);
    long long v = strtoll(s, &end, 10);
    if (end == s || *skip_blanks(end) || errno == ERANGE)
        return false;
    *out = v;
    return true;
}

bool jj_parse_bytes(const char *s, uint64_t *out) {
    char *end;
    double v = strtod(s, &end), unit = 1;
    if (end == s || !(v >= 0))
        return false;
    if (*end == 'K' || *end == 'k')
        unit = 1024.0;
    else if (*end == 'M' || *end == 'm')
        unit = 1024.0 * 1024;
    else if (*end == 'G' || *end == 'g')
        unit = 1024.0 * 1024 * 1024;
    if (unit > 1)
        end++;
    if (*skip_blanks(end) || v * unit >= 9e18)
        return false;
    *out = (uint64_t)(v * unit);
    return true;
}

static const char *date_part(const char *s, int max_digits, int *out) {
    int n = 0, v = 0;
    while (n < max_digits && s[n] >= '0' && s[n] <= '9')
        v = v * 10 + (s[n++] - '0');
    *out = v;
    return n ? s + n : NULL;
}

static const char *date_separator(const char *s) {
    static const char *const separators[] = {"-", "/", ".", "年", "月"};
    for (size_t i = 0; i < JJ_COUNT(separators); i++) {
        size_t len = strlen(separators[i]);
        if (strncmp(s, separators[i], len) == 0)
            return s + len;
    }
    return NULL;
}

static bool date_end(const char *s) {
    static const char *const tails[] = {"年", "月", "日", "号"};
    for (size_t i = 0; i < JJ_COUNT(tails); i++)
        if (strncmp(s, tails[i], strlen(tails[i])) == 0)
            return date_end(s + strlen(tails[i]));
    return *s == '\0' || is_blank(*s) || *s == 'T';
}

bool jj_parse_date(const char *s, int32_t *out) {
    int part[3] = {0, 0, 0}, n = 0;
    s = skip_blanks(s);
    bool is_packed = strlen(s) == 8 && strspn(s, "0123456789") == 8;
    while (n < 3) {
        const char *end = date_part(s, n == 0 ? 4 : 2, &part[n]);
        if (!end)
            break;
        s = end;
        n++;
        if (is_packed)
            continue;
        const char *next = date_separator(s);
        if (!next)
            break;
        s = next;
    }
    if (n == 0 || !date_end(s) || part[0] < 1000 || part[1] > 12 || part[2] > 31)
        return false;
    *out = part[0] * 10000 + part[1] * 100 + part[2];
    return true;
}

/* Length of the sequence that begins with `c`, 0 when none can (RFC 3629). */
static size_t sequence_length(unsigned char c) {
    if (c < 0x80)
        return 1;
    if (c >= 0xc2 && c <= 0xdf)
        return 2;
    if (c >= 0xe0 && c <= 0xef)
        return 3;
    return c >= 0xf0 && c <= 0xf4 ? 4 : 0;
}

size_t jj_utf8_valid(const char *s, size_t len) {
    const unsigned char *p = (const unsigned char *)s;
    size_t i = 0;
    while (i < len) {
        size_t n = sequence_length(p[i]);
        if (n == 0 || n > len - i)
            return i;
        for (size_t k = 1; k < n; k++)
            if ((p[i + k] & 0xc0) != 0x80)
                return i;
        bool is_overlong = (p[i] == 0xe0 && p[i + 1] < 0xa0) || (p[i] == 0xf0 && p[i + 1] < 0x90);
        bool is_outside = (p[i] == 0xed && p[i + 1] > 0x9f) || (p[i] == 0xf4 && p[i + 1] > 0x8f);
        if (is_overlong || is_outside)
            return i;
        i += n;
    }
    return len;
}

static uint32_t decode(const unsigned char *p, size_t n) {
    static const unsigned char lead_mask[5] = {0, 0x7f, 0x1f, 0x0f, 0x07};
    uint32_t c = p[0] & lead_mask[n];
    for (size_t k = 1; k < n; k++)
        c = c << 6 | (p[k] & 0x3fu);
    return c;
}

int jj_text_width(const char *s) {
    int width = 0;
    size_t left = strlen(s);
    const unsigned char *p = (const unsigned char *)s;
    while (left) {
        size_t n = sequence_length(*p);
        if (n == 0 || n > left)
            n = 1;
        uint32_t c = n == 1 ? *p : decode(p, n);
        bool is_wide = (c >= 0x1100 && c <= 0x115f) || (c >= 0x2e80 && c <= 0xa4cf) ||
                       (c >= 0xac00 && c <= 0xd7a3) || (c >= 0xf900 && c <= 0xfaff) ||
                       (c >= 0xfe30 && c <= 0xfe6f) || (c >= 0xff00 && c <= 0xff60) ||
                       (c >= 0x1f300 && c <= 0x3fffd);
        width += is_wide ? 2 : 1;
        p += n;
        left -= n;
    }
    return width;
}

bool jj_is_choice(const char *choices, const char *text) {
    size_t len = strlen(text);
    for (const char *c = choices; c; c = strchr(c, '|')) {
        c += *c == '|';
        if (strcspn(c, "|") == len && strncmp(c, text, len) == 0)
            return true;
    }
    return false;
}

bool jj_text_eq(const char *a, const char *b) {
    return a == b || (a && b && strcmp(a, b) == 0);
}

static bool is_integer(const char *s) {
    size_t n = strspn(s, "0123456789");
    return n > 0 && s[n] == '\0';
}

int jj_id_cmp(const char *a, const char *b) {
    bool a_int = is_integer(a), b_int = is_integer(b);
    if (a_int != b_int)
        return a_int ? -1 : 1;
    if (!a_int)
        return strcmp(a, b);
    const char *pa = a + strspn(a, "0"), *pb = b + strspn(b, "0");
    size_t na = strlen(pa), nb = strlen(pb);
    if (na != nb)
        return na < nb ? -1 : 1;
    int by_digits = strcmp(pa, pb);
    return by_digits ? by_digits : strcmp(a, b);
}
