/* The page drawn: A4 upright, everything in millimetres; text shrinks until all stands on it. */
#include "base/file.h"
#include "base/lang.h"
#include "out/opinion/map.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>
#include <stdio.h>
#include <string.h>

#define POINTS_PER_MM (72 / 25.4)

static const double page_w = 210, page_h = 297, left = 25, right = 22, top = 20, bottom = 16;

typedef struct sheet {
    jj_ctx *ctx;
    const jj_opinion *o;
    cairo_t *cr;
    double scale;      /* of text: 1 and less */
    bool is_measuring; /* nothing is drawn */
    double y;
} sheet;

static double text_w(void) {
    return page_w - left - right;
}

/* Text wrapped to `w` mm; returns its height. */
static double put_text(const sheet *s, const char *text, double mm, bool is_bold,
                       PangoAlignment align, double x, double y, double w) {
    PangoLayout *layout = pango_cairo_create_layout(s->cr);
    PangoFontDescription *font = pango_font_description_new();
    pango_font_description_set_family(font, "Noto Serif CJK SC, Noto Serif, serif");
    pango_font_description_set_weight(font, is_bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_font_description_set_absolute_size(font, mm * s->scale * PANGO_SCALE);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
    pango_layout_set_width(layout, (int)(w * PANGO_SCALE));
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_alignment(layout, align);
    pango_layout_set_text(layout, text, -1);
    jj_opinion_smooth(layout);
    int height;
    pango_layout_get_size(layout, NULL, &height);
    if (!s->is_measuring) {
        cairo_set_source_rgb(s->cr, 0.05, 0.05, 0.05);
        cairo_move_to(s->cr, x, y);
        pango_cairo_show_layout(s->cr, layout);
    }
    g_object_unref(layout);
    return (double)height / PANGO_SCALE;
}

static void put_paragraph(sheet *s, const char *text, double mm, bool is_bold, PangoAlignment align,
                          double after) {
    s->y += put_text(s, text, mm, is_bold, align, left, s->y, text_w()) + after;
}

static void put_conclusion(sheet *s) {
    JJ_CLEANUP(jj_text_deinit) jj_text t = {0};
    const double pad = 2;
    double y = s->y;
    jj_text_addf(&t, "%s%s", jj_tr(s->o->lang, "Conclusion: "), s->o->conclusion);
    double h = put_text(s, t.s ? t.s : "", 4.1, true, PANGO_ALIGN_LEFT, left + pad, y + pad,
                        text_w() - 2 * pad);
    s->y += h + 2 * pad + 2.5;
    if (s->is_measuring)
        return;
    cairo_rectangle(s->cr, left, y, text_w(), h + 2 * pad);
    cairo_set_source_rgb(s->cr, 0.1, 0.1, 0.1);
    cairo_set_line_width(s->cr, 0.4);
    cairo_stroke(s->cr);
}

static double column_w(const jj_form *f, size_t column) {
    int sum = 0;
    for (size_t c = 0; c < f->n_columns; c++)
        sum += f->columns[c].width;
    return text_w() * f->columns[column].width / sum;
}

/* One row of cells; row SIZE_MAX is the heading. */
static double put_row(const sheet *s, size_t row, double y, bool is_drawn) {
    const jj_form *f = &s->o->table;
    const double pad = 1;
    sheet dry = *s;
    dry.is_measuring = s->is_measuring || !is_drawn;
    double height = 0, x = left;
    for (size_t c = 0; c < f->n_columns; c++) {
        const char *text =
            row == SIZE_MAX ? f->columns[c].title : f->cells[row * f->n_columns + c].text;
        double w = column_w(f, c);
        bool is_head = row == SIZE_MAX || c == 0;
        double h = put_text(&dry, text ? text : "", 3.1, is_head,
                            row == SIZE_MAX ? PANGO_ALIGN_CENTER : PANGO_ALIGN_LEFT, x + pad,
                            y + pad * 0.6, w - 2 * pad);
        height = h > height ? h : height;
        x += w;
    }
    return height + 1.2 * pad;
}

static void put_grid_row(const sheet *s, double y, double height) {
    double x = left;
    cairo_set_source_rgb(s->cr, 0.1, 0.1, 0.1);
    cairo_set_line_width(s->cr, 0.15);
    for (size_t c = 0; c < s->o->table.n_columns; c++) {
        double w = column_w(&s->o->table, c);
        cairo_rectangle(s->cr, x, y, w, height);
        x += w;
    }
    cairo_stroke(s->cr);
}

static void put_table(sheet *s) {
    put_paragraph(s, s->o->table.title, 3.6, true, PANGO_ALIGN_CENTER, 1);
    for (size_t i = 0; i <= s->o->table.n_rows; i++) {
        double h = put_row(s, i ? i - 1 : SIZE_MAX, s->y, true);
        if (!s->is_measuring)
            put_grid_row(s, s->y, h);
        s->y += h;
    }
    s->y += 2;
}

static void put_stamp(sheet *s) {
    const double w = 70, x = page_w - right - w, y = page_h - bottom - 26;
    if (s->is_measuring)
        return;
    put_text(s, jj_tr(s->o->lang, "(stamp)"), 3.8, false, PANGO_ALIGN_CENTER, x, y + 6, w);
    put_text(s, jj_tr(s->o->lang, "date: ____ / __ / __"), 3.8, false, PANGO_ALIGN_CENTER, x,
             y + 18, w);
    put_text(s, jj_tr(s->o->lang, "prepared by:"), 3.8, false, PANGO_ALIGN_LEFT, left, y + 6, 60);
    put_text(s, jj_tr(s->o->lang, "checked by:"), 3.8, false, PANGO_ALIGN_LEFT, left, y + 18, 60);
}

/* Everything but the map, which takes what is left between `map_y` and the rest. */
static jj_status put_page(sheet *s, double map_h) {
    s->y = top;
    put_paragraph(s, s->o->title, 6, true, PANGO_ALIGN_CENTER, 4);
    put_conclusion(s);
    if (map_h > 0) {
        const double frame[4] = {left, s->y, text_w(), map_h};
        if (!s->is_measuring)
            JJ_TRY(jj_opinion_map(s->ctx, s->o, s->cr, frame));
        s->y += map_h + 2;
    }
    put_table(s);
    for (size_t i = 0; i < s->o->n_remarks; i++)
        put_paragraph(s, s->o->remarks[i], 3, false, PANGO_ALIGN_LEFT, 1);
    put_stamp(s);
    return JJ_OK;
}

/* The largest text at which a map of a decent size still fits; the map then takes the rest. */
static jj_status fit_page(sheet *s, double *map_h) {
    const double stamp = 28, least = s->o->shown ? 62 : 0, most = s->o->shown ? 110 : 0;
    double room = 0;
    s->is_measuring = true;
    for (s->scale = s->o->shown ? 1 : 1.3; s->scale > 0.5; s->scale -= 0.05) {
        JJ_TRY(put_page(s, 0));
        room = page_h - bottom - stamp - s->y - 2;
        if (room >= least)
            break;
    }
    s->is_measuring = false;
    *map_h = least > 0 ? (room < least ? least : room > most ? most : room) : 0;
    return JJ_OK;
}

static jj_status draw(jj_ctx *ctx, const jj_opinion *o, cairo_t *cr) {
    double map_h;
    sheet s = {.ctx = ctx, .o = o, .cr = cr};
    cairo_scale(cr, POINTS_PER_MM, POINTS_PER_MM);
    JJ_TRY(fit_page(&s, &map_h));
    return put_page(&s, map_h);
}

jj_status jj_opinion_pdf(jj_ctx *ctx, const jj_opinion *o, const char *path) {
    JJ_CLEANUP(jj_text_deinit) jj_text part = {0};
    jj_text_addf(&part, "%s.part", path);
    if (part.failed)
        return jj_no_memory(ctx, path, 0);
    cairo_surface_t *surface =
        cairo_pdf_surface_create(part.s, page_w * POINTS_PER_MM, page_h * POINTS_PER_MM);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE,
                                   "2000-01-01T00:00:00Z"); /* the same file for the same answer */
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, o->title);
    cairo_t *cr = cairo_create(surface);
    jj_status st = draw(ctx, o, cr);
    cairo_show_page(cr);
    cairo_status_t drawn = cairo_status(cr);
    cairo_destroy(cr);
    cairo_surface_finish(surface);
    if (drawn == CAIRO_STATUS_SUCCESS)
        drawn = cairo_surface_status(surface);
    cairo_surface_destroy(surface);
    if (st == JJ_OK && drawn != CAIRO_STATUS_SUCCESS)
        st = jj_fail(ctx, drawn == CAIRO_STATUS_NO_MEMORY ? JJ_E_NOMEM : JJ_E_IO,
                     "cannot draw '%s': %s", path, cairo_status_to_string(drawn));
    if (st == JJ_OK)
        return jj_file_publish(ctx, part.s, path);
    (void)remove(part.s);
    return st;
}
