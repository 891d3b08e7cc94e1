/* Straight distance: geodesics against PROJ's, the nearest place against trying every place. */
#include "geo/geodesic.h"
#include "jiujin/straight.h"
#include "base/mem.h"
#include "test.h"

#include <geodesic.h>

static double proj_m(double lon1, double lat1, double lon2, double lat2) {
    struct geod_geodesic wgs84;
    double m;
    geod_init(&wgs84, 6378137.0, 1 / 298.257223563);
    geod_inverse(&wgs84, lat1, lon1, lat2, lon2, &m, NULL, NULL);
    return m;
}

static void test_geodesic(void) {
    uint64_t seed = test_seed();
    for (int i = 0; i < 20000; i++) {
        double reach = pow(10, -5 + test_below(&seed, 6000) / 1000.0); /* degrees, to 10 */
        double lat = test_below(&seed, 150000) / 1000.0 - 75, lon = test_below(&seed, 360) - 180.0;
        double lat2 = lat + reach * (test_below(&seed, 2001) / 1000.0 - 1);
        double lon2 = lon + reach * (test_below(&seed, 2001) / 1000.0 - 1);
        jj_ecef a = jj_ecef_from(lon, lat), b = jj_ecef_from(lon2, lat2);
        double want = proj_m(lon, lat, lon2, lat2), got = jj_geodesic_m(&a, &b);
        if (want < 1e6)
            CHECK_NEAR(got, want, want < 1e5 ? 1e-3 : 1e-6 * want);
        CHECK(got >= sqrt(jj_chord2_m2(&a, &b)) * (1 - 1e-12));
    }
    jj_ecef pole = jj_ecef_from(0, 90), same = jj_ecef_from(77, 90), south = jj_ecef_from(0, -90);
    CHECK_NEAR(jj_geodesic_m(&pole, &same), 0, 1e-6);
    CHECK(isfinite(jj_geodesic_m(&pole, &south)));
}

/* Vectors made beforehand change no bit. */
static void check_with_up(jj_ctx *ctx, const jj_grid *g, const jj_place *places, size_t n,
                          const jj_straight *how, const uint32_t *want_ms) {
    size_t n_cells = jj_grid_cells(g);
    JJ_AUTO double *up = jj_alloc(3 * n_cells, sizeof *up);
    JJ_AUTO uint32_t *time_ms = jj_alloc(n_cells, sizeof *time_ms);
    CHECK_OK(ctx, jj_straight_up(ctx, g, how, up));
    jj_straight with = *how;
    with.up = up;
    CHECK_OK(ctx, jj_straight_field(ctx, g, places, n, &with, time_ms, NULL));
    CHECK(memcmp(time_ms, want_ms, n_cells * sizeof *time_ms) == 0);
}

static void test_nearest(void) {
    uint64_t seed = test_seed();
    jj_ctx *ctx = jj_ctx_new();
    for (int i = 0; i < 24; i++) {
        bool is_plane = i % 3 == 0;
        double size = is_plane ? 100 : 0.01;
        jj_grid g = {20 + (uint32_t)i, 30, is_plane ? 0 : 110, is_plane ? 0 : 38, size, size,
                     !is_plane};
        size_t n = i < 2 ? (size_t)i : 1 + test_below(&seed, 300), n_cells = jj_grid_cells(&g);
        JJ_AUTO jj_place *places = jj_alloc(n, sizeof *places);
        JJ_AUTO uint32_t *time_ms = jj_alloc(n_cells, 4);
        JJ_AUTO uint32_t *nearest = jj_alloc(n_cells, 4);
        for (size_t k = 0; k < n; k++) /* many fall on one another */
            places[k] = (jj_place){g.x0 + size * (test_below(&seed, 50) - 10.0),
                                   g.y0 - size * (test_below(&seed, 50) - 10.0),
                                   test_below(&seed, 100), test_below(&seed, 3) * 1000};
        jj_straight how = {.pace_ms_m = 0.5 + test_below(&seed, 1000), .within_ms = JJ_FARTHEST};
        if (i % 2)
            how.within_ms = (uint32_t)(300 * how.pace_ms_m);
        CHECK_OK(ctx, jj_ctx_set_threads(ctx, 1 + i % 3));
        CHECK_OK(ctx, jj_straight_field(ctx, &g, places, n, &how, time_ms, nearest));
        if (!is_plane)
            check_with_up(ctx, &g, places, n, &how, time_ms);
        for (uint32_t c = 0; c < n_cells; c++) {
            uint64_t best = UINT64_MAX;
            double x, y;
            jj_grid_centre(&g, c, &x, &y);
            jj_ecef from = jj_ecef_from(x, y);
            for (size_t k = 0; k < n; k++) {
                jj_ecef to = jj_ecef_from(places[k].lon, places[k].lat);
                double dx = places[k].lon - x, dy = places[k].lat - y;
                double m = is_plane ? sqrt(dx * dx + dy * dy) : jj_geodesic_m(&from, &to);
                uint64_t ms = (uint64_t)(m * how.pace_ms_m + 0.5) + places[k].start_ms;
                uint64_t key = ms << 32 | places[k].facility;
                if (ms <= how.within_ms && key < best)
                    best = key;
            }
            CHECK_INT(time_ms[c], best >> 32);
            CHECK_INT(nearest[c], best & UINT32_MAX);
        }
    }
    jj_ctx_free(ctx);
}

static jj_status shifted(void *arg, uint32_t row, double *lon, double *lat) {
    for (int c = 0; c < 4; c++) {
        lon[c] = 100 + c;
        lat[c] = *(double *)arg + row;
    }
    return JJ_OK;
}

static void test_projected_and_refused(void) {
    jj_ctx *ctx = jj_ctx_new();
    jj_grid g = {3, 4, 500000, 4000000, 1000, 1000, false};
    double first_lat = 30;
    uint32_t time_ms[12];
    jj_place place = {101, 31, 7, 0};
    jj_straight how = {1000, JJ_FARTHEST, shifted, &first_lat, NULL, NULL};
    CHECK_OK(ctx, jj_straight_field(ctx, &g, &place, 1, &how, time_ms, NULL));
    CHECK_INT(time_ms[5], 0);
    CHECK_NEAR(time_ms[0] / 1000.0, proj_m(100, 30, 101, 31), 2e-2);
    check_with_up(ctx, &g, &place, 1, &how, time_ms);
    how.pace_ms_m = 0;
    CHECK_REFUSED(ctx, jj_straight_field(ctx, &g, &place, 1, &how, time_ms, NULL), JJ_E_RANGE,
                  "a pace of 0");
    how.pace_ms_m = 1;
    how.lonlat = NULL;
    double up[36];
    CHECK_REFUSED(ctx, jj_straight_up(ctx, &g, &how, up), JJ_E_RANGE, "a plane of 3 x 4");
    place.lat = NAN;
    CHECK_REFUSED(ctx, jj_straight_field(ctx, &g, &place, 1, &how, time_ms, NULL), JJ_E_RANGE,
                  "place 0");
    jj_ctx_free(ctx);
}

int main(void) {
    RUN(test_geodesic);
    RUN(test_nearest);
    RUN(test_projected_and_refused);
    return 0;
}
