/* Any bytes as a project file: read, or refused with a message. */
#include "fuzz.h"
#include "load/project.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char path[64];
    snprintf(path, sizeof path, "/tmp/jj-fuzz-%d.yaml", (int)getpid());
    jj_ctx *ctx = jj_ctx_new();
    jj_project project;
    if (ctx && fuzz_write(path, data, size)) {
        if (jj_project_read(ctx, path, &project) == JJ_OK)
            jj_project_deinit(&project);
        else if (!*jj_ctx_message(ctx))
            abort();
    }
    unlink(path);
    jj_ctx_free(ctx);
    return 0;
}
