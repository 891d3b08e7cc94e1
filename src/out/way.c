#include "out/way.h"

#include "store/crs.h"

#include <string.h>

const jj_result_field *jj_proposals_field(const jj_proposals *p, const char *id) {
    for (size_t i = 0; i < p->stored.n_fields; i++)
        if (strcmp(p->stored.fields[i].id, id) == 0)
            return &p->stored.fields[i];
    return NULL;
}

static void transform_release(jj_transform **t) {
    jj_transform_free(*t);
}

jj_status jj_proposals_cell(jj_ctx *ctx, const jj_proposals *p, const double lon_lat[2],
                            uint32_t *cell) {
    const jj_scene *s = &p->loaded.scene;
    JJ_CLEANUP(transform_release) jj_transform *to_grid = NULL;
    double x = lon_lat[0], y = lon_lat[1];
    *cell = JJ_NO_CELL;
    if (s->grid.is_geographic) {
        *cell = jj_grid_cell_at(&s->grid, x, y);
        return JJ_OK;
    }
    JJ_TRY(jj_transform_new(ctx, "EPSG:4326", s->crs, &to_grid));
    if (jj_transform_points(ctx, to_grid, &x, &y, 1) == JJ_OK)
        *cell = jj_grid_cell_at(&s->grid, x, y);
    return JJ_OK;
}

jj_status jj_result_way(jj_ctx *ctx, const jj_proposals *p, const jj_way_ask *ask,
                        jj_way_line *out) {
    const jj_scene *s = &p->loaded.scene;
    const jj_result_field *f = jj_proposals_field(p, ask->field);
    uint32_t cell;
    *out = (jj_way_line){.ms = JJ_UNREACHED};
    if (!f || ask->facility_row < 1 || (uint64_t)ask->facility_row > s->n_facilities)
        return JJ_OK;
    JJ_TRY(jj_proposals_cell(ctx, p, ask->lon_lat, &cell));
    const jj_way_query q = {&s->profiles[f->profile], (uint32_t)(ask->facility_row - 1), cell,
                            ask->ms};
    return cell == JJ_NO_CELL ? JJ_OK : jj_way_line_find(ctx, s, &q, out);
}
