/*
 * Any bytes as an office's CSV list: cells read, headings found or not, no cell outside the sheet.
 */
#include "fuzz.h"
#include "load/intake/cell.h"
#include "load/intake/table.h"

static void find_table(jj_ctx *ctx, const jj_workbook *book) {
    jj_columns columns = {0};
    jj_arena arena = {0};
    jj_table table;
    if (jj_columns_add(ctx, &columns, "name", "名称") == JJ_OK &&
        jj_columns_add(ctx, &columns, "township", "乡镇") == JJ_OK &&
        jj_table_find(ctx, "fuzz", &book->sheets[0], &columns, &arena, &table) == JJ_OK)
        for (size_t r = 0; r < book->sheets[0].n_rows; r++)
            (void)jj_cell_read(jj_table_cell(&table, r, "name"));
    jj_columns_deinit(&columns);
    jj_arena_deinit(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char path[64];
    snprintf(path, sizeof path, "/tmp/jj-fuzz-%d.csv", (int)getpid());
    jj_ctx *ctx = jj_ctx_new();
    jj_workbook book;
    if (ctx && fuzz_write(path, data, size) && jj_workbook_read(ctx, path, NULL, &book) == JJ_OK) {
        find_table(ctx, &book);
        jj_workbook_deinit(&book);
    }
    unlink(path);
    jj_ctx_free(ctx);
    return 0;
}
