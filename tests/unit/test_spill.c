/* Arrays kept on disk hold what was written, leave no file, and say so when there is no room. */
#include "base/file.h"
#include "base/spill.h"
#include "base/text.h"
#include "test.h"

#include <unistd.h>

int main(void) {
    jj_ctx *ctx = jj_ctx_new();
    char dir[] = "/tmp/jj-spill-XXXXXX";
    CHECK(mkdtemp(dir));
    JJ_AUTO char *beside = jj_path_join(dir, "out.tif");
    const uint64_t n = 1 << 20, bytes = n * sizeof(uint32_t);
    void *p;
    CHECK_OK(ctx, jj_spill_new(ctx, beside, "times", bytes, &p));
    uint32_t *array = p;
    for (uint32_t i = 0; i < n; i++) {
        CHECK_INT(array[i], 0);
        array[i] = i * 7;
    }
    jj_spill_rest(p, bytes);
    for (uint32_t i = 0; i < n; i++)
        CHECK_INT(array[i], (uint32_t)(i * 7));
    CHECK_INT(rmdir(dir), 0); /* nothing stands in it */
    jj_spill_free(p, bytes);
    CHECK_REFUSED(ctx, jj_spill_new(ctx, beside, "times", bytes, &p), JJ_E_IO, "no room for times");
    jj_ctx_free(ctx);
    return 0;
}
