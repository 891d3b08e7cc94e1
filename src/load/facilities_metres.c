#include "load/facilities_metres.h"
#include "store/crs_guess.h"

#include <math.h>
#include <stdio.h>

enum { MOST_SYSTEMS = 8 };

typedef struct metres {
    jj_loader *l;
    const jj_facility_keys *keys;
    jj_facility_fits_fn fits;
    const void *user;
    char *crs[MOST_SYSTEMS];
    jj_transform *ways[MOST_SYSTEMS];
    double west[MOST_SYSTEMS], east[MOST_SYSTEMS]; /* beyond which a way is not meant */
    size_t n_ways, n_points, n_fitting;
    const jj_raw_facility *first;
} metres;

static void metres_deinit(metres *m) {
    for (size_t i = 0; i < m->n_ways; i++) {
        jj_transform_free(m->ways[i]);
        jj_free(m->crs[i]);
    }
}

static jj_status note(const metres *m, const char *code, const jj_raw_facility *r) {
    char value[80];
    snprintf(value, sizeof value, "%.10g, %.10g", r->metres[0], r->metres[1]);
    return jj_note_add(m->l->ctx, &m->l->notes,
                       &(jj_finding){.code = code,
                                     .source = m->keys->name,
                                     .feature = *r->f.name ? r->f.name : r->f.id,
                                     .value = value});
}

/* --- which system ----------------------------------------------------------------------------- */

typedef struct expectation {
    const metres *m;
    const jj_raw_facility *r;
} expectation;

static bool is_expected(const void *user, double lon, double lat) {
    const expectation *e = user;
    return e->m->fits(e->m->user, e->r, lon, lat);
}

static void free_guess(jj_crs_guess **g) {
    jj_crs_guess_free(*g);
}

static jj_status guess(metres *m, const jj_raw_facilities *all, size_t source, jj_crs_guess **out) {
    enum { SAMPLE = 2000 };
    size_t n = 0;
    JJ_TRY(jj_crs_guess_new(m->l->ctx, "EPSG:4326", out));
    for (size_t i = 0; i < all->n && n < SAMPLE; i++) {
        const expectation e = {m, &all->items[i]};
        if (e.r->source != source || !e.r->has_metres)
            continue;
        JJ_TRY(jj_crs_guess_add(m->l->ctx, *out, e.r->metres[0], e.r->metres[1], is_expected, &e));
        n++;
    }
    return JJ_OK;
}

static bool has_polygons(const jj_loader *l) {
    for (size_t i = 0; i < l->n_shapes; i++)
        if (l->shapes[i])
            return true;
    return false;
}

static jj_status refuse_undeclared(metres *m, const jj_raw_facilities *all, size_t source) {
    JJ_CLEANUP(free_guess) jj_crs_guess *g = NULL;
    JJ_CLEANUP(jj_text_deinit) jj_text hint = {0};
    JJ_TRY(guess(m, all, source, &g));
    if (has_polygons(m->l))
        jj_crs_guess_advise(m->l->ctx, g, &hint);
    else
        jj_crs_advise_by_figures(m->l->ctx, m->first->metres[0], m->first->metres[1], &hint);
    return jj_fail(m->l->ctx, JJ_E_DATA,
                   "%s: %zu records give metres, and no coordinate system is declared: add 'crs: "
                   "EPSG:...' to the source (first coordinates %.15g, %.15g, %s; %s)",
                   m->keys->source.path, m->n_points, m->first->metres[0], m->first->metres[1],
                   m->first->f.name, hint.failed || !hint.s ? "-" : hint.s);
}

static jj_status refuse_wrong(metres *m, const jj_raw_facilities *all, size_t source,
                              const char *declared) {
    JJ_CLEANUP(free_guess) jj_crs_guess *g = NULL;
    JJ_CLEANUP(jj_text_deinit) jj_text names = {0};
    jj_crs_candidate best[JJ_CRS_MOST_CANDIDATES];
    JJ_TRY(guess(m, all, source, &g));
    size_t n = jj_crs_guess_describe(m->l->ctx, g, &names, best);
    double own = (double)m->n_fitting / (double)m->n_points;
    if (n == 0 || (best[0].share < 0.9 && best[0].share < own + 0.1))
        return JJ_OK;
    return jj_fail(m->l->ctx, JJ_E_DATA,
                   "%s: of %zu records in metres %s puts %zu where they should be, and %s (first "
                   "coordinates %.15g, %.15g, %s): correct its 'crs'",
                   m->keys->source.path, m->n_points, declared, m->n_fitting, names.s,
                   m->first->metres[0], m->first->metres[1], m->first->f.name);
}

/* Where no polygon tells, figures of the next zone must not pass for ones far east of this. */
static void bound_way(metres *m, size_t i) {
    static const double overlap = 1.5; /* degrees that neighbours lend one another */
    bool is_bound = !has_polygons(m->l) && jj_crs_meridians(m->crs[i], &m->west[i], &m->east[i]);
    m->west[i] = is_bound ? m->west[i] - overlap : -INFINITY;
    m->east[i] = is_bound ? m->east[i] + overlap : INFINITY;
}

static jj_status open_ways(metres *m, const char *declared) {
    jj_ctx *ctx = m->l->ctx;
    JJ_TRY(jj_crs_list(ctx, declared, MOST_SYSTEMS, m->crs, &m->n_ways));
    for (size_t i = 0; i < m->n_ways; i++) {
        const char *datum = jj_crs_old_datum(m->crs[i]);
        if (datum)
            return jj_fail(ctx, JJ_E_DATA,
                           "%s is in %s: the way to CGCS2000 is not public and differs from place "
                           "to place by up to 150 m; have the surveying office convert it",
                           m->keys->source.path, datum);
        JJ_TRY(jj_transform_new(ctx, m->crs[i], "EPSG:4326", &m->ways[i]));
        bound_way(m, i);
    }
    return JJ_OK;
}

/* --- one point -------------------------------------------------------------------------------- */

static bool carry(const metres *m, size_t way, bool is_turned, jj_raw_facility *r) {
    double x = r->metres[is_turned ? 1 : 0], y = r->metres[is_turned ? 0 : 1];
    if (jj_transform_points(m->l->ctx, m->ways[way], &x, &y, 1) != JJ_OK)
        return false;
    r->f.lon = r->given_lon = x;
    r->f.lat = r->given_lat = y;
    r->f.has_point = true;
    return true;
}

/* How many of the systems put it right; the first of them is taken. */
static size_t try_ways(const metres *m, bool is_turned, jj_raw_facility *r) {
    size_t n = 0, first = m->n_ways;
    for (size_t i = 0; i < m->n_ways; i++) {
        if (!carry(m, i, is_turned, r) || r->f.lon < m->west[i] || r->f.lon > m->east[i] ||
            !m->fits(m->user, r, r->f.lon, r->f.lat))
            continue;
        first = n++ == 0 ? i : first;
    }
    if (n > 0)
        carry(m, first, is_turned, r);
    return n;
}

static jj_status place(metres *m, jj_raw_facility *r) {
    r->f.has_point = false;
    size_t n = try_ways(m, false, r);
    bool is_turned = n == 0 && (n = try_ways(m, true, r)) > 0;
    m->n_fitting += n > 0;
    if (n > 1)
        JJ_TRY(note(m, "crs_doubtful", r));
    if (is_turned)
        return note(m, "swapped_axes", r);
    if (n > 0)
        return JJ_OK;
    r->f.has_point = false;
    if (carry(m, 0, false, r) && fabs(r->f.lat) <= 90) /* told of by where it lies */
        return JJ_OK;
    r->f.has_point = false;
    r->f.lon = r->f.lat = NAN;
    return note(m, "bad_coordinates", r);
}

jj_status jj_facilities_place_metres(jj_loader *l, jj_raw_facilities *all, size_t source,
                                     jj_facility_fits_fn fits, const void *user) {
    const jj_facility_keys *k = &l->project->facilities[source];
    const char *declared = k->source.crs_instead ? k->source.crs_instead : k->source.crs;
    JJ_CLEANUP(metres_deinit) metres m = {.l = l, .keys = k, .fits = fits, .user = user};
    for (size_t i = 0; i < all->n; i++) {
        if (all->items[i].source != source || !all->items[i].has_metres)
            continue;
        if (m.n_points++ == 0)
            m.first = &all->items[i];
    }
    if (m.n_points == 0)
        return JJ_OK;
    if (!declared)
        return refuse_undeclared(&m, all, source);
    JJ_TRY(open_ways(&m, declared));
    for (size_t i = 0; i < all->n; i++)
        if (all->items[i].source == source && all->items[i].has_metres)
            JJ_TRY(place(&m, &all->items[i]));
    return 2 * m.n_fitting < m.n_points ? refuse_wrong(&m, all, source, declared) : JJ_OK;
}
