/* A YAML document as a tree of nodes with line numbers. */
#ifndef STORE_YAML_H
#define STORE_YAML_H

#include "base/arena.h"
#include "base/ctx.h"

typedef enum jj_yaml_type { JJ_YAML_SCALAR, JJ_YAML_LIST, JJ_YAML_MAP } jj_yaml_type;

typedef struct jj_yaml {
    jj_yaml_type type;
    int line;
    const char *scalar;     /* SCALAR: its text */
    const char **keys;      /* MAP: n keys, in file order */
    struct jj_yaml **items; /* LIST and MAP: n values */
    int *key_lines;
    size_t n;
} jj_yaml;

/*
 * Parse `text`; nodes live in `arena`. JJ_E_FORMAT names `path`, line and column; a key twice is
 * one.
 */
jj_status jj_yaml_parse(jj_ctx *ctx, const char *path, const char *text, size_t len,
                        jj_arena *arena, const jj_yaml **out);

/* The value of key in a map, or NULL. */
const jj_yaml *jj_yaml_get(const jj_yaml *map, const char *key);

#endif
