/* The words beside the map: title, legend, figures of the unit shown, gaps by rank, notes. */
#include "base/lang.h"
#include "out/annex/form.h"
#include "out/sheet/draw.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static bool is_zh(const jj_page *p) {
    return p->spec.lang == JJ_LANG_ZH;
}

static const char *level_title(const jj_page *p, const char *level) {
    static const char *const titles[][3] = {
        {"province", "省界", "province"},         {"prefecture", "市界", "prefecture"},
        {"county", "县（市、区）界", "county"},   {"township", "乡镇（街道）界", "township"},
        {"subdistrict", "街道界", "subdistrict"}, {"village", "村（社区）界", "village"},
    };
    for (size_t i = 0; i < JJ_COUNT(titles); i++)
        if (strcmp(titles[i][0], level) == 0)
            return titles[i][is_zh(p) ? 1 : 2];
    return is_zh(p) ? "界线" : level;
}

/* How large words are: small paper has small ones. */
static double scaled(const jj_page *p, double mm) {
    return mm * p->word_scale;
}

static double write_text(const jj_page *p, const char *text, double mm, bool is_bold, jj_box at) {
    return jj_draw_text(p, text, scaled(p, mm), is_bold, at);
}

static double write_line(const jj_page *p, jj_text *line, double mm, jj_box at) {
    double h = write_text(p, line->failed || !line->s ? "" : line->s, mm, false, at);
    line->len = 0;
    if (line->s)
        line->s[0] = '\0';
    return h;
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

static void draw_swatch(const jj_page *p, const jj_legend_class *c, double x, double y) {
    jj_box b = {x, y, scaled(p, 8), scaled(p, 4.5)};
    cairo_rectangle(p->cr, b.x, b.y, b.w, b.h);
    jj_set_rgb(p, c->rgb);
    cairo_fill_preserve(p->cr);
    if (c->is_hatched) {
        cairo_path_t *outline = cairo_copy_path(p->cr);
        cairo_set_source_rgba(p->cr, 0, 0, 0, 0.35);
        jj_draw_hatch(p, &b, scaled(p, 2));
        cairo_append_path(p->cr, outline);
        cairo_path_destroy(outline);
    }
    cairo_set_source_rgb(p->cr, 0.3, 0.3, 0.3);
    cairo_set_line_width(p->cr, 0.2);
    cairo_stroke(p->cr);
}

/* Words right of a sign at (at.x, y); returns the y of the next sign. */
static double beside(const jj_page *p, const char *words, jj_box at, double y) {
    double x = scaled(p, 10);
    double taken = write_text(p, words, 3.2, false, (jj_box){at.x + x, y, at.w - x, 0});
    return y + fmax(scaled(p, 6.5), taken + scaled(p, 1.5));
}

static double legend_boundaries(const jj_page *p, const jj_sheet_data *d, jj_box at, double y) {
    const char *last = "";
    for (size_t i = 0; i <= d->n_above; i++) {
        const char *level = i < d->n_above ? d->above[i].level : d->level;
        if (strcmp(level, last) == 0)
            continue;
        last = level;
        cairo_move_to(p->cr, at.x, y + scaled(p, 2.2));
        cairo_line_to(p->cr, at.x + scaled(p, 8), y + scaled(p, 2.2));
        jj_set_boundary(p, level);
        jj_end_boundary(p);
        y = beside(p, level_title(p, level), at, y);
    }
    return y;
}

static const jj_legend_class blank = {"", "", {247, 247, 245}, false};

/* Units on the map that the rule says nothing of. */
static double legend_rest(const jj_page *p, const jj_sheet_data *d, jj_box at, double y) {
    JJ_CLEANUP(jj_text_deinit) jj_text line = {0};
    size_t n = 0;
    for (size_t i = 0; i < d->n_units; i++)
        n += d->units[i].verdict < 0 && d->units[i].shape.n_points > 0;
    if (n == 0)
        return y;
    jj_text_addf(&line, jj_page_tr(p, "not under this rule: %zu units"), n);
    draw_swatch(p, &blank, at.x, y);
    return beside(p, line.failed ? "" : line.s, at, y);
}

/* Every class there is, with its units and people. */
static double legend_classes(const jj_page *p, const jj_sheet_data *d,
                             const jj_legend_class *classes, jj_box at, double y) {
    for (int c = JJ_PASS; c <= JJ_REPORT; c++) {
        tally t = count_class(d, c);
        if (t.n == 0)
            continue;
        JJ_CLEANUP(jj_text_deinit) jj_text line = {0};
        jj_text_addf(&line, jj_page_tr(p, "%s: %zu units"), classes[c].title, t.n);
        if (t.has_people) {
            jj_text_add(&line, is_zh(p) ? "，" : ", ");
            jj_people_print(&line, t.people, d->is_modelled, p->spec.lang);
        }
        draw_swatch(p, &classes[c], at.x, y);
        y = beside(p, line.failed ? "" : line.s, at, y);
    }
    return legend_rest(p, d, at, y);
}

/* On the page of a unit its own class alone is coloured. */
static double legend_unit(const jj_page *p, const jj_sheet_unit *u, const jj_legend_class *classes,
                          jj_box at, double y) {
    if (u->verdict >= 0) {
        draw_swatch(p, &classes[u->verdict], at.x, y);
        y = beside(p, classes[u->verdict].title, at, y);
    }
    draw_swatch(p, &blank, at.x, y);
    return beside(p, jj_page_tr(p, "units around it"), at, y);
}

/* Whether the sheet draws a gap: of the unit shown, or of any. */
static bool has_gap(const jj_sheet_data *d, size_t focus) {
    for (size_t i = 0; i < d->n_gaps; i++)
        if (d->gaps[i].shape.n_points > 0 &&
            (focus >= d->n_units || strcmp(d->gaps[i].unit_code, d->units[focus].code) == 0))
            return true;
    return false;
}

static double legend_gaps(const jj_page *p, jj_box at, double y) {
    static const jj_legend_class gap = {"", "", {190, 70, 115}, true};
    if (p->spec.is_public) {
        jj_set_rgb(p, gap.rgb);
        jj_trace_gap_mark(p, at.x + scaled(p, 4), y + scaled(p, 2.2));
        cairo_fill(p->cr);
    } else {
        draw_swatch(p, &gap, at.x, y);
    }
    return beside(p, jj_page_tr(p, "uncovered settlements"), at, y);
}

/* How many serve: on the page of a unit those that lie in it. */
static double legend_facilities(const jj_page *p, const jj_sheet_data *d, size_t focus, jj_box at,
                                double y) {
    JJ_CLEANUP(jj_text_deinit) jj_text line = {0};
    size_t n_in = 0;
    for (size_t i = 0; i < d->n_facilities && focus < d->n_units; i++)
        n_in += jj_sheet_shape_has(&d->units[focus].shape, d->facilities[i].x, d->facilities[i].y);
    const char *what =
        d->is_served ? jj_page_tr(p, "facilities that serve") : jj_page_tr(p, "facilities counted");
    if (focus < d->n_units)
        jj_text_addf(&line, jj_page_tr(p, "%s: %zu in this unit"), what, n_in);
    else
        jj_text_addf(&line, jj_page_tr(p, "%s: %zu"), what, d->n_facilities);
    if (focus >= d->n_units && d->n_placeless > 0)
        jj_text_addf(&line, jj_page_tr(p, "; %zu more without a place"), d->n_placeless);
    cairo_arc(p->cr, at.x + scaled(p, 4), y + scaled(p, 2.2), scaled(p, 1.1), 0, 2 * acos(-1.0));
    cairo_set_source_rgb(p->cr, 0, 0.27, 0.55);
    cairo_fill(p->cr);
    return beside(p, line.failed ? "" : line.s, at, y);
}

double jj_draw_legend(const jj_page *p, const jj_view *v, const jj_sheet_data *d,
                      const jj_legend_class *classes, jj_box at) {
    double y = at.y + write_text(p, jj_page_tr(p, "Legend"), 4, true, at) + 1.5;
    y = v->focus < d->n_units ? legend_unit(p, &d->units[v->focus], classes, at, y)
                              : legend_classes(p, d, classes, at, y);
    if (has_gap(d, v->focus))
        y = legend_gaps(p, at, y);
    if (jj_view_has_blocked(v, d)) {
        const jj_legend_class water = {
            "", "", {jj_blocked_rgb[0], jj_blocked_rgb[1], jj_blocked_rgb[2]}, false};
        draw_swatch(p, &water, at.x, y);
        y = beside(p, jj_page_tr(p, "water and other impassable ground"), at, y);
    }
    if (d->n_facilities)
        y = legend_facilities(p, d, v->focus, at, y);
    return legend_boundaries(p, d, at, y);
}

static double draw_title(const jj_page *p, const jj_sheet_data *d, size_t focus, jj_box at) {
    JJ_CLEANUP(jj_text_deinit) jj_text line = {0};
    bool is_unit = focus < d->n_units;
    const char *title = is_zh(p) ? d->title_zh : d->title_en;
    const char *area = !is_zh(p) && *d->area_en ? d->area_en : d->area_zh;
    jj_text_addf(&line, jj_page_tr(p, "Map %d"), d->number);
    if (is_unit)
        jj_text_addf(&line, "-%zu", focus + 1);
    jj_text_addf(&line, "  %s", area);
    double y = at.y + write_line(p, &line, 3.8, at) + 1;
    if (is_unit)
        y += write_text(p, d->units[focus].name, 7, true, (jj_box){at.x, y, at.w, 0}) + 1;
    y += write_text(p, title, is_unit ? 4.6 : 6, true, (jj_box){at.x, y, at.w, 0}) + 1.5;
    jj_text_addf(&line, jj_page_tr(p, "%s, judged for %d"), d->rule_id, d->year);
    y += write_line(p, &line, 3, (jj_box){at.x, y, at.w, 0}) + 0.5;
    if (d->is_share) { /* other figures are measured by their title and year alone */
        jj_text_addf(&line, jj_page_tr(p, "Measured by: %s"), is_zh(p) ? d->basis_zh : d->basis_en);
        y += write_line(p, &line, 3, (jj_box){at.x, y, at.w, 0});
    }
    return y + 3;
}

/* The unit's own figures in words. */
static double draw_figures(const jj_page *p, const jj_sheet_data *d, const jj_sheet_unit *u,
                           const jj_legend_class *classes, jj_box at) {
    JJ_CLEANUP(jj_text_deinit) jj_text line = {0};
    double y = at.y;
    if (u->verdict < 0)
        return y;
    jj_text_addf(&line, jj_page_tr(p, "Verdict: %s"), classes[u->verdict].title);
    if (d->is_share && u->den > 0) {
        jj_form_cell share = jj_form_percent(floor(u->num / u->den * 10000 + 0.5) / 100);
        jj_text_add(&line, jj_page_tr(p, "; covered "));
        jj_form_print(&line, &share, p->spec.lang);
    } else if (d->is_count && !isnan(u->num)) {
        jj_text_addf(&line, jj_page_tr(p, "; there are %.0f, needed %.0f"), u->num, u->den);
    }
    y += write_line(p, &line, 3.4, (jj_box){at.x, y, at.w, 0}) + 0.8;
    if (!isnan(u->people) && u->people > 0) {
        jj_text_add(&line, jj_page_tr(p, "People concerned: "));
        jj_people_print(&line, u->people, d->is_modelled, p->spec.lang);
        if (!isnan(u->uncovered)) {
            jj_text_add(&line, jj_page_tr(p, "; not covered: "));
            jj_people_print(&line, u->uncovered, d->is_modelled, p->spec.lang);
        }
        y += write_line(p, &line, 3.4, (jj_box){at.x, y, at.w, 0}) + 0.8;
    }
    return y + 2;
}

/* "3、长岭乡 约410人，距离过远；38 分钟到某园": a gap in a line, the `n`-th. */
static void tell_gap(const jj_page *p, const jj_sheet_data *d, const jj_sheet_gap *g, size_t n,
                     bool has_unit, jj_text *line) {
    jj_text_addf(line, is_zh(p) ? "%zu、" : "%zu) ", n);
    if (has_unit)
        jj_text_addf(line, "%s ", g->unit_name);
    jj_people_print(line, g->people, d->is_modelled, p->spec.lang);
    jj_text_addf(line, is_zh(p) ? "，%s" : ", %s", is_zh(p) ? g->reason_zh : g->reason_en);
    if (g->is_scattered)
        jj_text_add(line, jj_page_tr(p, " (scattered)"));
    if (!isnan(g->nearest_minutes) && *g->nearest_name)
        jj_text_addf(line, jj_page_tr(p, "; %.0f min to %s"), g->nearest_minutes, g->nearest_name);
}

static size_t count_listed(const jj_sheet_data *d, const char *unit) {
    size_t n = 0;
    for (size_t i = 0; i < d->n_gaps; i++)
        n += jj_gap_is_listed(&d->gaps[i], unit);
    return n;
}

/* The largest gaps as lines of text, as many as fit above `bottom`; how many are left is said. */
static void list_gaps(jj_page *p, const jj_sheet_data *d, const char *unit, jj_box at,
                      double bottom) {
    const double mm = 2.8, between = scaled(p, 0.8), rest_mm = scaled(p, 5), head_mm = scaled(p, 6);
    size_t n = 0, n_all = count_listed(d, unit);
    JJ_CLEANUP(jj_text_deinit) jj_text line = {0};
    if (n_all == 0 && unit)
        write_text(p, jj_page_tr(p, "No gap in this unit."), 3.2, false, at);
    if (n_all == 0 || at.y + head_mm + 2 * rest_mm > bottom)
        return;
    at.y += write_text(p, jj_page_tr(p, "Largest gaps"), 4, true, at) + 1;
    for (size_t i = 0; i < d->n_gaps; i++) {
        if (!jj_gap_is_listed(&d->gaps[i], unit))
            continue;
        tell_gap(p, d, &d->gaps[i], n + 1, !unit, &line);
        if (line.failed)
            return;
        double room = bottom - at.y - (n + 1 < n_all ? rest_mm : 0);
        if (jj_text_height(p, line.s, scaled(p, mm), at.w) > room)
            break;
        at.y += write_line(p, &line, mm, at) + between;
        n++;
    }
    p->n_listed = n;
    line.len = 0;
    jj_text_addf(&line, jj_page_tr(p, "... and %zu smaller ones"), n_all - n);
    if (n < n_all)
        write_line(p, &line, mm, at);
}

/* A note at the foot of the words, above `bottom`; returns its top. */
static double note_above(const jj_page *p, const char *text, double x, double bottom) {
    const double mm = 2.6, between = 0.4;
    double h = jj_text_height(p, text, scaled(p, mm), p->side_mm);
    write_text(p, text, mm, false, (jj_box){x, bottom - h, p->side_mm, 0});
    return bottom - h - between;
}

/* From the bottom up: marking, maker and date, sources, projection, scale. Returns its top. */
static double draw_notes(const jj_page *p, const jj_sheet_data *d, const jj_view *v, double x) {
    JJ_CLEANUP(jj_text_deinit) jj_text maker = {0}, data = {0}, rule = {0}, crs = {0}, places = {0};
    double y = p->height_mm - p->margin_mm - 6;
    write_text(p, p->spec.review ? p->spec.review : jj_page_tr(p, "For internal use"), 3.6, true,
               (jj_box){x, y, p->side_mm, 0});
    jj_text_addf(&maker, jj_page_tr(p, "Made by: %s   Date: %s"),
                 p->spec.maker ? p->spec.maker : "____________",
                 p->spec.date ? p->spec.date : "________");
    jj_text_addf(&data, jj_page_tr(p, "Data: %s"), d->data_source);
    jj_text_addf(&rule, jj_page_tr(p, "Source of the rule: %s"), d->source);
    jj_text_addf(&crs, jj_page_tr(p, "Coordinates: %s"), is_zh(p) ? d->crs_zh : d->crs_en);
    jj_text_addf(&places, jj_page_tr(p, "Places are generalised to squares of %d km."),
                 JJ_PUBLIC_SQUARE_M / 1000);
    if (maker.failed || data.failed || rule.failed || crs.failed || places.failed)
        return y;
    y = note_above(p, maker.s, x, y - 1.5);
    if (p->spec.is_public)
        y = note_above(p, places.s, x, y);
    if (*d->data_source)
        y = note_above(p, data.s, x, y);
    if (*d->source)
        y = note_above(p, rule.s, x, y);
    y = note_above(p, crs.s, x, y) - 11;
    jj_draw_scale(p, v, x, y);
    return y;
}

void jj_draw_side(jj_page *p, const jj_view *v, const jj_sheet_data *d,
                  const jj_legend_class *classes) {
    bool is_unit = v->focus < d->n_units;
    double m = p->margin_mm;
    jj_box side = {p->width_mm - p->side_mm - m, m, p->side_mm, 0};
    if (p->is_figure) {
        side.y = jj_draw_legend(p, v, d, classes, (jj_box){side.x, m + 1, side.w, 0}) + 2;
        jj_draw_scale(p, v, side.x, p->height_mm - 12);
        return;
    }
    double bottom = draw_notes(p, d, v, side.x) - 2;
    side.y = draw_title(p, d, v->focus, side);
    if (is_unit)
        side.y = draw_figures(p, d, &d->units[v->focus], classes, side);
    side.y = jj_draw_legend(p, v, d, classes, side) + 3;
    if (is_unit && p->spec.paper == JJ_PAPER_A3) {
        jj_box at = {side.x, bottom - 50, side.w, 48};
        jj_draw_locator(p, v, d, at);
        bottom -= 52;
    }
    list_gaps(p, d, is_unit ? d->units[v->focus].code : NULL, side, bottom);
}
