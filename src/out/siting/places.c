#include "out/siting/places.h"
#include "load/points.h"
#include "out/proposal_sites.h"
#include "store/crs.h"
#include "store/facility_table.h"
#include "store/shape.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* More pairs than this and cells are thinned. */
static const double most_pairs = 20e6;

typedef struct reader {
    jj_ctx *ctx;
    const jj_site_source *s;
    jj_site_places *out;
    jj_transform *to_lattice, *to_wgs84;
    uint8_t *may;      /* per cell */
    uint32_t *unit_of; /* per cell: the lowest unit that holds most of it */
} reader;

static void reader_deinit(reader *r) {
    jj_transform_free(r->to_lattice);
    jj_transform_free(r->to_wgs84);
    jj_free(r->may);
    jj_free(r->unit_of);
}

void jj_site_places_deinit(jj_site_places *p) {
    jj_arena_deinit(&p->arena);
    jj_free(p->rows);
    *p = (jj_site_places){0};
}

jj_status jj_site_places_add(jj_ctx *ctx, jj_site_places *p, const jj_site_place *place) {
    if (!jj_grow(&p->rows, &p->cap, p->n + 1, sizeof *p->rows))
        return jj_no_memory(ctx, "candidates", p->n * sizeof *p->rows);
    p->rows[p->n++] = *place;
    return JJ_OK;
}

/* --- a layer --------------------------------------------------------------------------------- */

/* A row of the layer as a place; on forbidden ground it is only counted. */
static jj_status add_feature(reader *r, const char *name, double lon, double lat, double capacity,
                             double price) {
    const jj_grid *g = &r->s->scene->grid;
    jj_site_place place = {.at = {lon, lat, lon, lat},
                           .name = jj_arena_str(&r->out->arena, name),
                           .unit = jj_unit_at(&r->s->scene->units, lon, lat),
                           .capacity = capacity,
                           .price = price};
    if (!place.name)
        return jj_no_memory(r->ctx, "candidates", 0);
    JJ_TRY(jj_transform_points(r->ctx, r->to_lattice, &place.at.x, &place.at.y, 1));
    uint32_t cell = jj_grid_cell_at(g, place.at.x, place.at.y);
    bool is_off = cell == JJ_NO_CELL || !r->may[cell] ||
                  jj_is_forbidden_at(r->s->scene, r->s->kind, lon, lat);
    r->out->n_forbidden += is_off;
    return is_off ? JJ_OK : jj_site_places_add(r->ctx, r->out, &place);
}

static int column_of(const jj_layer *l, const char *const *names, size_t n) {
    for (size_t k = 0; k < n; k++)
        for (size_t i = 0; i < jj_layer_n_fields(l); i++)
            if (strcmp(jj_layer_field_name(l, i), names[k]) == 0)
                return (int)i;
    return -1;
}

static double number_in(const jj_feature *f, int column) {
    double v = (double)NAN;
    return column >= 0 && jj_parse_double(f->text[column], &v) ? v : (double)NAN;
}

static void free_shape(jj_shape **s) {
    jj_shape_free(*s);
}

static jj_status middle_of(jj_ctx *ctx, const jj_feature *f, double *lon, double *lat) {
    JJ_CLEANUP(free_shape) jj_shape *shape = NULL;
    if (f->type != JJ_GEOMETRY_POLYGON) {
        *lon = f->xy[0];
        *lat = f->xy[1];
        return JJ_OK;
    }
    JJ_TRY(jj_shape_new(ctx, f->wkb, f->wkb_len, &shape));
    return jj_shape_inside(ctx, shape, lon, lat);
}

static jj_status read_layer(reader *r) {
    static const char *const names[] = {"id", "name", "编号", "名称"};
    static const char *const capacities[] = {"capacity", "places", "容量", "学位"};
    static const char *const prices[] = {"price", "cost", "投资", "造价"};
    static const char *const xs[] = {"x", "lon", "longitude", "经度"};
    static const char *const ys[] = {"y", "lat", "latitude", "纬度"};
    JJ_CLEANUP(jj_layer_closep) jj_layer *l = NULL;
    jj_source_spec spec = {.path = r->s->path, .crs = r->s->crs, .datum = r->s->datum};
    JJ_TRY(jj_layer_open(r->ctx, &spec, &l));
    if (!jj_layer_has_geometry(l)) {
        int x = column_of(l, xs, 4), y = column_of(l, ys, 4);
        if (x < 0 || y < 0)
            return jj_fail(r->ctx, JJ_E_DATA, "%s has neither geometry nor columns lon and lat",
                           jj_layer_label(l));
        spec.x = jj_arena_str(&r->out->arena, jj_layer_field_name(l, (size_t)x));
        spec.y = jj_arena_str(&r->out->arena, jj_layer_field_name(l, (size_t)y));
        spec.crs = spec.crs ? spec.crs : "EPSG:4326";
        jj_layer_close(l);
        l = NULL;
        JJ_TRY(jj_layer_open(r->ctx, &spec, &l));
    }
    JJ_TRY(jj_layer_project(r->ctx, l, "EPSG:4326"));
    int name = column_of(l, names, 4), capacity = column_of(l, capacities, 4),
        price = column_of(l, prices, 4);
    for (;;) {
        jj_feature f;
        bool more;
        double lon, lat;
        char number[32];
        JJ_TRY(jj_layer_next(r->ctx, l, &f, &more));
        if (!more)
            return JJ_OK;
        if (f.type != JJ_GEOMETRY_POINT && f.type != JJ_GEOMETRY_POLYGON)
            continue;
        snprintf(number, sizeof number, "C%lld", (long long)f.row);
        JJ_TRY(middle_of(r->ctx, &f, &lon, &lat));
        JJ_TRY(add_feature(r, name >= 0 && *f.text[name] ? f.text[name] : number, lon, lat,
                           number_in(&f, capacity), number_in(&f, price)));
    }
}

/* --- cells ----------------------------------------------------------------------------------- */

static jj_status put_row(jj_ctx *ctx, jj_facility_table *t, const reader *r, uint32_t cell,
                         double lon, double lat) {
    const jj_scene *s = r->s->scene;
    char text[8][32] = {{0}};
    uint32_t ms = r->s->base->field->time_ms[cell];
    uint32_t unit = r->unit_of[cell];
    snprintf(text[0], sizeof text[0], "%.17g", r->s->base->reach->people[cell]);
    if (ms != JJ_UNREACHED)
        snprintf(text[1], sizeof text[1], "%.17g", ms / 60000.0);
    snprintf(text[2], sizeof text[2], "%.17g", lon);
    snprintf(text[3], sizeof text[3], "%.17g", lat);
    if (s->residential)
        snprintf(text[4], sizeof text[4], "%.9g", (double)s->residential[cell]);
    if (s->is_urban)
        snprintf(text[5], sizeof text[5], "%.9g", (double)s->is_urban[cell]);
    snprintf(text[6], sizeof text[6], "%u", cell / s->grid.cols);
    snprintf(text[7], sizeof text[7], "%u", cell % s->grid.cols);
    const char *values[9];
    for (int i = 0; i < 8; i++)
        values[i] = text[i];
    values[8] = unit == JJ_NO_UNIT ? "" : s->units.units[unit].code;
    return jj_facility_table_add(ctx, t, values);
}

static void free_table(jj_facility_table **t) {
    jj_facility_table_free(*t);
}

static jj_status place_of(const reader *r, uint32_t cell, jj_gain_place *at) {
    jj_grid_centre(&r->s->scene->grid, cell, &at->x, &at->y);
    at->lon = at->x;
    at->lat = at->y;
    return r->to_wgs84 ? jj_transform_points(r->ctx, r->to_wgs84, &at->lon, &at->lat, 1) : JJ_OK;
}

/* Clears may[] where the condition does not hold. */
static jj_status filter_cells(reader *r) {
    static const char *const columns[] = {"people", "minutes",  "lon",      "lat", "residential",
                                          "urban",  "grid_row", "grid_col", "unit"};
    JJ_CLEANUP(free_table) jj_facility_table *t = NULL;
    JJ_AUTO uint32_t *picked = NULL;
    size_t n = jj_grid_cells(&r->s->scene->grid), n_picked, n_rows = 0;
    JJ_TRY(jj_facility_table_new(r->ctx, columns, "rrrrrriit", 9, &t));
    JJ_AUTO uint32_t *cell_of = jj_alloc(n, sizeof *cell_of);
    if (!cell_of)
        return jj_no_memory(r->ctx, "candidates", n * sizeof *cell_of);
    for (uint32_t i = 0; i < n; i++) {
        jj_gain_place at;
        if (!r->may[i])
            continue;
        JJ_TRY(place_of(r, i, &at));
        JJ_TRY(put_row(r->ctx, t, r, i, at.lon, at.lat));
        cell_of[n_rows++] = i;
    }
    JJ_TRY(jj_facility_table_select(r->ctx, t, r->s->where, &picked, &n_picked));
    memset(r->may, 0, n);
    for (size_t i = 0; i < n_picked; i++)
        r->may[cell_of[picked[i]]] = 1;
    return JJ_OK;
}

/* Cells a place reaches on even ground, by the middle row. */
static double reach_estimate(const reader *r) {
    const jj_scene *s = r->s->scene;
    const jj_profile *p = r->s->base->profile;
    size_t block = jj_lengths_block(&s->lengths, s->grid.rows / 2, s->grid.cols / 2);
    double metres = r->s->within_ms / 1000.0 * p->speed_m_s;
    double cells = 3.15 * metres * metres / (s->lengths.east_m[block] * s->lengths.north_m[block]);
    double n = 0, n_people = 0;
    for (size_t i = 0; i < jj_grid_cells(&s->grid); i++) {
        n += s->is_nodata ? !s->is_nodata[i] : 1;
        n_people += r->s->base->reach->people[i] > 0;
    }
    double share = n > 0 ? n_people / n : 1;
    return fmax(1, fmin(cells * fmin(1, 4 * share), n_people));
}

/* In every block of k x k cells the permitted one with most people. */
static void thin(reader *r, uint32_t k) {
    const jj_grid *g = &r->s->scene->grid;
    const double *people = r->s->base->reach->people;
    for (uint32_t row = 0; row < g->rows; row += k)
        for (uint32_t col = 0; col < g->cols; col += k) {
            size_t best = SIZE_MAX;
            for (uint32_t y = row; y < row + k && y < g->rows; y++)
                for (uint32_t x = col; x < col + k && x < g->cols; x++) {
                    size_t cell = (size_t)y * g->cols + x;
                    if (r->may[cell] && (best == SIZE_MAX || people[cell] > people[best]))
                        best = cell;
                    r->may[cell] = 0;
                }
            if (best != SIZE_MAX)
                r->may[best] = 1;
        }
}

static jj_status add_cells(reader *r) {
    const jj_scene *s = r->s->scene;
    size_t n = jj_grid_cells(&s->grid), n_cells = 0;
    for (size_t i = 0; i < n; i++)
        r->may[i] = r->may[i] && r->s->base->reach->people[i] > 0;
    if (r->s->where)
        JJ_TRY(filter_cells(r));
    for (size_t i = 0; i < n; i++)
        n_cells += r->may[i];
    double pairs = (double)n_cells * reach_estimate(r);
    r->out->n_all += n_cells;
    r->out->every = pairs > most_pairs ? (uint32_t)ceil(sqrt(pairs / most_pairs)) : 1;
    if (r->out->every > 1)
        thin(r, r->out->every);
    for (uint32_t i = 0; i < n; i++) {
        jj_site_place place = {.name = "", .capacity = (double)NAN, .price = (double)NAN};
        if (!r->may[i])
            continue;
        JJ_TRY(place_of(r, i, &place.at));
        place.unit = r->unit_of[i];
        JJ_TRY(jj_site_places_add(r->ctx, r->out, &place));
    }
    return JJ_OK;
}

static jj_status find_units(reader *r) {
    const jj_scene *s = r->s->scene;
    size_t n = jj_grid_cells(&s->grid);
    JJ_AUTO float *most = jj_alloc(n, sizeof *most);
    r->unit_of = jj_alloc(n, sizeof *r->unit_of);
    if (!most || !r->unit_of)
        return jj_no_memory(r->ctx, "candidates", n * 8);
    memset(r->unit_of, 0xff, n * sizeof *r->unit_of); /* JJ_NO_UNIT */
    for (uint32_t i = (uint32_t)s->units.n; i-- > 0;) {
        const jj_cover *c = &s->units.units[i].cover;
        for (size_t k = 0; k < c->n_spans; k++) {
            size_t cell = (size_t)c->spans[k].row * s->grid.cols + c->spans[k].col;
            for (uint32_t x = 0; x < c->spans[k].n; x++, cell++) {
                uint32_t held = r->unit_of[cell];
                bool is_deeper =
                    held == JJ_NO_UNIT || s->units.units[held].level <= s->units.units[i].level;
                if (!is_deeper || (double)most[cell] > c->spans[k].fraction)
                    continue;
                most[cell] = (float)c->spans[k].fraction;
                r->unit_of[cell] = i;
            }
        }
    }
    return JJ_OK;
}

static jj_status find(reader *r) {
    const jj_scene *s = r->s->scene;
    r->may = jj_alloc(jj_grid_cells(&s->grid), 1);
    if (!r->may)
        return jj_no_memory(r->ctx, "candidates", 0);
    JJ_TRY(find_units(r));
    JJ_TRY(jj_transform_new(r->ctx, "EPSG:4326", s->crs, &r->to_lattice));
    if (!s->grid.is_geographic)
        JJ_TRY(jj_transform_new(r->ctx, s->crs, "EPSG:4326", &r->to_wgs84));
    jj_gain_permitted(s, r->s->kind, r->s->base->profile, r->s->base->rows, r->may);
    if (r->s->path)
        JJ_TRY(read_layer(r));
    r->out->n_all = r->out->n;
    if (!r->s->path || r->s->where)
        JJ_TRY(add_cells(r));
    if (r->out->n > 0)
        return JJ_OK;
    if (!r->s->path)
        return jj_fail(r->ctx, JJ_E_DATA,
                       "no candidate is left: no inhabited cell is both permitted and as asked");
    return jj_fail(r->ctx, JJ_E_DATA,
                   "no candidate is left: %zu of the layer lie on forbidden or impassable ground",
                   r->out->n_forbidden);
}

jj_status jj_site_places_find(jj_ctx *ctx, const jj_site_source *s, jj_site_places *out) {
    *out = (jj_site_places){.every = 1};
    JJ_CLEANUP(reader_deinit) reader r = {.ctx = ctx, .s = s, .out = out};
    return find(&r);
}
