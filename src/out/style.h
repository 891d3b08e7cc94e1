/* How QGIS draws a layer: QML texts for the layer_styles table. */
#ifndef OUT_STYLE_H
#define OUT_STYLE_H

#include "out/outcome.h"
#include "out/table.h"

/* A value in a legend: its title and how it looks. */
typedef struct jj_legend_class {
    const char *value, *title;
    uint8_t rgb[3];
    bool is_hatched; /* reads in black and white too */
} jj_legend_class;

/* By jj_dashboard_class. */
void jj_legend_dashboard(jj_lang lang, jj_legend_class out[JJ_N_DASHBOARD_CLASSES]);

enum { JJ_N_REASONS = JJ_GAP_REFUSED + 1 };

/* By jj_verdict and by jj_gap_reason; colours that colour-blind readers tell apart. */
void jj_legend_verdicts(jj_lang lang, jj_legend_class out[JJ_N_VERDICTS]);
void jj_legend_reasons(jj_lang lang, jj_legend_class out[JJ_N_REASONS]);

/* The line between units of a level: its width and the lengths of its dashes and gaps. */
typedef struct jj_boundary_look {
    double width_mm, dashes_mm[6];
    int n_dashes;
} jj_boundary_look;

/* A level of a name of its own is drawn as a township's. */
const jj_boundary_look *jj_boundary_look_of(const char *level);

/*
 * A polygon layer in classes of the text column `column`; NULL draws outlines only. Every column's
 * title goes in as alias, in the language given.
 */
void jj_style_classes(jj_text *qml, const jj_table *table, const char *column,
                      const jj_legend_class *classes, size_t n, jj_lang lang);
void jj_style_points(jj_text *qml, const jj_table *table, const uint8_t rgb[3], jj_lang lang);

/* The parts of these that a project file has too: renderers and titles of columns. */
void jj_style_fills(jj_text *qml, const char *column, const jj_legend_class *classes, size_t n);
void jj_style_outline(jj_text *qml, double width_mm); /* solid: neighbours draw their side twice */
void jj_style_marks(jj_text *qml, const uint8_t rgb[3]);
void jj_style_aliases(jj_text *qml, const jj_table *table, jj_lang lang);

/* A table without geometry: aliases alone. */
void jj_style_plain(jj_text *qml, const jj_table *table, jj_lang lang);

#endif
