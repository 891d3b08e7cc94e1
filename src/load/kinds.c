#include "load/kinds.h"
#include "base/file.h"
#include "base/geodata.h"
#include "load/intake/cell.h"
#include "load/intake/dictionary.h"
#include "store/sheet.h"

#include <string.h>

void jj_kinds_deinit(jj_kinds *k) {
    jj_free(k->kinds);
    jj_free(k->attributes);
    jj_arena_deinit(&k->arena);
    *k = (jj_kinds){0};
}

const jj_kind *jj_kind_find(const jj_kinds *k, const char *id) {
    for (size_t i = 0; i < k->n; i++)
        if (strcmp(k->kinds[i].id, id) == 0)
            return &k->kinds[i];
    return NULL;
}

static const jj_kind *titled(const jj_kinds *k, const char *word) {
    for (size_t i = 0; i < k->n; i++)
        if (strcmp(k->kinds[i].title_zh, word) == 0 || strcmp(k->kinds[i].title_en, word) == 0)
            return &k->kinds[i];
    return NULL;
}

/* By the words of office lists. */
static jj_status find_said(jj_ctx *ctx, const jj_kinds *k, const char *word, const jj_kind **out) {
    JJ_CLEANUP(jj_arena_deinit) jj_arena arena = {0};
    JJ_AUTO char *path = NULL;
    jj_dictionary words = {0};
    char folded[128];
    JJ_TRY(jj_geodata_path(ctx, "intake/values/kind.csv", &path));
    JJ_TRY(jj_dictionary_read(ctx, path, &arena, &words));
    jj_cell_fold(word, folded, sizeof folded);
    for (size_t i = 0; i < words.n && !*out; i++)
        if (strcmp(words.rules[i].column, "kind") == 0 && words.rules[i].match == JJ_MATCH_EXACT &&
            jj_value_rule_fits(&words.rules[i], folded))
            *out = jj_kind_find(k, words.rules[i].value);
    return JJ_OK;
}

jj_status jj_kind_named(jj_ctx *ctx, const jj_kinds *k, const char *word, const jj_kind **out) {
    *out = jj_kind_find(k, word);
    if (!*out)
        *out = titled(k, word);
    return *out ? JJ_OK : find_said(ctx, k, word, out);
}

const jj_attribute *jj_attribute_find(const jj_kinds *k, const char *id) {
    for (size_t i = 0; i < k->n_attributes; i++)
        if (strcmp(k->attributes[i].id, id) == 0)
            return &k->attributes[i];
    return NULL;
}

enum { N_COLUMNS = 4 };

/* The four cells of a row by column name, copied into the arena. */
static jj_status take_row(jj_ctx *ctx, const char *path, const jj_sheet *t, size_t row,
                          const char *const names[N_COLUMNS], jj_arena *arena,
                          const char *out[N_COLUMNS]) {
    size_t column[N_COLUMNS];
    JJ_TRY(jj_sheet_columns(ctx, path, t, names, N_COLUMNS, column));
    for (size_t i = 0; i < N_COLUMNS; i++) {
        out[i] = jj_arena_str(arena, jj_sheet_cell(t, row, column[i]));
        if (!out[i])
            return jj_no_memory(ctx, path, 64);
        if (!out[i][0])
            return jj_fail(ctx, JJ_E_FORMAT, "%s:%d, column '%s': the cell is empty", path,
                           t->lines[row], names[i]);
    }
    return JJ_OK;
}

static jj_status add_kind(jj_ctx *ctx, const char *path, const jj_sheet *t, size_t row,
                          jj_kinds *k) {
    static const char *const names[N_COLUMNS] = {"id", "domain", "title_zh", "title_en"};
    const char *cell[N_COLUMNS];
    JJ_TRY(take_row(ctx, path, t, row, names, &k->arena, cell));
    if (jj_kind_find(k, cell[0]))
        return jj_fail(ctx, JJ_E_FORMAT, "%s:%d: kind '%s' stands there twice", path, t->lines[row],
                       cell[0]);
    if (!jj_grow(&k->kinds, &k->cap, k->n + 1, sizeof *k->kinds))
        return jj_no_memory(ctx, path, k->n * sizeof *k->kinds);
    k->kinds[k->n++] = (jj_kind){cell[0], cell[1], cell[2], cell[3]};
    return JJ_OK;
}

static jj_status add_attribute(jj_ctx *ctx, const char *path, const jj_sheet *t, size_t row,
                               jj_kinds *k) {
    static const char *const names[N_COLUMNS] = {"id", "type", "title_zh", "title_en"};
    const char *cell[N_COLUMNS];
    JJ_TRY(take_row(ctx, path, t, row, names, &k->arena, cell));
    static const char *const types[] = {"text", "integer", "real"};
    size_t type = 0;
    while (type < 3 && strcmp(types[type], cell[1]) != 0)
        type++;
    if (type == 3)
        return jj_fail(ctx, JJ_E_FORMAT, "%s:%d, column 'type': '%s' is not text, integer or real",
                       path, t->lines[row], cell[1]);
    if (!jj_grow(&k->attributes, &k->cap_attributes, k->n_attributes + 1, sizeof *k->attributes))
        return jj_no_memory(ctx, path, k->n_attributes * sizeof *k->attributes);
    k->attributes[k->n_attributes++] = (jj_attribute){cell[0], types[type][0], cell[2], cell[3]};
    return JJ_OK;
}

typedef jj_status add_fn(jj_ctx *ctx, const char *path, const jj_sheet *t, size_t row, jj_kinds *k);

static jj_status read_file(jj_ctx *ctx, const char *path, add_fn *add, jj_kinds *k) {
    JJ_CLEANUP(jj_sheet_deinit) jj_sheet t = {0};
    JJ_TRY(jj_sheet_read(ctx, path, &t));
    for (size_t row = 0; row < t.n_rows; row++)
        JJ_TRY(add(ctx, path, &t, row, k));
    return JJ_OK;
}

static jj_status read_shipped(jj_ctx *ctx, const char *name, add_fn *add, jj_kinds *k) {
    JJ_AUTO char *path = NULL;
    JJ_TRY(jj_geodata_path(ctx, name, &path));
    return read_file(ctx, path, add, k);
}

static jj_status read_all(jj_ctx *ctx, const char *folder, jj_kinds *out) {
    JJ_TRY(read_shipped(ctx, "kinds/kinds.csv", add_kind, out));
    JJ_TRY(read_shipped(ctx, "kinds/attributes.csv", add_attribute, out));
    if (!folder)
        return JJ_OK;
    JJ_AUTO char *own = jj_path_join(folder, "kinds.csv");
    if (!own)
        return jj_no_memory(ctx, folder, strlen(folder));
    return jj_file_exists(own) ? read_file(ctx, own, add_kind, out) : JJ_OK;
}

jj_status jj_kinds_read(jj_ctx *ctx, const char *folder, jj_kinds *out) {
    *out = (jj_kinds){0};
    jj_status st = read_all(ctx, folder, out);
    if (st != JJ_OK)
        jj_kinds_deinit(out);
    return st;
}
