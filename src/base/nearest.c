#include "base/nearest.h"

#include <ctype.h>
#include <string.h>

enum { WORD_MAX = 63 };

static int lower(char c) {
    return tolower((unsigned char)c);
}

/* Levenshtein's distance by one row of the table; words past WORD_MAX bytes count as far. */
static size_t distance(const char *a, const char *b) {
    size_t row[WORD_MAX + 1], n = strlen(b);
    if (n > WORD_MAX)
        return WORD_MAX;
    for (size_t k = 0; k <= n; k++)
        row[k] = k;
    for (size_t i = 0; a[i]; i++) {
        size_t diagonal = row[0];
        row[0] = i + 1;
        for (size_t k = 1; k <= n; k++) {
            size_t above = row[k];
            size_t best = diagonal + (lower(a[i]) != lower(b[k - 1]));
            if (above + 1 < best)
                best = above + 1;
            if (row[k - 1] + 1 < best)
                best = row[k - 1] + 1;
            diagonal = above;
            row[k] = best;
        }
    }
    return row[n];
}

size_t jj_nearest_name(const char *word, const char *const *names, size_t n) {
    size_t len = strlen(word), best = n;
    size_t limit = (len / 3 > 2 ? len / 3 : 2) + 1;
    for (size_t i = 0; i < n; i++) {
        size_t d = distance(word, names[i]);
        if (d < limit && d < strlen(names[i])) {
            limit = d;
            best = i;
        }
    }
    return best;
}
