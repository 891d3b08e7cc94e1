#include "solve/rays.h"

#include "solve/step.h"

#include <math.h>

/* Where along 0 .. 1 the walk next passes into another cell by one axis, after `t`. */
static double next_edge(double step, double t) {
    if (step == 0)
        return 1;
    double at = t * step + 0.5, edge = step > 0 ? floor(at + 1e-9) + 1 : ceil(at - 1e-9) - 1;
    return fmin(1, (edge - 0.5) / step);
}

static bool add_walk(jj_rays *r, const jj_grid *g, int32_t down, int32_t right) {
    size_t n = r->part_first[r->n];
    for (double t = 0; t < 1;) {
        double next = fmin(next_edge(down, t), next_edge(right, t)), mid = (t + next) / 2;
        if (!jj_grow(&r->parts, &r->cap_parts, n + 1, sizeof *r->parts))
            return false;
        int32_t row = (int32_t)floor(mid * down + 0.5), col = (int32_t)floor(mid * right + 0.5);
        r->parts[n++] = (jj_ray_part){row * (int32_t)g->cols + col, next - t};
        t = next;
    }
    r->down[r->n] = down;
    r->right[r->n] = right;
    r->part_first[++r->n] = n;
    return true;
}

jj_status jj_rays_init(jj_rays *r, const jj_grid *g) {
    *r = (jj_rays){0};
    for (int32_t down = -JJ_ENTRANCE_REACH; down <= JJ_ENTRANCE_REACH; down++)
        for (int32_t right = -JJ_ENTRANCE_REACH; right <= JJ_ENTRANCE_REACH; right++)
            if (hypot(down, right) <= JJ_ENTRANCE_REACH + 1 && !add_walk(r, g, down, right))
                return JJ_E_NOMEM;
    return JJ_OK;
}

void jj_rays_deinit(jj_rays *r) {
    jj_free(r->parts);
    *r = (jj_rays){0};
}

bool jj_rays_hold(const jj_ground *ground, jj_stencil stencil, uint32_t cell) {
    const jj_grid *g = &ground->grid;
    uint32_t row = cell / g->cols, col = cell % g->cols, reach = JJ_ENTRANCE_REACH;
    bool is_true = stencil == JJ_STENCIL_TRUE16 || stencil == JJ_STENCIL_TRUE32;
    return is_true && !ground->shut && !ground->height_m && row >= reach && col >= reach &&
           row + reach < g->rows && col + reach < g->cols;
}

void jj_rays_lengths(const jj_rays *r, const jj_lengths *l, size_t block, double *length_m) {
    for (uint32_t i = 0; i < r->n; i++)
        length_m[i] = hypot(r->down[i] * l->north_m[block], r->right[i] * l->east_m[block]);
}

size_t jj_rays_entrance(const jj_rays *r, const jj_ground *ground, uint32_t cell,
                        const double *length_m, jj_source *out) {
    const float *pace = ground->pace_ms_m + cell;
    size_t n = 0;
    for (uint32_t i = 0; i < r->n; i++) {
        double sum = 0;
        bool is_open = true;
        for (size_t k = r->part_first[i]; k < r->part_first[i + 1]; k++) {
            float here = pace[r->parts[k].offset];
            is_open = is_open && here > 0;
            sum += r->parts[k].share * (double)here;
        }
        double ms = floor(length_m[i] * sum + 0.5);
        if (!is_open || ms >= JJ_NO_STEP)
            continue;
        uint32_t to =
            (uint32_t)((int64_t)cell + r->down[i] * (int64_t)ground->grid.cols + r->right[i]);
        out[n++] = (jj_source){to, 0, (uint32_t)ms};
    }
    return n;
}
