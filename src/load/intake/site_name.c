#include "load/intake/site_name.h"
#include "base/param.h"
#include "load/intake/cell.h"

#include <stddef.h>
#include <string.h>

enum { MOST_NAME = 256, ONE_CHARACTER = 3 };

static bool ends_in(const char *s, size_t n, const char *word) {
    size_t m = strlen(word);
    return n > m && memcmp(s + n - m, word, m) == 0;
}

/* Length without the word that names a site, and the quarter before it; n when there is none. */
static size_t without_site(const char *s, size_t n) {
    static const char *const words[] = {"教学点", "校区", "院区", "园区", "馆区", "分校",
                                        "分园",   "分院", "分馆", "分部", "分站", "分点",
                                        "本部",   "总部", "总校", "总园", "总院"};
    static const char *const quarters[] = {"东", "西", "南", "北", "中", "新", "老", "本"};
    for (size_t i = 0; i < JJ_COUNT(words); i++) {
        if (!ends_in(s, n, words[i]))
            continue;
        n -= strlen(words[i]);
        for (size_t k = 0; k < JJ_COUNT(quarters); k++)
            if (ends_in(s, n, quarters[k]))
                return n - ONE_CHARACTER;
        return n;
    }
    return n;
}

/* The institution's own name into `out`; whether a site was named. */
static bool take_site(const char *name, char out[MOST_NAME]) {
    jj_cell_fold(name, out, MOST_NAME);
    size_t n = strlen(out);
    const char *open = strrchr(out, '(');
    bool is_bracketed = n > 0 && out[n - 1] == ')' && open && open > out;
    size_t inside = is_bracketed ? (size_t)(open - out) + 1 : 0;
    /* a bracket may hold nothing else, so its own text is asked with a character before it */
    if (is_bracketed) {
        bool is_site = without_site(open, n - 1 - (inside - 1)) < n - inside;
        if (is_site)
            out[inside - 1] = '\0';
        return is_site;
    }
    size_t bare = without_site(out, n);
    out[bare] = '\0';
    return bare < n;
}

/* 本部, 总园: the seat itself, which a list may as well write without the word. */
static bool is_seat(const char *name) {
    static const char *const seats[] = {"本部", "总部", "总校", "总园", "总院"};
    for (size_t i = 0; i < JJ_COUNT(seats); i++)
        if (strstr(name, seats[i]))
            return true;
    return false;
}

bool jj_are_sites(const char *a, const char *b) {
    char first[MOST_NAME], second[MOST_NAME];
    bool is_first = take_site(a, first), is_second = take_site(b, second);
    char whole_a[MOST_NAME], whole_b[MOST_NAME];
    jj_cell_fold(a, whole_a, sizeof whole_a);
    jj_cell_fold(b, whole_b, sizeof whole_b);
    bool may_be_one = (!is_first && is_seat(whole_b)) || (!is_second && is_seat(whole_a));
    return (is_first || is_second) && !may_be_one && *first && strcmp(first, second) == 0 &&
           strcmp(whole_a, whole_b) != 0;
}
