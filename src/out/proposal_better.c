#include "out/proposal_better.h"
#include "geo/metric.h"
#include "out/opportunity.h"
#include "out/proposal_sites.h"
#include "rules/gain.h"
#include "store/crs.h"

#include <math.h>
#include <string.h>

/*
 * Without a stored surface so many cells around are tried; they lie on a coarser grid if need be.
 */
enum { MOST_TRIED = 1500 };

/* Alternatives closer to one another than this are one. */
static const double apart_m = 250;

/* Rows or columns, the last included. */
typedef struct span {
    uint32_t first, last;
} span;

typedef struct finder {
    jj_ctx *ctx;
    const jj_proposals *p;
    jj_proposal *a;
    const jj_scene *scene;
    jj_gain_base base;
    jj_transform *to_wgs84;
    const jj_facility *site;
    span rows, cols; /* of the search */
} finder;

static span around(uint32_t at, double metres, double step_m, uint32_t n) {
    uint32_t by = (uint32_t)ceil(metres / step_m);
    return (span){at > by ? at - by : 0, at + by < n ? at + by : n - 1};
}

static span rows_around(const jj_scene *s, uint32_t cell, double metres) {
    uint32_t row = cell / s->grid.cols, col = cell % s->grid.cols;
    size_t block = jj_lengths_block(&s->lengths, row, col);
    return around(row, metres, s->lengths.north_m[block], s->grid.rows);
}

static span cols_around(const jj_scene *s, uint32_t cell, double metres) {
    uint32_t row = cell / s->grid.cols, col = cell % s->grid.cols;
    size_t block = jj_lengths_block(&s->lengths, row, col);
    return around(col, metres, s->lengths.east_m[block], s->grid.cols);
}

static void find_window(finder *f) {
    f->rows = rows_around(f->scene, f->site->cell, f->a->ask->look_m);
    f->cols = cols_around(f->scene, f->site->cell, f->a->ask->look_m);
}

jj_rows jj_proposal_better_rows(const jj_proposal *a, uint32_t rule) {
    const jj_scene *s = &a->scene;
    uint32_t cell = s->facilities[a->first_added].cell;
    if (cell == JJ_NO_CELL)
        return (jj_rows){0, 0};
    span rows = rows_around(s, cell, a->ask->look_m);
    return jj_gain_rows(s, &a->rules.rules[rule], (jj_rows){rows.first, rows.last + 1});
}

static jj_status place_of(const finder *f, uint32_t cell, double *lon, double *lat) {
    jj_grid_centre(&f->scene->grid, cell, lon, lat);
    return f->to_wgs84 ? jj_transform_points(f->ctx, f->to_wgs84, lon, lat, 1) : JJ_OK;
}

/* A coarser grid of permitted cells in the window, the site's own cell among them. */
static jj_status try_cells(const finder *f, double *gain) {
    const jj_grid *g = &f->scene->grid;
    size_t n = jj_grid_cells(g);
    JJ_AUTO uint8_t *may = jj_alloc(n, 1);
    JJ_AUTO uint8_t *is_tried = jj_alloc(n, 1);
    if (!may || !is_tried)
        return jj_no_memory(f->ctx, "a proposal", 2 * n);
    jj_gain_permitted(f->scene, f->a->ask->kind, f->base.profile,
                      (jj_rows){f->rows.first, f->rows.last + 1}, may);
    uint64_t in_window =
        (uint64_t)(f->rows.last - f->rows.first + 1) * (f->cols.last - f->cols.first + 1);
    uint32_t step = (uint32_t)ceil(sqrt((double)in_window / (double)MOST_TRIED));
    for (uint32_t row = f->rows.first; row <= f->rows.last; row++)
        for (uint32_t col = f->cols.first; col <= f->cols.last; col++) {
            size_t i = (size_t)row * g->cols + col;
            is_tried[i] = may[i] && row % step == 0 && col % step == 0;
        }
    return jj_gain_surface(f->ctx, f->scene, &f->base, is_tried, gain);
}

/* Gains of the window, from the stored surface where there is one; the rank on the way. */
static jj_status find_gains(finder *f, double *gain) {
    JJ_AUTO float *stored = NULL;
    size_t n = jj_grid_cells(&f->scene->grid);
    if (f->p->uses_stored)
        JJ_TRY(
            jj_opportunity_read(f->ctx, f->p->folder, f->base.rule->id, &f->scene->grid, &stored));
    if (!stored)
        return try_cells(f, gain);
    f->a->rank = 1;
    for (size_t i = 0; i < n; i++) {
        gain[i] = (double)stored[i];
        f->a->n_ranked += isnan(gain[i]) ? 0 : 1;
        f->a->rank += gain[i] > f->a->own_gain * (1 + 1e-6) ? 1 : 0;
    }
    return JJ_OK;
}

static uint32_t preferred_at(const finder *f, uint32_t cell) {
    uint32_t wanted = jj_scene_constraint_mask(f->scene, f->a->ask->kind, JJ_EFFECT_PREFER);
    uint32_t bits = f->scene->constraint_bits ? f->scene->constraint_bits[cell] & wanted : 0;
    return bits ? (uint32_t)__builtin_ctz(bits) : UINT32_MAX;
}

/* The cell of the largest gain in the window; the smaller cell among equals. */
static uint32_t best_cell(const finder *f, const double *gain) {
    uint32_t best = JJ_NO_CELL;
    for (uint32_t row = f->rows.first; row <= f->rows.last; row++)
        for (uint32_t col = f->cols.first; col <= f->cols.last; col++) {
            uint32_t cell = row * f->scene->grid.cols + col;
            if (gain[cell] > f->a->own_gain && (best == JJ_NO_CELL || gain[cell] > gain[best]))
                best = cell;
        }
    return best;
}

static bool is_near_another(const jj_proposal *a, const jj_better_place *b) {
    for (size_t i = 0; i < a->n_better; i++)
        if (jj_metric_distance_m(b->lon, b->lat, a->better[i].lon, a->better[i].lat) < apart_m)
            return true;
    return false;
}

static jj_status take_best(finder *f, double *gain) {
    jj_proposal *a = f->a;
    while (a->n_better < JJ_BETTER_PLACES) {
        uint32_t cell = best_cell(f, gain);
        if (cell == JJ_NO_CELL)
            break;
        jj_better_place b = {.gain = gain[cell], .preferred = preferred_at(f, cell)};
        gain[cell] = (double)NAN;
        JJ_TRY(place_of(f, cell, &b.lon, &b.lat));
        b.metres = jj_metric_distance_m(f->site->lon, f->site->lat, b.lon, b.lat);
        b.unit = jj_unit_at(&f->scene->units, b.lon, b.lat);
        if (b.metres <= a->ask->look_m && !is_near_another(a, &b) &&
            !jj_is_forbidden_at(f->scene, a->ask->kind, b.lon, b.lat))
            a->better[a->n_better++] = b;
    }
    return JJ_OK;
}

static void finder_deinit(finder *f) {
    jj_transform_free(f->to_wgs84);
}

jj_status jj_proposal_find_better(jj_ctx *ctx, const jj_proposals *p, jj_proposal *a,
                                  uint32_t rule) {
    const jj_scene *s = &p->loaded.scene;
    JJ_CLEANUP(finder_deinit)
    finder f = {.ctx = ctx, .p = p, .a = a, .scene = s};
    jj_status st = jj_gain_of_rule(ctx, s, &a->rules, &a->was, rule, &f.base);
    f.site = &a->scene.facilities[a->first_added];
    if (st == JJ_E_DATA || (st == JJ_OK && f.site->cell == JJ_NO_CELL))
        return JJ_OK;
    JJ_TRY(st);
    if (!s->grid.is_geographic)
        JJ_TRY(jj_transform_new(ctx, s->crs, "EPSG:4326", &f.to_wgs84));
    JJ_AUTO double *gain = jj_alloc(jj_grid_cells(&s->grid), sizeof *gain);
    if (!gain)
        return jj_no_memory(ctx, "a proposal", 0);
    a->own_gain = a->effect.newly;
    find_window(&f);
    f.base.rows = jj_proposal_better_rows(a, rule);
    JJ_TRY(find_gains(&f, gain));
    JJ_TRY(take_best(&f, gain));
    a->has_better = true;
    return JJ_OK;
}
