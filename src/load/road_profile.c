#include "load/road_profile.h"
#include "base/param.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* Speeds by class: profile drive_* of the rule catalogue (100/80/60/40/30/20 km/h by road class). */
typedef struct road_class {
    const char *name;
    double drive_kmh; /* 0 = no cars */
    bool walk, cycle; /* unless a tag says otherwise */
} road_class;

static const road_class classes[] = {
    {"motorway", 100, false, false},  {"motorway_link", 60, false, false},
    {"trunk", 80, true, true},        {"trunk_link", 40, true, true},
    {"primary", 60, true, true},      {"primary_link", 40, true, true},
    {"secondary", 60, true, true},    {"secondary_link", 40, true, true},
    {"tertiary", 40, true, true},     {"tertiary_link", 30, true, true},
    {"unclassified", 30, true, true}, {"residential", 30, true, true},
    {"road", 30, true, true},         {"living_street", 20, true, true},
    {"service", 20, true, true},      {"track", 20, true, true},
    {"busway", 0, false, false},      {"pedestrian", 0, true, false},
    {"footway", 0, true, false},      {"path", 0, true, true},
    {"steps", 0, true, false},        {"cycleway", 0, true, true},
    {"bridleway", 0, true, true},     {"corridor", 0, true, false},
};

/* Climbing or going down stairs takes about twice the time of the same distance on the flat. */
static const double steps_factor = 0.5;

typedef struct named_profile {
    const char *name;
    jj_road_profile profile;
} named_profile;

/* Walking and cycling speeds: section 2.7 of the rule catalogue. */
static const named_profile profiles[] = {
    {"walk", {JJ_ROAD_WALK, 4.0, 1000.0 / 900, 500}},
    {"walk_std", {JJ_ROAD_WALK, 4.0, 1000.0 / 900, 500}},
    {"walk_strict", {JJ_ROAD_WALK, 3.6, 1.0, 500}},
    {"walk_loose", {JJ_ROAD_WALK, 4.8, 80.0 / 60, 500}},
    {"walk_elder", {JJ_ROAD_WALK, 2.88, 0.8, 500}},
    {"walk_child", {JJ_ROAD_WALK, 3.24, 0.9, 500}},
    {"cycle", {JJ_ROAD_CYCLE, 12.0, 1000.0 / 900, 500}},
    {"cycle_std", {JJ_ROAD_CYCLE, 12.0, 1000.0 / 900, 500}},
    {"drive", {JJ_ROAD_DRIVE, 120.0, 1000.0 / 900, 2000}},
};

jj_status jj_road_profile_find(jj_ctx *ctx, const char *name, jj_road_profile *out) {
    for (size_t i = 0; i < JJ_COUNT(profiles); i++)
        if (strcmp(profiles[i].name, name) == 0) {
            *out = profiles[i].profile;
            return JJ_OK;
        }
    return jj_fail(ctx, JJ_E_RANGE,
                   "'%s' is not a road profile: walk, walk_std, walk_strict, walk_loose, "
                   "walk_elder, walk_child, cycle, cycle_std or drive",
                   name);
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

static const road_class *find_class(const char *highway) {
    const char *name = *highway ? highway : "road";
    for (size_t i = 0; i < JJ_COUNT(classes); i++)
        if (strcmp(classes[i].name, name) == 0)
            return &classes[i];
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

static double speed_of(const jj_road_profile *p, const jj_road_tags *t, const road_class *c) {
    if (p->mode == JJ_ROAD_WALK)
        return strcmp(c->name, "steps") == 0 ? p->speed_kmh * steps_factor : p->speed_kmh;
    if (p->mode == JJ_ROAD_CYCLE)
        return p->speed_kmh;
    double posted = posted_kmh(t->maxspeed), v = c->drive_kmh > 0 ? c->drive_kmh : 20;
    if (posted > 0 && posted < v)
        v = posted;
    return v < p->speed_kmh ? v : p->speed_kmh;
}

static bool is_usable(const jj_road_profile *p, const jj_road_tags *t, const road_class *c) {
    switch (p->mode) {
    case JJ_ROAD_WALK: {
        const char *tags[] = {t->foot, t->sidewalk, t->access};
        return is_open(tags, JJ_COUNT(tags), c->walk);
    }
    case JJ_ROAD_CYCLE: {
        const char *tags[] = {t->bicycle, t->vehicle, t->access};
        return is_open(tags, JJ_COUNT(tags), c->cycle);
    }
    case JJ_ROAD_DRIVE: {
        const char *tags[] = {t->motor_vehicle, t->vehicle, t->access};
        return c->drive_kmh > 0 && is_open(tags, JJ_COUNT(tags), true);
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
    const road_class *c = find_class(tags->highway);
    if (!c || !is_usable(profile, tags, c))
        return;
    double kmh = speed_of(profile, tags, c);
    int way = one_way(profile, tags);
    *forward_kmh = way >= 0 ? kmh : 0;
    *backward_kmh = way <= 0 ? kmh : 0;
}
