#include "load/intake/office_files.h"
#include "base/file.h"

#include <dirent.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { MOST_DEPTH = 16 };

static bool is_workbook(const char *name) {
    static const char *const endings[] = {".xlsx", ".xlsm", ".xls", ".ods", ".et", ".csv", ".txt"};
    size_t n = strlen(name);
    for (size_t i = 0; i < JJ_COUNT(endings); i++) {
        size_t m = strlen(endings[i]);
        if (n > m && strcasecmp(name + n - m, endings[i]) == 0)
            return true;
    }
    return false;
}

static jj_status add(jj_ctx *ctx, jj_office_files *f, const char *path) {
    char *copy = jj_arena_str(&f->arena, path);
    if (!copy || !jj_grow(&f->paths, &f->cap, f->n + 1, sizeof *f->paths))
        return jj_no_memory(ctx, path, 0);
    f->paths[f->n++] = copy;
    return JJ_OK;
}

static void close_folder(DIR **d) {
    if (*d)
        closedir(*d);
}

static jj_status walk(jj_ctx *ctx, const char *folder, int depth, jj_office_files *f) {
    JJ_CLEANUP(close_folder) DIR *d = opendir(folder);
    if (!d)
        return jj_fail(ctx, JJ_E_IO, "cannot read the folder '%s'", folder);
    for (struct dirent *e = readdir(d); e; e = readdir(d)) {
        if (e->d_name[0] == '.' || e->d_name[0] == '~')
            continue;
        JJ_AUTO char *path = jj_path_join(folder, e->d_name);
        if (!path)
            return jj_no_memory(ctx, folder, 0);
        if (jj_is_folder(path)) {
            if (depth < MOST_DEPTH)
                JJ_TRY(walk(ctx, path, depth + 1, f));
        } else if (is_workbook(e->d_name)) {
            JJ_TRY(add(ctx, f, path));
        }
    }
    return JJ_OK;
}

static jj_status match_pattern(jj_ctx *ctx, const char *pattern, jj_office_files *f) {
    JJ_CLEANUP(globfree) glob_t g = {0};
    if (glob(pattern, GLOB_NOSORT, NULL, &g) != 0)
        return JJ_OK;
    for (size_t i = 0; i < g.gl_pathc; i++) {
        const char *path = g.gl_pathv[i];
        if (jj_is_folder(path))
            JJ_TRY(walk(ctx, path, 0, f));
        else if (is_workbook(path) && *jj_path_name(path) != '~')
            JJ_TRY(add(ctx, f, path));
    }
    return JJ_OK;
}

static int by_bytes(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

jj_status jj_office_files_find(jj_ctx *ctx, const char *path, jj_office_files *out) {
    *out = (jj_office_files){0};
    if (jj_is_folder(path))
        JJ_TRY(walk(ctx, path, 0, out));
    else if (jj_file_exists(path))
        return add(ctx, out, path);
    else
        JJ_TRY(match_pattern(ctx, path, out));
    if (out->n == 0)
        return jj_fail(ctx, JJ_E_IO, "'%s' holds no .xlsx, .xls, .ods or .csv", path);
    qsort(out->paths, out->n, sizeof *out->paths, by_bytes);
    return JJ_OK;
}

void jj_office_files_deinit(jj_office_files *f) {
    jj_free(f->paths);
    jj_arena_deinit(&f->arena);
    *f = (jj_office_files){0};
}
