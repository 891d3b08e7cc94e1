/*
 * Coverage: people (or residential land) within a threshold of the nearest facility.
 *
 * Several kinds that must all be in reach are the later of their fields; several profiles of which
 * either serves are the earlier of theirs.
 */
#ifndef ANALYSIS_COVERAGE_H
#define ANALYSIS_COVERAGE_H

#include "analysis/reach.h"
#include "base/ctx.h"

/* A field being joined: caller's arrays of n cells. nearest follows the time that counts. */
typedef struct jj_joint {
    uint32_t *time_ms, *nearest;
    size_t n;
} jj_joint;

/*
 * Either serves: the earlier; the other's times are multiplied by `scale` first (1: as they are).
 */
void jj_joint_either(jj_joint *j, const uint32_t *time_ms, const uint32_t *nearest, double scale);

/* All are needed: the later. */
void jj_joint_all(jj_joint *j, const uint32_t *time_ms, const uint32_t *nearest);

/*
 * Thresholds in ms: [0] on urban cells, [1] on the others; with is_urban NULL [0] counts
 * everywhere. A cell is urban from a share of one half.
 */
typedef struct jj_threshold {
    uint32_t within_ms[2];
    const float *is_urban;
} jj_threshold;

static inline uint32_t jj_threshold_at(const jj_threshold *t, size_t cell) {
    return t->within_ms[t->is_urban && t->is_urban[cell] < 0.5F];
}

/*
 * What each cell's people meet with. `paces` are those of the profiles that may serve (0 =
 * impassable); a cell is blocked when every one of them is 0 there; none given: no cell is.
 * is_nodata may be NULL.
 */
void jj_reach_classify(const jj_joint *j, const jj_threshold *t, const float *const *paces,
                       size_t n_paces, const uint8_t *is_nodata, uint8_t *reach);

/* Sums over one unit, in span order. */
typedef struct jj_reach_sums {
    double of[JJ_N_REACH];
    double people;      /* of every class but NoData, summed on its own in the same order, so that
                              all covered means people == of[JJ_REACH_COVERED] to the bit */
    double time_sum;    /* people x ms, of those reached */
    double reached;     /* people reached, covered or too far */
    uint32_t peak_cell; /* most people among the uncovered, else among all; JJ_NO_CELL = nobody */
} jj_reach_sums;

jj_reach_sums jj_reach_sum(const jj_reach_map *m, const jj_cover *cover);

/* Where the people of one demand are. The parts add up to the total. */
typedef struct jj_balance {
    uint32_t rule; /* the rule it was made for */
    uint32_t demand;
    double total, in_nodata, outside_units, on_blocked, unreachable, too_far, covered;
} jj_balance;

/*
 * The balance of all cells; inside[cell] is the share of the cell in some unit (0 to 1). `total`
 * is the source's own, in_nodata what of it never came onto the lattice. rule and demand are the
 * caller's to set. JJ_E_DATA when it does not close within 1e-6 of the total.
 */
jj_status jj_balance_people(jj_ctx *ctx, const jj_reach_map *m, const float *inside, double total,
                            double in_nodata, jj_balance *out);

/* Adds the cover's fractions to inside[], cut at 1. */
void jj_cover_mark_inside(const jj_cover *cover, const jj_grid *g, float *inside);

#endif
