#include "rules/what_if.h"

#include "rules/fields.h"
#include "solve/delta.h"

#include <stdlib.h>
#include <string.h>

/* Indices of a and not of b; both ascend. out has room for n_a. */
static size_t left_over(const uint32_t *a, size_t n_a, const uint32_t *b, size_t n_b,
                        uint32_t *out) {
    size_t n = 0, k = 0;
    for (size_t i = 0; i < n_a; i++) {
        while (k < n_b && b[k] < a[i])
            k++;
        if (k == n_b || b[k] != a[i])
            out[n++] = a[i];
    }
    return n;
}

/* One field on its way from one selection to the other. */
typedef struct change {
    const jj_scene *scene; /* the changed one: it holds every facility */
    const jj_profile *profile;
    uint32_t *open; /* those that serve at this moment */
    size_t n_open;
    uint32_t *closed, *added;
    size_t n_closed, n_added;
} change;

static void change_deinit(change *c) {
    jj_free(c->open);
    jj_free(c->closed);
    jj_free(c->added);
}

static jj_status find_change(jj_ctx *ctx, const jj_selection *was, const jj_selection *now,
                             change *c) {
    c->open = jj_alloc(was->n + 1, sizeof *c->open);
    c->closed = jj_alloc(was->n + 1, sizeof *c->closed);
    c->added = jj_alloc(now->n + 1, sizeof *c->added);
    if (!c->open || !c->closed || !c->added)
        return jj_no_memory(ctx, "a change", 0);
    c->n_open = left_over(was->facilities, was->n, NULL, 0, c->open);
    c->n_closed = left_over(was->facilities, was->n, now->facilities, now->n, c->closed);
    c->n_added = left_over(now->facilities, now->n, was->facilities, was->n, c->added);
    return JJ_OK;
}

/* Whether an entrance of the facility may stand in the part. */
static bool is_at(const jj_scene *s, uint32_t facility, jj_part part) {
    enum { BESIDE = JJ_ENTRANCE_REACH + 1 };
    uint32_t cell = s->facilities[facility].cell;
    if (cell == JJ_NO_CELL)
        return false;
    uint32_t row = cell / s->grid.cols + BESIDE, col = cell % s->grid.cols + BESIDE;
    return row >= part.row0 && row <= part.row0 + part.rows + 2 * BESIDE && col >= part.col0 &&
           col <= part.col0 + part.cols + 2 * BESIDE;
}

static void drop(change *c, uint32_t facility) {
    size_t kept = 0;
    for (size_t i = 0; i < c->n_open; i++)
        if (c->open[i] != facility)
            c->open[kept++] = c->open[i];
    c->n_open = kept;
}

static jj_status close_one(jj_ctx *ctx, change *c, jj_delta *d, uint32_t facility) {
    JJ_AUTO jj_source *own = NULL, *others = NULL;
    JJ_AUTO uint32_t *near = jj_alloc(c->n_open, sizeof *near);
    size_t n_own, n_others, n_near = 0;
    jj_part emptied;
    if (!near)
        return jj_no_memory(ctx, "a change", c->n_open * sizeof *near);
    jj_field_query q = {c->profile, &facility, 1, d->how.within_ms, NULL};
    JJ_TRY(jj_field_sources(ctx, c->scene, &q, &own, &n_own));
    JJ_TRY(jj_delta_empty(ctx, d, facility, own, n_own, &emptied));
    drop(c, facility);
    for (size_t i = 0; i < c->n_open; i++)
        if (is_at(c->scene, c->open[i], emptied))
            near[n_near++] = c->open[i];
    q = (jj_field_query){c->profile, near, n_near, d->how.within_ms, NULL};
    JJ_TRY(jj_field_sources(ctx, c->scene, &q, &others, &n_others));
    return jj_delta_refill(ctx, d, others, n_others);
}

static jj_status change_ground(jj_ctx *ctx, change *c, jj_result_field *f, jj_touched *touched) {
    JJ_CLEANUP(jj_delta_deinit) jj_delta d = {0};
    JJ_AUTO jj_source *sources = NULL;
    size_t n;
    jj_ground ground = jj_scene_ground(c->scene, c->profile);
    jj_travel how = {c->profile->stencil, c->profile->direction, f->within_ms};
    JJ_TRY(jj_delta_init(ctx, &ground, &how, f->time_ms, f->nearest, &d));
    for (size_t i = 0; i < c->n_closed; i++)
        JJ_TRY(close_one(ctx, c, &d, c->closed[i]));
    jj_field_query added = {c->profile, c->added, c->n_added, f->within_ms, NULL};
    JJ_TRY(jj_field_sources(ctx, c->scene, &added, &sources, &n));
    if (n > 0)
        JJ_TRY(jj_delta_add(ctx, &d, sources, n));
    for (size_t i = 0; touched && i < d.n_changes; i++)
        jj_touched_add(touched, &ground.grid, d.changes[i].cell);
    return JJ_OK;
}

/* Cells whose nearest closes, and those that may be nearer to what is added. */
static jj_status mark_changing(jj_ctx *ctx, const change *c, const jj_result_field *f,
                               uint8_t *may) {
    size_t n = jj_grid_cells(&c->scene->grid);
    JJ_AUTO uint8_t *is_closed = jj_alloc(c->scene->n_facilities, 1);
    if (!is_closed)
        return jj_no_memory(ctx, "a change", c->scene->n_facilities);
    for (size_t i = 0; i < c->n_closed; i++)
        is_closed[c->closed[i]] = 1;
    for (size_t i = 0; c->n_closed && i < n; i++)
        may[i] = f->nearest[i] != JJ_NO_FACILITY && is_closed[f->nearest[i]];
    for (size_t i = 0; i < c->n_added; i++)
        jj_field_may_reach(c->scene, c->profile, c->added[i], f->time_ms, 0, may);
    return JJ_OK;
}

/* The cells in question are solved as all are in a full run; the others cannot change. */
static jj_status change_others(jj_ctx *ctx, const change *c, const jj_selection *to,
                               const jj_result_field *old, jj_result_field *f,
                               jj_touched *touched) {
    const jj_grid *g = &c->scene->grid;
    size_t n = jj_grid_cells(g);
    bool is_ground = c->profile->mode == JJ_MODE_GROUND; /* the continuous one: solved whole */
    JJ_AUTO uint8_t *may = jj_alloc(n, 1);
    if (!may)
        return jj_no_memory(ctx, "a change", n);
    if (!is_ground)
        JJ_TRY(mark_changing(ctx, c, old, may));
    const jj_field_query q = {.profile = c->profile,
                              .facilities = to->facilities,
                              .n = to->n,
                              .within_ms = f->within_ms,
                              .only = is_ground ? NULL : may};
    JJ_TRY(jj_field_solve(ctx, c->scene, &q, f->time_ms, f->nearest));
    for (size_t i = 0; touched && i < n; i++)
        if ((is_ground || may[i]) &&
            (old->time_ms[i] != f->time_ms[i] || old->nearest[i] != f->nearest[i]))
            jj_touched_add(touched, g, i);
    return JJ_OK;
}

static jj_status change_field(jj_ctx *ctx, const jj_scene *was, const jj_scene *now,
                              const jj_result_field *old, jj_result_field *f, jj_touched *touched) {
    const jj_selection *to = &now->selections[f->selection];
    JJ_CLEANUP(change_deinit)
    change c = {.scene = now, .profile = &now->profiles[f->profile]};
    JJ_TRY(find_change(ctx, &was->selections[f->selection], to, &c));
    if (c.n_closed + c.n_added == 0)
        return JJ_OK;
    if (c.profile->mode == JJ_MODE_GROUND && c.profile->stencil != JJ_STENCIL_CONTINUOUS)
        return change_ground(ctx, &c, f, touched);
    return change_others(ctx, &c, to, old, f, touched);
}

static jj_status copy_field(jj_ctx *ctx, const jj_scene *s, const jj_result_field *f,
                            jj_result_field *out) {
    size_t n = jj_grid_cells(&s->grid);
    *out = *f;
    out->is_borrowed = false;
    out->time_ms = jj_alloc(n, sizeof *out->time_ms);
    out->nearest = jj_alloc(n, sizeof *out->nearest);
    if (!out->time_ms || !out->nearest)
        return jj_no_memory(ctx, "a field", (uint64_t)n * 8);
    memcpy(out->time_ms, f->time_ms, n * sizeof *out->time_ms);
    memcpy(out->nearest, f->nearest, n * sizeof *out->nearest);
    return JJ_OK;
}

jj_status jj_fields_change(jj_ctx *ctx, const jj_scene *was, const jj_scene *now,
                           const jj_result *fields, jj_result *out, jj_touched *touched) {
    if (!jj_grow(&out->fields, &out->cap_fields, fields->n_fields + 1, sizeof *out->fields))
        return jj_no_memory(ctx, "fields", 0);
    for (size_t i = 0; i < fields->n_fields; i++) {
        jj_result_field *f = &out->fields[i];
        if (i == out->n_fields) {
            out->n_fields++;
            JJ_TRY(copy_field(ctx, was, &fields->fields[i], f));
        }
        JJ_TRY(change_field(ctx, was, now, &fields->fields[i], f, touched));
    }
    return JJ_OK;
}
