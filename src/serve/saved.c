#include "serve/saved.h"
#include "base/file.h"
#include "base/text.h"
#include "store/database.h"

#include <jansson.h>
#include <pthread.h>
#include <string.h>
#include <time.h>

enum { MOST_LISTED = 1000 };

struct serve_saved {
    pthread_mutex_t lock;
    jj_ctx *ctx; /* the connection keeps to one context */
    char *path;
    jj_db *db; /* NULL until there is a file */
};

static const char schema[] =
    "CREATE TABLE IF NOT EXISTS proposal(id INTEGER PRIMARY KEY, title TEXT NOT NULL, who TEXT NOT "
    "NULL, "
    "saved_at TEXT NOT NULL, ask TEXT NOT NULL, answer TEXT NOT NULL, inputs TEXT NOT NULL, "
    "inputs_sha256 TEXT NOT NULL)";

jj_status serve_saved_new(jj_ctx *ctx, const char *folder, serve_saved **out) {
    JJ_CLEANUP(jj_text_deinit) jj_text path = {0};
    serve_saved *s = *out = jj_alloc(1, sizeof *s);
    size_t len = strlen(folder);
    while (len > 1 && folder[len - 1] == '/')
        len--;
    jj_text_addn(&path, folder, len);
    jj_text_add(&path, ".proposals.sqlite");
    bool is_whole = s && !path.failed && (s->path = jj_strdup(path.s)) && (s->ctx = jj_ctx_new()) &&
                    pthread_mutex_init(&s->lock, NULL) == 0;
    if (is_whole)
        return JJ_OK;
    if (s) {
        jj_ctx_free(s->ctx);
        jj_free(s->path);
    }
    jj_free(s);
    *out = NULL;
    return jj_no_memory(ctx, "proposals", 0);
}

void serve_saved_free(serve_saved *s) {
    if (!s)
        return;
    jj_db_close(s->db);
    jj_ctx_free(s->ctx);
    pthread_mutex_destroy(&s->lock);
    jj_free(s->path);
    jj_free(s);
}

/* To read, only a file that is there; *is_there tells. */
static jj_status open_file(serve_saved *s, bool to_write, bool *is_there) {
    *is_there = s->db || to_write || jj_file_exists(s->path);
    if (s->db || !*is_there)
        return JJ_OK;
    JJ_TRY(jj_db_keep(s->ctx, s->path, &s->db));
    return jj_db_exec(s->ctx, s->db, schema);
}

/* Runs on the connection's own context; its message comes back in the caller's. */
static jj_status leave(jj_ctx *ctx, serve_saved *s, jj_status st) {
    if (st != JJ_OK)
        jj_fail(ctx, st, "%s", jj_ctx_message(s->ctx));
    pthread_mutex_unlock(&s->lock);
    return st;
}

static jj_status add(serve_saved *s, const serve_keepsake *k, int64_t *id) {
    JJ_CLEANUP(jj_stmt_freep) jj_stmt *row = NULL;
    bool is_there;
    char now[32];
    time_t seconds = time(NULL);
    struct tm utc;
    gmtime_r(&seconds, &utc);
    strftime(now, sizeof now, "%Y-%m-%dT%H:%M:%SZ", &utc);
    JJ_TRY(open_file(s, true, &is_there));
    JJ_TRY(jj_db_prepare(s->ctx, s->db,
                         "INSERT INTO proposal(title,who,saved_at,ask,answer,inputs,inputs_sha256) "
                         "VALUES(?,?,?,?,?,?,?)",
                         &row));
    jj_stmt_put_text(row, k->title);
    jj_stmt_put_text(row, k->who);
    jj_stmt_put_text(row, now);
    jj_stmt_put_text(row, k->ask);
    jj_stmt_put_text(row, k->answer);
    jj_stmt_put_text(row, k->inputs);
    jj_stmt_put_text(row, k->inputs_sha256);
    JJ_TRY(jj_stmt_run(s->ctx, row));
    *id = jj_db_last_row(s->db);
    return JJ_OK;
}

jj_status serve_saved_add(jj_ctx *ctx, serve_saved *s, const serve_keepsake *k, int64_t *id) {
    pthread_mutex_lock(&s->lock);
    return leave(ctx, s, add(s, k, id));
}

static json_t *summary(const jj_stmt *row, const char *inputs_sha256) {
    bool is_current = strcmp(jj_stmt_text(row, 4), inputs_sha256) == 0;
    return json_pack("{s:I, s:s, s:s, s:s, s:b}", "id", (json_int_t)jj_stmt_int(row, 0), "title",
                     jj_stmt_text(row, 1), "who", jj_stmt_text(row, 2), "saved_at",
                     jj_stmt_text(row, 3), "is_current", is_current);
}

static jj_status list(serve_saved *s, const char *inputs_sha256, json_t *all) {
    JJ_CLEANUP(jj_stmt_freep) jj_stmt *row = NULL;
    bool is_there, more = false;
    JJ_TRY(open_file(s, false, &is_there));
    if (!is_there)
        return JJ_OK;
    JJ_TRY(jj_db_prepare(s->ctx, s->db,
                         "SELECT id,title,who,saved_at,inputs_sha256 FROM proposal ORDER BY id "
                         "DESC LIMIT ?",
                         &row));
    jj_stmt_put_int(row, MOST_LISTED);
    for (;;) {
        JJ_TRY(jj_stmt_next(s->ctx, row, &more));
        if (!more)
            return JJ_OK;
        json_array_append_new(all, summary(row, inputs_sha256));
    }
}

jj_status serve_saved_list(jj_ctx *ctx, serve_saved *s, const char *inputs_sha256, json_t **out) {
    json_t *all = json_array();
    *out = json_pack("{s:o}", "saved", all);
    if (!*out)
        return jj_no_memory(ctx, "proposals", 0);
    pthread_mutex_lock(&s->lock);
    jj_status st = leave(ctx, s, list(s, inputs_sha256, all));
    if (st != JJ_OK) {
        json_decref(*out);
        *out = NULL;
    }
    return st;
}

static jj_status get(serve_saved *s, int64_t id, const char *inputs_sha256, json_t **out) {
    static const char *const parts[] = {"ask", "answer", "inputs"};
    JJ_CLEANUP(jj_stmt_freep) jj_stmt *row = NULL;
    bool is_there, more = false;
    JJ_TRY(open_file(s, false, &is_there));
    if (is_there) {
        JJ_TRY(jj_db_prepare(s->ctx, s->db,
                             "SELECT id,title,who,saved_at,inputs_sha256,ask,answer,inputs FROM "
                             "proposal WHERE id=?",
                             &row));
        jj_stmt_put_int(row, id);
        JJ_TRY(jj_stmt_next(s->ctx, row, &more));
    }
    if (!more)
        return jj_fail(s->ctx, JJ_E_DATA, "no proposal is saved under number %lld", (long long)id);
    *out = summary(row, inputs_sha256);
    for (int i = 0; i < 3 && *out; i++)
        json_object_set_new(*out, parts[i], json_loads(jj_stmt_text(row, 5 + i), 0, NULL));
    return *out ? JJ_OK : jj_no_memory(s->ctx, "proposals", 0);
}

jj_status serve_saved_get(jj_ctx *ctx, serve_saved *s, int64_t id, const char *inputs_sha256,
                          json_t **out) {
    *out = NULL;
    pthread_mutex_lock(&s->lock);
    jj_ctx_set_lang(s->ctx, ctx->lang);
    return leave(ctx, s, get(s, id, inputs_sha256, out));
}
