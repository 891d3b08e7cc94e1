#include "store/facility_table.h"
#include "base/nearest.h"
#include "base/text.h"

#include <math.h>
#include <sqlite3.h>
#include <string.h>

/*
 * A condition costs some tens of steps a row; a thousand are allowed, and a start for small tables.
 */
enum { STEPS_A_CALL = 1000, FIRST_CALLS = 10000 };

struct jj_facility_table {
    sqlite3 *db;
    sqlite3_stmt *insert, *row;
    char **columns;
    char *types;
    const char **values; /* of the last row read */
    size_t n_columns, n_rows;
    size_t n_calls;     /* of the progress handler in this condition */
    char denied[128];   /* what the authorizer refused, "" when nothing */
    bool is_restricted; /* a user's condition is being prepared */
};

static jj_status engine_failed(jj_ctx *ctx, jj_facility_table *t) {
    if (!t->db || sqlite3_errcode(t->db) == SQLITE_NOMEM)
        return jj_no_memory(ctx, "the facility table", 0);
    return jj_fail(ctx, JJ_E_IO, "the facility table: SQLite says: %s", sqlite3_errmsg(t->db));
}

/* Functions of their arguments alone: nothing random, of the clock, of the machine, or huge. */
static bool is_plain_function(const char *name) {
    static const char *const plain[] = {"abs",    "coalesce", "glob",    "ifnull", "iif",  "instr",
                                        "length", "like",     "lower",   "ltrim",  "max",  "min",
                                        "nullif", "replace",  "round",   "rtrim",  "sign", "substr",
                                        "trim",   "typeof",   "unicode", "upper"};
    for (size_t i = 0; i < JJ_COUNT(plain); i++)
        if (sqlite3_stricmp(plain[i], name) == 0)
            return true;
    return false;
}

static int authorize(void *user, int action, const char *a, const char *b, const char *database,
                     const char *trigger) {
    (void)database;
    (void)trigger;
    jj_facility_table *t = user;
    if (!t->is_restricted || action == SQLITE_SELECT)
        return SQLITE_OK;
    if (action == SQLITE_READ && a && strcmp(a, "facility") == 0)
        return SQLITE_OK;
    if (action == SQLITE_FUNCTION && b && is_plain_function(b))
        return SQLITE_OK;
    const char *what = action == SQLITE_FUNCTION ? b : a;
    sqlite3_snprintf(sizeof t->denied, t->denied, "%s", what ? what : "?");
    return SQLITE_DENY;
}

static int count_steps(void *user) {
    jj_facility_table *t = user;
    return ++t->n_calls > FIRST_CALLS + t->n_rows;
}

static jj_status prepare(jj_ctx *ctx, jj_facility_table *t, const char *sql, sqlite3_stmt **out) {
    return sqlite3_prepare_v3(t->db, sql, -1, SQLITE_PREPARE_PERSISTENT, out, NULL) == SQLITE_OK
               ? JJ_OK
               : engine_failed(ctx, t);
}

/* Adds name in SQL's double quotes. */
static void add_quoted(jj_text *sql, const char *name) {
    jj_text_add(sql, "\"");
    for (; *name; name++)
        jj_text_addn(sql, *name == '"' ? "\"\"" : name, *name == '"' ? 2 : 1);
    jj_text_add(sql, "\"");
}

static const char *affinity(char type) {
    return type == 'i' ? " INTEGER" : type == 'r' ? " REAL" : " TEXT";
}

static jj_status create(jj_ctx *ctx, jj_facility_table *t) {
    JJ_CLEANUP(jj_text_deinit) jj_text table = {0}, insert = {0};
    jj_text_add(&table, "CREATE TABLE facility(row INTEGER PRIMARY KEY");
    jj_text_add(&insert, "INSERT INTO facility VALUES(?");
    for (size_t i = 0; i < t->n_columns; i++) {
        jj_text_add(&table, ",");
        add_quoted(&table, t->columns[i]);
        jj_text_add(&table, affinity(t->types[i]));
        jj_text_add(&insert, ",?");
    }
    jj_text_add(&table, ")");
    jj_text_add(&insert, ")");
    if (table.failed || insert.failed)
        return jj_no_memory(ctx, "the facility table", 0);
    if (sqlite3_exec(t->db, table.s, NULL, NULL, NULL) != SQLITE_OK)
        return engine_failed(ctx, t);
    JJ_TRY(prepare(ctx, t, insert.s, &t->insert));
    return prepare(ctx, t, "SELECT * FROM facility WHERE row = ?", &t->row);
}

static jj_status copy_columns(jj_ctx *ctx, jj_facility_table *t, const char *const *columns,
                              const char *types, size_t n) {
    t->columns = jj_alloc(n + 1, sizeof *t->columns);
    t->types = jj_alloc(n + 1, 1);
    t->values = jj_alloc(n + 1, sizeof *t->values);
    if (!t->columns || !t->types || !t->values)
        return jj_no_memory(ctx, "the facility table", 0);
    for (size_t i = 0; i < n; i++) {
        t->columns[i] = jj_strdup(columns[i]);
        if (!t->columns[i])
            return jj_no_memory(ctx, "the facility table", 0);
        t->types[i] = types[i];
        t->n_columns++;
    }
    return JJ_OK;
}

static jj_status open_database(jj_ctx *ctx, jj_facility_table *t) {
    if (sqlite3_open_v2(":memory:", &t->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL) !=
        SQLITE_OK)
        return engine_failed(ctx, t);
    sqlite3_db_config(t->db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(t->db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    sqlite3_limit(t->db, SQLITE_LIMIT_EXPR_DEPTH, 200);
    sqlite3_limit(t->db, SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1000);
    sqlite3_limit(t->db, SQLITE_LIMIT_ATTACHED, 0);
    sqlite3_set_authorizer(t->db, authorize, t);
    return create(ctx, t);
}

jj_status jj_facility_table_new(jj_ctx *ctx, const char *const *columns, const char *types,
                                size_t n_columns, jj_facility_table **out) {
    *out = NULL;
    jj_facility_table *t = jj_alloc(1, sizeof *t);
    if (!t)
        return jj_no_memory(ctx, "the facility table", 0);
    jj_status st = copy_columns(ctx, t, columns, types, n_columns);
    if (st == JJ_OK)
        st = open_database(ctx, t);
    if (st != JJ_OK) {
        jj_facility_table_free(t);
        return st;
    }
    *out = t;
    return JJ_OK;
}

static int bind(jj_facility_table *t, size_t i, const char *value) {
    int at = (int)i + 2;
    double number;
    int64_t integer;
    if (!value || !*value)
        return sqlite3_bind_null(t->insert, at);
    if (t->types[i] == 't')
        return sqlite3_bind_text(t->insert, at, value, -1, SQLITE_TRANSIENT);
    if (jj_parse_int64(value, &integer))
        return sqlite3_bind_int64(t->insert, at, integer);
    if (jj_parse_double(value, &number))
        return sqlite3_bind_double(t->insert, at, number);
    return SQLITE_MISMATCH;
}

jj_status jj_facility_table_add(jj_ctx *ctx, jj_facility_table *t, const char *const *values) {
    sqlite3_reset(t->insert);
    sqlite3_bind_int64(t->insert, 1, (sqlite3_int64)t->n_rows);
    for (size_t i = 0; i < t->n_columns; i++) {
        int rc = bind(t, i, values[i]);
        if (rc == SQLITE_MISMATCH)
            return jj_fail(ctx, JJ_E_RANGE, "facility column '%s': '%s' is not a number",
                           t->columns[i], values[i]);
        if (rc != SQLITE_OK)
            return engine_failed(ctx, t);
    }
    if (sqlite3_step(t->insert) != SQLITE_DONE)
        return engine_failed(ctx, t);
    sqlite3_reset(t->insert);
    t->n_rows++;
    return JJ_OK;
}

/* Just past the quoted text that begins at p, or NULL when it never ends. */
static const char *skip_quoted(const char *p) {
    char end = *p == '[' ? ']' : *p;
    const char *close = strchr(p + 1, end);
    return close ? close + 1 : NULL;
}

/* One expression: brackets match inside it, no second statement, no comment. */
static bool is_one_expression(const char *condition) {
    int depth = 0;
    const char *p = condition + strspn(condition, " \t\r\n");
    if (!*p)
        return false;
    while (p && *p) {
        if (strchr("'\"`[", *p)) {
            p = skip_quoted(p);
            continue;
        }
        bool is_comment = strncmp(p, "--", 2) == 0 || strncmp(p, "/*", 2) == 0;
        depth += (*p == '(') - (*p == ')');
        if (*p == ';' || is_comment || depth < 0)
            return false;
        p++;
    }
    return p && depth == 0;
}

static jj_status list_columns(jj_ctx *ctx, const jj_facility_table *t, jj_text *out) {
    for (size_t i = 0; i < t->n_columns; i++)
        jj_text_addf(out, i ? ", %s" : "%s", t->columns[i]);
    return out->failed || !out->s ? jj_no_memory(ctx, "the facility table", 0) : JJ_OK;
}

static jj_status refuse_condition(jj_ctx *ctx, jj_facility_table *t, const char *condition) {
    static const char unknown[] = "no such column: ";
    const char *said = sqlite3_errmsg(t->db);
    if (t->denied[0])
        return jj_fail(ctx, JJ_E_RANGE,
                       "filter \"%s\": '%s' is not allowed: a filter only reads facility columns",
                       condition, t->denied);
    if (strncmp(said, unknown, sizeof unknown - 1) != 0)
        return jj_fail(ctx, JJ_E_RANGE, "filter \"%s\" is not a condition: %s", condition, said);
    const char *column = said + sizeof unknown - 1;
    size_t near = jj_nearest_name(column, (const char *const *)t->columns, t->n_columns);
    if (near < t->n_columns)
        return jj_fail(ctx, JJ_E_RANGE,
                       "filter \"%s\": facilities have no column '%s'; did you mean '%s'? (texts "
                       "stand in single quotes)",
                       condition, column, t->columns[near]);
    JJ_CLEANUP(jj_text_deinit) jj_text names = {0};
    JJ_TRY(list_columns(ctx, t, &names));
    return jj_fail(ctx, JJ_E_RANGE,
                   "filter \"%s\": facilities have no column '%s'; they have: %s (texts stand in "
                   "single quotes)",
                   condition, column, names.s);
}

static jj_status prepare_condition(jj_ctx *ctx, jj_facility_table *t, const char *condition,
                                   const char *test, sqlite3_stmt **out) {
    if (!is_one_expression(condition))
        return jj_fail(ctx, JJ_E_RANGE,
                       "filter \"%s\" is not one condition: brackets and quotes must match, and "
                       "';' and comments have no place in it",
                       condition);
    JJ_CLEANUP(jj_text_deinit) jj_text sql = {0};
    jj_text_addf(&sql, "SELECT row FROM facility WHERE (%s)%s ORDER BY row", condition, test);
    if (sql.failed)
        return jj_no_memory(ctx, "a filter", 0);
    t->denied[0] = '\0';
    t->is_restricted = true;
    int rc = sqlite3_prepare_v2(t->db, sql.s, -1, out, NULL);
    t->is_restricted = false;
    return rc == SQLITE_OK ? JJ_OK : refuse_condition(ctx, t, condition);
}

static void finalize(sqlite3_stmt **s) {
    sqlite3_finalize(*s);
}

static jj_status collect(jj_ctx *ctx, jj_facility_table *t, const char *condition,
                         sqlite3_stmt *select, uint32_t **out, size_t *n) {
    size_t cap = 0;
    int rc;
    while ((rc = sqlite3_step(select)) == SQLITE_ROW) {
        if (!jj_grow(out, &cap, *n + 1, sizeof **out))
            return jj_no_memory(ctx, "a filter's facilities", *n * sizeof **out);
        (*out)[(*n)++] = (uint32_t)sqlite3_column_int64(select, 0);
    }
    if (rc == SQLITE_INTERRUPT)
        return jj_fail(ctx, JJ_E_LIMIT, "filter \"%s\" takes too long: make it simpler", condition);
    return rc == SQLITE_DONE ? JJ_OK : refuse_condition(ctx, t, condition);
}

static jj_status select_rows(jj_ctx *ctx, jj_facility_table *t, const char *condition,
                             const char *test, uint32_t **out, size_t *n) {
    *out = NULL;
    *n = 0;
    JJ_CLEANUP(finalize) sqlite3_stmt *select = NULL;
    JJ_TRY(prepare_condition(ctx, t, condition, test, &select));
    t->n_calls = 0;
    sqlite3_progress_handler(t->db, STEPS_A_CALL, count_steps, t);
    jj_status st = collect(ctx, t, condition, select, out, n);
    sqlite3_progress_handler(t->db, 0, NULL, NULL);
    if (st != JJ_OK) {
        jj_freep(out);
        *n = 0;
    }
    return st;
}

jj_status jj_facility_table_select(jj_ctx *ctx, jj_facility_table *t, const char *condition,
                                   uint32_t **out, size_t *n) {
    return select_rows(ctx, t, condition, "", out, n);
}

jj_status jj_facility_table_unknown(jj_ctx *ctx, jj_facility_table *t, const char *condition,
                                    uint32_t **out, size_t *n) {
    return select_rows(ctx, t, condition, " IS NULL", out, n);
}

size_t jj_facility_table_n_rows(const jj_facility_table *t) {
    return t->n_rows;
}

size_t jj_facility_table_n_columns(const jj_facility_table *t) {
    return t->n_columns;
}

const char *jj_facility_table_column(const jj_facility_table *t, size_t i) {
    return t->columns[i];
}

static jj_status check_column(jj_ctx *ctx, const jj_facility_table *t, const char *column) {
    for (size_t i = 0; i < t->n_columns; i++)
        if (sqlite3_stricmp(t->columns[i], column) == 0)
            return JJ_OK;
    JJ_CLEANUP(jj_text_deinit) jj_text names = {0};
    JJ_TRY(list_columns(ctx, t, &names));
    return jj_fail(ctx, JJ_E_RANGE, "facilities have no column '%s'; they have: %s", column,
                   names.s);
}

jj_status jj_facility_table_numbers(jj_ctx *ctx, jj_facility_table *t, const char *column,
                                    double *out) {
    JJ_TRY(check_column(ctx, t, column));
    JJ_CLEANUP(jj_text_deinit) jj_text sql = {0};
    jj_text_add(&sql, "SELECT ");
    add_quoted(&sql, column);
    jj_text_add(&sql, " FROM facility ORDER BY row");
    if (sql.failed)
        return jj_no_memory(ctx, "the facility table", 0);
    JJ_CLEANUP(finalize) sqlite3_stmt *select = NULL;
    JJ_TRY(prepare(ctx, t, sql.s, &select));
    for (size_t i = 0; sqlite3_step(select) == SQLITE_ROW; i++) {
        const char *text = (const char *)sqlite3_column_text(select, 0);
        double v;
        out[i] = text && jj_parse_double(text, &v) ? v : NAN;
    }
    return JJ_OK;
}

jj_status jj_facility_table_row(jj_ctx *ctx, jj_facility_table *t, size_t row,
                                const char *const **values) {
    sqlite3_reset(t->row);
    sqlite3_bind_int64(t->row, 1, (sqlite3_int64)row);
    if (sqlite3_step(t->row) != SQLITE_ROW)
        return engine_failed(ctx, t);
    for (size_t i = 0; i < t->n_columns; i++) {
        const char *text = (const char *)sqlite3_column_text(t->row, (int)i + 1);
        t->values[i] = text ? text : "";
    }
    *values = t->values;
    return JJ_OK;
}

void jj_facility_table_free(jj_facility_table *t) {
    if (!t)
        return;
    sqlite3_finalize(t->insert);
    sqlite3_finalize(t->row);
    sqlite3_close(t->db);
    for (size_t i = 0; i < t->n_columns; i++)
        jj_free(t->columns[i]);
    jj_free(t->columns);
    jj_free(t->types);
    jj_free(t->values);
    jj_free(t);
}
