#include "out/proposal_better.h"
#include "geo/metric.h"
#include "out/opportunity.h"
#include "out/proposal_sites.h"
#include "rules/gain.h"
#include "store/crs.h"

#include <math.h>
#include <stdlib.h>
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

/* A place in question: people newly within the standard if one stood in the middle of the cell. */
typedef struct tried {
    uint32_t cell;
    double gain;
} tried;

typedef struct finder {
    jj_ctx *ctx;
    const jj_proposals *p;
    jj_proposal *a;
    const jj_scene *scene;
    jj_gain_base base;
    bool is_searched; /* base holds: see jj_gain_of_rule() */
    jj_transform *to_wgs84;
    const jj_facility *site;
    span rows, cols; /* of the search */
    tried *tried;    /* the first n_known searched from, the others the most promising first */
    size_t n_tried, n_known, cap_tried;
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

/* Takes a place into the list of those in question. */
static jj_status add_tried(finder *f, tried t) {
    if (!jj_grow(&f->tried, &f->cap_tried, f->n_tried + 1, sizeof *f->tried))
        return jj_no_memory(f->ctx, "a proposal", (f->n_tried + 1) * sizeof *f->tried);
    f->tried[f->n_tried++] = t;
    return JJ_OK;
}

/* A coarser grid of permitted cells in the window, the site's own cell among them. */
static jj_status list_cells(finder *f) {
    const jj_grid *g = &f->scene->grid;
    const jj_rows rows = {f->rows.first, f->rows.last + 1};
    JJ_AUTO uint8_t *may = jj_alloc(jj_grid_cells(g), 1);
    if (!may)
        return jj_no_memory(f->ctx, "a proposal", jj_grid_cells(g));
    jj_gain_permitted(f->scene, f->a->ask->kind, f->base.profile, rows, may);
    uint64_t in_window = (uint64_t)(rows.end - rows.first) * (f->cols.last - f->cols.first + 1);
    uint32_t step = (uint32_t)ceil(sqrt((double)in_window / (double)MOST_TRIED));
    for (uint32_t row = rows.first; row < rows.end; row++)
        for (uint32_t col = f->cols.first; col <= f->cols.last; col++) {
            uint32_t cell = row * g->cols + col;
            if (may[cell] && row % step == 0 && col % step == 0)
                JJ_TRY(add_tried(f, (tried){.cell = cell}));
        }
    return JJ_OK;
}

static int by_most(const void *a, const void *b) {
    const tried *x = a, *y = b;
    if (x->gain != y->gain)
        return x->gain > y->gain ? -1 : 1;
    return (x->cell > y->cell) - (x->cell < y->cell);
}

/* Until a place is searched from, its gain stands for what it can be at the most. */
static jj_status find_most(finder *f) {
    JJ_AUTO uint32_t *cells = jj_alloc(f->n_tried, sizeof *cells);
    JJ_AUTO double *most = jj_alloc(f->n_tried, sizeof *most);
    if (!cells || !most)
        return jj_no_memory(f->ctx, "a proposal", f->n_tried * sizeof *most);
    for (size_t i = 0; i < f->n_tried; i++)
        cells[i] = f->tried[i].cell;
    JJ_TRY(jj_gain_most(f->ctx, f->scene, &f->base, cells, f->n_tried, most));
    for (size_t i = 0; i < f->n_tried; i++)
        f->tried[i].gain = most[i];
    if (f->n_tried)
        qsort(f->tried, f->n_tried, sizeof *f->tried, by_most);
    return JJ_OK;
}

static int by_tried_cell(const void *a, const void *b) {
    const tried *x = a, *y = b;
    return (x->cell > y->cell) - (x->cell < y->cell);
}

/* Searches from the next n places. */
static jj_status search_some(finder *f, size_t n) {
    tried *t = f->tried + f->n_known;
    JJ_AUTO uint32_t *cells = jj_alloc(n, sizeof *cells);
    JJ_AUTO double *gain = jj_alloc(n, sizeof *gain);
    if (!cells || !gain)
        return jj_no_memory(f->ctx, "a proposal", n * sizeof *gain);
    qsort(t, n, sizeof *t, by_tried_cell);
    for (size_t i = 0; i < n; i++)
        cells[i] = t[i].cell;
    JJ_TRY(jj_gain_of_cells(f->ctx, f->scene, &f->base, cells, n, gain));
    for (size_t i = 0; i < n; i++)
        t[i].gain = gain[i];
    f->n_known += n;
    return JJ_OK;
}

/* Gains of the window from the stored surface, and the rank on the way. */
static jj_status take_stored(finder *f, const float *stored) {
    const jj_grid *g = &f->scene->grid;
    size_t n = jj_grid_cells(g);
    f->a->rank = 1;
    for (size_t i = 0; i < n; i++) {
        double gain = (double)stored[i];
        f->a->n_ranked += isnan(gain) ? 0 : 1;
        f->a->rank += gain > f->a->own_gain * (1 + 1e-6) ? 1 : 0;
    }
    for (uint32_t row = f->rows.first; row <= f->rows.last; row++)
        for (uint32_t col = f->cols.first; col <= f->cols.last; col++) {
            uint32_t cell = row * g->cols + col;
            if ((double)stored[cell] > f->a->own_gain)
                JJ_TRY(add_tried(f, (tried){cell, (double)stored[cell]}));
        }
    f->n_known = f->n_tried;
    return JJ_OK;
}

/* From the stored surface; else by searches, where the rule's gain is the sum of one. */
static jj_status list_tried(finder *f) {
    JJ_AUTO float *stored = NULL;
    if (f->p->uses_stored)
        JJ_TRY(
            jj_opportunity_read(f->ctx, f->p->folder, f->base.rule->id, &f->scene->grid, &stored));
    f->a->has_better = stored || f->is_searched;
    if (stored)
        return take_stored(f, stored);
    if (!f->is_searched)
        return JJ_OK;
    JJ_TRY(list_cells(f));
    return find_most(f);
}

static uint32_t preferred_at(const finder *f, uint32_t cell) {
    uint32_t wanted = jj_scene_constraint_mask(f->scene, f->a->ask->kind, JJ_EFFECT_PREFER);
    uint32_t bits = f->scene->constraint_bits ? f->scene->constraint_bits[cell] & wanted : 0;
    return bits ? (uint32_t)__builtin_ctz(bits) : UINT32_MAX;
}

/* Of those known, the largest gain; the smaller cell among equals. */
static tried *best_known(const finder *f) {
    tried *best = NULL;
    for (size_t i = 0; i < f->n_known; i++) {
        tried *t = &f->tried[i];
        if (t->gain > f->a->own_gain && (!best || by_most(t, best) < 0))
            best = t;
    }
    return best;
}

/* Whether the next one may be as good as the best that is known. */
static bool may_be_better(const finder *f, const tried *best) {
    if (f->n_known == f->n_tried)
        return false;
    double most = f->tried[f->n_known].gain;
    return best ? most >= best->gain : most > f->a->own_gain;
}

static bool is_near_another(const jj_proposal *a, const jj_better_place *b) {
    for (size_t i = 0; i < a->n_better; i++)
        if (jj_metric_distance_m(b->lon, b->lat, a->better[i].lon, a->better[i].lat) < apart_m)
            return true;
    return false;
}

static jj_status take(finder *f, tried *t) {
    jj_proposal *a = f->a;
    jj_better_place b = {.gain = t->gain, .preferred = preferred_at(f, t->cell)};
    t->gain = (double)NAN;
    JJ_TRY(place_of(f, t->cell, &b.lon, &b.lat));
    b.metres = jj_metric_distance_m(f->site->lon, f->site->lat, b.lon, b.lat);
    b.unit = jj_unit_at(&f->scene->units, b.lon, b.lat);
    if (b.metres <= a->ask->look_m && !is_near_another(a, &b) &&
        !jj_is_forbidden_at(f->scene, a->ask->kind, b.lon, b.lat))
        a->better[a->n_better++] = b;
    return JJ_OK;
}

static jj_status take_best(finder *f) {
    enum { FIRST_SEARCHED = 64 };
    size_t n = FIRST_SEARCHED;
    while (f->a->n_better < JJ_BETTER_PLACES) {
        tried *best = best_known(f);
        size_t left = f->n_tried - f->n_known;
        if (may_be_better(f, best)) {
            JJ_TRY(search_some(f, n < left ? n : left));
            n *= 2;
        } else if (best) {
            JJ_TRY(take(f, best));
        } else {
            break;
        }
    }
    return JJ_OK;
}

static void finder_deinit(finder *f) {
    jj_transform_free(f->to_wgs84);
    jj_free(f->tried);
}

jj_status jj_proposal_find_better(jj_ctx *ctx, const jj_proposals *p, jj_proposal *a,
                                  uint32_t rule) {
    const jj_scene *s = &p->loaded.scene;
    JJ_CLEANUP(finder_deinit)
    finder f = {.ctx = ctx, .p = p, .a = a, .scene = s};
    jj_status st = jj_gain_of_rule(ctx, s, &a->rules, &a->was, rule, &f.base);
    f.site = &a->scene.facilities[a->first_added];
    if (st != JJ_OK && st != JJ_E_DATA)
        return st;
    if (f.site->cell == JJ_NO_CELL)
        return JJ_OK;
    f.is_searched = st == JJ_OK;
    if (!s->grid.is_geographic)
        JJ_TRY(jj_transform_new(ctx, s->crs, "EPSG:4326", &f.to_wgs84));
    a->own_gain = a->effect.newly;
    find_window(&f);
    f.base.rows = jj_proposal_better_rows(a, rule);
    JJ_TRY(list_tried(&f));
    return take_best(&f);
}
