#include "out/result_file.h"
#include "base/file.h"
#include "base/nearest.h"
#include "base/text.h"
#include "out/manifest.h"
#include "out/publish.h"
#include "out/result_kept.h"

#include <string.h>

jj_status jj_result_file_open(jj_ctx *ctx, const char *path, jj_result_file *out) {
    *out = (jj_result_file){.folder = jj_publish_find(path)};
    JJ_AUTO char *gpkg = out->folder ? jj_path_join(out->folder, "result.gpkg") : NULL;
    jj_status st = gpkg ? jj_manifest_check(ctx, out->folder, false, &out->manifest)
                        : jj_no_memory(ctx, path, 0);
    if (st == JJ_OK)
        st = jj_db_open(ctx, gpkg, &out->db);
    if (st == JJ_OK && !(out->kept = jj_result_kept_new()))
        st = jj_no_memory(ctx, path, 0);
    if (st != JJ_OK)
        jj_result_file_close(out);
    return st;
}

void jj_result_file_close(jj_result_file *r) {
    jj_result_kept_free(r->kept);
    jj_db_close(r->db);
    jj_free(r->folder);
    jj_free(r->manifest);
    *r = (jj_result_file){0};
}

/* The first column of every row; texts are owned. */
typedef struct names {
    char **items;
    size_t n, cap;
} names;

static void names_deinit(names *l) {
    for (size_t i = 0; i < l->n; i++)
        jj_free(l->items[i]);
    jj_free(l->items);
}

static jj_status read_names(jj_ctx *ctx, jj_db *db, const char *sql, const char *parameter,
                            names *out) {
    JJ_CLEANUP(jj_stmt_freep) jj_stmt *s = NULL;
    JJ_TRY(jj_db_prepare(ctx, db, sql, &s));
    if (parameter)
        jj_stmt_put_text(s, parameter);
    for (;;) {
        bool more;
        JJ_TRY(jj_stmt_next(ctx, s, &more));
        if (!more)
            return JJ_OK;
        if (!jj_grow(&out->items, &out->cap, out->n + 1, sizeof *out->items) ||
            !(out->items[out->n] = jj_strdup(jj_stmt_text(s, 0))))
            return jj_no_memory(ctx, "names", 0);
        out->n++;
    }
}

static const char *nearest_of(const names *l, const char *word) {
    size_t i = l->n ? jj_nearest_name(word, (const char *const *)l->items, l->n) : 0;
    return i < l->n ? l->items[i] : NULL;
}

jj_status jj_result_find_rule(jj_ctx *ctx, const jj_result_file *r, const char *id) {
    JJ_CLEANUP(names_deinit) names known = {0};
    JJ_CLEANUP(jj_text_deinit) jj_text list = {0};
    JJ_TRY(read_names(ctx, r->db, "SELECT id FROM rule ORDER BY fid", NULL, &known));
    for (size_t i = 0; i < known.n; i++) {
        if (strcmp(known.items[i], id) == 0)
            return JJ_OK;
        if (i < 20)
            jj_text_addf(&list, "%s%s", i ? ", " : "", known.items[i]);
    }
    const char *near = nearest_of(&known, id);
    if (near)
        return jj_fail(ctx, JJ_E_RANGE, "the result has no rule '%s'; did you mean '%s'?", id,
                       near);
    return jj_fail(ctx, JJ_E_RANGE, "the result has no rule '%s'; it has %s", id,
                   list.s ? list.s : "");
}

jj_status jj_result_units_sql(jj_ctx *ctx, const jj_result_file *r, char **sql) {
    JJ_CLEANUP(names_deinit) names tables = {0};
    JJ_CLEANUP(jj_text_deinit) jj_text t = {0};
    JJ_TRY(read_names(ctx, r->db,
                      "SELECT table_name||','||(SELECT count(*) FROM gpkg_geometry_columns g WHERE "
                      "g.table_name=c.table_name) FROM gpkg_contents c WHERE table_name LIKE "
                      "'unit\\_%' ESCAPE '\\' ORDER BY rowid",
                      NULL, &tables));
    for (size_t i = 0; i < tables.n; i++) {
        char *name = tables.items[i], *comma = strrchr(name, ',');
        *comma = '\0';
        jj_text_addf(&t,
                     "%sSELECT %zu AS depth,'%s' AS level,code,name,parent,%s AS geom FROM \"%s\"",
                     i ? " UNION ALL " : "", i, name + strlen("unit_"),
                     comma[1] == '1' ? "geom" : "NULL", name);
    }
    if (tables.n == 0)
        jj_text_add(&t, "SELECT 0 AS depth,'' AS level,'' AS code,'' AS name,NULL AS parent,NULL "
                        "AS geom WHERE 0");
    *sql = t.failed ? NULL : jj_strdup(t.s);
    return *sql ? JJ_OK : jj_no_memory(ctx, "names", 0);
}

/* By code; else by name when only one unit is called so. */
static jj_status look_up_unit(jj_ctx *ctx, const jj_result_file *r, const char *name,
                              names *codes) {
    static const char *const by[] = {"code", "name"};
    JJ_AUTO char *units = NULL;
    JJ_TRY(jj_result_units_sql(ctx, r, &units));
    for (int i = 0; i < 2 && codes->n == 0; i++) {
        JJ_CLEANUP(jj_text_deinit) jj_text sql = {0};
        jj_text_addf(&sql, "SELECT code FROM (%s) WHERE %s=? ORDER BY depth,code", units, by[i]);
        if (sql.failed)
            return jj_no_memory(ctx, "names", 0);
        JJ_TRY(read_names(ctx, r->db, sql.s, name, codes));
    }
    return JJ_OK;
}

static jj_status no_such_unit(jj_ctx *ctx, const jj_result_file *r, const char *name) {
    JJ_CLEANUP(names_deinit) names known = {0};
    JJ_CLEANUP(jj_text_deinit) jj_text sql = {0};
    JJ_AUTO char *units = NULL;
    JJ_TRY(jj_result_units_sql(ctx, r, &units));
    jj_text_addf(&sql, "SELECT code FROM (%s) UNION ALL SELECT name FROM (%s)", units, units);
    if (sql.failed)
        return jj_no_memory(ctx, "names", 0);
    JJ_TRY(read_names(ctx, r->db, sql.s, NULL, &known));
    const char *near = nearest_of(&known, name);
    if (near)
        return jj_fail(ctx, JJ_E_RANGE, "the result has no unit '%s'; did you mean '%s'?", name,
                       near);
    return jj_fail(ctx, JJ_E_RANGE, "the result has no unit '%s': give its code or full name",
                   name);
}

jj_status jj_result_find_unit(jj_ctx *ctx, const jj_result_file *r, const char *name, char **code) {
    JJ_CLEANUP(names_deinit) names codes = {0};
    JJ_TRY(look_up_unit(ctx, r, name, &codes));
    if (codes.n == 0)
        return no_such_unit(ctx, r, name);
    if (codes.n > 1) {
        JJ_CLEANUP(jj_text_deinit) jj_text list = {0};
        for (size_t i = 0; i < codes.n && i < 10; i++)
            jj_text_addf(&list, "%s%s", i ? ", " : "", codes.items[i]);
        return jj_fail(ctx, JJ_E_RANGE, "%zu units are called '%s': give the code (%s)", codes.n,
                       name, list.s ? list.s : "");
    }
    *code = codes.items[0];
    codes.items[0] = NULL; /* handed over */
    return JJ_OK;
}
