/* "Did you mean": the known name nearest to one that was mistyped. */
#ifndef BASE_NEAREST_H
#define BASE_NEAREST_H

#include <stddef.h>

/*
 * The index of the name with the smallest edit distance to `word`, case aside; `n` when none is
 * near (more than a third of the word's bytes, at least two, would have to change).
 */
size_t jj_nearest_name(const char *word, const char *const *names, size_t n);

#endif
