#include "out/demo/facility.h"

#include <stdio.h>
#include <string.h>

typedef enum place { COUNTY, SUBDISTRICT, TOWN, SEAT, URBAN, COMMUNITY, VILLAGE } place;

/* One kind of facility: where it stands, and every how many of such places. */
typedef struct plan {
    demo_source source;
    const char *kind, *suffix; /* the name is the place's and this */
    place where;
    uint32_t every;
    const char *level, *ownership[3]; /* ownership goes round these */
    bool is_central;
    uint32_t places, spread; /* places .. places + spread; enrol is 60 to 105 % of them */
    uint32_t beds;
} plan;

static const plan plans[] = {
#include "out/demo/plans.inc"
};

static const char *const id_prefix[DEMO_SOURCES] = {"YEY", "XX", "YL", "MZ", "WT", "FG"};

static uint8_t unit_of(const demo_county *c, const demo_village *v) {
    return c->settlements[v->settlement].unit;
}

/* Whether facilities planned for `where` may stand in village v. */
static bool is_place(const demo_county *c, const demo_village *v, place where) {
    bool is_seat = v->settlement < DEMO_UNITS, in_town = unit_of(c, v) < DEMO_SUBDISTRICTS;
    switch (where) {
    case COUNTY:
    case URBAN:
        return v->is_community && in_town;
    case SUBDISTRICT:
        return is_seat && in_town;
    case TOWN:
        return is_seat && !in_town;
    case SEAT:
        return is_seat;
    case COMMUNITY:
        return v->is_community;
    case VILLAGE:
        return !v->is_community;
    }
    return false;
}

/* A built or farmed spot near the middle of the settlement, where people live. */
static demo_xy spot_near(demo_county *c, const demo_settlement *s) {
    enum { TRIES = 30 };
    for (int i = 0; i < TRIES; i++) {
        double reach = s->radius_m * 0.7;
        demo_xy at = {s->at.x + demo_uniform(&c->rng, -reach, reach),
                      s->at.y + demo_uniform(&c->rng, -reach, reach)};
        uint32_t cell = demo_cell_at(at.x, at.y);
        if (cell != DEMO_CELLS && c->people[DEMO_TOTAL][cell] > 0 && demo_is_inside(c, cell, 1) &&
            c->unit[cell] == s->unit + 1)
            return at;
    }
    return s->at;
}

static demo_facility *add(demo_county *c, demo_facilities *list, const plan *p,
                          const demo_village *v) {
    if (list->n == DEMO_MAX_FACILITIES)
        return &list->items[DEMO_MAX_FACILITIES - 1];
    demo_facility *f = &list->items[list->n++];
    bool by_unit = p->where == TOWN || p->where == SEAT || p->where == SUBDISTRICT;
    const char *of = p->where == COUNTY ? "示例县" : by_unit ? c->units[v->unit].name : v->name;
    const char *code = p->where == COUNTY ? DEMO_COUNTY_CODE
                       : by_unit          ? c->units[v->unit].code
                                          : v->code;
    *f = (demo_facility){.kind = p->kind,
                         .level = p->level,
                         .ownership = p->ownership[0],
                         .status = "open",
                         .source = p->source,
                         .has_point = true,
                         .is_central = p->is_central,
                         .beds = p->beds,
                         .at = spot_near(c, &c->settlements[v->settlement])};
    snprintf(f->id, sizeof f->id, "%s%04zu", id_prefix[p->source], list->n);
    snprintf(f->name, sizeof f->name, "%s%s", of, p->suffix);
    snprintf(f->unit, sizeof f->unit, "%s", code);
    snprintf(f->open_date, sizeof f->open_date, "%u-09-01", 1985 + demo_below(&c->rng, 34));
    f->places = p->places + (p->spread ? demo_below(&c->rng, p->spread) : 0);
    if (p->source == DEMO_KINDERGARTENS || p->source == DEMO_SCHOOLS)
        f->enrol = f->places * (60 + demo_below(&c->rng, 45)) / 100;
    return f;
}

/* Two townships are to have no public central kindergarten; the cut-off village has nothing. */
static bool is_left_out(const demo_county *c, const plan *p, const demo_village *v) {
    if (v->settlement == c->cut_off)
        return true;
    return p->source == DEMO_KINDERGARTENS && (v->unit == c->no_public || v->unit == c->planned);
}

static void carry_out(demo_county *c, demo_facilities *list, const plan *p) {
    uint32_t n_places = 0, n_ownerships = 1, n = 0;
    while (n_ownerships < 3 && p->ownership[n_ownerships])
        n_ownerships++;
    for (size_t i = 0; i < c->n_villages; i++)
        n_places += is_place(c, &c->villages[i], p->where);
    uint32_t chosen = p->where == COUNTY ? demo_below(&c->rng, n_places) : 0, seen = 0;
    for (size_t i = 0; i < c->n_villages; i++) {
        const demo_village *v = &c->villages[i];
        if (!is_place(c, v, p->where))
            continue;
        uint32_t number = seen++;
        bool is_turn = p->where == COUNTY ? number == chosen : number % p->every == p->every / 2;
        if (!is_turn || is_left_out(c, p, v))
            continue;
        add(c, list, p, v)->ownership = p->ownership[n++ % n_ownerships];
    }
}

static const demo_village *seat_of(const demo_county *c, uint32_t unit) {
    return &c->villages[c->settlements[c->units[unit].seat].village];
}

/* The n-th facility of that kind and source whose declared unit begins with `unit`. */
static size_t find(const demo_facilities *list, const char *kind, const char *unit, size_t nth) {
    for (size_t i = 0; i < list->n; i++)
        if (strcmp(list->items[i].kind, kind) == 0 &&
            strncmp(list->items[i].unit, unit, strlen(unit)) == 0 && nth-- == 0)
            return i;
    return 0;
}

static size_t copy_of(demo_facilities *list, size_t original, bool keeps_id) {
    size_t i = list->n++;
    list->items[i] = list->items[original];
    if (!keeps_id)
        snprintf(list->items[i].id, sizeof list->items[i].id, "%s%04zu",
                 id_prefix[list->items[i].source], i + 1);
    return i;
}

/* Kindergartens that do not count: private, planned, opening after the year, closed before it. */
static void plant_kindergartens(demo_county *c, demo_facilities *list) {
    const plan seat = plans[0];
    plan private = seat;
    private.suffix = "小太阳幼儿园";
    private.is_central = false;
    private.ownership[0] = "private";
    add(c, list, &private, seat_of(c, c->no_public));
    list->planned = list->n;
    demo_facility *f = add(c, list, &seat, seat_of(c, c->planned));
    f->status = "planned";
    f->action = "新建";
    f->phase = "近期";
    f->cost = 860;
    f->enrol = 0;
    snprintf(f->open_date, sizeof f->open_date, "2027-09-01");
    list->too_late = list->n;
    plan second = seat;
    second.suffix = "第二中心幼儿园";
    f = add(c, list, &second, seat_of(c, c->planned));
    f->enrol = 0;
    snprintf(f->open_date, sizeof f->open_date, "2026-09-01");
    list->closed = list->n;
    second.suffix = "旧址中心幼儿园";
    f = add(c, list, &second, seat_of(c, c->no_public));
    f->enrol = 0;
    snprintf(f->close_date, sizeof f->close_date, "2022-07-31");
}

/* Faults of the records themselves. */
static void plant_faults(demo_county *c, demo_facilities *list) {
    list->duplicate_name = copy_of(list, find(list, "kindergarten", c->units[0].code, 2), false);
    list->items[list->duplicate_name].at.x += 18;
    list->duplicate_id = copy_of(list, find(list, "village_clinic", c->units[4].code, 1), true);
    list->far_away = find(list, "kindergarten", c->units[6].code, 1);
    list->items[list->far_away].at.x += 61000;
    list->swapped = find(list, "kindergarten", c->units[7].code, 1);
    list->items[list->swapped].is_swapped = true;
    list->wrong_unit = find(list, "kindergarten", c->units[5].code, 1);
    snprintf(list->items[list->wrong_unit].unit, sizeof list->items[0].unit, "%s",
             c->units[3].code);
    list->no_point = find(list, "culture_service_centre", DEMO_COUNTY_CODE, 3);
    list->items[list->no_point].has_point = false;
    list->unknown_kind =
        copy_of(list, find(list, "community_health_station", c->units[0].code, 0), false);
    demo_facility *f = &list->items[list->unknown_kind];
    f->kind = "pet_clinic";
    snprintf(f->name, sizeof f->name, "示例萌宠诊所");
    f->at.y += 240;
}

/* The clinic of the most populous village is given room for a few. */
static void plant_full_clinic(demo_county *c, demo_facilities *list) {
    size_t best = DEMO_VILLAGES;
    for (size_t v = 0; v < c->n_villages; v++)
        if (!c->villages[v].is_community && c->villages[v].settlement != c->cut_off &&
            (best == DEMO_VILLAGES || c->villages[v].people > c->villages[best].people))
            best = v;
    list->over_full = find(list, "village_clinic", c->villages[best].code, 0);
    list->items[list->over_full].places = 300;
}

/* What the plan holds besides: the other township's turn comes in the long term. */
static void plant_far(demo_county *c, demo_facilities *list) {
    list->planned_far = list->n;
    plan seat = plans[0];
    seat.suffix = "公办中心幼儿园（拟建）";
    demo_facility *f = add(c, list, &seat, seat_of(c, c->no_public));
    f->status = "planned";
    f->action = "新建";
    f->phase = "远期";
    f->cost = 740;
    f->enrol = 0;
    f->open_date[0] = '\0';
}

/* In the long term a private kindergarten is to be merged into its neighbours. */
static void plant_merger(demo_facilities *list) {
    for (size_t i = list->n; i-- > 0;) {
        demo_facility *f = &list->items[i];
        bool is_private = strcmp(f->kind, "kindergarten") == 0 && !f->is_central &&
                          strcmp(f->ownership, "private_inclusive") == 0;
        if (!is_private || f->action || strcmp(f->status, "open") != 0)
            continue;
        f->action = "撤并";
        f->phase = "远期";
        return;
    }
}

/*
 * Two schools are to be merged, projects stand in the plan only; nothing of it is in the other
 * lists.
 */
static void finish_others(demo_facilities *list) {
    for (size_t i = 0; i < list->n; i++) {
        demo_facility *f = &list->items[i];
        if (f->source != DEMO_OTHERS)
            continue;
        if (f->places > 0 && f->level[0] == 'v') {
            f->action = "撤并";
            f->phase = "近期";
            f->enrol = f->places / 2;
        }
        if (strcmp(f->kind, "project") == 0) {
            f->status = "planned";
            f->open_date[0] = '\0';
        }
    }
}

void demo_make_facilities(demo_county *c, demo_facilities *list) {
    c->no_public = DEMO_UNITS - 2;
    c->planned = DEMO_SUBDISTRICTS + DEMO_TOWNS - 2;
    for (size_t i = 0; i < JJ_COUNT(plans); i++)
        if (plans[i].source != DEMO_OTHERS)
            carry_out(c, list, &plans[i]);
    plant_kindergartens(c, list);
    plant_full_clinic(c, list);
    plant_faults(c, list);
    plant_far(c, list);
    plant_merger(list);
    for (size_t i = 0; i < JJ_COUNT(plans); i++)
        if (plans[i].source == DEMO_OTHERS)
            carry_out(c, list, &plans[i]);
    finish_others(list);
}
