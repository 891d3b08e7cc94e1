/* The report as a Word document. */
#include "out/report/report.h"

static void title(void *user, const char *text) {
    jj_docx_paragraph(user, JJ_DOCX_TITLE, text);
}

static void heading(void *user, int level, const char *text) {
    jj_docx_paragraph(user, level == 1 ? JJ_DOCX_HEADING1 : JJ_DOCX_HEADING2, text);
}

static void paragraph(void *user, const char *text) {
    jj_docx_paragraph(user, JJ_DOCX_BODY, text);
}

static void table(void *user, const jj_form *form) {
    jj_docx_table(user, form);
}

static void figure(void *user, const jj_figure *f) {
    jj_docx_picture(user, f->png, f->len, f->width_mm, f->alt);
    jj_docx_paragraph(user, JJ_DOCX_CAPTION, f->title);
}

jj_status jj_report_docx(jj_ctx *ctx, const jj_report_spec *spec, const char *path) {
    JJ_CLEANUP(jj_docx_freep) jj_docx *d = NULL;
    JJ_TRY(jj_docx_new(ctx, spec->annex->o->lang, spec->annex->o->report_base, &d));
    const jj_report_page page = {d, title, heading, paragraph, table, figure, false};
    JJ_TRY(jj_report_tell(ctx, spec, &page));
    return jj_docx_write(ctx, d, path);
}
