#include "rules/remedy.h"

#include "rules/fields.h"
#include "rules/gain.h"
#include "solve/serving.h"

#include <string.h>

static jj_status no_room(jj_ctx *ctx, size_t n_cells) {
    return jj_no_memory(ctx, "where one more would serve a place", n_cells * 8);
}

/* The place as if it were a facility. */
static jj_status stand_at(jj_ctx *ctx, const jj_scene *s, uint32_t cell, jj_facility *out) {
    uint32_t row = cell / s->grid.cols, col = cell % s->grid.cols;
    JJ_AUTO double *lon = jj_alloc(s->grid.cols, sizeof *lon);
    JJ_AUTO double *lat = jj_alloc(s->grid.cols, sizeof *lat);
    if (!lon || !lat)
        return no_room(ctx, s->grid.cols);
    JJ_TRY(jj_scene_row_centres(s, row, lon, lat));
    *out = (jj_facility){.has_point = true, .lon = lon[col], .lat = lat[col], .cell = cell};
    jj_grid_centre(&s->grid, cell, &out->x, &out->y);
    return JJ_OK;
}

/* Straight lines and roads: the place's own field, travelled the other way. */
static jj_status search_back(jj_ctx *ctx, const jj_scene *s, const jj_remedy_ask *ask,
                             uint8_t *where) {
    size_t n = jj_grid_cells(&s->grid);
    jj_facility home;
    jj_scene alone = *s;
    jj_profile back = *ask->profile;
    const uint32_t first = 0;
    JJ_AUTO uint32_t *time_ms = jj_alloc(n, sizeof *time_ms);
    JJ_AUTO uint32_t *nearest = jj_alloc(n, sizeof *nearest);
    if (!time_ms || !nearest)
        return no_room(ctx, n);
    JJ_TRY(stand_at(ctx, s, ask->cell, &home));
    alone.facilities = &home;
    alone.n_facilities = 1;
    back.direction = back.direction == JJ_TOWARD ? JJ_AWAY : JJ_TOWARD;
    const jj_field_query q = {&back, &first, 1, ask->within_ms, NULL};
    JJ_TRY(jj_field_solve(ctx, &alone, &q, time_ms, nearest));
    for (size_t i = 0; i < n; i++)
        where[i] = time_ms[i] <= ask->within_ms ? JJ_REMEDY_SERVES : 0;
    return JJ_OK;
}

static jj_status cut_to_unit(jj_ctx *ctx, const jj_scene *s, uint32_t unit, uint8_t *where) {
    size_t n = jj_grid_cells(&s->grid);
    JJ_AUTO float *inside = jj_alloc(n, sizeof *inside);
    if (!inside)
        return no_room(ctx, n);
    jj_cover_mark_inside(&s->units.units[unit].cover, &s->grid, inside);
    for (size_t i = 0; i < n; i++)
        where[i] = inside[i] > 0 ? where[i] : 0;
    return JJ_OK;
}

static jj_status mark_permitted(jj_ctx *ctx, const jj_scene *s, const jj_remedy_ask *ask,
                                uint8_t *where) {
    size_t n = jj_grid_cells(&s->grid);
    JJ_AUTO uint8_t *may = jj_alloc(n, 1);
    if (!may)
        return no_room(ctx, n);
    jj_gain_permitted(s, ask->kind, ask->profile, (jj_rows){0, s->grid.rows}, may);
    for (size_t i = 0; i < n; i++)
        if (where[i] && may[i])
            where[i] |= JJ_REMEDY_PERMITTED;
    return JJ_OK;
}

jj_status jj_remedy_find(jj_ctx *ctx, const jj_scene *s, const jj_remedy_ask *ask, uint8_t *where) {
    const jj_profile *p = ask->profile;
    if (p->mode == JJ_MODE_GROUND) {
        const jj_ground ground = jj_scene_ground(s, p);
        const jj_travel how = {p->stencil, p->direction, ask->within_ms};
        JJ_TRY(jj_ground_serving(ctx, &ground, &how, ask->cell, where));
    } else {
        JJ_TRY(search_back(ctx, s, ask, where));
    }
    if (ask->unit != JJ_NO_UNIT)
        JJ_TRY(cut_to_unit(ctx, s, ask->unit, where));
    return mark_permitted(ctx, s, ask, where);
}
