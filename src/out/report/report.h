/*
 * The report of a run: what it says, told once to a page, which is a Word document or one HTML
 * file. Sections: overall progress, main indicators with their maps, gaps, equity, sensitivity,
 * data (ledger), method and its error, inputs.
 */
#ifndef OUT_REPORT_REPORT_H
#define OUT_REPORT_REPORT_H

#include "out/annex/annex.h"
#include "out/docx/docx.h"

/* A map or curve; its texts and bytes last as long as the report is told. */
typedef struct jj_figure {
    const char *title;
    const char *alt; /* what it shows, for those who cannot see it */
    const void *png;
    size_t len;
    const char *svg; /* the same as SVG; NULL: the picture alone */
    double width_mm;
    bool is_plate; /* referred to by number: on paper it may stand at the end of its chapter */
} jj_figure;

/* What a report is told to. Texts are UTF-8 without mark-up; each call adds to the end. */
typedef struct jj_report_page {
    void *user;
    void (*title)(void *user, const char *text);
    void (*heading)(void *user, int level, const char *text); /* 1 or 2 */
    void (*paragraph)(void *user, const char *text);
    void (*table)(void *user, const jj_form *form);
    void (*figure)(void *user, const jj_figure *figure);
    bool has_units; /* lists every unit; annex 2 does so beside a Word document */
} jj_report_page;

/* What a report is made from beside the annexes' words. */
typedef struct jj_report_spec {
    jj_annex *annex;
    const char *result;   /* the folder being built; its result.gpkg is there already */
    const char *manifest; /* JSON text */
    const struct jj_report_figures *figures;
} jj_report_spec;

/* JJ_E_NOMEM; whatever drawing the maps fails with. */
jj_status jj_report_tell(jj_ctx *ctx, const jj_report_spec *spec, const jj_report_page *page);

/*
 * FOLDER/report.docx and FOLDER/report.html of the result whose folder is `result`, once its
 * result.gpkg is there. For the outcome's base see jj_docx_new(); its messages. JJ_E_IO,
 * JJ_E_NOMEM.
 */
jj_status jj_report_write(jj_ctx *ctx, const char *folder, const char *result, const jj_outcome *o,
                          const char *manifest);

jj_status jj_report_docx(jj_ctx *ctx, const jj_report_spec *spec, const char *path);
jj_status jj_report_html(jj_ctx *ctx, const jj_report_spec *spec, const char *path);

#endif
