/* An answer in memory: rows of typed cells, with or without geometry, seen as a jj_table. */
#ifndef OUT_REPLY_H
#define OUT_REPLY_H

#include "base/arena.h"
#include "out/table.h"
#include "store/database.h"

typedef struct jj_reply {
    jj_arena arena; /* every text of the cells */
    const jj_column *columns;
    size_t n_columns, n_rows;
    jj_cell *cells; /* n_rows x n_columns */
    size_t cap_cells;
    jj_text *wkb; /* per row; NULL = no geometry */
    size_t cap_wkb;
} jj_reply;

/*
 * Every row of a statement. Column titles come from the file's own gpkg_data_columns by name; a
 * column `geom` that holds GeoPackage geometries becomes the rows' geometry and is not a column.
 */
jj_status jj_reply_read(jj_ctx *ctx, jj_db *db, jj_stmt *s, jj_reply *out);

/* A reply made by hand: columns are borrowed, a row at a time (n_columns cells, texts copied). */
void jj_reply_begin(jj_reply *out, const jj_column *columns, size_t n_columns);
jj_status jj_reply_add(jj_ctx *ctx, jj_reply *r, const jj_cell *cells);

/* Leaves out the columns in which no row has a value, for a reader at a terminal. JJ_E_NOMEM. */
jj_status jj_reply_drop_empty(jj_ctx *ctx, jj_reply *r);

/* Borrows from the reply. */
jj_table jj_reply_table(const jj_reply *r);
void jj_reply_deinit(jj_reply *r);

#endif
