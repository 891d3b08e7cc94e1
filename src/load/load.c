#include "load/load.h"
#include "base/file.h"
#include "base/lang.h"
#include "load/landuse.h"
#include "load/load_rules.h"
#include "load/loader.h"
#include "load/questions.h"

#include <string.h>

const char *jj_keep(const jj_loader *l, const char *s) {
    return jj_arena_str(&l->scene->arena, s);
}

jj_status jj_loader_no_room(const jj_loader *l) {
    return jj_no_memory(l->ctx, l->project->path, 0);
}

jj_status jj_add_input(jj_loader *l, const char *role, const char *path) {
    jj_scene *s = l->scene;
    if (l->kept || !jj_file_exists(path) || jj_is_folder(path))
        return JJ_OK;
    for (size_t i = 0; i < s->n_inputs; i++)
        if (strcmp(s->inputs[i].path, path) == 0)
            return JJ_OK;
    if (!jj_grow(&s->inputs, &l->cap_inputs, s->n_inputs + 1, sizeof *s->inputs))
        return jj_loader_no_room(l);
    jj_input *in = &s->inputs[s->n_inputs];
    in->role = jj_keep(l, role);
    in->path = jj_keep(l, path);
    if (!in->role || !in->path)
        return jj_loader_no_room(l);
    s->n_inputs++;
    JJ_TRY(jj_file_stat(l->ctx, path, &in->bytes, &in->mtime_ns));
    return jj_file_sha256(l->ctx, path, in->sha256);
}

static jj_status begin(jj_loader *l, const jj_load_options *options) {
    const jj_project *p = l->project;
    jj_scene *s = l->scene;
    s->name = jj_keep(l, p->name);
    s->name_en = jj_keep(l, p->name_en ? p->name_en : p->name);
    s->year = options->year ? options->year : (int)p->year;
    s->patch_density_km2 = p->patch_density_km2;
    if (!s->name || !s->name_en)
        return jj_loader_no_room(l);
    return jj_add_input(l, "project", p->path);
}

static jj_status load_places(jj_loader *l) {
    JJ_TRY(jj_open_lattice(l));
    JJ_TRY(jj_load_units(l));
    JJ_TRY(jj_load_unit_changes(l));
    JJ_TRY(jj_load_named_shapes(l));
    JJ_TRY(jj_load_shapes(l));
    JJ_TRY(jj_cut_lattice(l));
    if (!l->kept) {
        JJ_TRY(jj_load_covers(l));
        return jj_load_land(l);
    }
    JJ_TRY(jj_kept_covers(l));
    jj_kept_land(l);
    return JJ_OK;
}

static jj_status name_kind(const jj_loader *l, const char **word) {
    const jj_kind *kind = NULL;
    if (*word && strcmp(*word, "-") != 0)
        JJ_TRY(jj_kind_named(l->ctx, &l->kinds, *word, &kind));
    *word = kind ? kind->id : *word;
    return JJ_OK;
}

/* Kinds of the project file as people say them become ids; a word that is none stays. */
static jj_status name_kinds(jj_loader *l) {
    const jj_project *p = l->project;
    for (size_t i = 0; i < p->n_facilities; i++) {
        JJ_TRY(name_kind(l, &p->facilities[i].kind));
        for (size_t k = 0; k < p->facilities[i].kinds.n; k++)
            JJ_TRY(name_kind(l, &p->facilities[i].kinds.values[k]));
    }
    for (size_t i = 0; i < p->n_constraints; i++)
        for (size_t k = 0; k < p->constraints[i].kinds.n; k++)
            JJ_TRY(name_kind(l, &p->constraints[i].kinds.items[k]));
    return JJ_OK;
}

static jj_status load(jj_loader *l, const jj_load_options *options, jj_rules *rules) {
    JJ_TRY(begin(l, options));
    JJ_TRY(load_places(l));
    JJ_TRY(jj_kinds_read(l->ctx, l->project->folder, &l->kinds));
    JJ_TRY(name_kinds(l));
    JJ_TRY(jj_load_rules(l, options, rules));
    JJ_TRY(jj_answers_load(l));
    JJ_TRY(l->kept ? jj_kept_people(l) : jj_load_people(l, rules));
    if (!l->kept)
        JJ_TRY(jj_load_levels(l));
    JJ_TRY(jj_load_facilities(l));
    JJ_TRY(jj_load_profiles(l, rules));
    JJ_TRY(jj_load_surface(l));
    if (!l->kept)
        JJ_TRY(jj_load_sides(l));
    JJ_TRY(jj_load_constraints(l));
    JJ_TRY(jj_load_reported(l, rules));
    JJ_TRY(jj_load_scenarios(l));
    JJ_TRY(jj_load_selections(l, rules));
    JJ_TRY(jj_answers_note_unused(l));
    return jj_notes_flush(l->ctx, &l->notes, &l->scene->arena, &l->scene->ledger);
}

static void loader_deinit(jj_loader *l) {
    for (size_t i = 0; i < l->n_shapes; i++)
        jj_shape_free(l->shapes[i]);
    jj_free(l->shapes);
    jj_free(l->boxes);
    jj_free(l->kinds_given.ids);
    jj_free(l->kinds_none.ids);
    jj_free(l->changes);
    jj_landuse_free(l->landuse);
    jj_answers_free(l->answers);
    jj_notes_deinit(&l->notes);
    jj_kinds_deinit(&l->kinds);
}

jj_status jj_scene_load(jj_ctx *ctx, const char *path, const jj_load_options *options,
                        jj_loaded *out) {
    *out = (jj_loaded){0};
    out->scene.kept = options->kept;
    JJ_CLEANUP(jj_project_deinit) jj_project project = {0};
    jj_status is_read = jj_project_read(ctx, path, &project);
    if (is_read != JJ_OK) {
        jj_loaded_deinit(out);
        return is_read;
    }
    jj_loader l = {.ctx = ctx,
                   .project = &project,
                   .scene = &out->scene,
                   .kept = options->kept,
                   .mapping = options->mapping};
    jj_status st = load(&l, options, &out->rules);
    out->table = l.table;
    out->places = l.places;
    loader_deinit(&l);
    if (st != JJ_OK)
        jj_loaded_deinit(out);
    return st;
}

void jj_loaded_deinit(jj_loaded *l) {
    jj_scene_deinit(&l->scene);
    jj_rules_deinit(&l->rules);
    jj_facility_table_free(l->table);
    jj_row_places_free(l->places);
    *l = (jj_loaded){0};
}
