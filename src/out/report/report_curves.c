/* Curves of inequality: as SVG for the page, as a picture for Word. */
#include "out/annex/lines.h"
#include "out/report/figures.h"

#include <cairo.h>
#include <math.h>
#include <pango/pangocairo.h>
#include <stdlib.h>
#include <string.h>

enum { WIDTH = 600, HEIGHT = 360, LEFT = 60, TOP = 16, SIDE = 290 };

/* Colours that colour-blind readers tell apart, and dashes for black-and-white prints. */
static const struct {
    uint8_t rgb[3];
    const char *svg_dashes;
    double dashes[4];
    int n;
} pens[] = {
    {{0, 114, 178}, "none", {0}, 0},    {{213, 94, 0}, "8 4", {8, 4}, 2},
    {{0, 158, 115}, "2 3", {2, 3}, 2},  {{204, 121, 167}, "10 3 2 3", {10, 3, 2, 3}, 4},
    {{86, 180, 233}, "5 2", {5, 2}, 2}, {{120, 90, 0}, "1 2", {1, 2}, 2},
};

typedef struct point {
    double people, covered;
} point;

static int by_share(const void *x, const void *y) {
    const point *a = x, *b = y;
    double left = a->covered * b->people, right = b->covered * a->people;
    if (left != right)
        return left < right ? -1 : 1;
    return a->people < b->people ? -1 : a->people > b->people;
}

/* The lowest level a coverage rule was judged on, its rows as points. */
static size_t collect(const jj_outcome *o, uint32_t rule, point *out) {
    uint32_t level = 0;
    size_t n = 0;
    jj_rule_rows rows = jj_outcome_rows(o, rule);
    for (size_t i = 0; i < rows.n; i++) {
        const jj_rule_row *r = &rows.row[i];
        if (!(r->flags & JJ_FLAG_ROLLED_UP))
            level = o->scene->units.units[r->unit].level > level
                        ? o->scene->units.units[r->unit].level
                        : level;
    }
    for (size_t i = 0; i < rows.n; i++) {
        const jj_rule_row *r = &rows.row[i];
        if (o->scene->units.units[r->unit].level == level && r->den > 0 && !isnan(r->num))
            out[n++] = (point){r->den, r->num};
    }
    return n;
}

/* The title over at most two lines of the legend; what is longer ends in dots. */
static const char *legend_title(jj_annex *a, const char *title) {
    enum { WIDEST = 30, MOST_LINES = 2 };
    JJ_CLEANUP(jj_text_deinit) jj_text lines = {0};
    bool is_long = jj_lines_add(&lines, title, WIDEST) > MOST_LINES;
    if (lines.failed || !lines.s)
        return title;
    const char *second = strchr(lines.s, '\n');
    const char *end = is_long && second ? strchr(second + 1, '\n') : NULL;
    int len = end ? (int)(end - lines.s) : (int)lines.len;
    return jj_annex_text(a, "%.*s%s", len, lines.s, end ? "…" : "");
}

static bool make_curve(jj_annex *a, uint32_t rule, point *points, jj_curve *c) {
    size_t n = collect(a->o, rule, points);
    double people = 0, covered = 0, x = 0, y = 0, area = 0;
    for (size_t i = 0; i < n; i++) {
        people += points[i].people;
        covered += points[i].covered;
    }
    if (n < 3 || covered <= 0)
        return false;
    qsort(points, n, sizeof *points, by_share);
    c->xy = jj_arena_alloc(a->arena, 2 * (n + 1), sizeof *c->xy);
    a->failed |= !c->xy;
    if (!c->xy)
        return false;
    c->n = n + 1;
    for (size_t i = 0; i < n; i++) {
        double nx = x + points[i].people / people, ny = y + points[i].covered / covered;
        area += (nx - x) * (ny + y) / 2;
        c->xy[2 * i + 2] = x = nx;
        c->xy[2 * i + 3] = y = ny;
    }
    c->gini = 1 - 2 * area;
    c->title = legend_title(a, jj_rule_title(a, &a->o->rules->rules[rule]));
    return true;
}

static double px(double x) {
    return LEFT + x * SIDE;
}
static double py(double y) {
    return TOP + (1 - y) * SIDE;
}

static void svg_text(jj_text *t, double x, double y, const char *anchor, const char *text) {
    jj_text_addf(t, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">", x, y, anchor);
    jj_text_xml(t, text);
    jj_text_add(t, "</text>");
}

/* SVG does not wrap by itself. */
static void svg_lines(jj_text *t, double x, double y, const char *lines) {
    for (const char *at = lines; *at; y += 16) {
        size_t len = strcspn(at, "\n");
        JJ_CLEANUP(jj_text_deinit) jj_text line = {0};
        jj_text_addn(&line, at, len);
        svg_text(t, x, y, "start", line.s ? line.s : "");
        at += len + (at[len] == '\n');
    }
}

static void draw_svg(const jj_annex *a, const jj_report_figures *f, jj_text *t) {
    jj_text_addf(t,
                 "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" "
                 "role=\"img\" aria-label=\"%s\" font-size=\"12\" font-family=\"'Noto Sans CJK "
                 "SC','Microsoft YaHei',sans-serif\"><rect x=\"%d\" y=\"%d\" width=\"%d\" "
                 "height=\"%d\" fill=\"none\" stroke=\"#444\"/><path d=\"M%d %dL%d %d\" "
                 "stroke=\"#888\" stroke-dasharray=\"3 3\"/>",
                 WIDTH, HEIGHT, WIDTH, jj_say(a, "Lorenz curves of coverage", "覆盖率洛伦兹曲线"),
                 LEFT, TOP, SIDE, SIDE, LEFT, TOP + SIDE, LEFT + SIDE, TOP);
    for (int k = 0; k <= 100; k += 25) {
        char text[8];
        snprintf(text, sizeof text, "%d%%", k);
        svg_text(t, px(k / 100.0), TOP + SIDE + 16, "middle", text);
        svg_text(t, LEFT - 6, py(k / 100.0) + 4, "end", text);
    }
    svg_text(
        t, LEFT + SIDE / 2.0, TOP + SIDE + 36, "middle",
        jj_say(a, "people, the worst covered units first", "人口累计（按单位覆盖率由低到高）"));
    svg_text(t, LEFT + 8, TOP + 16, "start", jj_say(a, "covered people", "已覆盖人口累计"));
    for (size_t i = 0; i < f->n_curves; i++) {
        const uint8_t *c = pens[i].rgb;
        jj_text_addf(t,
                     "<path fill=\"none\" stroke-width=\"2\" stroke=\"#%02x%02x%02x\" "
                     "stroke-dasharray=\"%s\" d=\"M",
                     c[0], c[1], c[2], pens[i].svg_dashes);
        for (size_t k = 0; k < f->curves[i].n; k++)
            jj_text_addf(t, "%s%.2f %.2f", k ? "L" : "", px(f->curves[i].xy[2 * k]),
                         py(f->curves[i].xy[2 * k + 1]));
        double y = TOP + 14 + 58.0 * (double)i;
        jj_text_addf(
            t,
            "\"/><path stroke-width=\"2\" stroke=\"#%02x%02x%02x\" stroke-dasharray=\"%s\" "
            "d=\"M%d %.1fh28\"/>",
            c[0], c[1], c[2], pens[i].svg_dashes, LEFT + SIDE + 14, y - 4);
        JJ_CLEANUP(jj_text_deinit) jj_text words = {0};
        jj_text_addf(&words, jj_say(a, "%s\nGini %.4f", "%s\n基尼系数%.4f"), f->curves[i].title,
                     f->curves[i].gini);
        svg_lines(t, LEFT + SIDE + 48, y, words.s ? words.s : "");
    }
    jj_text_add(t, "</svg>");
}

static void cairo_words(cairo_t *cr, const char *text, double x, double y, double width,
                        PangoAlignment align) {
    PangoLayout *layout = pango_cairo_create_layout(cr);
    PangoFontDescription *font =
        pango_font_description_from_string("Noto Sans CJK SC, Microsoft YaHei, sans-serif");
    pango_font_description_set_absolute_size(font, 12 * PANGO_SCALE);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
    pango_layout_set_text(layout, text, -1);
    pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_alignment(layout, align);
    cairo_set_source_rgb(cr, 0.1, 0.1, 0.1);
    cairo_move_to(cr, x, y);
    pango_cairo_show_layout(cr, layout);
    g_object_unref(layout);
}

static void draw_axes(const jj_annex *a, cairo_t *cr) {
    const double dashes[] = {3, 3};
    cairo_set_source_rgb(cr, 0.27, 0.27, 0.27);
    cairo_set_line_width(cr, 1);
    cairo_rectangle(cr, LEFT, TOP, SIDE, SIDE);
    cairo_stroke(cr);
    cairo_set_dash(cr, dashes, 2, 0);
    cairo_move_to(cr, LEFT, TOP + SIDE);
    cairo_line_to(cr, LEFT + SIDE, TOP);
    cairo_stroke(cr);
    cairo_set_dash(cr, NULL, 0, 0);
    for (int k = 0; k <= 100; k += 25) {
        char text[8];
        snprintf(text, sizeof text, "%d%%", k);
        cairo_words(cr, text, px(k / 100.0) - 25, TOP + SIDE + 3, 50, PANGO_ALIGN_CENTER);
        cairo_words(cr, text, LEFT - 56, py(k / 100.0) - 8, 50, PANGO_ALIGN_RIGHT);
    }
    cairo_words(
        cr, jj_say(a, "people, the worst covered units first", "人口累计（按单位覆盖率由低到高）"),
        LEFT - 20, TOP + SIDE + 22, SIDE + 40, PANGO_ALIGN_CENTER);
    cairo_words(cr, jj_say(a, "covered people", "已覆盖人口累计"), LEFT + 8, TOP + 4, 200,
                PANGO_ALIGN_LEFT);
}

static void draw_curve(const jj_annex *a, cairo_t *cr, const jj_report_figures *f, size_t i) {
    const uint8_t *c = pens[i].rgb;
    const jj_curve *curve = &f->curves[i];
    double y = TOP + 10 + 58.0 * (double)i;
    cairo_set_source_rgb(cr, c[0] / 255.0, c[1] / 255.0, c[2] / 255.0);
    cairo_set_line_width(cr, 2);
    cairo_set_dash(cr, pens[i].dashes, pens[i].n, 0);
    cairo_new_path(cr); /* words leave a point behind */
    for (size_t k = 0; k < curve->n; k++)
        cairo_line_to(cr, px(curve->xy[2 * k]), py(curve->xy[2 * k + 1]));
    cairo_stroke(cr);
    cairo_move_to(cr, LEFT + SIDE + 14, y);
    cairo_line_to(cr, LEFT + SIDE + 42, y);
    cairo_stroke(cr);
    cairo_set_dash(cr, NULL, 0, 0);
    JJ_CLEANUP(jj_text_deinit) jj_text words = {0};
    jj_text_addf(&words, jj_say(a, "%s\nGini %.4f", "%s\n基尼系数%.4f"), curve->title, curve->gini);
    cairo_words(cr, words.s ? words.s : "", LEFT + SIDE + 48, y - 9, WIDTH - LEFT - SIDE - 52,
                PANGO_ALIGN_LEFT);
}

static cairo_status_t add_bytes(void *user, const unsigned char *data, unsigned len) {
    jj_text_addn(user, (const char *)data, len);
    return ((jj_text *)user)->failed ? CAIRO_STATUS_NO_MEMORY : CAIRO_STATUS_SUCCESS;
}

static void draw_png(const jj_annex *a, const jj_report_figures *f, jj_text *png) {
    const int times = 3; /* dots a unit, sharp in print */
    cairo_surface_t *s =
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, WIDTH * times, HEIGHT * times);
    cairo_t *cr = cairo_create(s);
    cairo_scale(cr, times, times);
    cairo_set_source_rgb(cr, 1, 1, 1);
    cairo_paint(cr);
    draw_axes(a, cr);
    for (size_t i = 0; i < f->n_curves; i++)
        draw_curve(a, cr, f, i);
    png->failed |= cairo_surface_write_to_png_stream(s, add_bytes, png) != CAIRO_STATUS_SUCCESS;
    cairo_destroy(cr);
    cairo_surface_destroy(s);
}

void jj_report_curves(const jj_report_spec *spec, jj_report_figures *f) {
    jj_annex *a = spec->annex;
    JJ_AUTO point *points = jj_alloc(a->o->result->n_rows + 1, sizeof *points);
    a->failed |= !points;
    for (uint32_t i = 0; points && i < a->o->rules->n && f->n_curves < JJ_COUNT(f->curves); i++)
        if (a->o->rules->rules[i].metric == JJ_POP_COVER &&
            make_curve(a, i, points, &f->curves[f->n_curves]))
            f->n_curves++;
    if (f->n_curves == 0)
        return;
    draw_svg(a, f, &f->curves_svg);
    draw_png(a, f, &f->curves_png);
    a->failed |= f->curves_svg.failed || f->curves_png.failed;
}
