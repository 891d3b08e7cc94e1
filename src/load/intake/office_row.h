/* One record of an office's list into plain values. Private to intake/. */
#ifndef LOAD_INTAKE_OFFICE_ROW_H
#define LOAD_INTAKE_OFFICE_ROW_H

#include "load/intake/dictionary.h"
#include "load/intake/mapping.h"
#include "load/intake/office.h"

typedef struct jj_office_words {
    struct jj_office_filling *fillings; /* in the order they are tried */
    size_t n;
    jj_dictionary yes_no;
} jj_office_words;

/* What a row is read with. */
typedef struct jj_office_reader {
    jj_ctx *ctx;
    const jj_office_spec *spec;
    jj_notes *notes;
    jj_office *office;
    const jj_office_words *words;
    jj_mapping *mapping; /* what a hand says of headings; empty = nothing */
} jj_office_reader;

/* The dictionaries as they ship, for the office's columns. Lives in the office's arena. */
jj_status jj_office_words_read(jj_ctx *ctx, jj_office *o, jj_office_words *out);

/* Cells as written become values: dictionaries, yes and no, figures, degrees; then the key. */
jj_status jj_office_row_read(const jj_office_reader *r, jj_office_row *row);

/* One ledger row about `place`. */
jj_status jj_office_note(const jj_office_reader *r, const char *code, const char *field,
                         const char *place, const char *value);

#endif
