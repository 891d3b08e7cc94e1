#include "out/annex/lines.h"

#include <ctype.h>
#include <string.h>

/* One character of UTF-8; the end of the text has length 0. */
typedef struct letter {
    const char *at;
    size_t len;
    int width;
} letter;

static letter letter_at(const char *s) {
    char one[8] = "";
    size_t len = *s != '\0';
    while (len && len + 1 < sizeof one && ((unsigned char)s[len] & 0xC0) == 0x80)
        len++;
    memcpy(one, s, len);
    return (letter){s, len, len ? jj_text_width(one) : 0};
}

static bool is_one_of(const char *set, const letter *c) {
    for (const char *p = set; *p;) {
        letter k = letter_at(p);
        if (k.len == c->len && memcmp(k.at, c->at, k.len) == 0)
            return true;
        p += k.len;
    }
    return false;
}

static bool may_break(const letter *before, const letter *after) {
    static const char opening[] = "（《〈“‘［(";
    static const char closing[] = "，。、；：？！）》〉”’］％%),.;:";
    if (*before->at == ' ')
        return true;
    if (before->width < 2 && (after->width < 2 || isdigit((unsigned char)*before->at)))
        return false;
    return !is_one_of(opening, before) && !is_one_of(closing, after);
}

/* Where the line that begins at s ends: before the first letter of the next. */
static const char *end_of_line(const char *s, int width) {
    const char *best = NULL;
    int sum = 0;
    letter before = {0};
    for (letter c = letter_at(s); c.len && *c.at != '\n'; c = letter_at(c.at + c.len)) {
        if (before.len && may_break(&before, &c) && *c.at != ' ')
            best = c.at;
        sum += c.width;
        if (sum > width && *c.at != ' ' && best)
            return best;
        before = c;
    }
    return s + strcspn(s, "\n");
}

int jj_lines_add(jj_text *t, const char *s, int width) {
    for (int n = 1;; n++) {
        const char *end = end_of_line(s, width), *last = end;
        while (last > s && last[-1] == ' ')
            last--;
        if (t)
            jj_text_addn(t, s, (size_t)(last - s));
        if (!*end)
            return n;
        if (t)
            jj_text_add(t, "\n");
        s = *end == '\n' ? end + 1 : end;
    }
}

int jj_lines_widest_piece(const char *s) {
    int most = 0, sum = 0;
    letter before = {0};
    for (letter c = letter_at(s); c.len; c = letter_at(c.at + c.len)) {
        bool is_new = *c.at == '\n' || *c.at == ' ' || (before.len && may_break(&before, &c));
        sum = (is_new ? 0 : sum) + (*c.at == ' ' ? 0 : c.width);
        most = sum > most ? sum : most;
        before = c;
    }
    return most;
}
