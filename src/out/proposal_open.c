#include "base/file.h"
#include "out/manifest.h"
#include "out/proposal.h"
#include "out/publish.h"
#include "rules/fields.h"

#include <jansson.h>
#include <string.h>

static void json_unref(json_t **j) {
    json_decref(*j);
}

/* The project's path and whether every input is as the run found it. */
static jj_status check_inputs(jj_ctx *ctx, json_t *manifest, bool is_deep, const char **project) {
    json_t *input;
    size_t i;
    json_array_foreach(json_object_get(manifest, "inputs"), i, input) {
        const char *path = json_string_value(json_object_get(input, "path"));
        const char *role = json_string_value(json_object_get(input, "role"));
        const char *sha256 = json_string_value(json_object_get(input, "sha256"));
        uint64_t bytes;
        int64_t mtime_ns;
        char found[65];
        if (!path || !role || !sha256)
            continue;
        if (strcmp(role, "project") == 0)
            *project = path;
        if (!jj_file_exists(path))
            return jj_fail(ctx, JJ_E_DATA,
                           "the input '%s' of the result is not there: work in the folder of the "
                           "run, or run again",
                           path);
        JJ_TRY(jj_file_stat(ctx, path, &bytes, &mtime_ns));
        bool is_same = (json_int_t)bytes == json_integer_value(json_object_get(input, "bytes")) &&
                       mtime_ns == json_integer_value(json_object_get(input, "mtime_ns"));
        if (is_same && is_deep) {
            JJ_TRY(jj_file_sha256(ctx, path, found));
            is_same = strcmp(found, sha256) == 0;
        }
        if (!is_same)
            return jj_fail(ctx, JJ_E_DATA,
                           "'%s' changed after the run, the result is stale: run again, or ask "
                           "with --rerun",
                           path);
    }
    return JJ_OK;
}

static const char *project_of(json_t *manifest) {
    json_t *input;
    size_t i;
    json_array_foreach(json_object_get(manifest, "inputs"), i, input) {
        const char *role = json_string_value(json_object_get(input, "role"));
        if (role && strcmp(role, "project") == 0)
            return json_string_value(json_object_get(input, "path"));
    }
    return NULL;
}

static jj_status load(jj_ctx *ctx, json_t *manifest, const char *project,
                      const jj_proposal_options *o, jj_proposals *p) {
    json_t *ids = json_object_get(manifest, "rules");
    size_t n = json_array_size(ids);
    int year = (int)json_integer_value(json_object_get(manifest, "year"));
    JJ_AUTO const char **only = jj_alloc(n + 1, sizeof *only);
    if (!only)
        return jj_no_memory(ctx, "rules", 0);
    for (size_t i = 0; i < n; i++)
        only[i] = json_string_value(json_array_get(ids, i));
    jj_load_options load = {.only = only, .n_only = n};
    JJ_TRY(jj_scene_load(ctx, project, &load, &p->loaded));
    int asked = o->year ? o->year : year;
    p->uses_stored = !o->is_rerun && asked == year;
    if (asked == p->loaded.scene.year)
        return JJ_OK;
    jj_loaded_deinit(&p->loaded);
    load.year = asked;
    return jj_scene_load(ctx, project, &load, &p->loaded);
}

static jj_status open(jj_ctx *ctx, const jj_proposal_options *o, jj_proposals *p) {
    JJ_AUTO char *text = NULL;
    JJ_TRY(jj_manifest_check(ctx, p->folder, o->is_deep, &text));
    JJ_CLEANUP(json_unref) json_t *manifest = json_loads(text, 0, NULL);
    const char *project = o->project ? o->project : project_of(manifest);
    if (!o->is_rerun)
        JJ_TRY(check_inputs(ctx, manifest, o->is_deep, &project));
    if (o->project)
        project = o->project;
    if (!project)
        return jj_fail(ctx, JJ_E_DATA, "the result does not name its project file: give --project");
    JJ_TRY(load(ctx, manifest, project, o, p));
    p->n_old = p->loaded.scene.n_facilities;
    return p->loaded.scene.has_grid
               ? jj_fields_plan(ctx, &p->loaded.scene, &p->loaded.rules, &p->stored)
               : JJ_OK;
}

jj_status jj_proposals_open(jj_ctx *ctx, const char *path, const jj_proposal_options *options,
                            jj_proposals *out) {
    *out = (jj_proposals){.folder = jj_publish_find(path)};
    jj_status st = out->folder ? open(ctx, options, out) : jj_no_memory(ctx, path, 0);
    if (st != JJ_OK)
        jj_proposals_close(out);
    return st;
}

void jj_proposals_close(jj_proposals *p) {
    jj_result_deinit(&p->stored);
    jj_loaded_deinit(&p->loaded);
    jj_free(p->folder);
    *p = (jj_proposals){0};
}
