#include "base/lang.h"
#include "out/docx/docx.h"
#include "out/opinion/map.h"

#include <math.h>
#include <string.h>

static cairo_status_t take_bytes(void *user, const unsigned char *bytes, unsigned n) {
    jj_text *png = user;
    jj_text_addn(png, (const char *)bytes, n);
    return png->failed ? CAIRO_STATUS_NO_MEMORY : CAIRO_STATUS_SUCCESS;
}

static const double map_w = 156; /* mm: as wide as the text */

/* Lines a text takes, Latin letters half as wide as Chinese ones. */
static double n_lines(const char *text, double width_mm, double em_mm) {
    double width = 0;
    for (const char *c = text; *c; c++) {
        bool is_continued = ((unsigned char)*c & 0xc0) == 0x80, is_wide = (unsigned char)*c >= 0xe0;
        width += is_continued ? 0 : is_wide ? em_mm : 0.5 * em_mm;
    }
    return fmax(1, ceil(width / width_mm));
}

static double table_mm(const jj_form *f) {
    const double line_mm = 4.6, em_mm = 3.7, pad_mm = 4;
    double lines = 0, total = 0;
    for (size_t c = 0; c < f->n_columns; c++)
        total += f->columns[c].width;
    for (size_t r = 0; r <= f->n_rows; r++) {
        double most = 1;
        for (size_t c = 0; c < f->n_columns; c++) {
            const char *text = r ? f->cells[(r - 1) * f->n_columns + c].text : f->columns[c].title;
            double width = map_w * f->columns[c].width / total - pad_mm;
            most = fmax(most, n_lines(text ? text : "", width, em_mm));
        }
        lines += most;
    }
    return lines * line_mm;
}

/* What title, conclusion, table and remarks leave of the page; 0 where that is no map. */
static double map_h_of(const jj_opinion *o, const char *conclusion, const char *remarks) {
    const double page_mm = 259, fixed_mm = 42, most_mm = 56, least_mm = 24;
    double title = 13 * n_lines(o->title, map_w, 7.8);
    double words = 5 * n_lines(conclusion, map_w, 3.7) + 4 * n_lines(remarks, map_w, 3.2);
    double left = page_mm - fixed_mm - title - words - table_mm(&o->table);
    return left < least_mm ? 0 : fmin(left, most_mm);
}

static jj_status map_png(jj_ctx *ctx, const jj_opinion *o, double map_h, jj_text *png) {
    const double dots_a_mm = 220 / 25.4, frame[4] = {0.3, 0.3, map_w - 0.6, map_h - 0.6};
    cairo_surface_t *surface = cairo_image_surface_create(
        CAIRO_FORMAT_RGB24, (int)(map_w * dots_a_mm), (int)(map_h * dots_a_mm));
    cairo_t *cr = cairo_create(surface);
    cairo_scale(cr, dots_a_mm, dots_a_mm);
    cairo_set_source_rgb(cr, 1, 1, 1);
    cairo_paint(cr);
    jj_status st = jj_opinion_map(ctx, o, cr, frame);
    if (st == JJ_OK &&
        cairo_surface_write_to_png_stream(surface, take_bytes, png) != CAIRO_STATUS_SUCCESS)
        st = jj_no_memory(ctx, "a map", 0);
    cairo_destroy(cr);
    cairo_surface_destroy(surface);
    return st;
}

/* Names, stamp and date stand on one line: another would be a second page where text is long. */
static void add_stamp(jj_docx *d, jj_lang lang) {
    JJ_CLEANUP(jj_text_deinit) jj_text line = {0};
    jj_text_addf(&line, "%s            %s            %s            %s", jj_tr(lang, "prepared by:"),
                 jj_tr(lang, "checked by:"), jj_tr(lang, "(stamp)"),
                 jj_tr(lang, "date: ____ / __ / __"));
    jj_docx_paragraph(d, JJ_DOCX_TABLE_TEXT, "");
    jj_docx_paragraph(d, JJ_DOCX_TABLE_TEXT, line.s ? line.s : "");
}

jj_status jj_opinion_docx(jj_ctx *ctx, const jj_opinion *o, const char *path) {
    JJ_CLEANUP(jj_docx_freep) jj_docx *d = NULL;
    JJ_CLEANUP(jj_text_deinit) jj_text line = {0};
    JJ_CLEANUP(jj_text_deinit) jj_text png = {0};
    JJ_CLEANUP(jj_text_deinit) jj_text remarks = {0};
    JJ_TRY(jj_docx_new(ctx, o->lang, NULL, &d));
    jj_docx_one_page(d);
    jj_docx_paragraph(d, JJ_DOCX_TITLE, o->title);
    jj_text_addf(&line, "%s%s", jj_tr(o->lang, "Conclusion: "), o->conclusion);
    for (size_t i = 0; i < o->n_remarks; i++)
        jj_text_addf(&remarks, "%s%s", i ? "  " : "", o->remarks[i]);
    if (line.failed || remarks.failed)
        return jj_no_memory(ctx, path, 0);
    jj_docx_paragraph(d, JJ_DOCX_TABLE_HEAD, line.s);
    double map_h = o->shown ? map_h_of(o, line.s, remarks.s ? remarks.s : "") : 0;
    if (map_h > 0) {
        JJ_TRY(map_png(ctx, o, map_h, &png));
        jj_docx_picture(d, png.s, png.len, map_w, o->title);
    }
    jj_docx_table(d, &o->table);
    jj_docx_paragraph(d, JJ_DOCX_NOTE, remarks.s ? remarks.s : "");
    add_stamp(d, o->lang);
    return jj_docx_write(ctx, d, path);
}
