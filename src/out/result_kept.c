#include "out/result_kept.h"
#include "base/arena.h"
#include "base/file.h"
#include "base/text.h"
#include "out/wkb.h"
#include "store/crs.h"

#include <math.h>
#include <string.h>
#include <sys/resource.h>

/* A province under the whole catalogue has some 200. */
enum { MAX_RASTERS = 512 };

/* Each holds a file open: of those a process may have, what sixteen readers of one result leave. */
static size_t most_rasters(void) {
    enum { READERS = 32, LEAST = 16 };
    struct rlimit limit;
    size_t n = getrlimit(RLIMIT_NOFILE, &limit) == 0 ? (size_t)limit.rlim_cur / READERS : LEAST;
    return n < LEAST ? LEAST : n > MAX_RASTERS ? MAX_RASTERS : n;
}

typedef struct kept_raster {
    char *name;
    jj_raster *raster; /* NULL: the result has no such file */
    uint64_t last_use;
} kept_raster;

typedef struct kept_unit {
    const char *code;
    const void *wkb;
    size_t len;
    double box[4]; /* minx, maxx, miny, maxy */
} kept_unit;

struct jj_result_kept {
    kept_raster rasters[MAX_RASTERS]; /* the first n_rasters are used */
    size_t n_rasters, most_rasters;
    uint64_t clock;
    jj_transform *to_grid; /* from WGS 84 into `crs`, that of the rasters */
    char *crs;
    jj_arena arena; /* of the units */
    kept_unit *units;
    size_t n_units, cap_units;
    bool has_units;
};

struct jj_result_kept *jj_result_kept_new(void) {
    struct jj_result_kept *k = jj_alloc(1, sizeof *k);
    if (k)
        k->most_rasters = most_rasters();
    return k;
}

static void drop_raster(kept_raster *k) {
    jj_raster_close(k->raster);
    jj_free(k->name);
    *k = (kept_raster){0};
}

void jj_result_kept_free(struct jj_result_kept *k) {
    if (!k)
        return;
    for (size_t i = 0; i < k->n_rasters; i++)
        drop_raster(&k->rasters[i]);
    jj_transform_free(k->to_grid);
    jj_free(k->crs);
    jj_free(k->units);
    jj_arena_deinit(&k->arena);
    jj_free(k);
}

/* An empty place, else that of the raster unused longest. */
static kept_raster *make_room(struct jj_result_kept *k) {
    if (k->n_rasters < k->most_rasters)
        return &k->rasters[k->n_rasters++];
    kept_raster *oldest = &k->rasters[0];
    for (size_t i = 1; i < k->n_rasters; i++)
        if (k->rasters[i].last_use < oldest->last_use)
            oldest = &k->rasters[i];
    drop_raster(oldest);
    return oldest;
}

jj_status jj_result_raster(jj_ctx *ctx, const jj_result_file *r, const char *name,
                           jj_raster **out) {
    struct jj_result_kept *k = r->kept;
    for (size_t i = 0; i < k->n_rasters; i++)
        if (k->rasters[i].name && strcmp(k->rasters[i].name, name) == 0) {
            k->rasters[i].last_use = ++k->clock;
            *out = k->rasters[i].raster;
            return JJ_OK;
        }
    *out = NULL;
    kept_raster *place = make_room(k);
    JJ_AUTO char *path = jj_path_join(r->folder, name);
    JJ_AUTO char *own_name = jj_strdup(name);
    if (!path || !own_name)
        return jj_no_memory(ctx, name, 0);
    if (jj_file_exists(path))
        JJ_TRY(jj_raster_open(ctx, path, 1, "EPSG:4326", &place->raster));
    place->name = own_name;
    own_name = NULL; /* handed over */
    place->last_use = ++k->clock;
    *out = place->raster;
    return JJ_OK;
}

/* The rasters of a result share one system: a transformation is made once, not for each of them. */
static jj_status aim(jj_ctx *ctx, struct jj_result_kept *k, const char *crs) {
    if (k->crs && strcmp(k->crs, crs) == 0)
        return JJ_OK;
    jj_transform_free(k->to_grid);
    k->to_grid = NULL;
    jj_free(k->crs);
    if (!(k->crs = jj_strdup(crs)))
        return jj_no_memory(ctx, "points", 0);
    return jj_transform_new(ctx, "EPSG:4326", crs, &k->to_grid);
}

jj_status jj_result_value_at(jj_ctx *ctx, const jj_result_file *r, const char *name,
                             const double lon_lat[2], bool *is_inside, double *out) {
    jj_raster *raster;
    *out = (double)NAN;
    *is_inside = false;
    JJ_TRY(jj_result_raster(ctx, r, name, &raster));
    if (!raster)
        return JJ_OK;
    double x = lon_lat[0], y = lon_lat[1];
    jj_grid g = jj_raster_grid(raster);
    if (!g.is_geographic) {
        JJ_TRY(aim(ctx, r->kept, jj_raster_crs(raster)));
        if (jj_transform_points(ctx, r->kept->to_grid, &x, &y, 1) != JJ_OK)
            return JJ_OK;
    }
    uint32_t cell = jj_grid_cell_at(&g, x, y);
    if (cell == JJ_NO_CELL)
        return JJ_OK;
    *is_inside = true;
    return jj_raster_read_window(ctx, raster, cell / g.cols, cell % g.cols, 1, 1, out);
}

static jj_status keep_unit(jj_ctx *ctx, struct jj_result_kept *k, const jj_stmt *s) {
    size_t len;
    const void *blob = jj_stmt_blob(s, 1, &len);
    JJ_CLEANUP(jj_text_deinit) jj_text wkb = {0}, boxed = {0};
    kept_unit u = {.code = jj_arena_str(&k->arena, jj_stmt_text(s, 0))};
    jj_gpkg_wkb(&wkb, blob, len);
    if (!wkb.len || !jj_gpkg_blob(&boxed, wkb.s, wkb.len, u.box))
        return wkb.failed ? jj_no_memory(ctx, "units", 0) : JJ_OK;
    void *own = jj_arena_alloc(&k->arena, wkb.len, 1);
    if (!own || !u.code || !jj_grow(&k->units, &k->cap_units, k->n_units + 1, sizeof *k->units))
        return jj_no_memory(ctx, "units", wkb.len);
    memcpy(own, wkb.s, wkb.len);
    u.wkb = own;
    u.len = wkb.len;
    k->units[k->n_units++] = u;
    return JJ_OK;
}

static jj_status read_units(jj_ctx *ctx, const jj_result_file *r) {
    JJ_CLEANUP(jj_stmt_freep) jj_stmt *s = NULL;
    JJ_CLEANUP(jj_text_deinit) jj_text sql = {0};
    JJ_AUTO char *units = NULL;
    r->kept->n_units = 0;
    JJ_TRY(jj_result_units_sql(ctx, r, &units));
    jj_text_addf(&sql, "SELECT code,geom FROM (%s) WHERE geom IS NOT NULL ORDER BY depth DESC,code",
                 units);
    if (sql.failed)
        return jj_no_memory(ctx, "units", 0);
    JJ_TRY(jj_db_prepare(ctx, r->db, sql.s, &s));
    for (;;) {
        bool more;
        JJ_TRY(jj_stmt_next(ctx, s, &more));
        if (!more)
            break;
        JJ_TRY(keep_unit(ctx, r->kept, s));
    }
    r->kept->has_units = true;
    return JJ_OK;
}

jj_status jj_result_units_at(jj_ctx *ctx, const jj_result_file *r, const double lon_lat[2],
                             const char **codes, size_t room, size_t *n) {
    const struct jj_result_kept *k = r->kept;
    double x = lon_lat[0], y = lon_lat[1];
    *n = 0;
    if (!k->has_units)
        JJ_TRY(read_units(ctx, r));
    for (size_t i = 0; i < k->n_units && *n < room; i++) {
        const kept_unit *u = &k->units[i];
        bool is_near = x >= u->box[0] && x <= u->box[1] && y >= u->box[2] && y <= u->box[3];
        if (is_near && jj_wkb_holds(u->wkb, u->len, x, y))
            codes[(*n)++] = u->code;
    }
    return JJ_OK;
}
