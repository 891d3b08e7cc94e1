#include "load/intake/dictionary.h"
#include "load/intake/cell.h"
#include "store/sheet.h"

#include <string.h>

enum { MOST_CELL = 512, N_COLUMNS = 5 };

static bool parse_match(const char *name, jj_match *out) {
    static const char *const names[] = {"exact", "begins", "ends", "contains"};
    for (size_t i = 0; i < JJ_COUNT(names); i++)
        if (strcmp(names[i], name) == 0) {
            *out = (jj_match)i;
            return true;
        }
    return false;
}

jj_status jj_dictionary_read(jj_ctx *ctx, const char *path, jj_arena *arena, jj_dictionary *out) {
    static const char *const names[N_COLUMNS] = {"column", "match", "pattern", "value", "sure"};
    JJ_CLEANUP(jj_sheet_deinit) jj_sheet t = {0};
    size_t column[N_COLUMNS];
    JJ_TRY(jj_sheet_read(ctx, path, &t));
    JJ_TRY(jj_sheet_columns(ctx, path, &t, names, N_COLUMNS, column));
    out->rules = jj_arena_alloc(arena, t.n_rows + 1, sizeof *out->rules);
    if (!out->rules)
        return jj_no_memory(ctx, path, 0);
    for (size_t r = 0; r < t.n_rows; r++) {
        char folded[MOST_CELL];
        jj_value_rule *rule = &out->rules[out->n++];
        const char *match = jj_sheet_cell(&t, r, column[1]);
        if (!parse_match(match, &rule->match))
            return jj_fail(ctx, JJ_E_FORMAT,
                           "%s:%d: match '%s' is none of exact, begins, ends, contains", path,
                           t.lines[r], match);
        jj_cell_fold(jj_sheet_cell(&t, r, column[2]), folded, sizeof folded);
        rule->column = jj_arena_str(arena, jj_sheet_cell(&t, r, column[0]));
        rule->pattern = jj_arena_str(arena, folded);
        rule->value = jj_arena_str(arena, jj_sheet_cell(&t, r, column[3]));
        rule->is_sure = strcmp(jj_sheet_cell(&t, r, column[4]), "1") == 0;
        if (!rule->column || !rule->pattern || !rule->value)
            return jj_no_memory(ctx, path, 0);
    }
    return JJ_OK;
}

bool jj_value_rule_fits(const jj_value_rule *rule, const char *cell) {
    char folded[MOST_CELL];
    jj_cell_fold(cell, folded, sizeof folded);
    size_t n = strlen(folded), m = strlen(rule->pattern);
    if (n == 0 || m == 0 || m > n)
        return false;
    switch (rule->match) {
    case JJ_MATCH_EXACT:
        return strcmp(folded, rule->pattern) == 0;
    case JJ_MATCH_BEGINS:
        return memcmp(folded, rule->pattern, m) == 0;
    case JJ_MATCH_ENDS:
        return memcmp(folded + n - m, rule->pattern, m) == 0;
    case JJ_MATCH_CONTAINS:
        return strstr(folded, rule->pattern) != NULL;
    }
    return false;
}
