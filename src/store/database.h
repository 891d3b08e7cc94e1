/*
 * An SQLite file: written whole in one transaction, or read without ever being changed. The only
 * place SQLite and SpatiaLite are seen, beside the facility table.
 */
#ifndef STORE_DATABASE_H
#define STORE_DATABASE_H

#include "base/ctx.h"

typedef struct jj_db jj_db;
typedef struct jj_stmt jj_stmt;

/*
 * A new file in one open transaction, the same bytes for the same statements. An existing file is
 * replaced. jj_db_commit() ends the transaction; closing without it leaves a file of no use, so
 * write it where nobody looks yet. JJ_E_IO names the file and SQLite's reason (a full disk too).
 */
jj_status jj_db_create(jj_ctx *ctx, const char *path, jj_db **out);
jj_status jj_db_commit(jj_ctx *ctx, jj_db *db);

/*
 * For rows that are added now and then and must last: opened, or made when it is not there. Every
 * statement is on disk when jj_stmt_run() returns (a rollback journal, full synchronisation), so a
 * killed program leaves all of a row or nothing of it. Others may read and write meanwhile; they
 * wait for each other up to 5 s. JJ_E_IO; JJ_E_FORMAT: not an SQLite file.
 */
jj_status jj_db_keep(jj_ctx *ctx, const char *path, jj_db **out);

/* For reading only. JJ_E_IO: cannot be opened; JJ_E_FORMAT: not an SQLite file. */
jj_status jj_db_open(jj_ctx *ctx, const char *path, jj_db **out);

/*
 * SpatiaLite's functions on GeoPackage geometries, ST_Transform included. JJ_E_DATA where the
 * extension is not installed.
 */
jj_status jj_db_spatial(jj_ctx *ctx, jj_db *db);
void jj_db_close(jj_db *db);
void jj_db_closep(jj_db **db); /* for JJ_CLEANUP */

/* One or more statements without rows. */
jj_status jj_db_exec(jj_ctx *ctx, jj_db *db, const char *sql);

/*
 * One statement. JJ_E_RANGE: it does not parse, or text follows it (SQLite's reason is in the
 * message).
 */
jj_status jj_db_prepare(jj_ctx *ctx, jj_db *db, const char *sql, jj_stmt **out);
bool jj_stmt_is_reading(const jj_stmt *s);
void jj_stmt_free(jj_stmt *s);
void jj_stmt_freep(jj_stmt **s); /* for JJ_CLEANUP */

/* Values go to the statement's parameters from left to right. NULL text and NaN become NULL. */
void jj_stmt_put_text(jj_stmt *s, const char *text); /* text must live until jj_stmt_run() */
void jj_stmt_put_int(jj_stmt *s, int64_t v);
void jj_stmt_put_real(jj_stmt *s, double v);
void jj_stmt_put_blob(jj_stmt *s, const void *data, size_t len);

/* Run a statement without rows and make it ready for the next values. */
jj_status jj_stmt_run(jj_ctx *ctx, jj_stmt *s);
int64_t jj_db_last_row(const jj_db *db); /* id of the row inserted last */

/* Ready for the next values, whatever rows are left. */
void jj_stmt_again(jj_stmt *s);

typedef enum jj_value_type {
    JJ_VALUE_NULL,
    JJ_VALUE_INT,
    JJ_VALUE_REAL,
    JJ_VALUE_TEXT,
    JJ_VALUE_BLOB
} jj_value_type;

/*
 * The next row; *more = false at the end. JJ_E_STOPPED when the user asks to stop; JJ_E_IO:
 * a damaged file; JJ_E_RANGE: what SQLite says of the statement (a function with wrong arguments).
 */
jj_status jj_stmt_next(jj_ctx *ctx, jj_stmt *s, bool *more);
int jj_stmt_n_columns(const jj_stmt *s);
const char *jj_stmt_name(const jj_stmt *s, int column);
/* The table and column a result column comes from; "" for an expression. */
void jj_stmt_origin(const jj_stmt *s, int column, const char **table, const char **name);
jj_value_type jj_stmt_type(const jj_stmt *s, int column);
const char *jj_stmt_text(const jj_stmt *s, int column); /* "" when NULL; until the next row */
int64_t jj_stmt_int(const jj_stmt *s, int column);
double jj_stmt_real(const jj_stmt *s, int column); /* NaN when NULL */
const void *jj_stmt_blob(const jj_stmt *s, int column, size_t *len);

#endif
