#include "load/kept_scene.h"

#include "load/loader.h"
#include "load/people.h"

#include <stdio.h>
#include <string.h>

enum { NAME = 100 };

/* Of a demand, as numbers; its texts and arrays stand beside them. */
enum { YEAR, IS_MODELLED, TOTAL, IN_NODATA, N_NUMBERS };

static jj_status add(jj_ctx *ctx, jj_keeper *k, const char *name, const void *data, size_t n,
                     size_t size) {
    return data ? jj_keeper_add(ctx, k, name, data, (uint64_t)n * size) : JJ_OK;
}

static jj_status add_part(jj_ctx *ctx, jj_keeper *k, size_t number, const char *part,
                          const void *data, size_t bytes) {
    char name[NAME];
    snprintf(name, sizeof name, "demand/%zu/%s", number, part);
    return add(ctx, k, name, data, bytes, 1);
}

static jj_status keep_demand(jj_ctx *ctx, const jj_scene *s, size_t i, jj_keeper *k) {
    const jj_demand *d = &s->demands[i];
    const double numbers[N_NUMBERS] = {[YEAR] = d->year,
                                       [IS_MODELLED] = d->is_modelled,
                                       [TOTAL] = d->total,
                                       [IN_NODATA] = d->in_nodata};
    JJ_TRY(add_part(ctx, k, i, "numbers", numbers, sizeof numbers));
    JJ_TRY(add_part(ctx, k, i, "group", d->group, strlen(d->group) + 1));
    JJ_TRY(add_part(ctx, k, i, "source", d->source, strlen(d->source) + 1));
    JJ_TRY(add_part(ctx, k, i, "people", d->people, jj_grid_cells(&s->grid) * sizeof *d->people));
    return add_part(ctx, k, i, "of_unit", d->of_unit, s->units.n * sizeof *d->of_unit);
}

/* Spans one after another, and where each unit's end. */
static jj_status keep_covers(jj_ctx *ctx, const jj_scene *s, jj_keeper *k) {
    size_t n = 0, at = 0;
    for (size_t i = 0; i < s->units.n; i++)
        n += s->units.units[i].cover.n_spans;
    JJ_AUTO jj_span *spans = jj_alloc(n + 1, sizeof *spans);
    JJ_AUTO uint64_t *ends = jj_alloc(s->units.n + 1, sizeof *ends);
    if (!spans || !ends)
        return jj_no_memory(ctx, "covers", n * sizeof *spans);
    for (size_t i = 0; i < s->units.n; i++) {
        const jj_cover *c = &s->units.units[i].cover;
        for (size_t j = 0; j < c->n_spans; j++, at++) { /* one by one: padding stays zero */
            spans[at].row = c->spans[j].row;
            spans[at].col = c->spans[j].col;
            spans[at].n = c->spans[j].n;
            spans[at].fraction = c->spans[j].fraction;
        }
        ends[i] = at;
    }
    JJ_TRY(add(ctx, k, "cover/ends", ends, s->units.n, sizeof *ends));
    return add(ctx, k, "cover/spans", spans, n, sizeof *spans);
}

static void describe_grid(const jj_grid *g, double out[6]) {
    const double numbers[6] = {g->rows, g->cols, g->x0, g->y0, g->dx, g->dy};
    memcpy(out, numbers, sizeof numbers);
}

/* Of the lengths, as numbers; their arrays stand beside them. */
enum { BLOCK_ROWS, BLOCK_COLS, N_BLOCK_COLS, MAX_ERROR, N_LENGTHS };

static size_t n_blocks(const jj_grid *g, const jj_lengths *l) {
    return ((size_t)g->rows + l->block_rows - 1) / l->block_rows * l->n_block_cols;
}

static jj_status keep_lengths(jj_ctx *ctx, const jj_scene *s, jj_keeper *k) {
    const jj_lengths *l = &s->lengths;
    if (!l->east_m)
        return JJ_OK;
    size_t n = n_blocks(&s->grid, l);
    const double numbers[N_LENGTHS] = {[BLOCK_ROWS] = l->block_rows,
                                       [BLOCK_COLS] = l->block_cols,
                                       [N_BLOCK_COLS] = l->n_block_cols,
                                       [MAX_ERROR] = l->max_error};
    JJ_TRY(add(ctx, k, "lengths", numbers, N_LENGTHS, sizeof *numbers));
    JJ_TRY(add(ctx, k, "lengths/east_m", l->east_m, n, sizeof *l->east_m));
    return add(ctx, k, "lengths/north_m", l->north_m, n, sizeof *l->north_m);
}

jj_status jj_scene_keep(jj_ctx *ctx, const jj_scene *s, jj_keeper *k) {
    size_t n = jj_grid_cells(&s->grid);
    double grid[6];
    describe_grid(&s->grid, grid);
    JJ_TRY(add(ctx, k, "grid", grid, 6, sizeof *grid));
    JJ_TRY(keep_lengths(ctx, s, k));
    JJ_TRY(keep_covers(ctx, s, k));
    for (size_t i = 0; i < s->n_demands; i++)
        JJ_TRY(keep_demand(ctx, s, i, k));
    JJ_TRY(add(ctx, k, "is_nodata", s->is_nodata, n, sizeof *s->is_nodata));
    JJ_TRY(add(ctx, k, "residential", s->residential, n, sizeof *s->residential));
    JJ_TRY(add(ctx, k, "is_urban", s->is_urban, n, sizeof *s->is_urban));
    JJ_TRY(add(ctx, k, "height_m", s->height_m, n, sizeof *s->height_m));
    JJ_TRY(add(ctx, k, "constraint_bits", s->constraint_bits, n, sizeof *s->constraint_bits));
    for (size_t i = 0; i < s->n_profiles; i++) {
        char name[NAME];
        snprintf(name, sizeof name, "pace/%.80s", s->profiles[i].id);
        JJ_TRY(add(ctx, k, name, s->profiles[i].pace_ms_m, n, sizeof(float)));
    }
    return JJ_OK;
}

uint64_t jj_scene_keep_bytes(const jj_scene *s) {
    uint64_t a_cell =
        (s->is_nodata ? sizeof *s->is_nodata : 0) + (s->residential ? sizeof *s->residential : 0) +
        (s->is_urban ? sizeof *s->is_urban : 0) + (s->height_m ? sizeof *s->height_m : 0) +
        (s->constraint_bits ? sizeof *s->constraint_bits : 0);
    for (size_t i = 0; i < s->n_demands; i++)
        a_cell += s->demands[i].people ? sizeof *s->demands[i].people : 0;
    for (size_t i = 0; i < s->n_profiles; i++)
        a_cell += s->profiles[i].pace_ms_m ? sizeof *s->profiles[i].pace_ms_m : 0;
    uint64_t spans = 0;
    for (size_t i = 0; i < s->units.n; i++)
        spans += s->units.units[i].cover.n_spans;
    return jj_grid_cells(&s->grid) * a_cell + spans * sizeof(jj_span);
}

/* --- and back -------------------------------------------------------------------------------- */

static void *cells(const jj_loader *l, const char *name, size_t size) {
    return jj_kept_array(l->kept, name, (uint64_t)jj_grid_cells(&l->scene->grid) * size);
}

static jj_status other_scene(const jj_loader *l) {
    return jj_fail(l->ctx, JJ_E_FORMAT,
                   "%s: what the result keeps of its cells is of another scene", l->project->path);
}

jj_status jj_kept_check(jj_loader *l) {
    double now[6];
    describe_grid(&l->scene->grid, now);
    const double *then = jj_kept_array(l->kept, "grid", sizeof now);
    bool is_same = then && memcmp(then, now, sizeof now) == 0 &&
                   jj_kept_array(l->kept, "cover/ends", l->scene->units.n * sizeof(uint64_t));
    return is_same ? JJ_OK : other_scene(l);
}

jj_status jj_kept_lengths(jj_loader *l) {
    const double *numbers = jj_kept_array(l->kept, "lengths", N_LENGTHS * sizeof *numbers);
    if (!numbers || !(numbers[BLOCK_ROWS] >= 1) || !(numbers[BLOCK_COLS] >= 1))
        return other_scene(l);
    jj_lengths found = {.block_rows = (uint32_t)numbers[BLOCK_ROWS],
                        .block_cols = (uint32_t)numbers[BLOCK_COLS],
                        .n_block_cols = (uint32_t)numbers[N_BLOCK_COLS],
                        .max_error = numbers[MAX_ERROR]};
    uint64_t bytes = (uint64_t)n_blocks(&l->scene->grid, &found) * sizeof(double);
    found.east_m = jj_kept_array(l->kept, "lengths/east_m", bytes);
    found.north_m = jj_kept_array(l->kept, "lengths/north_m", bytes);
    if (!found.east_m || !found.north_m)
        return other_scene(l);
    l->scene->lengths = found;
    return JJ_OK;
}

static bool is_on_grid(const jj_span *s, const jj_grid *g) {
    return s->row < g->rows && s->col < g->cols && s->n <= g->cols - s->col;
}

jj_status jj_kept_covers(jj_loader *l) {
    jj_units *u = &l->scene->units;
    uint64_t bytes = 0, first = 0;
    const uint64_t *ends = jj_kept_array(l->kept, "cover/ends", u->n * sizeof *ends);
    jj_span *spans = jj_kept_find(l->kept, "cover/spans", &bytes);
    for (size_t i = 0; i < u->n; first = ends[i++]) {
        if (ends[i] < first || ends[i] > bytes / sizeof *spans)
            return other_scene(l);
        for (uint64_t k = first; k < ends[i]; k++)
            if (!is_on_grid(&spans[k], &l->scene->grid))
                return other_scene(l);
        if (ends[i] > first)
            u->units[i].cover = (jj_cover){spans + first, ends[i] - first};
    }
    return JJ_OK;
}

static void *find_part(const jj_loader *l, size_t number, const char *part, uint64_t *bytes) {
    char name[NAME];
    snprintf(name, sizeof name, "demand/%zu/%s", number, part);
    return jj_kept_find(l->kept, name, bytes);
}

static jj_status have_demand(jj_loader *l, size_t i, const double *numbers) {
    jj_scene *s = l->scene;
    uint64_t n_group = 0, n_source = 0, n_people = 0, n_units = 0;
    const char *group = find_part(l, i, "group", &n_group);
    const char *source = find_part(l, i, "source", &n_source);
    double *people = find_part(l, i, "people", &n_people);
    double *of_unit = find_part(l, i, "of_unit", &n_units);
    jj_demand *d;
    bool is_good = group && n_group && !group[n_group - 1] && source && n_source &&
                   !source[n_source - 1] &&
                   (!people || n_people == jj_grid_cells(&s->grid) * sizeof *people) &&
                   (!of_unit || n_units == s->units.n * sizeof *of_unit);
    if (!is_good)
        return other_scene(l);
    JJ_TRY(jj_people_new(l, group, (int)numbers[YEAR], 0, &d));
    d->source = jj_keep(l, source);
    d->is_modelled = numbers[IS_MODELLED] != 0;
    d->total = numbers[TOTAL];
    d->in_nodata = numbers[IN_NODATA];
    d->people = people;
    d->of_unit = of_unit;
    return d->source ? JJ_OK : jj_loader_no_room(l);
}

jj_status jj_kept_people(jj_loader *l) {
    l->scene->is_nodata = cells(l, "is_nodata", sizeof *l->scene->is_nodata);
    for (size_t i = 0;; i++) {
        uint64_t bytes = 0;
        const double *numbers = find_part(l, i, "numbers", &bytes);
        if (!numbers)
            return JJ_OK;
        if (bytes != N_NUMBERS * sizeof *numbers)
            return other_scene(l);
        JJ_TRY(have_demand(l, i, numbers));
    }
}

void jj_kept_land(jj_loader *l) {
    jj_scene *s = l->scene;
    s->residential = cells(l, "residential", sizeof *s->residential);
    s->is_urban = cells(l, "is_urban", sizeof *s->is_urban);
    s->height_m = cells(l, "height_m", sizeof *s->height_m);
    s->constraint_bits = cells(l, "constraint_bits", sizeof *s->constraint_bits);
}

float *jj_kept_pace(const jj_loader *l, const char *profile) {
    char name[NAME];
    snprintf(name, sizeof name, "pace/%.80s", profile);
    return l->kept ? cells(l, name, sizeof(float)) : NULL;
}
