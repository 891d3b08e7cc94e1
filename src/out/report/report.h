/*
 * The report of a run: what it says, told once to a page, which is a Word document or one HTML
 * file. Sections: overall progress, main indicators, gaps, data (ledger), method and its error.
 */
#ifndef OUT_REPORT_REPORT_H
#define OUT_REPORT_REPORT_H

#include "out/annex/annex.h"

/* What a report is told to. Texts are UTF-8 without mark-up; each call adds to the end. */
typedef struct jj_page {
    void *user;
    void (*title)(void *user, const char *text);
    void (*heading)(void *user, int level, const char *text); /* 1 or 2 */
    void (*paragraph)(void *user, const char *text);
    void (*table)(void *user, const jj_form *form);
    bool has_wide; /* takes tables wider than a sheet of paper */
} jj_page;

/* JJ_E_NOMEM. */
jj_status jj_report_tell(jj_ctx *ctx, jj_annex *a, const jj_page *page);

/* FOLDER/report.docx and FOLDER/report.html. JJ_E_IO, JJ_E_NOMEM. */
jj_status jj_report_write(jj_ctx *ctx, const char *folder, const jj_outcome *o);

jj_status jj_report_docx(jj_ctx *ctx, jj_annex *a, const char *path);
jj_status jj_report_html(jj_ctx *ctx, jj_annex *a, const char *path);

/* Text with &, <, > and quotes as XML and HTML want them; characters XML forbids are left out. */
void jj_text_xml(jj_text *t, const char *s);

#endif
