#include "out/gpkg.h"
#include "base/lang.h"
#include "out/style.h"
#include "out/wkb.h"
#include "store/database.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char wgs84[] =
    "GEOGCS[\"WGS 84\",DATUM[\"WGS_1984\",SPHEROID[\"WGS 84\",6378137,298.257223563,"
    "AUTHORITY[\"EPSG\",\"7030\"]],AUTHORITY[\"EPSG\",\"6326\"]],PRIMEM[\"Greenwich\",0,"
    "AUTHORITY[\"EPSG\",\"8901\"]],UNIT[\"degree\",0.0174532925199433,"
    "AUTHORITY[\"EPSG\",\"9122\"]],AXIS[\"Latitude\",NORTH],AXIS[\"Longitude\",EAST],"
    "AUTHORITY[\"EPSG\",\"4326\"]]";

/* "GPKG" and version 1.3.0 in the file's header; the tables of clauses 1.1 and the extensions. */
static const char schema[] =
    "PRAGMA application_id=1196444487; PRAGMA user_version=10300;"
    "CREATE TABLE gpkg_spatial_ref_sys(srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY,"
    " organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL,"
    " definition TEXT NOT NULL, description TEXT);"
    "CREATE TABLE gpkg_contents(table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL,"
    " identifier TEXT UNIQUE, description TEXT DEFAULT '', last_change DATETIME NOT NULL DEFAULT"
    " (strftime('%Y-%m-%dT%H:%M:%fZ','now')), min_x DOUBLE, min_y DOUBLE, max_x DOUBLE,"
    " max_y DOUBLE, srs_id INTEGER, CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES"
    " gpkg_spatial_ref_sys(srs_id));"
    "CREATE TABLE gpkg_geometry_columns(table_name TEXT NOT NULL, column_name TEXT NOT NULL,"
    " geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL,"
    " m TINYINT NOT NULL, CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),"
    " CONSTRAINT uk_gc_table_name UNIQUE (table_name), CONSTRAINT fk_gc_tn FOREIGN KEY"
    " (table_name) REFERENCES gpkg_contents(table_name), CONSTRAINT fk_gc_srs FOREIGN KEY"
    " (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));"
    "CREATE TABLE gpkg_extensions(table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL,"
    " definition TEXT NOT NULL, scope TEXT NOT NULL, CONSTRAINT ge_tce UNIQUE (table_name,"
    " column_name, extension_name));"
    "CREATE TABLE gpkg_data_columns(table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT,"
    " title TEXT, description TEXT, mime_type TEXT, constraint_name TEXT, CONSTRAINT pk_gdc"
    " PRIMARY KEY (table_name, column_name), CONSTRAINT gdc_tn UNIQUE (table_name, name));"
    "CREATE TABLE gpkg_data_column_constraints(constraint_name TEXT NOT NULL, constraint_type TEXT"
    " NOT NULL, value TEXT, min NUMERIC, min_is_inclusive BOOLEAN, max NUMERIC, max_is_inclusive"
    " BOOLEAN, description TEXT, CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type,"
    " value));"
    "CREATE TABLE layer_styles(id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog"
    " TEXT(256), f_table_schema TEXT(256), f_table_name TEXT(256), f_geometry_column TEXT(256),"
    " styleName TEXT(30), styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT,"
    " owner TEXT(30), ui TEXT(30), update_time DATETIME);"
    "CREATE TABLE manifest(id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, content TEXT NOT NULL);"
    "INSERT INTO gpkg_spatial_ref_sys VALUES('Undefined cartesian SRS',-1,'NONE',-1,'undefined',"
    "'undefined cartesian coordinate reference system');"
    "INSERT INTO gpkg_spatial_ref_sys VALUES('Undefined geographic SRS',0,'NONE',0,'undefined',"
    "'undefined geographic coordinate reference system');"
    "INSERT INTO gpkg_extensions VALUES('gpkg_data_columns',NULL,'gpkg_schema',"
    "'http://www.geopackage.org/spec130/#extension_schema','read-write');"
    "INSERT INTO gpkg_extensions VALUES('gpkg_data_column_constraints',NULL,'gpkg_schema',"
    "'http://www.geopackage.org/spec130/#extension_schema','read-write');";

typedef struct writer {
    jj_ctx *ctx;
    jj_db *db;
    jj_stmt *contents, *geometry, *column, *style; /* inserts into the tables of the format */
    const jj_outcome *o;
    char changed[40]; /* one date for the whole file, from the run's year: repeatable */
} writer;

static void writer_deinit(writer *w) {
    jj_stmt_free(w->contents);
    jj_stmt_free(w->geometry);
    jj_stmt_free(w->column);
    jj_stmt_free(w->style);
    jj_db_close(w->db);
}

static jj_status add_reference_system(writer *w) {
    JJ_CLEANUP(jj_stmt_freep) jj_stmt *s = NULL;
    JJ_TRY(jj_db_prepare(w->ctx, w->db,
                         "INSERT INTO gpkg_spatial_ref_sys VALUES('WGS 84',4326,'EPSG',4326,?,"
                         "'longitude, latitude')",
                         &s));
    jj_stmt_put_text(s, wgs84);
    return jj_stmt_run(w->ctx, s);
}

static jj_status begin(writer *w, const char *path) {
    JJ_TRY(jj_db_create(w->ctx, path, &w->db));
    JJ_TRY(jj_db_exec(w->ctx, w->db, schema));
    JJ_TRY(add_reference_system(w));
    JJ_TRY(jj_db_prepare(w->ctx, w->db, "INSERT INTO gpkg_contents VALUES(?,?,?,?,?,?,?,?,?,?)",
                         &w->contents));
    JJ_TRY(jj_db_prepare(w->ctx, w->db,
                         "INSERT INTO gpkg_geometry_columns VALUES(?,'geom',?,4326,0,0)",
                         &w->geometry));
    JJ_TRY(jj_db_prepare(w->ctx, w->db,
                         "INSERT INTO gpkg_data_columns(table_name,column_name,title,description)"
                         " VALUES(?,?,?,?)",
                         &w->column));
    return jj_db_prepare(w->ctx, w->db,
                         "INSERT INTO layer_styles(f_table_catalog,f_table_schema,f_table_name,"
                         "f_geometry_column,styleName,styleQML,styleSLD,useAsDefault,description,"
                         "owner,update_time) VALUES('','',?,?,?,?,'',?,?,'',?)",
                         &w->style);
}

static jj_status create_table(const writer *w, const jj_table *t) {
    static const char *const types[] = {"TEXT", "INTEGER", "REAL"};
    JJ_CLEANUP(jj_text_deinit) jj_text sql = {0};
    jj_text_addf(&sql, "CREATE TABLE \"%s\"(fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL",
                 t->name);
    if (t->geometry_type)
        jj_text_addf(&sql, ",geom %s", t->geometry_type);
    for (size_t c = 0; c < t->n_columns; c++)
        jj_text_addf(&sql, ",\"%s\" %s", t->columns[c].name, types[t->columns[c].type]);
    jj_text_add(&sql, ")");
    return sql.failed ? jj_no_memory(w->ctx, t->name, 0) : jj_db_exec(w->ctx, w->db, sql.s);
}

static jj_status prepare_insert(const writer *w, const jj_table *t, jj_stmt **out) {
    JJ_CLEANUP(jj_text_deinit) jj_text sql = {0};
    jj_text_addf(&sql, "INSERT INTO \"%s\" VALUES(NULL%s", t->name, t->geometry_type ? ",?" : "");
    for (size_t c = 0; c < t->n_columns; c++)
        jj_text_add(&sql, ",?");
    jj_text_add(&sql, ")");
    return sql.failed ? jj_no_memory(w->ctx, t->name, 0) : jj_db_prepare(w->ctx, w->db, sql.s, out);
}

/* Statements that take the rows of one table. */
typedef struct inserts {
    jj_stmt *row, *index; /* index: NULL for a table without geometry */
} inserts;

static void inserts_deinit(inserts *i) {
    jj_stmt_free(i->row);
    jj_stmt_free(i->index);
}

/* The spatial index of the format's extension `gpkg_rtree_index` (annex F.3). */
static jj_status create_index(const writer *w, const jj_table *t, jj_stmt **out) {
    JJ_CLEANUP(jj_text_deinit) jj_text sql = {0};
    jj_text_addf(&sql,
                 "CREATE VIRTUAL TABLE \"rtree_%s_geom\" USING rtree(id,minx,maxx,miny,maxy);"
                 "INSERT INTO gpkg_extensions VALUES('%s','geom','gpkg_rtree_index',"
                 "'http://www.geopackage.org/spec120/#extension_rtree','write-only')",
                 t->name, t->name);
    if (sql.failed)
        return jj_no_memory(w->ctx, t->name, 0);
    JJ_TRY(jj_db_exec(w->ctx, w->db, sql.s));
    sql.len = 0;
    jj_text_addf(&sql, "INSERT INTO \"rtree_%s_geom\" VALUES(?,?,?,?,?)", t->name);
    return sql.failed ? jj_no_memory(w->ctx, t->name, 0) : jj_db_prepare(w->ctx, w->db, sql.s, out);
}

/* What keeps the index true when the layer is edited: `@` stands for the table's name. */
static const struct {
    const char *name, *when, *then;
} index_triggers[] = {
    {"insert", "AFTER INSERT ON \"@\" WHEN (NEW.geom NOT NULL AND NOT ST_IsEmpty(NEW.geom))",
     "INSERT OR REPLACE INTO \"rtree_@_geom\" VALUES (NEW.fid,ST_MinX(NEW.geom),"
     "ST_MaxX(NEW.geom),ST_MinY(NEW.geom),ST_MaxY(NEW.geom));"},
    {"update1",
     "AFTER UPDATE OF geom ON \"@\" WHEN OLD.fid = NEW.fid AND (NEW.geom NOTNULL AND NOT "
     "ST_IsEmpty(NEW.geom))",
     "INSERT OR REPLACE INTO \"rtree_@_geom\" VALUES (NEW.fid,ST_MinX(NEW.geom),"
     "ST_MaxX(NEW.geom),ST_MinY(NEW.geom),ST_MaxY(NEW.geom));"},
    {"update2",
     "AFTER UPDATE OF geom ON \"@\" WHEN OLD.fid = NEW.fid AND (NEW.geom ISNULL OR "
     "ST_IsEmpty(NEW.geom))",
     "DELETE FROM \"rtree_@_geom\" WHERE id = OLD.fid;"},
    {"update3",
     "AFTER UPDATE ON \"@\" WHEN OLD.fid != NEW.fid AND (NEW.geom NOTNULL AND NOT "
     "ST_IsEmpty(NEW.geom))",
     "DELETE FROM \"rtree_@_geom\" WHERE id = OLD.fid; INSERT OR REPLACE INTO "
     "\"rtree_@_geom\" VALUES (NEW.fid,ST_MinX(NEW.geom),ST_MaxX(NEW.geom),"
     "ST_MinY(NEW.geom),ST_MaxY(NEW.geom));"},
    {"update4",
     "AFTER UPDATE ON \"@\" WHEN OLD.fid != NEW.fid AND (NEW.geom ISNULL OR "
     "ST_IsEmpty(NEW.geom))",
     "DELETE FROM \"rtree_@_geom\" WHERE id IN (OLD.fid, NEW.fid);"},
    {"delete", "AFTER DELETE ON \"@\" WHEN OLD.geom NOT NULL",
     "DELETE FROM \"rtree_@_geom\" WHERE id = OLD.fid;"},
};

/* Text with every '@' made the name. */
static void add_named(jj_text *t, const char *text, const char *name) {
    for (const char *at = text;;) {
        size_t plain = strcspn(at, "@");
        jj_text_addn(t, at, plain);
        if (!at[plain])
            return;
        jj_text_add(t, name);
        at += plain + 1;
    }
}

static jj_status finish_index(const writer *w, const jj_table *t) {
    JJ_CLEANUP(jj_text_deinit) jj_text sql = {0};
    for (size_t i = 0; i < JJ_COUNT(index_triggers); i++) {
        jj_text_addf(&sql, "CREATE TRIGGER \"rtree_%s_geom_%s\" ", t->name, index_triggers[i].name);
        add_named(&sql, index_triggers[i].when, t->name);
        jj_text_add(&sql, " BEGIN ");
        add_named(&sql, index_triggers[i].then, t->name);
        jj_text_add(&sql, " END;");
    }
    return sql.failed ? jj_no_memory(w->ctx, t->name, 0) : jj_db_exec(w->ctx, w->db, sql.s);
}

static void put_cell(jj_stmt *s, jj_cell_type type, const jj_cell *cell) {
    if (type == JJ_CELL_TEXT)
        jj_stmt_put_text(s, cell->text);
    else if (type == JJ_CELL_INT && !cell->is_null)
        jj_stmt_put_int(s, cell->integer);
    else
        jj_stmt_put_real(s, type == JJ_CELL_REAL ? cell->real : (double)NAN);
}

/* The row's geometry into `blob`, empty for a row without. */
static jj_status make_blob(const writer *w, const jj_table *t, size_t row, jj_text *blob,
                           double box[4]) {
    JJ_CLEANUP(jj_text_deinit) jj_text wkb = {0};
    JJ_TRY(t->geometry(w->ctx, t->user, row, &wkb));
    if (wkb.failed)
        return jj_no_memory(w->ctx, t->name, wkb.len);
    if (wkb.len == 0)
        return JJ_OK;
    if (!jj_gpkg_blob(blob, wkb.s, wkb.len, box))
        return jj_fail(w->ctx, JJ_E_FORMAT, "row %zu of '%s' has a geometry that is not WKB",
                       row + 1, t->name);
    return JJ_OK;
}

/* The row's box into the layer's index. */
static jj_status index_row(const writer *w, jj_stmt *index, size_t row, const double box[4]) {
    jj_stmt_put_int(index, (int64_t)row + 1);
    for (int i = 0; i < 4; i++)
        jj_stmt_put_real(index, box[i]);
    return jj_stmt_run(w->ctx, index);
}

static jj_status write_row(const writer *w, const inserts *into, const jj_table *t, size_t row,
                           double extent[4]) {
    JJ_CLEANUP(jj_text_deinit) jj_text blob = {0};
    jj_stmt *insert = into->row;
    if (t->geometry_type) {
        double box[4];
        JJ_TRY(make_blob(w, t, row, &blob, box));
        if (blob.len) {
            JJ_TRY(index_row(w, into->index, row, box));
            extent[0] = fmin(extent[0], box[0]);
            extent[1] = fmax(extent[1], box[1]);
            extent[2] = fmin(extent[2], box[2]);
            extent[3] = fmax(extent[3], box[3]);
        }
        if (blob.len)
            jj_stmt_put_blob(insert, blob.s, blob.len);
        else
            jj_stmt_put_text(insert, NULL);
    }
    for (size_t c = 0; c < t->n_columns; c++) {
        jj_cell cell = {0};
        t->cell(t->user, row, c, &cell);
        put_cell(insert, t->columns[c].type, &cell);
    }
    return jj_stmt_run(w->ctx, insert);
}

static jj_status register_table(const writer *w, const jj_table *t, const double extent[4]) {
    jj_stmt_put_text(w->contents, t->name);
    jj_stmt_put_text(w->contents, t->geometry_type ? "features" : "attributes");
    jj_stmt_put_text(w->contents, t->name);
    jj_stmt_put_text(w->contents, t->title_zh);
    jj_stmt_put_text(w->contents, w->changed);
    bool has_extent = t->geometry_type && extent[0] <= extent[1];
    static const int order[4] = {0, 2, 1, 3};
    for (int i = 0; i < 4; i++)
        jj_stmt_put_real(w->contents, has_extent ? extent[order[i]] : (double)NAN);
    if (t->geometry_type)
        jj_stmt_put_int(w->contents, 4326);
    else
        jj_stmt_put_text(w->contents, NULL);
    JJ_TRY(jj_stmt_run(w->ctx, w->contents));
    if (t->geometry_type) {
        jj_stmt_put_text(w->geometry, t->name);
        jj_stmt_put_text(w->geometry, t->geometry_type);
        JJ_TRY(jj_stmt_run(w->ctx, w->geometry));
    }
    for (size_t c = 0; c < t->n_columns; c++) {
        jj_stmt_put_text(w->column, t->name);
        jj_stmt_put_text(w->column, t->columns[c].name);
        jj_stmt_put_text(w->column, t->columns[c].title_zh);
        jj_stmt_put_text(w->column, t->columns[c].title_en);
        JJ_TRY(jj_stmt_run(w->ctx, w->column));
    }
    return JJ_OK;
}

static jj_status write_table(const writer *w, const jj_table *t) {
    double extent[4] = {INFINITY, -INFINITY, INFINITY, -INFINITY};
    JJ_CLEANUP(inserts_deinit) inserts into = {0};
    JJ_TRY(create_table(w, t));
    JJ_TRY(prepare_insert(w, t, &into.row));
    if (t->geometry_type)
        JJ_TRY(create_index(w, t, &into.index));
    for (size_t row = 0; row < t->n_rows; row++) {
        if (row % 1024 == 0)
            JJ_TRY(jj_ctx_poll(w->ctx));
        JJ_TRY(write_row(w, &into, t, row, extent));
    }
    JJ_TRY(register_table(w, t, extent));
    return t->geometry_type ? finish_index(w, t) : JJ_OK;
}

static jj_status add_style(const writer *w, const jj_table *t, const char *name, const jj_text *qml,
                           bool is_default) {
    if (qml->failed)
        return jj_no_memory(w->ctx, "styles", qml->len);
    jj_stmt_put_text(w->style, t->name);
    jj_stmt_put_text(w->style, t->geometry_type ? "geom" : "");
    jj_stmt_put_text(w->style, name);
    jj_stmt_put_text(w->style, qml->s);
    jj_stmt_put_int(w->style, is_default);
    jj_stmt_put_text(w->style, name);
    jj_stmt_put_text(w->style, w->changed);
    return jj_stmt_run(w->ctx, w->style);
}

/* A style for each rule; the first is the one QGIS opens with. */
static jj_status style_units(const writer *w, const jj_table *t) {
    jj_legend_class classes[JJ_N_VERDICTS];
    jj_legend_verdicts(w->o->lang, classes);
    bool is_first = true;
    for (size_t c = 0; c < t->n_columns; c++) {
        const char *name = t->columns[c].name, *suffix = strrchr(name, '_');
        if (t->columns[c].type != JJ_CELL_TEXT || !suffix || strcmp(suffix, "_status") != 0)
            continue;
        JJ_CLEANUP(jj_text_deinit) jj_text qml = {0};
        jj_style_classes(&qml, t, name, classes, JJ_N_VERDICTS, w->o->lang);
        JJ_TRY(add_style(w, t, name, &qml, is_first));
        is_first = false;
    }
    JJ_CLEANUP(jj_text_deinit) jj_text outlines = {0};
    jj_style_classes(&outlines, t, NULL, NULL, 0, w->o->lang);
    return add_style(w, t, "outlines", &outlines, is_first);
}

static jj_status style_table(const writer *w, const jj_table *t) {
    static const uint8_t blue[3] = {5, 48, 97}, green[3] = {27, 120, 55};
    JJ_CLEANUP(jj_text_deinit) jj_text qml = {0};
    if (strncmp(t->name, "unit_", 5) == 0 && t->geometry_type)
        return style_units(w, t);
    if (strcmp(t->name, "gap_patch") == 0) {
        jj_legend_class classes[JJ_N_REASONS];
        jj_legend_reasons(w->o->lang, classes);
        jj_style_classes(&qml, t, "reason", classes, JJ_N_REASONS, w->o->lang);
    } else if (strcmp(t->name, "dashboard") == 0) {
        jj_legend_class classes[JJ_N_DASHBOARD_CLASSES];
        jj_legend_dashboard(w->o->lang, classes);
        jj_style_classes(&qml, t, "class", classes, JJ_N_DASHBOARD_CLASSES, w->o->lang);
    } else if (strcmp(t->name, "service_area") == 0) {
        jj_style_classes(&qml, t, NULL, NULL, 0, w->o->lang);
    } else if (t->geometry_type) {
        jj_style_points(&qml, t, strcmp(t->name, "facility") == 0 ? blue : green, w->o->lang);
    } else {
        jj_style_plain(&qml, t, w->o->lang);
    }
    return add_style(w, t, "default", &qml, true);
}

static const char last_words[] =
    "INSERT INTO gpkg_contents(table_name,data_type,identifier,last_change)"
    " SELECT n,'attributes',n,(SELECT min(last_change) FROM gpkg_contents)"
    " FROM (SELECT 'layer_styles' AS n UNION SELECT 'manifest');"
    "CREATE INDEX rule_result_by_rule ON rule_result(rule_id,unit_code);"
    "CREATE INDEX rule_result_by_unit ON rule_result(unit_code);"
    "CREATE INDEX gap_patch_by_rank ON gap_patch(rule_id,rank);";

jj_status jj_gpkg_write(jj_ctx *ctx, const char *path, const jj_outcome *o, const jj_tables *tables,
                        const char *manifest) {
    JJ_CLEANUP(writer_deinit) writer w = {.ctx = ctx, .o = o};
    snprintf(w.changed, sizeof w.changed, "%04d-01-01T00:00:00.000Z", o->scene->year);
    JJ_TRY(begin(&w, path));
    for (size_t i = 0; i < tables->n; i++) {
        jj_progress(ctx, jj_tr(ctx->lang, "writing tables"), i, tables->n);
        JJ_TRY(write_table(&w, &tables->tables[i]));
        JJ_TRY(style_table(&w, &tables->tables[i]));
    }
    JJ_TRY(jj_db_exec(ctx, w.db, last_words));
    JJ_CLEANUP(jj_stmt_freep) jj_stmt *s = NULL;
    JJ_TRY(jj_db_prepare(ctx, w.db, "INSERT INTO manifest(content) VALUES(?)", &s));
    jj_stmt_put_text(s, manifest);
    JJ_TRY(jj_stmt_run(ctx, s));
    return jj_db_commit(ctx, w.db);
}

jj_status jj_gpkg_write_tables(jj_ctx *ctx, const char *path, const jj_table *tables, size_t n,
                               int year) {
    JJ_CLEANUP(writer_deinit) writer w = {.ctx = ctx};
    snprintf(w.changed, sizeof w.changed, "%04d-01-01T00:00:00.000Z", year);
    JJ_TRY(begin(&w, path));
    for (size_t i = 0; i < n; i++)
        JJ_TRY(write_table(&w, &tables[i]));
    return jj_db_commit(ctx, w.db);
}
