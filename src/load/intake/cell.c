#include "load/intake/cell.h"
#include "base/text.h"
#include "store/simplify.h"

#include <string.h>

/* Blanks of any width that people type between characters. */
static size_t blank_length(const char *s) {
    static const char *const blanks[] = {" ", "\t", "\r", "\n", "\u3000", "\u00a0", "\ufeff"};
    for (size_t i = 0; i < JJ_COUNT(blanks); i++)
        if (strncmp(s, blanks[i], strlen(blanks[i])) == 0)
            return strlen(blanks[i]);
    return 0;
}

/* U+FF01..U+FF5E stand for ASCII 0x21..0x7E: three bytes EF BC 81 .. EF BD 9E. */
static char narrow_of(const unsigned char *s) {
    if (s[0] != 0xef || (s[1] != 0xbc && s[1] != 0xbd))
        return 0;
    unsigned c = (s[1] == 0xbc ? 0xff00u : 0xff40u) + (s[2] & 0x3fu);
    return c >= 0xff01 && c <= 0xff5e ? (char)(c - 0xfee0) : 0;
}

void jj_cell_fold(const char *text, char *out, size_t size) {
    size_t n = 0;
    while (*text && n + 4 < size) {
        size_t blank = blank_length(text);
        if (blank) {
            text += blank;
            continue;
        }
        if ((unsigned char)*text >= 0xe4 && (unsigned char)*text <= 0xe9 && text[1] && text[2]) {
            jj_simplify(text, out + n);
            text += 3;
            n += 3;
            continue;
        }
        char narrow = narrow_of((const unsigned char *)text);
        char c = narrow ? narrow : *text;
        text += narrow ? 3 : 1;
        out[n++] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    }
    /* never half a character at the cut */
    out[n] = '\0';
    out[jj_utf8_valid(out, n)] = '\0';
}

static bool skip(const char **s, const char *const *words, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (strncmp(*s, words[i], strlen(words[i])) == 0) {
            *s += strlen(words[i]);
            return true;
        }
    return false;
}

static bool is_dash(const char *s) {
    static const char *const dashes[] = {"",   "-",  "--", "—", "——",   "–",   "/",
                                         "无", "缺", "×",  "…", "#n/a", "n/a", "null"};
    for (size_t i = 0; i < JJ_COUNT(dashes); i++)
        if (strcmp(s, dashes[i]) == 0)
            return true;
    return false;
}

/* Digits with thousands commas every three, into plain digits; returns what follows. */
static const char *take_number(const char *s, char *out, size_t size) {
    size_t n = 0;
    const char *p = s;
    if (*p == '-' || *p == '+')
        out[n++] = *p++;
    for (; n + 1 < size; p++) {
        bool is_comma = *p == ',' && p > s && strspn(p + 1, "0123456789") == 3;
        if (is_comma)
            continue;
        if (!(*p >= '0' && *p <= '9') && *p != '.')
            break;
        out[n++] = *p;
    }
    out[n] = '\0';
    return p;
}

jj_cell_value jj_cell_read(const char *text) {
    static const char *const about[] = {"约", "近", "大约", "约为"};
    static const char *const after[] = {"余", "左右", "多"};
    static const char *const units[] = {"平方米", "人", "所", "个", "张", "班", "床", "户",
                                        "名",     "间", "处", "m2", "㎡", "元", "座"};
    char folded[128], digits[64];
    jj_cell_fold(text, folded, sizeof folded);
    jj_cell_value v = {.type = JJ_CELL_TEXT};
    if (is_dash(folded)) {
        v.type = JJ_CELL_EMPTY;
        return v;
    }
    const char *s = folded;
    v.is_about = skip(&s, about, JJ_COUNT(about));
    s = take_number(s, digits, sizeof digits);
    v.is_about |= skip(&s, after, JJ_COUNT(after));
    double scale = 1;
    v.is_percent = *s == '%';
    if (v.is_percent) {
        s++;
    } else if (strncmp(s, "万", strlen("万")) == 0) {
        s += strlen("万");
        scale = 1e4;
    }
    if (!v.is_percent)
        skip(&s, units, JJ_COUNT(units));
    v.is_about |= skip(&s, after, JJ_COUNT(after));
    if (*s == '\0' && jj_parse_double(digits, &v.number)) {
        v.type = JJ_CELL_NUMBER;
        v.number = v.is_percent ? v.number / 100 : v.number * scale;
    }
    return v;
}
