#include "load/loader.h"
#include "geo/centres.h"
#include "base/lang.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char wgs84[] = "EPSG:4326";

static bool boxes_meet(const double a[4], const double b[4]) {
    return a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
}

/* Square units of the scene's system as m2, near enough for a ledger. */
static double as_m2(const jj_loader *l, double area, const double box[4]) {
    static const double degree_m = 111320;
    if (!l->is_geographic)
        return area;
    return area * degree_m * degree_m * cos((box[1] + box[3]) / 2 * 3.14159265358979 / 180);
}

static jj_status note_overlap(jj_loader *l, uint32_t winner, uint32_t loser, double area_m2) {
    enum { TELL_FROM_M2 = 1000 };
    if (area_m2 < TELL_FROM_M2)
        return JJ_OK;
    const jj_unit *a = &l->scene->units.units[winner], *b = &l->scene->units.units[loser];
    char pair[160], value[48];
    snprintf(pair, sizeof pair, "%.64s > %.64s", a->code, b->code);
    snprintf(value, sizeof value, "%.3f km2", area_m2 / 1e6);
    return jj_note_add(l->ctx, &l->notes,
                       &(jj_finding){.code = "overlapping_units",
                                     .source = l->scene->units.levels[a->level].id,
                                     .feature = pair,
                                     .value = value});
}

/* Units stand in code order: what a unit shares with one before it goes to that one. */
static jj_status cut_unit(jj_loader *l, const jj_level *level, uint32_t unit) {
    for (uint32_t i = level->first; i < unit; i++) {
        if (!l->shapes[i] || !boxes_meet(l->boxes[i], l->boxes[unit]))
            continue;
        double shared;
        JJ_TRY(jj_shape_subtract(l->ctx, l->shapes[unit], l->shapes[i], &shared));
        JJ_TRY(note_overlap(l, i, unit, as_m2(l, shared, l->boxes[unit])));
    }
    if (jj_shape_area(l->shapes[unit]) > 0) {
        jj_shape_box(l->shapes[unit], l->boxes[unit]);
        return JJ_OK;
    }
    jj_shape_free(l->shapes[unit]);
    l->shapes[unit] = NULL;
    return jj_note_add(l->ctx, &l->notes,
                       &(jj_finding){.code = "no_polygon",
                                     .source = level->id,
                                     .feature = l->scene->units.units[unit].code,
                                     .value = l->scene->units.units[unit].name});
}

static jj_status cut_level(jj_loader *l, jj_level *level) {
    for (uint32_t i = level->first; i < level->first + level->n; i++)
        if (l->shapes[i])
            jj_shape_box(l->shapes[i], l->boxes[i]);
    for (uint32_t i = level->first; i < level->first + level->n; i++) {
        if (!l->shapes[i])
            continue;
        JJ_TRY(cut_unit(l, level, i));
        level->has_geometry = level->has_geometry || l->shapes[i];
        jj_progress(l->ctx, jj_tr(l->ctx->lang, "boundaries"), i + 1 - level->first, level->n);
        JJ_TRY(jj_ctx_poll(l->ctx));
    }
    return JJ_OK;
}

static jj_status keep_wkb(jj_loader *l, const jj_shape *shape, jj_unit *u) {
    JJ_AUTO uint8_t *wkb = NULL;
    JJ_TRY(jj_shape_wkb(l->ctx, shape, &wkb, &u->wkb_len));
    uint8_t *kept = jj_arena_alloc(&l->scene->arena, u->wkb_len, 1);
    if (!kept)
        return jj_loader_no_room(l);
    memcpy(kept, wkb, u->wkb_len);
    u->wkb = kept;
    return JJ_OK;
}

static void free_shape(jj_shape **s) {
    jj_shape_free(*s);
}

static jj_status measure_unit(jj_loader *l, uint32_t i) {
    jj_unit *u = &l->scene->units.units[i];
    JJ_CLEANUP(free_shape) jj_shape *degrees = NULL;
    JJ_TRY(jj_shape_in(l->ctx, l->shapes[i], l->crs, wgs84, &degrees));
    u->has_geometry = true;
    JJ_TRY(jj_shape_area_m2(l->ctx, degrees, &u->area_m2));
    JJ_TRY(jj_shape_inside(l->ctx, degrees, &u->lon, &u->lat));
    return keep_wkb(l, degrees, u);
}

jj_status jj_load_shapes(jj_loader *l) {
    for (size_t i = 0; i < l->scene->units.n_levels; i++)
        JJ_TRY(cut_level(l, &l->scene->units.levels[i]));
    for (size_t i = 0; i < l->n_shapes; i++)
        if (l->shapes[i])
            JJ_TRY(measure_unit(l, (uint32_t)i));
    return JJ_OK;
}

static jj_status note_outside_grid(jj_loader *l, const jj_unit *u, const double box[4]) {
    const jj_grid *g = &l->scene->grid;
    const double cell = 0.01; /* of a cell: rounding of a border is not worth a word */
    bool is_inside = box[0] >= g->x0 - cell * g->dx && box[3] <= g->y0 + cell * g->dy &&
                     box[2] <= g->x0 + (g->cols + cell) * g->dx &&
                     box[1] >= g->y0 - (g->rows + cell) * g->dy;
    if (is_inside)
        return JJ_OK;
    return jj_note_add(l->ctx, &l->notes,
                       &(jj_finding){.code = "unit_beyond_grid",
                                     .source = l->scene->units.levels[u->level].id,
                                     .feature = u->code,
                                     .value = u->name});
}

jj_status jj_load_covers(jj_loader *l) {
    if (!l->scene->has_grid)
        return JJ_OK;
    for (size_t i = 0; i < l->n_shapes; i++) {
        if (!l->shapes[i])
            continue;
        jj_unit *u = &l->scene->units.units[i];
        jj_rings rings;
        JJ_TRY(jj_shape_rings(l->ctx, l->shapes[i], &rings));
        JJ_TRY(jj_cover_polygon(l->ctx, &l->scene->grid, &rings, &u->cover));
        JJ_TRY(note_outside_grid(l, u, l->boxes[i]));
        jj_progress(l->ctx, jj_tr(l->ctx->lang, "covers"), i + 1, l->n_shapes);
        JJ_TRY(jj_ctx_poll(l->ctx));
    }
    return JJ_OK;
}

jj_status jj_locate_unit(jj_loader *l, double x, double y, uint32_t *unit) {
    *unit = JJ_NO_UNIT;
    for (size_t i = l->n_shapes; i-- > 0;) {
        const double *box = l->boxes[i];
        if (!l->shapes[i] || x < box[0] || x > box[2] || y < box[1] || y > box[3])
            continue;
        jj_rings rings;
        JJ_TRY(jj_shape_rings(l->ctx, l->shapes[i], &rings));
        if (!jj_rings_hold(&rings, x, y))
            continue;
        *unit = (uint32_t)i;
        return JJ_OK;
    }
    return JJ_OK;
}
