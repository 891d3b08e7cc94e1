#include "load/intake/mapping.h"
#include "base/file.h"
#include "base/lang.h"
#include "base/nearest.h"
#include "base/param.h"
#include "load/intake/cell.h"
#include "store/yaml.h"

#include <string.h>

enum { MOST_TEXT = 512, MOST_ROW = 1000 };

typedef struct reader {
    jj_ctx *ctx;
    const char *path;
    const jj_columns *columns;
    jj_arena *arena;
} reader;

static const char *fold(jj_arena *arena, const char *text) {
    char folded[MOST_TEXT];
    jj_cell_fold(text, folded, sizeof folded);
    return jj_arena_str(arena, folded);
}

static jj_status refuse_shape(const reader *r, int line, const char *due) {
    return jj_fail(r->ctx, JJ_E_FORMAT, "%s:%d: %s is due here", r->path, line,
                   jj_tr(r->ctx->lang, due));
}

static jj_status read_row(const reader *r, const jj_yaml *node, size_t *out) {
    int64_t row;
    if (node->type != JJ_YAML_SCALAR || !jj_parse_int64(node->scalar, &row) || row < 1 ||
        row > MOST_ROW)
        return refuse_shape(r, node->line, "the number of a row, from 1");
    *out = (size_t)row;
    return JJ_OK;
}

static jj_status check_meaning(const reader *r, const char *meaning, int line) {
    if (strcmp(meaning, "-") == 0)
        return JJ_OK;
    for (size_t i = 0; i < r->columns->n; i++)
        if (strcmp(r->columns->meanings[i], meaning) == 0)
            return JJ_OK;
    size_t near = jj_nearest_name(meaning, r->columns->meanings, r->columns->n);
    if (near < r->columns->n)
        return jj_fail(r->ctx, JJ_E_FORMAT,
                       "%s:%d: '%s' is no meaning of a column; the nearest is '%s' (see "
                       "intake/columns.csv; '-' = not read)",
                       r->path, line, meaning, r->columns->meanings[near]);
    return jj_fail(r->ctx, JJ_E_FORMAT,
                   "%s:%d: '%s' is no meaning of a column; intake/columns.csv names them all "
                   "('-' = not read)",
                   r->path, line, meaning);
}

static jj_status read_headings(const reader *r, const jj_yaml *node, jj_mapped_list *out) {
    if (node->type != JJ_YAML_MAP)
        return refuse_shape(r, node->line, "a map of headings and meanings");
    out->headings = jj_arena_alloc(r->arena, node->n + 1, sizeof *out->headings);
    out->meanings = jj_arena_alloc(r->arena, node->n + 1, sizeof *out->meanings);
    if (!out->headings || !out->meanings)
        return jj_no_memory(r->ctx, r->path, 0);
    for (; out->n < node->n; out->n++) {
        const jj_yaml *meaning = node->items[out->n];
        if (meaning->type != JJ_YAML_SCALAR)
            return refuse_shape(r, meaning->line, "the meaning of a heading");
        JJ_TRY(check_meaning(r, meaning->scalar, meaning->line));
        out->headings[out->n] = fold(r->arena, node->keys[out->n]);
        out->meanings[out->n] = jj_arena_str(r->arena, meaning->scalar);
        if (!out->headings[out->n] || !out->meanings[out->n])
            return jj_no_memory(r->ctx, r->path, 0);
    }
    return JJ_OK;
}

static jj_status read_list(const reader *r, const jj_yaml *node, jj_mapped_list *out) {
    if (node->type != JJ_YAML_MAP)
        return refuse_shape(r, node->line, "a list with 'list' and 'columns'");
    out->line = node->line;
    for (size_t i = 0; i < node->n; i++) {
        const char *key = node->keys[i];
        const jj_yaml *value = node->items[i];
        if (strcmp(key, "list") == 0 && value->type == JJ_YAML_SCALAR)
            out->label = fold(r->arena, value->scalar);
        else if (strcmp(key, "heading_row") == 0)
            JJ_TRY(read_row(r, value, &out->heading_row));
        else if (strcmp(key, "heading_rows") == 0)
            JJ_TRY(read_row(r, value, &out->heading_rows));
        else if (strcmp(key, "columns") == 0)
            JJ_TRY(read_headings(r, value, out));
        else
            return refuse_shape(r, node->key_lines[i],
                                "'list', 'heading_row', 'heading_rows' or 'columns'");
    }
    if (out->heading_rows > 2)
        return refuse_shape(r, out->line, "'heading_rows' of 1 or 2");
    return out->label ? JJ_OK : refuse_shape(r, out->line, "a list with 'list' and 'columns'");
}

static jj_status read_lists(const reader *r, const jj_yaml *node, jj_mapping *out) {
    if (node->type != JJ_YAML_LIST)
        return refuse_shape(r, node->line, "a list of lists");
    out->lists = jj_arena_alloc(r->arena, node->n + 1, sizeof *out->lists);
    if (!out->lists)
        return jj_no_memory(r->ctx, r->path, 0);
    for (size_t i = 0; i < node->n; i++)
        JJ_TRY(read_list(r, node->items[i], &out->lists[out->n++]));
    return JJ_OK;
}

jj_status jj_mapping_read(jj_ctx *ctx, const char *path, const char *source,
                          const jj_columns *columns, jj_mapping *out) {
    *out = (jj_mapping){0};
    JJ_AUTO char *text = NULL;
    size_t len;
    const jj_yaml *root;
    JJ_TRY(jj_file_read(ctx, path, &text, &len));
    JJ_TRY(jj_yaml_parse(ctx, path, text, len, &out->arena, &root));
    const reader r = {ctx, path, columns, &out->arena};
    const jj_yaml *node = root->type == JJ_YAML_MAP ? jj_yaml_get(root, source) : NULL;
    if (!node)
        return jj_fail(ctx, JJ_E_FORMAT, "%s: there is nothing of the source '%s'", path, source);
    return read_lists(&r, node, out);
}

void jj_mapping_deinit(jj_mapping *m) {
    jj_arena_deinit(&m->arena);
    *m = (jj_mapping){0};
}

jj_mapped_list *jj_mapping_find(const jj_mapping *m, const char *label) {
    char folded[MOST_TEXT];
    jj_cell_fold(label, folded, sizeof folded);
    for (size_t i = 0; i < m->n; i++)
        if (strcmp(m->lists[i].label, folded) == 0)
            return &m->lists[i];
    return NULL;
}

const char *jj_mapped_meaning(const jj_mapped_list *list, const char *heading) {
    char folded[MOST_TEXT];
    jj_cell_fold(heading, folded, sizeof folded);
    for (size_t i = 0; list && i < list->n; i++) {
        const char *lower = strrchr(list->headings[i], '/');
        if (strcmp(list->headings[i], folded) == 0 || (lower && strcmp(lower + 1, folded) == 0))
            return list->meanings[i];
    }
    return NULL;
}
