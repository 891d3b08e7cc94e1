#include "out/opinion/map.h"
#include "base/lang.h"
#include "geo/metric.h"
#include "store/crs.h"
#include "store/shape.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Degrees to millimetres: a plane in metres about the middle of the sites. */
typedef struct view {
    jj_ctx *ctx;
    const jj_opinion *o;
    cairo_t *cr;
    double x, y, w, h; /* frame, mm */
    double lon0, lat0, east_m, north_m, metres_a_mm;
    double box[4]; /* of the frame in degrees: west, south, east, north */
    bool *is_seen; /* by mark: it stands somewhere on the map */
} view;

/* What the legend may have to explain, in its order. */
typedef enum mark {
    MARK_PROPOSED,
    MARK_CLOSING,
    MARK_EXISTING,
    MARK_NEWLY,
    MARK_LOST,
    MARK_WITHIN,
    MARK_BEYOND,
    MARK_FORBIDDEN,
    MARK_BLOCKED,
    N_MARKS
} mark;

typedef struct mark_style {
    const char *title;
    double rgb[3];
    bool is_dot;
} mark_style;

static const mark_style marks[N_MARKS] = {
    [MARK_PROPOSED] = {"proposed", {0.80, 0.10, 0.10}, true},
    [MARK_CLOSING] = {"to be closed", {0.35, 0.35, 0.35}, true},
    [MARK_EXISTING] = {"existing, the same kind", {0.13, 0.40, 0.67}, true},
    [MARK_NEWLY] = {"newly within", {0.32, 0.70, 0.48}, false},
    [MARK_LOST] = {"no longer within", {0.66, 0.44, 0.70}, false},
    [MARK_WITHIN] = {"within already", {0.73, 0.86, 0.92}, false},
    [MARK_BEYOND] = {"still beyond", {0.97, 0.72, 0.54}, false},
    [MARK_FORBIDDEN] = {"forbidden ground", {0.95, 0.78, 0.77}, false},
    [MARK_BLOCKED] = {"cannot be crossed", {0.84, 0.88, 0.92}, false}};

static void use(const view *v, mark m) {
    const double *rgb = marks[m].rgb;
    v->is_seen[m] = true;
    cairo_set_source_rgb(v->cr, rgb[0], rgb[1], rgb[2]);
}

/* The candidate that is recommended: its people colour the map. */
static const jj_proposal *best_of(const view *v) {
    return &v->o->shown[v->o->best];
}

static double at_x(const view *v, double lon) {
    return v->x + v->w / 2 + (lon - v->lon0) * v->east_m / v->metres_a_mm;
}

static double at_y(const view *v, double lat) {
    return v->y + v->h / 2 - (lat - v->lat0) * v->north_m / v->metres_a_mm;
}

static void grow_box(double box[4], double lon, double lat) {
    box[0] = fmin(box[0], lon);
    box[1] = fmin(box[1], lat);
    box[2] = fmax(box[2], lon);
    box[3] = fmax(box[3], lat);
}

static void grow_by_sites(const view *v, double box[4]) {
    for (size_t i = 0; i < v->o->n_shown; i++) {
        const jj_proposal_ask *ask = v->o->shown[i].ask;
        for (size_t k = 0; k < ask->n_added; k++)
            grow_box(box, ask->added[k].lon, ask->added[k].lat);
    }
}

/* One that closes far from the new site would make the people around either too small to see. */
static void grow_by_closed(const view *v, double around_m, double box[4]) {
    for (size_t i = 0; i < v->o->n_shown; i++)
        for (size_t k = 0; k < v->o->shown[i].ask->n_closed; k++) {
            const jj_facility *f = jj_proposal_closed(&v->o->shown[i], k);
            bool is_first = !(box[0] <= box[2]);
            if (f->has_point &&
                (is_first || jj_metric_distance_m(f->lon, f->lat, (box[0] + box[2]) / 2,
                                                  (box[1] + box[3]) / 2) < 4 * around_m))
                grow_box(box, f->lon, f->lat);
        }
}

/* The sites, and so far around them as one goes within the standard on even ground. */
static void fit(view *v) {
    double box[4] = {INFINITY, INFINITY, -INFINITY, -INFINITY}, around_m = 1500;
    for (size_t i = 0; i < v->o->n_shown; i++)
        if (v->o->shown[i].effect.rule != JJ_NO_UNIT)
            around_m = fmax(around_m, fmin(8000, v->o->shown[i].effect.within_ms / 1000.0 * 1.6));
    grow_by_sites(v, box);
    grow_by_closed(v, around_m, box);
    if (!(box[0] <= box[2]))
        memcpy(box, (double[4]){0, 0, 0, 0}, sizeof box);
    v->lon0 = (box[0] + box[2]) / 2;
    v->lat0 = (box[1] + box[3]) / 2;
    jj_metric_at(v->lat0, &v->east_m, &v->north_m);
    double wide = (box[2] - box[0]) * v->east_m + 2 * around_m;
    double high = (box[3] - box[1]) * v->north_m + 2 * around_m;
    v->metres_a_mm = fmax(wide / v->w, high / v->h);
    double half_lon = v->w / 2 * v->metres_a_mm / v->east_m;
    double half_lat = v->h / 2 * v->metres_a_mm / v->north_m;
    v->box[0] = v->lon0 - half_lon;
    v->box[1] = v->lat0 - half_lat;
    v->box[2] = v->lon0 + half_lon;
    v->box[3] = v->lat0 + half_lat;
}

/* At sizes of a few units whole advances would crowd the letters. */
void jj_opinion_smooth(PangoLayout *layout) {
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    pango_cairo_context_set_font_options(pango_layout_get_context(layout), options);
    pango_context_set_round_glyph_positions(pango_layout_get_context(layout), FALSE);
    pango_layout_context_changed(layout);
    cairo_font_options_destroy(options);
}

static PangoLayout *layout_of(const view *v, const char *text, double mm) {
    PangoLayout *layout = pango_cairo_create_layout(v->cr);
    PangoFontDescription *font = pango_font_description_new();
    pango_font_description_set_family(font, "Noto Sans CJK SC, Noto Sans, sans-serif");
    pango_font_description_set_absolute_size(font, mm * PANGO_SCALE);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
    pango_layout_set_text(layout, text, -1);
    jj_opinion_smooth(layout);
    return layout;
}

static double width_of(const view *v, const char *text, double mm) {
    int width;
    PangoLayout *layout = layout_of(v, text, mm);
    pango_layout_get_size(layout, &width, NULL);
    g_object_unref(layout);
    return (double)width / PANGO_SCALE;
}

static void write_at(const view *v, const char *text, double mm, double x, double y,
                     bool is_centred) {
    PangoLayout *layout = layout_of(v, text, mm);
    int width, height;
    pango_layout_get_size(layout, &width, &height);
    cairo_move_to(v->cr, is_centred ? x - (double)width / PANGO_SCALE / 2 : x,
                  is_centred ? y - (double)height / PANGO_SCALE / 2 : y);
    pango_cairo_layout_path(v->cr, layout);
    cairo_set_source_rgba(v->cr, 1, 1, 1, 0.85);
    cairo_set_line_width(v->cr, mm / 4);
    cairo_stroke_preserve(v->cr);
    cairo_set_source_rgb(v->cr, 0.1, 0.1, 0.1);
    cairo_fill(v->cr);
    g_object_unref(layout);
}

static void free_shape(jj_shape **s) {
    jj_shape_free(*s);
}

static jj_status trace(const view *v, const uint8_t *wkb, size_t len, double box[4],
                       bool *is_seen) {
    JJ_CLEANUP(free_shape) jj_shape *shape = NULL;
    jj_rings rings;
    JJ_TRY(jj_shape_new(v->ctx, wkb, len, &shape));
    jj_shape_box(shape, box);
    *is_seen =
        box[0] <= v->box[2] && box[2] >= v->box[0] && box[1] <= v->box[3] && box[3] >= v->box[1];
    if (!*is_seen)
        return JJ_OK;
    JJ_TRY(jj_shape_rings(v->ctx, shape, &rings));
    for (size_t k = 0, first = 0; k < rings.n_rings; first = rings.ring_end[k++]) {
        for (size_t i = first; i < rings.ring_end[k]; i++) {
            double x = at_x(v, rings.xy[2 * i]), y = at_y(v, rings.xy[2 * i + 1]);
            if (i == first)
                cairo_move_to(v->cr, x, y);
            else
                cairo_line_to(v->cr, x, y);
        }
        cairo_close_path(v->cr);
    }
    return JJ_OK;
}

/* Ground one may not or should not build on. */
static jj_status draw_constraints(const view *v) {
    const jj_scene *s = &v->o->shown[0].on->loaded.scene;
    for (size_t c = 0; c < s->n_constraints; c++) {
        const jj_constraint *k = &s->constraints[c];
        bool is_prefer = k->effect == JJ_EFFECT_PREFER;
        for (size_t i = 0; i < k->n_areas; i++) {
            double box[4];
            bool is_seen;
            const jj_constraint_area *a = &k->areas[i];
            JJ_TRY(trace(v, a->wkb, a->wkb_len, box, &is_seen));
            if (!is_seen)
                continue;
            cairo_set_fill_rule(v->cr, CAIRO_FILL_RULE_EVEN_ODD);
            if (!k->is_outside && k->effect == JJ_EFFECT_FORBID) {
                v->is_seen[MARK_FORBIDDEN] = true;
                cairo_set_source_rgba(v->cr, 0.84, 0.19, 0.15, 0.25);
                cairo_fill_preserve(v->cr);
            }
            cairo_set_source_rgb(v->cr, is_prefer ? 0.1 : 0.7, is_prefer ? 0.5 : 0.1, 0.1);
            cairo_set_line_width(v->cr, 0.2);
            cairo_stroke(v->cr);
        }
    }
    return JJ_OK;
}

static jj_status draw_units(const view *v) {
    const jj_units *u = &v->o->shown[0].scene.units;
    for (size_t i = 0; i < u->n; i++) {
        double box[4];
        bool is_seen;
        if (!u->units[i].wkb)
            continue;
        JJ_TRY(trace(v, u->units[i].wkb, u->units[i].wkb_len, box, &is_seen));
        if (!is_seen)
            continue;
        cairo_set_source_rgb(v->cr, 0.35, 0.35, 0.35);
        cairo_set_line_width(v->cr, u->units[i].level == 0 ? 0.5 : 0.25);
        cairo_stroke(v->cr);
        bool is_lowest =
            u->units[i].level + 1 >= u->n_levels || !u->levels[u->units[i].level + 1].has_geometry;
        double x = at_x(v, (box[0] + box[2]) / 2), y = at_y(v, (box[1] + box[3]) / 2);
        if (is_lowest && x > v->x && x < v->x + v->w && y > v->y && y < v->y + v->h)
            write_at(v, u->units[i].name, 2.4, x, y, true);
    }
    return JJ_OK;
}

/* Reach of a proposal's rule before and after; NULL without one. */
typedef struct reaches {
    const jj_rule_reach *was, *now;
} reaches;

static reaches reaches_of(const jj_proposal *a) {
    reaches r = {0};
    for (size_t i = 0; i < a->was.n_reaches; i++)
        if (a->was.reaches[i].rule == a->effect.rule)
            r.was = &a->was.reaches[i];
    for (size_t i = 0; i < a->now.n_reaches; i++)
        if (a->now.reaches[i].rule == a->effect.rule)
            r.now = &a->now.reaches[i];
    return r;
}

static void fill_cell(const view *v, const double *lon, const double *lat) {
    for (int i = 0; i < 4; i++)
        if (i == 0)
            cairo_move_to(v->cr, at_x(v, lon[i]), at_y(v, lat[i]));
        else
            cairo_line_to(v->cr, at_x(v, lon[i]), at_y(v, lat[i]));
    cairo_close_path(v->cr);
}

static void cell_corners(const jj_grid *g, uint32_t row, uint32_t col, double x[4], double y[4]) {
    for (int i = 0; i < 4; i++) {
        x[i] = g->x0 + (col + (i == 1 || i == 2)) * g->dx;
        y[i] = g->y0 - (row + (i >= 2)) * g->dy;
    }
}

typedef struct window {
    uint32_t row0, col0, row1, col1; /* past the end */
} window;

/* The cells under the frame. */
static jj_status window_of(const view *v, const jj_grid *g, jj_transform *from_wgs84, window *out) {
    double x[4] = {v->box[0], v->box[2], v->box[2], v->box[0]};
    double y[4] = {v->box[3], v->box[3], v->box[1], v->box[1]};
    double box[4] = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    if (from_wgs84)
        JJ_TRY(jj_transform_points(v->ctx, from_wgs84, x, y, 4));
    for (int i = 0; i < 4; i++)
        grow_box(box, x[i], y[i]);
    out->row0 = (uint32_t)fmin(g->rows, fmax(0, floor((g->y0 - box[3]) / g->dy)));
    out->row1 = (uint32_t)fmin(g->rows, fmax(0, ceil((g->y0 - box[1]) / g->dy)));
    out->col0 = (uint32_t)fmin(g->cols, fmax(0, floor((box[0] - g->x0) / g->dx)));
    out->col1 = (uint32_t)fmin(g->cols, fmax(0, ceil((box[2] - g->x0) / g->dx)));
    return JJ_OK;
}

/* What a cell is painted with; N_MARKS: with nothing. */
typedef mark (*mark_fn)(const jj_proposal *a, const reaches *r, size_t cell);

static mark mark_of_people(const jj_proposal *a, const reaches *r, size_t cell) {
    (void)a;
    if (!r->was || !r->now || !(r->was->people[cell] > 0) || r->was->reach[cell] == JJ_REACH_NODATA)
        return N_MARKS;
    bool was = r->was->reach[cell] == JJ_REACH_COVERED;
    bool now = r->now->reach[cell] == JJ_REACH_COVERED;
    if (was != now)
        return now ? MARK_NEWLY : MARK_LOST;
    return now ? MARK_WITHIN : MARK_BEYOND;
}

/* Water and the like, by the way of travel that the rule speaks of. */
static mark mark_of_ground(const jj_proposal *a, const reaches *r, size_t cell) {
    (void)r;
    const char *profile =
        a->effect.rule == JJ_NO_UNIT ? NULL : a->rules.rules[a->effect.rule].profiles[0];
    const jj_profile *p = profile ? jj_scene_profile(&a->scene, profile) : NULL;
    return p && p->pace_ms_m && !(p->pace_ms_m[cell] > 0) ? MARK_BLOCKED : N_MARKS;
}

/* The cells under the frame, and the way between their system and degrees. */
typedef struct lattice {
    jj_transform *there, *back; /* NULL where the grid is in degrees */
    window w;
} lattice;

static void lattice_deinit(lattice *l) {
    jj_transform_free(l->there);
    jj_transform_free(l->back);
}

static jj_status lattice_init(const view *v, const jj_scene *s, lattice *l) {
    enum { MOST_CELLS = 250000 };
    if (!s->grid.is_geographic) {
        JJ_TRY(jj_transform_new(v->ctx, s->crs, "EPSG:4326", &l->there));
        JJ_TRY(jj_transform_new(v->ctx, "EPSG:4326", s->crs, &l->back));
    }
    JJ_TRY(window_of(v, &s->grid, l->back, &l->w));
    if ((uint64_t)(l->w.row1 - l->w.row0) * (l->w.col1 - l->w.col0) > MOST_CELLS)
        l->w = (window){0};
    return JJ_OK;
}

static jj_status draw_cells(const view *v, const lattice *l, mark_fn mark_of) {
    const jj_proposal *a = best_of(v);
    const jj_grid *g = &a->scene.grid;
    const reaches r = reaches_of(a);
    for (uint32_t row = l->w.row0; row < l->w.row1; row++)
        for (uint32_t col = l->w.col0; col < l->w.col1; col++) {
            double x[4], y[4];
            mark m = mark_of(a, &r, (size_t)row * g->cols + col);
            if (m == N_MARKS)
                continue;
            cell_corners(g, row, col, x, y);
            if (l->there)
                JJ_TRY(jj_transform_points(v->ctx, l->there, x, y, 4));
            fill_cell(v, x, y);
            use(v, m);
            cairo_fill(v->cr);
        }
    return JJ_OK;
}

/* One stretch of road as a path. */
static void trace_road(const view *v, const jj_roads *roads, size_t i) {
    const double *from = roads->node_lonlat + 2 * (size_t)roads->roads[i].from;
    const double *to = roads->node_lonlat + 2 * (size_t)roads->roads[i].to;
    cairo_move_to(v->cr, at_x(v, from[0]), at_y(v, from[1]));
    for (uint64_t b = roads->bend_first[i]; b < roads->bend_first[i + 1]; b++)
        cairo_line_to(v->cr, at_x(v, roads->bends[2 * b]), at_y(v, roads->bends[2 * b + 1]));
    cairo_line_to(v->cr, at_x(v, to[0]), at_y(v, to[1]));
}

static void draw_roads(const view *v) {
    const jj_scene *s = &best_of(v)->on->loaded.scene;
    const jj_streets *streets = NULL;
    for (size_t i = 0; !streets && i < s->n_profiles; i++)
        streets = s->profiles[i].streets;
    if (!streets || !streets->roads.node_lonlat)
        return;
    cairo_set_source_rgb(v->cr, 0.72, 0.72, 0.72);
    cairo_set_line_width(v->cr, 0.15);
    for (size_t i = 0; i < streets->roads.n_roads; i++) {
        const double *at = streets->roads.node_lonlat + 2 * (size_t)streets->roads.roads[i].from;
        bool is_in =
            at[0] >= v->box[0] && at[0] <= v->box[2] && at[1] >= v->box[1] && at[1] <= v->box[3];
        if (!is_in)
            continue;
        trace_road(v, &streets->roads, i);
        cairo_stroke(v->cr);
    }
}

static jj_status draw_ground(const view *v) {
    JJ_CLEANUP(lattice_deinit) lattice l = {0};
    const jj_scene *s = &best_of(v)->scene;
    if (!s->has_grid)
        return JJ_OK;
    JJ_TRY(lattice_init(v, s, &l));
    JJ_TRY(draw_cells(v, &l, mark_of_ground));
    draw_roads(v);
    return draw_cells(v, &l, mark_of_people);
}

static void draw_dot(const view *v, double lon, double lat, double mm, mark m) {
    cairo_arc(v->cr, at_x(v, lon), at_y(v, lat), mm, 0, 2 * G_PI);
    use(v, m);
    cairo_fill_preserve(v->cr);
    cairo_set_source_rgb(v->cr, 1, 1, 1);
    cairo_set_line_width(v->cr, 0.2);
    cairo_stroke(v->cr);
}

static bool is_closing(const jj_proposal *a, const jj_facility *f) {
    for (size_t i = 0; i < a->ask->n_closed; i++)
        if (strcmp(a->ask->closed[i], f->id) == 0)
            return true;
    return false;
}

static void draw_facilities(const view *v) {
    const jj_proposal *a = best_of(v);
    for (size_t i = 0; i < a->on->n_old; i++) {
        const jj_facility *f = &a->scene.facilities[i];
        bool is_on = f->has_point && f->lon >= v->box[0] && f->lon <= v->box[2] &&
                     f->lat >= v->box[1] && f->lat <= v->box[3];
        if (is_on && is_closing(a, f)) {
            draw_dot(v, f->lon, f->lat, 1.3, MARK_CLOSING);
            write_at(v, f->name, 2.6, at_x(v, f->lon) + 1.8, at_y(v, f->lat) + 0.8, false);
        } else if (is_on && strcmp(f->kind, a->ask->kind) == 0 &&
                   jj_facility_is_open(f, a->scene.year)) {
            draw_dot(v, f->lon, f->lat, 0.8, MARK_EXISTING);
        }
    }
}

static const char *site_label(const view *v, const jj_proposal *a, const jj_candidate *c) {
    if (a->ask->n_closed > 0)
        return jj_tr(v->o->lang, "new site");
    bool is_alone = v->o->n_shown == 1 && a->ask->n_added == 1;
    return is_alone && c->is_numbered ? jj_tr(v->o->lang, "proposed") : c->name;
}

static jj_status draw_sites(const view *v) {
    for (size_t i = 0; i < v->o->n_shown; i++) {
        const jj_proposal *a = &v->o->shown[i];
        for (size_t k = 0; k < a->ask->n_added; k++) {
            const jj_candidate *c = &a->ask->added[k];
            double box[4];
            bool is_seen;
            if (c->parcel)
                JJ_TRY(trace(v, c->parcel, c->parcel_len, box, &is_seen));
            use(v, MARK_PROPOSED);
            cairo_set_line_width(v->cr, 0.4);
            cairo_stroke(v->cr);
            draw_dot(v, c->lon, c->lat, 1.3, MARK_PROPOSED);
            write_at(v, site_label(v, a, c), 3, at_x(v, c->lon) + 1.8, at_y(v, c->lat) - 3.4,
                     false);
        }
    }
    return JJ_OK;
}

static void draw_scale(const view *v) {
    double wanted = v->w / 5 * v->metres_a_mm, step = pow(10, floor(log10(wanted)));
    double metres = wanted >= 5 * step ? 5 * step : wanted >= 2 * step ? 2 * step : step;
    double mm = metres / v->metres_a_mm, x = v->x + v->w - mm - 4, y = v->y + v->h - 3;
    char text[32];
    cairo_set_source_rgb(v->cr, 0.1, 0.1, 0.1);
    cairo_set_line_width(v->cr, 0.5);
    cairo_move_to(v->cr, x, y - 1);
    cairo_line_to(v->cr, x, y);
    cairo_line_to(v->cr, x + mm, y);
    cairo_line_to(v->cr, x + mm, y - 1);
    cairo_stroke(v->cr);
    if (metres >= 1000)
        snprintf(text, sizeof text, "%.4g km", metres / 1000);
    else
        snprintf(text, sizeof text, "%.4g m", metres);
    write_at(v, text, 2.4, x + mm / 2, y - 2.6, true);
    double top = v->y + 4, middle = v->x + v->w - 5;
    cairo_move_to(v->cr, middle, top);
    cairo_line_to(v->cr, middle - 1.6, top + 5);
    cairo_line_to(v->cr, middle, top + 3.8);
    cairo_line_to(v->cr, middle + 1.6, top + 5);
    cairo_close_path(v->cr);
    cairo_set_source_rgb(v->cr, 0.1, 0.1, 0.1);
    cairo_fill(v->cr);
    write_at(v, "N", 2.6, middle, top + 6.6, true);
}

/* "newly within (乙)": the people are coloured by one of several. */
static void add_title(const view *v, mark m, jj_text *t) {
    const jj_proposal *best = best_of(v);
    bool is_of_one =
        v->o->n_shown > 1 && best->ask->n_added > 0 && (m == MARK_NEWLY || m == MARK_LOST);
    const char *title = jj_tr(v->o->lang, marks[m].title);
    if (is_of_one)
        jj_text_addf(t, jj_tr(v->o->lang, "%s (%s)"), title, best->ask->added[0].name);
    else
        jj_text_add(t, title);
}

/* Swatches of what stands on the map, in a line below the frame; smaller where there are many. */
static void draw_legend(const view *v) {
    const double letters_mm = 2.3, swatch_mm = 3.4, gap_mm = 4;
    jj_text titles[N_MARKS] = {{0}};
    double wide = 0;
    for (mark m = 0; m < N_MARKS; m++) {
        if (!v->is_seen[m])
            continue;
        add_title(v, m, &titles[m]);
        if (titles[m].s)
            wide += swatch_mm + width_of(v, titles[m].s, letters_mm) + gap_mm;
    }
    double scale = fmin(1, v->w / wide), x = v->x, y = v->y + v->h + 1.2;
    for (mark m = 0; m < N_MARKS; m++) {
        if (!titles[m].s)
            continue;
        use(v, m);
        if (marks[m].is_dot)
            cairo_arc(v->cr, x + 1.2 * scale, y + 1.5 * scale, scale, 0, 2 * G_PI);
        else
            cairo_rectangle(v->cr, x, y + 0.4 * scale, 2.6 * scale, 2.2 * scale);
        cairo_fill(v->cr);
        write_at(v, titles[m].s, letters_mm * scale, x + swatch_mm * scale, y, false);
        x += scale * (swatch_mm + width_of(v, titles[m].s, letters_mm) + gap_mm);
        jj_text_deinit(&titles[m]);
    }
}

static jj_status draw_inside(const view *v) {
    JJ_TRY(draw_ground(v));
    JJ_TRY(draw_constraints(v));
    JJ_TRY(draw_units(v));
    draw_facilities(v);
    JJ_TRY(draw_sites(v));
    draw_scale(v);
    return JJ_OK;
}

jj_status jj_opinion_map(jj_ctx *ctx, const jj_opinion *o, cairo_t *cr, const double frame[4]) {
    enum { LEGEND_MM = 5 };
    bool is_seen[N_MARKS] = {false};
    view v = {.ctx = ctx, .o = o, .cr = cr, .is_seen = is_seen};
    v.x = frame[0];
    v.y = frame[1];
    v.w = frame[2];
    v.h = frame[3] - LEGEND_MM;
    fit(&v);
    cairo_save(cr);
    cairo_rectangle(cr, v.x, v.y, v.w, v.h);
    cairo_clip(cr);
    jj_status st = draw_inside(&v);
    cairo_restore(cr);
    cairo_new_path(cr);
    cairo_rectangle(cr, v.x, v.y, v.w, v.h);
    cairo_set_source_rgb(cr, 0.1, 0.1, 0.1);
    cairo_set_line_width(cr, 0.3);
    cairo_stroke(cr);
    draw_legend(&v);
    return st;
}
