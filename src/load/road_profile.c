#include "load/road_profile.h"
#include "base/param.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

jj_road_mode jj_road_mode_of(const char *going) {
    if (going && strcmp(going, "cycle") == 0)
        return JJ_ROAD_CYCLE;
    return going && strcmp(going, "drive") == 0 ? JJ_ROAD_DRIVE : JJ_ROAD_WALK;
}

jj_status jj_road_profile_of(jj_ctx *ctx, const jj_profile_keys *k, jj_road_profile *out) {
    const double walker_m_s = 4 / 3.6, usual_snap_m = 500;
    jj_road_mode mode = jj_road_mode_of(k->going);
    if (isnan(k->speed_m_s) || k->roads.n == 0)
        return jj_fail(
            ctx, JJ_E_RANGE,
            "profile '%s' cannot travel by road: it needs 'speed_km_h' and 'roads', or a "
            "profile to be 'like'",
            k->id);
    double own_m_s = mode == JJ_ROAD_WALK || k->is_by_length ? k->speed_m_s : walker_m_s;
    bool has_access = !isnan(k->access_km_h) && !k->is_by_length;
    *out = (jj_road_profile){.mode = mode,
                             .speed_kmh = k->speed_m_s * 3.6,
                             .walk_m_s = has_access ? k->access_km_h / 3.6 : own_m_s,
                             .snap_m = isnan(k->snap_m) ? usual_snap_m : k->snap_m,
                             .is_by_length = k->is_by_length,
                             .classes = k->roads};
    return JJ_OK;
}

bool jj_road_profile_varies(const jj_road_profile *p) {
    if (p->is_by_length)
        return false;
    bool varies = p->mode == JJ_ROAD_DRIVE || fabs(p->walk_m_s * 3.6 - p->speed_kmh) > 1e-9;
    for (size_t i = 0; i < p->classes.n && !varies; i++)
        varies = p->classes.rows[i].km_h > 0 && p->classes.rows[i].km_h != p->speed_kmh;
    return varies;
}

static bool is_any(const char *value, const char *const *list, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (strcmp(value, list[i]) == 0)
            return true;
    return false;
}

static bool is_allowing(const char *value) {
    static const char *const words[] = {"yes",  "designated", "permissive", "official",
                                        "both", "left",       "right",      "destination"};
    return is_any(value, words, JJ_COUNT(words));
}

static bool is_forbidding(const char *value) {
    static const char *const words[] = {"no",       "private",  "use_sidepath", "agricultural",
                                        "forestry", "military", "customers"};
    return is_any(value, words, JJ_COUNT(words));
}

/* The most particular tag that speaks decides; else the class. */
static bool is_open(const char *const *from_particular, size_t n, bool by_class) {
    for (size_t i = 0; i < n; i++) {
        if (is_allowing(from_particular[i]))
            return true;
        if (is_forbidding(from_particular[i]))
            return false;
    }
    return by_class;
}

static const jj_class_speed *find_class(const jj_class_speeds *classes, const char *highway) {
    const char *name = *highway ? highway : "road";
    for (size_t i = 0; i < classes->n; i++)
        if (strcmp(classes->rows[i].name, name) == 0)
            return &classes->rows[i];
    return NULL;
}

/* "50", "50 km/h", "30 mph"; 0 when it says nothing of use. */
static double posted_kmh(const char *maxspeed) {
    char *end;
    double v = strtod(maxspeed, &end);
    if (end == maxspeed || !(v > 0) || v > 200)
        return 0;
    return strstr(end, "mph") ? v * 1.609344 : v;
}

/* On foot and by cycle a sign may open what the class closes. */
static double speed_of(const jj_road_profile *p, const jj_road_tags *t, const jj_class_speed *c) {
    if (p->is_by_length)
        return p->speed_kmh;
    if (p->mode != JJ_ROAD_DRIVE)
        return c->km_h > 0 ? c->km_h : p->speed_kmh;
    double posted = posted_kmh(t->maxspeed), v = c->km_h;
    if (posted > 0 && posted < v)
        v = posted;
    return v < p->speed_kmh ? v : p->speed_kmh;
}

static bool is_usable(const jj_road_profile *p, const jj_road_tags *t, const jj_class_speed *c) {
    switch (p->mode) {
    case JJ_ROAD_WALK: {
        const char *tags[] = {t->foot, t->sidewalk, t->access};
        return is_open(tags, JJ_COUNT(tags), c->km_h > 0);
    }
    case JJ_ROAD_CYCLE: {
        const char *tags[] = {t->bicycle, t->vehicle, t->access};
        return is_open(tags, JJ_COUNT(tags), c->km_h > 0);
    }
    case JJ_ROAD_DRIVE: {
        const char *tags[] = {t->motor_vehicle, t->vehicle, t->access};
        return c->km_h > 0 && is_open(tags, JJ_COUNT(tags), true);
    }
    }
    return false;
}

/* +1 along the line only, -1 against it only, 0 both ways. */
static int one_way(const jj_road_profile *p, const jj_road_tags *t) {
    if (p->mode == JJ_ROAD_WALK)
        return 0;
    if (p->mode == JJ_ROAD_CYCLE && strcmp(t->oneway_bicycle, "no") == 0)
        return 0;
    static const char *const along[] = {"yes", "true", "1", "F", "FT"};
    static const char *const against[] = {"-1", "reverse", "T", "TF"};
    if (is_any(t->oneway, along, JJ_COUNT(along)))
        return 1;
    if (is_any(t->oneway, against, JJ_COUNT(against)))
        return -1;
    bool is_implied = strcmp(t->junction, "roundabout") == 0 || strcmp(t->highway, "motorway") == 0;
    return is_implied && strcmp(t->oneway, "no") != 0 ? 1 : 0;
}

void jj_road_speeds(const jj_road_profile *profile, const jj_road_tags *tags, double *forward_kmh,
                    double *backward_kmh) {
    *forward_kmh = *backward_kmh = 0;
    const jj_class_speed *c = find_class(&profile->classes, tags->highway);
    if (!c || !is_usable(profile, tags, c))
        return;
    double kmh = speed_of(profile, tags, c);
    int way = one_way(profile, tags);
    *forward_kmh = way >= 0 ? kmh : 0;
    *backward_kmh = way <= 0 ? kmh : 0;
}
