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
    uint16_t *values;
    double most; /* of shares: the greatest value of the raster */
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
    jj_free(f->values);
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

/* Times are rounded up: a pixel is within T here exactly when its cell is, for every tenth of T. */
static uint16_t value_of(double v, serve_scale scale, double most) {
    double scaled = scale == SERVE_TIMES   ? ceil(v / 6000)
                    : scale == SERVE_SHARE ? ceil(SERVE_MOST_SHARE * fmax(v, 0) / most)
                                           : v;
    return isnan(v) || !(scaled < SERVE_NO_VALUE) ? SERVE_NO_VALUE : (uint16_t)scaled;
}

static jj_status find_most(jj_ctx *ctx, jj_raster *raster, double *line, double *most) {
    jj_grid g = jj_raster_grid(raster);
    *most = 0;
    for (uint32_t row = 0; row < g.rows; row++) {
        JJ_TRY(jj_raster_read(ctx, raster, row, 1, line));
        for (uint32_t col = 0; col < g.cols; col++)
            *most = line[col] > *most ? line[col] : *most;
    }
    return JJ_OK;
}

/* The lattice, every step-th cell of it where it is larger than a screen will ever show. */
static uint32_t thin(const jj_grid *g, jj_grid *out) {
    uint32_t step = 1;
    while ((size_t)(g->rows / step) * (g->cols / step) > max_cells)
        step++;
    *out = *g;
    out->rows = (g->rows + step - 1) / step;
    out->cols = (g->cols + step - 1) / step;
    out->dx *= step;
    out->dy *= step;
    return step;
}

static jj_status read_cells(jj_ctx *ctx, jj_raster *raster, serve_scale scale, field *f) {
    jj_grid g = jj_raster_grid(raster);
    uint32_t step = thin(&g, &f->grid);
    JJ_TRY(jj_ctx_need(ctx, jj_grid_cells(&f->grid) * sizeof *f->values, "a raster"));
    f->values = jj_alloc(jj_grid_cells(&f->grid), sizeof *f->values);
    JJ_AUTO double *line = jj_alloc(g.cols, sizeof *line);
    f->crs = jj_strdup(jj_raster_crs(raster));
    if (!f->values || !line || !f->crs)
        return jj_no_memory(ctx, "a raster", 0);
    if (scale == SERVE_SHARE)
        JJ_TRY(find_most(ctx, raster, line, &f->most));
    for (uint32_t row = 0; row < f->grid.rows; row++) {
        uint16_t *to = f->values + (size_t)row * f->grid.cols;
        JJ_TRY(jj_raster_read(ctx, raster, row * step, 1, line));
        for (uint32_t col = 0; col < f->grid.cols; col++)
            to[col] = value_of(line[(size_t)col * step], scale, f->most);
    }
    return JJ_OK;
}

static jj_status load_field(jj_ctx *ctx, const jj_result_file *r, const serve_layer *layer,
                            field *f) {
    JJ_CLEANUP(jj_raster_closep) jj_raster *raster = NULL;
    JJ_AUTO char *path = jj_path_join(r->folder, layer->file);
    if (!path || !(f->id = jj_strdup(layer->id)))
        return jj_no_memory(ctx, layer->id, 0);
    if (!jj_file_exists(path))
        return jj_fail(ctx, JJ_E_DATA, "no raster is stored for the field '%s'", layer->id);
    JJ_TRY(jj_raster_open(ctx, path, 1, "EPSG:4326", &raster));
    return read_cells(ctx, raster, layer->scale, f);
}

/* The place of the next field: an empty one, else the one unused longest; NULL: all are in use. */
static field *make_room(serve_tiles *t) {
    for (;;) {
        size_t n_kept = 0;
        field *empty = NULL, *oldest = NULL;
        for (int i = 0; i < MAX_FIELDS; i++) {
            field *f = &t->fields[i];
            n_kept += f->values ? jj_grid_cells(&f->grid) : 0;
            if (!f->values)
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
static jj_status take_field(jj_ctx *ctx, serve_tiles *t, const jj_result_file *r,
                            const serve_layer *layer, field **out) {
    jj_status st = JJ_OK;
    *out = NULL;
    pthread_mutex_lock(&t->lock);
    for (int i = 0; i < MAX_FIELDS && !*out; i++)
        if (t->fields[i].values && strcmp(t->fields[i].id, layer->id) == 0)
            *out = &t->fields[i];
    if (!*out && (*out = make_room(t))) {
        st = load_field(ctx, r, layer, *out);
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

/* A knot and its neighbours, `down` of the way to the row below. */
static void mix_rows(const double *v, double down, double out[KNOTS]) {
    for (int i = 0; i < KNOTS; i++)
        out[i] = v[i] * (1 - down) + v[i + KNOTS] * down;
}

static void sample(const field *f, const knots *k, uint16_t *values) {
    double xs[KNOTS], ys[KNOTS];
    for (int py = 0; py < SERVE_TILE_SIDE; py++) {
        double down = (py % STEP + 0.5) / STEP;
        mix_rows(k->x + (ptrdiff_t)(py / STEP) * KNOTS, down, xs);
        mix_rows(k->y + (ptrdiff_t)(py / STEP) * KNOTS, down, ys);
        for (int px = 0; px < SERVE_TILE_SIDE; px++) {
            int i = px / STEP;
            double along = (px % STEP + 0.5) / STEP;
            uint32_t cell = jj_grid_cell_at(&f->grid, xs[i] + (xs[i + 1] - xs[i]) * along,
                                            ys[i] + (ys[i + 1] - ys[i]) * along);
            values[(ptrdiff_t)py * SERVE_TILE_SIDE + px] =
                cell == JJ_NO_CELL ? SERVE_NO_VALUE : f->values[cell];
        }
    }
}

jj_status serve_tile_read(jj_ctx *ctx, serve_tiles *t, serve_mercator *m, const jj_result_file *r,
                          const serve_tile_at *at, uint16_t *values) {
    field *f;
    knots k;
    for (int i = 0; i < SERVE_TILE_CELLS; i++)
        values[i] = SERVE_NO_VALUE;
    JJ_TRY(take_field(ctx, t, r, &at->layer, &f));
    jj_status st = aim(ctx, m, f->crs);
    if (st == JJ_OK && place_knots(ctx, m, at, &k))
        sample(f, &k, values);
    leave_field(t, f);
    return st;
}

jj_status serve_tile_most(jj_ctx *ctx, serve_tiles *t, const jj_result_file *r,
                          const serve_layer *layer, double *most) {
    field *f;
    JJ_TRY(take_field(ctx, t, r, layer, &f));
    *most = f->most;
    leave_field(t, f);
    return JJ_OK;
}

/* 0 clear; times: 1 .. 127 within, 128 .. 255 beyond; others from the least to the most. */
static uint8_t colour_of(uint16_t value, serve_scale scale, double limit) {
    if (value == SERVE_NO_VALUE)
        return 0;
    if (scale != SERVE_TIMES)
        return (uint8_t)(scale == SERVE_SHARE ? 255 * value / SERVE_MOST_SHARE : value);
    if (value <= limit)
        return (uint8_t)(1 + (limit > 0 ? 126 * value / limit : 0));
    double beyond = limit > 0 ? (value - limit) / (3 * limit) : 1;
    return (uint8_t)(128 + 127 * fmin(beyond, 1));
}

static uint8_t mix(int from, int to, double share) {
    return (uint8_t)(from + (to - from) * share + 0.5);
}

static void fill_palette(serve_scale scale, uint8_t palette[256][4]) {
    static const int ends[][2][3] = {{{8, 81, 156}, {189, 215, 231}},
                                     {{254, 217, 166}, {166, 54, 3}},
                                     {{0, 0, 0}, {255, 255, 255}},
                                     {{229, 245, 224}, {0, 88, 36}}};
    for (int i = 1; i < 256; i++) {
        bool is_within = i < 128;
        double share = scale != SERVE_TIMES ? i / 255.0 : (i - (is_within ? 1 : 128)) / 127.0;
        int row = scale == SERVE_RELIEF ? 2 : scale == SERVE_SHARE ? 3 : !is_within;
        for (int c = 0; c < 3; c++)
            palette[i][c] = mix(ends[row][0][c], ends[row][1][c], share);
        palette[i][3] = scale == SERVE_TIMES && !is_within ? 120 : 200;
    }
}

jj_status serve_tile_png(jj_ctx *ctx, const uint16_t *values, serve_scale scale, double minutes,
                         jj_text *out) {
    uint8_t palette[256][4] = {{0}};
    JJ_AUTO uint8_t *pixels = jj_alloc(SERVE_TILE_CELLS, 1);
    if (!pixels)
        return jj_no_memory(ctx, "tiles", 0);
    fill_palette(scale, palette);
    for (int i = 0; i < SERVE_TILE_CELLS; i++)
        pixels[i] = colour_of(values[i], scale, minutes * 10);
    return serve_png(out, pixels, SERVE_TILE_SIDE, (const uint8_t(*)[4])palette)
               ? JJ_OK
               : jj_no_memory(ctx, "tiles", 0);
}
