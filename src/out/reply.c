#include "out/reply.h"
#include "out/wkb.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static jj_status no_room(jj_ctx *ctx) {
    return jj_no_memory(ctx, "the answer", 0);
}

void jj_reply_begin(jj_reply *out, const jj_column *columns, size_t n_columns) {
    *out = (jj_reply){.columns = columns, .n_columns = n_columns};
}

static jj_cell *new_row(jj_reply *r) {
    if (!jj_grow(&r->cells, &r->cap_cells, (r->n_rows + 1) * r->n_columns, sizeof *r->cells))
        return NULL;
    return &r->cells[r->n_rows++ * r->n_columns];
}

jj_status jj_reply_add(jj_ctx *ctx, jj_reply *r, const jj_cell *cells) {
    jj_cell *row = new_row(r);
    if (!row)
        return no_room(ctx);
    for (size_t c = 0; c < r->n_columns; c++) {
        row[c] = cells[c];
        if (cells[c].text && !(row[c].text = jj_arena_str(&r->arena, cells[c].text)))
            return no_room(ctx);
    }
    return JJ_OK;
}

static bool is_blank(jj_cell_type type, const jj_cell *cell) {
    return type == JJ_CELL_TEXT  ? !cell->text || !*cell->text
           : type == JJ_CELL_INT ? cell->is_null
                                 : isnan(cell->real);
}

static bool has_value(const jj_reply *r, size_t column) {
    for (size_t row = 0; row < r->n_rows; row++)
        if (!is_blank(r->columns[column].type, &r->cells[row * r->n_columns + column]))
            return true;
    return false;
}

jj_status jj_reply_drop_empty(jj_ctx *ctx, jj_reply *r) {
    jj_column *kept = jj_arena_alloc(&r->arena, r->n_columns, sizeof *kept);
    size_t *from = jj_arena_alloc(&r->arena, r->n_columns, sizeof *from);
    size_t n = 0;
    if (!kept || !from)
        return no_room(ctx);
    for (size_t c = 0; c < r->n_columns; c++)
        if (r->n_rows == 0 || has_value(r, c)) {
            from[n] = c;
            kept[n++] = r->columns[c];
        }
    for (size_t row = 0; row < r->n_rows; row++)
        for (size_t c = 0; c < n; c++)
            r->cells[row * n + c] = r->cells[row * r->n_columns + from[c]];
    r->columns = kept;
    r->n_columns = n;
    return JJ_OK;
}

/* What a statement's columns are called, and which of them is the geometry. */
typedef struct shape {
    int n_columns, geometry; /* -1 = none */
    jj_column *columns;
    jj_value_type *seen; /* per column: the widest type met so far */
} shape;

/* From the table the column comes from; an expression by its name alone. */
static void find_titles(jj_ctx *ctx, jj_db *db, const char *table, jj_arena *arena, jj_column *c) {
    JJ_CLEANUP(jj_stmt_freep) jj_stmt *s = NULL;
    bool more = false;
    if (jj_db_prepare(ctx, db,
                      "SELECT title,description FROM gpkg_data_columns WHERE column_name=? AND "
                      "(table_name=? OR ?='') LIMIT 1",
                      &s) != JJ_OK)
        return;
    jj_stmt_put_text(s, c->name);
    jj_stmt_put_text(s, table);
    jj_stmt_put_text(s, table);
    if (jj_stmt_next(ctx, s, &more) != JJ_OK || !more)
        return;
    const char *zh = jj_arena_str(arena, jj_stmt_text(s, 0));
    const char *en = jj_arena_str(arena, jj_stmt_text(s, 1));
    c->title_zh = zh && *zh ? zh : c->name;
    c->title_en = en && *en ? en : c->name;
}

static jj_status name_columns(jj_ctx *ctx, jj_db *db, jj_stmt *s, shape *sh, jj_reply *out) {
    sh->n_columns = jj_stmt_n_columns(s);
    sh->geometry = -1;
    sh->seen = jj_alloc((size_t)sh->n_columns, sizeof *sh->seen);
    sh->columns = jj_arena_alloc(&out->arena, (size_t)sh->n_columns, sizeof(jj_column));
    out->columns = sh->columns;
    if (!sh->seen || !sh->columns)
        return no_room(ctx);
    for (int i = 0; i < sh->n_columns; i++) {
        const char *name = jj_arena_str(&out->arena, jj_stmt_name(s, i));
        if (!name)
            return no_room(ctx);
        if (strcmp(name, "geom") == 0 && sh->geometry < 0) {
            sh->geometry = i;
            continue;
        }
        jj_column *c = &sh->columns[out->n_columns++];
        *c = (jj_column){name, JJ_CELL_TEXT, name, name};
        const char *table, *origin;
        jj_stmt_origin(s, i, &table, &origin);
        find_titles(ctx, db, strcmp(origin, name) == 0 ? table : "", &out->arena, c);
    }
    return JJ_OK;
}

static jj_status read_geometry(jj_ctx *ctx, jj_stmt *s, int column, jj_reply *out) {
    if (!jj_grow(&out->wkb, &out->cap_wkb, out->n_rows, sizeof *out->wkb))
        return no_room(ctx);
    size_t len;
    const void *blob = jj_stmt_blob(s, column, &len);
    jj_text *wkb = &out->wkb[out->n_rows - 1];
    jj_gpkg_wkb(wkb, blob, len);
    return wkb->failed ? no_room(ctx) : JJ_OK;
}

/* Types are known only at the end: every cell keeps all it may be shown as. */
static jj_status read_cell(jj_ctx *ctx, jj_stmt *s, int column, jj_reply *out, jj_cell *cell) {
    jj_value_type type = jj_stmt_type(s, column);
    size_t len;
    cell->is_null = type == JJ_VALUE_NULL;
    cell->real = jj_stmt_real(s, column);
    cell->integer = jj_stmt_int(s, column);
    if (type == JJ_VALUE_TEXT)
        cell->text = jj_arena_str(&out->arena, jj_stmt_text(s, column));
    else if (type == JJ_VALUE_INT)
        cell->text = jj_arena_printf(&out->arena, "%" PRId64, cell->integer);
    else if (type == JJ_VALUE_REAL)
        cell->text = jj_arena_printf(&out->arena, "%.17g", cell->real);
    else if (type == JJ_VALUE_BLOB && (jj_stmt_blob(s, column, &len), true))
        cell->text = jj_arena_printf(&out->arena, "(%zu bytes)", len);
    return cell->text || type == JJ_VALUE_NULL ? JJ_OK : no_room(ctx);
}

static jj_status read_row(jj_ctx *ctx, jj_stmt *s, shape *sh, jj_reply *out) {
    jj_cell *row = new_row(out);
    if (!row)
        return no_room(ctx);
    for (int i = 0, c = 0; i < sh->n_columns; i++) {
        if (i == sh->geometry) {
            JJ_TRY(read_geometry(ctx, s, i, out));
            continue;
        }
        jj_value_type type = jj_stmt_type(s, i);
        sh->seen[c] = type > sh->seen[c] ? type : sh->seen[c];
        JJ_TRY(read_cell(ctx, s, i, out, &row[c++]));
    }
    return JJ_OK;
}

static jj_status read_all(jj_ctx *ctx, jj_db *db, jj_stmt *s, shape *sh, jj_reply *out) {
    JJ_TRY(name_columns(ctx, db, s, sh, out));
    for (;;) {
        bool more;
        JJ_TRY(jj_stmt_next(ctx, s, &more));
        if (!more)
            break;
        JJ_TRY(read_row(ctx, s, sh, out));
    }
    for (size_t c = 0; c < out->n_columns; c++)
        sh->columns[c].type = sh->seen[c] == JJ_VALUE_INT    ? JJ_CELL_INT
                              : sh->seen[c] == JJ_VALUE_REAL ? JJ_CELL_REAL
                                                             : JJ_CELL_TEXT;
    return JJ_OK;
}

jj_status jj_reply_read(jj_ctx *ctx, jj_db *db, jj_stmt *s, jj_reply *out) {
    shape sh = {0};
    *out = (jj_reply){0};
    jj_status st = read_all(ctx, db, s, &sh, out);
    jj_free(sh.seen);
    if (st != JJ_OK)
        jj_reply_deinit(out);
    return st;
}

static void reply_cell(const void *user, size_t row, size_t column, jj_cell *out) {
    const jj_reply *r = user;
    *out = r->cells[row * r->n_columns + column];
}

static jj_status reply_geometry(jj_ctx *ctx, const void *user, size_t row, jj_text *wkb) {
    (void)ctx;
    const jj_text *stored = &((const jj_reply *)user)->wkb[row];
    if (stored->len)
        jj_text_addn(wkb, stored->s, stored->len);
    return JJ_OK;
}

jj_table jj_reply_table(const jj_reply *r) {
    return (jj_table){.name = "reply",
                      .title_en = "",
                      .title_zh = "",
                      .columns = r->columns,
                      .n_columns = r->n_columns,
                      .n_rows = r->n_rows,
                      .geometry_type = r->wkb ? "GEOMETRY" : NULL,
                      .user = r,
                      .cell = reply_cell,
                      .geometry = reply_geometry};
}

void jj_reply_deinit(jj_reply *r) {
    for (size_t i = 0; r->wkb && i < r->n_rows; i++)
        jj_text_deinit(&r->wkb[i]);
    jj_free(r->wkb);
    jj_free(r->cells);
    jj_arena_deinit(&r->arena);
    *r = (jj_reply){0};
}
