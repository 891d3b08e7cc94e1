#include "load/section.h"
#include "base/lang.h"
#include "base/nearest.h"

#include <stdio.h>
#include <string.h>

enum { MOST_KEYS = 64 };

static const jj_param *find(const jj_section *s, const char *key, const jj_section_part **part) {
    for (size_t i = 0; i < s->n_parts; i++) {
        *part = &s->parts[i];
        const jj_param *p = jj_param_find((*part)->params, (*part)->n, key);
        if (p && strcmp(p->name, key) == 0)
            return p;
    }
    return NULL;
}

static bool is_nested(const jj_section *s, const char *key) {
    for (size_t i = 0; i < s->n_nested; i++)
        if (strcmp(s->nested[i], key) == 0)
            return true;
    return false;
}

static jj_status unknown_key(jj_ctx *ctx, const jj_section_file *f, const jj_section *s,
                             const char *key, int line) {
    const char *names[MOST_KEYS] = {NULL};
    size_t n = 0;
    for (size_t i = 0; i < s->n_parts; i++)
        for (size_t k = 0; k < s->parts[i].n && n < MOST_KEYS; k++)
            names[n++] = s->parts[i].params[k].name;
    for (size_t i = 0; i < s->n_nested && n < MOST_KEYS; i++)
        names[n++] = s->nested[i];
    size_t near = jj_nearest_name(key, names, n);
    if (near < n)
        return jj_fail(ctx, JJ_E_FORMAT, "%s:%d: '%s' is not a key of %s; did you mean '%s'?",
                       f->path, line, key, jj_tr(ctx->lang, s->name), names[near]);
    return jj_fail(ctx, JJ_E_FORMAT, "%s:%d: '%s' is not a key of %s; see project.reference.yaml",
                   f->path, line, key, jj_tr(ctx->lang, s->name));
}

/* A list into the arena: one scalar is a list of one. */
static jj_status set_list(jj_ctx *ctx, const jj_section_file *f, const jj_yaml *node,
                          const char *where, jj_param_list *out) {
    size_t n = node->type == JJ_YAML_SCALAR ? 1 : node->n;
    out->items = jj_arena_alloc(f->arena, n + 1, sizeof *out->items);
    if (!out->items)
        return jj_no_memory(ctx, f->path, 0);
    out->n = 0;
    for (size_t i = 0; i < n; i++) {
        const jj_yaml *item = node->type == JJ_YAML_SCALAR ? node : node->items[i];
        if (item->type != JJ_YAML_SCALAR)
            return jj_fail(ctx, JJ_E_FORMAT, "%s: must be a list of plain values", where);
        out->items[out->n++] = item->scalar;
    }
    return JJ_OK;
}

static jj_status set(jj_ctx *ctx, const jj_section_file *f, const jj_param *p,
                     const jj_section_part *part, const jj_yaml *node, void *values) {
    char where[512];
    snprintf(where, sizeof where, "%.400s:%d: %s", f->path, node->line, p->name);
    char *base = (char *)values + part->offset;
    bool is_list = p->type == JJ_P_LIST || p->type == JJ_P_REPEAT;
    if (is_list && node->type != JJ_YAML_MAP)
        return set_list(ctx, f, node, where, (jj_param_list *)(void *)(base + p->offset));
    if (node->type != JJ_YAML_SCALAR)
        return jj_fail(ctx, JJ_E_FORMAT, "%s: must be one value, not a list or a map", where);
    return jj_param_set(ctx, p, base, node->scalar, where);
}

static jj_status check_required(jj_ctx *ctx, const jj_section_file *f, const jj_section *s,
                                const jj_yaml *map) {
    for (size_t i = 0; i < s->n_parts; i++)
        for (size_t k = 0; k < s->parts[i].n; k++) {
            const jj_param *p = &s->parts[i].params[k];
            if (p->is_required && !jj_yaml_get(map, p->name))
                return jj_fail(ctx, JJ_E_FORMAT, "%s:%d: %s needs '%s'", f->path,
                               map ? map->line : 1, jj_tr(ctx->lang, s->name), p->name);
        }
    return JJ_OK;
}

jj_status jj_section_read(jj_ctx *ctx, const jj_section_file *f, const jj_section *section,
                          const jj_yaml *map, void *values) {
    for (size_t i = 0; i < section->n_parts; i++)
        JJ_TRY(jj_param_defaults(ctx, section->parts[i].params, section->parts[i].n,
                                 (char *)values + section->parts[i].offset));
    if (map && map->type != JJ_YAML_MAP)
        return jj_fail(ctx, JJ_E_FORMAT, "%s:%d: %s must be a map of keys and values", f->path,
                       map->line, section->name);
    for (size_t i = 0; map && i < map->n; i++) {
        const jj_section_part *part;
        const jj_param *p = find(section, map->keys[i], &part);
        if (!p && !is_nested(section, map->keys[i]))
            return unknown_key(ctx, f, section, map->keys[i], map->key_lines[i]);
        if (p)
            JJ_TRY(set(ctx, f, p, part, map->items[i], values));
    }
    return check_required(ctx, f, section, map);
}

jj_status jj_section_pairs(jj_ctx *ctx, const jj_section_file *f, const char *name,
                           const jj_yaml *map, jj_pairs *out) {
    *out = (jj_pairs){0};
    if (!map)
        return JJ_OK;
    if (map->type != JJ_YAML_MAP)
        return jj_fail(ctx, JJ_E_FORMAT, "%s:%d: %s must be a map of keys and values", f->path,
                       map->line, name);
    out->values = jj_arena_alloc(f->arena, map->n + 1, sizeof *out->values);
    if (!out->values)
        return jj_no_memory(ctx, f->path, 0);
    for (size_t i = 0; i < map->n; i++) {
        if (map->items[i]->type != JJ_YAML_SCALAR)
            return jj_fail(ctx, JJ_E_FORMAT, "%s:%d: '%s' of %s must be one value", f->path,
                           map->key_lines[i], map->keys[i], name);
        out->values[i] = map->items[i]->scalar;
    }
    out->keys = map->keys;
    out->lines = map->key_lines;
    out->n = map->n;
    return JJ_OK;
}

const char *jj_pairs_get(const jj_pairs *p, const char *key) {
    for (size_t i = 0; i < p->n; i++)
        if (strcmp(p->keys[i], key) == 0)
            return p->values[i];
    return NULL;
}

jj_status jj_section_list(jj_ctx *ctx, const jj_section_file *f, const char *name,
                          const jj_yaml *node, size_t *n) {
    *n = 0;
    if (!node)
        return JJ_OK;
    if (node->type != JJ_YAML_LIST)
        return jj_fail(ctx, JJ_E_FORMAT, "%s:%d: %s must be a list: each entry begins with '- '",
                       f->path, node->line, name);
    for (size_t i = 0; i < node->n; i++)
        if (node->items[i]->type != JJ_YAML_MAP)
            return jj_fail(ctx, JJ_E_FORMAT, "%s:%d: an entry of %s must be a map of keys", f->path,
                           node->items[i]->line, name);
    *n = node->n;
    return JJ_OK;
}
