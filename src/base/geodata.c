#include "base/geodata.h"
#include "base/file.h"
#include "base/param.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PATH_ROOM = 4096 };

/* "<folder of the program>/../share/jiujin", or NULL where the system does not tell. */
static char *beside_program(void) {
    char exe[PATH_ROOM];
    ssize_t n = readlink("/proc/self/exe", exe, sizeof exe - 1);
    if (n <= 0)
        return NULL;
    exe[n] = '\0';
    JJ_AUTO char *folder = jj_path_folder(exe);
    return folder ? jj_path_join(folder, "../share/jiujin") : NULL;
}

/* JJ_OK with *out set when folder/name is there; JJ_OK and NULL when it is not. */
static jj_status look(jj_ctx *ctx, const char *folder, const char *name, jj_text *tried,
                      char **out) {
    char *path = jj_path_join(folder, name);
    if (!path)
        return jj_no_memory(ctx, name, PATH_ROOM);
    if (jj_file_exists(path)) {
        *out = path;
        return JJ_OK;
    }
    jj_free(path);
    jj_text_addf(tried, "%s'%s'", tried->len ? ", " : "", folder);
    return JJ_OK;
}

jj_status jj_geodata_path(jj_ctx *ctx, const char *name, char **out) {
    const char *asked = getenv("JIUJIN_GEODATA");
    JJ_AUTO char *beside = asked && *asked ? NULL : beside_program();
    const char *folders[] = {beside, JIUJIN_GEODATA_INSTALLED, JIUJIN_GEODATA_SOURCE};
    if (asked && *asked) {
        folders[0] = asked;
        folders[1] = folders[2] = NULL;
    }
    jj_text tried = {0};
    jj_status st = JJ_OK;
    *out = NULL;
    for (size_t i = 0; i < JJ_COUNT(folders) && st == JJ_OK && !*out; i++)
        if (folders[i])
            st = look(ctx, folders[i], name, &tried, out);
    if (st == JJ_OK && !*out)
        st = jj_fail(ctx, JJ_E_IO,
                     "'%s' is not among the data that ship with jiujin: looked in %s; set "
                     "JIUJIN_GEODATA to the geodata folder",
                     name, tried.failed || !tried.s ? "?" : tried.s);
    jj_text_deinit(&tried);
    return st;
}
