/* Around the map: frame, graticule, north, scale, and the small maps beside it. */
#include "base/lang.h"
#include "out/sheet/draw.h"
#include "store/crs.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { SAMPLES = 24 };

void jj_draw_frame(const jj_page *p, const jj_box *frame) {
    cairo_set_source_rgb(p->cr, 0.1, 0.1, 0.1);
    cairo_rectangle(p->cr, frame->x, frame->y, frame->w, frame->h);
    cairo_set_line_width(p->cr, p->is_figure ? 0.25 : 0.3);
    cairo_stroke(p->cr);
    if (p->is_figure)
        return;
    const double out = 4.2; /* room for the figures of the graticule */
    cairo_rectangle(p->cr, frame->x - out, frame->y - out, frame->w + 2 * out, frame->h + 2 * out);
    cairo_set_line_width(p->cr, 0.8);
    cairo_stroke(p->cr);
}

/* "112°30′"; west and south are told. */
static void degree_text(double degrees, bool is_lon, char *out, size_t size) {
    int minutes = (int)floor(fabs(degrees) * 60 + 0.5);
    const char *side = degrees >= 0 ? "" : is_lon ? "W" : "S";
    snprintf(out, size, "%d°%02d′%s", minutes / 60, minutes % 60, minutes ? side : "");
}

/* Minutes of arc between lines, so that four to six cross the frame. */
static double interval(double span_degrees) {
    static const double steps[] = {1, 2, 5, 10, 15, 20, 30, 60, 120, 180, 300, 600};
    double wanted = span_degrees * 60 / 6;
    size_t i = 0;
    while (i + 1 < JJ_COUNT(steps) && steps[i] < wanted)
        i++;
    return steps[i] / 60;
}

/* Longitudes and latitudes that the frame reaches: west, south, east, north. */
static jj_status reach(jj_page *p, const jj_view *v, const jj_sheet_data *d, double out[4]) {
    double e[4], x[9], y[9];
    jj_view_extent(v, e);
    for (int i = 0; i < 9; i++) {
        x[i] = e[0] + (e[2] - e[0]) * (i % 3) / 2;
        y[i] = e[1] + (e[3] - e[1]) * (i / 3) / 2;
    }
    JJ_TRY(jj_transform_points(p->ctx, d->to_lonlat, x, y, 9));
    out[0] = out[1] = INFINITY;
    out[2] = out[3] = -INFINITY;
    for (int i = 0; i < 9; i++) {
        out[0] = fmin(out[0], x[i]);
        out[2] = fmax(out[2], x[i]);
        out[1] = fmin(out[1], y[i]);
        out[3] = fmax(out[3], y[i]);
    }
    return JJ_OK;
}

/* A figure where the line leaves the frame between two of its points: a meridian's above and
 * below, a parallel's left and right. */
static void label_crossing(const jj_page *p, const jj_box *f, const char *text, bool is_lon,
                           const double a[2], const double b[2]) {
    const double off = 2.1;
    const double edges[4] = {f->y, f->y + f->h, f->x, f->x + f->w};
    for (int side = is_lon ? 0 : 2; side < (is_lon ? 2 : 4); side++) {
        int axis = is_lon ? 1 : 0;
        double t = (edges[side] - a[axis]) / (b[axis] - a[axis]);
        if (!(t >= 0 && t < 1))
            continue;
        double at = a[!axis] + t * (b[!axis] - a[!axis]);
        double low = axis ? f->x : f->y, high = axis ? f->x + f->w : f->y + f->h;
        if (at < low + 6 || at > high - 6)
            continue;
        double away = side % 2 ? off : -off;
        if (axis)
            jj_draw_text_at(p, text, 2.2, at, edges[side] + away, 0);
        else
            jj_draw_text_at(p, text, 2.2, edges[side] + away, at, -acos(0.0));
    }
}

/* One meridian (`is_lon`) or parallel across the reach. */
static jj_status draw_line(jj_page *p, const jj_view *v, const jj_sheet_data *d, bool is_lon,
                           double degrees, const double r[4]) {
    double x[SAMPLES + 1], y[SAMPLES + 1];
    char text[32];
    for (int i = 0; i <= SAMPLES; i++) {
        x[i] = is_lon ? degrees : r[0] + (r[2] - r[0]) * i / SAMPLES;
        y[i] = is_lon ? r[1] + (r[3] - r[1]) * i / SAMPLES : degrees;
    }
    JJ_TRY(jj_transform_points(p->ctx, d->to_sheet, x, y, SAMPLES + 1));
    cairo_save(p->cr);
    cairo_rectangle(p->cr, v->frame.x, v->frame.y, v->frame.w, v->frame.h);
    cairo_clip(p->cr);
    for (int i = 0; i <= SAMPLES; i++) {
        x[i] = jj_view_x(v, x[i]);
        y[i] = jj_view_y(v, y[i]);
        if (i == 0)
            cairo_move_to(p->cr, x[i], y[i]);
        else
            cairo_line_to(p->cr, x[i], y[i]);
    }
    cairo_set_source_rgba(p->cr, 0.1, 0.35, 0.5, 0.45);
    cairo_set_line_width(p->cr, 0.1);
    cairo_stroke(p->cr);
    cairo_restore(p->cr);
    degree_text(degrees, is_lon, text, sizeof text);
    for (int i = 0; i < SAMPLES; i++) {
        const double a[2] = {x[i], y[i]}, b[2] = {x[i + 1], y[i + 1]};
        label_crossing(p, &v->frame, text, is_lon, a, b);
    }
    return JJ_OK;
}

jj_status jj_draw_graticule(jj_page *p, const jj_view *v, const jj_sheet_data *d) {
    double r[4];
    const double beyond = 0.02; /* curved lines bulge between the points reach() looks at */
    if (p->is_figure || !d->to_lonlat)
        return JJ_OK;
    JJ_TRY(reach(p, v, d, r));
    double wide = (r[2] - r[0]) * beyond, high = (r[3] - r[1]) * beyond;
    const double wider[4] = {r[0] - wide, r[1] - high, r[2] + wide, r[3] + high};
    for (int axis = 0; axis < 2; axis++) {
        double step = interval(r[axis + 2] - r[axis]);
        for (double at = ceil(wider[axis] / step) * step; at < wider[axis + 2]; at += step)
            JJ_TRY(draw_line(p, v, d, axis == 0, at, wider));
    }
    return JJ_OK;
}

void jj_draw_north(const jj_page *p, const jj_box *frame) {
    double k = p->is_figure ? 0.6 : 1;
    double x = frame->x + frame->w - 8 * k, y = frame->y + 8 * k;
    cairo_rectangle(p->cr, x - 5 * k, y - 6 * k, 10 * k, 19.5 * k);
    cairo_set_source_rgba(p->cr, 1, 1, 1, 0.8);
    cairo_fill(p->cr);
    cairo_move_to(p->cr, x, y);
    cairo_line_to(p->cr, x + 3 * k, y + 12 * k);
    cairo_line_to(p->cr, x, y + 9 * k);
    cairo_line_to(p->cr, x - 3 * k, y + 12 * k);
    cairo_close_path(p->cr);
    cairo_set_source_rgb(p->cr, 0.1, 0.1, 0.1);
    cairo_fill(p->cr);
    jj_draw_text_at(p, jj_page_tr(p, "N"), 4 * k, x, y - 3 * k, 0);
}

void jj_scale_text(const jj_view *v, char *out, size_t size) {
    long long denominator = llround(v->metres_a_mm * 1000);
    if (denominator >= 1000000)
        snprintf(out, size, "1:%lld %03lld %03lld", denominator / 1000000,
                 denominator / 1000 % 1000, denominator % 1000);
    else if (denominator >= 1000)
        snprintf(out, size, "1:%lld %03lld", denominator / 1000, denominator % 1000);
    else
        snprintf(out, size, "1:%lld", denominator);
}

double jj_bar_km(double metres_a_mm, double most_mm) {
    double most_km = metres_a_mm * most_mm / 1000, ten = pow(10, floor(log10(most_km)));
    return most_km >= 4 * ten ? 4 * ten : most_km >= 2 * ten ? 2 * ten : ten;
}

double jj_draw_scale(const jj_page *p, const jj_view *v, double x, double y) {
    char text[64];
    double km = jj_bar_km(v->metres_a_mm, p->is_figure ? 32 : 60);
    double mm = km * 1000 / v->metres_a_mm, size = p->is_figure ? 2 : 2.6;
    y += size + 1;
    for (int i = 0; i < 4; i++) {
        cairo_rectangle(p->cr, x + mm / 4 * i, y, mm / 4, 1.2);
        cairo_set_source_rgb(p->cr, i % 2 ? 1 : 0.15, i % 2 ? 1 : 0.15, i % 2 ? 1 : 0.15);
        cairo_fill_preserve(p->cr);
        cairo_set_source_rgb(p->cr, 0.15, 0.15, 0.15);
        cairo_set_line_width(p->cr, 0.15);
        cairo_stroke(p->cr);
    }
    jj_draw_text_at(p, "0", size, x + size / 3, y - size * 0.95, 0);
    snprintf(text, sizeof text, "%g", km / 2);
    jj_draw_text_at(p, text, size, x + mm / 2, y - size * 0.95, 0);
    snprintf(text, sizeof text, jj_page_tr(p, "%g km"), km);
    jj_draw_text_at(p, text, size, x + mm, y - size * 0.95, 0);
    jj_scale_text(v, text, sizeof text);
    jj_draw_text(p, text, size, false, (jj_box){x, y + 1.6, 0, 0});
    return size * 2 + 6;
}

/* --- small maps ------------------------------------------------------------------------------ */

/* How much of a part of the frame the units cover, 0 to 1. */
static double coverage_of(const jj_view *v, const jj_sheet_data *d, const jj_box *b) {
    enum { SIDE = 9 };
    int n = 0;
    for (int i = 0; i < SIDE * SIDE; i++) {
        double px = b->x + b->w * (i % SIDE + 0.5) / SIDE,
               py = b->y + b->h * (i / SIDE + 0.5) / SIDE;
        double x = v->x0 + (px - v->frame.x - v->frame.w / 2) * v->metres_a_mm;
        double y = v->y0 - (py - v->frame.y - v->frame.h / 2) * v->metres_a_mm;
        bool is_covered = false;
        for (size_t u = 0; u < d->n_units && !is_covered; u++)
            is_covered = jj_sheet_shape_has(&d->units[u].shape, x, y);
        n += is_covered;
    }
    return (double)n / (SIDE * SIDE);
}

/* Box of the crowded middle: units too small to be named, near the smallest of them. */
static bool crowded(const jj_view *v, const jj_sheet_data *d, double out[4]) {
    const double small_mm = 15, near_mm = 38;
    const jj_sheet_unit *least = NULL;
    size_t n = 0;
    for (size_t i = d->n_units; i-- > 0 && !least;)
        if (d->units[d->by_area[i]].shape.n_points)
            least = &d->units[d->by_area[i]];
    if (!least)
        return false;
    memcpy(out, least->shape.box, 4 * sizeof *out);
    for (size_t i = 0; i < d->n_units; i++) {
        const jj_sheet_unit *u = &d->units[i];
        const double *b = u->shape.box;
        double w = (b[2] - b[0]) / v->metres_a_mm, h = (b[3] - b[1]) / v->metres_a_mm;
        const double *l = least->shape.box;
        double away = hypot(b[0] + b[2] - l[0] - l[2], b[1] + b[3] - l[1] - l[3]) / 2;
        if (!u->shape.n_points || fmax(w, h) > small_mm || away / v->metres_a_mm > near_mm)
            continue;
        n++;
        for (int k = 0; k < 2; k++) {
            out[k] = fmin(out[k], b[k]);
            out[k + 2] = fmax(out[k + 2], b[k + 2]);
        }
    }
    return n >= 3 && n * 2 < d->n_units;
}

static void clear(const jj_page *p, const jj_box *b) {
    cairo_rectangle(p->cr, b->x, b->y, b->w, b->h);
    cairo_set_source_rgb(p->cr, 1, 1, 1);
    cairo_fill(p->cr);
}

static void outline_box(const jj_page *p, const jj_box *b) {
    cairo_rectangle(p->cr, b->x, b->y, b->w, b->h);
    cairo_set_source_rgb(p->cr, 0.1, 0.1, 0.1);
    cairo_set_line_width(p->cr, 0.3);
    cairo_stroke(p->cr);
}

void jj_draw_inset(jj_page *p, const jj_view *v, const jj_sheet_data *d,
                   const jj_legend_class *classes) {
    double area[4], best = 0.12;
    if (p->is_figure || v->focus < d->n_units || !crowded(v, d, area))
        return;
    double side = v->frame.h * 0.36;
    jj_box at = {0};
    for (int corner = 0; corner < 4; corner++) {
        jj_box b = {corner % 2 ? v->frame.x + v->frame.w - side - 2 : v->frame.x + 2,
                    corner / 2 ? v->frame.y + 2 : v->frame.y + v->frame.h - side - 2, side, side};
        b.y += corner == 3 ? 24 : 0; /* below the north arrow */
        double covered = coverage_of(v, d, &b);
        if (covered < best) {
            best = covered;
            at = b;
        }
    }
    if (at.w <= 0)
        return;
    jj_view in = jj_view_fit((jj_box){at.x, at.y + 5, at.w, at.h - 5}, area, 1.08);
    if (in.metres_a_mm * 1.5 > v->metres_a_mm)
        return;
    in.focus = d->n_units;
    clear(p, &at);
    p->n_taken = p->n_points = 0;
    jj_draw_map(p, &in, d, classes);
    outline_box(p, &at);
    char scale[32], text[96];
    jj_scale_text(&in, scale, sizeof scale);
    snprintf(text, sizeof text, jj_page_tr(p, "Enlarged  %s"), scale);
    jj_draw_text(p, text, 2.6, true, (jj_box){at.x + 1.5, at.y + 0.8, 0, 0});
    const jj_box shown = {jj_view_x(v, area[0]), jj_view_y(v, area[3]),
                          (area[2] - area[0]) / v->metres_a_mm,
                          (area[3] - area[1]) / v->metres_a_mm};
    outline_box(p, &shown);
}

/* An outline of the small map; points closer than a dot are one. */
static void trace_small(const jj_page *p, const jj_view *in, const jj_sheet_shape *s) {
    const double dot_mm = 0.15;
    for (size_t k = 0, begin = 0; k < s->n_parts; begin = s->part_end[k++]) {
        double last_x = INFINITY, last_y = INFINITY;
        for (size_t j = begin; j < s->part_end[k]; j++) {
            double x = jj_view_x(in, s->xy[2 * j]), y = jj_view_y(in, s->xy[2 * j + 1]);
            if (j == begin)
                cairo_move_to(p->cr, x, y);
            else if (hypot(x - last_x, y - last_y) < dot_mm)
                continue;
            else
                cairo_line_to(p->cr, x, y);
            last_x = x;
            last_y = y;
        }
        cairo_close_path(p->cr);
    }
}

static void fill_small(const jj_page *p, const jj_view *in, const jj_sheet_shape *s, double grey) {
    trace_small(p, in, s);
    cairo_set_source_rgb(p->cr, grey, grey, grey);
    cairo_fill_preserve(p->cr);
    cairo_set_source_rgb(p->cr, 0.5, 0.5, 0.5);
    cairo_set_line_width(p->cr, 0.08);
    cairo_stroke(p->cr);
}

void jj_draw_locator(jj_page *p, const jj_view *v, const jj_sheet_data *d, jj_box at) {
    enum { MOST_UNITS = 400 }; /* more cannot be told apart: the levels above stand for them */
    const double light = 0.9, dark = 0.25, least_mm = 1.2;
    jj_view in = {.frame = at};
    double w = fmax(d->box[2] - d->box[0], 1), h = fmax(d->box[3] - d->box[1], 1);
    in.metres_a_mm = fmax(w / at.w, h / at.h) * 1.04;
    in.x0 = (d->box[0] + d->box[2]) / 2;
    in.y0 = (d->box[1] + d->box[3]) / 2;
    bool has_all = d->n_units <= MOST_UNITS || d->n_above == 0;
    for (size_t i = 0; i < (has_all ? d->n_units : d->n_above); i++)
        fill_small(p, &in, has_all ? &d->units[i].shape : &d->above[i].shape, light);
    const jj_sheet_shape *focus = &d->units[v->focus].shape;
    fill_small(p, &in, focus, dark);
    double wide_mm = (focus->box[2] - focus->box[0]) / in.metres_a_mm;
    if (wide_mm < least_mm) {
        cairo_new_path(p->cr);
        cairo_arc(p->cr, jj_view_x(&in, (focus->box[0] + focus->box[2]) / 2),
                  jj_view_y(&in, (focus->box[1] + focus->box[3]) / 2), 2, 0, 2 * acos(-1.0));
        cairo_set_source_rgb(p->cr, 0.8, 0.1, 0.1);
        cairo_set_line_width(p->cr, 0.4);
        cairo_stroke(p->cr);
    }
    outline_box(p, &at);
}
