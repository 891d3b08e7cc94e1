#include "load/facilities_metres.h"
#include "load/questions.h"
#include "load/unit_lookup.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* From degrees to the scene's system, and the box of all units there. */
typedef struct placer {
    jj_loader *l;
    jj_transform *way;
    double box[4];
    bool has_units;
} placer;

static void placer_deinit(placer *p) {
    jj_transform_free(p->way);
}

static jj_status placer_new(jj_loader *l, placer *p) {
    p->l = l;
    p->box[0] = p->box[1] = INFINITY;
    p->box[2] = p->box[3] = -INFINITY;
    for (size_t i = 0; i < l->n_shapes; i++) {
        if (!l->shapes[i])
            continue;
        p->has_units = true;
        for (int k = 0; k < 2; k++) {
            p->box[k] = fmin(p->box[k], l->boxes[i][k]);
            p->box[k + 2] = fmax(p->box[k + 2], l->boxes[i][k + 2]);
        }
    }
    return jj_transform_new(l->ctx, "EPSG:4326", l->crs, &p->way);
}

/* False where the point has no image in the scene's system. */
static bool to_scene(const placer *p, double lon, double lat, double *x, double *y) {
    if (!(fabs(lat) <= 90 && fabs(lon) <= 360))
        return false;
    *x = lon;
    *y = lat;
    return jj_transform_points(p->l->ctx, p->way, x, y, 1) == JJ_OK;
}

static bool is_in_box(const placer *p, double lon, double lat) {
    double x, y;
    return to_scene(p, lon, lat, &x, &y) && x >= p->box[0] && x <= p->box[2] && y >= p->box[1] &&
           y <= p->box[3];
}

static jj_status note(const placer *p, const char *code, const jj_raw_facility *r,
                      const char *value) {
    return jj_note_add(p->l->ctx, &p->l->notes,
                       &(jj_finding){.code = code,
                                     .source = r->f.source,
                                     .feature = *r->f.name ? r->f.name : r->f.id,
                                     .value = value});
}

static void drop_point(jj_raw_facility *r) {
    r->f.has_point = false;
    r->f.lon = r->f.lat = NAN;
}

/* Latitude where longitude is due: turned back when only so the point lies in the area. */
static jj_status mend_axes(const placer *p, jj_raw_facility *r) {
    if (!p->has_units || is_in_box(p, r->f.lon, r->f.lat) || !is_in_box(p, r->f.lat, r->f.lon))
        return JJ_OK;
    char value[64];
    snprintf(value, sizeof value, "%.6g, %.6g", r->f.lon, r->f.lat);
    JJ_TRY(note(p, "swapped_axes", r, value));
    double lon = r->f.lon, given = r->given_lon;
    r->f.lon = r->f.lat;
    r->f.lat = lon;
    r->given_lon = r->given_lat;
    r->given_lat = given;
    return JJ_OK;
}

/* The unit declared and the one located, brought to the same level, are not the same. */
static bool units_differ(const jj_units *u, uint32_t declared, uint32_t located) {
    uint32_t level = u->units[declared].level;
    if (u->units[located].level < level)
        level = u->units[located].level;
    return jj_unit_at_level(u, declared, level) != jj_unit_at_level(u, located, level);
}

/* Where the point is right as it stands, it was said so: then it is asked no more. */
static jj_status ask_place(const placer *p, const char *code, const jj_raw_facility *r,
                           const char *value) {
    const char *answer = jj_answer(p->l, r->key, "place");
    bool is_settled = answer && (jj_answer_confirms(answer) || r->is_point_answered ||
                                 r->f.unit_declared != JJ_NO_UNIT);
    JJ_TRY(jj_facility_ask(p->l, code, r, "place", value, is_settled ? answer : NULL));
    return is_settled ? JJ_OK : note(p, code, r, value);
}

/* A unit that came back takes the place of the one declared. */
static void take_answered_unit(const placer *p, jj_raw_facility *r) {
    const char *answer = r->is_point_answered ? NULL : jj_answer(p->l, r->key, "place");
    uint32_t unit = answer ? jj_unit_named(p->l, answer) : JJ_NO_UNIT;
    if (unit != JJ_NO_UNIT)
        r->f.unit_declared = unit;
}

static jj_status check_units(const placer *p, jj_raw_facility *r) {
    const jj_units *u = &p->l->scene->units;
    const jj_facility *f = &r->f;
    if (f->unit_located == JJ_NO_UNIT) {
        bool is_useless = f->unit_declared == JJ_NO_UNIT && f->cell == JJ_NO_CELL;
        char value[64];
        snprintf(value, sizeof value, "%.5f, %.5f", f->lon, f->lat);
        r->is_refused = is_useless;
        return p->has_units ? ask_place(p, is_useless ? "outside_area" : "outside_units", r, value)
                            : JJ_OK;
    }
    if (f->unit_declared == JJ_NO_UNIT || !units_differ(u, f->unit_declared, f->unit_located))
        return JJ_OK;
    char value[160];
    snprintf(value, sizeof value, "%.64s <> %.64s", u->units[f->unit_declared].name,
             u->units[f->unit_located].name);
    return ask_place(p, "unit_differs", r, value);
}

static jj_status place(const placer *p, jj_raw_facility *r) {
    if (!r->f.has_point)
        return JJ_OK;
    JJ_TRY(mend_axes(p, r));
    take_answered_unit(p, r);
    double x, y;
    if (!to_scene(p, r->f.lon, r->f.lat, &x, &y)) {
        char value[64];
        snprintf(value, sizeof value, "%.6g, %.6g", r->f.lon, r->f.lat);
        drop_point(r);
        return note(p, "bad_coordinates", r, value);
    }
    JJ_TRY(jj_locate_unit(p->l, x, y, &r->f.unit_located));
    r->f.x = x;
    r->f.y = y;
    if (p->l->scene->has_grid)
        r->f.cell = jj_grid_cell_at(&p->l->scene->grid, x, y);
    return check_units(p, r);
}

/* Whether the point fits: in its declared unit, or in any where none is declared. */
static jj_status fits(const placer *p, const jj_raw_facility *r, double lon, double lat,
                      bool *out) {
    double x, y;
    uint32_t located = JJ_NO_UNIT;
    if (to_scene(p, lon, lat, &x, &y))
        JJ_TRY(jj_locate_unit(p->l, x, y, &located));
    *out =
        located != JJ_NO_UNIT && (r->f.unit_declared == JJ_NO_UNIT ||
                                  !units_differ(&p->l->scene->units, r->f.unit_declared, located));
    return JJ_OK;
}

/* How many points of a source fit when its degrees are taken for each datum. */
static jj_status count_fits(const placer *p, const jj_raw_facilities *all, size_t source,
                            size_t n_fit[JJ_DATUM_BD09 + 1], size_t *n) {
    *n = 0;
    for (size_t i = 0; i < all->n; i++) {
        const jj_raw_facility *r = &all->items[i];
        if (r->source != source || !r->f.has_point)
            continue;
        ++*n;
        for (jj_datum d = JJ_DATUM_WGS84; d <= JJ_DATUM_BD09; d++) {
            double lon = r->given_lon, lat = r->given_lat;
            bool is_fit;
            jj_datum_to_wgs84(d, &lon, &lat);
            JJ_TRY(fits(p, r, lon, lat, &is_fit));
            n_fit[d] += is_fit;
        }
    }
    return JJ_OK;
}

/* Borders split few points, so a handful more that fit is a sign; fewer is chance. */
static jj_status suspect_datum(const placer *p, const jj_raw_facilities *all, size_t source) {
    const jj_facility_keys *k = &p->l->project->facilities[source];
    jj_datum declared = JJ_DATUM_WGS84, best;
    size_t n_fit[JJ_DATUM_BD09 + 1] = {0}, n;
    if (k->source.datum)
        jj_datum_parse(k->source.datum, &declared);
    JJ_TRY(count_fits(p, all, source, n_fit, &n));
    best = declared;
    for (jj_datum d = JJ_DATUM_WGS84; d <= JJ_DATUM_BD09; d++)
        if (n_fit[d] > n_fit[best])
            best = d;
    if (n_fit[best] < n_fit[declared] + 5 + n / 200)
        return JJ_OK;
    char value[96];
    snprintf(value, sizeof value, "%s: %zu, %s: %zu", jj_datum_name(declared), n_fit[declared],
             jj_datum_name(best), n_fit[best]);
    return jj_note_add(p->l->ctx, &p->l->notes,
                       &(jj_finding){.code = "datum_suspected",
                                     .source = k->name,
                                     .field = "datum",
                                     .value = value,
                                     .count = n_fit[best] - n_fit[declared]});
}

/* Without polygons: in China, where the systems of such lists are at home. */
static bool fits_metres(const void *user, const jj_raw_facility *r, double lon, double lat) {
    const placer *p = user;
    bool is_fit = lon >= 73 && lon <= 136 && lat >= 3 && lat <= 54;
    return p->has_units ? fits(p, r, lon, lat, &is_fit) == JJ_OK && is_fit : is_fit;
}

jj_status jj_facilities_place(jj_loader *l, jj_raw_facilities *all) {
    JJ_CLEANUP(placer_deinit) placer p = {0};
    JJ_TRY(placer_new(l, &p));
    for (size_t i = 0; i < l->project->n_facilities; i++)
        JJ_TRY(jj_facilities_place_metres(l, all, i, fits_metres, &p));
    for (size_t i = 0; i < all->n; i++)
        JJ_TRY(place(&p, &all->items[i]));
    for (size_t i = 0; p.has_units && i < l->project->n_facilities; i++)
        JJ_TRY(suspect_datum(&p, all, i));
    return JJ_OK;
}
