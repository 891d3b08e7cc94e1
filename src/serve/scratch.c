#include "serve/scratch.h"
#include "base/file.h"
#include "out/annex/form.h"

#include <math.h>
#include <stdlib.h>

jj_status serve_through_file(jj_ctx *ctx, const char *name, serve_write_fn write, const void *what,
                             jj_text *out) {
    const char *given = getenv("TMPDIR"), *folder = given && *given ? given : "/tmp";
    JJ_CLEANUP(jj_text_deinit) jj_text made = {0};
    JJ_AUTO char *bytes = NULL;
    size_t len;
    jj_text_addf(&made, "%s/jiujin-XXXXXX", folder);
    if (made.failed || !mkdtemp(made.s))
        return jj_fail(ctx, JJ_E_IO, "cannot make a folder in '%s': set TMPDIR", folder);
    JJ_AUTO char *path = jj_path_join(made.s, name);
    jj_status st = path ? write(ctx, what, path) : jj_no_memory(ctx, name, 0);
    if (st == JJ_OK)
        st = jj_file_read(ctx, path, &bytes, &len);
    if (st == JJ_OK)
        jj_text_addn(out, bytes, len);
    jj_status removed = jj_remove_tree(ctx, made.s);
    if (st == JJ_OK && out->failed)
        return jj_no_memory(ctx, name, len);
    return st == JJ_OK ? removed : st;
}

static jj_form_cell cell_of(const jj_column *c, const jj_cell *cell) {
    if (c->type == JJ_CELL_TEXT)
        return jj_form_text(cell->text);
    double v = c->type == JJ_CELL_REAL ? cell->real : cell->is_null ? NAN : (double)cell->integer;
    bool is_whole = c->type == JJ_CELL_INT || v == floor(v);
    return jj_form_number(v, is_whole ? 0 : 4);
}

static jj_status fill(jj_ctx *ctx, const jj_table *t, jj_form_column *columns, jj_form *f) {
    enum { USUAL_WIDTH = 16 };
    for (size_t i = 0; i < t->n_columns; i++)
        columns[i] = (jj_form_column){
            NULL, ctx->lang == JJ_LANG_ZH ? t->columns[i].title_zh : t->columns[i].title_en,
            USUAL_WIDTH};
    for (size_t row = 0; row < t->n_rows; row++) {
        jj_form_cell *cells = jj_form_add_row(f);
        if (!cells)
            return jj_no_memory(ctx, "a workbook", 0);
        for (size_t i = 0; i < t->n_columns; i++) {
            jj_cell cell = {0};
            t->cell(t->user, row, i, &cell);
            cells[i] = cell_of(&t->columns[i], &cell);
        }
    }
    return JJ_OK;
}

static jj_status write_form(jj_ctx *ctx, const void *form, const char *path) {
    return jj_form_write_xlsx(ctx, form, path, ctx->lang);
}

jj_status serve_workbook(jj_ctx *ctx, const jj_table *table, jj_text *out) {
    JJ_AUTO jj_form_column *columns = jj_alloc(table->n_columns + 1, sizeof *columns);
    if (!columns)
        return jj_no_memory(ctx, "a workbook", 0);
    JJ_CLEANUP(jj_form_deinit)
    jj_form f = {.file = "table",
                 .label = "",
                 .title = "",
                 .unit_line = "",
                 .columns = columns,
                 .n_columns = table->n_columns,
                 .n_frozen = 1,
                 .split_column = -1};
    JJ_TRY(fill(ctx, table, columns, &f));
    return serve_through_file(ctx, "table.xlsx", write_form, &f, out);
}
