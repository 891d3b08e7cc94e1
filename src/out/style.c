#include "out/style.h"
#include "base/param.h"

#include <stdio.h>
#include <string.h>

typedef struct look {
    uint8_t rgb[3];
    bool is_hatched;
} look;

static const look verdict_looks[JJ_N_VERDICTS] = {
    [JJ_PASS] = {{146, 197, 222}, false},   [JJ_FAIL] = {{239, 138, 98}, true},
    [JJ_EXEMPT] = {{194, 165, 207}, false}, [JJ_NA] = {{240, 240, 240}, false},
    [JJ_NODATA] = {{217, 217, 217}, true},  [JJ_REPORT] = {{254, 224, 144}, false},
};

static const look reason_looks[JJ_N_REASONS] = {
    [JJ_GAP_TOO_FAR] = {{215, 48, 39}, true},          [JJ_GAP_FULL] = {{166, 97, 26}, true},
    [JJ_GAP_CUT_OFF] = {{118, 42, 131}, true},         [JJ_GAP_BLOCKED] = {{64, 64, 64}, true},
    [JJ_GAP_WRONG_OWNERSHIP] = {{253, 184, 99}, true}, [JJ_GAP_REFUSED] = {{128, 115, 172}, true},
};

static const look dashboard_looks[JJ_N_DASHBOARD_CLASSES] = {
    [JJ_SHORT_FAR] = {{202, 0, 32}, true},
    [JJ_SHORT_NEAR] = {{244, 165, 130}, false},
    [JJ_ENOUGH_FAR] = {{146, 197, 222}, true},
    [JJ_ENOUGH_NEAR] = {{5, 113, 176}, false},
};

const jj_boundary_look *jj_boundary_look_of(const char *level) {
    static const struct {
        const char *level;
        jj_boundary_look look;
    } looks[] = {
        {"province", {0.8, {5, 1.2, 0.8, 1.2}, 4}},
        {"prefecture", {0.6, {4, 1, 0.7, 0.8, 0.7, 1}, 6}},
        {"county", {0.45, {3, 0.8, 0.6, 0.8}, 4}},
        {"subdistrict", {0.28, {1.8, 0.7}, 2}},
        {"village", {0.2, {0.7, 0.5}, 2}},
        {"township", {0.28, {1.8, 0.7}, 2}},
    };
    size_t i = 0;
    while (i + 1 < JJ_COUNT(looks) && strcmp(looks[i].level, level) != 0)
        i++;
    return &looks[i].look;
}

static jj_legend_class class_of(const char *value, const char *title, const look *l) {
    return (jj_legend_class){value, title, {l->rgb[0], l->rgb[1], l->rgb[2]}, l->is_hatched};
}

void jj_legend_verdicts(jj_lang lang, jj_legend_class out[JJ_N_VERDICTS]) {
    for (int v = 0; v < JJ_N_VERDICTS; v++)
        out[v] = class_of(jj_verdict_name((jj_verdict)v), jj_verdict_title((jj_verdict)v, lang),
                          &verdict_looks[v]);
}

void jj_legend_reasons(jj_lang lang, jj_legend_class out[JJ_N_REASONS]) {
    for (int r = 0; r < JJ_N_REASONS; r++)
        out[r] = class_of(jj_gap_reason_name((jj_gap_reason)r),
                          jj_gap_reason_title((jj_gap_reason)r, lang), &reason_looks[r]);
}

void jj_legend_dashboard(jj_lang lang, jj_legend_class out[JJ_N_DASHBOARD_CLASSES]) {
    for (int c = 0; c < JJ_N_DASHBOARD_CLASSES; c++)
        out[c] =
            class_of(jj_dashboard_class_name((jj_dashboard_class)c),
                     jj_dashboard_class_title((jj_dashboard_class)c, lang), &dashboard_looks[c]);
}

static void add_xml(jj_text *t, const char *s) {
    for (; *s; s++) {
        const char *entity = *s == '&'   ? "&amp;"
                             : *s == '<' ? "&lt;"
                             : *s == '>' ? "&gt;"
                             : *s == '"' ? "&quot;"
                                         : NULL;
        if (entity)
            jj_text_add(t, entity);
        else
            jj_text_addn(t, s, 1);
    }
}

static void add_option(jj_text *t, const char *name, const char *value) {
    jj_text_addf(t, "<Option type=\"QString\" name=\"%s\" value=\"%s\"/>", name, value);
}

static void add_color(jj_text *t, const char *name, const uint8_t rgb[3], int alpha) {
    jj_text_addf(t, "<Option type=\"QString\" name=\"%s\" value=\"%d,%d,%d,%d\"/>", name, rgb[0],
                 rgb[1], rgb[2], alpha);
}

static void begin(jj_text *t) {
    jj_text_add(t, "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
                   "<qgis version=\"3.22\" styleCategories=\"Symbology|Fields\">");
}

void jj_style_aliases(jj_text *t, const jj_table *table, jj_lang lang) {
    jj_text_add(t, "<aliases>");
    for (size_t c = 0; c < table->n_columns; c++) {
        const jj_column *column = &table->columns[c];
        jj_text_addf(t, "<alias index=\"%zu\" field=\"", c + 1); /* fid is field 0 */
        add_xml(t, column->name);
        jj_text_add(t, "\" name=\"");
        add_xml(t, lang == JJ_LANG_ZH ? column->title_zh : column->title_en);
        jj_text_add(t, "\"/>");
    }
    jj_text_add(t, "</aliases>");
}

static void end(jj_text *t, const jj_table *table, jj_lang lang) {
    jj_style_aliases(t, table, lang);
    jj_text_add(t, "</qgis>");
}

static void add_outline(jj_text *t, const uint8_t rgb[3], double width_mm) {
    char width[32];
    snprintf(width, sizeof width, "%g", width_mm);
    add_color(t, "outline_color", rgb, 255);
    add_option(t, "outline_style", "solid");
    add_option(t, "outline_width", width);
    add_option(t, "outline_width_unit", "MM");
}

/* A fill under a thin outline; hatched classes get lines over it. */
static void add_fill(jj_text *t, size_t index, const jj_legend_class *c) {
    static const uint8_t outline[3] = {90, 90, 90};
    jj_text_addf(t,
                 "<symbol type=\"fill\" name=\"%zu\" alpha=\"1\" clip_to_extent=\"1\">"
                 "<layer class=\"SimpleFill\" enabled=\"1\" pass=\"0\" locked=\"0\">"
                 "<Option type=\"Map\">",
                 index);
    if (c)
        add_color(t, "color", c->rgb, 200);
    add_option(t, "style", c ? "solid" : "no");
    add_outline(t, outline, 0.2);
    jj_text_add(t, "</Option></layer>");
    if (c && c->is_hatched) {
        jj_text_add(t, "<layer class=\"SimpleFill\" enabled=\"1\" pass=\"0\" locked=\"0\">"
                       "<Option type=\"Map\">");
        add_color(t, "color", outline, 160);
        add_option(t, "style", "b_diagonal");
        add_option(t, "outline_style", "no");
        jj_text_add(t, "</Option></layer>");
    }
    jj_text_add(t, "</symbol>");
}

static void add_categories(jj_text *t, const jj_legend_class *classes, size_t n) {
    jj_text_add(t, "<categories>");
    for (size_t i = 0; i < n; i++) {
        jj_text_addf(t,
                     "<category symbol=\"%zu\" value=\"%s\" type=\"string\" render=\"true\" "
                     "label=\"",
                     i, classes[i].value);
        add_xml(t, classes[i].title);
        jj_text_add(t, "\"/>");
    }
    jj_text_add(t, "</categories><symbols>");
    for (size_t i = 0; i < n; i++)
        add_fill(t, i, &classes[i]);
    jj_text_add(t, "</symbols>");
}

void jj_style_fills(jj_text *qml, const char *column, const jj_legend_class *classes, size_t n) {
    if (column) {
        jj_text_addf(qml,
                     "<renderer-v2 type=\"categorizedSymbol\" attr=\"%s\" symbollevels=\"0\" "
                     "enableorderby=\"0\" forceraster=\"0\">",
                     column);
        add_categories(qml, classes, n);
    } else {
        jj_text_add(qml, "<renderer-v2 type=\"singleSymbol\" symbollevels=\"0\" "
                         "enableorderby=\"0\" forceraster=\"0\"><symbols>");
        add_fill(qml, 0, NULL);
        jj_text_add(qml, "</symbols>");
    }
    jj_text_add(qml, "</renderer-v2>");
}

void jj_style_outline(jj_text *qml, double width_mm) {
    static const uint8_t black[3] = {40, 40, 40};
    jj_text_add(qml, "<renderer-v2 type=\"singleSymbol\" symbollevels=\"0\" enableorderby=\"0\" "
                     "forceraster=\"0\"><symbols><symbol type=\"fill\" name=\"0\" alpha=\"1\" "
                     "clip_to_extent=\"1\"><layer class=\"SimpleFill\" enabled=\"1\" pass=\"0\" "
                     "locked=\"0\"><Option type=\"Map\">");
    add_option(qml, "style", "no");
    add_outline(qml, black, width_mm);
    jj_text_add(qml, "</Option></layer></symbol></symbols></renderer-v2>");
}

void jj_style_classes(jj_text *qml, const jj_table *table, const char *column,
                      const jj_legend_class *classes, size_t n, jj_lang lang) {
    begin(qml);
    jj_style_fills(qml, column, classes, n);
    end(qml, table, lang);
}

void jj_style_marks(jj_text *qml, const uint8_t rgb[3]) {
    static const uint8_t white[3] = {255, 255, 255};
    jj_text_add(qml, "<renderer-v2 type=\"singleSymbol\" symbollevels=\"0\" enableorderby=\"0\" "
                     "forceraster=\"0\"><symbols>"
                     "<symbol type=\"marker\" name=\"0\" alpha=\"1\" clip_to_extent=\"1\">"
                     "<layer class=\"SimpleMarker\" enabled=\"1\" pass=\"0\" locked=\"0\">"
                     "<Option type=\"Map\">");
    add_color(qml, "color", rgb, 255);
    add_option(qml, "name", "circle");
    add_color(qml, "outline_color", white, 255);
    add_option(qml, "outline_width", "0.3");
    add_option(qml, "size", "2");
    add_option(qml, "size_unit", "MM");
    jj_text_add(qml, "</Option></layer></symbol></symbols></renderer-v2>");
}

void jj_style_points(jj_text *qml, const jj_table *table, const uint8_t rgb[3], jj_lang lang) {
    begin(qml);
    jj_style_marks(qml, rgb);
    end(qml, table, lang);
}

void jj_style_plain(jj_text *qml, const jj_table *table, jj_lang lang) {
    begin(qml);
    end(qml, table, lang);
}
