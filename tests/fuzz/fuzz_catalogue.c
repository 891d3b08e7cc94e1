/* Any bytes as a rule catalogue: read, or refused with a message. */
#include "fuzz.h"
#include "load/catalogue.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char path[64];
    snprintf(path, sizeof path, "/tmp/jj-fuzz-%d.csv", (int)getpid());
    jj_ctx *ctx = jj_ctx_new();
    jj_rules rules = {0};
    if (ctx && fuzz_write(path, data, size)) {
        if (jj_rules_read(ctx, path, &rules) != JJ_OK && !*jj_ctx_message(ctx))
            abort();
        jj_rules_deinit(&rules);
    }
    unlink(path);
    jj_ctx_free(ctx);
    return 0;
}
