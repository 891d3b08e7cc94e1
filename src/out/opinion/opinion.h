/*
 * One A4 page to sign: conclusion, map, comparison table (方案比选表), what it rests on, a place
 * for the stamp; as PDF or as a Word document an office may still edit.
 */
#ifndef OUT_OPINION_OPINION_H
#define OUT_OPINION_OPINION_H

#include "out/annex/form.h"
#include "out/proposal.h"
#include "out/village_table.h"

enum { JJ_OPINION_COLUMNS = 5, JJ_OPINION_REMARKS = 12 };

/* What the page says. Texts and cells are owned; the proposals the map shows are borrowed. */
typedef struct jj_opinion {
    jj_arena arena;
    jj_lang lang;
    const char *title, *conclusion;
    jj_form_column columns[JJ_OPINION_COLUMNS + 1];
    jj_form table;                           /* a row a figure, a column a candidate */
    const char *remarks[JJ_OPINION_REMARKS]; /* left over, better places, sources; one line each */
    size_t n_remarks;
    const jj_proposal *shown; /* candidates on the map; NULL = no map */
    size_t n_shown;
    size_t best; /* of the shown: whose people the map colours */
} jj_opinion;

/*
 * Of `n` answers on one result, side by side (the first JJ_OPINION_COLUMNS of them); they must
 * outlive the page. `title` NULL = "关于拟建…选址的意见" and the like. JJ_E_NOMEM. Deinit in
 * any case.
 */
jj_status jj_opinion_of_proposals(jj_ctx *ctx, const jj_proposal *answers, size_t n,
                                  const char *title, jj_lang lang, jj_opinion *out);

/* Of a village table: no map. */
jj_status jj_opinion_of_villages(jj_ctx *ctx, const jj_village_table *t, const jj_villages_ask *ask,
                                 const char *title, jj_lang lang, jj_opinion *out);
void jj_opinion_deinit(jj_opinion *o);

/* The whole file or none; text grows smaller until all stands on one page. JJ_E_IO, JJ_E_NOMEM. */
jj_status jj_opinion_pdf(jj_ctx *ctx, const jj_opinion *o, const char *path);
jj_status jj_opinion_docx(jj_ctx *ctx, const jj_opinion *o, const char *path);

#endif
