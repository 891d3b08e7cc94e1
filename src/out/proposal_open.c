#include "base/file.h"
#include "out/freshness.h"
#include "out/kept_result.h"
#include "out/manifest.h"
#include "out/proposal.h"
#include "out/publish.h"
#include "rules/fields.h"

#include <jansson.h>
#include <string.h>

static void json_unref(json_t **j) {
    json_decref(*j);
}

/* The cells of the run, where it kept them and nothing about them is asked anew; else NULL. */
static jj_kept *open_kept(jj_ctx *ctx, const jj_proposals *p) {
    JJ_AUTO char *path = jj_path_join(p->folder, JJ_KEPT_FILE);
    jj_kept *kept = NULL;
    if (p->uses_stored && path && jj_file_exists(path))
        (void)jj_kept_open(ctx, path, &kept); /* the sources are there still */
    return kept;
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
    p->uses_stored = !o->is_rerun && (!o->year || o->year == year);
    load.kept = open_kept(ctx, p);
    if (load.kept && jj_scene_load(ctx, project, &load, &p->loaded) == JJ_OK) {
        if (p->loaded.scene.year == year)
            return JJ_OK;
        jj_loaded_deinit(&p->loaded);
    }
    load.kept = NULL;
    JJ_TRY(jj_scene_load(ctx, project, &load, &p->loaded));
    int asked = o->year ? o->year : year;
    if (asked == p->loaded.scene.year)
        return JJ_OK;
    jj_loaded_deinit(&p->loaded);
    load.year = asked;
    return jj_scene_load(ctx, project, &load, &p->loaded);
}

static jj_status plan_fields(jj_ctx *ctx, jj_proposals *p) {
    p->n_old = p->loaded.scene.n_facilities;
    p->is_before = jj_alloc(p->loaded.rules.n + 1, sizeof *p->is_before);
    if (!p->is_before)
        return jj_no_memory(ctx, "rules", 0);
    return p->loaded.scene.has_grid
               ? jj_fields_plan(ctx, &p->loaded.scene, &p->loaded.rules, &p->stored)
               : JJ_OK;
}

/* A project that was not run: what is needed is solved when it is. */
static jj_status open_project(jj_ctx *ctx, const char *path, const jj_proposal_options *o,
                              jj_proposals *p) {
    const jj_load_options load = {.year = o->year};
    JJ_TRY(jj_scene_load(ctx, path, &load, &p->loaded));
    return plan_fields(ctx, p);
}

static jj_status open_result(jj_ctx *ctx, const jj_proposal_options *o, jj_proposals *p) {
    JJ_AUTO char *text = NULL;
    JJ_TRY(jj_manifest_check(ctx, p->folder, o->is_deep, &text));
    JJ_CLEANUP(json_unref) json_t *manifest = json_loads(text, 0, NULL);
    const jj_freshness_ask ask = {text, p->folder, o->project, o->is_deep};
    JJ_AUTO char *project = NULL;
    if (!o->is_rerun)
        JJ_TRY(jj_freshness_check(ctx, &ask));
    JJ_TRY(jj_freshness_project(ctx, &ask, &project));
    JJ_TRY(load(ctx, manifest, project, o, p));
    return plan_fields(ctx, p);
}

jj_status jj_proposals_open(jj_ctx *ctx, const char *path, const jj_proposal_options *options,
                            jj_proposals *out) {
    *out = (jj_proposals){.folder = jj_publish_find(path)};
    bool is_project = jj_file_exists(path) && !jj_is_folder(path);
    jj_status st = !out->folder ? jj_no_memory(ctx, path, 0)
                   : is_project ? open_project(ctx, path, options, out)
                                : open_result(ctx, options, out);
    if (st != JJ_OK)
        jj_proposals_close(out);
    return st;
}

void jj_proposals_close(jj_proposals *p) {
    jj_result_deinit(&p->before);
    jj_result_deinit(&p->stored);
    jj_free(p->is_before);
    jj_loaded_deinit(&p->loaded);
    jj_free(p->folder);
    *p = (jj_proposals){0};
}
