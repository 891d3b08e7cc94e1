/* Inside the frame: ground, units, boundaries, gaps, facilities, names. */
#include "base/param.h"
#include "out/sheet/draw.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

const uint8_t jj_blocked_rgb[3] = {94, 141, 186};

void jj_view_extent(const jj_view *v, double out[4]) {
    out[0] = v->x0 - v->frame.w / 2 * v->metres_a_mm;
    out[1] = v->y0 - v->frame.h / 2 * v->metres_a_mm;
    out[2] = v->x0 + v->frame.w / 2 * v->metres_a_mm;
    out[3] = v->y0 + v->frame.h / 2 * v->metres_a_mm;
}

double jj_round_scale(double wanted) {
    static const double steps[] = {1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10};
    double ten = pow(10, floor(log10(wanted)));
    for (size_t i = 0; i < JJ_COUNT(steps); i++)
        if (steps[i] * ten >= wanted * (1 - 1e-9))
            return steps[i] * ten;
    return 10 * ten;
}

jj_view jj_view_fit(jj_box frame, const double area[4], double slack) {
    jj_view v = {.frame = frame};
    double w = fmax(area[2] - area[0], 1) * slack, h = fmax(area[3] - area[1], 1) * slack;
    v.metres_a_mm = jj_round_scale(fmax(w / frame.w, h / frame.h) * 1000) / 1000;
    v.x0 = (area[0] + area[2]) / 2;
    v.y0 = (area[1] + area[3]) / 2;
    return v;
}

static bool is_seen(const jj_view *v, const jj_sheet_shape *s) {
    double e[4];
    jj_view_extent(v, e);
    return s->n_points > 0 && s->box[0] <= e[2] && s->box[2] >= e[0] && s->box[1] <= e[3] &&
           s->box[3] >= e[1];
}

/* The outline as a path; points closer together than a printer's dot are one. */
static void trace(const jj_page *p, const jj_view *v, const jj_sheet_shape *s) {
    const double dot_mm = 0.06;
    size_t begin = 0;
    for (size_t k = 0; k < s->n_parts; k++) {
        double last_x = 0, last_y = 0;
        for (size_t i = begin; i < s->part_end[k]; i++) {
            double x = jj_view_x(v, s->xy[2 * i]), y = jj_view_y(v, s->xy[2 * i + 1]);
            if (i == begin)
                cairo_move_to(p->cr, x, y);
            else if (fabs(x - last_x) > dot_mm || fabs(y - last_y) > dot_mm)
                cairo_line_to(p->cr, x, y);
            else
                continue;
            last_x = x;
            last_y = y;
        }
        cairo_close_path(p->cr);
        begin = s->part_end[k];
    }
    cairo_set_fill_rule(p->cr, CAIRO_FILL_RULE_EVEN_ODD);
}

void jj_draw_hatch(const jj_page *p, const jj_box *within, double gap_mm) {
    cairo_save(p->cr);
    cairo_clip(p->cr);
    cairo_set_line_width(p->cr, gap_mm < 1 ? 0.12 : 0.18);
    double reach = within->w + within->h;
    for (double d = 0; d < reach; d += gap_mm) {
        cairo_move_to(p->cr, within->x + d, within->y);
        cairo_line_to(p->cr, within->x + d - within->h, within->y + within->h);
    }
    cairo_stroke(p->cr);
    cairo_restore(p->cr);
}

void jj_set_rgb(const jj_page *p, const uint8_t rgb[3]) {
    cairo_set_source_rgb(p->cr, rgb[0] / 255.0, rgb[1] / 255.0, rgb[2] / 255.0);
}

void jj_set_boundary(const jj_page *p, const char *level) {
    const jj_boundary_look *look = jj_boundary_look_of(level);
    double dashes[JJ_COUNT(look->dashes_mm)];
    for (int k = 0; k < look->n_dashes; k++)
        dashes[k] = look->dashes_mm[k] * p->line_scale;
    cairo_set_source_rgb(p->cr, 0.15, 0.15, 0.15);
    cairo_set_line_width(p->cr, look->width_mm * p->line_scale);
    cairo_set_dash(p->cr, dashes, look->n_dashes, 0);
}

void jj_end_boundary(const jj_page *p) {
    cairo_stroke(p->cr);
    cairo_set_dash(p->cr, NULL, 0, 0);
}

static void fill_units(const jj_page *p, const jj_view *v, const jj_sheet_data *d,
                       const jj_legend_class *classes) {
    static const uint8_t blank[3] = {247, 247, 245};
    for (size_t i = 0; i < d->n_units; i++) {
        const jj_sheet_unit *u = &d->units[i];
        if (!is_seen(v, &u->shape))
            continue;
        bool is_dim = v->focus < d->n_units && i != v->focus;
        trace(p, v, &u->shape);
        jj_set_rgb(p, u->verdict < 0 || is_dim ? blank : classes[u->verdict].rgb);
        if (u->verdict >= 0 && !is_dim && classes[u->verdict].is_hatched) {
            cairo_fill_preserve(p->cr);
            cairo_set_source_rgba(p->cr, 0, 0, 0, 0.35);
            jj_draw_hatch(p, &v->frame, p->is_figure ? 1.4 : 2.2);
        } else {
            cairo_fill(p->cr);
        }
    }
}

/* Lowest level first, so that the heavier lines lie on top. */
static void draw_boundaries(const jj_page *p, const jj_view *v, const jj_sheet_data *d) {
    const double dot_mm = 0.06;
    double extent[4];
    jj_view_extent(v, extent);
    for (size_t i = d->n_edges; i-- > 0;) {
        const jj_sheet_edge *e = &d->edges[i];
        if (e->box[0] > extent[2] || e->box[2] < extent[0] || e->box[1] > extent[3] ||
            e->box[3] < extent[1])
            continue;
        double last_x = INFINITY, last_y = INFINITY;
        for (size_t k = 0; k < e->n; k++) {
            const double *xy = &d->edge_xy[2 * (e->first + k)];
            double x = jj_view_x(v, xy[0]), y = jj_view_y(v, xy[1]);
            bool is_end = k == 0 || k + 1 == e->n;
            if (!is_end && fabs(x - last_x) < dot_mm && fabs(y - last_y) < dot_mm)
                continue;
            cairo_line_to(p->cr, x, y);
            last_x = x;
            last_y = y;
        }
        jj_set_boundary(p, e->level);
        jj_end_boundary(p);
    }
    if (v->focus < d->n_units) {
        trace(p, v, &d->units[v->focus].shape);
        cairo_set_source_rgb(p->cr, 0.1, 0.1, 0.1);
        cairo_set_line_width(p->cr, 0.7);
        cairo_stroke(p->cr);
    }
}

/* Rows and columns of the ground that the frame shows; none where row1 <= row0 or col1 <= col0. */
typedef struct ground_window {
    int row0, col0, row1, col1;
} ground_window;

static ground_window window_of(const jj_view *v, const jj_sheet_relief *r) {
    double e[4];
    jj_view_extent(v, e);
    return (ground_window){(int)fmax(floor((r->y0 - e[3]) / r->cell_m), 0),
                           (int)fmax(floor((e[0] - r->x0) / r->cell_m), 0),
                           (int)fmin(ceil((r->y0 - e[1]) / r->cell_m), r->rows),
                           (int)fmin(ceil((e[2] - r->x0) / r->cell_m), r->cols)};
}

bool jj_view_has_blocked(const jj_view *v, const jj_sheet_data *d) {
    if (!d->relief || !d->relief->blocked)
        return false;
    ground_window w = window_of(v, d->relief);
    for (int row = w.row0; row < w.row1 && w.col0 < w.col1; row++)
        if (memchr(d->relief->blocked + (size_t)row * (size_t)d->relief->cols + w.col0, 255,
                   (size_t)(w.col1 - w.col0)))
            return true;
    return false;
}

/* A layer of the ground over whatever is drawn already, within the units. */
static void draw_mask(const jj_page *p, const jj_view *v, const jj_sheet_data *d,
                      const uint8_t *layer, const double rgba[4]) {
    const jj_sheet_relief *r = d->relief;
    ground_window w = window_of(v, r);
    int n_cols = w.col1 - w.col0, n_rows = w.row1 - w.row0;
    if (n_cols <= 0 || n_rows <= 0)
        return;
    cairo_surface_t *mask = cairo_image_surface_create(CAIRO_FORMAT_A8, n_cols, n_rows);
    unsigned char *bytes = cairo_image_surface_get_data(mask);
    int stride = cairo_image_surface_get_stride(mask);
    for (int row = 0; bytes && row < n_rows; row++)
        memcpy(bytes + (size_t)row * (size_t)stride,
               layer + (size_t)(w.row0 + row) * (size_t)r->cols + w.col0, (size_t)n_cols);
    cairo_surface_mark_dirty(mask);
    cairo_save(p->cr);
    for (size_t i = 0; i < d->n_units; i++)
        if (is_seen(v, &d->units[i].shape))
            trace(p, v, &d->units[i].shape);
    cairo_clip(p->cr);
    cairo_translate(p->cr, jj_view_x(v, r->x0 + w.col0 * r->cell_m),
                    jj_view_y(v, r->y0 - w.row0 * r->cell_m));
    cairo_scale(p->cr, r->cell_m / v->metres_a_mm, r->cell_m / v->metres_a_mm);
    cairo_set_source_rgba(p->cr, rgba[0], rgba[1], rgba[2], rgba[3]);
    cairo_mask_surface(p->cr, mask, 0, 0);
    cairo_restore(p->cr);
    cairo_surface_destroy(mask);
}

/* Darkness of slopes away from the light or of slow ground, then lakes and rivers. */
static void draw_relief(const jj_page *p, const jj_view *v, const jj_sheet_data *d) {
    static const double shade[4] = {0.1, 0.1, 0.12, 0.4};
    double water[4] = {jj_blocked_rgb[0] / 255.0, jj_blocked_rgb[1] / 255.0,
                       jj_blocked_rgb[2] / 255.0, 1};
    if (!d->relief)
        return;
    draw_mask(p, v, d, d->relief->dark, shade);
    if (d->relief->blocked)
        draw_mask(p, v, d, d->relief->blocked, water);
}

/* Gaps as one path, hatched once: they lie side by side, never over each other. */
static void draw_gaps(const jj_page *p, const jj_view *v, const jj_sheet_data *d) {
    const char *unit = v->focus < d->n_units ? d->units[v->focus].code : NULL;
    bool is_any = false;
    for (size_t i = 0; i < d->n_gaps; i++) {
        const jj_sheet_gap *g = &d->gaps[i];
        if (!is_seen(v, &g->shape) || (unit && strcmp(unit, g->unit_code) != 0))
            continue;
        trace(p, v, &g->shape);
        is_any = true;
    }
    if (!is_any)
        return;
    cairo_path_t *outline = cairo_copy_path(p->cr);
    cairo_set_source_rgba(p->cr, 0.72, 0.12, 0.36, 0.8);
    cairo_fill_preserve(p->cr);
    cairo_set_source_rgb(p->cr, 0.22, 0, 0.08);
    jj_draw_hatch(p, &v->frame, 0.7);
    cairo_append_path(p->cr, outline);
    cairo_path_destroy(outline);
    cairo_set_source_rgb(p->cr, 0.35, 0, 0.12);
    cairo_set_line_width(p->cr, p->is_figure ? 0.08 : 0.14);
    cairo_stroke(p->cr);
}

/* To the middle of its square. */
static double generalised(double metres) {
    return (floor(metres / JJ_PUBLIC_SQUARE_M) + 0.5) * JJ_PUBLIC_SQUARE_M;
}

void jj_trace_gap_mark(const jj_page *p, double x, double y) {
    const double side = 1.8;
    cairo_rectangle(p->cr, x - side / 2, y - side / 2, side, side);
}

/* Gaps that may not be shown to the house. */
static void mark_gaps(const jj_page *p, const jj_view *v, const jj_sheet_data *d) {
    const char *unit = v->focus < d->n_units ? d->units[v->focus].code : NULL;
    for (size_t i = 0; i < d->n_gaps; i++) {
        const jj_sheet_gap *g = &d->gaps[i];
        if (!is_seen(v, &g->shape) || (unit && strcmp(unit, g->unit_code) != 0))
            continue;
        double x = generalised((g->shape.box[0] + g->shape.box[2]) / 2),
               y = generalised((g->shape.box[1] + g->shape.box[3]) / 2);
        jj_trace_gap_mark(p, jj_view_x(v, x), jj_view_y(v, y));
    }
    cairo_set_source_rgba(p->cr, 0.72, 0.12, 0.36, 0.85);
    cairo_fill(p->cr);
}

bool jj_gap_is_listed(const jj_sheet_gap *g, const char *unit) {
    return g->people >= 5 && (!unit || strcmp(unit, g->unit_code) == 0);
}

/* Where on the page a name has room within what the frame shows of the shape. */
static bool find_place(const jj_view *v, const jj_sheet_shape *s, double at[2]) {
    double extent[4], inside[2];
    jj_view_extent(v, extent);
    if (!is_seen(v, s) || !jj_sheet_shape_place(s, extent, inside))
        return false;
    at[0] = jj_view_x(v, inside[0]);
    at[1] = jj_view_y(v, inside[1]);
    return true;
}

/* The place of each gap in the list beside the map. */
static void number_gaps(jj_page *p, const jj_view *v, const jj_sheet_data *d) {
    const double roomy_mm = 5; /* a figure stands in such a gap, else beside it */
    const char *unit = v->focus < d->n_units ? d->units[v->focus].code : NULL;
    size_t n = 0;
    for (size_t i = 0; i < d->n_gaps && n < p->n_listed; i++) {
        const jj_sheet_gap *g = &d->gaps[i];
        char text[24];
        if (!jj_gap_is_listed(g, unit))
            continue;
        snprintf(text, sizeof text, "%zu", ++n);
        double at[2];
        if (g->is_scattered || !find_place(v, &g->shape, at))
            continue;
        double wide_mm = (g->shape.box[2] - g->shape.box[0]) / v->metres_a_mm;
        jj_draw_label(p, v,
                      &(jj_label){.text = text,
                                  .mm = 2.4,
                                  .x = at[0],
                                  .y = at[1],
                                  .is_bold = true,
                                  .rgb = {0.45, 0, 0.2},
                                  .beside_mm = wide_mm < roomy_mm ? wide_mm / 2 + 0.5 : 0,
                                  .most = JJ_LABEL_HIDES});
    }
}

/* The place of a facility on the page; false: outside the frame. */
static bool place_facility(const jj_page *p, const jj_view *v, const jj_sheet_point *f,
                           double at[2]) {
    const double beyond = 2;
    at[0] = jj_view_x(v, p->spec.is_public ? generalised(f->x) : f->x);
    at[1] = jj_view_y(v, p->spec.is_public ? generalised(f->y) : f->y);
    return at[0] > v->frame.x - beyond && at[0] < v->frame.x + v->frame.w + beyond &&
           at[1] > v->frame.y - beyond && at[1] < v->frame.y + v->frame.h + beyond;
}

static void draw_facilities(jj_page *p, const jj_view *v, const jj_sheet_data *d) {
    double radius = d->n_facilities > 2000 ? 0.35 : d->n_facilities > 300 ? 0.6 : 0.95;
    radius = v->focus < d->n_units ? 0.95 : p->is_figure ? 0.7 * radius : radius;
    for (size_t i = 0; i < d->n_facilities; i++) {
        double at[2];
        if (!place_facility(p, v, &d->facilities[i], at))
            continue;
        double x = at[0], y = at[1];
        cairo_new_sub_path(p->cr);
        cairo_arc(p->cr, x, y, radius, 0, 2 * acos(-1.0));
        cairo_set_source_rgb(p->cr, 0, 0.27, 0.55);
        cairo_fill_preserve(p->cr);
        cairo_set_source_rgb(p->cr, 1, 1, 1);
        cairo_set_line_width(p->cr, 0.15);
        cairo_stroke(p->cr);
        if (p->n_points < JJ_MOST_LABELS)
            p->points[p->n_points++] = (jj_box){x - radius, y - radius, 2 * radius, 2 * radius};
    }
}

/* Names of what serves beside their signs: those in the unit shown, or those around it. */
static void name_facilities(jj_page *p, const jj_view *v, const jj_sheet_data *d, bool is_in) {
    const jj_sheet_shape *unit = &d->units[v->focus].shape;
    for (size_t i = 0; i < d->n_facilities; i++) {
        const jj_sheet_point *f = &d->facilities[i];
        double at[2];
        if (place_facility(p, v, f, at) && jj_sheet_shape_has(unit, f->x, f->y) == is_in)
            jj_draw_label(p, v,
                          &(jj_label){.text = f->name,
                                      .mm = 2.2,
                                      .x = at[0],
                                      .y = at[1],
                                      .rgb = {0, 0.2, 0.42},
                                      .wrap_mm = 40,
                                      .beside_mm = 1.3});
    }
}

/* On the page of a unit, while they are few. */
static void label_facilities(jj_page *p, const jj_view *v, const jj_sheet_data *d) {
    enum { MOST_NAMES = 80 };
    if (v->focus >= d->n_units || p->n_points > MOST_NAMES || p->spec.is_public)
        return;
    name_facilities(p, v, d, true);
    name_facilities(p, v, d, false);
}

static void label_above(jj_page *p, const jj_view *v, const jj_sheet_data *d) {
    for (size_t i = 0; i < d->n_above && d->n_above > 1; i++) {
        double at[2];
        if (strcmp(d->above[i].level, d->level_above) == 0 && find_place(v, &d->above[i].shape, at))
            jj_draw_label(p, v,
                          &(jj_label){.text = d->above[i].name,
                                      .mm = p->is_figure ? 2.6 : 4.4,
                                      .x = at[0],
                                      .y = at[1],
                                      .is_bold = true,
                                      .rgb = {0.13, 0.2, 0.4},
                                      .within = &d->above[i].shape,
                                      .most = JJ_LABEL_LEAVES});
    }
}

/* Whether a name of that size is told to belong to the shape rather than to those around it. */
static bool has_room(const jj_view *v, const jj_sheet_data *d, const jj_sheet_shape *s,
                     const char *name, double mm) {
    double beyond = d->n_units > 400 ? 1.1 : 2.2; /* of the shape's width, where few are named */
    double w = (s->box[2] - s->box[0]) / v->metres_a_mm,
           h = (s->box[3] - s->box[1]) / v->metres_a_mm;
    double wanted = fmin(jj_text_width(name) * mm / 2, 14 * mm);
    return w * beyond > wanted && h * beyond > mm;
}

/* Names of the larger units first; small sheets of many units keep what fits. */
static void label_units(jj_page *p, const jj_view *v, const jj_sheet_data *d) {
    double mm = d->n_units > 150 ? 2.0 : d->n_units > 60 ? 2.4 : 3.2;
    bool has_focus = v->focus < d->n_units;
    mm = p->is_figure ? fmin(mm, 1.9) : has_focus ? 3 : mm;
    double at[2];
    if (has_focus && find_place(v, &d->units[v->focus].shape, at))
        jj_draw_label(p, v,
                      &(jj_label){.text = d->units[v->focus].name,
                                  .mm = 4.6,
                                  .x = at[0],
                                  .y = at[1],
                                  .is_bold = true,
                                  .rgb = {0.1, 0.1, 0.1},
                                  .wrap_mm = 70,
                                  .within = &d->units[v->focus].shape,
                                  .most = JJ_LABEL_LEAVES});
    for (size_t n = 0; n < d->n_units; n++) {
        size_t i = d->by_area[n];
        const jj_sheet_unit *u = &d->units[i];
        if ((has_focus && i == v->focus) || !has_room(v, d, &u->shape, u->name, mm) ||
            !find_place(v, &u->shape, at))
            continue;
        double grey = has_focus ? 0.35 : 0.1;
        jj_draw_label(p, v,
                      &(jj_label){.text = u->name,
                                  .mm = mm,
                                  .x = at[0],
                                  .y = at[1],
                                  .rgb = {grey, grey, grey},
                                  .wrap_mm = 14 * mm,
                                  .within = &u->shape,
                                  .most = has_focus ? JJ_LABEL_HIDES : JJ_LABEL_LEAVES});
    }
}

void jj_draw_map(jj_page *p, const jj_view *v, const jj_sheet_data *d,
                 const jj_legend_class *classes) {
    cairo_save(p->cr);
    cairo_rectangle(p->cr, v->frame.x, v->frame.y, v->frame.w, v->frame.h);
    cairo_clip(p->cr);
    fill_units(p, v, d, classes);
    draw_relief(p, v, d);
    draw_boundaries(p, v, d);
    if (p->spec.is_public)
        mark_gaps(p, v, d);
    else
        draw_gaps(p, v, d);
    draw_facilities(p, v, d);
    label_above(p, v, d);
    label_units(p, v, d);
    if (!p->spec.is_public)
        number_gaps(p, v, d);
    label_facilities(p, v, d);
    cairo_restore(p->cr);
}
