/*
 * A section of the project file into a struct, by parameter table: types, ranges and choices are
 * checked with the line they stand on, and a key that is in no table is refused.
 */
#ifndef LOAD_SECTION_H
#define LOAD_SECTION_H

#include "base/param.h"
#include "store/yaml.h"

/* The file being read. */
typedef struct jj_section_file {
    const char *path;
    jj_arena
        *arena; /* what is kept is kept here; lists too, so jj_param_deinit() is not for them */
} jj_section_file;

/* A table and where its struct lies in the section's. */
typedef struct jj_section_part {
    const jj_param *params;
    size_t n, offset;
} jj_section_part;

typedef struct jj_section {
    const char *name; /* "population", for messages */
    jj_section_part parts[2];
    size_t n_parts;
    const char *const *nested; /* keys whose maps and lists the caller reads itself */
    size_t n_nested;
} jj_section;

/*
 * Defaults first, then every key of `map` (NULL = none given). JJ_E_FORMAT: not a map, an unknown
 * key (the nearest is offered), a map where a value is due, a required key that is missing;
 * JJ_E_RANGE: a value that does not fit.
 */
jj_status jj_section_read(jj_ctx *ctx, const jj_section_file *f, const jj_section *section,
                          const jj_yaml *map, void *values);

/* A map of texts with keys of the user's own: source column -> engine column, value -> kind. */
typedef struct jj_pairs {
    const char **keys, **values;
    int *lines;
    size_t n;
} jj_pairs;
jj_status jj_section_pairs(jj_ctx *ctx, const jj_section_file *f, const char *name,
                           const jj_yaml *map, jj_pairs *out);

/* The value of `key` in pairs, or NULL. */
const char *jj_pairs_get(const jj_pairs *p, const char *key);

/* `node` must be a list of maps (NULL is an empty one). JJ_E_FORMAT names the line. */
jj_status jj_section_list(jj_ctx *ctx, const jj_section_file *f, const char *name,
                          const jj_yaml *node, size_t *n);

#endif
