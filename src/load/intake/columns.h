/* What column headings mean: geodata/intake/columns.csv, one meaning a row with its synonyms. */
#ifndef LOAD_INTAKE_COLUMNS_H
#define LOAD_INTAKE_COLUMNS_H

#include "base/arena.h"
#include "base/ctx.h"
#include "base/map.h"

typedef struct jj_columns {
    jj_arena arena;
    jj_map by_heading; /* folded heading -> index into meanings */
    const char **meanings;
    size_t n, cap;
} jj_columns;

/* JJ_E_IO, JJ_E_FORMAT as the file's reader says them. */
jj_status jj_columns_read(jj_ctx *ctx, const char *path, jj_columns *out);

/* Add one synonym by hand (the project's own column map). JJ_E_NOMEM. */
jj_status jj_columns_add(jj_ctx *ctx, jj_columns *c, const char *meaning, const char *heading);

/*
 * The canonical name of a heading as it stands ("所在乡（镇）"), or NULL. Blanks, width, brackets
 * with what they hold, units after the name and traditional characters do not matter.
 */
const char *jj_columns_meaning(const jj_columns *c, const char *heading);

void jj_columns_deinit(jj_columns *c);

#endif
