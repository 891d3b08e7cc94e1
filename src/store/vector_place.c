/* Where a layer's coordinates lie: its system or systems, whether they are right, the way out. */
#include "base/lang.h"
#include "base/param.h"
#include "store/crs.h"
#include "store/crs_guess.h"
#include "store/driver.h"
#include "store/vector_layer.h"

#include <cpl_conv.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

typedef OGRSpatialReferenceH srs;
static void release(srs *s) {
    OSRRelease(*s);
}

static bool set_srs(OGRSpatialReferenceH s, const char *name) {
    bool is_set = s && OSRSetFromUserInput(s, name) == OGRERR_NONE;
    if (is_set)
        OSRSetAxisMappingStrategy(s, OAMS_TRADITIONAL_GIS_ORDER);
    return is_set;
}

/* --- which systems --------------------------------------------------------------------------- */

static jj_status take_given(jj_ctx *ctx, const char *names, jj_layer *l) {
    char *wkts[JJ_LAYER_MOST_SYSTEMS];
    jj_status st = jj_crs_list(ctx, names, JJ_LAYER_MOST_SYSTEMS, wkts, &l->n_ways);
    for (size_t i = 0; i < l->n_ways; i++)
        l->ways[i].crs = wkts[i];
    return st;
}

static jj_status take_own(jj_ctx *ctx, OGRSpatialReferenceH own, jj_layer *l) {
    const char *const options[] = {"FORMAT=WKT2_2019", NULL};
    char *wkt = NULL;
    OSRExportToWktEx(own, &wkt, options);
    l->ways[0].crs = wkt ? jj_strdup(wkt) : NULL;
    l->n_ways = l->ways[0].crs ? 1 : 0;
    CPLFree(wkt);
    return l->n_ways ? JJ_OK : jj_no_memory(ctx, l->label, 0);
}

jj_status jj_layer_find_crs(jj_ctx *ctx, const jj_source_spec *spec, jj_layer *l) {
    if (jj_is_given(spec->datum) && !jj_datum_parse(spec->datum, &l->datum))
        return jj_fail(ctx, JJ_E_RANGE,
                       "'%s': the datum '%s' is not known: wgs84, cgcs2000, gcj02 or bd09",
                       spec->path, spec->datum);
    OGRSpatialReferenceH own = l->x_field < 0 ? OGR_L_GetSpatialRef(l->layer) : NULL;
    l->is_crs_replaced = jj_is_given(spec->crs_instead);
    if (l->is_crs_replaced)
        return take_given(ctx, spec->crs_instead, l);
    if (own)
        return take_own(ctx, own, l);
    if (jj_is_given(spec->crs))
        return take_given(ctx, spec->crs, l);
    return jj_is_given(spec->datum) ? take_given(ctx, "EPSG:4326", l) : JJ_OK;
}

void jj_layer_forget_ways(jj_layer *l) {
    for (size_t i = 0; i < l->n_ways; i++) {
        if (l->ways[i].t)
            OCTDestroyCoordinateTransformation(l->ways[i].t);
        jj_free(l->ways[i].crs);
    }
    l->n_ways = 0;
}

bool jj_layer_has_crs(const jj_layer *l) {
    return l->n_ways > 0;
}

const char *jj_layer_crs(const jj_layer *l) {
    return l->n_ways ? l->ways[0].crs : "";
}

/* --- the area features are due in ------------------------------------------------------------- */

void jj_layer_expect(jj_layer *l, const jj_area *area) {
    l->area = *area;
    l->has_area = area->box[0] <= area->box[2];
}

uint64_t jj_layer_n_turned(const jj_layer *l) {
    return l->n_turned;
}

uint64_t jj_layer_n_doubtful(const jj_layer *l) {
    return l->n_doubtful;
}

bool jj_layer_is_crs_replaced(const jj_layer *l) {
    return l->is_crs_replaced;
}

/* The layer's area seen from one feature. */
typedef struct expectation {
    const jj_area *area;
    const jj_feature *f;
} expectation;

static bool is_expected(const void *user, double x, double y) {
    const expectation *e = user;
    const double *box = e->area->box;
    if (!(x >= box[0] && x <= box[2] && y >= box[1] && y <= box[3]))
        return false;
    return !e->area->holds || e->area->holds(e->area->user, e->f, x, y);
}

static bool is_carried(const jj_layer_way *w, bool is_turned, double *x, double *y) {
    if (is_turned) {
        double keep = *x;
        *x = *y;
        *y = keep;
    }
    int is_done = 1;
    if (w->t)
        OCTTransformEx(w->t, 1, x, y, NULL, &is_done);
    return is_done && isfinite(*x) && isfinite(*y);
}

static bool first_point(OGRGeometryH g, double *x, double *y) {
    while (g && OGR_G_GetGeometryCount(g) > 0)
        g = OGR_G_GetGeometryRef(g, 0);
    if (!g || OGR_G_GetPointCount(g) == 0)
        return false;
    *x = OGR_G_GetX(g, 0);
    *y = OGR_G_GetY(g, 0);
    return true;
}

/* The first way that leads into the area, as the coordinates stand before axes exchanged. */
static size_t pick_way(jj_layer *l, OGRGeometryH g, bool *is_turned) {
    const jj_feature f = {.row = l->row, .text = l->text};
    const expectation e = {&l->area, &f};
    double x0, y0;
    *is_turned = false;
    if (!first_point(g, &x0, &y0))
        return 0;
    for (int turned = 0; turned < 2; turned++) {
        size_t found = l->n_ways, n = 0;
        for (size_t i = 0; i < l->n_ways; i++) {
            double x = x0, y = y0;
            if (turned && !l->ways[i].can_turn)
                continue;
            if (!is_carried(&l->ways[i], turned, &x, &y) || !is_expected(&e, x, y))
                continue;
            found = n++ == 0 ? i : found;
        }
        l->n_doubtful += n > 1;
        *is_turned = n > 0 && turned;
        if (n > 0)
            return found;
    }
    return 0;
}

OGRGeometryH jj_layer_carry(jj_layer *l, OGRGeometryH g) {
    bool is_turned = false;
    size_t way = 0;
    if (l->has_area && (l->n_ways > 1 || l->ways[0].can_turn))
        way = pick_way(l, g, &is_turned);
    if (is_turned)
        OGR_G_SwapXY(g);
    l->n_turned += is_turned;
    if (!l->ways[way].t || OGR_G_Transform(g, l->ways[way].t) == OGRERR_NONE)
        return g;
    OGR_G_DestroyGeometry(g);
    return NULL;
}

/* --- what the coordinates say ----------------------------------------------------------------- */

/* Some features, some points each: who they are is told by the first. */
typedef struct sample {
    size_t n, n_inside;
    double x, y;
    char name[96];
    jj_crs_guess *guess; /* NULL = only the layer's own ways are tried */
} sample;

static void sample_deinit(sample *s) {
    jj_crs_guess_free(s->guess);
}

/* The first text that is no number and no code: a name in all likelihood. */
static void take_name(const jj_layer *l, const jj_feature *f, sample *s) {
    double v;
    for (size_t i = 0; i < l->n_fields && !*s->name; i++)
        if (*f->text[i] && !jj_parse_double(f->text[i], &v))
            snprintf(s->name, sizeof s->name, "%s", f->text[i]);
    s->name[jj_utf8_valid(s->name, strlen(s->name))] = '\0';
}

static bool is_inside_by_any_way(const jj_layer *l, const expectation *e, double x0, double y0) {
    for (size_t i = 0; i < l->n_ways; i++)
        for (int turned = 0; turned <= l->ways[i].can_turn; turned++) {
            double x = x0, y = y0;
            if (is_carried(&l->ways[i], turned, &x, &y) && is_expected(e, x, y))
                return true;
        }
    return false;
}

static jj_status try_feature(jj_ctx *ctx, const jj_layer *l, const jj_feature *f, sample *s) {
    enum { POINTS = 8 };
    const expectation e = {&l->area, f};
    size_t step = f->n_points / POINTS + 1;
    if (s->n == 0) {
        s->x = f->xy[0];
        s->y = f->xy[1];
        take_name(l, f, s);
    }
    for (size_t i = 0; i < f->n_points; i += step, s->n++) {
        s->n_inside += is_inside_by_any_way(l, &e, f->xy[2 * i], f->xy[2 * i + 1]);
        if (s->guess)
            JJ_TRY(
                jj_crs_guess_add(ctx, s->guess, f->xy[2 * i], f->xy[2 * i + 1], is_expected, &e));
    }
    return JJ_OK;
}

/* Reads from the start and goes back there; coordinates come as they stand. */
static jj_status take_sample(jj_ctx *ctx, jj_layer *l, size_t n_features, sample *s) {
    bool was_projected = l->is_projected;
    jj_status st = JJ_OK;
    JJ_CLEANUP(jj_driver_hush) jj_driver_words words = {0};
    jj_driver_listen(ctx, &words);
    l->is_projected = false;
    for (size_t i = 0; st == JJ_OK && i < n_features;) {
        jj_feature f;
        bool more;
        st = jj_layer_next(ctx, l, &f, &more);
        if (st != JJ_OK || !more)
            break;
        if (f.n_points == 0)
            continue;
        st = try_feature(ctx, l, &f, s);
        i++;
    }
    OGR_L_ResetReading(l->layer);
    l->row = 0;
    l->is_projected = was_projected;
    return st;
}

enum { SAMPLE = 1000, FIRST_ONE = 1 };

static jj_status refuse_no_crs(jj_ctx *ctx, jj_layer *l, const char *target) {
    JJ_CLEANUP(sample_deinit) sample s = {.x = NAN, .y = NAN};
    JJ_CLEANUP(jj_text_deinit) jj_text hint = {0};
    if (l->has_area)
        JJ_TRY(jj_crs_guess_new(ctx, target, &s.guess));
    JJ_TRY(take_sample(ctx, l, l->has_area ? SAMPLE : FIRST_ONE, &s));
    if (s.n == 0)
        jj_text_add(&hint, "-");
    else if (l->has_area && !(fabs(s.x) <= 180 && fabs(s.y) <= 90))
        jj_crs_guess_advise(ctx, s.guess, &hint);
    else
        jj_crs_advise_by_figures(ctx, s.x, s.y, &hint);
    return jj_fail(ctx, JJ_E_DATA,
                   "%s has no coordinate system: add 'crs: EPSG:...' or 'datum:' to the source "
                   "(first coordinates %.15g, %.15g%s%s; %s)",
                   l->label, s.x, s.y, *s.name ? ", " : "", s.name,
                   hint.failed || !hint.s ? "-" : hint.s);
}

static jj_status refuse_old_datum(jj_ctx *ctx, jj_layer *l, const char *target, const char *datum) {
    JJ_CLEANUP(sample_deinit) sample s = {0};
    jj_crs_candidate best[JJ_CRS_MOST_CANDIDATES] = {{.epsg = 0}};
    char likely[32] = "EPSG:...";
    if (l->has_area) {
        JJ_TRY(jj_crs_guess_new(ctx, target, &s.guess));
        JJ_TRY(take_sample(ctx, l, SAMPLE, &s));
        if (jj_crs_guess_best(s.guess, best) > 0)
            snprintf(likely, sizeof likely, "EPSG:%d", best[0].epsg);
    }
    return jj_fail(ctx, JJ_E_DATA,
                   "%s is in %s: the way to CGCS2000 is not public and differs from place to place "
                   "by up to 150 m; have the surveying office convert it, or, if only its label is "
                   "old and the figures are CGCS2000, say 'crs_instead: %s' in its source",
                   l->label, datum, likely);
}

/*
 * A layer of which most lies elsewhere, and nearly all would lie where it is due in another system,
 * bears a wrong label.
 */
static jj_status refuse_wrong_label(jj_ctx *ctx, jj_layer *l, const char *target) {
    JJ_CLEANUP(sample_deinit) sample own = {0};
    JJ_CLEANUP(sample_deinit) sample s = {0};
    JJ_CLEANUP(jj_text_deinit) jj_text names = {0};
    jj_crs_candidate best[JJ_CRS_MOST_CANDIDATES];
    JJ_TRY(take_sample(ctx, l, SAMPLE, &own));
    bool is_degrees = !l->ways[0].can_turn && fabs(own.x) <= 360 && fabs(own.y) <= 360;
    if (is_degrees || 2 * own.n_inside >= own.n)
        return JJ_OK;
    JJ_TRY(jj_crs_guess_new(ctx, target, &s.guess));
    JJ_TRY(take_sample(ctx, l, SAMPLE, &s));
    if (jj_crs_guess_describe(ctx, s.guess, &names, best) == 0 || best[0].share < 0.9)
        return JJ_OK;
    JJ_CLEANUP(release) srs now = OSRNewSpatialReference(NULL);
    return jj_fail(ctx, JJ_E_DATA,
                   "%s: its coordinate system, %s, puts %.4g %% of its points inside the project's "
                   "area, and %s (first coordinates %.15g, %.15g%s%s): correct its 'crs', or "
                   "overrule the file with 'crs_instead: EPSG:%d'",
                   l->label, set_srs(now, l->ways[0].crs) ? OSRGetName(now) : "?",
                   100 * (double)own.n_inside / (double)own.n, names.s, s.x, s.y,
                   *s.name ? ", " : "", s.name, best[0].epsg);
}

/* --- the way to the target -------------------------------------------------------------------- */

static jj_status open_way(jj_ctx *ctx, const jj_layer *l, jj_layer_way *w, const char *target) {
    w->can_turn = !jj_crs_is_geographic(w->crs);
    if (jj_crs_same(w->crs, target))
        return JJ_OK;
    JJ_CLEANUP(jj_driver_hush) jj_driver_words words = {0};
    jj_driver_listen(ctx, &words);
    JJ_CLEANUP(release) srs from = OSRNewSpatialReference(NULL);
    JJ_CLEANUP(release) srs to = OSRNewSpatialReference(NULL);
    if (set_srs(from, w->crs) && set_srs(to, target))
        w->t = OCTNewCoordinateTransformation(from, to);
    if (!w->t)
        return jj_fail(ctx, JJ_E_DATA, "%s cannot be brought into the project's system: %s",
                       l->label, jj_driver_said(ctx, &words, ""));
    return JJ_OK;
}

static jj_status check_way(jj_ctx *ctx, jj_layer *l, const jj_layer_way *w, const char *target) {
    bool is_shifted = l->datum == JJ_DATUM_GCJ02 || l->datum == JJ_DATUM_BD09;
    if (is_shifted && !jj_crs_is_geographic(w->crs))
        return jj_fail(ctx, JJ_E_DATA,
                       "%s: datum %s is for degrees, and its coordinate system is not in degrees",
                       l->label, jj_datum_name(l->datum));
    const char *datum = jj_crs_old_datum(w->crs);
    return datum ? refuse_old_datum(ctx, l, target, datum) : JJ_OK;
}

jj_status jj_layer_project(jj_ctx *ctx, jj_layer *l, const char *target_crs) {
    if (l->n_ways == 0)
        return refuse_no_crs(ctx, l, target_crs);
    for (size_t i = 0; i < l->n_ways; i++) {
        JJ_TRY(check_way(ctx, l, &l->ways[i], target_crs));
        JJ_TRY(open_way(ctx, l, &l->ways[i], target_crs));
    }
    if (l->has_area)
        JJ_TRY(refuse_wrong_label(ctx, l, target_crs));
    l->is_projected = true;
    return JJ_OK;
}
