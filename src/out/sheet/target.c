/* Surfaces: PDF files, PNG files, PNG bytes. */
#include "base/file.h"
#include "base/lang.h"
#include "out/sheet/draw.h"

#include <cairo-pdf.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define POINTS_PER_MM (72 / 25.4)

static void begin_png(jj_page *p) {
    double dots_a_mm = p->spec.dpi / 25.4;
    p->surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)ceil(p->width_mm * dots_a_mm),
                                            (int)ceil(p->height_mm * dots_a_mm));
    p->cr = cairo_create(p->surface);
    cairo_scale(p->cr, dots_a_mm, dots_a_mm);
}

jj_status jj_page_check(const jj_page *p) {
    cairo_status_t st = cairo_status(p->cr);
    if (st == CAIRO_STATUS_SUCCESS)
        st = cairo_surface_status(p->surface);
    if (st == CAIRO_STATUS_SUCCESS)
        return JJ_OK;
    return jj_fail(p->ctx, st == CAIRO_STATUS_NO_MEMORY ? JJ_E_NOMEM : JJ_E_IO,
                   "cannot draw '%s': %s", p->path, cairo_status_to_string(st));
}

static char *part_path(const jj_page *p) {
    jj_text t = {0};
    jj_text_addf(&t, "%s.part", p->path);
    return t.failed ? NULL : t.s;
}

static jj_page *new_page(jj_ctx *ctx, const char *path, const jj_page_spec *spec) {
    static const double sizes[][5] = {
        [JJ_PAPER_A3] = {420, 297, 95, 12, 1},
        [JJ_PAPER_A4] = {297, 210, 72, 10, 0.82},
        [JJ_PAPER_FIGURE] = {156, 108, 43, 0.5, 0.72},
    };
    jj_page *p = jj_alloc(1, sizeof *p);
    char *name = jj_strdup(path);
    if (!p || !name) {
        jj_free(p);
        jj_free(name);
        return NULL;
    }
    const double *size = sizes[spec->paper];
    *p = (jj_page){.ctx = ctx,
                   .spec = *spec,
                   .path = name,
                   .is_figure = spec->paper == JJ_PAPER_FIGURE,
                   .width_mm = size[0],
                   .height_mm = size[1],
                   .side_mm = size[2],
                   .margin_mm = size[3],
                   .word_scale = size[4]};
    return p;
}

jj_status jj_page_open(jj_ctx *ctx, const char *path, bool is_pdf, const jj_page_spec *spec,
                       jj_page **out) {
    jj_page *p = new_page(ctx, path, spec);
    if (!p)
        return jj_no_memory(ctx, path, sizeof *p);
    p->is_pdf = is_pdf;
    *out = p;
    if (!is_pdf)
        return JJ_OK;
    JJ_AUTO char *part = part_path(p);
    if (!part)
        return jj_no_memory(ctx, path, 0);
    p->surface =
        cairo_pdf_surface_create(part, p->width_mm * POINTS_PER_MM, p->height_mm * POINTS_PER_MM);
    cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_CREATE_DATE,
                                   "2000-01-01T00:00:00Z"); /* the same file for the same result */
    p->cr = cairo_create(p->surface);
    cairo_scale(p->cr, POINTS_PER_MM, POINTS_PER_MM);
    return jj_page_check(p);
}

static jj_status end_png(jj_page *p) {
    jj_text name = {0};
    size_t stem = strlen(p->path) > 4 ? strlen(p->path) - 4 : 0;
    if (p->n_pages == 1)
        jj_text_add(&name, p->path);
    else
        jj_text_addf(&name, "%.*s-%d.png", (int)stem, p->path, p->n_pages);
    jj_status st = name.failed ? jj_no_memory(p->ctx, p->path, 0) : JJ_OK;
    if (st == JJ_OK && cairo_surface_write_to_png(p->surface, name.s) != CAIRO_STATUS_SUCCESS)
        st = jj_fail(p->ctx, JJ_E_IO, "cannot draw '%s': %s", name.s,
                     cairo_status_to_string(CAIRO_STATUS_WRITE_ERROR));
    jj_text_deinit(&name);
    cairo_destroy(p->cr);
    cairo_surface_destroy(p->surface);
    p->cr = NULL;
    p->surface = NULL;
    return st;
}

jj_status jj_page_begin(jj_page *p) {
    if (!p->is_pdf)
        begin_png(p);
    p->n_pages++;
    p->n_taken = p->n_points = p->n_listed = 0;
    cairo_set_source_rgb(p->cr, 1, 1, 1);
    cairo_paint(p->cr);
    return jj_page_check(p);
}

jj_status jj_page_end(jj_page *p) {
    JJ_TRY(jj_page_check(p));
    if (p->is_figure)
        return JJ_OK;
    if (!p->is_pdf)
        return end_png(p);
    cairo_show_page(p->cr);
    return jj_page_check(p);
}

void jj_page_abandon(jj_page *p) {
    if (!p)
        return;
    if (p->cr)
        cairo_destroy(p->cr);
    if (p->surface)
        cairo_surface_destroy(p->surface);
    JJ_AUTO char *part = p->path ? part_path(p) : NULL;
    if (part && p->is_pdf)
        (void)remove(part);
    jj_free(p->path);
    jj_free(p);
}

jj_status jj_page_close(jj_page *p) {
    jj_status st = JJ_OK;
    if (p->is_pdf) {
        JJ_AUTO char *part = part_path(p);
        cairo_surface_finish(p->surface);
        st = jj_page_check(p);
        if (st == JJ_OK && (!part || rename(part, p->path) != 0))
            st = jj_fail(p->ctx, JJ_E_IO, "cannot draw '%s': %s", p->path,
                         cairo_status_to_string(CAIRO_STATUS_WRITE_ERROR));
    }
    jj_page_abandon(p);
    return st;
}

static cairo_status_t add_bytes(void *user, const unsigned char *data, unsigned len) {
    jj_text *t = user;
    jj_text_addn(t, (const char *)data, len);
    return t->failed ? CAIRO_STATUS_NO_MEMORY : CAIRO_STATUS_SUCCESS;
}

jj_status jj_page_figure(jj_ctx *ctx, const jj_sheet_data *d, const jj_page_spec *spec,
                         jj_text *png) {
    jj_page_spec figure = *spec;
    figure.paper = JJ_PAPER_FIGURE;
    jj_page *p = new_page(ctx, "figure", &figure);
    if (!p)
        return jj_no_memory(ctx, "a map sheet", sizeof *p);
    jj_status st = jj_page_rule(p, d);
    if (st == JJ_OK && cairo_surface_write_to_png_stream(p->surface, add_bytes, png) != 0)
        st = jj_no_memory(ctx, "a map sheet", png->len);
    jj_page_abandon(p);
    return st;
}
