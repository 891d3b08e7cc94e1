/* One cell of a catalogue into one field of a rule. */
#ifndef LOAD_CATALOGUE_CELL_H
#define LOAD_CATALOGUE_CELL_H

#include "model/rule.h"

/* Where a cell stands; every refusal begins with it. */
typedef struct rule_cell {
    const char *path;
    int line;
    const char *column;
    const char *text; /* as it stands in the file */
    jj_arena *arena;  /* of the catalogue: what is kept is copied there */
} rule_cell;

extern const char *const rule_columns[];
extern const size_t n_rule_columns;

/* Puts the cell into field number `column` of the rule. JJ_E_FORMAT names the cell. */
jj_status rule_set_cell(jj_ctx *ctx, const rule_cell *c, size_t column, jj_rule *rule);

/* A rule with every field at what an empty cell means. */
jj_rule rule_empty(void);

#endif
