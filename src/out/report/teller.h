/* What the files of report/ tell with: a page, and how far its numbering has come. */
#ifndef OUT_REPORT_TELLER_H
#define OUT_REPORT_TELLER_H

#include "out/report/report.h"

typedef struct jj_teller {
    jj_ctx *ctx;
    jj_annex *a;
    const jj_report_page *page;
    const jj_report_spec *spec;
    size_t n_sections; /* of the chapter at hand */
    size_t n_chapters, n_tables, n_figures;
} jj_teller;

/*
 * Headings and captions take the next number: "一、", "（一）", "表1", "图1";
 * "1.", "1.1", "Table 1".
 */
void jj_tell_chapter(jj_teller *t, const char *en, const char *zh);
void jj_tell_section(jj_teller *t, const char *text);
void jj_tell_table(jj_teller *t, jj_form *form);
void jj_tell_figure(jj_teller *t, const jj_figure *figure);

/* "" says nothing. */
void jj_tell_paragraph(const jj_teller *t, const char *text);

/* A new row of a form; NULL and `failed` when out of memory. */
jj_form_cell *jj_tell_row(const jj_teller *t, jj_form *f);

/* report_method.c: chapter "Method and its error" with inputs and programs. */
void jj_tell_method(jj_teller *t);

#endif
