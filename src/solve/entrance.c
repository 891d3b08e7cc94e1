/* The walk from an entrance, which stands anywhere in a cell, to the centres around it. */
#include "jiujin/ground.h"

#include "base/ctx.h"
#include "geo/shut.h"
#include "solve/entrance.h"
#include "solve/step.h"

#include <math.h>

/* A straight way over the grid, in cells from the centre of the first cell. */
typedef struct way {
    const jj_ground *ground;
    double row, col;    /* from, as a place among centres */
    double down, right; /* to the target */
} way;

static double pace_at(const way *w, double t) {
    const jj_grid *g = &w->ground->grid;
    double row = floor(w->row + t * w->down + 0.5), col = floor(w->col + t * w->right + 0.5);
    if (row < 0 || col < 0 || row >= g->rows || col >= g->cols)
        return 0;
    return (double)w->ground->pace_ms_m[(size_t)row * g->cols + (size_t)col];
}

/* Where along 0 .. 1 the way next passes into another cell by one axis, after `t`. */
static double next_edge(double from, double step, double t) {
    if (step == 0)
        return 1;
    double at = from + t * step + 0.5, edge = step > 0 ? floor(at + 1e-9) + 1 : ceil(at - 1e-9) - 1;
    return fmin(1, (edge - 0.5 - from) / step);
}

/* Mean pace by the length in each cell crossed; 0 when one is impassable. */
static double mean_pace(const way *w) {
    double sum = 0;
    for (double t = 0; t < 1;) {
        double next = fmin(next_edge(w->row, w->down, t), next_edge(w->col, w->right, t));
        double pace = pace_at(w, (t + next) / 2);
        if (!(pace > 0))
            return 0;
        sum += (next - t) * pace;
        t = next;
    }
    return sum;
}

/* Whether barrier lines are near the way: then it is left to the moves, which know them. */
static bool is_near_barrier(const way *w) {
    const jj_grid *g = &w->ground->grid;
    double length = fmax(fabs(w->down), fabs(w->right));
    for (double at = 0; w->ground->shut && at <= 2 * length + 1; at++) {
        double t = fmin(1, at / (2 * length + 1e-9));
        double row = floor(w->row + t * w->down + 0.5), col = floor(w->col + t * w->right + 0.5);
        if (jj_shut_moves_at(w->ground->shut, (uint32_t)row * g->cols + (uint32_t)col))
            return true;
    }
    return false;
}

static double slope_of(const jj_ground *g, uint32_t home, uint32_t cell, double length_m,
                       jj_direction d) {
    if (!g->height_m || cell == home || !(length_m > 0))
        return 1;
    uint32_t from = d == JJ_AWAY ? home : cell, to = d == JJ_AWAY ? cell : home;
    return jj_slope_factor(g->slope, g->height_m[from], g->height_m[to], length_m);
}

/* Milliseconds between the entrance and the centre the way leads to, or JJ_NO_STEP. */
static uint32_t walk_ms(const way *w, uint32_t home, uint32_t cell, jj_direction d) {
    const jj_ground *g = w->ground;
    size_t block = jj_lengths_block(g->lengths, home / g->grid.cols, home % g->grid.cols);
    double length_m =
        hypot(w->down * g->lengths->north_m[block], w->right * g->lengths->east_m[block]);
    double pace = length_m > 0 ? mean_pace(w) : 1;
    double ms = floor(length_m * pace * slope_of(g, home, cell, length_m, d) + 0.5);
    return pace > 0 && ms < JJ_NO_STEP ? (uint32_t)ms : JJ_NO_STEP;
}

/* Where directions count alike the walk is straight in a disc; else as far as a move goes. On
 * slopes a long straight walk would not see the hill between its ends. */
static int32_t reach_of(const jj_ground *g, jj_stencil stencil, bool is_centre) {
    static const int32_t move[] = {0, 1, 2, 3, 2, 3, 0};
    if (stencil >= JJ_STENCIL_TRUE16 && !g->height_m)
        return JJ_ENTRANCE_REACH;
    return is_centre ? 0 : move[stencil];
}

/* Walks from the entrance to the centres within `reach` cells each way. */
static size_t walks(way *w, uint32_t home, int32_t reach, jj_direction direction,
                    const jj_source *start, jj_source *out) {
    const jj_grid *g = &w->ground->grid;
    int64_t row = home / g->cols, col = home % g->cols;
    size_t n = 0;
    for (int64_t r = row - reach; r <= row + reach; r++)
        for (int64_t c = col - reach; c <= col + reach; c++) {
            if (r < 0 || c < 0 || r >= g->rows || c >= g->cols)
                continue;
            uint32_t cell = (uint32_t)(r * g->cols + c);
            w->down = (double)r - w->row;
            w->right = (double)c - w->col;
            if (cell != home && (hypot(w->down, w->right) > reach + 1 || is_near_barrier(w)))
                continue;
            uint32_t ms = walk_ms(w, home, cell, direction);
            if (ms != JJ_NO_STEP)
                out[n++] = (jj_source){cell, start->facility, jj_later(start->start_ms, ms)};
        }
    return n;
}

static way way_from(const jj_ground *ground, double x, double y) {
    const jj_grid *g = &ground->grid;
    return (way){ground, (g->y0 - y) / g->dy - 0.5, (x - g->x0) / g->dx - 0.5, 0, 0};
}

size_t jj_ground_entrance(const jj_ground *ground, const jj_travel *how, double x, double y,
                          uint32_t facility, uint32_t start_ms, jj_source *out) {
    const jj_grid *g = &ground->grid;
    uint32_t home = jj_grid_cell_at(g, x, y);
    if (home == JJ_NO_CELL || !(ground->pace_ms_m[home] > 0))
        return 0;
    way w = way_from(ground, x, y);
    bool is_centre = fabs(w.row - home / g->cols) < 1e-6 && fabs(w.col - home % g->cols) < 1e-6;
    int32_t reach = reach_of(ground, how->stencil, is_centre);
    const jj_source start = {home, facility, start_ms};
    return walks(&w, home, reach, how->direction, &start, out);
}

size_t jj_ground_doorstep(const jj_ground *ground, jj_direction direction, double x, double y,
                          jj_source out[JJ_DOORSTEP]) {
    uint32_t home = jj_grid_cell_at(&ground->grid, x, y);
    if (home == JJ_NO_CELL || !(ground->pace_ms_m[home] > 0))
        return 0;
    way w = way_from(ground, x, y);
    const jj_source start = {home, 0, 0};
    return walks(&w, home, 1, direction, &start, out);
}

uint32_t jj_ground_straight_ms(const jj_ground *ground, jj_stencil stencil, const double from[2],
                               const double to[2]) {
    uint32_t home = jj_grid_cell_at(&ground->grid, from[0], from[1]);
    uint32_t cell = jj_grid_cell_at(&ground->grid, to[0], to[1]);
    if (home == JJ_NO_CELL || cell == JJ_NO_CELL)
        return JJ_UNREACHED;
    way w = way_from(ground, from[0], from[1]), end = way_from(ground, to[0], to[1]);
    w.down = end.row - w.row;
    w.right = end.col - w.col;
    bool is_disc = stencil >= JJ_STENCIL_TRUE16 && !ground->height_m;
    bool is_far = hypot(w.down, w.right) > JJ_ENTRANCE_REACH || !is_disc || is_near_barrier(&w);
    if (!(ground->pace_ms_m[home] > 0) || (home != cell && is_far))
        return JJ_UNREACHED;
    uint32_t ms = walk_ms(&w, home, home, JJ_AWAY); /* level: both ends stand at one height */
    return ms == JJ_NO_STEP ? JJ_UNREACHED : ms;
}
