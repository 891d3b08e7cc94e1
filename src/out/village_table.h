/* The ledger of villages and the minutes from candidates, as sheets of comma-separated text. */
#ifndef OUT_VILLAGE_TABLE_H
#define OUT_VILLAGE_TABLE_H

#include "analysis/siting/villages.h"
#include "base/arena.h"
#include "base/text.h"

typedef struct jj_village_table {
    jj_arena arena;                      /* of the names */
    jj_villages v;                       /* its arrays are owned here */
    const char **villages, **candidates; /* owned arrays */
    const char **forbidden; /* per candidate: why it may not be built on, "" = it may; owned */
    uint8_t *is_forbidden;
} jj_village_table;

/*
 * `demand`: a row a village, first column its name, other columns headed by a year with its people
 * (columns headed otherwise are passed over). `minutes`: first column the village, every other a
 * candidate's minutes, empty = no way. `candidates` (NULL = none): columns name, forbidden.
 *
 * JJ_E_IO. JJ_E_DATA: no column that is a year, a figure that is no number >= 0, a village twice,
 * in one sheet and not in the other, a candidate that has no minutes; the message names the line.
 */
jj_status jj_village_table_read(jj_ctx *ctx, const char *demand, const char *minutes,
                                const char *candidates, jj_village_table *out);
void jj_village_table_deinit(jj_village_table *t);

/* The one line: which site, which size, what for a time. */
void jj_village_conclusion(const jj_village_table *t, const jj_village_answer *answers,
                           jj_lang lang, jj_text *out);

/* Which village left over suits one class attached to a school; nothing when none does. */
void jj_village_mixed(const jj_village_table *t, const jj_village_answer *a, jj_lang lang,
                      jj_text *out);

/* What the people of the first year would have called for at this site, "412 x 78.78 % x 91 % = 295
 * places", by the share of the year that is built for; nothing when that is the first year. */
void jj_village_then(const jj_village_table *t, const jj_villages_ask *ask,
                     const jj_village_answer *a, jj_lang lang, jj_text *out);

/* Every candidate, what they come to side by side, the conclusion; in the context's language. */
jj_status jj_village_text(jj_ctx *ctx, const jj_village_table *t, const jj_villages_ask *ask,
                          jj_text *out);

#endif
