#include "out/sheet/data.h"
#include "base/file.h"
#include "base/param.h"
#include "base/text.h"
#include "out/outcome.h"
#include "store/crs.h"
#include "store/vector.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct reader {
    jj_ctx *ctx;
    const jj_result_file *r;
    jj_sheet_data *d;
    char *gpkg;
    const char *level; /* of the layer being read */
} reader;

static void reader_deinit(reader *rd) {
    jj_free(rd->gpkg);
}

static const char *keep(reader *rd, const char *s) {
    return jj_arena_str(&rd->d->arena, s);
}

static jj_status no_memory(reader *rd) {
    return jj_no_memory(rd->ctx, "a map sheet", 0);
}

/* A statement at its first row, ?1 = `value`; is_there: it has one. */
static jj_status first_row(reader *rd, const char *sql, const char *value, jj_stmt **out,
                           bool *is_there) {
    JJ_TRY(jj_db_prepare(rd->ctx, rd->r->db, sql, out));
    jj_stmt_put_text(*out, value);
    return jj_stmt_next(rd->ctx, *out, is_there);
}

static jj_status read_rule(reader *rd, const char *rule) {
    static const char sql[] =
        "SELECT id, title_zh, title_en, trim(coalesce(source_doc,'') || ' ' || "
        "coalesce(source_section,'')), coalesce(basis_zh,''), coalesce(basis_en,''), year, metric "
        "FROM rule WHERE id = ?";
    JJ_CLEANUP(jj_stmt_freep) jj_stmt *s = NULL;
    bool is_there;
    JJ_TRY(jj_result_find_rule(rd->ctx, rd->r, rule));
    JJ_TRY(first_row(rd, sql, rule, &s, &is_there));
    jj_sheet_data *d = rd->d;
    d->rule_id = keep(rd, jj_stmt_text(s, 0));
    d->title_zh = keep(rd, jj_stmt_text(s, 1));
    d->title_en = keep(rd, jj_stmt_text(s, 2));
    d->source = keep(rd, jj_stmt_text(s, 3));
    d->basis_zh = keep(rd, jj_stmt_text(s, 4));
    d->basis_en = keep(rd, jj_stmt_text(s, 5));
    d->year = (int)jj_stmt_int(s, 6);
    const char *metric = jj_stmt_text(s, 7);
    d->is_share = strcmp(metric, "POP_COVER") == 0 || strcmp(metric, "LAND_COVER") == 0;
    d->is_count = strcmp(metric, "AT_LEAST_N") == 0 || strcmp(metric, "UNIT_SHARE") == 0;
    return d->rule_id && d->title_zh && d->title_en && d->source && d->basis_zh && d->basis_en
               ? JJ_OK
               : no_memory(rd);
}

static jj_status find_level(reader *rd) {
    static const char sql[] =
        "SELECT unit_level, count(*) AS n FROM rule_result WHERE rule_id = ? AND "
        "unit_level IN (SELECT substr(table_name, 6) FROM gpkg_geometry_columns) GROUP BY "
        "unit_level ORDER BY n DESC LIMIT 1";
    JJ_CLEANUP(jj_stmt_freep) jj_stmt *s = NULL;
    bool is_there;
    JJ_TRY(first_row(rd, sql, rd->d->rule_id, &s, &is_there));
    if (!is_there)
        return jj_fail(rd->ctx, JJ_E_DATA, "no level with polygons has a verdict on rule '%s'",
                       rd->d->rule_id);
    rd->d->level = keep(rd, jj_stmt_text(s, 0));
    return rd->d->level ? JJ_OK : no_memory(rd);
}

/* 3-degree Gauss-Krueger zone of CGCS2000 for a place in China, else the UTM zone. */
void jj_mapsheet_crs(double lon, double lat, char out[16]) {
    int meridian = (int)floor(lon / 3 + 0.5) * 3;
    if (meridian >= 75 && meridian <= 135 && lat > 3 && lat < 54)
        snprintf(out, 16, "EPSG:%d", 4534 + (meridian - 75) / 3);
    else
        snprintf(out, 16, "EPSG:%d",
                 (lat < 0 ? 32700 : 32600) + (int)floor((lon + 180) / 6) % 60 + 1);
}

static jj_status name_crs(reader *rd) {
    jj_sheet_data *d = rd->d;
    int code = (int)strtol(d->crs + strlen("EPSG:"), NULL, 10);
    if (code >= 4534 && code <= 4554) {
        int meridian = 75 + 3 * (code - 4534);
        d->crs_zh = jj_arena_printf(
            &d->arena, "2000国家大地坐标系，高斯-克吕格投影3度分带，中央经线%d°", meridian);
        d->crs_en = jj_arena_printf(
            &d->arena, "CGCS2000, Gauss-Kruger 3-degree zone, central meridian %d°", meridian);
    } else {
        bool is_south = code / 100 == 327;
        d->crs_zh = jj_arena_printf(&d->arena, "WGS 84，通用横轴墨卡托投影第%d带（%s半球）",
                                    code % 100, is_south ? "南" : "北");
        d->crs_en =
            jj_arena_printf(&d->arena, "WGS 84, UTM zone %d%s", code % 100, is_south ? "S" : "N");
    }
    return d->crs_zh && d->crs_en ? JJ_OK : no_memory(rd);
}

/* Numbers run over the rules that have a verdict on a level with polygons, in catalogue order. */
static jj_status find_number(reader *rd) {
    static const char sql[] =
        "SELECT count(*) FROM rule WHERE rowid <= (SELECT rowid FROM rule WHERE id = ?) AND id IN "
        "(SELECT rule_id FROM rule_result WHERE unit_level IN (SELECT substr(table_name, 6) FROM "
        "gpkg_geometry_columns))";
    JJ_CLEANUP(jj_stmt_freep) jj_stmt *s = NULL;
    bool is_there;
    JJ_TRY(first_row(rd, sql, rd->d->rule_id, &s, &is_there));
    rd->d->number = is_there ? (int)jj_stmt_int(s, 0) : 1;
    return JJ_OK;
}

static jj_status read_frame(reader *rd) {
    static const char sql[] = "SELECT (min_x + max_x) / 2, (min_y + max_y) / 2 FROM gpkg_contents "
                              "WHERE table_name = 'unit_' || ?1";
    JJ_CLEANUP(jj_stmt_freep) jj_stmt *s = NULL;
    bool is_there;
    JJ_TRY(first_row(rd, sql, rd->d->level, &s, &is_there));
    jj_mapsheet_crs(is_there ? jj_stmt_real(s, 0) : 0, is_there ? jj_stmt_real(s, 1) : 0,
                    rd->d->crs);
    return name_crs(rd);
}

/*
 * After the layers are read: the library keeps one way a pair of systems at hand, gives it away
 * while it is in use, and looking for another costs tens of milliseconds.
 */
static jj_status open_ways(reader *rd) {
    JJ_TRY(jj_transform_new(rd->ctx, rd->d->crs, "EPSG:4326", &rd->d->to_lonlat));
    return jj_transform_new(rd->ctx, "EPSG:4326", rd->d->crs, &rd->d->to_sheet);
}

static jj_status keep_shape(reader *rd, const jj_feature *f, jj_sheet_shape *out) {
    jj_arena *a = &rd->d->arena;
    double *xy = jj_arena_alloc(a, f->n_points, 2 * sizeof *xy);
    size_t *end = jj_arena_alloc(a, f->n_parts + 1, sizeof *end);
    if (!xy || !end)
        return jj_no_memory(rd->ctx, "a map sheet", f->n_points * 16);
    *out = (jj_sheet_shape){
        xy, end, f->n_points, f->n_parts, {INFINITY, INFINITY, -INFINITY, -INFINITY}};
    if (f->n_points)
        memcpy(xy, f->xy, f->n_points * 2 * sizeof *xy);
    if (f->n_parts)
        memcpy(end, f->part_end, f->n_parts * sizeof *end);
    for (size_t i = 0; i < f->n_points; i++)
        for (size_t k = 0; k < 2; k++) {
            out->box[k] = fmin(out->box[k], xy[2 * i + k]);
            out->box[k + 2] = fmax(out->box[k + 2], xy[2 * i + k]);
        }
    return JJ_OK;
}

static int field(const jj_layer *l, const char *name) {
    for (size_t i = 0; i < jj_layer_n_fields(l); i++)
        if (strcmp(jj_layer_field_name(l, i), name) == 0)
            return (int)i;
    return -1;
}

static const char *text_of(const jj_layer *l, const jj_feature *f, const char *name) {
    int i = field(l, name);
    return i < 0 ? "" : f->text[i];
}

static double number_of(const jj_layer *l, const jj_feature *f, const char *name) {
    double v;
    return jj_parse_double(text_of(l, f, name), &v) ? v : NAN;
}

typedef jj_status (*feature_fn)(reader *rd, const jj_layer *l, const jj_feature *f);

/* Every feature of a layer, projected; a layer that is not there or is empty has none. */
static jj_status each(reader *rd, const char *layer, const char *where, feature_fn fn) {
    JJ_CLEANUP(jj_layer_closep) jj_layer *l = NULL;
    const jj_source_spec spec = {.path = rd->gpkg, .layer = layer, .where = where};
    jj_status st = jj_layer_open(rd->ctx, &spec, &l);
    if (st == JJ_E_FORMAT)
        return JJ_OK;
    JJ_TRY(st);
    if (jj_layer_has_geometry(l))
        JJ_TRY(jj_layer_project(rd->ctx, l, rd->d->crs));
    for (;;) {
        jj_feature f;
        bool more;
        JJ_TRY(jj_layer_next(rd->ctx, l, &f, &more));
        if (!more)
            return JJ_OK;
        JJ_TRY(fn(rd, l, &f));
    }
}

static jj_status fill_unit(reader *rd, const jj_layer *l, const jj_feature *f, jj_sheet_unit *u) {
    *u = (jj_sheet_unit){.code = keep(rd, text_of(l, f, "code")),
                         .name = keep(rd, text_of(l, f, "name")),
                         .level = keep(rd, rd->level),
                         .verdict = -1,
                         .num = NAN,
                         .den = NAN,
                         .people = NAN,
                         .uncovered = NAN};
    if (!u->code || !u->name || !u->level)
        return no_memory(rd);
    return keep_shape(rd, f, &u->shape);
}

static jj_status add_unit(reader *rd, const jj_layer *l, const jj_feature *f) {
    jj_sheet_data *d = rd->d;
    if (!jj_grow(&d->units, &d->cap_units, d->n_units + 1, sizeof *d->units))
        return no_memory(rd);
    return fill_unit(rd, l, f, &d->units[d->n_units++]);
}

static jj_status add_above(reader *rd, const jj_layer *l, const jj_feature *f) {
    jj_sheet_data *d = rd->d;
    if (!jj_grow(&d->above, &d->cap_above, d->n_above + 1, sizeof *d->above))
        return no_memory(rd);
    return fill_unit(rd, l, f, &d->above[d->n_above++]);
}

static jj_status add_gap(reader *rd, const jj_layer *l, const jj_feature *f) {
    jj_sheet_data *d = rd->d;
    if (!jj_grow(&d->gaps, &d->cap_gaps, d->n_gaps + 1, sizeof *d->gaps))
        return no_memory(rd);
    jj_sheet_gap *g = &d->gaps[d->n_gaps++];
    *g = (jj_sheet_gap){.unit_code = keep(rd, text_of(l, f, "unit_code")),
                        .unit_name = keep(rd, text_of(l, f, "unit_name")),
                        .nearest_name = keep(rd, text_of(l, f, "nearest_name")),
                        .reason_zh = keep(rd, text_of(l, f, "reason_zh")),
                        .reason_en = keep(rd, text_of(l, f, "reason_en")),
                        .people = number_of(l, f, "people"),
                        .nearest_minutes = number_of(l, f, "nearest_minutes"),
                        .rank = (int)number_of(l, f, "rank"),
                        .is_scattered = number_of(l, f, "is_scattered") > 0};
    if (!g->unit_code || !g->unit_name || !g->nearest_name || !g->reason_zh || !g->reason_en)
        return no_memory(rd);
    return keep_shape(rd, f, &g->shape);
}

static jj_status add_facility(reader *rd, const jj_layer *l, const jj_feature *f) {
    jj_sheet_data *d = rd->d;
    if (f->type != JJ_GEOMETRY_POINT) {
        d->n_placeless++;
        return JJ_OK;
    }
    if (!jj_grow(&d->facilities, &d->cap_facilities, d->n_facilities + 1, sizeof *d->facilities))
        return no_memory(rd);
    const char *name = keep(rd, text_of(l, f, "name"));
    d->facilities[d->n_facilities++] = (jj_sheet_point){f->xy[0], f->xy[1], name};
    return name ? JJ_OK : no_memory(rd);
}

static int verdict_of(const char *name) {
    for (int v = JJ_PASS; v <= JJ_REPORT; v++)
        if (strcmp(jj_verdict_name((jj_verdict)v), name) == 0)
            return v;
    return -1;
}

static jj_sheet_unit *find_unit(const jj_sheet_data *d, const char *code) {
    for (size_t i = 0; i < d->n_units; i++)
        if (strcmp(d->units[i].code, code) == 0)
            return &d->units[i];
    return NULL;
}

static jj_status read_verdicts(reader *rd) {
    static const char sql[] =
        "SELECT unit_code, status, num, den, demand_total, demand_uncovered, is_modelled FROM "
        "rule_result WHERE rule_id = ? AND unit_level = ?";
    JJ_CLEANUP(jj_stmt_freep) jj_stmt *s = NULL;
    JJ_TRY(jj_db_prepare(rd->ctx, rd->r->db, sql, &s));
    jj_stmt_put_text(s, rd->d->rule_id);
    jj_stmt_put_text(s, rd->d->level);
    for (;;) {
        bool more;
        JJ_TRY(jj_stmt_next(rd->ctx, s, &more));
        if (!more)
            return JJ_OK;
        jj_sheet_unit *u = find_unit(rd->d, jj_stmt_text(s, 0));
        if (!u)
            continue;
        u->verdict = verdict_of(jj_stmt_text(s, 1));
        u->num = jj_stmt_real(s, 2);
        u->den = jj_stmt_real(s, 3);
        u->people = jj_stmt_real(s, 4);
        u->uncovered = jj_stmt_real(s, 5);
        rd->d->is_modelled |= jj_stmt_int(s, 6) != 0;
    }
}

static jj_status read_area_name(reader *rd) {
    static const char sql[] = "SELECT json_extract(?1, '$.name'), json_extract(?1, '$.name_en')";
    JJ_CLEANUP(jj_stmt_freep) jj_stmt *s = NULL;
    bool is_there;
    JJ_TRY(first_row(rd, sql, rd->r->manifest, &s, &is_there));
    rd->d->area_zh = keep(rd, jj_stmt_text(s, 0));
    rd->d->area_en = keep(rd, jj_stmt_text(s, 1));
    return rd->d->area_zh && rd->d->area_en ? JJ_OK : no_memory(rd);
}

/* Levels over the judged one, the highest first, for their boundaries and names. */
static jj_status read_above(reader *rd) {
    static const char sql[] =
        "SELECT substr(table_name, 6) FROM gpkg_geometry_columns WHERE table_name LIKE 'unit!_%' "
        "ESCAPE '!' ORDER BY rowid";
    JJ_CLEANUP(jj_stmt_freep) jj_stmt *s = NULL;
    JJ_TRY(jj_db_prepare(rd->ctx, rd->r->db, sql, &s));
    rd->d->level_above = "";
    for (;;) {
        bool more;
        JJ_TRY(jj_stmt_next(rd->ctx, s, &more));
        if (!more || strcmp(jj_stmt_text(s, 0), rd->d->level) == 0)
            return JJ_OK;
        rd->d->level_above = rd->level = keep(rd, jj_stmt_text(s, 0));
        JJ_CLEANUP(jj_text_deinit) jj_text layer = {0};
        jj_text_addf(&layer, "unit_%s", jj_stmt_text(s, 0));
        if (layer.failed || !rd->level)
            return no_memory(rd);
        JJ_TRY(each(rd, layer.s, NULL, add_above));
    }
}

/* "people_2020.tif, kindergartens": what the figures of the rule rest on. */
static jj_status read_sources(reader *rd, const char *places) {
    JJ_CLEANUP(jj_stmt_freep) jj_stmt *s = NULL;
    JJ_CLEANUP(jj_text_deinit) jj_text sql = {0};
    JJ_CLEANUP(jj_text_deinit) jj_text list = {0};
    jj_text_addf(&sql,
                 "SELECT source FROM balance WHERE rule_id = ?1 UNION SELECT f.source FROM %s p "
                 "JOIN facility f ON f.id = p.facility_id WHERE p.rule_id = ?1",
                 places);
    if (sql.failed)
        return no_memory(rd);
    JJ_TRY(jj_db_prepare(rd->ctx, rd->r->db, sql.s, &s));
    jj_stmt_put_text(s, rd->d->rule_id);
    for (bool more = true; more;) {
        JJ_TRY(jj_stmt_next(rd->ctx, s, &more));
        if (more && *jj_stmt_text(s, 0))
            jj_text_addf(&list, "%s%s", list.len ? ", " : "", jj_path_name(jj_stmt_text(s, 0)));
    }
    rd->d->data_source = list.failed ? NULL : keep(rd, list.s ? list.s : "");
    return rd->d->data_source ? JJ_OK : no_memory(rd);
}

static double area_of(const jj_sheet_unit *u) {
    const double *b = u->shape.box;
    return u->shape.n_points ? (b[2] - b[0]) * (b[3] - b[1]) : 0;
}

/* Equal ones stay in code order. */
static jj_status order_by_area(reader *rd) {
    jj_sheet_data *d = rd->d;
    d->by_area = jj_arena_alloc(&d->arena, d->n_units + 1, sizeof *d->by_area);
    if (!d->by_area)
        return jj_no_memory(rd->ctx, "a map sheet", d->n_units * sizeof *d->by_area);
    for (size_t i = 0; i < d->n_units; i++) {
        size_t k = i;
        for (; k > 0 && area_of(&d->units[d->by_area[k - 1]]) < area_of(&d->units[i]); k--)
            d->by_area[k] = d->by_area[k - 1];
        d->by_area[k] = i;
    }
    return JJ_OK;
}

/* Most people first, whatever was ranked as settlement and what as a scattered rest. */
static int by_people(const void *a, const void *b) {
    const jj_sheet_gap *x = a, *y = b;
    if (x->people != y->people)
        return x->people > y->people ? -1 : 1;
    return (x->rank > y->rank) - (x->rank < y->rank);
}

static void frame(jj_sheet_data *d) {
    d->box[0] = d->box[1] = INFINITY;
    d->box[2] = d->box[3] = -INFINITY;
    for (size_t i = 0; i < d->n_units; i++)
        for (size_t k = 0; k < 2 && d->units[i].shape.n_points; k++) {
            d->box[k] = fmin(d->box[k], d->units[i].shape.box[k]);
            d->box[k + 2] = fmax(d->box[k + 2], d->units[i].shape.box[k + 2]);
        }
}

static jj_status read_layers(reader *rd) {
    JJ_CLEANUP(jj_text_deinit) jj_text layer = {0};
    JJ_CLEANUP(jj_text_deinit) jj_text of_rule = {0};
    jj_text_addf(&layer, "unit_%s", rd->d->level);
    jj_text_addf(&of_rule, "rule_id = '%s'", rd->d->rule_id);
    if (layer.failed || of_rule.failed)
        return no_memory(rd);
    rd->level = rd->d->level;
    JJ_TRY(each(rd, layer.s, NULL, add_unit));
    JJ_TRY(order_by_area(rd));
    JJ_TRY(read_above(rd));
    JJ_TRY(jj_mapsheet_edges(rd->ctx, rd->d));
    JJ_TRY(read_verdicts(rd));
    JJ_TRY(each(rd, "gap_patch", of_rule.s, add_gap));
    JJ_TRY(each(rd, "catchment", of_rule.s, add_facility));
    rd->d->is_served = rd->d->n_facilities > 0;
    if (!rd->d->is_served)
        JJ_TRY(each(rd, "rule_facility", of_rule.s, add_facility));
    bool is_counted = !rd->d->is_served && rd->d->n_facilities + rd->d->n_placeless > 0;
    JJ_TRY(read_sources(rd, is_counted ? "rule_facility" : "catchment"));
    if (rd->d->n_gaps)
        qsort(rd->d->gaps, rd->d->n_gaps, sizeof *rd->d->gaps, by_people);
    frame(rd->d);
    return JJ_OK;
}

static jj_status read_all(reader *rd, const char *rule) {
    rd->gpkg = jj_path_join(rd->r->folder, "result.gpkg");
    if (!rd->gpkg)
        return no_memory(rd);
    JJ_TRY(read_rule(rd, rule));
    JJ_TRY(find_level(rd));
    JJ_TRY(find_number(rd));
    JJ_TRY(read_area_name(rd));
    JJ_TRY(read_frame(rd));
    JJ_TRY(read_layers(rd));
    return open_ways(rd);
}

jj_status jj_mapsheet_read(jj_ctx *ctx, const jj_result_file *r, const char *rule,
                           jj_sheet_data *out) {
    *out = (jj_sheet_data){0};
    JJ_CLEANUP(reader_deinit) reader rd = {.ctx = ctx, .r = r, .d = out};
    jj_status st = read_all(&rd, rule);
    if (st != JJ_OK)
        jj_mapsheet_data_deinit(out);
    return st;
}

void jj_mapsheet_data_deinit(jj_sheet_data *d) {
    jj_free(d->units);
    jj_free(d->above);
    jj_free(d->gaps);
    jj_free(d->facilities);
    jj_free(d->edges);
    jj_free(d->edge_xy);
    jj_transform_free(d->to_lonlat);
    jj_transform_free(d->to_sheet);
    jj_arena_deinit(&d->arena);
    *d = (jj_sheet_data){0};
}
