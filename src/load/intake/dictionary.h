/* What words of a list mean: geodata/intake/values/NAME.csv, the first row that matches wins. */
#ifndef LOAD_INTAKE_DICTIONARY_H
#define LOAD_INTAKE_DICTIONARY_H

#include "base/arena.h"
#include "base/ctx.h"

typedef enum jj_match {
    JJ_MATCH_EXACT,
    JJ_MATCH_BEGINS,
    JJ_MATCH_ENDS,
    JJ_MATCH_CONTAINS
} jj_match;

typedef struct jj_value_rule {
    const char *column; /* whose cell is looked at; "*" = the one being filled */
    jj_match match;
    const char *pattern; /* folded as jj_cell_fold() does */
    const char *value;   /* "-" = no facility of ours, "" = nothing */
    bool is_sure;        /* false: an inference, to be counted as one */
} jj_value_rule;

typedef struct jj_dictionary {
    jj_value_rule *rules;
    size_t n;
} jj_dictionary;

/* JJ_E_IO, JJ_E_FORMAT: a column missing, an unknown kind of match. Texts live in `arena`. */
jj_status jj_dictionary_read(jj_ctx *ctx, const char *path, jj_arena *arena, jj_dictionary *out);

/* Whether `cell` is what the rule speaks of; an empty cell never is. */
bool jj_value_rule_fits(const jj_value_rule *rule, const char *cell);

#endif
