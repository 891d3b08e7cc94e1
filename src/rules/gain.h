/* What one more facility would bring under a coverage rule, wherever it stood. */
#ifndef RULES_GAIN_H
#define RULES_GAIN_H

#include "rules/result.h"

/* What searches for new places rest on, found for one rule. Borrows but for what is_owned says. */
typedef struct jj_gain_base {
    const jj_rule *rule;
    uint32_t rule_index;
    const jj_selection *selection;
    const jj_profile *profile;
    const jj_result_field *field; /* of what there is, solved */
    const jj_rule_reach *reach;   /* its people and what became of them */
    const char *kind;             /* of the selection's first facility; NULL when it has none */
    uint32_t within_ms;
    jj_rows rows; /* that are looked at: all of them unless narrowed, see jj_gain_rows() */
} jj_gain_base;

/*
 * JJ_E_DATA, with the reason, when the rule's gain is not the sum over cells of one search: not
 * judged on people's coverage, several kinds or profiles, two thresholds, own unit only, no field
 * or no people grid in the result.
 */
jj_status jj_gain_of_rule(jj_ctx *ctx, const jj_scene *s, const jj_rules *rules, const jj_result *r,
                          uint32_t rule, jj_gain_base *out);

/* Rows that hold all that places in `rows` reach by the rule: base->rows for such places. */
jj_rows jj_gain_rows(const jj_scene *s, const jj_rule *rule, jj_rows rows);

/*
 * In `rows` of a zeroed `may`: may[cell] = 1 where a facility of the kind (NULL = any) may stand:
 * in some unit, not on ground a constraint forbids, passable to the profile. `may` is the caller's,
 * one byte a cell.
 */
void jj_gain_permitted(const jj_scene *s, const char *kind, const jj_profile *profile, jj_rows rows,
                       uint8_t *may);

/*
 * In base->rows: gain[cell] = people who come within the standard by a facility in the middle of
 * the cell; NaN where is_candidate is 0. Over the ground, straight or along roads, as the profile
 * travels. JJ_E_NOMEM, JJ_E_STOPPED, what the solvers refuse.
 */
jj_status jj_gain_surface(jj_ctx *ctx, const jj_scene *s, const jj_gain_base *base,
                          const uint8_t *is_candidate, double *gain);

/* The same of n cells in base->rows, which ascend: gain[i] of cells[i]. */
jj_status jj_gain_of_cells(jj_ctx *ctx, const jj_scene *s, const jj_gain_base *base,
                           const uint32_t *cells, size_t n, double *gain);

/*
 * No more than most[i] can that be: the people who lack what the rule asks for as far as a straight
 * walk on the fastest ground of base->rows gets. INFINITY where the profile keeps to roads or goes
 * straight. JJ_E_NOMEM.
 */
jj_status jj_gain_most(jj_ctx *ctx, const jj_scene *s, const jj_gain_base *base,
                       const uint32_t *cells, size_t n, double *most);

/* A cell with people that a place reaches. */
typedef struct jj_gain_pair {
    uint32_t place, cell, time_ms;
} jj_gain_pair;

/* Where a facility might stand: its point in the lattice's system and in degrees. */
typedef struct jj_gain_place {
    double x, y, lon, lat;
} jj_gain_place;

/*
 * Every cell with people that each place reaches within `within_ms`; by place, then cell. *out is
 * the caller's. JJ_E_NOMEM names the ceiling and the number of pairs.
 */
jj_status jj_gain_pairs(jj_ctx *ctx, const jj_scene *s, const jj_gain_base *base,
                        const jj_gain_place *places, size_t n_places, uint32_t within_ms,
                        jj_gain_pair **out, size_t *n);

#endif
