#include "serve/tile.h"
#include "base/file.h"
#include "serve/png.h"
#include "store/crs.h"
#include "store/raster.h"

#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

/* One field in memory, thinned where it is larger than a screen will ever show. */
typedef struct field {
    char *id, *crs;
    jj_grid grid; /* of the thinned cells */
    uint16_t *tenths;
    uint64_t last_use;
    int n_users;
} field;

enum { MAX_FIELDS = 16 };
static const size_t max_cells = (size_t)64 << 20;       /* of one field */
static const size_t max_cells_kept = (size_t)256 << 20; /* of all that nobody is using */

struct serve_tiles {
    pthread_mutex_t lock;
    field fields[MAX_FIELDS];
    uint64_t clock;
};

static void field_deinit(field *f) {
    jj_free(f->id);
    jj_free(f->crs);
    jj_free(f->tenths);
    *f = (field){0};
}

jj_status serve_tiles_new(jj_ctx *ctx, serve_tiles **out) {
    *out = jj_alloc(1, sizeof **out);
    if (!*out || pthread_mutex_init(&(*out)->lock, NULL) != 0) {
        jj_free(*out);
        *out = NULL;
        return jj_no_memory(ctx, "tiles", 0);
    }
    return JJ_OK;
}

void serve_tiles_free(serve_tiles *t) {
    if (!t)
        return;
    for (int i = 0; i < MAX_FIELDS; i++)
        field_deinit(&t->fields[i]);
    pthread_mutex_destroy(&t->lock);
    jj_free(t);
}

void serve_mercator_deinit(serve_mercator *m) {
    jj_transform_free(m->to_grid);
    jj_free(m->crs);
    *m = (serve_mercator){0};
}

/* Rounded up, so that a pixel is within T here exactly when its cell is within T. */
static uint16_t tenths_of(double ms) {
    double v = ceil(ms / 6000);
    return isnan(v) || v >= SERVE_NO_TIME ? SERVE_NO_TIME : (uint16_t)v;
}

static jj_status read_cells(jj_ctx *ctx, jj_raster *raster, field *f) {
    jj_grid g = jj_raster_grid(raster);
    uint32_t step = 1;
    while ((size_t)(g.rows / step) * (g.cols / step) > max_cells)
        step++;
    f->grid = g;
    f->grid.rows = (g.rows + step - 1) / step;
    f->grid.cols = (g.cols + step - 1) / step;
    f->grid.dx *= step;
    f->grid.dy *= step;
    JJ_TRY(jj_ctx_need(ctx, jj_grid_cells(&f->grid) * sizeof *f->tenths, "a field of times"));
    f->tenths = jj_alloc(jj_grid_cells(&f->grid), sizeof *f->tenths);
    JJ_AUTO double *line = jj_alloc(g.cols, sizeof *line);
    f->crs = jj_strdup(jj_raster_crs(raster));
    if (!f->tenths || !line || !f->crs)
        return jj_no_memory(ctx, "a field of times", 0);
    for (uint32_t row = 0; row < f->grid.rows; row++) {
        JJ_TRY(jj_raster_read(ctx, raster, row * step, 1, line));
        for (uint32_t col = 0; col < f->grid.cols; col++)
            f->tenths[(size_t)row * f->grid.cols + col] = tenths_of(line[(size_t)col * step]);
    }
    return JJ_OK;
}

static jj_status load_field(jj_ctx *ctx, const jj_result_file *r, const char *id, field *f) {
    char name[200];
    JJ_CLEANUP(jj_raster_closep) jj_raster *raster = NULL;
    snprintf(name, sizeof name, "fields/%s_ms.tif", id);
    JJ_AUTO char *path = jj_path_join(r->folder, name);
    if (!path || !(f->id = jj_strdup(id)))
        return jj_no_memory(ctx, id, 0);
    if (!jj_file_exists(path))
        return jj_fail(ctx, JJ_E_DATA, "no raster is stored for the field '%s'", id);
    JJ_TRY(jj_raster_open(ctx, path, 1, "EPSG:4326", &raster));
    return read_cells(ctx, raster, f);
}

/* The place of the next field: an empty one, else the one unused longest; NULL: all are in use. */
static field *make_room(serve_tiles *t) {
    for (;;) {
        size_t n_kept = 0;
        field *empty = NULL, *oldest = NULL;
        for (int i = 0; i < MAX_FIELDS; i++) {
            field *f = &t->fields[i];
            n_kept += f->tenths ? jj_grid_cells(&f->grid) : 0;
            if (!f->tenths)
                empty = f;
            else if (f->n_users == 0 && (!oldest || f->last_use < oldest->last_use))
                oldest = f;
        }
        if (!oldest || (empty && n_kept < max_cells_kept))
            return empty;
        field_deinit(oldest);
    }
}

/* One load at a time: the others wait, as they most often want the same field. */
static jj_status take_field(jj_ctx *ctx, serve_tiles *t, const jj_result_file *r, const char *id,
                            field **out) {
    jj_status st = JJ_OK;
    *out = NULL;
    pthread_mutex_lock(&t->lock);
    for (int i = 0; i < MAX_FIELDS && !*out; i++)
        if (t->fields[i].tenths && strcmp(t->fields[i].id, id) == 0)
            *out = &t->fields[i];
    if (!*out && (*out = make_room(t))) {
        st = load_field(ctx, r, id, *out);
        if (st != JJ_OK)
            field_deinit(*out);
    }
    if (!*out)
        st = jj_fail(ctx, JJ_E_LIMIT, "too many fields are asked for at once: try again");
    if (st == JJ_OK) {
        (*out)->n_users++;
        (*out)->last_use = ++t->clock;
    }
    pthread_mutex_unlock(&t->lock);
    return st;
}

static void leave_field(serve_tiles *t, field *f) {
    pthread_mutex_lock(&t->lock);
    f->n_users--;
    pthread_mutex_unlock(&t->lock);
}

static jj_status aim(jj_ctx *ctx, serve_mercator *m, const char *crs) {
    if (m->crs && strcmp(m->crs, crs) == 0)
        return JJ_OK;
    serve_mercator_deinit(m);
    JJ_TRY(jj_transform_new(ctx, "EPSG:4326", crs, &m->to_grid));
    m->crs = jj_strdup(crs);
    return m->crs ? JJ_OK : jj_no_memory(ctx, "tiles", 0);
}

/*
 * Grid coordinates at 17 x 17 knots of the tile; pixels between them are interpolated, which is
 * off by far less than a pixel from zoom 6 on.
 */
enum { KNOTS = 17, STEP = SERVE_TILE_SIDE / (KNOTS - 1) };
typedef struct knots {
    double x[KNOTS * KNOTS], y[KNOTS * KNOTS];
} knots;

static bool place_knots(jj_ctx *ctx, serve_mercator *m, const serve_tile_at *at, knots *k) {
    const double pi = 3.14159265358979323846;
    double n_tiles = ldexp(1, (int)at->zoom);
    for (int i = 0; i < KNOTS * KNOTS; i++) {
        double u = (at->x + (double)(i % KNOTS) / (KNOTS - 1)) / n_tiles;
        double v = (at->y + (double)(i / KNOTS) / (KNOTS - 1)) / n_tiles;
        k->x[i] = 360 * u - 180;
        k->y[i] = atan(sinh(pi * (1 - 2 * v))) * 180 / pi;
    }
    return jj_transform_points(ctx, m->to_grid, k->x, k->y, (size_t)KNOTS * KNOTS) == JJ_OK;
}

static double between(const double *v, int row, int col, double fy, double fx) {
    const double *p = v + row * KNOTS + col;
    return (p[0] * (1 - fx) + p[1] * fx) * (1 - fy) +
           (p[KNOTS] * (1 - fx) + p[KNOTS + 1] * fx) * fy;
}

static void sample(const field *f, const knots *k, uint16_t *tenths) {
    for (int i = 0; i < SERVE_TILE_CELLS; i++) {
        int px = i % SERVE_TILE_SIDE, py = i / SERVE_TILE_SIDE;
        double fx = (px % STEP + 0.5) / STEP, fy = (py % STEP + 0.5) / STEP;
        uint32_t cell = jj_grid_cell_at(&f->grid, between(k->x, py / STEP, px / STEP, fy, fx),
                                        between(k->y, py / STEP, px / STEP, fy, fx));
        tenths[i] = cell == JJ_NO_CELL ? SERVE_NO_TIME : f->tenths[cell];
    }
}

jj_status serve_tile_read(jj_ctx *ctx, serve_tiles *t, serve_mercator *m, const jj_result_file *r,
                          const serve_tile_at *at, uint16_t *tenths) {
    field *f;
    knots k;
    for (int i = 0; i < SERVE_TILE_CELLS; i++)
        tenths[i] = SERVE_NO_TIME;
    JJ_TRY(take_field(ctx, t, r, at->field, &f));
    jj_status st = aim(ctx, m, f->crs);
    if (st == JJ_OK && place_knots(ctx, m, at, &k))
        sample(f, &k, tenths);
    leave_field(t, f);
    return st;
}

/* 0 clear, 1 .. 127 within, 128 .. 255 beyond. */
static uint8_t colour_of(uint16_t tenths, double limit) {
    if (tenths == SERVE_NO_TIME)
        return 0;
    if (tenths <= limit)
        return (uint8_t)(1 + (limit > 0 ? 126 * tenths / limit : 0));
    double beyond = limit > 0 ? (tenths - limit) / (3 * limit) : 1;
    return (uint8_t)(128 + 127 * fmin(beyond, 1));
}

static uint8_t mix(int from, int to, double share) {
    return (uint8_t)(from + (to - from) * share + 0.5);
}

jj_status serve_tile_png(jj_ctx *ctx, const uint16_t *tenths, double minutes, jj_text *out) {
    static const int ends[2][2][3] = {{{8, 81, 156}, {189, 215, 231}},
                                      {{254, 217, 166}, {166, 54, 3}}};
    uint8_t palette[256][4] = {{0}};
    JJ_AUTO uint8_t *pixels = jj_alloc(SERVE_TILE_CELLS, 1);
    if (!pixels)
        return jj_no_memory(ctx, "tiles", 0);
    for (int i = 1; i < 256; i++) {
        double share = i < 128 ? (i - 1) / 126.0 : (i - 128) / 127.0;
        for (int c = 0; c < 3; c++)
            palette[i][c] = mix(ends[i >= 128][0][c], ends[i >= 128][1][c], share);
        palette[i][3] = i < 128 ? 200 : 120;
    }
    for (int i = 0; i < SERVE_TILE_CELLS; i++)
        pixels[i] = colour_of(tenths[i], minutes * 10);
    return serve_png(out, pixels, SERVE_TILE_SIDE, (const uint8_t(*)[4])palette)
               ? JJ_OK
               : jj_no_memory(ctx, "tiles", 0);
}
