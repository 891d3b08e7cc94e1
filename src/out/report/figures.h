/* Maps and curves of a report, drawn once for the Word document and the page. */
#ifndef OUT_REPORT_FIGURES_H
#define OUT_REPORT_FIGURES_H

#include "out/report/report.h"

/* A curve from (0, 0) to (1, 1). */
typedef struct jj_curve {
    const char *title;
    double *xy; /* x, y pairs, ascending; in the annex's arena */
    size_t n;
    double gini; /* twice the area between curve and diagonal */
} jj_curve;

typedef struct jj_report_figures {
    jj_text *maps;                  /* PNG by rule, empty where it has no map; owned */
    size_t n_rules, n_maps, n_left; /* rules; maps drawn; rules that could have one beside */
    jj_curve curves[6];
    size_t n_curves;
    jj_text curves_png, curves_svg;
} jj_report_figures;

/* Draw everything. Maps are of the first 40 rules that have one. JJ_E_NOMEM, JJ_E_IO. */
jj_status jj_report_draw(jj_ctx *ctx, const jj_report_spec *spec, jj_report_figures *out);
void jj_report_figures_deinit(jj_report_figures *f);

/* Lorenz curves of coverage over units: share of people against share of covered people. */
void jj_report_curves(const jj_report_spec *spec, jj_report_figures *out);

/* The sensitivity of coverage to speed and threshold, as a table; no rows without coverage. */
void jj_report_sensitivity(jj_annex *a, jj_form *f);

#endif
