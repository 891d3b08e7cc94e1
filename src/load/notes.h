/* Findings while loading: one row a kind of finding and source, with count and some examples. */
#ifndef LOAD_NOTES_H
#define LOAD_NOTES_H

#include "base/arena.h"
#include "base/text.h"
#include "model/ledger.h"

/* One finding. Texts are copied; NULL = "". */
typedef struct jj_finding {
    const char *code; /* of model/ledger_codes.inc */
    const char *source, *layer, *field, *limit;
    const char *feature; /* what it was found on: shown when it is the only one, else an example */
    const char *value;
    uint64_t count; /* 0 counts as 1 */
    double people;  /* 0 = not about people */
} jj_finding;

typedef struct jj_notes {
    struct jj_note *notes;
    size_t n, cap;
} jj_notes;

jj_status jj_note_add(jj_ctx *ctx, jj_notes *n, const jj_finding *f);

/* Turns the notes into ledger rows, in the order they first came up; texts go to the arena. */
jj_status jj_notes_flush(jj_ctx *ctx, jj_notes *n, jj_arena *arena, jj_ledger *out);
void jj_notes_deinit(jj_notes *n);

#endif
