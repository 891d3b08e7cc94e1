#include "out/proposal_fields.h"
#include "base/file.h"
#include "rules/fields.h"
#include "store/raster.h"

#include <math.h>
#include <stdio.h>

/* What a NoData cell is, and by how much the file's numbers are above ours. */
typedef struct coding {
    uint32_t none, offset;
} coding;

static jj_status read_cells(jj_ctx *ctx, const jj_grid *g, jj_raster *raster, coding code,
                            uint32_t *out) {
    JJ_AUTO double *row = jj_alloc(g->cols, sizeof *row);
    if (!row)
        return jj_no_memory(ctx, "a field", 0);
    for (uint32_t r = 0; r < g->rows; r++) {
        uint32_t *to = out + (size_t)r * g->cols;
        JJ_TRY(jj_raster_read(ctx, raster, r, 1, row));
        for (uint32_t c = 0; c < g->cols; c++)
            to[c] = isnan(row[c]) ? code.none : (uint32_t)row[c] - code.offset;
    }
    return JJ_OK;
}

/* *is_there is false where the file is missing or of another lattice. */
static jj_status read_raster(jj_ctx *ctx, const jj_proposals *p, const char *name, coding code,
                             uint32_t *out, bool *is_there) {
    const jj_grid *g = &p->loaded.scene.grid;
    JJ_AUTO char *path = jj_path_join(p->folder, name);
    JJ_CLEANUP(jj_raster_closep) jj_raster *raster = NULL;
    *is_there = false;
    if (!path)
        return jj_no_memory(ctx, name, 0);
    if (!jj_file_exists(path))
        return JJ_OK;
    JJ_TRY(jj_raster_open(ctx, path, 1, "local", &raster));
    jj_grid found = jj_raster_grid(raster);
    if (found.rows != g->rows || found.cols != g->cols || found.x0 != g->x0 || found.y0 != g->y0)
        return JJ_OK;
    *is_there = true;
    return read_cells(ctx, g, raster, code, out);
}

static jj_status read_stored(jj_ctx *ctx, const jj_proposals *p, jj_result_field *f,
                             bool *is_there) {
    char name[160];
    snprintf(name, sizeof name, "fields/%s_ms.tif", f->id);
    JJ_TRY(read_raster(ctx, p, name, (coding){JJ_UNREACHED, 0}, f->time_ms, is_there));
    if (!*is_there)
        return JJ_OK;
    snprintf(name, sizeof name, "rasters/%s_nearest.tif", f->id);
    return read_raster(ctx, p, name, (coding){JJ_NO_FACILITY, 1}, f->nearest, is_there);
}

static jj_status fill(jj_ctx *ctx, const jj_proposals *p, jj_result_field *f) {
    const jj_scene *s = &p->loaded.scene;
    size_t n = jj_grid_cells(&s->grid);
    bool is_there = false;
    f->time_ms = jj_alloc(n, sizeof *f->time_ms);
    f->nearest = jj_alloc(n, sizeof *f->nearest);
    if (!f->time_ms || !f->nearest)
        return jj_no_memory(ctx, "a field", (uint64_t)n * 8);
    const jj_result_field *stored =
        jj_field_find(s, &p->stored, &s->selections[f->selection], &s->profiles[f->profile]);
    if (stored)
        snprintf(f->id, sizeof f->id, "%s", stored->id);
    if (p->uses_stored && stored)
        JJ_TRY(read_stored(ctx, p, f, &is_there));
    if (is_there)
        return JJ_OK;
    const jj_selection *sel = &s->selections[f->selection];
    jj_field_query q = {&s->profiles[f->profile], sel->facilities, sel->n, f->within_ms};
    return jj_field_solve(ctx, s, &q, f->time_ms, f->nearest);
}

jj_status jj_proposal_fields(jj_ctx *ctx, const jj_proposals *p, const jj_rules *rules,
                             jj_result *out) {
    JJ_TRY(jj_fields_plan(ctx, &p->loaded.scene, rules, out));
    JJ_TRY(jj_ctx_need(ctx,
                       (uint64_t)jj_grid_cells(&p->loaded.scene.grid) * 16 * (out->n_fields + 2),
                       "the fields of the proposal"));
    for (size_t i = 0; i < out->n_fields; i++)
        JJ_TRY(fill(ctx, p, &out->fields[i]));
    return JJ_OK;
}
