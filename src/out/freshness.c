#include "out/freshness.h"
#include "base/file.h"
#include "out/publish.h"

#include <jansson.h>
#include <string.h>

static void json_unref(json_t **j) {
    json_decref(*j);
}

static const char *project_then(json_t *manifest) {
    json_t *input;
    size_t i;
    json_array_foreach(json_object_get(manifest, "inputs"), i, input) {
        const char *role = json_string_value(json_object_get(input, "role"));
        if (role && strcmp(role, "project") == 0)
            return json_string_value(json_object_get(input, "path"));
    }
    return NULL;
}

/* NULL: no memory, or none is known. */
static char *project_now(const jj_freshness_ask *ask, const char *then) {
    if (ask->project || !then)
        return ask->project ? jj_strdup(ask->project) : NULL;
    if (jj_file_exists(then))
        return jj_strdup(then);
    /* the folder of the run may have been that of the result; or the two were moved together */
    JJ_AUTO char *given = jj_path_folder(ask->folder);
    JJ_AUTO char *real = jj_publish_beside(ask->folder);
    const char *const tries[][2] = {
        {given, then}, {given, jj_path_name(then)}, {real, jj_path_name(then)}};
    for (size_t i = 0; given && real && i < JJ_COUNT(tries); i++) {
        char *path = jj_path_join(tries[i][0], tries[i][1]);
        if (path && jj_file_exists(path))
            return path;
        jj_free(path);
    }
    return jj_strdup(then);
}

jj_status jj_freshness_project(jj_ctx *ctx, const jj_freshness_ask *ask, char **out) {
    JJ_CLEANUP(json_unref) json_t *manifest = json_loads(ask->manifest, 0, NULL);
    const char *then = project_then(manifest);
    if (!then && !ask->project)
        return jj_fail(ctx, JJ_E_DATA, "the result does not name its project file: give --project");
    *out = project_now(ask, then);
    return *out ? JJ_OK : jj_no_memory(ctx, "the project", 0);
}

/* The project's folder then and now. */
typedef struct move {
    char *from, *to;
} move;

static void move_deinit(move *m) {
    jj_free(m->from);
    jj_free(m->to);
}

/* NULL: no memory. */
static char *path_now(const move *m, const char *path) {
    size_t len = m->from ? strlen(m->from) : 0;
    bool is_below = m->from && m->to && strncmp(path, m->from, len) == 0 &&
                    (len == 0 ? *path != '/' : path[len] == '/');
    if (!is_below)
        return jj_strdup(path);
    return jj_path_join(m->to, path + len + (len > 0));
}

static jj_status check_input(jj_ctx *ctx, const jj_freshness_ask *ask, json_t *input,
                             const char *path) {
    const char *sha256 = json_string_value(json_object_get(input, "sha256"));
    uint64_t bytes;
    int64_t mtime_ns;
    char found[65];
    if (!jj_file_exists(path))
        return jj_fail(ctx, JJ_E_DATA,
                       "the input '%s' of the result is not there: work in the folder of the "
                       "run, or run again",
                       path);
    JJ_TRY(jj_file_stat(ctx, path, &bytes, &mtime_ns));
    bool is_same = (json_int_t)bytes == json_integer_value(json_object_get(input, "bytes"));
    bool is_old = mtime_ns == json_integer_value(json_object_get(input, "mtime_ns"));
    /* a copy has the size and not the time: what it holds decides */
    if (!is_old && !sha256)
        is_same = false;
    if (is_same && (ask->is_deep || !is_old) && sha256) {
        JJ_TRY(jj_file_sha256(ctx, path, found));
        is_same = strcmp(found, sha256) == 0;
    }
    return is_same ? JJ_OK
                   : jj_fail(ctx, JJ_E_DATA,
                             "'%s' changed after the run, the result is stale: run again, or ask "
                             "with --rerun",
                             path);
}

jj_status jj_freshness_check(jj_ctx *ctx, const jj_freshness_ask *ask) {
    JJ_CLEANUP(json_unref) json_t *manifest = json_loads(ask->manifest, 0, NULL);
    const char *then = project_then(manifest);
    JJ_AUTO char *now = project_now(ask, then);
    JJ_CLEANUP(move_deinit)
    move m = {then ? jj_path_folder(then) : NULL, now ? jj_path_folder(now) : NULL};
    json_t *input;
    size_t i;
    json_array_foreach(json_object_get(manifest, "inputs"), i, input) {
        const char *given = json_string_value(json_object_get(input, "path"));
        if (!given || !json_object_get(input, "role"))
            continue;
        bool is_project = then && now && strcmp(given, then) == 0;
        JJ_AUTO char *path = is_project ? jj_strdup(now) : path_now(&m, given);
        if (!path)
            return jj_no_memory(ctx, given, 0);
        JJ_TRY(check_input(ctx, ask, input, path));
    }
    return JJ_OK;
}
