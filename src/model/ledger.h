/*
 * The ledger: every record that was refused, repaired, moved or doubted, while work went on.
 * One row a finding, or one row a kind of finding with its count and examples.
 */
#ifndef MODEL_LEDGER_H
#define MODEL_LEDGER_H

#include "base/ctx.h"

typedef enum jj_severity { JJ_LEDGER_INFO, JJ_LEDGER_WARNING, JJ_LEDGER_REFUSED } jj_severity;

/* What a ledger code means, in both languages, with the cure. */
typedef struct jj_ledger_code {
    const char *code; /* "duplicate", "no_coordinates", "outside_units", ... */
    jj_severity severity;
    const char *title_en, *title_zh;
    const char *cure_en, *cure_zh;
} jj_ledger_code;

typedef struct jj_ledger_row {
    const jj_ledger_code *code;
    const char *source;  /* the project's name of the source: "kindergartens" */
    const char *layer;   /* sheet or layer, "" when there is one */
    const char *feature; /* row number or id, "" for a summary row */
    const char *field, *value, *limit;
    uint64_t count;
    double people;       /* NaN where people are not meant */
    const char *example; /* "古陶镇; 段村镇; ..." */
} jj_ledger_row;

typedef struct jj_ledger {
    jj_ledger_row *rows;
    size_t n, cap;
    uint64_t n_records; /* records read, the base of --max-refused */
} jj_ledger;

/* The code's entry; a code that is not in the table is a programming error (asserted). */
const jj_ledger_code *jj_ledger_code_find(const char *code);
const jj_ledger_code *jj_ledger_codes(size_t *n);

/*
 * Add a row; NULL texts become "". Texts are borrowed and must live as long as the ledger (the
 * scene's arena). JJ_E_NOMEM.
 */
jj_status jj_ledger_add(jj_ctx *ctx, jj_ledger *l, const char *code, const jj_ledger_row *row);

/* Records refused: the sum of counts of JJ_LEDGER_REFUSED rows. */
uint64_t jj_ledger_refused(const jj_ledger *l);
void jj_ledger_deinit(jj_ledger *l);

#endif
