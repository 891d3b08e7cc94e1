#include "store/sheet.h"
#include "base/encoding.h"
#include "base/file.h"
#include "store/csv.h"
#include "store/vector.h"

#include <string.h>
#include <strings.h>

const char *jj_sheet_cell(const jj_sheet *t, size_t row, size_t column) {
    return t->cells[row * t->n_columns + column];
}

size_t jj_sheet_column(const jj_sheet *t, const char *name) {
    size_t i = 0;
    while (i < t->n_columns && strcmp(t->header[i], name) != 0)
        i++;
    return i;
}

jj_status jj_sheet_columns(jj_ctx *ctx, const char *path, const jj_sheet *t,
                           const char *const names[], size_t n, size_t column[]) {
    for (size_t i = 0; i < n; i++) {
        column[i] = jj_sheet_column(t, names[i]);
        if (column[i] == t->n_columns)
            return jj_fail(ctx, JJ_E_FORMAT, "%s: there is no column '%s'", path, names[i]);
    }
    return JJ_OK;
}

void jj_sheet_deinit(jj_sheet *t) {
    jj_free(t->cells);
    jj_free(t->lines);
    jj_arena_deinit(&t->arena);
    *t = (jj_sheet){0};
}

static jj_status set_header(jj_ctx *ctx, const char *path, jj_sheet *t, const char *const *fields,
                            size_t n) {
    while (n > 0 && fields[n - 1][0] == '\0')
        n--; /* spreadsheets leave empty columns at the right edge */
    t->header = jj_arena_alloc(&t->arena, n + 1, sizeof *t->header);
    if (!t->header)
        return jj_no_memory(ctx, path, n * sizeof *t->header);
    t->n_columns = n;
    for (size_t i = 0; i < n; i++) {
        jj_text name = {0};
        jj_text_fold(&name, fields[i]);
        t->header[i] = name.failed ? NULL : jj_arena_str(&t->arena, name.s);
        jj_text_deinit(&name);
        if (!t->header[i])
            return jj_no_memory(ctx, path, n);
        for (size_t k = 0; k < i; k++)
            if (t->header[i][0] && strcmp(t->header[k], t->header[i]) == 0)
                return jj_fail(ctx, JJ_E_FORMAT, "%s: column '%s' stands there twice", path,
                               t->header[i]);
    }
    return JJ_OK;
}

static jj_status add_row(jj_ctx *ctx, const char *path, jj_sheet *t, int line,
                         const char *const *fields, size_t n) {
    for (size_t i = t->n_columns; i < n; i++)
        if (fields[i][0])
            return jj_fail(ctx, JJ_E_FORMAT,
                           "%s:%d: %zu fields and the header has %zu: quote a field that holds the "
                           "separator",
                           path, line, n, t->n_columns);
    size_t first = t->n_rows * t->n_columns;
    if (!jj_grow(&t->cells, &t->cap_cells, first + t->n_columns, sizeof *t->cells) ||
        !jj_grow(&t->lines, &t->cap_lines, t->n_rows + 1, sizeof *t->lines))
        return jj_no_memory(ctx, path, first * sizeof *t->cells);
    for (size_t i = 0; i < t->n_columns; i++) {
        t->cells[first + i] = jj_arena_str(&t->arena, i < n ? fields[i] : "");
        if (!t->cells[first + i])
            return jj_no_memory(ctx, path, n);
    }
    t->lines[t->n_rows++] = line;
    return JJ_OK;
}

static jj_status read_csv(jj_ctx *ctx, const char *path, jj_sheet *out) {
    JJ_CLEANUP(jj_csv_close) jj_csv csv = {0};
    JJ_TRY(jj_csv_open(ctx, path, NULL, &csv));
    bool more;
    JJ_TRY(jj_csv_next(ctx, &csv, &more));
    if (!more)
        return jj_fail(ctx, JJ_E_FORMAT, "%s: the file is empty", path);
    JJ_TRY(set_header(ctx, path, out, (const char *const *)csv.fields, csv.n));
    for (;;) {
        JJ_TRY(jj_csv_next(ctx, &csv, &more));
        if (!more)
            return JJ_OK;
        JJ_TRY(add_row(ctx, path, out, csv.line, (const char *const *)csv.fields, csv.n));
    }
}

static bool is_sheet(const char *path) {
    static const char *const ends[] = {".xlsx", ".xls", ".ods"};
    size_t len = strlen(path);
    for (size_t i = 0; i < JJ_COUNT(ends); i++) {
        size_t n = strlen(ends[i]);
        if (len > n && strcasecmp(path + len - n, ends[i]) == 0)
            return true;
    }
    return false;
}

/*
 * GDAL names the columns Field1, Field2 when it takes the header for a row of text like the rest.
 */
static bool is_headless(const jj_layer *l) {
    return jj_layer_n_fields(l) > 0 && strcmp(jj_layer_field_name(l, 0), "Field1") == 0;
}

static jj_status read_sheet(jj_ctx *ctx, const char *path, jj_sheet *out) {
    JJ_CLEANUP(jj_layer_closep) jj_layer *layer = NULL;
    JJ_TRY(jj_layer_open(ctx, &(jj_source_spec){.path = path}, &layer));
    size_t n = jj_layer_n_fields(layer);
    JJ_AUTO const char **names = jj_alloc(n + 1, sizeof *names);
    if (!names)
        return jj_no_memory(ctx, path, n * sizeof *names);
    for (size_t i = 0; i < n; i++)
        names[i] = jj_layer_field_name(layer, i);
    bool needs_header = is_headless(layer);
    int first_line = needs_header ? 0 : 1;
    if (!needs_header)
        JJ_TRY(set_header(ctx, path, out, names, n));
    for (;;) {
        jj_feature f;
        bool more;
        JJ_TRY(jj_layer_next(ctx, layer, &f, &more));
        if (!more)
            break;
        bool is_empty = true;
        for (size_t i = 0; i < n; i++)
            is_empty = is_empty && f.text[i][0] == '\0';
        if (is_empty)
            continue;
        if (needs_header)
            JJ_TRY(set_header(ctx, path, out, f.text, n));
        else
            JJ_TRY(add_row(ctx, path, out, first_line + (int)f.row, f.text, n));
        needs_header = false;
    }
    return needs_header ? jj_fail(ctx, JJ_E_FORMAT, "%s: the file is empty", path) : JJ_OK;
}

jj_status jj_sheet_read(jj_ctx *ctx, const char *path, jj_sheet *out) {
    *out = (jj_sheet){0};
    jj_status st = is_sheet(path) ? read_sheet(ctx, path, out) : read_csv(ctx, path, out);
    if (st != JJ_OK)
        jj_sheet_deinit(out);
    return st;
}
