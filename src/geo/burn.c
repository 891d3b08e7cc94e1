#include "geo/burn.h"

#include <math.h>
#include <stdlib.h>

/* From cell to cell across the nearer edge (Amanatides and Woo 1987). */
static void burn_segment(const jj_grid *g, const double a[2], const double b[2], jj_burn_fn take,
                         void *user) {
    double dx = b[0] - a[0], dy = b[1] - a[1];
    int64_t col = (int64_t)floor(a[0]), row = (int64_t)floor(a[1]);
    const int64_t end_col = (int64_t)floor(b[0]), end_row = (int64_t)floor(b[1]);
    const int right = dx > 0 ? 1 : -1, down = dy > 0 ? 1 : -1;
    double next_x = dx != 0 ? ((double)(col + (dx > 0)) - a[0]) / dx : INFINITY;
    double next_y = dy != 0 ? ((double)(row + (dy > 0)) - a[1]) / dy : INFINITY;
    int64_t n_left = llabs(end_col - col) + llabs(end_row - row);
    for (;; n_left--) {
        if (row >= 0 && col >= 0 && row < g->rows && col < g->cols)
            take(user, (uint32_t)(row * g->cols + col));
        if (n_left <= 0)
            return;
        if (next_x < next_y) {
            next_x += fabs(1 / dx);
            col += right;
        } else {
            next_y += fabs(1 / dy);
            row += down;
        }
    }
}

/* The part of a segment, in cells, that may touch the grid; false when none does. */
static bool clip(const jj_grid *g, double a[2], double b[2]) {
    const double most[2] = {g->cols, g->rows};
    double t0 = 0, t1 = 1;
    for (int k = 0; k < 2; k++) {
        double d = b[k] - a[k];
        if (d == 0 && (a[k] < 0 || a[k] > most[k]))
            return false;
        if (d == 0)
            continue;
        double enter = (d > 0 ? -a[k] : most[k] - a[k]) / d;
        double leave = (d > 0 ? most[k] - a[k] : -a[k]) / d;
        t0 = fmax(t0, enter);
        t1 = fmin(t1, leave);
    }
    if (!(t0 <= t1))
        return false;
    const double from[2] = {a[0], a[1]};
    for (int k = 0; k < 2; k++) {
        double d = b[k] - from[k];
        b[k] = t1 < 1 ? from[k] + t1 * d : b[k];
        a[k] = t0 > 0 ? from[k] + t0 * d : from[k];
    }
    return true;
}

void jj_burn_line(const jj_grid *g, const double *xy, size_t n, jj_burn_fn take, void *user) {
    for (size_t i = 0; i + 1 < n; i++) {
        const double *p = xy + 2 * i;
        double a[2] = {(p[0] - g->x0) / g->dx, (g->y0 - p[1]) / g->dy};
        double b[2] = {(p[2] - g->x0) / g->dx, (g->y0 - p[3]) / g->dy};
        if (isfinite(a[0] + a[1] + b[0] + b[1]) && clip(g, a, b))
            burn_segment(g, a, b, take, user);
    }
}
