#include "load/facility_rows.h"
#include "load/area.h"

#include <string.h>

static const char degrees[] = "EPSG:4326";

struct jj_facility_rows {
    jj_loader *l;
    const jj_facility_keys *keys;
    jj_layer *layer; /* NULL = an office's lists */
    jj_office office;
    size_t next;
    double xy[2];
    jj_loader_area area;
};

static jj_status open_office(jj_facility_rows *r) {
    const jj_office_spec spec = {.path = r->keys->source.path,
                                 .name = r->keys->name,
                                 .encoding = r->keys->source.encoding,
                                 .columns = &r->keys->columns,
                                 .mapping = r->keys->mapping,
                                 .units = &r->l->scene->units,
                                 .kinds = &r->l->kinds};
    JJ_TRY(jj_office_read(r->l->ctx, &spec, &r->l->notes, &r->office));
    if (r->l->mapping)
        jj_text_addf(r->l->mapping, "%s:\n%s", r->keys->name, r->office.mapping.s);
    if (r->keys->mapping)
        JJ_TRY(jj_add_input(r->l, "mapping", r->keys->mapping));
    for (size_t i = 0; i < r->office.n_paths; i++)
        JJ_TRY(jj_add_input(r->l, r->keys->name, r->office.paths[i]));
    return JJ_OK;
}

static jj_status open_layer(jj_facility_rows *r) {
    jj_source_spec source = r->keys->source;
    source.may_be_empty = true;
    JJ_TRY(jj_layer_open(r->l->ctx, &source, &r->layer));
    JJ_TRY(jj_add_input(r->l, r->keys->name, r->keys->source.path));
    if (!jj_layer_has_geometry(r->layer))
        return JJ_OK;
    jj_layer_expect(r->layer, &r->area.area);
    return jj_layer_project(r->l->ctx, r->layer, degrees);
}

jj_status jj_facility_rows_open(jj_loader *l, const jj_facility_keys *k, jj_facility_rows **out) {
    *out = jj_alloc(1, sizeof **out);
    if (!*out)
        return jj_loader_no_room(l);
    (*out)->l = l;
    (*out)->keys = k;
    JJ_TRY(jj_loader_area_new(l, degrees, &(*out)->area));
    return k->is_office ? open_office(*out) : open_layer(*out);
}

void jj_facility_rows_close(jj_facility_rows *r) {
    if (!r)
        return;
    jj_layer_close(r->layer);
    jj_loader_area_deinit(&r->area);
    jj_office_deinit(&r->office);
    jj_free(r);
}

jj_status jj_facility_rows_field(const jj_facility_rows *r, const char *name, int *out) {
    if (r->layer)
        return jj_layer_field(r->l->ctx, r->layer, name, out);
    size_t i = jj_office_column(&r->office, name);
    if (i == SIZE_MAX)
        return jj_fail(r->l->ctx, JJ_E_DATA, "%s has no column '%s'", "intake/columns.csv", name);
    *out = (int)i;
    return JJ_OK;
}

const char *jj_facility_rows_field_name(const jj_facility_rows *r, int field) {
    return r->layer ? jj_layer_field_name(r->layer, (size_t)field) : r->office.columns[field];
}

const char *jj_facility_rows_label(const jj_facility_rows *r) {
    return r->layer ? jj_layer_label(r->layer) : r->keys->source.path;
}

bool jj_facility_rows_has(const jj_facility_rows *r, const char *name) {
    size_t i = r->layer ? SIZE_MAX : jj_office_column(&r->office, name);
    return i != SIZE_MAX && r->office.is_given[i];
}

/* Degrees of the section's datum into degrees of WGS 84. */
static void give_point(jj_facility_rows *r, const jj_office_row *row, jj_feature *out) {
    const char *lon = row->text[jj_office_column(&r->office, "lon")];
    const char *lat = row->text[jj_office_column(&r->office, "lat")];
    jj_datum datum;
    if (!jj_parse_double(lon, &r->xy[0]) || !jj_parse_double(lat, &r->xy[1]))
        return;
    if (r->keys->source.datum && jj_datum_parse(r->keys->source.datum, &datum))
        jj_datum_to_wgs84(datum, &r->xy[0], &r->xy[1]);
    out->type = JJ_GEOMETRY_POINT;
    out->xy = r->xy;
    out->n_points = 1;
}

jj_status jj_facility_rows_next(jj_facility_rows *r, jj_feature *out, bool *more) {
    if (r->layer) {
        JJ_TRY(jj_layer_next(r->l->ctx, r->layer, out, more));
        return *more ? JJ_OK : jj_note_layer(r->l, r->layer, r->keys->name);
    }
    *more = r->next < r->office.n;
    if (!*more)
        return JJ_OK;
    const jj_office_row *row = &r->office.rows[r->next++];
    *out = (jj_feature){.row = (int64_t)r->next, .text = row->text, .type = JJ_GEOMETRY_NONE};
    give_point(r, row, out);
    return jj_ctx_poll(r->l->ctx);
}

bool jj_facility_rows_metres(const jj_facility_rows *r, double xy[2]) {
    const jj_office_row *row = jj_facility_rows_office(r);
    size_t x = row ? jj_office_column(&r->office, "x") : SIZE_MAX;
    size_t y = row ? jj_office_column(&r->office, "y") : SIZE_MAX;
    return x != SIZE_MAX && y != SIZE_MAX && jj_parse_double(row->text[x], &xy[0]) &&
           jj_parse_double(row->text[y], &xy[1]);
}

const jj_office_row *jj_facility_rows_office(const jj_facility_rows *r) {
    return r->layer || r->next == 0 ? NULL : &r->office.rows[r->next - 1];
}

const char *jj_facility_rows_name(const jj_facility_rows *r) {
    const jj_office_row *row = jj_facility_rows_office(r);
    return row ? row->text[jj_office_column(&r->office, "name")] : NULL;
}
