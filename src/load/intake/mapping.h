/*
 * What the headings of office lists were taken for, as `check --mapping` writes it and an office
 * corrects it:
 *
 *     SOURCE:
 *       - list: "平遥县.xlsx:幼儿园"
 *         heading_row: 3
 *         heading_rows: 2
 *         columns:
 *           "园所名称": name
 *           "公办/所数": "-"
 */
#ifndef LOAD_INTAKE_MAPPING_H
#define LOAD_INTAKE_MAPPING_H

#include "base/arena.h"
#include "base/text.h"
#include "load/intake/columns.h"

typedef struct jj_mapped_list {
    const char *label;                /* "平遥县.xlsx:幼儿园", folded */
    const char **headings;            /* folded */
    const char **meanings;            /* "-" = not to be read */
    size_t n;                         /* of headings */
    size_t heading_row, heading_rows; /* from 1; 0 = to be found */
    int line;
    bool is_used;
} jj_mapped_list;

typedef struct jj_mapping {
    jj_arena arena;
    jj_mapped_list *lists;
    size_t n;
} jj_mapping;

/*
 * The lists of `source` in the file. JJ_E_IO, JJ_E_FORMAT: no YAML, not of this shape, a meaning
 * that is no column of ours (names line and the nearest).
 */
jj_status jj_mapping_read(jj_ctx *ctx, const char *path, const char *source,
                          const jj_columns *columns, jj_mapping *out);
void jj_mapping_deinit(jj_mapping *m);

/* What is said of the list with that label, or NULL. */
jj_mapped_list *jj_mapping_find(const jj_mapping *m, const char *label);

/* What it says of a heading, whole or after its group's name; NULL = nothing. */
const char *jj_mapped_meaning(const jj_mapped_list *list, const char *heading);

#endif
