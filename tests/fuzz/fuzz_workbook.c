/* Any bytes as a workbook: the first one chooses .xls or .xlsx; every cell stands in its sheet. */
#include "fuzz.h"
#include "store/workbook.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char path[64];
    if (size == 0)
        return 0;
    snprintf(path, sizeof path, "/tmp/jj-fuzz-%d.%s", (int)getpid(), data[0] % 2 ? "xlsx" : "xls");
    jj_ctx *ctx = jj_ctx_new();
    jj_workbook book;
    size_t length = 0;
    if (ctx && fuzz_write(path, data + 1, size - 1) &&
        jj_workbook_read(ctx, path, NULL, &book) == JJ_OK) {
        for (size_t i = 0; i < book.n_sheets; i++)
            for (size_t c = 0; c < book.sheets[i].n_rows * book.sheets[i].n_cols; c++)
                length += strlen(book.sheets[i].cells[c]);
        jj_workbook_deinit(&book);
    }
    unlink(path);
    jj_ctx_free(ctx);
    return length == SIZE_MAX;
}
