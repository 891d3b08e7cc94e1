#include "load/intake/likeness.h"
#include "base/mem.h"
#include "load/intake/cell.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum { MOST_BYTES = 160, MOST_CHARS = 160 };

typedef struct name {
    uint32_t chars[MOST_CHARS];
    size_t n;
} name;

static void read_name(const char *text, name *out) {
    char folded[MOST_BYTES];
    jj_cell_fold(text, folded, sizeof folded);
    out->n = 0;
    int depth = 0;
    for (const unsigned char *s = (const unsigned char *)folded; *s && out->n < MOST_CHARS;) {
        uint32_t c = *s++;
        while ((*s & 0xC0U) == 0x80U)
            c = c << 8 | *s++;
        depth += c == '(';
        if (depth == 0)
            out->chars[out->n++] = c;
        depth -= c == ')' && depth > 0;
    }
}

/* Signs by which names of one kind tell themselves apart. */
static bool is_ordinal(uint32_t c) {
    static const char *const signs[] = {"一", "二", "三", "四", "五", "六", "七", "八", "九",
                                        "十", "甲", "乙", "丙", "丁", "戊", "东", "南", "西",
                                        "北", "上", "下", "前", "后", "大", "小", "新", "老"};
    if (c >= '0' && c <= '9')
        return true;
    for (size_t i = 0; i < JJ_COUNT(signs); i++) {
        name one;
        read_name(signs[i], &one);
        if (one.chars[0] == c)
            return true;
    }
    return false;
}

static bool same_ordinals(const name *a, const name *b) {
    size_t i = 0, k = 0;
    for (;;) {
        while (i < a->n && !is_ordinal(a->chars[i]))
            i++;
        while (k < b->n && !is_ordinal(b->chars[k]))
            k++;
        if (i == a->n || k == b->n)
            return i == a->n && k == b->n;
        if (a->chars[i++] != b->chars[k++])
            return false;
    }
}

/* What a thing is stands last: 幼儿园, 卫生室, 口腔科. */
static bool same_ending(const name *a, const name *b) {
    return a->chars[a->n - 1] == b->chars[b->n - 1] && a->chars[a->n - 2] == b->chars[b->n - 2];
}

double jj_name_likeness(const char *text_a, const char *text_b) {
    name a, b;
    bool is_taken[MOST_CHARS] = {false};
    size_t shared = 0;
    read_name(text_a, &a);
    read_name(text_b, &b);
    if (a.n == 0 || b.n == 0)
        return 0;
    if (a.n == b.n && memcmp(a.chars, b.chars, a.n * sizeof *a.chars) == 0)
        return 1;
    if (a.n < 2 || b.n < 2 || !same_ending(&a, &b) || !same_ordinals(&a, &b))
        return 0;
    for (size_t i = 0; i + 1 < a.n; i++)
        for (size_t k = 0; k + 1 < b.n; k++)
            if (!is_taken[k] && a.chars[i] == b.chars[k] && a.chars[i + 1] == b.chars[k + 1]) {
                is_taken[k] = true;
                shared++;
                break;
            }
    return 2.0 * (double)shared / (double)(a.n + b.n - 2);
}
