/* Ground by what it is for: residential, urban, land use. */
#include "load/land_layers.h"
#include "load/landuse.h"

#include <string.h>

static jj_status add_cover(jj_loader *l, const jj_feature *f, void *user) {
    JJ_CLEANUP(jj_cover_deinit) jj_cover cover = {0};
    JJ_TRY(jj_feature_cover(l, f, &cover));
    jj_add_share(&l->scene->grid, &cover, user);
    return JJ_OK;
}

static jj_status load_residential(jj_loader *l) {
    const jj_source_spec *source = &l->project->residential;
    if (!source->path)
        return JJ_OK;
    JJ_TRY(jj_new_shares(l, &l->scene->residential));
    return jj_each_feature(l, "residential", source, JJ_GEOMETRY_POLYGON, NULL, add_cover,
                           l->scene->residential);
}

static jj_status load_landuse(jj_loader *l) {
    if (l->project->n_landuse == 0)
        return JJ_OK;
    bool is_said = l->scene->residential != NULL;
    if (!is_said)
        JJ_TRY(jj_new_shares(l, &l->scene->residential));
    return jj_landuse_load(l, is_said ? NULL : l->scene->residential);
}

/* Town and country by 城乡分类代码: 111 to 123 are urban, 210 and 220 rural. */
typedef struct urban {
    const jj_urban_keys *keys;
    int code, unit;
} urban;

static jj_status find_columns(jj_loader *l, const jj_layer *layer, void *user) {
    urban *u = user;
    u->code = u->unit = -1;
    if (u->keys->class_column)
        JJ_TRY(jj_layer_field(l->ctx, layer, u->keys->class_column, &u->code));
    return u->keys->code ? jj_layer_field(l->ctx, layer, u->keys->code, &u->unit) : JJ_OK;
}

static jj_status read_class(jj_loader *l, const urban *u, const jj_feature *f, bool *is_urban) {
    const char *code = u->code < 0 ? "1" : f->text[u->code];
    *is_urban = code[0] == '1';
    if (*is_urban || code[0] == '2')
        return JJ_OK;
    return jj_note_add(l->ctx, &l->notes,
                       &(jj_finding){.code = "unknown_urban_class",
                                     .source = "urban",
                                     .field = u->keys->class_column,
                                     .feature = *code ? code : "\"\""});
}

static jj_status take_polygon(jj_loader *l, const jj_feature *f, void *user) {
    bool is_urban;
    JJ_TRY(read_class(l, user, f, &is_urban));
    return is_urban ? add_cover(l, f, l->scene->is_urban) : JJ_OK;
}

static jj_status take_unit(jj_loader *l, const urban *u, const jj_feature *f) {
    bool is_urban;
    const char *code = f->text[u->unit];
    uint32_t unit = jj_unit_find(&l->scene->units, code);
    l->scene->ledger.n_records++;
    JJ_TRY(read_class(l, u, f, &is_urban));
    if (unit == JJ_NO_UNIT)
        return jj_note_add(l->ctx, &l->notes,
                           &(jj_finding){.code = "unknown_code",
                                         .source = "urban",
                                         .field = u->keys->code,
                                         .feature = code});
    if (is_urban)
        jj_add_share(&l->scene->grid, &l->scene->units.units[unit].cover, l->scene->is_urban);
    return JJ_OK;
}

static jj_status read_table(jj_loader *l, urban *u) {
    JJ_CLEANUP(jj_layer_closep) jj_layer *layer = NULL;
    JJ_TRY(jj_layer_open(l->ctx, &u->keys->source, &layer));
    JJ_TRY(jj_add_input(l, "urban", u->keys->source.path));
    JJ_TRY(find_columns(l, layer, u));
    jj_feature f;
    bool more;
    for (;;) {
        JJ_TRY(jj_layer_next(l->ctx, layer, &f, &more));
        if (!more)
            return JJ_OK;
        JJ_TRY(take_unit(l, u, &f));
    }
}

static jj_status load_urban(jj_loader *l) {
    urban u = {.keys = &l->project->urban};
    if (!u.keys->source.path)
        return JJ_OK;
    JJ_TRY(jj_new_shares(l, &l->scene->is_urban));
    if (u.keys->code)
        return read_table(l, &u);
    return jj_each_feature(l, "urban", &u.keys->source, JJ_GEOMETRY_POLYGON, find_columns,
                           take_polygon, &u);
}

jj_status jj_load_land(jj_loader *l) {
    if (!l->scene->has_grid)
        return JJ_OK;
    JJ_TRY(load_residential(l));
    JJ_TRY(load_landuse(l));
    return load_urban(l);
}
