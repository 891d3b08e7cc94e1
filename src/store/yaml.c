#include "store/yaml.h"
#include "base/lang.h"

#include <stdio.h>
#include <string.h>
#include <yaml.h>

/* Aliases can make a small file a huge tree; a project file is never deep. */
enum { MOST_NODES = 200000, DEEPEST = 32 };

typedef struct builder {
    jj_ctx *ctx;
    const char *path;
    jj_arena *arena;
    yaml_document_t *doc;
    size_t n_nodes;
} builder;

static int line_of(const yaml_node_t *node) {
    return (int)node->start_mark.line + 1;
}

static jj_status no_room(builder *b) {
    return jj_no_memory(b->ctx, b->path, 0);
}

static jj_status build(builder *b, int index, int depth, jj_yaml **out);

static jj_status build_scalar(builder *b, const yaml_node_t *node, jj_yaml *y) {
    const char *text = (const char *)node->data.scalar.value;
    if (strlen(text) != node->data.scalar.length)
        return jj_fail(b->ctx, JJ_E_FORMAT, "%s:%d: a value holds a NUL character", b->path,
                       y->line);
    bool is_null = node->data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
                   (strcmp(text, "~") == 0 || strcmp(text, "null") == 0);
    y->scalar = jj_arena_str(b->arena, is_null ? "" : text);
    return y->scalar ? JJ_OK : no_room(b);
}

static jj_status build_list(builder *b, const yaml_node_t *node, int depth, jj_yaml *y) {
    const yaml_node_item_t *start = node->data.sequence.items.start;
    y->n = (size_t)(node->data.sequence.items.top - start);
    y->items = jj_arena_alloc(b->arena, y->n + 1, sizeof *y->items);
    if (!y->items)
        return no_room(b);
    for (size_t i = 0; i < y->n; i++)
        JJ_TRY(build(b, start[i], depth, &y->items[i]));
    return JJ_OK;
}

static jj_status refuse_second_key(builder *b, const jj_yaml *y, size_t i) {
    for (size_t k = 0; k < i; k++)
        if (strcmp(y->keys[k], y->keys[i]) == 0)
            return jj_fail(b->ctx, JJ_E_FORMAT, "%s:%d: the key '%s' stands here already, line %d",
                           b->path, y->key_lines[i], y->keys[i], y->key_lines[k]);
    return JJ_OK;
}

static jj_status build_map(builder *b, const yaml_node_t *node, int depth, jj_yaml *y) {
    const yaml_node_pair_t *start = node->data.mapping.pairs.start;
    y->n = (size_t)(node->data.mapping.pairs.top - start);
    y->items = jj_arena_alloc(b->arena, y->n + 1, sizeof *y->items);
    y->keys = jj_arena_alloc(b->arena, y->n + 1, sizeof *y->keys);
    y->key_lines = jj_arena_alloc(b->arena, y->n + 1, sizeof *y->key_lines);
    if (!y->items || !y->keys || !y->key_lines)
        return no_room(b);
    for (size_t i = 0; i < y->n; i++) {
        jj_yaml *key;
        JJ_TRY(build(b, start[i].key, depth, &key));
        y->key_lines[i] = key->line;
        if (key->type != JJ_YAML_SCALAR)
            return jj_fail(b->ctx, JJ_E_FORMAT, "%s:%d: a key must be plain text", b->path,
                           key->line);
        y->keys[i] = key->scalar;
        JJ_TRY(refuse_second_key(b, y, i));
        JJ_TRY(build(b, start[i].value, depth, &y->items[i]));
    }
    return JJ_OK;
}

static jj_status build(builder *b, int index, int depth, jj_yaml **out) {
    const yaml_node_t *node = yaml_document_get_node(b->doc, index);
    jj_yaml *y = jj_arena_alloc(b->arena, 1, sizeof *y);
    if (!node || !y)
        return no_room(b);
    *out = y;
    y->line = line_of(node);
    if (depth > DEEPEST || ++b->n_nodes > MOST_NODES)
        return jj_fail(b->ctx, JJ_E_FORMAT,
                       "%s:%d: nested deeper than %d levels or more than %d values: this is no "
                       "project file",
                       b->path, y->line, DEEPEST, MOST_NODES);
    switch (node->type) {
    case YAML_SEQUENCE_NODE:
        y->type = JJ_YAML_LIST;
        return build_list(b, node, depth + 1, y);
    case YAML_MAPPING_NODE:
        y->type = JJ_YAML_MAP;
        return build_map(b, node, depth + 1, y);
    case YAML_SCALAR_NODE:
        y->type = JJ_YAML_SCALAR;
        return build_scalar(b, node, y);
    case YAML_NO_NODE:
        break;
    }
    return jj_fail(b->ctx, JJ_E_FORMAT, "%s:%d: neither value, list nor map", b->path, y->line);
}

static jj_status refuse_syntax(jj_ctx *ctx, const char *path, const yaml_parser_t *p) {
    const char *problem = jj_tr(ctx->lang, p->problem ? p->problem : "");
    if (p->error == YAML_MEMORY_ERROR)
        return jj_no_memory(ctx, path, 0);
    if (p->error == YAML_READER_ERROR)
        return jj_fail(ctx, JJ_E_FORMAT, "%s: byte %zu is not UTF-8 text (%s): save it as UTF-8",
                       path, p->problem_offset, problem);
    return jj_fail(ctx, JJ_E_FORMAT, "%s:%zu: not YAML at column %zu: %s", path,
                   p->problem_mark.line + 1, p->problem_mark.column + 1, problem);
}

static jj_status refuse_second_document(jj_ctx *ctx, const char *path, yaml_parser_t *parser) {
    yaml_document_t next;
    if (!yaml_parser_load(parser, &next))
        return refuse_syntax(ctx, path, parser);
    const yaml_node_t *root = yaml_document_get_root_node(&next);
    int line = root ? line_of(root) : 0;
    yaml_document_delete(&next);
    if (line)
        return jj_fail(ctx, JJ_E_FORMAT, "%s:%d: a second document begins; one file holds one",
                       path, line);
    return JJ_OK;
}

jj_status jj_yaml_parse(jj_ctx *ctx, const char *path, const char *text, size_t len,
                        jj_arena *arena, const jj_yaml **out) {
    *out = NULL;
    JJ_CLEANUP(yaml_parser_delete) yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser))
        return jj_no_memory(ctx, path, 0);
    yaml_parser_set_input_string(&parser, (const unsigned char *)text, len);
    JJ_CLEANUP(yaml_document_delete) yaml_document_t doc;
    if (!yaml_parser_load(&parser, &doc)) {
        memset(&doc, 0, sizeof doc);
        return refuse_syntax(ctx, path, &parser);
    }
    if (!yaml_document_get_root_node(&doc))
        return jj_fail(ctx, JJ_E_FORMAT, "%s: the file is empty", path);
    builder b = {.ctx = ctx, .path = path, .arena = arena, .doc = &doc};
    jj_yaml *root;
    JJ_TRY(build(&b, 1, 0, &root));
    JJ_TRY(refuse_second_document(ctx, path, &parser));
    *out = root;
    return JJ_OK;
}

const jj_yaml *jj_yaml_get(const jj_yaml *map, const char *key) {
    if (!map || map->type != JJ_YAML_MAP)
        return NULL;
    for (size_t i = 0; i < map->n; i++)
        if (strcmp(map->keys[i], key) == 0)
            return map->items[i];
    return NULL;
}
