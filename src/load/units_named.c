/*
 * Polygons by name: of units as they are called today, or of old ones that were merged into them.
 */
#include "load/unit_lookup.h"

#include <stdio.h>

jj_status jj_unit_add_polygon(jj_loader *l, const jj_feature *f, const char *code,
                              jj_shape **shape) {
    if (!*shape)
        return jj_shape_new(l->ctx, f->wkb, f->wkb_len, shape);
    jj_shape *more;
    JJ_TRY(jj_shape_new(l->ctx, f->wkb, f->wkb_len, &more));
    jj_status st = jj_shape_unite(l->ctx, *shape, more);
    jj_shape_free(more);
    JJ_TRY(st);
    return jj_note_add(
        l->ctx, &l->notes,
        &(jj_finding){.code = "polygons_united", .source = "boundaries", .feature = code});
}

typedef struct named {
    jj_loader *l;
    const jj_units_keys *keys;
    uint32_t level;
    jj_layer *layer;
    int *columns;
    const char **texts, **fields;
} named;

static void named_deinit(named *n) {
    jj_layer_close(n->layer);
    jj_free(n->columns);
    jj_free(n->texts);
    jj_free(n->fields);
}

static jj_status open(named *n) {
    const jj_joined_keys *k = &n->keys->geometry;
    jj_loader *l = n->l;
    n->columns = jj_alloc(k->unit_names.n, sizeof *n->columns);
    n->texts = jj_alloc(k->unit_names.n, sizeof *n->texts);
    n->fields = jj_alloc(k->unit_names.n, sizeof *n->fields);
    if (!n->columns || !n->texts || !n->fields)
        return jj_loader_no_room(l);
    JJ_TRY(jj_layer_open(l->ctx, &k->source, &n->layer));
    JJ_TRY(jj_add_input(l, "boundaries", k->source.path));
    for (size_t i = 0; i < k->unit_names.n; i++) {
        JJ_TRY(jj_layer_field(l->ctx, n->layer, k->unit_names.items[i], &n->columns[i]));
        n->fields[i] = k->unit_names.items[i];
    }
    return jj_layer_project(l->ctx, n->layer, l->crs);
}

static jj_status take(named *n, const jj_feature *f) {
    jj_loader *l = n->l;
    size_t n_names = n->keys->geometry.unit_names.n;
    char row[32];
    uint32_t unit;
    snprintf(row, sizeof row, "%lld", (long long)f->row);
    for (size_t i = 0; i < n_names; i++)
        n->texts[i] = f->text[n->columns[i]];
    const jj_unit_query q = {.source = n->keys->level,
                             .place = row,
                             .names = n->texts,
                             .fields = n->fields,
                             .n = n_names,
                             .level = n->level + 1};
    if (f->type == JJ_GEOMETRY_NONE)
        return JJ_OK;
    if (f->type != JJ_GEOMETRY_POLYGON)
        return jj_fail(
            l->ctx, JJ_E_DATA, "%s, row %lld: units need polygons, and this source holds %s",
            jj_layer_label(n->layer), (long long)f->row, jj_geometry_title(l->ctx, f->type));
    JJ_TRY(jj_unit_lookup(l, &q, &unit));
    if (unit == JJ_NO_UNIT || l->scene->units.units[unit].level != n->level)
        return JJ_OK;
    return jj_unit_add_polygon(l, f, l->scene->units.units[unit].code, &l->shapes[unit]);
}

static jj_status read_level(jj_loader *l, uint32_t level) {
    JJ_CLEANUP(named_deinit)
    named n = {.l = l, .keys = &l->project->units[level], .level = level};
    JJ_TRY(open(&n));
    jj_feature f;
    bool more;
    for (;;) {
        JJ_TRY(jj_layer_next(l->ctx, n.layer, &f, &more));
        if (!more)
            return JJ_OK;
        l->scene->ledger.n_records++;
        JJ_TRY(take(&n, &f));
    }
}

jj_status jj_load_named_shapes(jj_loader *l) {
    for (size_t i = 0; i < l->project->n_units; i++) {
        const jj_joined_keys *k = &l->project->units[i].geometry;
        if (k->source.path && !k->code)
            JJ_TRY(read_level(l, (uint32_t)i));
    }
    return JJ_OK;
}
