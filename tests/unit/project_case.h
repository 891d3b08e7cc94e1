/* A project of a test: files written by their text in a folder of its own, loaded, looked into. */
#ifndef PROJECT_CASE_H
#define PROJECT_CASE_H

#include "base/file.h"
#include "load/load.h"
#include "test.h"

static jj_ctx *ctx;
static char folder[] = "/tmp/jiujin-test-XXXXXX"; /* made by project_open */

static inline void project_open(void) {
    ctx = jj_ctx_new();
    CHECK(mkdtemp(folder));
}

static inline void project_close(void) {
    CHECK_OK(ctx, jj_remove_tree(ctx, folder));
    jj_ctx_free(ctx);
}

static inline void put(const char *name, const char *text) {
    char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    CHECK_OK(ctx, jj_file_replace(ctx, path, text, strlen(text)));
}

/* Loads the project file of these two parts. */
static inline jj_status load_project(const char *head, const char *rest, jj_loaded *out) {
    char text[3000], path[256];
    CHECK(snprintf(text, sizeof text, "%s%s", head, rest) < (int)sizeof text);
    put("project.yaml", text);
    snprintf(path, sizeof path, "%s/project.yaml", folder);
    return jj_scene_load(ctx, path, &(jj_load_options){0}, out);
}

static inline double sum(const jj_scene *s, const jj_demand *d) {
    double people = 0;
    for (size_t i = 0; i < jj_grid_cells(&s->grid); i++)
        people += d->people[i];
    return people;
}

static inline double of_unit(const jj_scene *s, const jj_demand *d, const char *code) {
    const jj_unit *u = &s->units.units[jj_unit_find(&s->units, code)];
    return jj_cover_sum(&u->cover, &s->grid, d->people, NULL);
}

static inline const jj_ledger_row *ledger_row(const jj_scene *s, const char *code) {
    for (size_t i = 0; i < s->ledger.n; i++)
        if (strcmp(s->ledger.rows[i].code->code, code) == 0)
            return &s->ledger.rows[i];
    return NULL;
}

#endif
