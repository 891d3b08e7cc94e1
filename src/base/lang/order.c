/* Run by the build: prints the places of all pairs in the order of their English texts, so that one
 * is found among a thousand in ten comparisons. Of equal texts the first pair comes first. */
#include "base/lang.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const jj_pair pairs[] = {
#include "base/lang/pairs.inc"
};

static int by_text(const void *a, const void *b) {
    const unsigned *p = a, *q = b;
    int order = strcmp(pairs[*p].en, pairs[*q].en);
    return order ? order : (*p > *q) - (*p < *q);
}

int main(void) {
    enum { N = sizeof pairs / sizeof pairs[0] };
    static unsigned place[N];
    for (unsigned i = 0; i < N; i++)
        place[i] = i;
    qsort(place, N, sizeof *place, by_text);
    for (unsigned i = 0; i < N; i++)
        printf("%u,%c", place[i], i % 16 == 15 || i + 1 == N ? '\n' : ' ');
    return 0;
}
