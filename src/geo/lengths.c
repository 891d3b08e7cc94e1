/* Cell sides in metres on the ellipsoid. Radii of curvature: Snyder, Map Projections (USGS 1395). */
#include "jiujin/grid.h"
#include "base/ctx.h"

#include <math.h>

#define WGS84_A  6378137.0
#define WGS84_E2 0.00669437999014131699 /* f(2 - f), f = 1/298.257223563 */

static jj_status reserve(jj_ctx *ctx, size_t n, jj_lengths *l) {
    l->east_m = jj_alloc(n, sizeof *l->east_m);
    l->north_m = jj_alloc(n, sizeof *l->north_m);
    if (l->east_m && l->north_m)
        return JJ_OK;
    jj_lengths_deinit(l);
    return jj_no_memory(ctx, "cell lengths", n * 16);
}

jj_status jj_lengths_plane(jj_ctx *ctx, const jj_grid *g, double east_m, double north_m,
                           jj_lengths *out) {
    jj_lengths l = {.block_rows = g->rows, .block_cols = g->cols, .n_block_cols = 1};
    JJ_TRY(reserve(ctx, 1, &l));
    l.east_m[0] = east_m;
    l.north_m[0] = north_m;
    *out = l;
    return JJ_OK;
}

jj_status jj_lengths_geographic(jj_ctx *ctx, const jj_grid *g, jj_lengths *out) {
    jj_lengths l = {.block_rows = 1, .block_cols = g->cols, .n_block_cols = 1};
    JJ_TRY(reserve(ctx, g->rows, &l));
    const double degree = acos(-1.0) / 180;
    for (uint32_t r = 0; r < g->rows; r++) {
        double lat = (g->y0 - (r + 0.5) * g->dy) * degree;
        double w2 = 1 - WGS84_E2 * sin(lat) * sin(lat);
        double meridian_m = WGS84_A * (1 - WGS84_E2) / (w2 * sqrt(w2));
        double normal_m = WGS84_A / sqrt(w2);
        l.north_m[r] = meridian_m * g->dy * degree;
        l.east_m[r] = normal_m * fabs(cos(lat)) * g->dx * degree;
    }
    *out = l;
    return JJ_OK;
}

void jj_lengths_deinit(jj_lengths *l) {
    jj_free(l->east_m);
    jj_free(l->north_m);
    *l = (jj_lengths){0};
}
