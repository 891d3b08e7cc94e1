#include "out/proposal_sites.h"
#include "base/nearest.h"
#include "geo/metric.h"
#include "out/wkb.h"
#include "store/shape.h"

#include <math.h>
#include <string.h>

/* A square metre of overlap is digitising, not building on it. */
static const double sliver_m2 = 1;

typedef struct checker {
    jj_ctx *ctx;
    jj_proposal *a;
    const jj_scene *scene;
    uint32_t site; /* the one at hand */
    const jj_facility *facility;
    const jj_candidate *candidate;
    size_t cap;
} checker;

static jj_status add(checker *c, jj_finding_at f) {
    jj_proposal *a = c->a;
    if (!jj_grow(&a->faults, &c->cap, a->n_faults + 1, sizeof *a->faults))
        return jj_no_memory(c->ctx, "a proposal", 0);
    f.site = c->site;
    a->faults[a->n_faults++] = f;
    return JJ_OK;
}

/* Passable to someone who walks the ground: any profile that knows it. */
static jj_status check_ground(checker *c) {
    uint32_t cell = c->facility->cell;
    bool is_known = false, is_passable = false;
    for (size_t i = 0; cell != JJ_NO_CELL && i < c->scene->n_profiles; i++) {
        const float *pace = c->scene->profiles[i].pace_ms_m;
        is_known |= pace != NULL;
        is_passable |= pace && pace[cell] > 0;
    }
    if (is_known && !is_passable)
        JJ_TRY(add(c, (jj_finding_at){.fault = JJ_SITE_IMPASSABLE, .effect = JJ_EFFECT_FORBID}));
    if (c->facility->unit_located == JJ_NO_UNIT)
        return add(c, (jj_finding_at){.fault = JJ_SITE_OUTSIDE_UNITS, .effect = JJ_EFFECT_FORBID});
    return JJ_OK;
}

static bool is_closing(const jj_proposal *a, const char *id) {
    for (size_t i = 0; i < a->ask->n_closed; i++)
        if (strcmp(a->ask->closed[i], id) == 0)
            return true;
    return false;
}

static jj_status check_spacing(checker *c) {
    const jj_proposal *a = c->a;
    const jj_facility *f = c->facility;
    jj_finding_at near = {.fault = JJ_SITE_TOO_NEAR,
                          .effect = JJ_EFFECT_AVOID,
                          .facility = JJ_NO_FACILITY,
                          .metres = a->ask->spacing_m};
    for (uint32_t i = 0; i < a->on->n_old; i++) {
        const jj_facility *other = &c->scene->facilities[i];
        if (!other->has_point || strcmp(other->kind, f->kind) != 0 ||
            !jj_facility_is_open(other, c->scene->year) || is_closing(a, other->id))
            continue;
        double metres = jj_metric_distance_m(f->lon, f->lat, other->lon, other->lat);
        if (metres < near.metres) {
            near.facility = i;
            near.metres = metres;
        }
    }
    return near.facility == JJ_NO_FACILITY ? JJ_OK : add(c, near);
}

static double height_at(const jj_scene *s, int64_t row, int64_t col, double other) {
    if (row < 0 || col < 0 || row >= s->grid.rows || col >= s->grid.cols)
        return other;
    float h = s->height_m[(size_t)row * s->grid.cols + (size_t)col];
    return isnan(h) ? other : (double)h;
}

/* Rise over run of the plane through the four neighbours. */
static jj_status check_slope(checker *c) {
    const jj_scene *s = c->scene;
    uint32_t cell = c->facility->cell;
    if (!s->height_m || !(c->a->ask->slope_percent > 0) || cell == JJ_NO_CELL ||
        isnan(s->height_m[cell]))
        return JJ_OK;
    int64_t row = cell / s->grid.cols, col = cell % s->grid.cols;
    size_t block = jj_lengths_block(&s->lengths, (uint32_t)row, (uint32_t)col);
    double here = (double)s->height_m[cell];
    double east = height_at(s, row, col + 1, here) - height_at(s, row, col - 1, here);
    double north = height_at(s, row - 1, col, here) - height_at(s, row + 1, col, here);
    double percent =
        100 * hypot(east / (2 * s->lengths.east_m[block]), north / (2 * s->lengths.north_m[block]));
    if (percent <= c->a->ask->slope_percent)
        return JJ_OK;
    return add(
        c, (jj_finding_at){.fault = JJ_SITE_STEEP, .effect = JJ_EFFECT_AVOID, .percent = percent});
}

static jj_status check_road(checker *c) {
    enum { FARTHEST_M = 20000 };
    const jj_streets *streets = NULL;
    for (size_t i = 0; !streets && i < c->scene->n_profiles; i++)
        streets = c->scene->profiles[i].streets;
    if (!streets || !streets->index || !(c->a->ask->road_m > 0))
        return JJ_OK;
    jj_road_foot foot;
    bool is_found = jj_road_index_nearest(streets->index, c->facility->lon, c->facility->lat,
                                          FARTHEST_M, &foot);
    double metres = is_found ? foot.distance_m : FARTHEST_M;
    if (metres <= c->a->ask->road_m)
        return JJ_OK;
    return add(
        c, (jj_finding_at){.fault = JJ_SITE_NO_ROAD, .effect = JJ_EFFECT_AVOID, .metres = metres});
}

/* Whether constraint `c` holds at the point. */
static bool holds_at(const jj_constraint *c, double lon, double lat) {
    bool is_in = false;
    for (size_t i = 0; !is_in && i < c->n_areas; i++) {
        const jj_constraint_area *a = &c->areas[i];
        is_in = lon >= a->box[0] && lat >= a->box[1] && lon <= a->box[2] && lat <= a->box[3] &&
                jj_wkb_holds(a->wkb, a->wkb_len, lon, lat);
    }
    return is_in != c->is_outside;
}

bool jj_is_forbidden_at(const jj_scene *s, const char *kind, double lon, double lat) {
    for (size_t i = 0; i < s->n_constraints; i++) {
        const jj_constraint *c = &s->constraints[i];
        if (c->effect == JJ_EFFECT_FORBID && jj_constraint_is_about(c, kind) &&
            holds_at(c, lon, lat))
            return true;
    }
    return false;
}

uint32_t jj_unit_at(const jj_units *u, double lon, double lat) {
    for (size_t i = u->n; i-- > 0;)
        if (u->units[i].wkb && jj_wkb_holds(u->units[i].wkb, u->units[i].wkb_len, lon, lat))
            return (uint32_t)i;
    return JJ_NO_UNIT;
}

jj_status jj_proposal_check_kind(jj_ctx *ctx, const jj_scene *s, const char *kind) {
    for (size_t i = 0; i < s->n_kinds; i++)
        if (strcmp(s->terms[i].id, kind) == 0)
            return JJ_OK;
    size_t n = 2 * s->n_kinds;
    JJ_AUTO const char **names = jj_alloc(n + 1, sizeof *names);
    if (!names)
        return jj_no_memory(ctx, "kinds", 0);
    for (size_t i = 0; i < s->n_kinds; i++) {
        names[i] = s->terms[i].id;
        names[s->n_kinds + i] = s->terms[i].title_zh;
    }
    size_t near = jj_nearest_name(kind, names, n);
    if (near < n)
        return jj_fail(ctx, JJ_E_DATA, "there is no kind '%s'; did you mean '%s'?", kind,
                       names[near]);
    return jj_fail(ctx, JJ_E_DATA, "there is no kind '%s'; kinds/kinds.csv lists the kinds", kind);
}

static void free_shape(jj_shape **s) {
    jj_shape_free(*s);
}

static bool boxes_meet(const double a[4], const double b[4]) {
    return a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3];
}

/*
 * Area of the parcel under the constraint: what is left of it when all areas are cut off is free.
 */
static jj_status overlap_m2(checker *c, const jj_constraint *k, double *out) {
    JJ_CLEANUP(free_shape) jj_shape *rest = NULL;
    double whole, free_m2, box[4], shared;
    JJ_TRY(jj_shape_new(c->ctx, c->candidate->parcel, c->candidate->parcel_len, &rest));
    JJ_TRY(jj_shape_area_m2(c->ctx, rest, &whole));
    jj_shape_box(rest, box);
    for (size_t i = 0; i < k->n_areas; i++) {
        JJ_CLEANUP(free_shape) jj_shape *area = NULL;
        if (!boxes_meet(box, k->areas[i].box))
            continue;
        JJ_TRY(jj_shape_new(c->ctx, k->areas[i].wkb, k->areas[i].wkb_len, &area));
        JJ_TRY(jj_shape_subtract(c->ctx, rest, area, &shared));
    }
    JJ_TRY(jj_shape_area_m2(c->ctx, rest, &free_m2));
    *out = k->is_outside ? free_m2 : whole - free_m2;
    return JJ_OK;
}

static jj_status check_constraint(checker *c, uint32_t index) {
    const jj_constraint *k = &c->scene->constraints[index];
    jj_finding_at f = {.fault = JJ_SITE_CONSTRAINT,
                       .effect = k->effect,
                       .constraint = index,
                       .area_m2 = (double)NAN};
    if (c->candidate->parcel) {
        JJ_TRY(overlap_m2(c, k, &f.area_m2));
        return f.area_m2 >= sliver_m2 ? add(c, f) : JJ_OK;
    }
    return holds_at(k, c->candidate->lon, c->candidate->lat) ? add(c, f) : JJ_OK;
}

jj_status jj_proposal_check_sites(jj_ctx *ctx, jj_proposal *a) {
    checker c = {.ctx = ctx, .a = a, .scene = &a->on->loaded.scene};
    for (c.site = 0; c.site < a->ask->n_added; c.site++) {
        c.facility = &a->scene.facilities[a->first_added + c.site];
        c.candidate = &a->ask->added[c.site];
        JJ_TRY(check_ground(&c));
        for (uint32_t i = 0; i < c.scene->n_constraints; i++)
            if (jj_constraint_is_about(&c.scene->constraints[i], a->ask->kind))
                JJ_TRY(check_constraint(&c, i));
        JJ_TRY(check_spacing(&c));
        JJ_TRY(check_slope(&c));
        JJ_TRY(check_road(&c));
    }
    return JJ_OK;
}
