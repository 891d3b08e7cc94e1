/* A project file and everything it names -> a scene, the rules, and the facility table. */
#ifndef LOAD_LOAD_H
#define LOAD_LOAD_H

#include "base/text.h"
#include "load/row_places.h"
#include "model/rule.h"
#include "model/scene.h"
#include "store/facility_table.h"

typedef struct jj_load_options {
    int year; /* judge this year whatever the project and the rules say; 0 = theirs */
    const char *const *only; /* ids of the rules to keep */
    size_t n_only;           /* 0 = as the project says */
    /* The cells of a run of the same project on the same inputs (jj_scene_keep()); the scene takes
     * the file over, loaded or not. Inputs are then not vouched for, nor told of in the ledger.
     * NULL = read everything. */
    jj_kept *kept;
    jj_text *mapping; /* gets what office lists' headings were taken for, as YAML; or NULL */
} jj_load_options;

typedef struct jj_loaded {
    jj_scene scene;
    jj_rules rules;
    jj_facility_table *table; /* rows are scene.facilities, in that order */
    jj_row_places *places;    /* of a projected lattice; the scene asks them */
} jj_loaded;

/*
 * Read, check, bring to one lattice. What is refused or repaired becomes a ledger row and work
 * goes on; *out is empty unless JJ_OK.
 *
 * JJ_E_IO, JJ_E_FORMAT, JJ_E_RANGE, JJ_E_DATA: the project file or a source cannot be used (the
 * message names file, line or row, value and cure). JJ_E_RANGE: no rule has an id of
 * `options->only`. JJ_E_NOMEM: the lattice would not fit, refused before it is allocated.
 */
jj_status jj_scene_load(jj_ctx *ctx, const char *path, const jj_load_options *options,
                        jj_loaded *out);
void jj_loaded_deinit(jj_loaded *l);

#endif
