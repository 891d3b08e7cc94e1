/*
 * What one move costs. The plain solver, the fast solver and the certificate all ask here, so the
 * rule stands in one place: length x mean pace, rounded half up to whole milliseconds.
 *
 *   straight, diagonal   mean of the two cells
 *   knight (2,1)         mean of the four cells it crosses
 *   (3,1) and (3,2)      pace weighted by the length in each cell crossed
 *
 * A move is impossible when a cell it crosses is impassable or a barrier line shuts it. Costs are
 * symmetric unless the ground has slopes.
 */
#ifndef SOLVE_STEP_H
#define SOLVE_STEP_H

#include "base/ctx.h"
#include "jiujin/ground.h"

#define JJ_NO_STEP JJ_FARTHEST /* a move that takes that long cannot be made */

typedef struct jj_steps {
    const jj_ground *ground; /* borrowed */
    unsigned n_moves;        /* the first 4, 8, 16 or 32 of jj_move_step */
    double scale;            /* of true16 and true32; 1 for the plain stencils */
    size_t n_blocks;         /* of ground->lengths */
    double *length_m;        /* [16 undirected moves][n_blocks]; owned */
    float slowest_ms_m;      /* largest pace */
} jj_steps;

/* JJ_E_RANGE for what jj_ground_field() refuses of the ground, JJ_E_NOMEM. */
jj_status jj_steps_init(jj_ctx *ctx, const jj_ground *ground, jj_stencil stencil, jj_steps *out);

/*
 * The same of ground whose paces a field was solved on: they are not looked at again. JJ_E_NOMEM.
 */
jj_status jj_steps_init_checked(jj_ctx *ctx, const jj_ground *ground, jj_stencil stencil,
                                jj_steps *out);
void jj_steps_deinit(jj_steps *s);

/* JJ_E_RANGE: a source outside the grid, or one whose facility is JJ_NO_FACILITY. */
jj_status jj_sources_check(jj_ctx *ctx, const jj_grid *g, const jj_source *sources, size_t n);

/*
 * Milliseconds to travel by `move` from each of the n cells (row, col) .. (row, col + n - 1), all
 * on the grid; JJ_NO_STEP where it cannot be made or leaves the grid.
 */
void jj_steps_row(const jj_steps *s, unsigned move, uint32_t row, uint32_t col, uint32_t n,
                  uint32_t *ms);

/* Pace by slope over a length, as moves use it. Heights that are not known count as level. */
double jj_slope_factor(const jj_slope_table *t, float from_m, float to_m, double length_m);

/* No move takes longer, if it can be made at all. */
double jj_steps_dearest_ms(const jj_steps *s);

/* Moves come in opposite pairs; of a pair, the odd one starts at the northern or western end. */
static inline unsigned jj_move_back(unsigned move) {
    return move ^ 1;
}

/*
 * The move a traveller makes when the search, which runs out from the facilities, steps by `move`
 * from one cell to another: itself away from them, its opposite (from the other cell) toward them.
 */
static inline bool jj_step_is_forward(jj_direction d) {
    return d == JJ_AWAY;
}

/* Sum that stops at JJ_FARTHEST; both terms are at most that. */
static inline uint32_t jj_later(uint32_t time_ms, uint32_t step_ms) {
    uint32_t sum = time_ms + step_ms;
    return sum < JJ_FARTHEST ? sum : JJ_FARTHEST;
}

#endif
