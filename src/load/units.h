/*
 * The unit tree while it is read: in file order, codes not yet resolved. Private to load/units_*.
 */
#ifndef LOAD_UNITS_H
#define LOAD_UNITS_H

#include "load/loader.h"

typedef struct jj_tree_unit {
    const char *code, *name, *kind;
    const char *parent;         /* code, "" = from the unit's own code */
    const jj_units_keys *level; /* the first section of its level */
    bool is_judged;
    double *figures; /* one a column of the tree, NaN where none; in the scene's arena */
    jj_shape *shape; /* owned until it moves into the loader */
} jj_tree_unit;

typedef struct jj_tree {
    jj_tree_unit *units;
    size_t n, cap;
    const char **columns; /* of all levels, each name once */
    size_t n_columns, cap_columns;
    jj_map by_code;
} jj_tree;

/* Collects the columns of every level. */
jj_status jj_tree_begin(jj_loader *l, jj_tree *t);
size_t jj_tree_column(const jj_tree *t, const char *name);

/* The first section of the same level: one level may come from several files. */
const jj_units_keys *jj_level_head(const jj_project *p, const jj_units_keys *k);

/*
 * What a unit's code says of those above, the nearest first (GB/T 2260 and 10114: a village's 12
 * digits begin with its township's 9, those with the county's 6; prefectures end in 00, provinces
 * in 0000). False past the last step; "" where the code has no such part.
 */
bool jj_parent_code(const char *code, size_t step, char out[16]);

/* A new unit without figures. JJ_E_DATA: its code stands twice. */
jj_status jj_tree_add(jj_loader *l, jj_tree *t, const char *code, const jj_units_keys *level,
                      jj_tree_unit **out);
jj_tree_unit *jj_tree_find(const jj_tree *t, const char *code);

/* Into the scene: levels, units in order, parents, attributes; shapes into the loader. */
jj_status jj_tree_finish(jj_loader *l, jj_tree *t);
void jj_tree_deinit(jj_tree *t);

#endif
