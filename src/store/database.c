#include "store/database.h"

#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct jj_db {
    sqlite3 *handle;
    char *path;
    bool is_spatial;
    jj_ctx *ctx; /* whose stop flag the progress handler asks */
};

struct jj_stmt {
    sqlite3_stmt *handle;
    jj_db *db;
    int n_put;
};

enum { STEPS_BETWEEN_POLLS = 100000 };

static jj_status status_of(int code) {
    switch (code & 0xff) {
    case SQLITE_NOMEM:
        return JJ_E_NOMEM;
    case SQLITE_INTERRUPT:
        return JJ_E_STOPPED;
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
        return JJ_E_FORMAT;
    case SQLITE_ERROR:
    case SQLITE_MISUSE:
    case SQLITE_READONLY:
    case SQLITE_AUTH:
    case SQLITE_RANGE:
    case SQLITE_MISMATCH:
        return JJ_E_RANGE;
    default:
        return JJ_E_IO;
    }
}

static jj_status fail_db(jj_ctx *ctx, const jj_db *db) {
    int code = sqlite3_extended_errcode(db->handle);
    if (status_of(code) == JJ_E_STOPPED)
        JJ_TRY(jj_ctx_poll(ctx));
    return jj_fail(ctx, status_of(code), "'%s': %s", db->path, sqlite3_errmsg(db->handle));
}

static int on_progress(void *user) {
    const jj_db *db = user;
    return db->ctx->stop && atomic_load(db->ctx->stop);
}

static jj_status open_db(jj_ctx *ctx, const char *path, int flags, jj_db **out) {
    JJ_CLEANUP(jj_db_closep) jj_db *db = jj_alloc(1, sizeof *db);
    if (!db || !(db->path = jj_strdup(path)))
        return jj_no_memory(ctx, path, 0);
    db->ctx = ctx;
    int code = sqlite3_open_v2(path, &db->handle, flags, NULL);
    if (!db->handle)
        return jj_no_memory(ctx, path, 0);
    if (code != SQLITE_OK)
        return fail_db(ctx, db);
    sqlite3_progress_handler(db->handle, STEPS_BETWEEN_POLLS, on_progress, db);
    *out = db;
    db = NULL; /* handed over */
    return JJ_OK;
}

jj_status jj_db_create(jj_ctx *ctx, const char *path, jj_db **out) {
    (void)unlink(path);
    JJ_CLEANUP(jj_db_closep) jj_db *db = NULL;
    JJ_TRY(open_db(ctx, path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, &db));
    /* no journal: a folder that is not published yet has nothing to roll back to */
    JJ_TRY(jj_db_exec(ctx, db,
                      "PRAGMA page_size=4096; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;"
                      "PRAGMA encoding='UTF-8'; BEGIN"));
    *out = db;
    db = NULL; /* handed over */
    return JJ_OK;
}

jj_status jj_db_commit(jj_ctx *ctx, jj_db *db) {
    return jj_db_exec(ctx, db, "COMMIT");
}

jj_status jj_db_keep(jj_ctx *ctx, const char *path, jj_db **out) {
    enum { PATIENCE_MS = 5000 };
    JJ_CLEANUP(jj_db_closep) jj_db *db = NULL;
    JJ_TRY(open_db(ctx, path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, &db));
    sqlite3_busy_timeout(db->handle, PATIENCE_MS);
    JJ_TRY(jj_db_exec(ctx, db, "PRAGMA journal_mode=DELETE; PRAGMA synchronous=FULL"));
    *out = db;
    db = NULL; /* handed over */
    return JJ_OK;
}

jj_status jj_db_open(jj_ctx *ctx, const char *path, jj_db **out) {
    JJ_CLEANUP(jj_db_closep) jj_db *db = NULL;
    JJ_TRY(open_db(ctx, path, SQLITE_OPEN_READONLY, &db));
    JJ_TRY(jj_db_exec(ctx, db, "PRAGMA query_only=1; SELECT count(*) FROM sqlite_master"));
    *out = db;
    db = NULL; /* handed over */
    return JJ_OK;
}

/*
 * mod_spatialite wants its own table of systems (TEMP: the file stays as it is). Beside the file's
 * own: web Mercator, CGCS2000 with its Gauss-Kruger zones, the UTM zones of WGS 84.
 */
static const char spatial_setup[] =
    "PRAGMA query_only=0;"
    "SELECT EnableGpkgAmphibiousMode();"
    "CREATE TEMP TABLE spatial_ref_sys(srid INTEGER PRIMARY KEY, auth_name TEXT, auth_srid INTEGER,"
    " ref_sys_name TEXT, proj4text TEXT, srtext TEXT);"
    "INSERT INTO temp.spatial_ref_sys SELECT srs_id, lower(organization), organization_coordsys_id,"
    " srs_name, '', definition FROM gpkg_spatial_ref_sys WHERE srs_id > 0;"
    "WITH RECURSIVE code(n) AS (SELECT 3857 UNION ALL SELECT CASE n WHEN 3857 THEN 4490"
    " WHEN 4554 THEN 32601 WHEN 32660 THEN 32701 ELSE n+1 END FROM code WHERE n < 32760)"
    " INSERT OR IGNORE INTO temp.spatial_ref_sys SELECT n, 'epsg', n, 'EPSG:'||n, '', '' FROM code;"
    "PRAGMA query_only=1";

jj_status jj_db_spatial(jj_ctx *ctx, jj_db *db) {
    char *reason = NULL;
    if (db->is_spatial)
        return JJ_OK;
    sqlite3_enable_load_extension(db->handle, 1);
    int code = sqlite3_load_extension(db->handle, "mod_spatialite", NULL, &reason);
    sqlite3_enable_load_extension(db->handle, 0);
    if (code != SQLITE_OK) {
        jj_status st = jj_fail(
            ctx, JJ_E_DATA, "SpatiaLite cannot be loaded (%s): install libsqlite3-mod-spatialite",
            reason ? reason : "");
        sqlite3_free(reason);
        return st;
    }
    JJ_TRY(jj_db_exec(ctx, db, spatial_setup));
    db->is_spatial = true;
    return JJ_OK;
}

void jj_db_close(jj_db *db) {
    if (!db)
        return;
    sqlite3_close_v2(db->handle);
    jj_free(db->path);
    jj_free(db);
}

void jj_db_closep(jj_db **db) {
    jj_db_close(*db);
}

jj_status jj_db_exec(jj_ctx *ctx, jj_db *db, const char *sql) {
    return sqlite3_exec(db->handle, sql, NULL, NULL, NULL) == SQLITE_OK ? JJ_OK : fail_db(ctx, db);
}

jj_status jj_db_prepare(jj_ctx *ctx, jj_db *db, const char *sql, jj_stmt **out) {
    JJ_CLEANUP(jj_stmt_freep) jj_stmt *s = jj_alloc(1, sizeof *s);
    if (!s)
        return jj_no_memory(ctx, "SQL", 0);
    s->db = db;
    const char *tail;
    if (sqlite3_prepare_v2(db->handle, sql, -1, &s->handle, &tail) != SQLITE_OK)
        return fail_db(ctx, db);
    if (!s->handle || tail[strspn(tail, " \t\r\n;")])
        return jj_fail(ctx, JJ_E_RANGE, "not one SQL statement: '%s'", sql);
    *out = s;
    s = NULL; /* handed over */
    return JJ_OK;
}

bool jj_stmt_is_reading(const jj_stmt *s) {
    return sqlite3_stmt_readonly(s->handle) && sqlite3_column_count(s->handle) > 0;
}

void jj_stmt_free(jj_stmt *s) {
    if (!s)
        return;
    sqlite3_finalize(s->handle);
    jj_free(s);
}

void jj_stmt_freep(jj_stmt **s) {
    jj_stmt_free(*s);
}

void jj_stmt_put_text(jj_stmt *s, const char *text) {
    sqlite3_bind_text(s->handle, ++s->n_put, text, -1, SQLITE_STATIC);
}

void jj_stmt_put_int(jj_stmt *s, int64_t v) {
    sqlite3_bind_int64(s->handle, ++s->n_put, v);
}

void jj_stmt_put_real(jj_stmt *s, double v) {
    if (isnan(v))
        sqlite3_bind_null(s->handle, ++s->n_put);
    else
        sqlite3_bind_double(s->handle, ++s->n_put, v);
}

void jj_stmt_put_blob(jj_stmt *s, const void *data, size_t len) {
    sqlite3_bind_blob64(s->handle, ++s->n_put, data, len, SQLITE_STATIC);
}

jj_status jj_stmt_run(jj_ctx *ctx, jj_stmt *s) {
    int code = sqlite3_step(s->handle);
    if (code != SQLITE_DONE && code != SQLITE_ROW)
        return fail_db(ctx, s->db);
    jj_stmt_again(s);
    return JJ_OK;
}

int64_t jj_db_last_row(const jj_db *db) {
    return sqlite3_last_insert_rowid(db->handle);
}

void jj_stmt_again(jj_stmt *s) {
    sqlite3_reset(s->handle);
    sqlite3_clear_bindings(s->handle);
    s->n_put = 0;
}

jj_status jj_stmt_next(jj_ctx *ctx, jj_stmt *s, bool *more) {
    int code = sqlite3_step(s->handle);
    if (code != SQLITE_DONE && code != SQLITE_ROW)
        return fail_db(ctx, s->db);
    *more = code == SQLITE_ROW;
    return JJ_OK;
}

int jj_stmt_n_columns(const jj_stmt *s) {
    return sqlite3_column_count(s->handle);
}

const char *jj_stmt_name(const jj_stmt *s, int column) {
    const char *name = sqlite3_column_name(s->handle, column);
    return name ? name : "";
}

void jj_stmt_origin(const jj_stmt *s, int column, const char **table, const char **name) {
    *table = sqlite3_column_table_name(s->handle, column);
    *name = sqlite3_column_origin_name(s->handle, column);
    if (!*table || !*name)
        *table = *name = "";
}

jj_value_type jj_stmt_type(const jj_stmt *s, int column) {
    switch (sqlite3_column_type(s->handle, column)) {
    case SQLITE_INTEGER:
        return JJ_VALUE_INT;
    case SQLITE_FLOAT:
        return JJ_VALUE_REAL;
    case SQLITE_TEXT:
        return JJ_VALUE_TEXT;
    case SQLITE_BLOB:
        return JJ_VALUE_BLOB;
    default:
        return JJ_VALUE_NULL;
    }
}

const char *jj_stmt_text(const jj_stmt *s, int column) {
    const unsigned char *text = sqlite3_column_text(s->handle, column);
    return text ? (const char *)text : "";
}

int64_t jj_stmt_int(const jj_stmt *s, int column) {
    return sqlite3_column_int64(s->handle, column);
}

double jj_stmt_real(const jj_stmt *s, int column) {
    return jj_stmt_type(s, column) == JJ_VALUE_NULL ? (double)NAN
                                                    : sqlite3_column_double(s->handle, column);
}

const void *jj_stmt_blob(const jj_stmt *s, int column, size_t *len) {
    const void *data = sqlite3_column_blob(s->handle, column);
    *len = (size_t)sqlite3_column_bytes(s->handle, column);
    return data;
}
