/*
 * Layout in millimetres: a frame with the map left and a column of title, legend and lists right.
 * The map's scale is the largest round one at which the area fits.
 */
#include "out/sheet/page.h"
#include "base/file.h"
#include "base/lang.h"
#include "base/text.h"
#include "out/style.h"
#include "out/summary.h"

#include <cairo-pdf.h>
#include <math.h>
#include <pango/pangocairo.h>
#include <stdio.h>
#include <string.h>

#define POINTS_PER_MM (72 / 25.4)

enum { MOST_LABELS = 4000 };

typedef struct box {
    double x, y, w, h; /* mm, y downwards */
} box;

struct jj_page {
    jj_ctx *ctx;
    jj_page_spec spec;
    char *path;
    bool is_pdf;
    int n_pages;
    double width_mm, height_mm, side_mm;
    cairo_surface_t *surface;
    cairo_t *cr;
    box taken[MOST_LABELS]; /* labels placed on the page at hand */
    size_t n_taken;
};

/* Metres of the projection to millimetres of the page. */
typedef struct view {
    box frame;
    double x0, y0;      /* projected metres at the frame's middle */
    double metres_a_mm; /* scale denominator / 1000 */
} view;

static const double margin_mm = 10;

static const char *tr(const jj_page *p, const char *en) __attribute__((format_arg(2)));
static const char *tr(const jj_page *p, const char *en) {
    return jj_tr(p->ctx->lang, en);
}

/* --- targets --------------------------------------------------------------------------------- */

static void begin_png(jj_page *p) {
    double dots_a_mm = p->spec.dpi / 25.4;
    p->surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)ceil(p->width_mm * dots_a_mm),
                                            (int)ceil(p->height_mm * dots_a_mm));
    p->cr = cairo_create(p->surface);
    cairo_scale(p->cr, dots_a_mm, dots_a_mm);
}

static jj_status check(const jj_page *p) {
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

jj_status jj_page_open(jj_ctx *ctx, const char *path, bool is_pdf, const jj_page_spec *spec,
                       jj_page **out) {
    jj_page *p = jj_alloc(1, sizeof *p);
    if (!p)
        return jj_no_memory(ctx, path, sizeof *p);
    *p = (jj_page){.ctx = ctx, .spec = *spec, .is_pdf = is_pdf, .path = jj_strdup(path)};
    bool is_a3 = spec->paper == JJ_PAPER_A3;
    p->width_mm = is_a3 ? 420 : 297;
    p->height_mm = is_a3 ? 297 : 210;
    p->side_mm = is_a3 ? 95 : 72;
    *out = p;
    if (!p->path)
        return jj_no_memory(ctx, path, 0);
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
    return check(p);
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

static jj_status begin_page(jj_page *p) {
    if (!p->is_pdf)
        begin_png(p);
    p->n_pages++;
    p->n_taken = 0;
    cairo_set_source_rgb(p->cr, 1, 1, 1);
    cairo_paint(p->cr);
    return check(p);
}

static jj_status end_page(jj_page *p) {
    JJ_TRY(check(p));
    if (!p->is_pdf)
        return end_png(p);
    cairo_show_page(p->cr);
    return check(p);
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
        st = check(p);
        if (st == JJ_OK && (!part || rename(part, p->path) != 0))
            st = jj_fail(p->ctx, JJ_E_IO, "cannot draw '%s': %s", p->path,
                         cairo_status_to_string(CAIRO_STATUS_WRITE_ERROR));
    }
    jj_page_abandon(p);
    return st;
}

/* --- text ------------------------------------------------------------------------------------ */

static PangoLayout *layout_of(const jj_page *p, const char *text, double mm, bool is_bold) {
    PangoLayout *layout = pango_cairo_create_layout(p->cr);
    PangoFontDescription *font = pango_font_description_new();
    pango_font_description_set_family(font, "Noto Sans CJK SC, Noto Sans, sans-serif");
    pango_font_description_set_weight(font, is_bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_font_description_set_absolute_size(font, mm * PANGO_SCALE);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
    pango_layout_set_text(layout, text, -1);
    return layout;
}

static box size_of(PangoLayout *layout) {
    PangoRectangle r;
    pango_layout_get_extents(layout, NULL, &r);
    return (box){0, 0, (double)r.width / PANGO_SCALE, (double)r.height / PANGO_SCALE};
}

/* Text wrapped to `width` mm at (x, y); returns the height it took. */
static double write_text(const jj_page *p, const char *text, double mm, bool is_bold, box at) {
    PangoLayout *layout = layout_of(p, text, mm, is_bold);
    if (at.w > 0) {
        pango_layout_set_width(layout, (int)(at.w * PANGO_SCALE));
        pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    }
    cairo_set_source_rgb(p->cr, 0.1, 0.1, 0.1);
    cairo_move_to(p->cr, at.x, at.y);
    pango_cairo_show_layout(p->cr, layout);
    double height = size_of(layout).h;
    g_object_unref(layout);
    return height;
}

/* --- the map --------------------------------------------------------------------------------- */

static double to_page_x(const view *v, double x) {
    return v->frame.x + v->frame.w / 2 + (x - v->x0) / v->metres_a_mm;
}

static double to_page_y(const view *v, double y) {
    return v->frame.y + v->frame.h / 2 - (y - v->y0) / v->metres_a_mm;
}

/* 1, 1.5, 2, 2.5, 3, 4, 5, 6, 8 times a power of ten, not below `wanted`. */
static double round_scale(double wanted) {
    static const double steps[] = {1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10};
    double ten = pow(10, floor(log10(wanted)));
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++)
        if (steps[i] * ten >= wanted * (1 - 1e-9))
            return steps[i] * ten;
    return 10 * ten;
}

static view fit_view(const jj_page *p, const double area[4], double slack) {
    view v = {.frame = {margin_mm, margin_mm, p->width_mm - p->side_mm - 3 * margin_mm,
                        p->height_mm - 2 * margin_mm}};
    double w = fmax(area[2] - area[0], 1) * slack, h = fmax(area[3] - area[1], 1) * slack;
    double denominator = fmax(w / v.frame.w, h / v.frame.h) * 1000;
    v.metres_a_mm = round_scale(denominator) / 1000;
    v.x0 = (area[0] + area[2]) / 2;
    v.y0 = (area[1] + area[3]) / 2;
    return v;
}

static void trace(const jj_page *p, const view *v, const jj_sheet_shape *s) {
    size_t begin = 0;
    for (size_t k = 0; k < s->n_parts; k++) {
        for (size_t i = begin; i < s->part_end[k]; i++) {
            double x = to_page_x(v, s->xy[2 * i]), y = to_page_y(v, s->xy[2 * i + 1]);
            if (i == begin)
                cairo_move_to(p->cr, x, y);
            else
                cairo_line_to(p->cr, x, y);
        }
        cairo_close_path(p->cr);
        begin = s->part_end[k];
    }
    cairo_set_fill_rule(p->cr, CAIRO_FILL_RULE_EVEN_ODD);
}

/* Lines at 45 degrees inside the path: reads in black and white. */
static void hatch(const jj_page *p, const view *v, double gap_mm) {
    cairo_save(p->cr);
    cairo_clip(p->cr);
    cairo_set_line_width(p->cr, 0.18);
    double reach = v->frame.w + v->frame.h;
    for (double d = 0; d < reach; d += gap_mm) {
        cairo_move_to(p->cr, v->frame.x + d, v->frame.y);
        cairo_line_to(p->cr, v->frame.x + d - v->frame.h, v->frame.y + v->frame.h);
    }
    cairo_stroke(p->cr);
    cairo_restore(p->cr);
}

static void set_rgb(const jj_page *p, const uint8_t rgb[3]) {
    cairo_set_source_rgb(p->cr, rgb[0] / 255.0, rgb[1] / 255.0, rgb[2] / 255.0);
}

static void draw_units(const jj_page *p, const view *v, const jj_sheet_data *d,
                       const jj_legend_class *classes, size_t focus) {
    static const uint8_t blank[3] = {245, 245, 245};
    for (size_t i = 0; i < d->n_units; i++) {
        const jj_sheet_unit *u = &d->units[i];
        bool is_dim = focus < d->n_units && i != focus;
        trace(p, v, &u->shape);
        set_rgb(p, u->verdict < 0 || is_dim ? blank : classes[u->verdict].rgb);
        cairo_fill_preserve(p->cr);
        if (u->verdict >= 0 && !is_dim && classes[u->verdict].is_hatched) {
            cairo_path_t *outline = cairo_copy_path(p->cr);
            cairo_set_source_rgba(p->cr, 0, 0, 0, 0.35);
            hatch(p, v, 2.2);
            cairo_append_path(p->cr, outline);
            cairo_path_destroy(outline);
        }
        cairo_set_source_rgb(p->cr, 0.25, 0.25, 0.25);
        cairo_set_line_width(p->cr, 0.3);
        cairo_stroke(p->cr);
    }
    for (size_t i = 0; i < d->n_above; i++) {
        static const double dashes[] = {3, 0.8, 0.6, 0.8};
        trace(p, v, &d->above[i].shape);
        cairo_set_source_rgb(p->cr, 0.15, 0.15, 0.15);
        cairo_set_line_width(p->cr, 0.5);
        cairo_set_dash(p->cr, dashes, 4, 0);
        cairo_stroke(p->cr);
        cairo_set_dash(p->cr, NULL, 0, 0);
    }
}

static void draw_gaps(const jj_page *p, const view *v, const jj_sheet_data *d, const char *unit) {
    for (size_t i = 0; i < d->n_gaps; i++) {
        const jj_sheet_gap *g = &d->gaps[i];
        if (g->shape.n_points == 0 || (unit && strcmp(unit, g->unit_code) != 0))
            continue;
        trace(p, v, &g->shape);
        cairo_set_source_rgba(p->cr, 0.55, 0.05, 0.25, 0.75);
        cairo_fill_preserve(p->cr);
        cairo_set_source_rgb(p->cr, 0.35, 0, 0.12);
        cairo_set_line_width(p->cr, 0.12);
        cairo_stroke(p->cr);
    }
}

static void draw_facilities(const jj_page *p, const view *v, const jj_sheet_data *d) {
    double radius = d->n_facilities > 2000 ? 0.35 : d->n_facilities > 300 ? 0.6 : 0.9;
    for (size_t i = 0; i < d->n_facilities; i++) {
        cairo_new_sub_path(p->cr);
        cairo_arc(p->cr, to_page_x(v, d->facilities[i].x), to_page_y(v, d->facilities[i].y), radius,
                  0, 2 * acos(-1.0));
        cairo_set_source_rgb(p->cr, 0, 0.27, 0.55);
        cairo_fill_preserve(p->cr);
        cairo_set_source_rgb(p->cr, 1, 1, 1);
        cairo_set_line_width(p->cr, 0.15);
        cairo_stroke(p->cr);
    }
}

static bool overlaps(const box *a, const box *b) {
    return a->x < b->x + b->w && b->x < a->x + a->w && a->y < b->y + b->h && b->y < a->y + a->h;
}

static bool is_free(const jj_page *p, const box *b, const box *frame) {
    if (b->x < frame->x || b->y < frame->y || b->x + b->w > frame->x + frame->w ||
        b->y + b->h > frame->y + frame->h)
        return false;
    for (size_t i = 0; i < p->n_taken; i++)
        if (overlaps(b, &p->taken[i]))
            return false;
    return true;
}

/* A label near (x, y) where nothing stands yet; false = left out. */
static bool place_label(jj_page *p, const view *v, const char *text, double mm, double x,
                        double y) {
    static const double shift[][2] = {{0, 0}, {0, -1.1}, {0, 1.1}, {0.6, 0}, {-0.6, 0}, {0, 2.2}};
    PangoLayout *layout = layout_of(p, text, mm, false);
    box size = size_of(layout);
    bool is_placed = false;
    for (size_t i = 0; i < sizeof shift / sizeof shift[0] && !is_placed; i++) {
        box b = {x - size.w / 2 + shift[i][0] * size.w, y - size.h / 2 + shift[i][1] * size.h,
                 size.w, size.h};
        if (p->n_taken >= MOST_LABELS || !is_free(p, &b, &v->frame))
            continue;
        p->taken[p->n_taken++] = b;
        cairo_move_to(p->cr, b.x, b.y);
        pango_cairo_layout_path(p->cr, layout);
        cairo_set_source_rgba(p->cr, 1, 1, 1, 0.85);
        cairo_set_line_width(p->cr, mm * 0.22);
        cairo_set_line_join(p->cr, CAIRO_LINE_JOIN_ROUND);
        cairo_stroke(p->cr);
        cairo_move_to(p->cr, b.x, b.y);
        cairo_set_source_rgb(p->cr, 0.1, 0.1, 0.1);
        pango_cairo_show_layout(p->cr, layout);
        is_placed = true;
    }
    g_object_unref(layout);
    return is_placed;
}

static double shape_area(const jj_sheet_shape *s) {
    return (s->box[2] - s->box[0]) * (s->box[3] - s->box[1]);
}

/* Labels of the larger units first; small sheets of many units keep what fits. */
static void label_units(jj_page *p, const view *v, const jj_sheet_data *d) {
    double mm = d->n_units > 150 ? 2.0 : d->n_units > 60 ? 2.4 : 3.2;
    double last = INFINITY;
    for (size_t n = 0; n < d->n_units && n < MOST_LABELS; n++) {
        const jj_sheet_unit *best = NULL;
        for (size_t i = 0; i < d->n_units; i++) {
            double area = shape_area(&d->units[i].shape);
            if (area < last && (!best || area > shape_area(&best->shape)))
                best = &d->units[i];
        }
        if (!best || best->shape.n_points == 0)
            break;
        last = shape_area(&best->shape);
        const double *b = best->shape.box;
        place_label(p, v, best->name, mm, to_page_x(v, (b[0] + b[2]) / 2),
                    to_page_y(v, (b[1] + b[3]) / 2));
    }
}

/* --- furniture ------------------------------------------------------------------------------- */

static void draw_north(const jj_page *p, const view *v) {
    double x = v->frame.x + v->frame.w - 10, y = v->frame.y + 8;
    cairo_move_to(p->cr, x, y);
    cairo_line_to(p->cr, x + 3, y + 12);
    cairo_line_to(p->cr, x, y + 9);
    cairo_line_to(p->cr, x - 3, y + 12);
    cairo_close_path(p->cr);
    cairo_set_source_rgb(p->cr, 0.1, 0.1, 0.1);
    cairo_fill(p->cr);
    write_text(p, tr(p, "N"), 4, true, (box){x - 1.8, y - 6, 0, 0});
}

static double draw_scale(const jj_page *p, const view *v, double x, double y) {
    char text[64];
    double km = round_scale(v->metres_a_mm * 40) / 1000;
    if (km * 1000 / v->metres_a_mm > 60)
        km /= 2;
    double mm = km * 1000 / v->metres_a_mm;
    for (int i = 0; i < 4; i++) {
        cairo_rectangle(p->cr, x + mm / 4 * i, y, mm / 4, 1.4);
        cairo_set_source_rgb(p->cr, i % 2 ? 1 : 0.15, i % 2 ? 1 : 0.15, i % 2 ? 1 : 0.15);
        cairo_fill_preserve(p->cr);
        cairo_set_source_rgb(p->cr, 0.15, 0.15, 0.15);
        cairo_set_line_width(p->cr, 0.15);
        cairo_stroke(p->cr);
    }
    snprintf(text, sizeof text, "%g km", km);
    write_text(p, text, 2.8, false, (box){x + mm + 1.5, y - 1.2, 0, 0});
    snprintf(text, sizeof text, "1 : %.0f", v->metres_a_mm * 1000);
    write_text(p, text, 2.8, false, (box){x, y + 2, 0, 0});
    return 8;
}

typedef struct tally {
    size_t n;
    double people;
    bool has_people;
} tally;

static tally count_class(const jj_sheet_data *d, int verdict) {
    tally t = {0};
    for (size_t i = 0; i < d->n_units; i++) {
        const jj_sheet_unit *u = &d->units[i];
        if (u->verdict != verdict)
            continue;
        t.n++;
        if (!isnan(u->people)) {
            t.people += u->people;
            t.has_people = true;
        }
    }
    return t;
}

static double draw_swatch(const jj_page *p, const view *v, const jj_legend_class *c, double x,
                          double y) {
    cairo_rectangle(p->cr, x, y, 8, 4.5);
    set_rgb(p, c->rgb);
    cairo_fill_preserve(p->cr);
    if (c->is_hatched) {
        cairo_path_t *outline = cairo_copy_path(p->cr);
        cairo_set_source_rgba(p->cr, 0, 0, 0, 0.35);
        hatch(p, &(view){.frame = {x, y, v->frame.w, v->frame.h}}, 2.2);
        cairo_append_path(p->cr, outline);
        cairo_path_destroy(outline);
    }
    cairo_set_source_rgb(p->cr, 0.3, 0.3, 0.3);
    cairo_set_line_width(p->cr, 0.2);
    cairo_stroke(p->cr);
    return 6.5;
}

static double draw_legend(const jj_page *p, const view *v, const jj_sheet_data *d,
                          const jj_legend_class *classes, box at) {
    double y = at.y + write_text(p, tr(p, "Legend"), 4, true, at) + 1.5;
    bool is_modelled = d->n_units && d->units[0].is_modelled;
    for (int c = JJ_PASS; c <= JJ_REPORT; c++) {
        tally t = count_class(d, c);
        if (t.n == 0)
            continue;
        JJ_CLEANUP(jj_text_deinit) jj_text line = {0};
        jj_text_addf(&line, tr(p, "%s: %zu units"), classes[c].title, t.n);
        if (t.has_people) {
            jj_text_add(&line, p->ctx->lang == JJ_LANG_ZH ? "，" : ", ");
            jj_people_print(&line, t.people, is_modelled, p->ctx->lang);
        }
        double step = draw_swatch(p, v, &classes[c], at.x, y);
        double taken =
            write_text(p, line.failed ? "" : line.s, 3.2, false, (box){at.x + 10, y, at.w - 10, 0});
        y += fmax(step, taken + 1.5);
    }
    if (d->n_gaps) {
        static const jj_legend_class gap = {"", "", {165, 50, 95}, false};
        draw_swatch(p, v, &gap, at.x, y);
        y += fmax(6.5, write_text(p, tr(p, "uncovered settlements"), 3.2, false,
                                  (box){at.x + 10, y, at.w - 10, 0}) +
                           1.5);
    }
    if (d->n_facilities) {
        cairo_arc(p->cr, at.x + 4, y + 2.2, 1.1, 0, 2 * acos(-1.0));
        cairo_set_source_rgb(p->cr, 0, 0.27, 0.55);
        cairo_fill(p->cr);
        y += fmax(6.5, write_text(p, tr(p, "facilities that serve"), 3.2, false,
                                  (box){at.x + 10, y, at.w - 10, 0}) +
                           1.5);
    }
    return y;
}

static double draw_title(const jj_page *p, const jj_sheet_data *d, const char *unit, box at) {
    JJ_CLEANUP(jj_text_deinit) jj_text line = {0};
    bool is_zh = p->ctx->lang == JJ_LANG_ZH;
    const char *title = is_zh && *d->title_zh ? d->title_zh
                        : *d->title_en        ? d->title_en
                                              : d->title_zh;
    if (p->spec.number > 0)
        jj_text_addf(&line, tr(p, "Map %d  "), p->spec.number);
    jj_text_add(&line, unit ? unit : is_zh ? d->area_zh : d->area_en);
    double y = at.y + write_text(p, line.failed ? "" : line.s, 4.2, false, at) + 1;
    y += write_text(p, title, 6, true, (box){at.x, y, at.w, 0}) + 1.5;
    line.len = 0;
    jj_text_addf(&line, tr(p, "%s, judged for %d"), d->rule_id, d->year);
    if (d->people_year > 0)
        jj_text_addf(&line, tr(p, ", people of %d"), d->people_year);
    if (!isnan(d->threshold) && *d->threshold_unit)
        jj_text_addf(&line, tr(p, ", within %g %s by %s"), d->threshold, d->threshold_unit,
                     d->profile);
    y += write_text(p, line.failed ? "" : line.s, 3, false, (box){at.x, y, at.w, 0}) + 3;
    return y;
}

static void draw_notes(const jj_page *p, const jj_sheet_data *d, const view *v) {
    double x = p->width_mm - p->side_mm - margin_mm, y = p->height_mm - margin_mm - 34;
    JJ_CLEANUP(jj_text_deinit) jj_text line = {0};
    y += draw_scale(p, v, x, y) + 1;
    jj_text_addf(&line, tr(p, "Coordinates: %s"), d->crs_name);
    y += write_text(p, line.failed ? "" : line.s, 2.6, false, (box){x, y, p->side_mm, 0}) + 0.5;
    line.len = 0;
    jj_text_addf(&line, tr(p, "Source of the rule: %s"), d->source);
    y += write_text(p, line.failed ? "" : line.s, 2.6, false, (box){x, y, p->side_mm, 0}) + 0.5;
    write_text(p, p->spec.review ? p->spec.review : tr(p, "For internal use"), 3.4, true,
               (box){x, p->height_mm - margin_mm - 5, p->side_mm, 0});
}

static void draw_frame(const jj_page *p, const view *v) {
    cairo_rectangle(p->cr, v->frame.x, v->frame.y, v->frame.w, v->frame.h);
    cairo_set_source_rgb(p->cr, 0.1, 0.1, 0.1);
    cairo_set_line_width(p->cr, 0.6);
    cairo_stroke(p->cr);
}

/* The largest gaps as lines of text, as many as fit above `bottom`. */
static void list_gaps(const jj_page *p, const jj_sheet_data *d, const char *unit, box at,
                      double bottom) {
    double y = at.y;
    int n = 0;
    for (size_t i = 0; i < d->n_gaps; i++) {
        const jj_sheet_gap *g = &d->gaps[i];
        bool is_shown = g->people >= 5 && (!unit || strcmp(unit, g->unit_code) == 0);
        if (!is_shown || y + 9 > bottom)
            continue;
        if (n++ == 0)
            y += write_text(p, tr(p, "Largest gaps"), 4, true, (box){at.x, y, at.w, 0}) + 1;
        JJ_CLEANUP(jj_text_deinit) jj_text line = {0};
        jj_text_addf(&line, "%d. %s ", n, g->unit_name);
        jj_people_print(&line, g->people, true, p->ctx->lang);
        jj_text_addf(&line, p->ctx->lang == JJ_LANG_ZH ? "，%s" : ", %s", g->reason);
        if (!isnan(g->nearest_minutes) && *g->nearest_name)
            jj_text_addf(&line, tr(p, "; %.0f min to %s"), g->nearest_minutes, g->nearest_name);
        y += write_text(p, line.failed ? "" : line.s, 2.8, false, (box){at.x, y, at.w, 0}) + 0.8;
    }
}

static jj_status draw(jj_page *p, const jj_sheet_data *d, size_t focus) {
    jj_legend_class classes[JJ_N_VERDICTS];
    bool is_unit = focus < d->n_units;
    const char *code = is_unit ? d->units[focus].code : NULL;
    view v = fit_view(p, is_unit ? d->units[focus].shape.box : d->box, is_unit ? 1.25 : 1.06);
    jj_legend_verdicts(p->ctx->lang, classes);
    JJ_TRY(begin_page(p));
    cairo_save(p->cr);
    cairo_rectangle(p->cr, v.frame.x, v.frame.y, v.frame.w, v.frame.h);
    cairo_clip(p->cr);
    draw_units(p, &v, d, classes, focus);
    draw_gaps(p, &v, d, code);
    draw_facilities(p, &v, d);
    label_units(p, &v, d);
    cairo_restore(p->cr);
    draw_frame(p, &v);
    draw_north(p, &v);
    box side = {p->width_mm - p->side_mm - margin_mm, margin_mm, p->side_mm, 0};
    side.y = draw_title(p, d, is_unit ? d->units[focus].name : NULL, side);
    side.y = draw_legend(p, &v, d, classes, side) + 3;
    list_gaps(p, d, code, side, p->height_mm - margin_mm - 38);
    draw_notes(p, d, &v);
    return end_page(p);
}

jj_status jj_page_rule(jj_page *p, const jj_sheet_data *d) {
    return draw(p, d, d->n_units);
}

jj_status jj_page_unit(jj_page *p, const jj_sheet_data *d, size_t unit) {
    return draw(p, d, unit);
}
