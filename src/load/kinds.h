/* The vocabulary of facility kinds and attributes: geodata/kinds/kinds.csv and attributes.csv. */
#ifndef LOAD_KINDS_H
#define LOAD_KINDS_H

#include "base/arena.h"
#include "base/ctx.h"

typedef struct jj_kind {
    const char *id;     /* "village_clinic" */
    const char *domain; /* EDU, MED, ... */
    const char *title_zh, *title_en;
} jj_kind;

/* A facility column that filters may name. */
typedef struct jj_attribute {
    const char *id;
    char type; /* 't' text, 'i' integer, 'r' real */
    const char *title_zh, *title_en;
} jj_attribute;

typedef struct jj_kinds {
    jj_arena arena;
    jj_kind *kinds;
    size_t n, cap;
    jj_attribute *attributes;
    size_t n_attributes, cap_attributes;
} jj_kinds;

/*
 * Both tables as they ship; then kinds.csv in `folder` too, where it holds one (a catalogue may
 * bring kinds of its own; NULL = none). JJ_E_FORMAT names file, line and column.
 */
jj_status jj_kinds_read(jj_ctx *ctx, const char *folder, jj_kinds *out);
const jj_kind *jj_kind_find(const jj_kinds *k, const char *id);
/*
 * A kind as people say it: its id, its title in either language, or a word offices use for it
 * (intake/values/kind.csv); *out is NULL where it is none of these. Errors of
 * jj_dictionary_read().
 */
jj_status jj_kind_named(jj_ctx *ctx, const jj_kinds *k, const char *word, const jj_kind **out);
const jj_attribute *jj_attribute_find(const jj_kinds *k, const char *id);
void jj_kinds_deinit(jj_kinds *k);

#endif
