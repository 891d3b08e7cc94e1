#include "out/proposal_better.h"
#include "geo/metric.h"
#include "out/opportunity.h"
#include "out/proposal_sites.h"
#include "rules/gain.h"
#include "store/crs.h"

#include <math.h>
#include <string.h>

/* Without a stored surface so many cells around are tried; they lie on a coarser grid if need be. */
enum { MOST_TRIED = 1500 };

/* Alternatives closer to one another than this are one. */
static const double apart_m = 250;

typedef struct finder {
    jj_ctx *ctx;
    const jj_proposals *p;
    jj_proposal *a;
    const jj_scene *scene;
    jj_gain_base base;
    jj_transform *to_wgs84;
    const jj_facility *site;
    uint32_t row0, col0, row1, col1; /* window of the search, last row and column included */
} finder;

static void find_window(finder *f) {
    const jj_grid *g = &f->scene->grid;
    uint32_t row = f->site->cell / g->cols, col = f->site->cell % g->cols;
    size_t block = jj_lengths_block(&f->scene->lengths, row, col);
    uint32_t down = (uint32_t)ceil(f->a->ask->look_m / f->scene->lengths.north_m[block]);
    uint32_t right = (uint32_t)ceil(f->a->ask->look_m / f->scene->lengths.east_m[block]);
    f->row0 = row > down ? row - down : 0;
    f->col0 = col > right ? col - right : 0;
    f->row1 = row + down < g->rows ? row + down : g->rows - 1;
    f->col1 = col + right < g->cols ? col + right : g->cols - 1;
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
    if (!may)
        return jj_no_memory(f->ctx, "a proposal", n);
    JJ_TRY(jj_gain_permitted(f->ctx, f->scene, f->a->ask->kind, f->base.profile, may));
    uint64_t in_window = (uint64_t)(f->row1 - f->row0 + 1) * (f->col1 - f->col0 + 1);
    uint32_t step = (uint32_t)ceil(sqrt((double)in_window / (double)MOST_TRIED));
    for (size_t i = 0; i < n; i++) {
        uint32_t row = (uint32_t)(i / g->cols), col = (uint32_t)(i % g->cols);
        bool is_tried = row >= f->row0 && row <= f->row1 && col >= f->col0 && col <= f->col1 &&
                        row % step == 0 && col % step == 0;
        may[i] = may[i] && is_tried;
    }
    return jj_gain_surface(f->ctx, f->scene, &f->base, may, gain);
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
    for (uint32_t row = f->row0; row <= f->row1; row++)
        for (uint32_t col = f->col0; col <= f->col1; col++) {
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
    JJ_TRY(find_gains(&f, gain));
    JJ_TRY(take_best(&f, gain));
    a->has_better = true;
    return JJ_OK;
}
