#include "out/manifest.h"
#include "base/file.h"
#include "base/lang.h"
#include "base/text.h"
#include "base/threads.h"
#include "store/versions.h"

#include <dirent.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static void json_unref(json_t **j) {
    json_decref(*j);
}

static jj_status no_json_memory(jj_ctx *ctx) {
    return jj_no_memory(ctx, JJ_MANIFEST, 0);
}

static json_t *libraries(void) {
    jj_library used[JJ_N_LIBRARIES];
    jj_store_libraries(used);
    json_t *all = json_object();
    for (int i = 0; i < JJ_N_LIBRARIES; i++)
        json_object_set_new(all, used[i].library, json_string(used[i].version));
    json_object_set_new(all, "jansson", json_string(jansson_version_str()));
    return all;
}

static json_t *lattice(const jj_scene *s) {
    if (!s->has_grid)
        return json_null();
    return json_pack("{s:I, s:I, s:f, s:f, s:f, s:f, s:s}", "rows", (json_int_t)s->grid.rows,
                     "cols", (json_int_t)s->grid.cols, "x0", s->grid.x0, "y0", s->grid.y0, "dx",
                     s->grid.dx, "dy", s->grid.dy, "crs", s->crs ? s->crs : "");
}

static json_t *profiles(const jj_scene *s) {
    static const char *const modes[] = {"straight", "ground", "road"};
    json_t *all = json_array();
    for (size_t i = 0; i < s->n_profiles; i++) {
        const jj_profile *p = &s->profiles[i];
        jj_stencil_bias bias = jj_stencil_bias_of(p->stencil);
        json_array_append_new(
            all,
            json_pack("{s:s, s:s, s:f, s:f, s:s, s:f, s:[ff], s:s, s:b, s:f, s:s?}", "id", p->id,
                      "mode", modes[p->mode], "speed_m_s", p->speed_m_s, "detour", p->detour,
                      "stencil", jj_stencil_name(p->stencil), "area_bias_percent", bias.area,
                      "reach_error_percent", bias.reach_least, bias.reach_most, "direction",
                      p->direction == JJ_AWAY ? "away" : "toward", "slope", p->slope != NULL,
                      "walk_to_road_not_counted_m", p->burn_left_out_m, "note", p->note_en));
    }
    return all;
}

static json_t *rule_ids(const jj_rules *r) {
    json_t *all = json_array();
    for (size_t i = 0; i < r->n; i++)
        json_array_append_new(all, json_string(r->rules[i].id));
    return all;
}

/* The folders of an office are not for the public: base names alone. */
static json_t *inputs(const jj_scene *s, bool is_public) {
    json_t *all = json_array();
    for (size_t i = 0; i < s->n_inputs; i++) {
        const jj_input *in = &s->inputs[i];
        const char *slash = is_public ? strrchr(in->path, '/') : NULL;
        json_array_append_new(all, json_pack("{s:s, s:s, s:I, s:I, s:s}", "role", in->role, "path",
                                             slash ? slash + 1 : in->path, "bytes",
                                             (json_int_t)in->bytes, "mtime_ns",
                                             (json_int_t)in->mtime_ns, "sha256", in->sha256));
    }
    return all;
}

/* Distinct (filter, profile, year) among the fields of now: no more than these were solved. */
static size_t count_distinct(const jj_outcome *o) {
    const jj_result *r = o->result;
    size_t n = 0;
    for (size_t i = 0; i < r->n_fields; i++) {
        const jj_result_field *f = &r->fields[i];
        const char *filter = o->scene->selections[f->selection].filter;
        size_t k = 0;
        while (k < i && (r->fields[k].profile != f->profile || r->fields[k].year != f->year ||
                         strcmp(o->scene->selections[r->fields[k].selection].filter, filter) != 0))
            k++;
        n += k == i;
    }
    return n;
}

static json_t *scenarios(const jj_scene *s) {
    json_t *all = json_array();
    for (size_t i = 0; i < s->n_scenarios; i++) {
        const jj_scenario *k = &s->scenarios[i];
        json_array_append_new(all, json_pack("{s:s, s:i, s:I, s:I, s:I}", "id", k->id, "year",
                                             k->year, "opened", (json_int_t)k->n_open, "closed",
                                             (json_int_t)k->n_close, "extended",
                                             (json_int_t)k->n_extend));
    }
    return all;
}

jj_status jj_manifest_text(jj_ctx *ctx, const jj_outcome *o, char **out) {
    const jj_scene *s = o->scene;
    const jj_solves *n = &o->result->solves;
    JJ_CLEANUP(json_unref)
    json_t *m = json_pack(
        "{s:i, s:s, s:s, s:s?, s:i, s:o, s:o, s:f, s:o, s:o, s:o, s:{s:I, s:I, s:I},"
        "s:{s:I, s:I, s:I, s:I, s:I}, s:o}",
        "jiujin_result", JJ_RESULT_SCHEMA, "program", JIUJIN_VERSION, "name",
        s->name ? s->name : "", "name_en", s->name_en, "year", s->year, "libraries", libraries(),
        "lattice", lattice(s), "patch_density_km2", s->patch_density_km2, "profiles", profiles(s),
        "rules", rule_ids(o->rules), "inputs", inputs(s, o->review != NULL), "ledger", "records",
        (json_int_t)s->ledger.n_records, "refused", (json_int_t)jj_ledger_refused(&s->ledger),
        "rows", (json_int_t)s->ledger.n, "solves", "fields", (json_int_t)n->n_fields,
        "distinct_fields", (json_int_t)count_distinct(o), "straight", (json_int_t)n->n_straight,
        "nearby", (json_int_t)n->n_nearby, "changed", (json_int_t)n->n_changed, "scenarios",
        scenarios(s));
    char *text = m ? json_dumps(m, JSON_INDENT(2) | JSON_REAL_PRECISION(17)) : NULL;
    *out = text ? jj_strdup(text) : NULL;
    free(text);
    return *out ? JJ_OK : no_json_memory(ctx);
}

static int by_name(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Paths below a folder, relative to it, sorted. */
typedef struct file_list {
    char **paths;
    size_t n, cap;
} file_list;

static void file_list_deinit(file_list *l) {
    for (size_t i = 0; i < l->n; i++)
        jj_free(l->paths[i]);
    jj_free(l->paths);
}

static void close_dir(DIR **d) {
    if (*d)
        (void)closedir(*d);
}

static jj_status list_files(jj_ctx *ctx, const char *folder, const char *below, file_list *list) {
    JJ_AUTO char *path = jj_path_join(folder, below);
    JJ_CLEANUP(close_dir) DIR *d = path ? opendir(*below ? path : folder) : NULL;
    if (!d)
        return jj_fail(ctx, JJ_E_IO, "cannot list the folder '%s'", folder);
    for (struct dirent *e; (e = readdir(d));) {
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
            continue;
        JJ_AUTO char *name = jj_path_join(below, e->d_name);
        JJ_AUTO char *full = name ? jj_path_join(folder, name) : NULL;
        if (!full || !jj_grow(&list->paths, &list->cap, list->n + 1, sizeof *list->paths))
            return no_json_memory(ctx);
        if (jj_is_folder(full)) {
            JJ_TRY(list_files(ctx, folder, name, list));
        } else if (strcmp(name, JJ_MANIFEST) != 0) {
            list->paths[list->n++] = name;
            name = NULL; /* handed over */
        }
    }
    return JJ_OK;
}

/* What the manifest says of one file. */
typedef struct sealed {
    uint64_t bytes;
    char sha256[65];
} sealed;

typedef struct sealing {
    const char *folder;
    const file_list *list;
    sealed *files; /* by place in the list */
} sealing;

static jj_status seal_file(jj_ctx *ctx, void *arg, size_t item) {
    const sealing *s = arg;
    JJ_AUTO char *path = jj_path_join(s->folder, s->list->paths[item]);
    int64_t mtime_ns;
    if (!path)
        return no_json_memory(ctx);
    JJ_TRY(jj_file_stat(ctx, path, &s->files[item].bytes, &mtime_ns));
    return jj_file_sha256(ctx, path, s->files[item].sha256);
}

static jj_status seal_files(jj_ctx *ctx, const char *folder, const file_list *list, json_t *out) {
    JJ_AUTO sealed *files = jj_alloc(list->n, sizeof *files);
    if (!files)
        return no_json_memory(ctx);
    sealing s = {folder, list, files};
    JJ_TRY(jj_parallel_tasks(ctx, jj_tr(ctx->lang, "sealing the result"), list->n, seal_file, &s));
    for (size_t i = 0; i < list->n; i++) {
        json_t *entry = json_pack("{s:s, s:I, s:s}", "path", list->paths[i], "bytes",
                                  (json_int_t)files[i].bytes, "sha256", files[i].sha256);
        if (!entry || json_array_append_new(out, entry) != 0)
            return no_json_memory(ctx);
    }
    return JJ_OK;
}

jj_status jj_manifest_seal(jj_ctx *ctx, const char *folder, const char *text) {
    JJ_CLEANUP(file_list_deinit) file_list list = {0};
    JJ_TRY(list_files(ctx, folder, "", &list));
    if (list.n)
        qsort(list.paths, list.n, sizeof *list.paths, by_name);
    JJ_CLEANUP(json_unref) json_t *m = json_loads(text, 0, NULL);
    json_t *files = json_array();
    if (!m || json_object_set_new(m, "files", files) != 0)
        return no_json_memory(ctx);
    JJ_TRY(seal_files(ctx, folder, &list, files));
    JJ_AUTO char *path = jj_path_join(folder, JJ_MANIFEST);
    char *whole = json_dumps(m, JSON_INDENT(2) | JSON_REAL_PRECISION(17));
    jj_status st =
        path && whole ? jj_file_replace(ctx, path, whole, strlen(whole)) : no_json_memory(ctx);
    free(whole);
    return st;
}

static jj_status check_file(jj_ctx *ctx, const char *folder, const json_t *entry, bool deep) {
    const char *name = json_string_value(json_object_get(entry, "path"));
    const char *digest = json_string_value(json_object_get(entry, "sha256"));
    json_int_t wanted = json_integer_value(json_object_get(entry, "bytes"));
    if (!name || !digest || name[0] == '/' || strstr(name, ".."))
        return jj_fail(ctx, JJ_E_DATA, "'%s': its manifest is damaged; run again", folder);
    JJ_AUTO char *path = jj_path_join(folder, name);
    uint64_t bytes = 0;
    int64_t mtime_ns;
    if (!path)
        return no_json_memory(ctx);
    if (!jj_file_exists(path))
        return jj_fail(ctx, JJ_E_DATA, "'%s' is incomplete: '%s' is missing; run again", folder,
                       name);
    JJ_TRY(jj_file_stat(ctx, path, &bytes, &mtime_ns));
    char sha256[65];
    if (deep)
        JJ_TRY(jj_file_sha256(ctx, path, sha256));
    if (bytes != (uint64_t)wanted || (deep && strcmp(sha256, digest) != 0))
        return jj_fail(ctx, JJ_E_DATA, "'%s' was changed after the run: '%s'; run again", folder,
                       name);
    return JJ_OK;
}

static jj_status check_parsed(jj_ctx *ctx, const char *folder, const json_t *m, bool deep) {
    json_t *schema = json_object_get(m, "jiujin_result");
    if (!json_is_integer(schema))
        return jj_fail(ctx, JJ_E_DATA, "'%s' is not a result of jiujin: its %s is another's",
                       folder, JJ_MANIFEST);
    if (json_integer_value(schema) > JJ_RESULT_SCHEMA)
        return jj_fail(ctx, JJ_E_DATA,
                       "'%s' was written by a newer program (schema %d, this one reads %d)", folder,
                       (int)json_integer_value(schema), JJ_RESULT_SCHEMA);
    const json_t *files = json_object_get(m, "files");
    if (json_array_size(files) == 0)
        return jj_fail(ctx, JJ_E_DATA, "'%s': its manifest is damaged; run again", folder);
    for (size_t i = 0; i < json_array_size(files); i++)
        JJ_TRY(check_file(ctx, folder, json_array_get(files, i), deep));
    return JJ_OK;
}

/* Of a project the result is meant, which lies beside it. */
static jj_status not_a_result(jj_ctx *ctx, const char *path) {
    JJ_AUTO char *folder = jj_is_folder(path) ? jj_strdup(path) : jj_path_folder(path);
    JJ_AUTO char *beside = folder ? jj_path_join(folder, "result") : NULL;
    JJ_AUTO char *manifest = beside ? jj_path_join(beside, JJ_MANIFEST) : NULL;
    if (manifest && jj_file_exists(manifest))
        return jj_fail(ctx, JJ_E_DATA, "'%s' is not a result of jiujin: give '%s'", path, beside);
    return jj_fail(ctx, JJ_E_DATA, "'%s' is not a result of jiujin: it has no %s", path,
                   JJ_MANIFEST);
}

jj_status jj_manifest_check(jj_ctx *ctx, const char *folder, bool deep, char **text) {
    JJ_AUTO char *path = jj_path_join(folder, JJ_MANIFEST);
    JJ_AUTO char *content = NULL;
    size_t len;
    if (!path)
        return no_json_memory(ctx);
    if (!jj_file_exists(folder))
        return jj_fail(ctx, JJ_E_IO, "there is no result '%s'", folder);
    if (!jj_file_exists(path))
        return not_a_result(ctx, folder);
    JJ_TRY(jj_file_read(ctx, path, &content, &len));
    JJ_CLEANUP(json_unref) json_t *m = json_loads(content, 0, NULL);
    if (!m)
        return jj_fail(ctx, JJ_E_DATA, "'%s': its manifest is damaged; run again", folder);
    JJ_TRY(check_parsed(ctx, folder, m, deep));
    if (text) {
        *text = content;
        content = NULL; /* handed over */
    }
    return JJ_OK;
}

bool jj_manifest_is_ours(jj_ctx *ctx, const char *folder) {
    JJ_AUTO char *path = jj_path_join(folder, JJ_MANIFEST);
    JJ_AUTO char *content = NULL;
    size_t len;
    return path && jj_file_exists(path) && jj_file_read(ctx, path, &content, &len) == JJ_OK &&
           strstr(content, "\"jiujin_result\"");
}
