#include "out/table.h"
#include "base/file.h"

#include <inttypes.h>
#include <math.h>

void jj_cell_print(jj_text *t, jj_cell_type type, const jj_cell *cell) {
    if (type == JJ_CELL_TEXT && cell->text)
        jj_text_add(t, cell->text);
    if (type == JJ_CELL_INT && !cell->is_null)
        jj_text_addf(t, "%" PRId64, cell->integer);
    if (type == JJ_CELL_REAL && !isnan(cell->real))
        jj_text_addf(t, "%.17g", cell->real);
}

static void csv_cell(const jj_table *table, size_t row, size_t column, jj_text *out) {
    jj_cell cell = {0};
    table->cell(table->user, row, column, &cell);
    if (table->columns[column].type == JJ_CELL_TEXT)
        jj_text_csv(out, cell.text ? cell.text : "");
    else
        jj_cell_print(out, table->columns[column].type, &cell);
}

void jj_table_csv(const jj_table *table, jj_text *out) {
    for (size_t c = 0; c < table->n_columns; c++) {
        jj_text_add(out, c ? "," : "");
        jj_text_csv(out, table->columns[c].name);
    }
    jj_text_add(out, "\n");
    for (size_t r = 0; r < table->n_rows; r++) {
        for (size_t c = 0; c < table->n_columns; c++) {
            jj_text_add(out, c ? "," : "");
            csv_cell(table, r, c, out);
        }
        jj_text_add(out, "\n");
    }
}

jj_status jj_table_write_csv(jj_ctx *ctx, const jj_table *table, const char *path) {
    JJ_CLEANUP(jj_text_deinit) jj_text text = {0};
    jj_table_csv(table, &text);
    if (text.failed)
        return jj_no_memory(ctx, path, text.len);
    return jj_file_replace(ctx, path, text.s, text.len);
}
