#include "load/land_layers.h"
#include "load/area.h"

#include <math.h>

jj_status jj_each_feature(jj_loader *l, const char *role, const jj_source_spec *source,
                          jj_geometry due, jj_layer_fn open, jj_feature_fn take, void *user) {
    JJ_CLEANUP(jj_layer_closep) jj_layer *layer = NULL;
    JJ_TRY(jj_layer_open(l->ctx, source, &layer));
    JJ_TRY(jj_add_input(l, role, source->path));
    if (open)
        JJ_TRY(open(l, layer, user));
    JJ_CLEANUP(jj_loader_area_deinit) jj_loader_area area = {0};
    JJ_TRY(jj_loader_project(l, layer, l->crs, &area));
    jj_feature f;
    bool more;
    for (;;) {
        JJ_TRY(jj_layer_next(l->ctx, layer, &f, &more));
        if (!more)
            return jj_note_layer(l, layer, role);
        l->scene->ledger.n_records++;
        bool is_rim = due == JJ_GEOMETRY_LINE && f.type == JJ_GEOMETRY_POLYGON;
        if (f.type == JJ_GEOMETRY_NONE)
            continue;
        if (f.type != due && !is_rim)
            return jj_fail(l->ctx, JJ_E_DATA, "%s, row %lld: %s needs %s, and this holds %s",
                           jj_layer_label(layer), (long long)f.row, role,
                           jj_geometry_title(l->ctx, due), jj_geometry_title(l->ctx, f.type));
        JJ_TRY(take(l, &f, user));
    }
}

jj_status jj_feature_cover(jj_loader *l, const jj_feature *f, jj_cover *out) {
    jj_rings rings = {.xy = f->xy, .ring_end = f->part_end, .n_rings = f->n_parts};
    return jj_cover_polygon(l->ctx, &l->scene->grid, &rings, out);
}

void jj_add_share(const jj_grid *g, const jj_cover *cover, float *share) {
    for (size_t i = 0; i < cover->n_spans; i++) {
        const jj_span *s = &cover->spans[i];
        size_t cell = (size_t)s->row * g->cols + s->col;
        for (uint32_t c = 0; c < s->n; c++, cell++)
            share[cell] = (float)fmin(1, (double)share[cell] + s->fraction);
    }
}

jj_status jj_new_shares(jj_loader *l, float **out) {
    size_t n = jj_grid_cells(&l->scene->grid);
    *out = jj_alloc(n, sizeof **out);
    return *out ? JJ_OK : jj_no_memory(l->ctx, l->project->path, n * sizeof **out);
}
