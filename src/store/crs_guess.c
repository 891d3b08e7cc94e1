#include "store/crs_guess.h"
#include "base/lang.h"
#include "base/param.h"
#include "store/crs.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* A family of systems: one a zone, named by consecutive codes, each the first turned eastward. */
typedef struct family {
    int first_epsg, first_zone, n_zones, zone_degrees;
    bool has_prefix; /* the zone stands before the easting, as millions */
} family;

static const family families[] = {
    {4490, 0, 1, 0, false},  {4513, 25, 21, 3, true},   {4534, 25, 21, 3, false},
    {4491, 13, 11, 6, true}, {32643, 43, 11, 6, false}, {3857, 0, 1, 0, false},
};

enum { MOST_TRIALS = 2 * (1 + 21 + 21 + 11 + 11 + 1) };

typedef struct trial {
    const family *family;
    int zone; /* from the family's first */
    bool is_swapped;
    size_t n_inside;
} trial;

/* A transformation that is made when first needed. */
typedef struct way {
    jj_transform *transform;
    bool is_lost; /* there is none */
} way;

struct jj_crs_guess {
    char *target;
    way to_degrees[JJ_COUNT(families)]; /* from each family's first system */
    way to_target;                      /* from degrees */
    size_t n_points, n;
    trial trials[MOST_TRIALS];
};

static const char degrees[] = "EPSG:4326";

static int epsg_of(const trial *t) {
    return t->family->first_epsg + t->zone;
}

jj_status jj_crs_guess_new(jj_ctx *ctx, const char *target, jj_crs_guess **out) {
    jj_crs_guess *g = jj_alloc(1, sizeof *g);
    char *copy = jj_strdup(target);
    *out = g;
    if (!g || !copy) {
        jj_free(copy);
        return jj_no_memory(ctx, "coordinate systems", 0);
    }
    g->target = copy;
    for (size_t f = 0; f < JJ_COUNT(families); f++)
        for (int zone = 0; zone < families[f].n_zones; zone++)
            for (int swapped = 0; swapped < 2; swapped++)
                g->trials[g->n++] =
                    (trial){.family = &families[f], .zone = zone, .is_swapped = swapped};
    return JJ_OK;
}

void jj_crs_guess_free(jj_crs_guess *g) {
    if (!g)
        return;
    for (size_t f = 0; f < JJ_COUNT(families); f++)
        jj_transform_free(g->to_degrees[f].transform);
    jj_transform_free(g->to_target.transform);
    jj_free(g->target);
    jj_free(g);
}

/* Figures that the system can hold at all: zones are narrow, and China ends at 54 degrees north. */
static bool is_possible(const trial *t, double east, double north) {
    static const double half_m = 4.5e5, false_east_m = 5e5, most_north_m = 6.5e6;
    if (t->family->first_epsg == 4490)
        return fabs(east) <= 180 && fabs(north) <= 90;
    if (t->family->first_epsg == 3857)
        return fabs(east) <= 2.1e7 && fabs(north) <= 2.1e7 && fabs(east) > 360;
    if (t->family->has_prefix)
        east -= 1e6 * (t->family->first_zone + t->zone);
    return fabs(east - false_east_m) <= half_m && north > 0 && north <= most_north_m;
}

static jj_status open_way(jj_ctx *ctx, const char *from, const char *to, way *w) {
    if (w->transform || w->is_lost)
        return JJ_OK;
    jj_status st = jj_transform_new(ctx, from, to, &w->transform);
    w->is_lost = st == JJ_E_DATA || st == JJ_E_RANGE;
    return w->is_lost ? JJ_OK : st;
}

static bool takes(jj_ctx *ctx, const way *w, double *x, double *y) {
    return !w->is_lost && jj_transform_points(ctx, w->transform, x, y, 1) == JJ_OK;
}

/* By way of the family's first zone: looking up each zone's own system takes a second for all. */
static jj_status try_point(jj_ctx *ctx, jj_crs_guess *g, const trial *t, double *x, double *y,
                           bool *is_there) {
    const family *f = t->family;
    way *w = &g->to_degrees[f - families];
    char name[32];
    snprintf(name, sizeof name, "EPSG:%d", f->first_epsg);
    JJ_TRY(open_way(ctx, name, degrees, w));
    JJ_TRY(open_way(ctx, degrees, g->target, &g->to_target));
    *x -= f->has_prefix ? 1e6 * t->zone : 0;
    *is_there = takes(ctx, w, x, y);
    *x += f->zone_degrees * t->zone;
    *is_there = *is_there && takes(ctx, &g->to_target, x, y);
    return JJ_OK;
}

jj_status jj_crs_guess_add(jj_ctx *ctx, jj_crs_guess *g, double x, double y, jj_inside_fn inside,
                           const void *user) {
    g->n_points++;
    for (size_t i = 0; i < g->n; i++) {
        trial *t = &g->trials[i];
        double east = t->is_swapped ? y : x, north = t->is_swapped ? x : y;
        if (!is_possible(t, east, north))
            continue;
        bool is_there;
        JJ_TRY(try_point(ctx, g, t, &east, &north, &is_there));
        t->n_inside += is_there && inside(user, east, north);
    }
    return JJ_OK;
}

/* Trials stand in the order of families: of equals the earlier one is meant. */
static int by_share(const void *a, const void *b) {
    const trial *p = *(const trial *const *)a, *q = *(const trial *const *)b;
    if (p->n_inside != q->n_inside)
        return p->n_inside > q->n_inside ? -1 : 1;
    return p < q ? -1 : p > q;
}

size_t jj_crs_guess_best(const jj_crs_guess *g, jj_crs_candidate out[JJ_CRS_MOST_CANDIDATES]) {
    const trial *order[MOST_TRIALS];
    size_t n = 0;
    for (size_t i = 0; i < g->n; i++)
        order[i] = &g->trials[i];
    qsort(order, g->n, sizeof order[0], by_share);
    for (; n < JJ_CRS_MOST_CANDIDATES; n++) {
        const trial *t = order[n];
        if (t->n_inside == 0 || 2 * t->n_inside < order[0]->n_inside)
            break;
        out[n] = (jj_crs_candidate){epsg_of(t), t->is_swapped,
                                    (double)t->n_inside / (double)g->n_points};
    }
    return n;
}

static void title(const jj_ctx *ctx, int epsg, char *out, size_t room) {
    if (epsg == 4490)
        snprintf(out, room, "%s", jj_tr(ctx->lang, "CGCS2000 degrees"));
    else if (epsg == 3857)
        snprintf(out, room, "%s", jj_tr(ctx->lang, "web Mercator"));
    else if (epsg >= 32643)
        snprintf(out, room, jj_tr(ctx->lang, "UTM zone %d"), epsg - 32600);
    else if (epsg >= 4534)
        snprintf(out, room,
                 jj_tr(ctx->lang, "CGCS2000 3-degree zone of %d E, eastings without the zone"),
                 75 + 3 * (epsg - 4534));
    else if (epsg >= 4513)
        snprintf(out, room, jj_tr(ctx->lang, "CGCS2000 3-degree zone %d"), epsg - 4513 + 25);
    else
        snprintf(out, room, jj_tr(ctx->lang, "CGCS2000 6-degree zone %d"), epsg - 4491 + 13);
}

size_t jj_crs_guess_describe(const jj_ctx *ctx, const jj_crs_guess *g, jj_text *out,
                             jj_crs_candidate best[JJ_CRS_MOST_CANDIDATES]) {
    size_t n = jj_crs_guess_best(g, best);
    jj_text_add(out, "");
    for (size_t i = 0; i < n; i++) {
        char name[120];
        title(ctx, best[i].epsg, name, sizeof name);
        jj_text_addf(out, jj_tr(ctx->lang, "%sEPSG:%d (%s%s) puts %.4g %%"), i ? ", " : "",
                     best[i].epsg, name,
                     best[i].is_swapped ? jj_tr(ctx->lang, ", x and y exchanged") : "",
                     floor(best[i].share * 1000) / 10);
    }
    return out->failed ? 0 : n;
}

void jj_crs_advise_by_figures(const jj_ctx *ctx, double x, double y, jj_text *hint) {
    int zone = (int)(x / 1e6);
    if (fabs(x) <= 180 && fabs(y) <= 90)
        jj_text_add(
            hint, jj_tr(ctx->lang, "they look like degrees: EPSG:4326, or EPSG:4490 for CGCS2000"));
    else if (zone >= 25 && zone <= 45)
        jj_text_addf(hint,
                     jj_tr(ctx->lang, "eastings begin with %d: EPSG:%d, CGCS2000 3-degree zone %d"),
                     zone, 4513 + zone - 25, zone);
    else if (zone >= 13 && zone <= 23)
        jj_text_addf(hint,
                     jj_tr(ctx->lang, "eastings begin with %d: EPSG:%d, CGCS2000 6-degree zone %d"),
                     zone, 4491 + zone - 13, zone);
    else if (y / 1e6 >= 13 && y / 1e6 < 46)
        jj_text_add(hint,
                    jj_tr(ctx->lang, "x and y look swapped: eastings stand in the second place"));
    else
        jj_text_add(hint, jj_tr(ctx->lang,
                                "eastings without a zone: EPSG:4534 to 4554 by central meridian"));
}

/*
 * "EPSG:4525, EPSG:4526", each once; UTM puts where Gauss-Krueger without the zone puts them too.
 */
static void list_codes(const jj_crs_candidate *best, size_t n, jj_text *out) {
    bool has_bare = false;
    jj_text_add(out, "");
    for (size_t i = 0; i < n; i++)
        has_bare = has_bare || (best[i].epsg >= 4534 && best[i].epsg <= 4554);
    for (size_t i = 0; i < n; i++) {
        bool is_there = has_bare && best[i].epsg >= 32643;
        for (size_t k = 0; k < i; k++)
            is_there = is_there || best[k].epsg == best[i].epsg;
        if (!is_there)
            jj_text_addf(out, i ? ", EPSG:%d" : "EPSG:%d", best[i].epsg);
    }
}

void jj_crs_guess_advise(const jj_ctx *ctx, const jj_crs_guess *g, jj_text *hint) {
    jj_crs_candidate best[JJ_CRS_MOST_CANDIDATES];
    JJ_CLEANUP(jj_text_deinit) jj_text names = {0};
    JJ_CLEANUP(jj_text_deinit) jj_text codes = {0};
    size_t n = jj_crs_guess_describe(ctx, g, &names, best);
    list_codes(best, n, &codes);
    bool is_mixture = n > 1 && best[0].share < 0.9;
    bool is_tie = n > 1 && best[1].share > best[0].share - 0.01;
    if (n == 0 || codes.failed)
        jj_text_add(hint, jj_tr(ctx->lang, "no system used in China puts its points inside the "
                                           "project's area"));
    else if (is_mixture)
        jj_text_addf(hint,
                     jj_tr(ctx->lang, "%s of its points inside the project's area: of several "
                                      "systems, say all of them, as 'crs: %s'"),
                     names.s, codes.s);
    else
        jj_text_addf(hint,
                     is_tie ? jj_tr(ctx->lang, "%s of its points inside the project's area: find "
                                               "out which it is and say so, as 'crs: EPSG:%d'")
                            : jj_tr(ctx->lang, "%s of its points inside the project's area: say "
                                               "'crs: EPSG:%d'"),
                     names.s, best[0].epsg);
}
