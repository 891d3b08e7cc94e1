#include "out/sheet/draw.h"

#include <math.h>

static const char family[] = "Noto Sans CJK SC, Source Han Sans SC, Microsoft YaHei, SimHei, "
                             "WenQuanYi Micro Hei, Noto Sans, sans-serif";

/* Heights of lines and advances of letters are not rounded to whole units, which are mm here. */
static void measure_exactly(PangoLayout *layout) {
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    PangoContext *context = pango_layout_get_context(layout);
    pango_cairo_context_set_font_options(context, options);
    pango_context_set_round_glyph_positions(context, FALSE);
    cairo_font_options_destroy(options);
}

static PangoLayout *layout_of(const jj_page *p, const char *text, double mm, bool is_bold) {
    PangoLayout *layout = pango_cairo_create_layout(p->cr);
    measure_exactly(layout);
    PangoFontDescription *font = pango_font_description_new();
    pango_font_description_set_family(font, family);
    pango_font_description_set_weight(font, is_bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_font_description_set_absolute_size(font, mm * PANGO_SCALE);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
    pango_layout_set_text(layout, text, -1);
    return layout;
}

static jj_box size_of(PangoLayout *layout) {
    PangoRectangle r;
    pango_layout_get_extents(layout, NULL, &r);
    return (jj_box){(double)r.x / PANGO_SCALE, 0, (double)r.width / PANGO_SCALE,
                    (double)r.height / PANGO_SCALE};
}

bool jj_page_has_fonts(void) {
    cairo_surface_t *s = cairo_image_surface_create(CAIRO_FORMAT_A8, 8, 8);
    jj_page p = {.cr = cairo_create(s)};
    PangoLayout *layout = layout_of(&p, "人口覆盖率", 4, false);
    bool has = pango_layout_get_unknown_glyphs_count(layout) == 0;
    g_object_unref(layout);
    cairo_destroy(p.cr);
    cairo_surface_destroy(s);
    return has;
}

double jj_text_height(const jj_page *p, const char *text, double mm, double width_mm) {
    PangoLayout *layout = layout_of(p, text, mm, false);
    pango_layout_set_width(layout, (int)(width_mm * PANGO_SCALE));
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    double height = size_of(layout).h;
    g_object_unref(layout);
    return height;
}

double jj_draw_text(const jj_page *p, const char *text, double mm, bool is_bold, jj_box at) {
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

void jj_draw_text_at(const jj_page *p, const char *text, double mm, double x, double y,
                     double turn) {
    PangoLayout *layout = layout_of(p, text, mm, false);
    jj_box size = size_of(layout);
    cairo_save(p->cr);
    cairo_translate(p->cr, x, y);
    cairo_rotate(p->cr, turn);
    cairo_set_source_rgb(p->cr, 0.25, 0.25, 0.25);
    cairo_move_to(p->cr, -size.w / 2, -size.h / 2);
    pango_cairo_show_layout(p->cr, layout);
    cairo_restore(p->cr);
    g_object_unref(layout);
}

static bool overlaps(const jj_box *a, const jj_box *b) {
    return a->x < b->x + b->w && b->x < a->x + a->w && a->y < b->y + b->h && b->y < a->y + a->h;
}

static bool is_free(const jj_page *p, const jj_box *b, const jj_box *frame) {
    if (b->x < frame->x || b->y < frame->y || b->x + b->w > frame->x + frame->w ||
        b->y + b->h > frame->y + frame->h)
        return false;
    for (size_t i = 0; i < p->n_taken; i++)
        if (overlaps(b, &p->taken[i]))
            return false;
    return true;
}

static bool hides_point(const jj_page *p, const jj_box *b) {
    for (size_t i = 0; i < p->n_points; i++)
        if (overlaps(b, &p->points[i]))
            return true;
    return false;
}

static void draw_haloed(const jj_page *p, PangoLayout *layout, const jj_label *l, double x,
                        double y) {
    cairo_move_to(p->cr, x, y);
    pango_cairo_layout_path(p->cr, layout);
    cairo_set_source_rgba(p->cr, 1, 1, 1, 0.85);
    cairo_set_line_width(p->cr, l->mm * 0.22);
    cairo_set_line_join(p->cr, CAIRO_LINE_JOIN_ROUND);
    cairo_stroke(p->cr);
    cairo_move_to(p->cr, x, y);
    cairo_set_source_rgb(p->cr, l->rgb[0], l->rgb[1], l->rgb[2]);
    pango_cairo_show_layout(p->cr, layout);
}

/* Middles of a label's places, in its own width and height from (x, y), the best first. */
enum { N_PLACES = 6 };
static const double over[N_PLACES][2] = {{0, 0},   {0, -1.1}, {0, 1.1},
                                         {0.6, 0}, {-0.6, 0}, {0, 2.2}};
static const double beside[N_PLACES][2] = {{0.5, 0}, {-0.5, 0},   {0, -0.5},
                                           {0, 0.5}, {0.5, -0.5}, {0.5, 0.5}};

static jj_box place_label(const jj_label *l, const jj_box *size, size_t place) {
    const double *by = l->beside_mm > 0 ? beside[place] : over[place];
    double away_x = l->beside_mm * ((by[0] > 0) - (by[0] < 0)),
           away_y = l->beside_mm * ((by[1] > 0) - (by[1] < 0));
    return (jj_box){l->x + away_x + (by[0] - 0.5) * size->w,
                    l->y + away_y + (by[1] - 0.5) * size->h, size->w, size->h};
}

/* Whether the label may stand there with that much effort. */
static bool may_stand(const jj_page *p, const jj_view *v, const jj_label *l, const jj_box *b,
                      jj_label_effort effort) {
    enum { MOST_SPARED = 300 }; /* more facilities would drive names out of their units */
    double x = v->x0 + (b->x + b->w / 2 - v->frame.x - v->frame.w / 2) * v->metres_a_mm;
    double y = v->y0 - (b->y + b->h / 2 - v->frame.y - v->frame.h / 2) * v->metres_a_mm;
    bool is_inside = !l->within || jj_sheet_shape_has(l->within, x, y);
    bool is_sparing = !hides_point(p, b) || (p->n_points > MOST_SPARED && l->within);
    return is_free(p, b, &v->frame) && (is_inside || effort == JJ_LABEL_LEAVES) &&
           (is_sparing || effort != JJ_LABEL_SPARES);
}

bool jj_draw_label(jj_page *p, const jj_view *v, const jj_label *l) {
    PangoLayout *layout = layout_of(p, l->text, l->mm, l->is_bold);
    if (l->wrap_mm > 0 && size_of(layout).w > l->wrap_mm) {
        pango_layout_set_width(layout, (int)(l->wrap_mm * PANGO_SCALE));
        pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
        pango_layout_set_alignment(layout, PANGO_ALIGN_CENTER);
        pango_layout_set_height(layout, -3);
        pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
    }
    jj_box size = size_of(layout);
    bool is_placed = false;
    for (jj_label_effort effort = JJ_LABEL_SPARES; effort <= l->most && !is_placed; effort++)
        for (size_t i = 0; i < N_PLACES && !is_placed && p->n_taken < JJ_MOST_LABELS; i++) {
            jj_box b = place_label(l, &size, i);
            if (!may_stand(p, v, l, &b, effort))
                continue;
            p->taken[p->n_taken++] = b;
            draw_haloed(p, layout, l, b.x - size.x, b.y);
            is_placed = true;
        }
    g_object_unref(layout);
    return is_placed;
}
