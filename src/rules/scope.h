/*
 * What a change touches, so that no more than this is judged again. Untouched units and facilities
 * keep what they came to before: their cells are the same, so their sums are, to the bit.
 */
#ifndef RULES_SCOPE_H
#define RULES_SCOPE_H

#include "rules/result.h"

/* Cells that a change touches. */
typedef struct jj_touched {
    uint8_t *is_touched; /* per cell; owned */
    jj_rows rows;        /* outside of them no cell is; equal while there is none */
} jj_touched;

/* JJ_E_NOMEM. Deinit in any case. */
jj_status jj_touched_init(jj_ctx *ctx, const jj_grid *g, jj_touched *out);
void jj_touched_deinit(jj_touched *t);
void jj_touched_add(jj_touched *t, const jj_grid *g, size_t cell);

/* Cells of these rows are to be told of, too, though nothing there changes. */
void jj_touched_widen(jj_touched *t, jj_rows rows);

typedef struct jj_scope {
    const jj_result *before; /* sums and catchments of all the rules; others may be among them */
    const uint32_t *rule_before; /* by rule: its number in `before` */
    const jj_touched *touched;
    const uint8_t *serves_anew; /* per facility: cells come to it or leave it */
} jj_scope;

/* Whether the cover has a touched cell. */
bool jj_touched_meets(const jj_touched *t, const jj_grid *g, const jj_cover *cover);

/* Marks those who serve a touched cell in any of the fields; *serves is one byte a facility. */
void jj_touched_serving(const jj_touched *t, const jj_grid *g, const jj_result *fields,
                        uint8_t *serves);

/*
 * The rows that judging a rule anew takes: those touched, those of touched units from `level` down,
 * and those of the catchments of all who serve anew.
 */
jj_rows jj_scope_rows(const jj_scope *s, const jj_scene *scene, uint32_t rule, uint32_t level);

/* Puts the catchments of before in the place of those in c[n] that do not serve anew; c is of the
 * rule's `kind`, its facilities ascend. */
void jj_scope_catchments(const jj_scope *s, uint32_t rule, uint32_t kind, jj_catchment *c,
                         size_t n);

/* Sums of a rule in `before`, by unit; *n = 0 when it has none. */
const jj_unit_sums *jj_sums_of(const jj_result *r, uint32_t rule, size_t *n);

#endif
