#include "base/lang.h"
#include "out/docx/docx.h"
#include "out/opinion/map.h"

#include <string.h>

static cairo_status_t take_bytes(void *user, const unsigned char *bytes, unsigned n) {
    jj_text *png = user;
    jj_text_addn(png, (const char *)bytes, n);
    return png->failed ? CAIRO_STATUS_NO_MEMORY : CAIRO_STATUS_SUCCESS;
}

static const double map_w = 156; /* mm: as wide as the text */

/* English tables take more lines. */
static double map_h_of(const jj_opinion *o) {
    return o->lang == JJ_LANG_ZH ? 56 : 40;
}

static jj_status map_png(jj_ctx *ctx, const jj_opinion *o, jj_text *png) {
    const double map_h = map_h_of(o), dots_a_mm = 220 / 25.4,
                 frame[4] = {0.3, 0.3, map_w - 0.6, map_h - 0.6};
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

static void add_stamp(jj_docx *d, jj_lang lang) {
    JJ_CLEANUP(jj_text_deinit) jj_text line = {0};
    jj_text_addf(&line, "%s                    %s                    %s",
                 jj_tr(lang, "prepared by:"), jj_tr(lang, "checked by:"), jj_tr(lang, "(stamp)"));
    jj_docx_paragraph(d, JJ_DOCX_TABLE_TEXT, "");
    jj_docx_paragraph(d, JJ_DOCX_TABLE_TEXT, line.s ? line.s : "");
    jj_docx_paragraph(d, JJ_DOCX_TABLE_NUMBER, jj_tr(lang, "date: ____ / __ / __"));
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
    jj_docx_paragraph(d, JJ_DOCX_TABLE_HEAD, line.s ? line.s : "");
    if (o->shown) {
        JJ_TRY(map_png(ctx, o, &png));
        jj_docx_picture(d, png.s, png.len, map_w, o->title);
    }
    jj_docx_table(d, &o->table);
    for (size_t i = 0; i < o->n_remarks; i++)
        jj_text_addf(&remarks, "%s%s", i ? "  " : "", o->remarks[i]);
    jj_docx_paragraph(d, JJ_DOCX_NOTE, remarks.s ? remarks.s : "");
    add_stamp(d, o->lang);
    return jj_docx_write(ctx, d, path);
}
