/* Records that may be one facility: the same kind, near, names much alike. Asked, not decided. */
#include "load/facilities.h"
#include "load/intake/likeness.h"
#include "load/intake/site_name.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double near_m = 300, least_score = 0.75, least_likeness = 0.6;

/* Records in the order in which neighbours come together. */
typedef struct line {
    jj_raw_facility **items;
    size_t n;
} line;

static int by_latitude(const void *a, const void *b) {
    const jj_raw_facility *x = *(jj_raw_facility *const *)a, *y = *(jj_raw_facility *const *)b;
    if (x->f.lat != y->f.lat)
        return x->f.lat < y->f.lat ? -1 : 1;
    return strcmp(x->key, y->key);
}

static int by_unit(const void *a, const void *b) {
    const jj_raw_facility *x = *(jj_raw_facility *const *)a, *y = *(jj_raw_facility *const *)b;
    if (x->f.unit_declared != y->f.unit_declared)
        return x->f.unit_declared < y->f.unit_declared ? -1 : 1;
    return strcmp(x->key, y->key);
}

static jj_status gather(jj_loader *l, jj_raw_facilities *all, bool has_point, line *out) {
    out->items = jj_alloc(all->n + 1, sizeof *out->items);
    if (!out->items)
        return jj_loader_no_room(l);
    for (size_t i = 0; i < all->n; i++) {
        jj_raw_facility *r = &all->items[i];
        bool is_placed = has_point || r->f.unit_declared != JJ_NO_UNIT;
        if (!r->is_refused && r->f.has_point == has_point && is_placed && *r->f.name)
            out->items[out->n++] = r;
    }
    if (out->n)
        qsort(out->items, out->n, sizeof *out->items, has_point ? by_latitude : by_unit);
    return JJ_OK;
}

/* Two ids that were both given are two things, unless names and places say otherwise strongly. */
static bool has_own_id(const jj_loader *l, const jj_raw_facility *r) {
    return *r->values[jj_own_column_index(l, JJ_C_ID)] != '\0';
}

/*
 * Name 0.6, nearness 0.3, the same declared unit 0.1; of records without points nearness is half.
 */
static double score_of(const jj_loader *l, const jj_raw_facility *a, const jj_raw_facility *b,
                       double m) {
    double likeness = jj_name_likeness(a->f.name, b->f.name);
    if (likeness < least_likeness)
        return 0;
    bool same_unit = a->f.unit_declared == b->f.unit_declared;
    double near = isnan(m) ? 0.5 : 1 - m / near_m;
    double score = 0.6 * likeness + 0.3 * near + (same_unit ? 0.1 : 0);
    bool are_numbered = has_own_id(l, a) && has_own_id(l, b) && a->source == b->source;
    return are_numbered ? score - 0.1 : score;
}

/* The likest so far: a record is asked about one other, not about a whole neighbourhood. */
typedef struct likest {
    jj_raw_facility *other;
    double m, score;
} likest;

static void offer(const jj_loader *l, const jj_raw_facility *a, jj_raw_facility *b, double m,
                  likest *best) {
    double score = strcmp(a->f.kind, b->f.kind) == 0 ? score_of(l, a, b, m) : 0;
    if (!b->is_refused && score >= least_score && score > best->score)
        *best = (likest){b, m, score};
}

/* Sites of one institution are facilities each, where people go. */
static jj_status note_sites(jj_loader *l, const jj_raw_facility *a, const jj_raw_facility *b) {
    char value[240];
    snprintf(value, sizeof value, "%.110s, %.110s", a->f.name, b->f.name);
    return jj_note_add(
        l->ctx, &l->notes,
        &(jj_finding){
            .code = "several_sites", .source = a->f.source, .feature = a->place, .value = value});
}

static jj_status ask_likest(jj_loader *l, jj_raw_facility *a, const likest *best) {
    if (!best->other)
        return JJ_OK;
    if (jj_are_sites(a->f.name, best->other->f.name))
        return note_sites(l, a, best->other);
    return jj_facility_ask_same(l, "possible_duplicate", a, best->other, best->m, best->score);
}

static jj_status compare_points(jj_loader *l, const line *p) {
    static const double degree_m = 111195;
    for (size_t i = 0; i < p->n; i++) {
        jj_raw_facility *a = p->items[i];
        likest best = {.other = NULL};
        for (size_t k = i + 1; k < p->n && !a->is_refused; k++) {
            if ((p->items[k]->f.lat - a->f.lat) * degree_m > near_m)
                break;
            double m = jj_facility_metres(&a->f, &p->items[k]->f);
            if (m <= near_m)
                offer(l, a, p->items[k], m, &best);
        }
        JJ_TRY(ask_likest(l, a, &best));
    }
    return JJ_OK;
}

/* Without points: in the same lowest unit, and the same village where both name one. */
static jj_status compare_in_units(jj_loader *l, const line *p) {
    const jj_units *u = &l->scene->units;
    for (size_t i = 0; i < p->n; i++) {
        jj_raw_facility *a = p->items[i];
        bool is_lowest = u->units[a->f.unit_declared].level + 1 == u->n_levels;
        likest best = {.other = NULL};
        for (size_t k = i + 1; k < p->n && is_lowest && !a->is_refused; k++) {
            if (p->items[k]->f.unit_declared != a->f.unit_declared)
                break;
            if (strcmp(a->village, p->items[k]->village) == 0)
                offer(l, a, p->items[k], NAN, &best);
        }
        JJ_TRY(ask_likest(l, a, &best));
    }
    return JJ_OK;
}

jj_status jj_facilities_ask_alike(jj_loader *l, jj_raw_facilities *all) {
    for (int has_point = 0; has_point < 2; has_point++) {
        line p = {0};
        jj_status st = gather(l, all, has_point, &p);
        if (st == JJ_OK)
            st = has_point ? compare_points(l, &p) : compare_in_units(l, &p);
        jj_free(p.items);
        JJ_TRY(st);
    }
    return JJ_OK;
}
