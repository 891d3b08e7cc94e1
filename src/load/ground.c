#include "load/ground.h"

#include "base/text.h"
#include "store/vector.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

bool jj_going_parse(const char *name, jj_going *out) {
    static const struct {
        const char *name;
        jj_going going;
    } names[] = {{"walking", JJ_ON_FOOT},    {"walk", JJ_ON_FOOT},       {"foot", JJ_ON_FOOT},
                 {"bicycling", JJ_BY_CYCLE}, {"bicycle", JJ_BY_CYCLE},   {"cycle", JJ_BY_CYCLE},
                 {"cycling", JJ_BY_CYCLE},   {"motorized", JJ_BY_MOTOR}, {"motorised", JJ_BY_MOTOR},
                 {"motor", JJ_BY_MOTOR},     {"drive", JJ_BY_MOTOR},     {"driving", JJ_BY_MOTOR}};
    char lower[16] = "";
    for (size_t i = 0; name[i] && i + 1 < sizeof lower; i++)
        lower[i] = (char)(name[i] >= 'A' && name[i] <= 'Z' ? name[i] - 'A' + 'a' : name[i]);
    for (size_t i = 0; i < JJ_COUNT(names); i++)
        if (strcmp(lower, names[i].name) == 0) {
            *out = names[i].going;
            return true;
        }
    return false;
}

const char *jj_going_name(jj_going g) {
    static const char *const names[] = {"walking", "bicycling", "motorized"};
    return names[g];
}

static int by_class(const void *a, const void *b) {
    const jj_speed *p = a, *q = b;
    return (p->class_code > q->class_code) - (p->class_code < q->class_code);
}

/* Columns of the table by header. */
typedef struct columns {
    int class_code, mode, speed;
} columns;

static jj_status find_columns(jj_ctx *ctx, const jj_layer *l, columns *out) {
    bool is_found = jj_layer_field(ctx, l, "class", &out->class_code) == JJ_OK &&
                    jj_layer_field(ctx, l, "mode", &out->mode) == JJ_OK &&
                    (jj_layer_field(ctx, l, "speed_km_h", &out->speed) == JJ_OK ||
                     jj_layer_field(ctx, l, "speed_kmh", &out->speed) == JJ_OK);
    return is_found ? JJ_OK : JJ_E_RANGE;
}

static jj_status read_speed(jj_ctx *ctx, const char *path, const columns *c, const jj_feature *f,
                            jj_speed *out) {
    const char *class_code = f->text[c->class_code], *mode = f->text[c->mode];
    const char *speed = f->text[c->speed];
    double value;
    if (!jj_parse_double(class_code, &value) || value != floor(value) || fabs(value) > 1e15)
        return jj_fail(ctx, JJ_E_DATA, "'%s', row %lld: class '%s' is not an integer", path,
                       (long long)f->row, class_code);
    out->class_code = (int64_t)value;
    if (!jj_going_parse(mode, &out->going))
        return jj_fail(ctx, JJ_E_DATA,
                       "'%s', row %lld: mode '%s' is not walking, bicycling or motorized", path,
                       (long long)f->row, mode);
    if (!jj_parse_double(speed, &out->km_h) || !(out->km_h > 0) || out->km_h > JJ_FASTEST_KM_H)
        return jj_fail(ctx, JJ_E_DATA,
                       "'%s', row %lld: a speed of '%s' km/h for class %s is not above 0 and at "
                       "most %g; leave out the row of a class that cannot be crossed",
                       path, (long long)f->row, speed, class_code, JJ_FASTEST_KM_H);
    return JJ_OK;
}

static jj_status read_rows(jj_ctx *ctx, const char *path, jj_layer *l, const jj_going *only,
                           jj_speeds *out) {
    columns c;
    JJ_TRY(find_columns(ctx, l, &c));
    jj_feature f;
    bool more;
    for (;;) {
        JJ_TRY(jj_layer_next(ctx, l, &f, &more));
        if (!more)
            return JJ_OK;
        jj_speed s;
        JJ_TRY(read_speed(ctx, path, &c, &f, &s));
        if (only && s.going != *only)
            continue;
        if (!jj_grow(&out->rows, &out->cap, out->n + 1, sizeof s))
            return jj_no_memory(ctx, path, (out->n + 1) * sizeof s);
        out->rows[out->n++] = s;
    }
}

static jj_status check_speeds(jj_ctx *ctx, const char *path, const jj_going *only,
                              const jj_speeds *s) {
    if (s->n == 0)
        return jj_fail(ctx, JJ_E_DATA, "'%s' has no row with the mode %s", path,
                       only ? jj_going_name(*only) : "walking, bicycling or motorized");
    if (s->n >= UINT16_MAX)
        return jj_fail(ctx, JJ_E_LIMIT, "'%s' has %zu classes: more than 65534", path, s->n);
    for (size_t i = 1; i < s->n; i++)
        if (s->rows[i].class_code == s->rows[i - 1].class_code)
            return jj_fail(ctx, JJ_E_DATA,
                           "'%s' gives class %lld twice (%s and %s): keep one row, or choose a "
                           "mode with --profile",
                           path, (long long)s->rows[i].class_code,
                           jj_going_name(s->rows[i - 1].going), jj_going_name(s->rows[i].going));
    return JJ_OK;
}

jj_status jj_speeds_read(jj_ctx *ctx, const char *path, const jj_going *only, jj_speeds *out) {
    *out = (jj_speeds){0};
    JJ_CLEANUP(jj_layer_closep) jj_layer *l = NULL;
    JJ_TRY(jj_layer_open(ctx, &(jj_source_spec){.path = path}, &l));
    JJ_CLEANUP(jj_speeds_deinit) jj_speeds s = {0};
    JJ_TRY(read_rows(ctx, path, l, only, &s));
    if (s.n > 1)
        qsort(s.rows, s.n, sizeof *s.rows, by_class);
    JJ_TRY(check_speeds(ctx, path, only, &s));
    *out = s;
    s = (jj_speeds){0}; /* handed over */
    return JJ_OK;
}

jj_status jj_speeds_from(jj_ctx *ctx, const jj_profile_keys *profile, jj_speeds *out) {
    const jj_class_speeds *surface = &profile->surface;
    jj_going going = JJ_ON_FOOT;
    if (profile->going)
        jj_going_parse(profile->going, &going);
    *out = (jj_speeds){0};
    JJ_CLEANUP(jj_speeds_deinit) jj_speeds s = {.rows = jj_alloc(surface->n, sizeof *s.rows)};
    if (!s.rows && surface->n)
        return jj_no_memory(ctx, profile->id, surface->n * sizeof *s.rows);
    for (size_t i = 0; i < surface->n; i++) {
        double value = 0;
        (void)jj_parse_double(surface->rows[i].name, &value); /* read as one */
        if (surface->rows[i].km_h > 0)
            s.rows[s.n++] = (jj_speed){(int64_t)value, going, surface->rows[i].km_h};
    }
    if (s.n > 1)
        qsort(s.rows, s.n, sizeof *s.rows, by_class);
    JJ_TRY(check_speeds(ctx, profile->path, NULL, &s));
    *out = s;
    s = (jj_speeds){0}; /* handed over */
    return JJ_OK;
}

void jj_speeds_deinit(jj_speeds *s) {
    jj_free(s->rows);
    *s = (jj_speeds){0};
}

size_t jj_speeds_find(const jj_speeds *s, double class_value) {
    size_t low = 0, high = s->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        double here = (double)s->rows[mid].class_code;
        if (here == class_value)
            return mid;
        if (here < class_value)
            low = mid + 1;
        else
            high = mid;
    }
    return SIZE_MAX;
}

void jj_class_areas_deinit(jj_class_areas *a) {
    jj_free(a->rows);
    *a = (jj_class_areas){0};
}

/* Rasters come in blocks of rows; each block is handed to `take`. */
typedef struct block {
    const jj_lattice *lattice;
    uint32_t row, n_rows;
    const double *value;
} block;
typedef jj_status (*take_fn)(jj_ctx *ctx, void *user, const block *b);

static jj_status each_block(jj_ctx *ctx, jj_raster *r, const jj_lattice *l, jj_resample how,
                            take_fn take, void *user) {
    enum { BLOCK_ROWS = 64 };
    const jj_grid *g = l->grid;
    JJ_AUTO double *value = jj_alloc((size_t)BLOCK_ROWS * g->cols, sizeof *value);
    if (!value)
        return jj_no_memory(ctx, jj_raster_path(r), (uint64_t)BLOCK_ROWS * g->cols * 8);
    for (uint32_t row = 0; row < g->rows; row += BLOCK_ROWS) {
        block b = {l, row, g->rows - row < BLOCK_ROWS ? g->rows - row : BLOCK_ROWS, value};
        JJ_TRY(jj_ctx_poll(ctx));
        jj_progress(ctx, "reading rasters", row, g->rows);
        JJ_TRY(jj_raster_rows_onto(ctx, r, g, l->crs, how, row, b.n_rows, value));
        JJ_TRY(take(ctx, user, &b));
        for (uint32_t k = 0; l->row_done && k < b.n_rows; k++)
            l->row_done(l->user, row + k);
    }
    return JJ_OK;
}

static jj_status fail_apart(jj_ctx *ctx, const jj_raster *r) {
    return jj_fail(ctx, JJ_E_DATA,
                   "'%s' has no cell with data on the ground asked for: they do not overlap, or "
                   "one of them has the wrong coordinate system",
                   jj_raster_path(r));
}

typedef struct classes {
    const jj_speeds *speeds;
    uint16_t *row_of_cell;
    jj_class_areas *unknown;
    uint64_t n_known;
    double last_value; /* neighbours are mostly alike */
    size_t last_found;
} classes;

static jj_status note_unknown(jj_ctx *ctx, jj_class_areas *a, double value, double km2) {
    enum { MOST = 10000 };
    size_t i = 0;
    while (i < a->n && a->rows[i].class_value != value)
        i++;
    if (i == MOST)
        return JJ_OK;
    if (i == a->n) {
        if (!jj_grow(&a->rows, &a->cap, a->n + 1, sizeof *a->rows))
            return jj_no_memory(ctx, "land-cover classes", (a->n + 1) * sizeof *a->rows);
        a->rows[a->n++] = (jj_class_area){.class_value = value};
    }
    a->rows[i].n_cells++;
    a->rows[i].km2 += km2;
    return JJ_OK;
}

static jj_status take_classes(jj_ctx *ctx, void *user, const block *b) {
    classes *k = user;
    uint32_t cols = b->lattice->grid->cols;
    for (size_t i = 0; i < (size_t)b->n_rows * cols; i++) {
        double v = b->value[i];
        uint32_t row = b->row + (uint32_t)(i / cols), col = (uint32_t)(i % cols);
        k->row_of_cell[(size_t)row * cols + col] = 0;
        if (isnan(v))
            continue;
        if (v != k->last_value) {
            k->last_value = v;
            k->last_found = jj_speeds_find(k->speeds, v);
        }
        if (k->last_found != SIZE_MAX) {
            k->row_of_cell[(size_t)row * cols + col] = (uint16_t)(k->last_found + 1);
            k->n_known++;
        } else {
            double km2 = jj_lengths_area_m2(b->lattice->lengths, row, col) / 1e6;
            JJ_TRY(note_unknown(ctx, k->unknown, v, km2));
        }
    }
    return JJ_OK;
}

static int by_area(const void *a, const void *b) {
    const jj_class_area *p = a, *q = b;
    if (p->km2 != q->km2)
        return p->km2 > q->km2 ? -1 : 1;
    return (p->class_value > q->class_value) - (p->class_value < q->class_value);
}

static jj_status fail_no_class(jj_ctx *ctx, const jj_raster *r, const jj_class_areas *unknown) {
    enum { SHOWN = 10 };
    jj_text list = {0};
    for (size_t i = 0; i < unknown->n && i < SHOWN; i++)
        jj_text_addf(&list, "%s%.15g", i ? ", " : "", unknown->rows[i].class_value);
    jj_status st =
        jj_fail(ctx, JJ_E_DATA, "no class of '%s' is in the table of speeds; its classes are %s%s",
                jj_raster_path(r), list.s ? list.s : "", unknown->n > SHOWN ? ", ..." : "");
    jj_text_deinit(&list);
    return st;
}

jj_status jj_ground_classes(jj_ctx *ctx, jj_raster *landcover, const jj_lattice *l,
                            const jj_speeds *speeds, uint16_t *row_of_cell,
                            jj_class_areas *unknown) {
    classes k = {speeds, row_of_cell, unknown, 0, NAN, SIZE_MAX};
    JJ_TRY(each_block(ctx, landcover, l, JJ_RESAMPLE_NEAREST, take_classes, &k));
    if (unknown->n > 1)
        qsort(unknown->rows, unknown->n, sizeof *unknown->rows, by_area);
    if (k.n_known == 0)
        return unknown->n ? fail_no_class(ctx, landcover, unknown) : fail_apart(ctx, landcover);
    return JJ_OK;
}

void jj_ground_pace(const jj_speeds *speeds, const uint16_t *row_of_cell, size_t n,
                    float *pace_ms_m) {
    for (size_t i = 0; i < n; i++) {
        uint16_t k = row_of_cell[i];
        pace_ms_m[i] = k ? (float)(3600 / speeds->rows[k - 1].km_h) : 0;
    }
}

typedef struct friction {
    float *pace_ms_m;
    jj_friction_notes *notes;
    uint64_t n_good, n_bad;
    uint32_t bad_row, bad_col;
    double bad_value;
} friction;

static jj_status take_friction(jj_ctx *ctx, void *user, const block *b) {
    (void)ctx;
    const double ms_per_minute = 60000, fastest_ms_m = 3600 / JJ_FASTEST_KM_H;
    friction *k = user;
    uint32_t cols = b->lattice->grid->cols;
    float *pace = k->pace_ms_m + (size_t)b->row * cols;
    for (size_t i = 0; i < (size_t)b->n_rows * cols; i++) {
        double v = b->value[i];
        pace[i] = 0;
        if (isnan(v)) {
            k->notes->n_nodata++;
        } else if (v > 0 && v * ms_per_minute <= (double)FLT_MAX &&
                   (float)(v * ms_per_minute) > 0) {
            pace[i] = (float)(v * ms_per_minute);
            k->n_good++;
            k->notes->n_above_fastest += (double)pace[i] < fastest_ms_m * 0.999 ? 1 : 0;
        } else if (k->n_bad++ == 0) {
            k->bad_row = b->row + (uint32_t)(i / cols);
            k->bad_col = (uint32_t)(i % cols);
            k->bad_value = v;
        }
    }
    return JJ_OK;
}

jj_status jj_ground_friction(jj_ctx *ctx, jj_raster *r, const jj_lattice *l, float *pace_ms_m,
                             jj_friction_notes *notes) {
    *notes = (jj_friction_notes){0};
    friction k = {.pace_ms_m = pace_ms_m, .notes = notes};
    JJ_TRY(each_block(ctx, r, l, JJ_RESAMPLE_NEAREST, take_friction, &k));
    if (k.n_bad)
        return jj_fail(ctx, JJ_E_DATA,
                       "'%s' has %llu cells whose friction is not a positive number (the first is "
                       "%g at row %u, column %u): write NoData where there is no way through",
                       jj_raster_path(r), (unsigned long long)k.n_bad, k.bad_value, k.bad_row + 1,
                       k.bad_col + 1);
    return k.n_good ? JJ_OK : fail_apart(ctx, r);
}

typedef struct heights {
    float *height_m;
    uint64_t n_known;
} heights;

static jj_status take_heights(jj_ctx *ctx, void *user, const block *b) {
    (void)ctx;
    heights *k = user;
    uint32_t cols = b->lattice->grid->cols;
    float *out = k->height_m + (size_t)b->row * cols;
    for (size_t i = 0; i < (size_t)b->n_rows * cols; i++) {
        out[i] = (float)b->value[i];
        k->n_known += isnan(b->value[i]) ? 0 : 1;
    }
    return JJ_OK;
}

jj_status jj_ground_heights(jj_ctx *ctx, jj_raster *dem, const jj_lattice *l, float *height_m) {
    heights k = {.height_m = height_m};
    JJ_TRY(each_block(ctx, dem, l, JJ_RESAMPLE_BILINEAR, take_heights, &k));
    return k.n_known ? JJ_OK : fail_apart(ctx, dem);
}
