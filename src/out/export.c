#include "out/export.h"
#include "base/file.h"
#include "base/lang.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

enum { SHORT = 10 };

typedef struct job {
    jj_ctx *ctx;
    const jj_result_file *r;
    const jj_handover *how;
    char *gpkg;
    jj_text fields; /* the dictionary of short names */
    size_t n;
} job;

static void job_deinit(job *j) {
    jj_free(j->gpkg);
    jj_text_deinit(&j->fields);
}

static bool is_taken(const char *const names[], size_t n, const char *name) {
    for (size_t i = 0; i < n; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

/* "demo_med_01_status" as "demomed01S": the ends tell columns of one rule apart. */
static void shorten(const char *name, char out[SHORT + 1]) {
    static const char *const ends[][2] = {{"_status", "S"}, {"_value", "V"}};
    size_t len = strlen(name), n = 0, room = SHORT;
    const char *end = "";
    snprintf(out, SHORT + 1, "%s", name);
    if (len <= SHORT)
        return;
    for (size_t i = 0; i < JJ_COUNT(ends); i++) {
        size_t tail = strlen(ends[i][0]);
        if (len > tail && strcmp(name + len - tail, ends[i][0]) == 0) {
            end = ends[i][1];
            len -= tail;
            room = SHORT - 1;
        }
    }
    for (size_t i = 0; i < len && n < room; i++)
        if (name[i] != '_')
            out[n++] = name[i];
    snprintf(out + n, SHORT + 1 - n, "%s", end);
}

/* No two alike: the last bytes give way to a number. */
static void make_unique(char name[SHORT + 1], const char *const taken[], size_t n) {
    char stem[SHORT + 1];
    snprintf(stem, sizeof stem, "%s", name);
    for (unsigned k = 1; is_taken(taken, n, name) && k < 1000; k++) {
        size_t keep = strlen(stem), digits = k < 10 ? 1 : k < 100 ? 2 : 3;
        keep = keep < SHORT - digits ? keep : SHORT - digits;
        snprintf(name + keep, SHORT + 1 - keep, "%u", k);
    }
}

/* The SELECT that gives a layer short names; adds them to the dictionary. */
static jj_status short_names(job *j, const char *layer, jj_text *sql) {
    enum { MOST = 1024 };
    JJ_CLEANUP(jj_stmt_freep) jj_stmt *s = NULL;
    JJ_AUTO char *room = jj_alloc(MOST, SHORT + 1);
    JJ_AUTO const char **names = jj_alloc(MOST, sizeof *names);
    if (!room || !names)
        return jj_no_memory(j->ctx, layer, (size_t)MOST * SHORT);
    JJ_TRY(jj_db_prepare(j->ctx, j->r->db,
                         "SELECT p.name, d.title, d.description FROM pragma_table_info(?1) p LEFT "
                         "JOIN gpkg_data_columns d ON d.table_name = ?1 AND d.column_name = p.name "
                         "WHERE p.name NOT IN ('fid', 'geom') ORDER BY p.cid",
                         &s));
    jj_stmt_put_text(s, layer);
    jj_text_add(sql, "SELECT geom");
    for (size_t n = 0; n < MOST; n++) {
        bool more;
        JJ_TRY(jj_stmt_next(j->ctx, s, &more));
        if (!more)
            break;
        char *name = room + n * (SHORT + 1);
        shorten(jj_stmt_text(s, 0), name);
        make_unique(name, names, n);
        names[n] = name;
        jj_text_addf(sql, ", \"%s\" AS \"%s\"", jj_stmt_text(s, 0), name);
        jj_text_addf(&j->fields, "%s,%s,%s,", layer, name, jj_stmt_text(s, 0));
        jj_text_csv(&j->fields, jj_stmt_text(s, 1));
        jj_text_add(&j->fields, ",");
        jj_text_csv(&j->fields, jj_stmt_text(s, 2));
        jj_text_add(&j->fields, "\r\n");
    }
    jj_text_addf(sql, " FROM \"%s\" WHERE geom IS NOT NULL", layer);
    return sql->failed || j->fields.failed ? jj_no_memory(j->ctx, layer, sql->len) : JJ_OK;
}

static const char *extension(jj_export_format f) {
    return f == JJ_EXPORT_GEOJSON ? "geojson" : f == JJ_EXPORT_FLATGEOBUF ? "fgb" : "shp";
}

static jj_status write_layer(job *j, const char *layer) {
    const jj_handover *how = j->how;
    bool is_database = how->format == JJ_EXPORT_POSTGIS;
    JJ_CLEANUP(jj_text_deinit) jj_text target = {0};
    JJ_CLEANUP(jj_text_deinit) jj_text sql = {0};
    JJ_CLEANUP(jj_text_deinit) jj_text name = {0};
    if (is_database)
        jj_text_add(&target, how->target);
    else if (how->format == JJ_EXPORT_GPKG)
        jj_text_addf(&target, "%s/result.gpkg", how->target);
    else
        jj_text_addf(&target, "%s/%s.%s", how->target, layer, extension(how->format));
    jj_text_addf(&name, "%s%s%s", is_database && how->schema ? how->schema : "",
                 is_database && how->schema ? "." : "", layer);
    if (how->format == JJ_EXPORT_SHAPEFILE)
        JJ_TRY(short_names(j, layer, &sql));
    if (target.failed || name.failed)
        return jj_no_memory(j->ctx, layer, 0);
    if (!is_database && how->format != JJ_EXPORT_GPKG)
        (void)remove(target.s);
    const jj_export_spec spec = {.format = how->format,
                                 .gpkg = j->gpkg,
                                 .layer = layer,
                                 .sql = sql.s,
                                 .target = target.s,
                                 .name = name.s,
                                 .crs = how->crs,
                                 .encoding = how->encoding};
    JJ_TRY(jj_export_layer(j->ctx, &spec));
    j->n++;
    return JJ_OK;
}

static jj_status write_layers(job *j) {
    bool takes_tables = j->how->format == JJ_EXPORT_GPKG || j->how->format == JJ_EXPORT_POSTGIS;
    JJ_CLEANUP(jj_stmt_freep) jj_stmt *s = NULL;
    JJ_TRY(jj_db_prepare(j->ctx, j->r->db,
                         "SELECT table_name, data_type FROM gpkg_contents WHERE table_name <> "
                         "'layer_styles' ORDER BY rowid",
                         &s));
    for (;;) {
        bool more;
        JJ_TRY(jj_stmt_next(j->ctx, s, &more));
        if (!more)
            return JJ_OK;
        bool is_map = strcmp(jj_stmt_text(s, 1), "features") == 0;
        jj_progress(j->ctx, jj_tr(j->ctx->lang, "writing tables"), j->n, j->n + 1);
        JJ_TRY(jj_ctx_poll(j->ctx));
        if (is_map || takes_tables)
            JJ_TRY(write_layer(j, jj_stmt_text(s, 0)));
    }
}

static jj_status write_dictionary(job *j) {
    JJ_AUTO char *path = jj_path_join(j->how->target, "fields.csv");
    return path ? jj_file_replace(j->ctx, path, j->fields.s, j->fields.len)
                : jj_no_memory(j->ctx, "fields.csv", 0);
}

jj_status jj_handover_write(jj_ctx *ctx, const jj_result_file *r, const jj_handover *how,
                            size_t *n) {
    JJ_CLEANUP(job_deinit) job j = {.ctx = ctx, .r = r, .how = how};
    j.gpkg = jj_path_join(r->folder, "result.gpkg");
    jj_text_add(&j.fields, "\xef\xbb\xbflayer,short,name,title_zh,title_en\r\n");
    if (!j.gpkg || j.fields.failed)
        return jj_no_memory(ctx, "result.gpkg", 0);
    if (how->format != JJ_EXPORT_POSTGIS)
        JJ_TRY(jj_make_folders(ctx, how->target));
    JJ_TRY(write_layers(&j));
    *n = j.n;
    return how->format == JJ_EXPORT_SHAPEFILE ? write_dictionary(&j) : JJ_OK;
}
