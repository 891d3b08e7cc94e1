/* A sentence in both languages, built piece by piece from the same figures. */
#ifndef RULES_BOTH_H
#define RULES_BOTH_H

#include "base/arena.h"
#include "jiujin/status.h"

typedef struct jj_both {
    const char *en, *zh; /* "" until something is added; in the arena */
    bool failed;         /* out of memory: stays set, adding does nothing */
} jj_both;

#define JJ_BOTH_EMPTY ((jj_both){"", "", false})

/* Append the format (its Chinese from base/lang) with the same arguments. */
void jj_both_add(jj_arena *a, jj_both *text, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* Append another sentence, each language to its own. */
void jj_both_join(jj_arena *a, jj_both *text, const jj_both *more);

#endif
