/* Any bytes as a project file: read, or refused with a message. */
#include "fuzz.h"
#include "load/project.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    jj_ctx *ctx = jj_ctx_new();
    jj_project project;
    if (!ctx)
        return 0;
    if (jj_project_parse(ctx, "project.yaml", (const char *)data, size, &project) == JJ_OK)
        jj_project_deinit(&project);
    else if (!*jj_ctx_message(ctx))
        abort();
    jj_ctx_free(ctx);
    return 0;
}
