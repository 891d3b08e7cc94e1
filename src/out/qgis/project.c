#include "out/qgis/project.h"
#include "base/file.h"
#include "base/lang.h"
#include "out/docx/docx.h"
#include "out/sheet/data.h"
#include "store/database.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <zip.h>

enum { CREATED = 1735689600 };

static bool has_gaps(const jj_outcome *o, uint32_t rule) {
    for (size_t i = 0; i < o->result->n_patches; i++)
        if (o->result->patches[i].rule == rule)
            return true;
    return false;
}

static bool has_catchments(const jj_outcome *o, uint32_t rule) {
    for (size_t i = 0; i < o->result->n_catchments; i++)
        if (o->result->catchments[i].rule == rule)
            return true;
    return false;
}

static bool has_counted(const jj_tables *tables, const char *rule) {
    const jj_table *t = jj_tables_find(tables, "rule_facility");
    for (size_t i = 0; t && i < t->n_rows; i++) {
        jj_cell c = {0};
        t->cell(t->user, i, 0, &c);
        if (strcmp(c.text, rule) == 0)
            return true;
    }
    return false;
}

static int people_year(const jj_outcome *o, uint32_t rule) {
    jj_rule_rows rows = jj_outcome_rows(o, rule);
    for (size_t i = 0; i < rows.n; i++)
        if (rows.row[i].people_year)
            return rows.row[i].people_year;
    return 0;
}

static void add_rule(jj_qgis *q, uint32_t i) {
    const jj_rule *rule = &q->o->rules->rules[i];
    jj_qgis_rule *r = &q->rules[q->n_rules];
    char slug[64];
    int level = jj_outcome_map_level(q->o, i);
    *r = (jj_qgis_rule){.rule = rule,
                        .level = level < 0 ? NULL : q->o->scene->units.levels[level].id};
    if (!r->level)
        return;
    jj_outcome_slug(rule->id, slug, sizeof slug);
    snprintf(r->units, sizeof r->units, "%s_units", slug);
    snprintf(r->status, sizeof r->status, "%s_status", slug);
    if (has_gaps(q->o, i))
        snprintf(r->gaps, sizeof r->gaps, "%s_gaps", slug);
    r->places_table = has_catchments(q->o, i)            ? "catchment"
                      : has_counted(q->tables, rule->id) ? "rule_facility"
                                                         : NULL;
    if (r->places_table)
        snprintf(r->places, sizeof r->places, "%s_places", slug);
    r->title = jj_rule_title(q->annex, rule);
    r->basis = jj_rule_basis(q->annex, rule, people_year(q->o, i));
    q->n_rules++;
}

/* Rules of one domain stand together, domains in the order they first come. */
static void list_rules(jj_qgis *q) {
    const jj_rules *rules = q->o->rules;
    for (uint32_t first = 0; first < rules->n; first++) {
        bool is_new = true;
        for (uint32_t k = 0; k < first && is_new; k++)
            is_new = strcmp(rules->rules[k].domain, rules->rules[first].domain) != 0;
        for (uint32_t i = first; is_new && i < rules->n; i++)
            if (strcmp(rules->rules[i].domain, rules->rules[first].domain) == 0)
                add_rule(q, i);
    }
}

/* The extent of all unit layers, in the sheets' projection. */
static jj_status find_box(jj_qgis *q, const char *gpkg) {
    static const char sql[] = "SELECT min(min_x), min(min_y), max(max_x), max(max_y) FROM "
                              "gpkg_contents WHERE table_name LIKE 'unit!_%' ESCAPE '!' AND "
                              "data_type = 'features'";
    JJ_CLEANUP(jj_db_closep) jj_db *db = NULL;
    JJ_CLEANUP(jj_stmt_freep) jj_stmt *s = NULL;
    bool more;
    JJ_TRY(jj_db_open(q->ctx, gpkg, &db));
    JJ_TRY(jj_db_prepare(q->ctx, db, sql, &s));
    JJ_TRY(jj_stmt_next(q->ctx, s, &more));
    double e[4], x[8], y[8];
    for (int i = 0; i < 4; i++)
        e[i] = more ? jj_stmt_real(s, i) : (double)NAN;
    if (!(e[0] <= e[2])) {
        snprintf(q->crs, sizeof q->crs, "EPSG:4326");
        return JJ_OK;
    }
    jj_mapsheet_crs((e[0] + e[2]) / 2, (e[1] + e[3]) / 2, q->crs);
    jj_transform *t = NULL;
    JJ_TRY(jj_transform_new(q->ctx, "EPSG:4326", q->crs, &t));
    for (int i = 0; i < 8; i++) { /* the corners and the middles of the sides */
        static const double at[8][2] = {{0, 0}, {.5, 0}, {1, 0}, {1, .5},
                                        {1, 1}, {.5, 1}, {0, 1}, {0, .5}};
        x[i] = e[0] + (e[2] - e[0]) * at[i][0];
        y[i] = e[1] + (e[3] - e[1]) * at[i][1];
    }
    jj_status st = jj_transform_points(q->ctx, t, x, y, 8);
    jj_transform_free(t);
    q->box[0] = q->box[1] = INFINITY;
    q->box[2] = q->box[3] = -INFINITY;
    for (int i = 0; i < 8; i++) {
        q->box[0] = fmin(q->box[0], x[i]);
        q->box[1] = fmin(q->box[1], y[i]);
        q->box[2] = fmax(q->box[2], x[i]);
        q->box[3] = fmax(q->box[3], y[i]);
    }
    return st;
}

static void add_canvas(const jj_qgis *q) {
    jj_text_addf(q->xml,
                 "<mapcanvas name=\"theMapCanvas\" annotationsVisible=\"1\"><units>meters</units>"
                 "<extent><xmin>%.3f</xmin><ymin>%.3f</ymin><xmax>%.3f</xmax><ymax>%.3f</ymax>"
                 "</extent><rotation>0</rotation><destinationsrs>",
                 q->box[0], q->box[1], q->box[2], q->box[3]);
    jj_qgis_crs(q, false);
    jj_text_add(q->xml, "</destinationsrs></mapcanvas>");
}

static void add_project(const jj_qgis *q) {
    const jj_scene *s = q->o->scene;
    const char *name = q->annex->is_zh || !s->name_en || !*s->name_en ? s->name : s->name_en;
    jj_text_add(q->xml, "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
                        "<qgis version=\"3.22.16-Białowieża\" projectname=\"");
    jj_text_xml(q->xml, name ? name : "");
    jj_text_add(q->xml, "\"><homePath path=\"\"/><title>");
    jj_text_xml(q->xml, name ? name : "");
    jj_text_add(q->xml, "</title><projectCrs>");
    jj_qgis_crs(q, false);
    jj_text_add(q->xml, "</projectCrs>");
    jj_qgis_layer_tree(q);
    add_canvas(q);
    jj_qgis_map_layers(q);
    jj_qgis_themes(q);
    jj_qgis_layouts(q);
    jj_text_add(
        q->xml,
        "<properties><Paths><Absolute type=\"bool\">false</Absolute></Paths>"
        "<SpatialRefSys><ProjectionsEnabled type=\"int\">1</ProjectionsEnabled>"
        "</SpatialRefSys><Measurement><DistanceUnits type=\"QString\">meters</DistanceUnits>"
        "</Measurement></properties></qgis>\n");
}

static jj_status write_zip(jj_ctx *ctx, const char *path, const jj_text *xml) {
    int code = 0;
    zip_t *zip = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &code);
    if (!zip)
        return jj_fail(ctx, JJ_E_IO, "cannot write '%s': %s", path, jj_tr_errno(ctx->lang, errno));
    zip_source_t *source = zip_source_buffer(zip, xml->s, xml->len, 0);
    zip_int64_t i = source ? zip_file_add(zip, "result.qgs", source, ZIP_FL_ENC_UTF_8) : -1;
    if (source && i < 0)
        zip_source_free(source);
    if (i >= 0 && zip_file_set_mtime(zip, (zip_uint64_t)i, CREATED, 0) == 0 && zip_close(zip) == 0)
        return JJ_OK;
    jj_status st = jj_fail(ctx, JJ_E_IO, "cannot write '%s': %s", path, zip_strerror(zip));
    zip_discard(zip);
    return st;
}

/* The rule of the atlas: the first with gaps, if any. */
static size_t atlas_rule(const jj_qgis *q) {
    for (size_t i = 0; i < q->n_rules; i++)
        if (*q->rules[i].gaps)
            return i;
    return 0;
}

jj_status jj_qgis_write(jj_ctx *ctx, const char *folder, const char *data, const jj_outcome *o,
                        const jj_tables *tables) {
    JJ_CLEANUP(jj_arena_deinit) jj_arena arena = {0};
    JJ_CLEANUP(jj_text_deinit) jj_text xml = {0};
    JJ_AUTO char *path = jj_path_join(folder, "result.qgz");
    JJ_AUTO char *result = jj_path_join(folder, data);
    JJ_AUTO char *gpkg = result ? jj_path_join(result, "result.gpkg") : NULL;
    JJ_AUTO jj_qgis_rule *rules = jj_alloc(o->rules->n + 1, sizeof *rules);
    if (!path || !gpkg || !rules)
        return jj_no_memory(ctx, folder, 0);
    jj_annex annex = {.o = o, .arena = &arena, .is_zh = o->lang == JJ_LANG_ZH};
    jj_qgis q = {.ctx = ctx,
                 .o = o,
                 .tables = tables,
                 .annex = &annex,
                 .xml = &xml,
                 .rules = rules,
                 .data = data,
                 .has_relief = o->scene->height_m && o->result->n_fields > 0};
    list_rules(&q);
    q.atlas = atlas_rule(&q);
    JJ_TRY(find_box(&q, gpkg));
    JJ_AUTO char *wkt = NULL, *wgs84 = NULL;
    JJ_TRY(jj_crs_wkt(ctx, q.crs, &wkt));
    JJ_TRY(jj_crs_wkt(ctx, "EPSG:4326", &wgs84));
    q.wkt = wkt;
    q.wgs84_wkt = wgs84;
    add_project(&q);
    if (xml.failed || annex.failed)
        return jj_no_memory(ctx, path, xml.len);
    return write_zip(ctx, path, &xml);
}
