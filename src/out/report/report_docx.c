/* The report as a Word document. */
#include "out/report/report.h"

typedef struct document {
    jj_docx *docx;
    jj_figure *plates; /* of the chapter at hand; owned */
    size_t n_plates, cap_plates;
    bool failed;
} document;

static void document_deinit(document *d) {
    jj_docx_free(d->docx);
    jj_free(d->plates);
}

static void add_figure(jj_docx *docx, const jj_figure *f) {
    jj_docx_picture(docx, f->png, f->len, f->width_mm, f->alt);
    jj_docx_paragraph(docx, JJ_DOCX_CAPTION, f->title);
}

/* Two maps fill a page; among the text each would leave half a page empty before it. */
static void add_plates(document *d) {
    for (size_t i = 0; i < d->n_plates; i++)
        add_figure(d->docx, &d->plates[i]);
    d->n_plates = 0;
}

static void title(void *user, const char *text) {
    document *d = user;
    jj_docx_paragraph(d->docx, JJ_DOCX_TITLE, text);
}

static void heading(void *user, int level, const char *text) {
    document *d = user;
    if (level == 1)
        add_plates(d);
    jj_docx_paragraph(d->docx, level == 1 ? JJ_DOCX_HEADING1 : JJ_DOCX_HEADING2, text);
}

static void paragraph(void *user, const char *text) {
    document *d = user;
    jj_docx_paragraph(d->docx, JJ_DOCX_BODY, text);
}

static void table(void *user, const jj_form *form) {
    document *d = user;
    jj_docx_table(d->docx, form);
}

static void figure(void *user, const jj_figure *f) {
    document *d = user;
    if (!f->is_plate) {
        add_figure(d->docx, f);
        return;
    }
    if (d->n_plates == d->cap_plates &&
        !jj_grow(&d->plates, &d->cap_plates, d->n_plates + 1, sizeof *d->plates)) {
        d->failed = true;
        return;
    }
    d->plates[d->n_plates++] = *f;
}

jj_status jj_report_docx(jj_ctx *ctx, const jj_report_spec *spec, const char *path) {
    JJ_CLEANUP(document_deinit) document d = {0};
    JJ_TRY(jj_docx_new(ctx, spec->annex->o->lang, spec->annex->o->report_base, &d.docx));
    const jj_report_page page = {&d, title, heading, paragraph, table, figure, false};
    JJ_TRY(jj_report_tell(ctx, spec, &page));
    add_plates(&d);
    return d.failed ? jj_no_memory(ctx, path, 0) : jj_docx_write(ctx, d.docx, path);
}
