/*
 * A map sheet drawn with cairo and pango: A3 or A4 landscape, PDF or PNG; or a figure for a report.
 */
#ifndef OUT_SHEET_PAGE_H
#define OUT_SHEET_PAGE_H

#include "base/text.h"
#include "out/sheet/data.h"

typedef enum jj_paper { JJ_PAPER_A3, JJ_PAPER_A4, JJ_PAPER_FIGURE } jj_paper;

typedef struct jj_page_spec {
    jj_paper paper;
    jj_lang lang;
    double dpi;         /* of PNG; PDF is vector */
    bool is_public;     /* needs `review`; gaps and points are generalised */
    const char *review; /* 审图号 line; NULL = 内部使用 */
    const char *maker;  /* 制图单位; NULL = a blank to be filled in */
    const char *date;   /* 制图日期; NULL = a blank to be filled in */
} jj_page_spec;

typedef struct jj_page jj_page; /* an open PDF or PNG target */

/* `path` appears whole when jj_page_close() returns JJ_OK. PNG holds one page: further pages go to
 * PATH-2.png and so on. JJ_E_IO, JJ_E_NOMEM. */
jj_status jj_page_open(jj_ctx *ctx, const char *path, bool is_pdf, const jj_page_spec *spec,
                       jj_page **out);

/* The whole area under the rule. */
jj_status jj_page_rule(jj_page *p, const jj_sheet_data *d);

/* One unit of the level, its neighbours around it and its gaps listed by rank. */
jj_status jj_page_unit(jj_page *p, const jj_sheet_data *d, size_t unit);

jj_status jj_page_close(jj_page *p);
void jj_page_abandon(jj_page *p);

/* The map alone with its legend, 156 mm wide, as PNG bytes: a figure for a report. */
jj_status jj_page_figure(jj_ctx *ctx, const jj_sheet_data *d, const jj_page_spec *spec,
                         jj_text *png);

/* Whether the fonts at hand can write Chinese; sheets come out without them, but with boxes. */
bool jj_page_has_fonts(void);

#endif
