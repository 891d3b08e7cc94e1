#include "solve/serving.h"

#include "solve/step.h"
#include "solve/window.h"

#include <string.h>

typedef struct search {
    const jj_ground *ground;
    jj_travel how; /* as facilities see it */
    const jj_window *back;
    uint8_t *serves;
} search;

static uint32_t time_back(const search *s, uint32_t cell) {
    uint32_t cols = s->ground->grid.cols;
    jj_part p = s->back->part;
    uint32_t row = cell / cols - p.row0, col = cell % cols - p.col0; /* wraps outside */
    return row < p.rows && col < p.cols ? s->back->time_ms[(size_t)row * p.cols + col]
                                        : JJ_UNREACHED;
}

/* By the straight walks into the ground around it, which moves alone do not know. */
static bool enters_in_time(const search *s, uint32_t cell) {
    jj_source doors[JJ_ENTRANCE_SOURCES];
    double x, y;
    jj_grid_centre(&s->ground->grid, cell, &x, &y);
    size_t n = jj_ground_entrance(s->ground, &s->how, x, y, 0, 0, doors);
    for (size_t i = 0; i < n; i++) {
        uint32_t ms = time_back(s, doors[i].cell);
        if (ms != JJ_UNREACHED && jj_later(ms, doors[i].start_ms) <= s->how.within_ms)
            return true;
    }
    return false;
}

/* The square of cells around (row, col) as far as an entrance goes, inside the grid. */
static jj_part around(const jj_grid *g, uint32_t row, uint32_t col, uint32_t reach) {
    uint32_t up = row > reach ? row - reach : 0, left = col > reach ? col - reach : 0;
    uint32_t down = row + reach < g->rows ? row + reach + 1 : g->rows;
    uint32_t right = col + reach < g->cols ? col + reach + 1 : g->cols;
    return (jj_part){up, left, down - up, right - left};
}

static bool is_on_rim(const search *s, uint32_t row, uint32_t col) {
    const jj_grid *g = &s->ground->grid;
    jj_part p = around(g, row, col, 1);
    for (uint32_t i = 0; i < p.rows * p.cols; i++)
        if (time_back(s, (p.row0 + i / p.cols) * g->cols + p.col0 + i % p.cols) == JJ_UNREACHED)
            return true;
    return false;
}

enum { REACHED = 1, NEAR_RIM = 2 };

/* A walk that leads in from beyond the rim ends in a reached cell near it. */
static void mark_near(const search *s, uint32_t row, uint32_t col) {
    const jj_grid *g = &s->ground->grid;
    jj_part p = around(g, row, col, JJ_ENTRANCE_REACH);
    for (uint32_t r = 0; r < p.rows; r++)
        for (uint32_t c = 0; c < p.cols; c++)
            s->serves[(size_t)(p.row0 + r) * g->cols + p.col0 + c] |= NEAR_RIM;
}

static void mark_reached(const search *s) {
    jj_part p = s->back->part;
    for (uint32_t r = 0; r < p.rows; r++)
        for (uint32_t c = 0; c < p.cols; c++) {
            uint32_t row = p.row0 + r, col = p.col0 + c;
            if (s->back->time_ms[(size_t)r * p.cols + c] == JJ_UNREACHED)
                continue;
            s->serves[(size_t)row * s->ground->grid.cols + col] |= REACHED;
            if (is_on_rim(s, row, col))
                mark_near(s, row, col);
        }
}

static void settle(const search *s, size_t n_cells) {
    for (size_t i = 0; i < n_cells; i++)
        if (s->serves[i])
            s->serves[i] = s->serves[i] & REACHED || enters_in_time(s, (uint32_t)i);
}

jj_status jj_ground_serving(jj_ctx *ctx, const jj_ground *ground, const jj_travel *how,
                            uint32_t cell, uint8_t *serves) {
    size_t n = jj_grid_cells(&ground->grid);
    jj_source home = {.cell = cell};
    jj_travel forth = *how;
    uint32_t margin = 0;
    JJ_CLEANUP(jj_window_deinit) jj_window back = {0};
    memset(serves, 0, n);
    if (cell >= n)
        return jj_fail(ctx, JJ_E_RANGE, "cell %u is not of the grid", cell);
    if (how->stencil == JJ_STENCIL_CONTINUOUS)
        forth.stencil = JJ_STENCIL_TRUE32;
    jj_travel turned = forth;
    turned.direction = how->direction == JJ_TOWARD ? JJ_AWAY : JJ_TOWARD;
    JJ_TRY(jj_window_field(ctx, ground, &home, 1, &turned, UINT64_MAX, &margin, &back));
    const search s = {ground, forth, &back, serves};
    mark_reached(&s);
    settle(&s, n);
    return JJ_OK;
}
