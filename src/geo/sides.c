#include "geo/sides.h"

#include "geo/shut.h"

#define NONE UINT32_MAX

/* Roots are the smallest cells of their sets, so that order decides nothing. */
static uint32_t root_of(uint32_t *parent, uint32_t cell) {
    while (parent[cell] != cell) {
        parent[cell] = parent[parent[cell]];
        cell = parent[cell];
    }
    return cell;
}

static void join(uint32_t *parent, uint32_t a, uint32_t b) {
    a = root_of(parent, a);
    b = root_of(parent, b);
    if (a < b)
        parent[b] = a;
    else
        parent[a] = b;
}

/* North, west and both diagonals upward: every pair of neighbours once. */
static void join_back(const jj_ground *ground, uint32_t *parent, uint32_t row, uint32_t col) {
    static const unsigned moves[] = {0, 2, 4, 6}; /* of jj_move_step */
    const jj_grid *g = &ground->grid;
    uint32_t cell = row * g->cols + col, shut = jj_shut_moves_at(ground->shut, cell);
    for (size_t i = 0; i < sizeof moves / sizeof *moves; i++) {
        int64_t r = (int64_t)row + jj_move_step[moves[i]][0];
        int64_t c = (int64_t)col + jj_move_step[moves[i]][1];
        if (r < 0 || c < 0 || c >= g->cols || shut >> moves[i] & 1)
            continue;
        uint32_t other = (uint32_t)(r * g->cols + c);
        if (parent[other] != NONE)
            join(parent, cell, other);
    }
}

uint32_t jj_ground_sides(const jj_ground *ground, uint32_t *side, jj_row_done_fn row_done,
                         const void *user) {
    const jj_grid *g = &ground->grid;
    uint32_t *parent = side, n_sides = 0;
    for (uint32_t r = 0; r < g->rows; r++) {
        for (uint32_t c = 0; c < g->cols; c++) {
            uint32_t cell = r * g->cols + c;
            parent[cell] = ground->pace_ms_m[cell] > 0 ? cell : NONE;
            if (parent[cell] != NONE)
                join_back(ground, parent, r, c);
        }
        if (row_done)
            row_done(user, r);
    }
    /* parents come before their cells, so each has its number when it is asked for */
    for (uint32_t r = 0; r < g->rows; r++) {
        for (uint32_t i = r * g->cols; i < (r + 1) * g->cols; i++) {
            if (parent[i] == NONE)
                side[i] = 0;
            else
                side[i] = parent[i] == i ? ++n_sides : side[parent[i]];
        }
        if (row_done)
            row_done(user, r);
    }
    return n_sides;
}
