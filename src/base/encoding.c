#include "base/encoding.h"

#include <iconv.h>
#include <string.h>

static void close_iconv(iconv_t *cd) {
    if (*cd != (iconv_t)-1)
        iconv_close(*cd);
}

/* Replaces *text by its UTF-8; `skip` bytes of mark at its start are left out. */
static jj_status convert(jj_ctx *ctx, const char *path, const char *from, size_t skip, char **text,
                         size_t *len) {
    JJ_CLEANUP(close_iconv) iconv_t cd = iconv_open("UTF-8", from);
    size_t room = *len * 2 + 4;
    JJ_AUTO char *fresh = jj_alloc(room + 1, 1);
    if (cd == (iconv_t)-1)
        return jj_fail(ctx, JJ_E_FORMAT, "this system cannot convert from %s", from);
    if (!fresh)
        return jj_no_memory(ctx, path, room);
    char *in = *text + skip, *out = fresh;
    size_t left = *len - skip, out_left = room;
    if (iconv(cd, &in, &left, &out, &out_left) == (size_t)-1)
        return jj_fail(ctx, JJ_E_FORMAT,
                       "%s: byte %zu is neither UTF-8 nor %s: save the file as UTF-8", path,
                       (size_t)(in - *text) + 1, from);
    jj_free(*text);
    *text = fresh;
    *len = room - out_left;
    fresh = NULL;
    return JJ_OK;
}

jj_status jj_to_utf8(jj_ctx *ctx, const char *path, char **text, size_t *len) {
    const char *s = *text;
    if (*len >= 2 && memcmp(s, "\xff\xfe", 2) == 0)
        return convert(ctx, path, "UTF-16LE", 2, text, len);
    if (*len >= 2 && memcmp(s, "\xfe\xff", 2) == 0)
        return convert(ctx, path, "UTF-16BE", 2, text, len);
    if (jj_utf8_valid(s, *len) != *len)
        return convert(ctx, path, "GB18030", 0, text, len);
    if (*len >= 3 && memcmp(s, "\xef\xbb\xbf", 3) == 0) {
        *len -= 3;
        memmove(*text, *text + 3, *len + 1);
    }
    return JJ_OK;
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
