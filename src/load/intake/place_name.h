/* The place a list speaks of, by the names of its sheet, its file and its title. */
#ifndef LOAD_INTAKE_PLACE_NAME_H
#define LOAD_INTAKE_PLACE_NAME_H

#include "model/unit.h"

/*
 * The unit of `level` below `above` (JJ_NO_UNIT = anywhere) whose name stands in the first of
 * `texts` that holds any: the longest whole name, else the longest without its last character
 * (平遥 of 平遥县; two characters at the least). Of two of one name any: the name is what counts.
 * JJ_NO_UNIT: none.
 */
uint32_t jj_place_name_find(const jj_units *u, uint32_t level, uint32_t above,
                            const char *const *texts, size_t n_texts);

#endif
