/* Any bytes as what a hand says of an office's headings. */
#include "fuzz.h"
#include "load/intake/mapping.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char path[64];
    snprintf(path, sizeof path, "/tmp/jj-fuzz-%d.yaml", (int)getpid());
    jj_ctx *ctx = jj_ctx_new();
    jj_columns columns = {0};
    jj_mapping mapping = {0};
    if (ctx && fuzz_write(path, data, size) &&
        jj_columns_add(ctx, &columns, "name", "名称") == JJ_OK &&
        jj_mapping_read(ctx, path, "kg", &columns, &mapping) == JJ_OK) {
        const jj_mapped_list *list = jj_mapping_find(&mapping, "a.csv");
        (void)jj_mapped_meaning(list, "名称");
    }
    jj_mapping_deinit(&mapping);
    jj_columns_deinit(&columns);
    unlink(path);
    jj_ctx_free(ctx);
    return 0;
}
