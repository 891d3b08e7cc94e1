#include "base/encoding.h"

#include <iconv.h>
#include <string.h>
#include <strings.h>

static void close_iconv(iconv_t *cd) {
    if (*cd != (iconv_t)-1) /* NOLINT: the value iconv_open() is specified to fail with */
        iconv_close(*cd);
}

/* What people call GBK and GB 2312 is mostly their successor, which holds both. */
const char *jj_encoding_name(const char *name) {
    static const char *const family[] = {"GBK", "GB2312", "GB-2312", "GB 2312", "CP936", "936"};
    for (size_t i = 0; i < JJ_COUNT(family); i++)
        if (strcasecmp(name, family[i]) == 0)
            return "GB18030";
    return name;
}

/* Row and column as a table counts them: lines, and separators before the byte in its line. */
static void find_cell(const char *text, size_t at, size_t *row, size_t *column) {
    const char *line = text;
    size_t n[3] = {0, 0, 0};
    *row = 1;
    for (const char *p = text; p < text + at; p++)
        if (*p == '\n') {
            ++*row;
            line = p + 1;
        }
    for (const char *p = line; p < text + at; p++)
        for (size_t k = 0; k < 3; k++)
            n[k] += *p == ",;\t"[k];
    *column = 1 + (n[0] > n[1] ? (n[0] > n[2] ? n[0] : n[2]) : (n[1] > n[2] ? n[1] : n[2]));
}

static jj_status refuse_byte(jj_ctx *ctx, const char *path, const char *text, size_t at,
                             const char *encoding) {
    size_t row, column;
    find_cell(text, at, &row, &column);
    return jj_fail(ctx, JJ_E_FORMAT,
                   "%s: row %zu, column %zu: byte 0x%02x is no text in %s: save the file as "
                   "UTF-8, or say its 'encoding'",
                   path, row, column, (unsigned char)text[at], encoding);
}

/* Replaces *text by its UTF-8; `skip` bytes of mark at its start are left out. */
static jj_status convert(jj_ctx *ctx, const char *path, const char *from, size_t skip, char **text,
                         size_t *len) {
    JJ_CLEANUP(close_iconv) iconv_t cd = iconv_open("UTF-8", from);
    if (cd == (iconv_t)-1) /* NOLINT: as above */
        return jj_fail(ctx, JJ_E_RANGE, "'%s': the encoding '%s' is not known: write UTF-8 or GBK",
                       path, from);
    size_t room = *len * 2 + 4;
    JJ_AUTO char *fresh = jj_alloc(room + 1, 1);
    if (!fresh)
        return jj_no_memory(ctx, path, room);
    char *in = *text + skip, *out = fresh;
    size_t left = *len - skip, out_left = room;
    if (iconv(cd, &in, &left, &out, &out_left) == (size_t)-1)
        return refuse_byte(ctx, path, *text, (size_t)(in - *text), from);
    jj_free(*text);
    *text = fresh;
    *len = room - out_left;
    fresh = NULL;
    return JJ_OK;
}

/* Of text that is not valid UTF-8: whether it once was, by how much of it still is. */
static bool is_damaged_utf8(const char *s, size_t len) {
    size_t n_whole = 0, n_bad = 0;
    for (size_t at = 0; at < len;) {
        size_t n = jj_utf8_valid(s + at, len - at);
        for (size_t i = at; i < at + n; i++)
            n_whole += (s[i] & 0xc0) == 0xc0; /* the first byte of several */
        n_bad += at + n < len;
        at += n + 1;
    }
    return n_whole > n_bad;
}

static jj_status from_unknown(jj_ctx *ctx, const char *path, char **text, size_t *len,
                              const char **found) {
    size_t n_valid = jj_utf8_valid(*text, *len);
    *found = "UTF-8";
    if (n_valid == *len)
        return JJ_OK;
    if (is_damaged_utf8(*text, *len))
        return refuse_byte(ctx, path, *text, n_valid, "UTF-8");
    *found = "GB18030";
    return convert(ctx, path, *found, 0, text, len);
}

jj_status jj_to_utf8(jj_ctx *ctx, const char *path, const char *encoding, char **text, size_t *len,
                     const char **found) {
    const char *s = *text;
    bool is_given = encoding && *encoding;
    if (*len >= 2 && memcmp(s, "\xff\xfe", 2) == 0) {
        *found = "UTF-16";
        return convert(ctx, path, "UTF-16LE", 2, text, len);
    }
    if (*len >= 2 && memcmp(s, "\xfe\xff", 2) == 0) {
        *found = "UTF-16";
        return convert(ctx, path, "UTF-16BE", 2, text, len);
    }
    if (*len >= 3 && memcmp(s, "\xef\xbb\xbf", 3) == 0) {
        *len -= 3;
        memmove(*text, *text + 3, *len + 1);
    }
    if (!is_given)
        return from_unknown(ctx, path, text, len, found);
    *found = "UTF-8"; /* said, so there is nothing to tell */
    return convert(ctx, path, jj_encoding_name(encoding), 0, text, len);
}

/* The half-width twin of the character at p; its length in *n, 0 when it has none. */
static char half_width(const char *p, size_t *n) {
    const unsigned char *u = (const unsigned char *)p;
    *n = 0;
    if (u[0] < 0xe2 || !u[1] || !u[2])
        return 0;
    unsigned code = (u[0] & 0x0fu) << 12 | (u[1] & 0x3fu) << 6 | (u[2] & 0x3fu);
    *n = 3;
    if (code >= 0xff01 && code <= 0xff5e)
        return (char)(code - 0xfee0);
    if (code == 0x3000)
        return ' ';
    if (code == 0x2018 || code == 0x2019)
        return '\'';
    *n = 0;
    return 0;
}

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

void jj_text_fold(jj_text *out, const char *s) {
    size_t start = out->len, n;
    bool is_literal = false;
    jj_text_add(out, "");
    while (*s) {
        char c = half_width(s, &n);
        bool is_quote = *s == '\'' || (n && c == '\'');
        if (is_literal && !is_quote)
            n = 0;
        if (is_quote)
            is_literal = !is_literal;
        if (!n)
            c = *s;
        if (!is_blank(c) || out->len > start)
            jj_text_addn(out, &c, 1);
        s += n ? n : 1;
    }
    if (out->failed)
        return;
    while (out->len > start && is_blank(out->s[out->len - 1]))
        out->s[--out->len] = '\0';
}

bool jj_parse_typed_double(const char *s, double *out) {
    jj_text t = {0};
    jj_text_fold(&t, s);
    bool is_number = false;
    if (!t.failed) {
        size_t n = 0;
        bool is_grouped = true; /* a comma stands before exactly three digits */
        for (const char *p = t.s; *p; p++) {
            if (*p == ',')
                is_grouped = is_grouped && strspn(p + 1, "0123456789") == 3;
            else
                t.s[n++] = *p;
        }
        t.s[n] = '\0';
        is_number = is_grouped && jj_parse_double(t.s, out);
    }
    jj_text_deinit(&t);
    return is_number;
}
