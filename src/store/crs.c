#include "store/crs.h"
#include "base/param.h"
#include "store/driver.h"

#include <geodesic.h>
#include <math.h>
#include <cpl_conv.h>
#include <ogr_srs_api.h>
#include <string.h>
#include <strings.h>

typedef void *srs; /* OGRSpatialReferenceH, for cleanup by scope */

static void srs_release(srs *s) {
    OSRRelease((OGRSpatialReferenceH)*s);
}
#define JJ_SRS JJ_CLEANUP(srs_release) srs

static const char local_wkt[] =
    "ENGCRS[\"local plane\",EDATUM[\"local\"],CS[Cartesian,2],AXIS[\"easting\",east,ORDER[1]],"
    "AXIS[\"northing\",north,ORDER[2]],LENGTHUNIT[\"metre\",1]]";

static bool srs_set(srs s, const char *name) {
    const char *text = strcmp(name, "local") == 0 ? local_wkt : name;
    if (OSRSetFromUserInput(s, text) != OGRERR_NONE)
        return false;
    OSRSetAxisMappingStrategy(s, OAMS_TRADITIONAL_GIS_ORDER);
    return true;
}

static jj_status srs_read(jj_ctx *ctx, srs s, const char *name) {
    JJ_CLEANUP(jj_driver_hush) jj_driver_words words = {0};
    jj_driver_listen(ctx, &words);
    if (!s)
        return jj_no_memory(ctx, "coordinate system", 0);
    if (!*name || !srs_set(s, name))
        return jj_fail(ctx, JJ_E_RANGE, "'%s' is not a coordinate system: write EPSG:4326 or local",
                       name);
    return JJ_OK;
}

/* For questions that cannot fail: what is not a system is nothing. */
static bool srs_read_quietly(srs s, const char *name) {
    CPLPushErrorHandler(CPLQuietErrorHandler);
    bool is_known = s && name && *name && srs_set(s, name);
    CPLPopErrorHandler();
    return is_known;
}

jj_status jj_crs_wkt(jj_ctx *ctx, const char *name, char **wkt) {
    JJ_SRS s = OSRNewSpatialReference(NULL);
    JJ_TRY(srs_read(ctx, s, name));
    const char *const options[] = {"FORMAT=WKT2_2019", NULL};
    char *text = NULL;
    OGRErr failed = OSRExportToWktEx(s, &text, options);
    *wkt = failed == OGRERR_NONE ? jj_strdup(text) : NULL;
    CPLFree(text);
    if (failed != OGRERR_NONE)
        return jj_fail(ctx, JJ_E_RANGE, "'%s' is a coordinate system that cannot be written down",
                       name);
    return *wkt ? JJ_OK : jj_no_memory(ctx, "coordinate system", 0);
}

jj_status jj_crs_list(jj_ctx *ctx, const char *names, size_t most, char **wkts, size_t *n) {
    bool is_list = strncasecmp(names, "EPSG:", 5) == 0 && strchr(names, ',');
    if (!is_list) {
        JJ_TRY(jj_crs_wkt(ctx, names, &wkts[0]));
        *n = 1;
        return JJ_OK;
    }
    while (*names) {
        size_t len = strcspn(names, ", ");
        JJ_AUTO char *name = jj_strndup(names, len);
        if (!name)
            return jj_no_memory(ctx, "coordinate systems", 0);
        if (len > 0 && *n == most)
            return jj_fail(ctx, JJ_E_RANGE, "'%s': more than %zu coordinate systems", name, most);
        if (len > 0)
            JJ_TRY(jj_crs_wkt(ctx, name, &wkts[*n]));
        *n += len > 0;
        names += len + (names[len] != '\0');
    }
    return JJ_OK;
}

bool jj_crs_meridians(const char *wkt, double *west, double *east) {
    JJ_SRS s = OSRNewSpatialReference(NULL);
    double south, north;
    return srs_read_quietly(s, wkt) && OSRGetAreaOfUse(s, west, &south, east, &north, NULL);
}

/* By their names in any dialect. */
const char *jj_crs_old_datum(const char *wkt) {
    static const char *const words[] = {"Xian", "Xi'an", "Beijing"};
    static const char *const names[] = {"Xian 1980", "Xian 1980", "Beijing 1954"};
    for (size_t i = 0; i < JJ_COUNT(words); i++)
        if (strstr(wkt, words[i]))
            return names[i];
    return NULL;
}

bool jj_crs_is_geographic(const char *wkt) {
    JJ_SRS s = OSRNewSpatialReference(NULL);
    return srs_read_quietly(s, wkt) && OSRIsGeographic(s);
}

bool jj_crs_is_local(const char *wkt) {
    JJ_SRS s = OSRNewSpatialReference(NULL);
    return srs_read_quietly(s, wkt) && OSRIsLocal(s);
}

static bool srs_same(srs a, srs b) {
    const char *const options[] = {"IGNORE_DATA_AXIS_TO_SRS_AXIS_MAPPING=YES",
                                   "CRITERION=EQUIVALENT_EXCEPT_AXIS_ORDER_GEOGCRS",
                                   "IGNORE_COORDINATE_EPOCH=YES", NULL};
    return OSRIsSameEx(a, b, options);
}

bool jj_crs_same(const char *wkt_a, const char *wkt_b) {
    if (strcmp(wkt_a, wkt_b) == 0)
        return true;
    JJ_SRS a = OSRNewSpatialReference(NULL);
    JJ_SRS b = OSRNewSpatialReference(NULL);
    return srs_read_quietly(a, wkt_a) && srs_read_quietly(b, wkt_b) && srs_same(a, b);
}

struct jj_transform {
    OGRCoordinateTransformationH way; /* NULL = the systems are the same */
};

static const char *srs_name(srs s) {
    const char *name = OSRGetName(s);
    return name ? name : "?";
}

static jj_status transform_between(jj_ctx *ctx, srs from, srs to, jj_transform **out) {
    jj_transform *t = jj_alloc(1, sizeof *t);
    if (!t)
        return jj_no_memory(ctx, "coordinate transformation", sizeof *t);
    *out = t;
    if (srs_same(from, to))
        return JJ_OK;
    JJ_CLEANUP(jj_driver_hush) jj_driver_words words = {0};
    jj_driver_listen(ctx, &words);
    if (!OSRIsLocal(from) && !OSRIsLocal(to))
        t->way = OCTNewCoordinateTransformation(from, to);
    if (t->way)
        return JJ_OK;
    *out = NULL;
    jj_free(t);
    return jj_fail(ctx, JJ_E_DATA, "there is no way from coordinate system '%s' to '%s'",
                   srs_name(from), srs_name(to));
}

jj_status jj_transform_new(jj_ctx *ctx, const char *from, const char *to, jj_transform **out) {
    *out = NULL;
    JJ_SRS a = OSRNewSpatialReference(NULL);
    JJ_SRS b = OSRNewSpatialReference(NULL);
    JJ_TRY(srs_read(ctx, a, from));
    JJ_TRY(srs_read(ctx, b, to));
    return transform_between(ctx, a, b, out);
}

jj_status jj_transform_points(jj_ctx *ctx, jj_transform *t, double *x, double *y, size_t n) {
    enum { CHUNK = 4096 };
    if (!t->way)
        return JJ_OK;
    JJ_CLEANUP(jj_driver_hush) jj_driver_words words = {0};
    jj_driver_listen(ctx, &words);
    int is_done[CHUNK];
    for (size_t i = 0; i < n; i += CHUNK) {
        int some = n - i < CHUNK ? (int)(n - i) : CHUNK;
        double x0 = x[i], y0 = y[i];
        OCTTransformEx(t->way, some, x + i, y + i, NULL, is_done);
        for (int k = 0; k < some; k++)
            if (!is_done[k] || !isfinite(x[i + (size_t)k]) || !isfinite(y[i + (size_t)k]))
                return jj_fail(ctx, JJ_E_DATA,
                               "a point near (%.15g, %.15g) cannot be transformed: %s", x0, y0,
                               jj_driver_said(ctx, &words, ""));
    }
    return JJ_OK;
}

void jj_transform_free(jj_transform *t) {
    if (t && t->way)
        OCTDestroyCoordinateTransformation(t->way);
    jj_free(t);
}

/* What measures cells of a projected grid: the way to its own degrees, and its ellipsoid. */
typedef struct gauge {
    const jj_grid *grid;
    jj_transform *to_degrees;
    struct geod_geodesic ellipsoid;
} gauge;

/* Sides of a cell-sized rectangle about the centre of (row, col), which may be fractional. */
static jj_status measure(jj_ctx *ctx, const gauge *m, double row, double col, double side_m[2]) {
    const jj_grid *g = m->grid;
    double cx = g->x0 + (col + 0.5) * g->dx, cy = g->y0 - (row + 0.5) * g->dy;
    double x[4] = {cx - g->dx / 2, cx + g->dx / 2, cx, cx};
    double y[4] = {cy, cy, cy - g->dy / 2, cy + g->dy / 2};
    JJ_TRY(jj_transform_points(ctx, m->to_degrees, x, y, 4));
    for (int k = 0; k < 2; k++)
        geod_inverse(&m->ellipsoid, y[2 * k], x[2 * k], y[2 * k + 1], x[2 * k + 1], &side_m[k],
                     NULL, NULL);
    if (side_m[0] > 0 && side_m[1] > 0)
        return JJ_OK;
    return jj_fail(ctx, JJ_E_DATA, "a cell at (%.15g, %.15g) has no size on the ground", cx, cy);
}

/* First row (or column) of a block and one past its last. */
static uint32_t block_end(uint32_t block, uint32_t size, uint32_t n) {
    uint32_t end = (block + 1) * size;
    return end < n ? end : n;
}

static jj_status measure_blocks(jj_ctx *ctx, const gauge *m, uint32_t n_block_rows, jj_lengths *l) {
    for (uint32_t br = 0; br < n_block_rows; br++) {
        double row = (br * l->block_rows + block_end(br, l->block_rows, m->grid->rows) - 1) / 2.0;
        for (uint32_t bc = 0; bc < l->n_block_cols; bc++) {
            double col =
                (bc * l->block_cols + block_end(bc, l->block_cols, m->grid->cols) - 1) / 2.0;
            double side_m[2];
            JJ_TRY(measure(ctx, m, row, col, side_m));
            size_t b = (size_t)br * l->n_block_cols + bc;
            l->east_m[b] = side_m[0];
            l->north_m[b] = side_m[1];
        }
        JJ_TRY(jj_ctx_poll(ctx));
    }
    return JJ_OK;
}

/* The larger relative error of the block's sides against those of its corner cells. */
static jj_status block_error(jj_ctx *ctx, const gauge *m, const jj_lengths *l, uint32_t br,
                             uint32_t bc, double *error) {
    size_t b = (size_t)br * l->n_block_cols + bc;
    uint32_t rows[2] = {br * l->block_rows, block_end(br, l->block_rows, m->grid->rows) - 1};
    uint32_t cols[2] = {bc * l->block_cols, block_end(bc, l->block_cols, m->grid->cols) - 1};
    for (int k = 0; k < 4; k++) {
        double side_m[2];
        JJ_TRY(measure(ctx, m, rows[k / 2], cols[k % 2], side_m));
        *error = fmax(*error, fabs(l->east_m[b] / side_m[0] - 1));
        *error = fmax(*error, fabs(l->north_m[b] / side_m[1] - 1));
    }
    return JJ_OK;
}

/* Index i of `n_samples` spread over 0 .. n-1, both ends among them. */
static uint32_t sample_index(uint32_t i, uint32_t n_samples, uint32_t n) {
    return n_samples < 2 ? 0 : (uint32_t)((uint64_t)i * (n - 1) / (n_samples - 1));
}

static jj_status measure_error(jj_ctx *ctx, const gauge *m, uint32_t n_block_rows, jj_lengths *l) {
    enum { SAMPLES = 32 };
    uint32_t nr = n_block_rows < SAMPLES ? n_block_rows : SAMPLES;
    uint32_t nc = l->n_block_cols < SAMPLES ? l->n_block_cols : SAMPLES;
    for (uint32_t i = 0; i < nr; i++)
        for (uint32_t k = 0; k < nc; k++)
            JJ_TRY(block_error(ctx, m, l, sample_index(i, nr, n_block_rows),
                               sample_index(k, nc, l->n_block_cols), &l->max_error));
    return JJ_OK;
}

static jj_status gauge_new(jj_ctx *ctx, srs s, gauge *m) {
    JJ_SRS degrees = OSRCloneGeogCS(s);
    if (!degrees)
        return jj_fail(ctx, JJ_E_DATA, "'%s' has no ellipsoid: its cells cannot be measured",
                       srs_name(s));
    OSRSetAxisMappingStrategy(degrees, OAMS_TRADITIONAL_GIS_ORDER);
    OGRErr failed = OGRERR_NONE;
    double a = OSRGetSemiMajor(degrees, &failed);
    double inverse_f = OSRGetInvFlattening(degrees, &failed);
    geod_init(&m->ellipsoid, a, inverse_f > 0 ? 1 / inverse_f : 0);
    return transform_between(ctx, s, degrees, &m->to_degrees);
}

static void gauge_deinit(gauge *m) {
    jj_transform_free(m->to_degrees);
}

static jj_status lengths_projected(jj_ctx *ctx, const jj_grid *g, srs s, jj_lengths *out) {
    enum { TILE = 32 };
    JJ_CLEANUP(gauge_deinit) gauge m = {.grid = g};
    JJ_TRY(gauge_new(ctx, s, &m));
    JJ_CLEANUP(jj_lengths_deinit)
    jj_lengths l = {.block_rows = TILE,
                    .block_cols = TILE,
                    .n_block_cols = (uint32_t)(((uint64_t)g->cols + TILE - 1) / TILE)};
    uint32_t n_block_rows = (uint32_t)(((uint64_t)g->rows + TILE - 1) / TILE);
    size_t n = (size_t)n_block_rows * l.n_block_cols;
    l.east_m = jj_alloc(n, sizeof *l.east_m);
    l.north_m = jj_alloc(n, sizeof *l.north_m);
    if (!l.east_m || !l.north_m)
        return jj_no_memory(ctx, "cell lengths", n * 16);
    JJ_TRY(measure_blocks(ctx, &m, n_block_rows, &l));
    JJ_TRY(measure_error(ctx, &m, n_block_rows, &l));
    *out = l;
    l = (jj_lengths){0}; /* handed over */
    return JJ_OK;
}

jj_status jj_crs_lengths(jj_ctx *ctx, const jj_grid *g, const char *wkt, jj_lengths *out) {
    if (g->is_geographic)
        return jj_lengths_geographic(ctx, g, out);
    JJ_SRS s = OSRNewSpatialReference(NULL);
    JJ_TRY(srs_read(ctx, s, wkt));
    if (OSRIsLocal(s)) {
        double metre = OSRGetLinearUnits(s, NULL);
        return jj_lengths_plane(ctx, g, g->dx * metre, g->dy * metre, out);
    }
    return lengths_projected(ctx, g, s, out);
}
