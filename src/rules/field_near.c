/* Which cells a facility can get to at all, told from the distance alone. */
#include "rules/fields.h"

#include <math.h>
#include <string.h>

/* Beyond such a width straight lines on the lattice say too little of those on the earth. */
static const double widest_m = 1e6;

/* Off by less: the bend of the shortest way, the scale of the projection within a block. */
static const double slack = 1.02;

/* Least milliseconds a metre takes by the profile. */
static double fastest_ms_m(const jj_profile *p) {
    if (p->mode == JJ_MODE_STRAIGHT)
        return 1000 * (p->detour > 0 ? p->detour : 1) / p->speed_m_s;
    double fastest = 1000 / p->streets->walk_m_s;
    const jj_roads *r = &p->streets->roads;
    for (size_t i = 0; i < r->n_roads; i++) {
        const jj_road *road = &r->roads[i];
        uint32_t ms = road->forward_ms < road->backward_ms ? road->forward_ms : road->backward_ms;
        if (road->length_mm > 0)
            fastest = fmin(fastest, ms * 1000.0 / road->length_mm);
    }
    return fastest;
}

static double shortest(const jj_lengths *l, const double *of, const jj_grid *g) {
    double least = INFINITY;
    size_t n_block_rows = (g->rows + l->block_rows - 1) / l->block_rows;
    for (size_t b = 0; b < n_block_rows * l->n_block_cols; b++)
        least = fmin(least, of[b]);
    return least;
}

void jj_field_may_reach(const jj_scene *s, const jj_profile *profile, uint32_t facility,
                        const uint32_t *limit_ms, uint32_t most_ms, uint8_t *may) {
    const jj_grid *g = &s->grid;
    const jj_facility *f = &s->facilities[facility];
    double row_m = shortest(&s->lengths, s->lengths.north_m, g);
    double col_m = shortest(&s->lengths, s->lengths.east_m, g);
    double m_a_ms = slack / fastest_ms_m(profile), cell_m = row_m + col_m;
    if (f->cell == JJ_NO_CELL || !isfinite(m_a_ms) || g->rows * row_m > widest_m ||
        g->cols * col_m > widest_m) {
        memset(may, 1, jj_grid_cells(g));
        return;
    }
    double home_row = f->cell / g->cols, home_col = f->cell % g->cols;
    for (uint32_t row = 0; row < g->rows; row++) {
        size_t first = (size_t)row * g->cols;
        double up_m = (row - home_row) * row_m, up2_m2 = up_m * up_m;
        for (uint32_t col = 0; col < g->cols; col++) {
            double limit = limit_ms ? limit_ms[first + col] : most_ms;
            double reach_m = (limit + 1) * m_a_ms + cell_m, right_m = (col - home_col) * col_m;
            may[first + col] |= up2_m2 + right_m * right_m <= reach_m * reach_m;
        }
    }
}
